"""The headline findings measured again as if every size of saving had been publicised alike.

The plan, written before the first fit. Each headline is measured on the register's English
arrangements as they stand, and under the weights of `sharing.selection` for each shape of the map.
Added once the register's own savings were seen to add up to more than the whole map's: a further
reweighting halves every publicised saving before it is placed on the first shape's map.

Intervals pair every resample of whole connected partner groups with one of the maps that agree with
the published facts, so that they hold the uncertainty of both. Their ends are percentiles, moved
out for the few groups that carry the weight (Hesterberg, The American Statistician 69, 2015).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sharing.headlines import HeadlineMeasure
from sharing.intervals import LEVEL, Interval, estimate_median
from sharing.map_facts import CATEGORIES, MapFacts, gather_facts
from sharing.models import NotEstimated
from sharing.national import know_totals
from sharing.national_map import Reconstruction, reconstruct
from sharing.remember import remember
from sharing.resampling import resample_clusters
from sharing.results import Findings
from sharing.selection import (
    Floats,
    Places,
    choose_edges,
    choose_english,
    choose_publicised,
    describe_weights,
    find_bands,
    measure_bands,
    measure_effective_groups,
    share_bands,
    weigh_bands,
)

LEAST_MAPS = 30
DRAWS, SEED = 500, 20261121
MOST_FAILED = 0.1
EVERYWHERE, AS_IT_STANDS = "whole register", "England as it stands"
HALF, HALVED = 0.5, "savings halved"
# What the map's own facts fix, so that reweighting to the map can only give them back.
CIRCULAR = ("share_under_threshold", "median_saving")


@dataclass(frozen=True)
class Publicity:
    """What publicity does to the register, as far as the published facts about the map tell.

    Attributes
    ----------
    facts
        The facts and their ranges.
    maps
        One row per shape: ``shape``, ``kept`` and ``tried`` maps, and the ``median`` of those with
        a figure with its ``low`` and ``high`` over the kept maps (pounds a year).
    bands
        One row per ``weighting`` and band: `sharing.selection.measure_bands`.
    weights
        One row per ``weighting``: `sharing.selection.describe_weights`, and ``smallest_under``, the
        upper edge of its lowest band.
    numbers
        One row per headline, and per family for its share of the total, and ``weighting``:
        `measure_reweighted`.
    english, median
        How many of the edition's analysis table lie in England, and their median (cash).
    publicised, expected, saved
        How many of the register had started, in England, with a usable saving by the map's year;
        how many of those savings were expected; and their sum (pounds a year).
    """

    facts: MapFacts
    maps: pd.DataFrame
    bands: pd.DataFrame
    weights: pd.DataFrame
    numbers: pd.DataFrame
    english: int
    median: Interval
    publicised: int
    expected: int
    saved: float


class Measure:
    """The headlines of a table, and each family's share of all that it saves, under weights."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._headlines = HeadlineMeasure(table)
        self._savings = table.annual_saving_cash_gbp.to_numpy(dtype=float)
        self._families = {name: (table.family == name).to_numpy() for name in CATEGORIES}

    def measure(self, weights: Floats) -> dict[str, float]:
        """Every number under ``weights`` of shape (n,); nan where one cannot be given."""
        saved = weights * self._savings
        total = saved.sum()
        shares = {
            name: float(saved[inside].sum() / total) if total > 0 else np.nan
            for name, inside in self._families.items()
        }
        return self._headlines.measure(weights) | shares


def measure_publicity(found: Findings) -> Publicity | NotEstimated:
    """What publicity does to an edition's findings, or why that cannot be said."""
    facts = gather_facts(know_totals(found), found.edition.year)
    if isinstance(facts, NotEstimated):
        return facts
    english = choose_english(found)
    if not choose_edges(english):
        return NotEstimated(
            "publicity", f"the edition has {len(english)} savings in England, too few to compare"
        )

    return found.remember("publicity", __name__, lambda: _measure(found, facts, english))


def measure_reweighted(
    table: pd.DataFrame,
    measure: Measure,
    weighting: str,
    bands: Places,
    map_shares: Floats,
    draws: int = DRAWS,
) -> pd.DataFrame:
    """Every number of ``measure`` over the maps, with an interval over maps and resamples.

    Parameters
    ----------
    table
        The arrangements measured, for their ``cluster``; n rows.
    measure
        Gives the numbers under weights of shape (n,).
    bands, map_shares
        The band of each arrangement, shape (n,), and the share of each band on each map, shape
        (maps, b). One map whose shares are the table's own leaves it as it stands.

    Returns
    -------
    One row per number with ``name``, ``weighting``; ``estimate`` (the median over the maps, on the
    table itself), ``facts_low`` and ``facts_high`` (the least and the most over the maps), and
    ``low`` and ``high`` (95%; nan where more than `MOST_FAILED` of the resamples give no number).
    """
    once = np.ones(len(table))
    at_hand = pd.DataFrame(
        [measure.measure(weigh_bands(bands, shares, once)) for shares in map_shares]
    )
    resamples = resample_clusters(table.cluster, draws, SEED).astype(float)
    drawn = pd.DataFrame(
        [
            measure.measure(weigh_bands(bands, map_shares[draw % len(map_shares)], times))
            for draw, times in enumerate(resamples)
        ]
    )
    middle = weigh_bands(bands, np.median(map_shares, axis=0), once)
    ends = find_ends(drawn, measure_effective_groups(middle, table.cluster))
    found = pd.DataFrame(
        {
            "weighting": weighting,
            "estimate": at_hand.median(),
            "facts_low": at_hand.min(),
            "facts_high": at_hand.max(),
        }
    )
    return found.join(ends).rename_axis("name").reset_index()


def find_ends(drawn: pd.DataFrame, groups: float) -> pd.DataFrame:
    """The ends of each column's 95% interval, from percentiles moved out for ``groups`` groups."""
    groups = max(groups, 1.5)
    reach = np.sqrt(groups / (groups - 1)) * stats.t.ppf((1 - LEVEL) / 2, groups - 1)
    tail = float(stats.norm.cdf(reach))
    usable = drawn.isna().mean() <= MOST_FAILED
    ends = drawn.quantile([tail, 1 - tail]).where(usable, np.nan, axis=1)
    return ends.set_axis(["low", "high"]).T


def _measure(found: Findings, facts: MapFacts, english: pd.DataFrame) -> Publicity | NotEstimated:
    # Editions that know the same facts share their maps.
    maps = remember("maps", "sharing.national_map", facts, lambda: reconstruct(facts))
    wholes = [whole for whole in maps if len(whole.savings) >= LEAST_MAPS]
    if not wholes:
        return NotEstimated("publicity", "hardly any map that was simulated agrees with the facts")
    publicised = choose_publicised(found, facts.year)
    everywhere = found.table.reset_index(drop=True)
    parts = [
        _measure_as_it_stands(everywhere, EVERYWHERE),
        _measure_as_it_stands(english, AS_IT_STANDS),
    ]
    measure = Measure(english)
    weights, all_bands = [], []
    for weighting, whole, scale in [
        *((whole.name, whole, 1.0) for whole in wholes),
        (HALVED, wholes[0], HALF),
    ]:
        all_bands.append(
            measure_bands(whole, english, publicised, scale).assign(weighting=weighting)
        )
        edges = choose_edges(english, scale)
        if not edges:
            continue
        bands, shares = find_bands(english, edges, scale), share_bands(whole, edges)
        parts.append(measure_reweighted(english, measure, weighting, bands, shares))
        middle = weigh_bands(bands, np.median(shares, axis=0), np.ones(len(english)))
        described = describe_weights(weighting, english.cluster, bands, middle)
        weights.append(described | {"smallest_under": edges[0]})
    return Publicity(
        facts=facts,
        maps=pd.DataFrame([_describe_maps(whole) for whole in wholes]),
        bands=pd.concat(all_bands, ignore_index=True),
        weights=pd.DataFrame(weights),
        numbers=pd.concat(parts, ignore_index=True),
        english=len(english),
        median=estimate_median(english.annual_saving_cash_gbp, english.cluster),
        publicised=len(publicised),
        expected=int((publicised.status == "expected").sum()),
        saved=float(publicised.annual_saving_cash_gbp.sum()),
    )


def _measure_as_it_stands(table: pd.DataFrame, weighting: str) -> pd.DataFrame:
    one_band = np.zeros(len(table), dtype=np.intp)
    return measure_reweighted(table, Measure(table), weighting, one_band, np.ones((1, 1)))


def _describe_maps(whole: Reconstruction) -> dict[str, object]:
    tail = (1 - LEVEL) / 2
    low, middle, high = np.quantile(np.nanmedian(whole.savings, axis=1), [tail, 0.5, 1 - tail])
    return {
        "shape": whole.name,
        "kept": len(whole.savings),
        "tried": whole.tried,
        "median": middle,
        "low": low,
        "high": high,
    }
