"""What each model regresses on what, for which arrangements, and when it is not attempted.

The plan is the page ``book/methods/models``, written before any of these models was fitted to the
register. A model climbs down its ladder of terms until the edition's data can carry one.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.design_matrix import build_matrix
from sharing.separation import is_drawn_to_zero, is_separated

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
Codes = NDArray[np.intp]
Mask = NDArray[np.bool_]
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
        outcome, matrix = rows[specification.outcome].astype(float), build_matrix(formula, rows)
        why = find_obstacle(specification, outcome, matrix, rows.cluster)
        if not why:
            return Design(formula, rows, outcome, matrix, lost, rung), "", lost
    return None, f"{int(usable.sum())} arrangements can be used, and {why}", lost


def choose_rows(
    specification: Specification, table: pd.DataFrame, terms: Terms
) -> tuple[pd.Series, dict[str, int]]:
    """The rows that a model with those terms can use, and how many it loses to each reason.

    A partner group or family whose arrangements lie in fewer than `LEAST_GROUPS` connected partner
    groups cannot carry a coefficient: its standard error would rest on one or two independent
    observations.
    """
    takes = specification.takes(table.annual_saving_gbp).to_numpy()
    counted = takes & table.log_councils.notna().to_numpy() if "log_councils" in terms else takes
    factors = [factor for factor in FACTORS if factor in terms]
    clusters, *groups = (
        pd.factorize(table[column].to_numpy())[0] for column in ("cluster", *factors)
    )
    usable = keep_spread(counted, groups, clusters)
    lost = {
        specification.cannot_take: int((~takes).sum()),
        "fewer than two councils, or an unknown number": int((takes & ~counted).sum()),
        "number of councils or family seen in too few connected partner groups": int(
            (counted & ~usable).sum()
        ),
    }
    return pd.Series(usable, table.index), {why: count for why, count in lost.items() if count}


def keep_spread(usable: Mask, factors: list[Codes], clusters: Codes) -> Mask:
    """The largest part of the rows in which every group lies in `LEAST_GROUPS` clusters or more.

    Parameters
    ----------
    usable
        Whether a row may be used at all, shape (n,).
    factors
        The group of each row as a whole number, for each way to group them; -1 is none, and such
        rows are not kept.
    clusters
        The connected partner group of each row as a whole number from 0.
    """
    kept = usable & (np.min([clusters, *factors], axis=0) >= 0)
    width = int(clusters.max(initial=0)) + 1
    while True:
        enough = kept.copy()
        for codes in factors:
            pairs = np.unique(codes[kept] * width + clusters[kept])
            spread = np.bincount(pairs // width, minlength=int(codes.max(initial=0)) + 1)
            enough &= spread[codes] >= LEAST_GROUPS
        if (enough == kept).all():
            return kept
        kept = enough


def write_formula(rows: pd.DataFrame, outcome: str, terms: Terms) -> str | None:
    """The patsy formula over those ``terms`` whose column varies in ``rows``.

    None where a factor varies but lacks its reference level, or nothing varies at all.
    """
    values = {column: rows[column].to_numpy() for column in terms}
    varying = {name: terms[name] for name, given in values.items() if (given != given[:1]).any()}
    for column in varying.keys() & REFERENCES.keys():
        if not (values[column] == REFERENCES[column]).any():
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
