"""How well the planner's forecasts do on partner groups that they have not seen.

The plan, written before the first check. Each connected partner group in turn is left out whole,
everything is fitted again without it, and its arrangements are forecast. Counted are: how often a
forecast's half and nine-in-ten ranges hold the saving, arrangement by arrangement within groups
that count once each; how wide the ranges are; and the errors of the whole forecast (CRPS) and of
the ranges (interval score; Gneiting and Raftery, Journal of the American Statistical Association
102, 2007), on the scale of `sharing.prediction.transform`. They are held against a forecast that
asks nothing, and against ones that ask more. Differences have the standard error of a mean over
groups.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike
from scipy import stats

from sharing.models import NotEstimated
from sharing.pooling import Floats
from sharing.prediction import (
    FACTORS,
    HALF,
    NINE_IN_TEN,
    POPULATION,
    SIZE,
    STATUS,
    Forecast,
    Predictor,
    ask_nothing,
    fit_predictor,
    prepare,
    transform,
)
from sharing.results import Findings

NOTHING, BASIC = "nothing", "family and councils"
WITH_STATUS, WITH_POPULATION = "status too", "population too"
WAYS: dict[str, tuple[str, ...]] = {
    BASIC: (),
    WITH_STATUS: STATUS,
    WITH_POPULATION: POPULATION,
}
KNOWN = ["arrangement_id", *FACTORS, "cluster"]
RANGES = {"half": HALF, "ninety": NINE_IN_TEN}


@dataclass(frozen=True)
class LeftOut:
    """What forecasts of whole groups left out showed.

    Attributes
    ----------
    scores
        One row per ``way`` and arrangement: ``arrangement_id``, ``family``, ``cluster``,
        ``saving``; for ``half`` and ``ninety`` whether the range held it (``half_held``), its
        ``half_low`` and ``half_high`` in pounds and its ``half_score``; and ``crps``.
    """

    scores: pd.DataFrame

    def measure_coverage(self, way: str, name: str) -> tuple[float, float, float]:
        """How often the range ``name`` of `RANGES` held a saving, with its 95% interval.

        Each group counts once, and its arrangements share its place.
        """
        held = self._of(way).groupby("cluster")[f"{name}_held"].mean()
        share, reach = float(held.mean()), float(stats.t.ppf(0.975, len(held) - 1) * held.sem())
        return share, max(share - reach, 0.0), min(share + reach, 1.0)

    def count_by_family(self, name: str) -> pd.DataFrame:
        """How many savings of each family the range of the plain forecast held.

        Indexed by family, with ``held``, ``n`` and ``groups``.
        """
        rows = self._of(BASIC).groupby("family")
        return rows.agg(
            held=(f"{name}_held", "sum"), n=("cluster", "size"), groups=("cluster", "nunique")
        )

    def measure_width(self, way: str, name: str) -> float:
        """How many times as large as the lower end of a range its upper end is, as a median.

        Lower ends at or below nothing have no ratio and are left out.
        """
        rows = self._of(way)
        low = rows[f"{name}_low"]
        return float((rows[f"{name}_high"] / low)[low > 0].median())

    def compare(self, way: str, other: str, score: str = "crps") -> tuple[float, float]:
        """How much lower the mean error of ``way`` is than that of ``other``, and its error.

        Both as shares of the mean error of ``other``; each group counts once.
        """
        means = [
            self._of(name).groupby("cluster")[score].mean().sort_index() for name in (way, other)
        ]
        gain = means[1] - means[0]
        whole = means[1].mean()
        return float(gain.mean() / whole), float(gain.sem() / whole)

    def _of(self, way: str) -> pd.DataFrame:
        return self.scores[self.scores.way == way]


def leave_groups_out(found: Findings) -> LeftOut | NotEstimated:
    """`check_table` of an edition's savings, computed once."""
    return found.remember("planner-left-out", __name__, lambda: check_table(found.table))


def check_table(table: pd.DataFrame) -> LeftOut | NotEstimated:
    """Leave each group out in turn, and score the forecasts of its arrangements."""
    rows = prepare(table)[[*KNOWN, SIZE, *STATUS, *POPULATION, "annual_saving_gbp"]]
    ways: dict[str, Predictor | NotEstimated] = {NOTHING: ask_nothing(rows)}
    ways |= {way: fit_predictor(rows, extras) for way, extras in WAYS.items()}
    parts = []
    for way, whole in ways.items():
        scored = whole if isinstance(whole, NotEstimated) else _score_way(whole)
        if isinstance(scored, NotEstimated):
            return scored
        parts.append(scored.assign(way=way))
    return LeftOut(pd.concat(parts, ignore_index=True))


def score_crps(values: Floats, weights: Floats, saving: float) -> float:
    """The CRPS of weighted values, shape (n,) each, for the ``saving`` that came; transformed."""
    order = np.argsort(values, kind="stable")
    points, shares = transform(values[order]), weights[order] / weights.sum()
    reached = np.cumsum(shares)
    apart = (np.abs(points - transform(np.array(saving))) * shares).sum()
    # Half the mean distance between two draws: the integral of F (1 - F).
    spread = (reached[:-1] * (1 - reached[:-1]) * np.diff(points)).sum()
    return float(apart - spread)


def score_range(low: float, high: float, level: float, saving: float) -> float:
    """The interval score of a range at ``level``, on the transformed scale; lower is better."""
    bottom, top, came = transform(np.array([low, high, saving]))
    missed = max(bottom - came, 0.0) + max(came - top, 0.0)
    return float(top - bottom + 2 / (1 - level) * missed)


def score_forecast(forecast: Forecast, savings: Floats) -> dict[str, ArrayLike]:
    """The columns of `LeftOut.scores` that come of forecasts and ``savings``, shape (m,) each."""
    columns: dict[str, ArrayLike] = {"saving": savings}
    for name, levels in RANGES.items():
        low, high = forecast.find_ends(levels).T
        nominal = levels[1] - levels[0]
        columns |= {
            f"{name}_low": low,
            f"{name}_high": high,
            f"{name}_held": (low <= savings) & (savings <= high),
            f"{name}_score": [
                score_range(*one, nominal, saving)
                for *one, saving in zip(low, high, savings, strict=True)
            ],
        }
    columns["crps"] = [
        score_crps(row, forecast.weights, saving)
        for row, saving in zip(forecast.values, savings, strict=True)
    ]
    return columns


def _score_way(whole: Predictor) -> pd.DataFrame | NotEstimated:
    """Every forecast of a group without itself, or why none could be made."""
    forecast, scores, why = [], [], NotEstimated("planner", "there is no partner group")
    for cluster, group in whole.table.groupby("cluster"):
        predictor = whole.leave_out(cluster)
        if isinstance(predictor, NotEstimated):
            why = predictor
            continue
        savings = group.annual_saving_gbp.to_numpy(dtype=float)
        forecast.append(group[KNOWN])
        scores.append(score_forecast(predictor.forecast(group), savings))
    if not scores:
        return why
    columns = {name: np.concatenate([part[name] for part in scores]) for name in scores[0]}
    return pd.concat(forecast, ignore_index=True).assign(**columns)
