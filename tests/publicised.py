"""A made-up national map with known publicity, for the tests of selection and reweighting."""

import numpy as np
import pandas as pd

from sharing.headlines import find_weighted_median
from sharing.map_facts import Fact, MapFacts

GROUPS, IN_GROUP = 104, 4
RATIO = 2.0
EDGES = (100_000, 250_000, 500_000, 1_000_000, 2_500_000)
CHANCES = np.array([0.08, 0.2, 0.4, 0.7, 0.95, 1.0])


def draw_map(rng: np.random.Generator) -> pd.DataFrame:
    """416 arrangements in connected groups; those of kind 1 save `RATIO` times as much.

    ``chance`` is each one's chance of being publicised, by its band of savings, and ``publicised``
    whether it was.
    """
    count = GROUPS * IN_GROUP
    kind = rng.integers(2, size=count)
    shared = np.repeat(rng.normal(0, 0.6, GROUPS), IN_GROUP)
    logs = np.log(65_000) + np.log(RATIO) * kind + shared + rng.normal(0, 1.1, count)
    savings = np.exp(logs)
    chance = CHANCES[np.searchsorted(EDGES, savings)]
    return pd.DataFrame(
        {
            "annual_saving_cash_gbp": savings,
            "kind": kind,
            "cluster": np.repeat(np.arange(GROUPS), IN_GROUP).astype(str),
            "chance": chance,
            "publicised": rng.uniform(size=count) < chance,
        }
    )


def state_facts(savings: np.ndarray) -> MapFacts:
    """Facts about a map that hold, each with a range around the truth."""
    share = float((savings < 100_000).mean())
    ends = {
        "listed": (len(savings), len(savings)),
        "without": (0, 0),
        "total": (0.85 * savings.sum(), 1.25 * savings.sum()),
        "share": (share - 0.05, share + 0.1),
        "reading": (0, 2),
        "largest": (0.7 * savings.max(), 1.2 * savings.max()),
    }
    return MapFacts(tuple(Fact(name, "", *pair, "", "", ()) for name, pair in ends.items()), 2015)


class KindMeasure:
    """The ratio between the two kinds, the middle saving and the share under £100,000."""

    def __init__(self, table: pd.DataFrame) -> None:
        self._savings = table.annual_saving_cash_gbp.to_numpy()
        self._kind = table.kind.to_numpy()

    def measure(self, weights: np.ndarray) -> dict[str, float]:
        """The three numbers under ``weights`` of shape (n,)."""
        means = [
            np.average(
                np.log(self._savings[self._kind == kind]), weights=weights[self._kind == kind]
            )
            for kind in (0, 1)
        ]
        return {
            "ratio": float(np.exp(means[1] - means[0])),
            "median": find_weighted_median(self._savings, weights),
            "under": float(np.average(self._savings < 100_000, weights=weights)),
        }
