"""The regressions (statsmodels), each as a tidy table of terms.

A model is a patsy formula over columns of the analysis table; ``in_<model>`` marks the rows it
used, so that it can be refitted from the published ``analysis.csv`` with any other program.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from scipy import stats

from sharing.covariance import Clustered, Correction, estimate_clustered
from sharing.estimators import (
    Floats,
    NoSolution,
    Solution,
    fit_least_squares,
    fit_mean,
    fit_median,
    fit_probability,
)
from sharing.specifications import SPECIFICATIONS, Design, find_design
from sharing.wild import FEW_CLUSTERS, Wild, bootstrap_terms

LEAST_SUPPORT = 2
CLUSTERED: dict[Correction, str] = {
    "CR2": "clustered by connected partner group: bias-reduced CR2 standard errors, t distribution "
    "with Bell and McCaffrey's degrees of freedom for each term (df)",
    "CR3": "clustered by connected partner group: CR3 (jackknife) standard errors, t distribution "
    "with one degree of freedom less than the effective clusters behind each term (df)",
}


@dataclass(frozen=True)
class Method:
    """How a model is fitted, in words too, and the small-sample correction of its errors."""

    fit: Callable[[Floats, Floats], Solution]
    told: str
    correction: Correction = "CR2"


LEAST_SQUARES = Method(fit_least_squares, "ordinary least squares")
METHODS: dict[str, Method] = {
    "log_ols": LEAST_SQUARES,
    "log_ols_log": LEAST_SQUARES,
    "log_ols_spline": LEAST_SQUARES,
    "mean_glm": Method(fit_mean, "Poisson pseudo-maximum likelihood, log link", "CR3"),
    "median": Method(fit_median, "median regression (statsmodels' QuantReg, q = 0.5)"),
    "under_threshold": Method(fit_probability, "logit"),
}
WILD = ("wild_p_value", "wild_low", "wild_high")
TERMS = ("term", "estimate", "std_error", "df", "support", "low", "high", "p_value", *WILD)


@dataclass(frozen=True)
class Fit:
    """A fitted model.

    Attributes
    ----------
    design
        The arrangements used, the outcome and the design matrix; ``design.formula`` is a patsy
        formula over columns of the analysis table.
    method, covariance
        How it was fitted, and how its standard errors allow for dependence.
    clusters
        Connected partner groups among the arrangements used.
    terms
        One row per coefficient with the columns of `TERMS`, on the scale of the linear predictor
        (logs of pounds; log odds for ``under_threshold``). A coefficient that rests on fewer than
        `LEAST_SUPPORT` effective clusters has an estimate but no standard error, interval or
        p-value (nan). The wild bootstrap's columns are nan unless clusters are fewer than
        `sharing.wild.FEW_CLUSTERS` and the model is a least-squares one.
    solution
        The least-squares problem at the solution, for diagnostics.
    """

    name: str
    design: Design
    method: str
    covariance: str
    clusters: int
    terms: pd.DataFrame
    solution: Solution

    @property
    def formula(self) -> str:
        """The patsy formula."""
        return self.design.formula

    @property
    def nobs(self) -> int:
        """The arrangements used."""
        return len(self.design.rows)

    @property
    def lost(self) -> dict[str, int]:
        """The arrangements of the analysis table that the model cannot use, by reason."""
        return self.design.lost

    @property
    def controlled(self) -> bool:
        """Whether the controls beyond partners, family and status were affordable."""
        return self.design.rung == 0


@dataclass(frozen=True)
class NotEstimated:
    """A model that the edition's data cannot carry, and why, in a sentence for readers."""

    name: str
    why: str
    lost: dict[str, int] = field(default_factory=dict)


Models = dict[str, Fit | NotEstimated]


def add_model_columns(table: pd.DataFrame, threshold_gbp: float) -> pd.DataFrame:
    """The analysis table with the columns that only models need: transforms and 0/1 controls.

    ``log_annual_saving`` is nan where the saving is zero or negative; ``asinh_annual_saving`` is
    the inverse hyperbolic sine of the saving in thousands of pounds, which is the log of twice the
    saving for all but the smallest and is defined for zero and losses too; ``log_councils`` is nan
    below two councils; ``under_threshold`` compares cash of the report's time.
    """
    positive = table.annual_saving_gbp.where(table.annual_saving_gbp > 0)
    councils = table.n_councils.astype("float64")
    flags = ["population_incomplete", "start_unknown", "other_bodies", "price_held"]
    return table.assign(
        log_annual_saving=np.log(positive),
        asinh_annual_saving=np.arcsinh(table.annual_saving_gbp / 1000),
        under_threshold=(table.annual_saving_cash_gbp < threshold_gbp).astype(int),
        log_councils=np.log(councils.where(councils >= 2)),
        achieved=(table.status == "achieved").astype(int),
        **{name: table[name].astype(int) for name in flags},
    )


def fit_models(table: pd.DataFrame) -> Models:
    """Every model of `sharing.specifications.SPECIFICATIONS`, fitted or with the reason why not.

    Parameters
    ----------
    table
        The analysis table with `add_model_columns`.
    """
    return {name: fit_model(name, table) for name in SPECIFICATIONS}


def fit_model(name: str, table: pd.DataFrame) -> Fit | NotEstimated:
    """One model of `sharing.specifications.SPECIFICATIONS` (parameters as in `fit_models`)."""
    design, why, lost = find_design(SPECIFICATIONS[name], table)
    if design is None:
        return NotEstimated(name, why, lost)
    method = METHODS[name]
    try:
        solution = method.fit(design.outcome.to_numpy(dtype=float), design.matrix.to_numpy())
    except NoSolution as failure:
        why = f"{len(design.rows)} arrangements can be used, but {failure}"
        return NotEstimated(name, why, lost)
    clusters = pd.factorize(design.rows.cluster)[0]
    few = int(clusters.max()) + 1 < FEW_CLUSTERS and method is LEAST_SQUARES
    wild = bootstrap_terms(design.outcome.to_numpy(), solution.design, clusters) if few else None
    return Fit(
        name,
        design,
        method.told,
        CLUSTERED[method.correction],
        int(clusters.max()) + 1,
        _tabulate(
            design,
            solution,
            estimate_clustered(solution.design, solution.residuals, clusters, method.correction),
            wild,
        ),
        solution,
    )


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


def _tabulate(
    design: Design, solution: Solution, robust: Clustered, wild: Wild | None
) -> pd.DataFrame:
    estimate = solution.params
    thin = robust.support < LEAST_SUPPORT
    error = np.where(thin, np.nan, robust.std_error)
    reach = stats.t.ppf(0.975, robust.df) * error
    nothing = np.full(len(estimate), np.nan)
    bootstrapped = (nothing,) * 3 if wild is None else (wild.p_value, wild.low, wild.high)
    return pd.DataFrame(
        {
            "term": design.matrix.columns,
            "estimate": estimate,
            "std_error": error,
            "df": robust.df,
            "support": robust.support,
            "low": estimate - reach,
            "high": estimate + reach,
            "p_value": 2 * stats.t.sf(np.abs(estimate / error), robust.df),
        }
        | {
            name: np.where(thin, np.nan, values)
            for name, values in zip(WILD, bootstrapped, strict=True)
        }
    )
