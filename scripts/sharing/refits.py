"""One table of savings fitted again on many of its rows and under many groupings, quickly.

`sharing.models` takes some 50 milliseconds for a fit, most of it to read formulas and build tables;
the grid of all decisions (`sharing.robustness`) needs tens of thousands of fits. Here a table is
turned into numbers once, and every refit picks rows and columns of them by the rules of
`sharing.specifications`: the same rows, the same terms, the same obstacles, so that it gives the
coefficients and intervals of `sharing.models.fit_model` on the same table.
"""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy import special

from sharing.covariance import Reach, prepare_clustered
from sharing.headlines import HEADLINES, scale_coefficient
from sharing.models import LEAST_SUPPORT
from sharing.specifications import (
    FACTORS,
    LEAST_GROUPS,
    LEAST_PER_COEFFICIENT,
    REFERENCES,
    SPECIFICATIONS,
    Codes,
    Floats,
    Mask,
    Terms,
    keep_spread,
)

MODELS: dict[str, list[str]] = {
    model: [name for name, headline in HEADLINES.items() if headline.model == model]
    for model in dict.fromkeys(h.model for h in HEADLINES.values() if h.model)
}
WIDEST = 700.0
TOO_FEW = "too few arrangements or groups of partners for the regression"
NO_REFERENCE = "nothing to compare with: no pair of councils or no back office"
NO_VARIETY = "what is compared does not differ enough for the regression"
NO_CONTROLS = "too few arrangements to hold other things equal"
NOT_SEEN = "no such group, or one seen in too few groups of partners"
THIN = "no range: the estimate rests on too few groups of partners"


class Reading(NamedTuple):
    """One headline of one table: an estimate and its 95% interval, nan where not given.

    ``n`` counts the arrangements used, ``clusters`` the groups that may depend on one another;
    ``why`` says why there is no estimate or no interval, "" where both are given.
    """

    estimate: float = np.nan
    low: float = np.nan
    high: float = np.nan
    n: int = 0
    clusters: int = 0
    why: str = ""


@dataclass(frozen=True)
class Coded:
    """A table as numbers: every column of the models' ladders, of shape (n,).

    Attributes
    ----------
    columns
        Numbers, nan where missing.
    factors
        Groups as places in the list of the group's names.
    levels
        That list for each factor.
    """

    columns: dict[str, Floats]
    factors: dict[str, Codes]
    levels: dict[str, list[str]]


@dataclass(frozen=True)
class Refit:
    """A regression on certain rows, ready for any outcome there.

    Attributes
    ----------
    rows
        Places of the rows used, shape (m,).
    basis
        Orthonormal basis of the design's columns, shape (m, k).
    terms
        The headlines that it can give, and the row of ``solver`` for each.
    solver
        Takes ``basis.T @ outcome`` to the coefficients of ``terms``, shape (terms, k).
    reach
        The covariance of ``terms``.
    missing
        Why each other headline of the model is not given.
    """

    rows: Codes
    basis: Floats
    terms: list[str]
    solver: Floats
    reach: Reach
    clusters: int
    missing: dict[str, str]


def code_table(table: pd.DataFrame) -> Coded:
    """The analysis table, with `sharing.models.add_model_columns`, as numbers."""
    ladders = [SPECIFICATIONS[model].ladder[0] for model in MODELS]
    wanted = list(dict.fromkeys(name for terms in ladders for name in terms))
    coded = {name: pd.factorize(table[name], sort=True) for name in wanted if name in REFERENCES}
    return Coded(
        {name: table[name].to_numpy(dtype=float) for name in wanted if name not in REFERENCES},
        {name: codes for name, (codes, _) in coded.items()},
        {name: list(levels) for name, (_, levels) in coded.items()},
    )


def refit(model: str, coded: Coded, usable: Mask, clusters: Codes) -> Refit | str:
    """A model of `MODELS` on the rows that it can use, or why it cannot be fitted.

    Parameters
    ----------
    coded
        The table, n rows.
    usable
        Whether a row's saving may be used at all, shape (n,).
    clusters
        Which rows may depend on one another, as whole numbers from 0, shape (n,).
    """
    why = NO_REFERENCE
    for terms in SPECIFICATIONS[model].ladder:
        rows = np.flatnonzero(_choose_rows(coded, usable, clusters, terms))
        built = _build_design(coded, rows, terms)
        if built is None:
            why = NO_REFERENCE
            continue
        names, design = built
        groups = clusters[rows]
        if len(rows) < LEAST_PER_COEFFICIENT * len(names) or len(set(groups)) < LEAST_GROUPS:
            why = TOO_FEW
            continue
        basis, sizes, turn = np.linalg.svd(design, full_matrices=False)
        if sizes[-1] <= sizes[0] * max(design.shape) * np.finfo(float).eps:
            why = NO_VARIETY
            continue
        found = [name for name in MODELS[model] if HEADLINES[name].term in names]
        places = [names.index(HEADLINES[name].term) for name in found]
        return Refit(
            rows,
            basis,
            found,
            turn.T[places] / sizes,
            prepare_clustered(design, groups, places),
            len(set(groups)),
            {name: _explain(name, coded, terms) for name in MODELS[model] if name not in found},
        )
    return why


def read_refit(model: str, fitted: Refit | str, outcome: Floats) -> dict[str, Reading]:
    """Every headline of ``model`` for ``outcome``, shape (n,) over all rows of the table."""
    if isinstance(fitted, str):
        return {name: Reading(why=fitted) for name in MODELS[model]}
    explained = outcome[fitted.rows]
    n, clusters = len(explained), fitted.clusters
    if explained.min() == explained.max():
        return {name: Reading(why=NO_VARIETY) for name in MODELS[model]}
    inside = fitted.basis.T @ explained
    robust = fitted.reach.measure(explained - fitted.basis @ inside)
    readings = {name: Reading(n=n, clusters=clusters, why=w) for name, w in fitted.missing.items()}
    width = special.stdtrit(robust.df, 0.975) * robust.std_error
    for place, name in enumerate(fitted.terms):
        middle = fitted.solver[place] @ inside
        # What overflows as a ratio bounds nothing.
        bounded = robust.support[place] >= LEAST_SUPPORT and middle + width[place] < WIDEST
        ends = (middle - width[place], middle + width[place]) if bounded else (np.nan, np.nan)
        scaled = [scale_coefficient(name, value) for value in (middle, *ends)]
        readings[name] = Reading(*scaled, n=n, clusters=clusters, why="" if bounded else THIN)
    return readings


def _choose_rows(coded: Coded, usable: Mask, clusters: Codes, terms: Terms) -> Mask:
    """As `sharing.specifications.choose_rows`."""
    numbers = [coded.columns[name] for name in terms if name in coded.columns]
    factors = [coded.factors[name] for name in FACTORS if name in terms]
    return keep_spread(usable & np.isfinite(numbers).all(axis=0), factors, clusters)


def _build_design(coded: Coded, rows: Codes, terms: Terms) -> tuple[list[str], Floats] | None:
    """The design matrix of those rows with its columns' names as `sharing.headlines` has them.

    As `sharing.specifications.write_formula` and patsy build it: what does not vary is left out,
    and None where a factor varies without its reference, or nothing varies.
    """
    names, columns = ["Intercept"], [np.ones(len(rows))]
    for name in terms:
        if name in coded.columns:
            column = coded.columns[name][rows]
            if column.min(initial=np.inf) < column.max(initial=-np.inf):
                names.append(name)
                columns.append(column)
            continue
        codes, levels = coded.factors[name][rows], coded.levels[name]
        seen = [levels[code] for code in np.unique(codes)]
        if len(seen) > 1 and REFERENCES[name] not in seen:
            return None
        for level in seen[: len(seen) if len(seen) > 1 else 0]:
            if level != REFERENCES[name]:
                names.append(f"{name}, T.{level}")
                columns.append((codes == levels.index(level)).astype(float))
    return (names, np.column_stack(columns)) if len(names) > 1 else None


def _explain(headline: str, coded: Coded, terms: Terms) -> str:
    """Why a headline cannot be read from a regression that was fitted."""
    variable = HEADLINES[headline].term.partition(",")[0]
    return NOT_SEEN if variable in terms else NO_CONTROLS
