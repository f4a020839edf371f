"""The 2015 national map's savings, reconstructed from the few facts published about it.

The map itself is gone. Its published facts leave many distributions open, not one. Each fact is
given a range with its reason (`sharing.map_facts`). Then whole maps are simulated from a shape
whose two parameters are drawn widely, and those kept that agree with every fact: the number of
arrangements, how many save under £100,000, what all save together in a year, and the largest
(rejection sampling; Pritchard and others, Molecular Biology and Evolution 16, 1999). What is kept
shows what the facts leave open. It is reported as a range; within it, no map is claimed to be
likelier than another.

Three shapes answer for what no fact says. The log-normal comes of proportionate growth (Gibrat,
1931). The log-logistic has a Pareto tail, so that more of the total may lie in a few large savings
(Fisk, Econometrica 29, 1961). The third has the greatest entropy for its share under £100,000, its
mean and its largest value, so that it adds least to the facts (Jaynes, Physical Review 106, 1957):
an exponential on either side of £100,000. None has a saving of nothing or a loss: such arrangements
count as under £100,000.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import logit, ndtri

from sharing.map_facts import (
    LARGEST_ELSEWHERE_GBP,
    MAP_THRESHOLD_GBP,
    READINGS,
    Fact,
    MapFacts,
)

BATCH, MOST_BATCHES, WANTED = 5_000, 400, 200
SEED = 20150501

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Reconstruction:
    """The maps of one shape that agree with every fact.

    Attributes
    ----------
    savings
        Pounds a year, shape (maps, arrangements); nan for arrangements without a figure.
    tried
        How many maps were simulated to find them.
    """

    name: str
    savings: Floats
    tried: int

    @property
    def figures(self) -> Floats:
        """How many arrangements have a figure on each map, shape (maps,)."""
        return (~np.isnan(self.savings)).sum(axis=1).astype(float)

    def cumulate(self, points: ArrayLike) -> Floats:
        """The share of those with a figure under each of k points (pounds), shape (maps, k)."""
        under = [(self.savings < point).sum(axis=1) for point in np.atleast_1d(points)]
        return np.column_stack(under) / self.figures[:, None]


@dataclass(frozen=True)
class Shape:
    """A family of distributions with two parameters, each drawn evenly on the log scale.

    Attributes
    ----------
    first, second
        The ends between which the parameters are drawn, wider than agreeing maps need.
    read_quantile
        Pounds a year at ranks between 0 and 1, shape (maps, k), from the parameters of each map,
        shape (maps, 1) each.
    """

    first: tuple[float, float]
    second: tuple[float, float]
    read_quantile: Callable[[Floats, Floats, Floats], Floats]


def read_lognormal(median: Floats, width: Floats, ranks: Floats) -> Floats:
    """The log-normal's savings at ``ranks``; ``width`` is the standard deviation of the log."""
    return median * np.exp(width * ndtri(ranks))


def read_loglogistic(median: Floats, width: Floats, ranks: Floats) -> Floats:
    """The log-logistic's savings at ``ranks``; ``width`` is the inverse of its Pareto index."""
    return median * np.exp(width * logit(ranks))


def read_greatest_entropy(share: Floats, decay: Floats, ranks: Floats) -> Floats:
    """Savings at ``ranks`` whose density falls as ``exp(-saving / decay)`` on either side.

    ``share`` of them lie under £100,000, and none above `LARGEST_ELSEWHERE_GBP`.
    """
    small = ranks < share
    start = np.where(small, 0, MAP_THRESHOLD_GBP)
    width = np.where(small, MAP_THRESHOLD_GBP, LARGEST_ELSEWHERE_GBP - MAP_THRESHOLD_GBP)
    inside = np.where(small, ranks / share, (ranks - share) / (1 - share))
    return start - decay * np.log1p(inside * np.expm1(-width / decay))


SHAPES = {
    "log-normal": Shape((30_000, 300_000), (0.7, 2.4), read_lognormal),
    "log-logistic": Shape((30_000, 300_000), (0.4, 1.4), read_loglogistic),
    "greatest entropy": Shape((0.15, 0.95), (150_000, 10_000_000), read_greatest_entropy),
}


def reconstruct(
    facts: MapFacts, wanted: int = WANTED, seed: int = SEED, most_batches: int = MOST_BATCHES
) -> list[Reconstruction]:
    """The maps of each shape that agree with the facts, at most ``wanted``, the log-normal first.

    A shape that hardly ever agrees has fewer, or none.
    """
    found = []
    for name, shape in SHAPES.items():
        rng = np.random.default_rng(seed)
        kept: list[Floats] = []
        batches = 0
        while batches < most_batches and sum(map(len, kept)) < wanted:
            kept.append(simulate_maps(facts, shape, rng))
            batches += 1
        found.append(Reconstruction(name, np.concatenate(kept)[:wanted], BATCH * batches))
    return found


def simulate_maps(facts: MapFacts, shape: Shape, rng: np.random.Generator) -> Floats:
    """Those of `BATCH` simulated maps that agree with every fact.

    The largest of n savings is drawn first, and the others below it only where it agrees: that is
    as if all were drawn together, and much faster.

    Returns
    -------
    As `Reconstruction.savings`.
    """
    listed, without = int(facts["listed"].high), facts["without"]
    figures = listed - rng.integers(int(without.low), int(without.high) + 1, size=(BATCH, 1))
    first, second = (_draw_evenly(rng, ends) for ends in (shape.first, shape.second))
    top = rng.uniform(size=(BATCH, 1)) ** (1 / figures)
    largest = shape.read_quantile(first, second, top)[:, 0]
    first, second, top, figures = (
        drawn[_lies_in(facts["largest"], largest)] for drawn in (first, second, top, figures)
    )
    ranks = np.hstack([top, top * rng.uniform(size=(len(top), listed - 1))])
    savings = shape.read_quantile(first, second, ranks)
    savings[np.arange(listed) >= figures] = np.nan
    under = (savings < MAP_THRESHOLD_GBP).sum(axis=1, keepdims=True)
    readings = np.hstack([under / figures, under / listed, (under + listed - figures) / listed])
    share = readings[np.arange(len(readings)), rng.integers(READINGS, size=len(readings))]
    agree = _lies_in(facts["share"], share)
    return savings[agree & _lies_in(facts["total"], np.nansum(savings, axis=1))]


def _lies_in(fact: Fact, values: Floats) -> NDArray[np.bool_]:
    return (values >= fact.low) & (values <= fact.high)


def _draw_evenly(rng: np.random.Generator, ends: tuple[float, float]) -> Floats:
    return np.exp(rng.uniform(*np.log(ends), size=(BATCH, 1)))
