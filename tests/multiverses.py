"""A multiverse of made-up estimates, for the tests of what reads one."""

import numpy as np
import pandas as pd

from sharing.choices import BASELINE, Choices
from sharing.headlines import HEADLINES
from sharing.robustness import Multiverse, define_grid, find_row

GRID = define_grid()
NULLS = {"share": 0.05, "pounds": 1e6, "ratio": 2.0}


def taken(decision: str, option: str) -> pd.Series:
    """1 in the combinations that take an option, else 0."""
    return (GRID[decision] == option).astype(float)


def build_readings(
    estimate: float | pd.Series, width: float | pd.Series = 0.1, n: int | pd.Series = 100
) -> pd.DataFrame:
    """Readings with intervals of ``width`` of the estimate to either side."""
    middle = pd.Series(estimate, index=GRID.index, dtype=float)
    given = middle.notna()
    return pd.DataFrame(
        {
            "estimate": middle,
            "low": middle * (1 - width),
            "high": middle * (1 + width),
            "n": pd.Series(n, index=GRID.index),
            "clusters": 40,
            "why": np.where(given, "", "too few"),
        }
    )


def build_multiverse(chosen: Choices = BASELINE, **readings: pd.DataFrame) -> Multiverse:
    """A multiverse of the readings given; every other headline is the same in all combinations."""
    filled = {
        name: readings.get(name, build_readings(NULLS[headline.unit]))
        for name, headline in HEADLINES.items()
    }
    return Multiverse(GRID, filled, find_row(GRID, chosen))


def build_empty() -> Multiverse:
    """A multiverse that gives nothing."""
    return build_multiverse(**{name: build_readings(np.nan) for name in HEADLINES})
