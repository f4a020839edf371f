"""The planner's forecasts as if every size of saving had been publicised alike.

The plan. Every arrangement is weighted by the inverse of the chance that a saving of its size is
publicised, both where the model is fitted and where its errors are spread around a forecast, so
that the middle and the spread are corrected at once (Manski and Lerman, Econometrica 45, 1977). How
far kinds lean on one another stays as it was. The inverse chance of a band of savings is the map's
share of it over the register's, as in `sharing.selection`: England only, in cash, bands joined
where the register holds few. It is taken for the whole register, since no other nation had a map.

A first version kept the model and weighted the values of each forecast by their own size (Bayes'
theorem). On made-up registers of known publicity (`sharing.prediction_trials`) its ranges held
fewer savings, and for kinds of large savings they hung on one or two; it was given up before any
page was written.

No map is known to be the right one. Maps that agree with the facts, of every shape, and once more
with all savings halved, as in `sharing.reweighting`, each give a forecast; told are the middle one
and the range over them all. The weight falls on the few small savings that were publicised, so ends
count the effective number of partner groups (Kish, Survey Sampling, 1965) instead of all of them.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sharing.intervals import LEVEL
from sharing.map_facts import gather_facts
from sharing.models import NotEstimated
from sharing.national import know_totals
from sharing.national_map import reconstruct
from sharing.pooling import Floats
from sharing.prediction import Predictor
from sharing.results import Findings
from sharing.reweighting import HALF, HALVED, LEAST_MAPS
from sharing.selection import choose_edges, choose_english, find_bands

MAPS = 40
MOST_FAILED = 0.1
Cumulate = Callable[[tuple[float, ...]], Floats]


@dataclass(frozen=True)
class Chances:
    """How the chance of being publicised goes with the size, for the maps of one weighting.

    Attributes
    ----------
    edges
        Between bands of savings, pounds of cash.
    inverse
        The map's share of each band over the register's, shape (maps, bands).
    scale
        Multiplies a saving before it is placed in a band.
    """

    weighting: str
    edges: tuple[float, ...]
    inverse: Floats
    scale: float = 1.0

    def weigh(self, table: pd.DataFrame) -> Floats:
        """The weight of each arrangement of ``table`` on each map, shape (maps, n)."""
        return self.inverse[:, find_bands(table, self.edges, self.scale)]


@dataclass(frozen=True)
class Corrected:
    """Forecasts of m arrangements corrected for publicity, over all maps.

    Attributes
    ----------
    middle, low, high
        The savings at the levels asked for: the median over weightings of their median maps, and
        the least and the most over weightings of the middle 95% of each one's maps. Shape (m,
        levels); nan where too many maps cannot give one.
    under_middle, under_low, under_high
        The chance of a saving under the limit: the same three, shape (m,).
    groups
        The least effective number of partner groups over the weightings' median maps.
    """

    middle: Floats
    low: Floats
    high: Floats
    under_middle: Floats
    under_low: Floats
    under_high: Floats
    groups: float


def measure_chances(found: Findings) -> list[Chances] | NotEstimated:
    """The inverse chances of every shape of the map, or why an edition has none."""
    facts = gather_facts(know_totals(found), found.edition.year)
    if isinstance(facts, NotEstimated):
        return facts
    english = choose_english(found)
    wholes = [whole for whole in reconstruct(facts, MAPS) if len(whole.savings) >= LEAST_MAPS]
    if not wholes:
        return NotEstimated("planner", "hardly any map that was simulated agrees with the facts")
    measured = [
        invert_chances(name, english, whole.cumulate, scale)
        for name, whole, scale in [
            *((whole.name, whole, 1.0) for whole in wholes),
            (HALVED, wholes[0], HALF),
        ]
        if choose_edges(english, scale)
    ]
    why = f"the edition has {len(english)} savings in England, too few to compare"
    return measured or NotEstimated("planner", why)


def invert_chances(
    weighting: str, english: pd.DataFrame, cumulate: Cumulate, scale: float = 1.0
) -> Chances:
    """The inverse chances of one weighting.

    Parameters
    ----------
    english
        The register's arrangements in England.
    cumulate
        Gives the share of each map under each of k points, shape (maps, k).
    """
    edges = choose_edges(english, scale)
    held = np.bincount(find_bands(english, edges, scale), minlength=len(edges) + 1)
    shares = np.diff(cumulate(edges), axis=1, prepend=0.0, append=1.0)
    return Chances(weighting, edges, shares / (held / held.sum()), scale)


def correct(
    predictor: Predictor,
    kinds: pd.DataFrame,
    chances: list[Chances],
    levels: tuple[float, ...],
    limit: float,
) -> Corrected:
    """Forecast arrangements of given ``kinds`` (`Predictor.forecast`) on every map."""
    ends, under, groups = [], [], []
    for weighting in chances:
        reweighed = [predictor.reweigh(weights) for weights in weighting.weigh(predictor.table)]
        forecasts = [one.forecast(kinds) for one in reweighed]
        ends.append(np.array([forecast.find_ends(levels) for forecast in forecasts]))
        under.append(np.array([forecast.find_share_under(limit) for forecast in forecasts]))
        groups.append(float(np.median([one.weights.sum() for one in reweighed])))
    return Corrected(*_summarise(ends), *_summarise(under), min(groups))


def _summarise(by_weighting: list[Floats]) -> tuple[Floats, Floats, Floats]:
    """The middle of the weightings' median maps, and the least and most of their middle 95%."""
    tail = (1 - LEVEL) / 2
    every = np.concatenate(by_weighting)
    known = np.isnan(every).mean(axis=0) <= MOST_FAILED
    # A place without enough numbers is told as nan in the end; any number serves until then.
    filled = [np.where(known, part, 0.0) for part in by_weighting]
    cut = np.array([_find_quantiles(part, [tail, 0.5, 1 - tail]) for part in filled])
    three = np.median(cut[:, 1], axis=0), cut[:, 0].min(axis=0), cut[:, 2].max(axis=0)
    middle, low, high = (np.where(known, part, np.nan) for part in three)
    return middle, low, high


def _find_quantiles(maps: Floats, levels: list[float]) -> Floats:
    """The quantiles of the first axis; only where a map lacks a number is it left out, slowly."""
    found = np.quantile(maps, levels, axis=0)
    gaps = np.isnan(maps).any(axis=0)
    found[:, gaps] = np.nanquantile(maps[:, gaps], levels, axis=0)
    return found
