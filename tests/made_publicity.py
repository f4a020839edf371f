"""What publicity does to a made-up register, for the tests of its chapter."""

import numpy as np
import pandas as pd

from sharing.headlines import HEADLINES
from sharing.intervals import Interval
from sharing.map_facts import CATEGORIES, Fact, MapFacts
from sharing.reweighting import AS_IT_STANDS, EVERYWHERE, HALVED, Publicity

SHAPE = "log-normal"
WAYS = (EVERYWHERE, AS_IT_STANDS, SHAPE, HALVED)
EDGES = (-np.inf, 100_000.0, 1_000_000.0, np.inf)
UNCLEAR, MORE, LESS, UNKNOWN = (1.2, 0.8, 2.0), (3.0, 2.0, 4.0), (0.5, 0.3, 0.9), (np.nan,) * 3
Number = tuple[float, float, float]


def make_publicity(
    chances: tuple[Number, ...] = ((0.02, 0.01, 0.05), (0.4, 0.3, 0.6), (1.5, 1.1, 2.0)),
    saved: float = 2e8,
    smallest_under: float = 100_000.0,
    **ways: dict[str, Number],
) -> Publicity:
    """Three bands with the given chances; every ratio is unclear unless ``ways`` say otherwise.

    ``ways`` maps a headline to its number in some of `WAYS`.
    """
    return Publicity(
        facts=MapFacts(
            (
                Fact("listed", "Arrangements", 400, 400, "count", "Counted.", ("T022",)),
                Fact("total", "Saved", 9e7, 1.5e8, "pounds", "Printed.", ("T075",)),
                Fact("share", "Share", 0.5, 2 / 3, "share", "Said.", ("T084",)),
                Fact("reading", "Of what", 0, 2, "readings", "Unsaid.", ("T084",)),
                Fact("without", "Without", 0, 0, "count", "Unsaid.", ()),
            ),
            2015,
        ),
        maps=pd.DataFrame(
            {"shape": [SHAPE], "kept": [200], "tried": [20_000]}
            | {"median": [9e4], "low": [6e4], "high": [2.6e5]}
        ),
        bands=_make_bands(chances),
        weights=pd.DataFrame(
            [
                {"weighting": way, "effective": size, "groups": 13.0, "heaviest": 0.1}
                | {"smallest": 8, "smallest_share": 0.45, "smallest_under": smallest_under}
                for way, size in ((SHAPE, 33.0), (HALVED, 71.0))
            ]
        ),
        numbers=pd.DataFrame(
            [
                _make_number(name, way, ways.get(name, {}).get(way, _find_plain(name)))
                for name in (*HEADLINES, *CATEGORIES)
                for way in WAYS
            ]
        ),
        english=174,
        median=Interval(1e6, 8e5, 1.3e6, 174, 50, ""),
        publicised=81,
        expected=52,
        saved=saved,
    )


def _make_bands(chances: tuple[Number, ...]) -> pd.DataFrame:
    rows = [
        {"weighting": way, "above": above, "under": under, "map_share": 1 / 3, "map_low": 0.2}
        | {"map_high": 0.5, "map_count": 20.0, "count_low": 10.0, "count_high": 25.0}
        | {"share": 1 / 3, "low": 0.1, "high": 0.6, "n": 58}
        | {"publicised": round(20 * chance), "chance": chance}
        | {"chance_low": low, "chance_high": high}
        for way in (SHAPE, HALVED)
        for above, under, (chance, low, high) in zip(EDGES, EDGES[1:], chances, strict=False)
    ]
    return pd.DataFrame(rows)


def _make_number(name: str, weighting: str, number: Number) -> dict[str, object]:
    estimate, low, high = number
    return {"name": name, "weighting": weighting, "estimate": estimate, "low": low, "high": high}


def _find_plain(name: str) -> Number:
    if name in HEADLINES and HEADLINES[name].unit == "pounds":
        return (1e6, 8e5, 1.3e6)
    return UNCLEAR if name in HEADLINES and HEADLINES[name].unit == "ratio" else (0.3, 0.2, 0.4)
