"""The regressions (statsmodels), each as a tidy table of terms.

A model is a patsy formula over columns of the analysis table; ``in_<model>`` marks the rows it
used, so that it can be refitted from the published ``analysis.csv`` with any other program.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
import patsy
import statsmodels.api as sm
from scipy import stats

from sharing.covariance import estimate_clustered

LEAST_GROUPS = 3
LEAST_SUPPORT = 2
LEAST_PER_COEFFICIENT = 5
FACTORS = ("partners_group", "family")
PARTNERS = 'C(partners_group, Treatment("2"))'
FAMILIES = 'C(family, Treatment("Back office"))'
AREAS = 'C(area, Treatment("South and East"))'
CORE = {"partners_group": PARTNERS, "family": FAMILIES, "achieved": "achieved"}
CONTROLS = CORE | {
    "log_population": "log_population",
    "population_incomplete": "population_incomplete",
    "years_since_start": "years_since_start",
    "start_unknown": "start_unknown",
    "other_bodies": "other_bodies",
    "area": AREAS,
}
REFERENCES = {"partners_group": "2", "family": "Back office", "area": "South and East"}
COVARIANCE = (
    "clustered by connected partner group: bias-reduced CR2 standard errors, t distribution with "
    "Bell and McCaffrey's degrees of freedom for each term (df)"
)
TERMS = ("term", "estimate", "std_error", "df", "support", "low", "high", "p_value")


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    formula
        A patsy formula over columns of the analysis table.
    nobs, clusters
        Arrangements used and their connected partner groups.
    lost
        Arrangements of the analysis table that the model cannot use, counted by reason.
    terms
        One row per coefficient with the columns of `TERMS`; for ``log_ols`` on the log scale.
        A coefficient that rests on fewer than `LEAST_SUPPORT` effective clusters has an estimate
        but no standard error, interval or p-value (nan).
    controlled
        Whether the controls beyond partners, family and status were affordable.
    """

    name: str
    formula: str
    nobs: int
    covariance: str
    clusters: int
    lost: dict[str, int]
    terms: pd.DataFrame
    controlled: bool


@dataclass(frozen=True)
class NotEstimated:
    """A model that the edition's data cannot carry, and why, in a sentence for readers."""

    name: str
    why: str
    lost: dict[str, int] = field(default_factory=dict)


def add_model_columns(table: pd.DataFrame) -> pd.DataFrame:
    """The analysis table with the columns that only models need: logs and 0/1 controls.

    ``log_annual_saving`` is nan where the saving is zero or negative.
    """
    positive = table.annual_saving_gbp.where(table.annual_saving_gbp > 0)
    flags = ["population_incomplete", "start_unknown", "other_bodies", "price_held"]
    return table.assign(
        log_annual_saving=np.log(positive),
        achieved=(table.status == "achieved").astype(int),
        **{name: table[name].astype(int) for name in flags},
    )


def choose_rows(table: pd.DataFrame) -> tuple[pd.Series, dict[str, int]]:
    """The rows that ``log_ols`` can use, and how many it loses to each reason.

    Zero and negative savings have no log. A partner group or family whose arrangements lie in
    fewer than `LEAST_GROUPS` connected partner groups cannot carry a coefficient: its standard
    error would rest on one or two independent observations.
    """
    usable = table.log_annual_saving.notna()
    lost = {"zero or negative saving": int((~usable).sum())}
    before = usable
    small = True
    while small:
        spread = [table[usable].groupby(factor).cluster.nunique() for factor in FACTORS]
        rare = [
            table[factor].map(groups).fillna(0) < LEAST_GROUPS
            for factor, groups in zip(FACTORS, spread, strict=True)
        ]
        kept = usable & ~rare[0] & ~rare[1]
        small, usable = bool((kept != usable).any()), kept
    lost["number of councils or family seen in too few connected partner groups"] = int(
        (before & ~usable).sum()
    )
    return usable, lost


def fit_log_ols(table: pd.DataFrame) -> Fit | NotEstimated:
    """Log-linear least squares of the annual saving on partners, family and controls.

    The controls (population, age, other bodies, part of the country) enter when there are at least
    `LEAST_PER_COEFFICIENT` arrangements for every coefficient; otherwise partners, family and
    status alone, under the same rule; otherwise nothing is estimated. The rule was fixed before
    any fit was seen.

    Parameters
    ----------
    table
        The analysis table with `add_model_columns`, ``in_log_ols`` not needed.
    """
    usable, lost = choose_rows(table)
    rows = table[usable]
    why = "they hold no partnership of two councils, no back office or no variety to compare"
    for terms in (CONTROLS, CORE):
        formula = write_formula(rows, terms)
        if formula is None:
            continue
        outcome, design = patsy.dmatrices(formula, rows, return_type="dataframe")
        why = _find_obstacle(design, rows.cluster)
        if not why:
            return Fit(
                "log_ols",
                formula,
                len(rows),
                COVARIANCE,
                int(rows.cluster.nunique()),
                lost,
                _fit_clustered(outcome, design, rows.cluster),
                controlled=terms is CONTROLS,
            )
    return NotEstimated("log_ols", f"{len(rows)} arrangements can be used, and {why}", lost)


def write_formula(rows: pd.DataFrame, terms: dict[str, str]) -> str | None:
    """The patsy formula over those ``terms`` whose column varies in ``rows``.

    None where a factor varies but lacks its reference level, or nothing varies at all.
    """
    varying = {column: term for column, term in terms.items() if rows[column].nunique() > 1}
    for column in varying.keys() & REFERENCES.keys():
        if not (rows[column] == REFERENCES[column]).any():
            return None
    return "log_annual_saving ~ " + " + ".join(varying.values()) if varying else None


def read_effects(fit: Fit) -> pd.DataFrame:
    """The terms of a log-scale fit as percentages against the reference group.

    Returns
    -------
    DataFrame with ``term``, ``variable``, ``level`` ("" for a plain variable) and ``percent``,
    ``low``, ``high`` (per cent more or less than the reference). The intercept is left out.
    """
    terms = fit.terms[fit.terms.term != "Intercept"].reset_index(drop=True)
    parts = terms.term.str.extract(r"^C\((?P<variable>\w+),.*\)\[T\.(?P<level>.*)\]$")
    percent = 100 * np.expm1(terms[["estimate", "low", "high"]])
    return pd.DataFrame(
        {
            "term": terms.term,
            "variable": parts.variable.fillna(terms.term),
            "level": parts.level.fillna(""),
            "percent": percent.estimate,
            "low": percent.low,
            "high": percent.high,
        }
    )


def _find_obstacle(design: pd.DataFrame, clusters: pd.Series) -> str:
    """Why a design cannot be estimated, in words that follow "and"; "" if it can."""
    rows, coefficients = design.shape
    needed = LEAST_PER_COEFFICIENT * coefficients
    if rows < needed:
        return (
            f"the smallest model needs at least {needed} ({LEAST_PER_COEFFICIENT} for each of its "
            f"{coefficients} coefficients)"
        )
    if clusters.nunique() < LEAST_GROUPS:
        return "they are all connected, so that nothing can be said of their variety"
    if np.linalg.matrix_rank(design) < coefficients:
        return "some of the things compared never differ from each other among them"
    return ""


def _fit_clustered(
    outcome: pd.DataFrame, design: pd.DataFrame, clusters: pd.Series
) -> pd.DataFrame:
    fitted = sm.OLS(outcome, design).fit()
    robust = estimate_clustered(
        design.to_numpy(), fitted.resid.to_numpy(), pd.factorize(clusters)[0]
    )
    estimate = fitted.params.to_numpy()
    error = np.where(robust.support < LEAST_SUPPORT, np.nan, robust.std_error)
    reach = stats.t.ppf(0.975, robust.df) * error
    return pd.DataFrame(
        {
            "term": design.columns,
            "estimate": estimate,
            "std_error": error,
            "df": robust.df,
            "support": robust.support,
            "low": estimate - reach,
            "high": estimate + reach,
            "p_value": 2 * stats.t.sf(np.abs(estimate / error), robust.df),
        }
    )
