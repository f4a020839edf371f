"""What each model regresses on what, for which arrangements, and when it is not attempted.

The plan is the page ``book/methods/models``, written before any of these models was fitted to the
register. A model climbs down its ladder of terms until the edition's data can carry one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
import patsy
from numpy.typing import NDArray
from scipy.optimize import linprog

LEAST_GROUPS = 3
LEAST_PER_COEFFICIENT = 5
FACTORS = ("partners_group", "family")
PARTNERS = 'C(partners_group, Treatment("2"))'
FAMILIES = 'C(family, Treatment("Back office"))'
AREAS = 'C(area, Treatment("South and East"))'
# Inner knots at three and five councils, whatever the edition: quantiles would coincide at two.
KNOTS = (float(np.log(3)), float(np.log(5)))
SPLINE = f"cr(log_councils, knots={KNOTS}, constraints='center')"
REFERENCES = {"partners_group": "2", "family": "Back office", "area": "South and East"}
CONTROLS = {
    "log_population": "log_population",
    "population_incomplete": "population_incomplete",
    "years_since_start": "years_since_start",
    "start_unknown": "start_unknown",
    "other_bodies": "other_bodies",
    "area": AREAS,
}
OTHERS = {"family": FAMILIES, "achieved": "achieved"}
Terms = dict[str, str]
Floats = NDArray[np.float64]
Ladder = tuple[Terms, ...]


def _ladder(column: str, term: str) -> Ladder:
    core = {column: term} | OTHERS
    return (core | CONTROLS, core)


BY_CATEGORY = _ladder("partners_group", PARTNERS)


@dataclass(frozen=True)
class Specification:
    """A model before it meets data.

    Attributes
    ----------
    outcome
        Column of the analysis table that is explained.
    ladder
        The terms to try, each column with its patsy term, the richest first.
    takes
        Which savings the model can take (true for the rows that it keeps).
    cannot_take
        The savings that it loses, in words.
    binary
        Whether the outcome is 0 or 1, so that the rarer one limits what can be estimated.
    log_link
        Whether the mean is fitted on a log link, where zeros alone in a group have no coefficient.
    """

    name: str
    outcome: str
    ladder: Ladder
    takes: Callable[[pd.Series], pd.Series]
    cannot_take: str
    binary: bool = False
    log_link: bool = False


def _above_zero(saving: pd.Series) -> pd.Series:
    return saving > 0


def _zero_or_more(saving: pd.Series) -> pd.Series:
    return saving >= 0


SPECIFICATIONS = {
    specification.name: specification
    for specification in (
        Specification(
            "log_ols", "log_annual_saving", BY_CATEGORY, _above_zero, "zero or negative saving"
        ),
        Specification(
            "log_ols_log",
            "log_annual_saving",
            _ladder("log_councils", "log_councils"),
            _above_zero,
            "zero or negative saving",
        ),
        Specification(
            "log_ols_spline",
            "log_annual_saving",
            _ladder("log_councils", SPLINE),
            _above_zero,
            "zero or negative saving",
        ),
        Specification(
            "mean_glm",
            "annual_saving_gbp",
            BY_CATEGORY,
            _zero_or_more,
            "negative saving",
            log_link=True,
        ),
        Specification("median", "asinh_annual_saving", BY_CATEGORY, pd.Series.notna, "no saving"),
        Specification(
            "under_threshold",
            "under_threshold",
            (*BY_CATEGORY, {"log_councils": "log_councils"}),
            pd.Series.notna,
            "no saving",
            binary=True,
        ),
    )
}


@dataclass(frozen=True)
class Design:
    """A specification that an edition's data can carry.

    Attributes
    ----------
    rows
        The arrangements used, as rows of the analysis table.
    outcome, matrix
        What is explained, shape (n,), and the design matrix, shape (n, k), indexed as ``rows``.
    lost
        The arrangements that are not used, counted by reason.
    rung
        Place of the terms on the ladder; 0 is the richest.
    """

    formula: str
    rows: pd.DataFrame
    outcome: pd.Series
    matrix: pd.DataFrame
    lost: dict[str, int]
    rung: int


def find_design(
    specification: Specification, table: pd.DataFrame
) -> tuple[Design | None, str, dict[str, int]]:
    """The richest design of the ladder that ``table`` can carry.

    Returns
    -------
    The design or None; why there is none, as words that follow "and" ("" with a design); and what
    the last rung tried had lost.
    """
    why, lost = "there is nothing to compare", {}
    for rung, terms in enumerate(specification.ladder):
        usable, lost = choose_rows(specification, table, terms)
        rows = table[usable]
        formula = write_formula(rows, specification.outcome, terms)
        if formula is None:
            why = "they hold no pair of councils, no back office or no variety to compare"
            continue
        councils = rows.log_councils
        if "cr(" in formula and not councils.min() < KNOTS[0] < KNOTS[-1] < councils.max():
            why = "they do not reach from two councils to more than five, where the curve bends"
            continue
        outcome, matrix = patsy.dmatrices(formula, rows, return_type="dataframe")
        explained = outcome.iloc[:, 0]
        why = find_obstacle(specification, explained, matrix, rows.cluster)
        if not why:
            return Design(formula, rows, explained, matrix, lost, rung), "", lost
    return None, f"{int(usable.sum())} arrangements can be used, and {why}", lost


def choose_rows(
    specification: Specification, table: pd.DataFrame, terms: Terms
) -> tuple[pd.Series, dict[str, int]]:
    """The rows that a model with those terms can use, and how many it loses to each reason.

    A partner group or family whose arrangements lie in fewer than `LEAST_GROUPS` connected partner
    groups cannot carry a coefficient: its standard error would rest on one or two independent
    observations.
    """
    takes = specification.takes(table.annual_saving_gbp)
    lost = {specification.cannot_take: int((~takes).sum())}
    counted = takes & table[[c for c in terms if c == "log_councils"]].notna().all(axis=1)
    lost["fewer than two councils, or an unknown number"] = int((takes & ~counted).sum())
    factors = [factor for factor in FACTORS if factor in terms]
    usable, small = counted, True
    while small:
        spread = {factor: table[usable].groupby(factor).cluster.nunique() for factor in factors}
        kept = usable
        for factor, groups in spread.items():
            kept = kept & (table[factor].map(groups).fillna(0) >= LEAST_GROUPS)
        small, usable = bool((kept != usable).any()), kept
    lost["number of councils or family seen in too few connected partner groups"] = int(
        (counted & ~usable).sum()
    )
    return usable, {reason: count for reason, count in lost.items() if count}


def write_formula(rows: pd.DataFrame, outcome: str, terms: Terms) -> str | None:
    """The patsy formula over those ``terms`` whose column varies in ``rows``.

    None where a factor varies but lacks its reference level, or nothing varies at all.
    """
    varying = {column: term for column, term in terms.items() if rows[column].nunique() > 1}
    for column in varying.keys() & REFERENCES.keys():
        if not (rows[column] == REFERENCES[column]).any():
            return None
    return f"{outcome} ~ " + " + ".join(varying.values()) if varying else None


def find_obstacle(
    specification: Specification, outcome: pd.Series, matrix: pd.DataFrame, clusters: pd.Series
) -> str:
    """Why a design cannot be estimated, in words that follow "and"; "" if it can."""
    rows, coefficients = matrix.shape
    needed = LEAST_PER_COEFFICIENT * coefficients
    smallest = (
        f"the smallest model needs at least {needed} ({LEAST_PER_COEFFICIENT} for each of its "
        f"{coefficients} coefficients)"
    )
    if specification.binary:
        rarer = int(min(outcome.sum(), rows - outcome.sum()))
        if rarer < needed:
            return f"only {rarer} of them are on the rarer side of the threshold; {smallest}"
    if rows < needed:
        return smallest
    if clusters.nunique() < LEAST_GROUPS:
        return "they are all connected, so that nothing can be said of their variety"
    if outcome.nunique() < 2:
        return "their savings are all the same"
    if np.linalg.matrix_rank(matrix) < coefficients:
        return "some of the things compared never differ from each other among them"
    if specification.binary and is_separated(outcome, matrix):
        return "what is compared tells the two sides of the threshold apart without fail"
    if specification.log_link and is_drawn_to_zero(outcome, matrix):
        return "what is compared tells savings of zero from the others without fail"
    return ""


def is_separated(outcome: pd.Series, matrix: pd.DataFrame) -> bool:
    """Whether some combination of the regressors separates the two outcomes, even in part.

    Then no finite maximum of a logit's likelihood exists (Albert and Anderson, Biometrika 71,
    1984).
    """
    signed = matrix.to_numpy() * np.where(outcome > 0, 1.0, -1.0)[:, None]
    return _can_grow(signed, signed[:0])


def is_drawn_to_zero(outcome: pd.Series, matrix: pd.DataFrame) -> bool:
    """Whether some combination of the regressors is nothing but among zeros, and of one sign there.

    Then no finite maximum of a Poisson likelihood exists (Santos Silva and Tenreyro, Economics
    Letters 107, 2010).
    """
    above = (outcome > 0).to_numpy()
    return _can_grow(matrix.to_numpy()[~above], matrix.to_numpy()[above])


def _can_grow(rising: Floats, fixed: Floats) -> bool:
    """Whether a combination of columns is nowhere below 0 in ``rising`` and not nothing there.

    It must be nothing in ``fixed``. Konis' linear programme (thesis, Oxford, 2007).
    """
    best = linprog(
        -rising.sum(axis=0),
        A_ub=-rising,
        b_ub=np.zeros(len(rising)),
        A_eq=fixed,
        b_eq=np.zeros(len(fixed)),
        bounds=(-1, 1),
        method="highs",
    )
    return bool(-best.fun > 1e-7)
