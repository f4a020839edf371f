"""The book's headline numbers, each as one quick estimate that can be weighted.

Resampling, reweighting for publicity, the grid of decisions and the simulations all ask the same of
a table of savings; they ask it here.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.specifications import SPECIFICATIONS, find_design

Floats = NDArray[np.float64]
RANK_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Headline:
    """One headline number.

    Attributes
    ----------
    title
        What it measures, in words.
    unit
        ``share``, ``pounds`` or ``ratio``.
    null
        The value that would mean no difference (for a share: neither few nor most), or nan.
    model, term
        The regression and the term that it is read from; "" for a plain summary.
    """

    title: str
    unit: str
    null: float = np.nan
    model: str = ""
    term: str = ""


HEADLINES: dict[str, Headline] = {
    "share_under_threshold": Headline("Share of savings under the threshold", "share", 0.5),
    "median_saving": Headline("Median saving a year", "pounds"),
    "five_or_more_against_two": Headline(
        "Five councils or more against two", "ratio", 1, "log_ols", "partners_group, T.5+"
    ),
    "per_council_slope": Headline(
        "Saving for each council when their number doubles",
        "ratio",
        1,
        "log_ols_log",
        "log_councils",
    ),
    "procurement_against_back_office": Headline(
        "Procurement and property against back office",
        "ratio",
        1,
        "log_ols",
        "family, T.Procurement and property",
    ),
    "achieved_against_expected": Headline(
        "Achieved against expected", "ratio", 1, "log_ols", "achieved"
    ),
    "other_bodies_against_councils_alone": Headline(
        "With other public bodies against councils alone", "ratio", 1, "log_ols", "other_bodies"
    ),
}


def find_term(columns: pd.Index, term: str) -> int | None:
    """The place among a design's columns of a term as `Headline` names it, or None."""
    for place, column in enumerate(columns):
        variable, _, level = column.removeprefix("C(").partition(", Treatment")
        name = f"{variable}, {level.rpartition('[')[2].rstrip(']')}" if level else variable
        if name == term:
            return place
    return None


def scale_coefficient(name: str, coefficient: float) -> float:
    """A coefficient on the log scale as the ratio that headline ``name`` states.

    The slope on the log of the number of councils becomes the ratio of the saving for each council
    between partnerships of twice as many.
    """
    if name == "per_council_slope":
        return float(2 ** (coefficient - 1))
    return float(np.exp(coefficient))


class HeadlineMeasure:
    """The headlines of one table of savings, ready to be measured under many weights.

    Parameters
    ----------
    table
        The analysis table with `sharing.models.add_model_columns`; n rows.
    """

    def __init__(self, table: pd.DataFrame) -> None:
        self._under = table.under_threshold.to_numpy(dtype=float)
        self._savings = table.annual_saving_gbp.to_numpy(dtype=float)
        models = {headline.model for headline in HEADLINES.values()} - {""}
        self._designs = [_prepare(model, table) for model in models]

    def measure(self, weights: Floats | None = None) -> dict[str, float]:
        """Every headline under ``weights`` of shape (n,), all one if not given.

        nan where the table, or its part of weight above zero, cannot carry a headline.
        """
        given = np.ones(len(self._savings)) if weights is None else np.asarray(weights, dtype=float)
        found = {name: np.nan for name in HEADLINES}
        if given.sum() > 0:
            found["share_under_threshold"] = float(np.average(self._under, weights=given))
            found["median_saving"] = find_weighted_median(self._savings, given)
        for prepared in self._designs:
            found |= prepared.read(given) if prepared is not None else {}
        return found


def measure_headlines(table: pd.DataFrame, weights: Floats | None = None) -> dict[str, float]:
    """Every headline of a table, as `HeadlineMeasure` measures them once."""
    return HeadlineMeasure(table).measure(weights)


def find_weighted_median(values: Floats, weights: Floats) -> float:
    """The value with half the weight on either side; midway between two where they share it.

    With equal weights this is the usual median. Shapes (n,), weights not negative, some positive.
    """
    kept = weights > 0
    order = np.argsort(values[kept], kind="stable")
    ordered = values[kept][order]
    reached = np.cumsum(weights[kept][order])
    half = reached[-1] / 2
    first = int(np.searchsorted(reached, half * (1 - 1e-12)))
    shared = bool(np.isclose(reached[first], half, rtol=1e-9)) and first + 1 < len(ordered)
    return float((ordered[first] + ordered[first + 1]) / 2 if shared else ordered[first])


@dataclass(frozen=True)
class _Prepared:
    """A regression's design and outcome, the table's rows they are of, and its headlines.

    ``columns`` gives each headline that is read from it the place of its term.
    """

    matrix: Floats
    outcome: Floats
    rows: NDArray[np.intp]
    columns: dict[str, int]

    def read(self, weights: Floats) -> dict[str, float]:
        """Its headlines by weighted least squares; nan for a term that is not identified."""
        root = np.sqrt(weights[self.rows])
        left, sizes, right = np.linalg.svd(root[:, None] * self.matrix, full_matrices=False)
        kept = sizes > RANK_TOLERANCE * sizes[0] if sizes[0] > 0 else sizes > 0
        explained = left[:, kept].T @ (root * self.outcome)
        found = {}
        for name, place in self.columns.items():
            hidden = np.abs(right[~kept, place]).max(initial=0) > RANK_TOLERANCE
            coefficient = float((right[kept, place] / sizes[kept]) @ explained)
            found[name] = np.nan if hidden else scale_coefficient(name, coefficient)
        return found


def _prepare(model: str, table: pd.DataFrame) -> _Prepared | None:
    """The model as the table carries it; None where it cannot, or holds no headline's term."""
    design = find_design(SPECIFICATIONS[model], table)[0]
    if design is None:
        return None
    terms = {name: headline.term for name, headline in HEADLINES.items() if headline.model == model}
    places = {name: find_term(design.matrix.columns, term) for name, term in terms.items()}
    columns = {name: place for name, place in places.items() if place is not None}
    if not columns:
        return None
    return _Prepared(
        design.matrix.to_numpy(),
        design.outcome.to_numpy(),
        table.index.get_indexer(design.rows.index),
        columns,
    )
