"""What publicity that grows with the saving does to each headline, in simulated registers.

The plan, written before any run: in worlds of as many arrangements as the real register lists, the
odds of being publicised grow with a power of the saving (`sharing.truth.Truth.publicise`). For each
power of `STRENGTHS` the level of savings and the chance at £1m are set so that the register of what
was publicised looks like one without selection: as many savings, with the same median. The
headlines of the register are then held against those of the whole world. An edition's own power is
the slope of the log odds of being publicised on the log of the saving, in the bands of the
reconstructed national map (`sharing.selection`) whose chance is between nothing and one.

Where the chance is a pure power of a log-normal saving, publicity adds the power times the variance
to every log, so that it moves the median and leaves the ratios of a log-linear regression alone.
Ratios are moved only where the chance nears one.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from scipy.optimize import brentq
from scipy.special import logit

from sharing.coverage import EDITION, PLAIN, Coverage, read_coverage, simulate_coverage
from sharing.headlines import find_weighted_median
from sharing.simulations import Simulation
from sharing.targets import draw_large_world
from sharing.truth import Truth

STRENGTHS = (0.5, 1.0, 1.75, 2.5)
# The middle of a headline over registers settles sooner than the coverage of an interval.
REPLICATIONS = 200
# What the page shows under selection: one interval of each kind, and the headlines.
MEASURED = (
    *("share_under_threshold", "median_saving", "log_ols", "mean_glm", "median"),
    "headlines",
)
LISTED = 826
LEAST_CHANCE, MOST_CHANCE = 1e-6, 1 - 1e-6
LEVELS = (-3.0, 0.5)
LEAST_BANDS = 3


def cover_publicity(replications: int = REPLICATIONS) -> dict[float, Coverage]:
    """The coverage and the headlines for each of `STRENGTHS`, as kept or computed once."""
    return {
        strength: read_coverage(simulation)
        for strength, simulation in plan_publicity(replications).items()
    }


def plan_publicity(replications: int = REPLICATIONS) -> dict[float, Simulation]:
    """The simulation of each of `STRENGTHS`."""
    return {
        strength: Simulation(
            f"selection-{strength:g}",
            __name__,
            (strength, PLAIN, replications, MEASURED),
            lambda strength=strength: simulate_coverage(
                calibrate(strength), replications, MEASURED
            ),
        )
        for strength in STRENGTHS
    }


def calibrate(strength: float, plain: Truth = PLAIN, listed: int = LISTED) -> Truth:
    """A world whose publicised savings look like the ``plain`` world's, under selection.

    Parameters
    ----------
    strength
        The power of the saving in the odds of being publicised.
    plain
        A world in which everything is publicised.
    listed
        The arrangements of the new world, of which as many as the plain world has are publicised
        on average.
    """
    world = draw_large_world(plain, EDITION.threshold_gbp)
    savings = world.table.annual_saving_gbp.to_numpy()
    median = plain.find_median(world.table.mean_log.to_numpy())
    wanted = plain.arrangements / listed

    def select(level: float) -> Truth:
        """The world with savings moved by ``level`` on the log scale, and the right chance."""

        def excess(chance: float) -> float:
            trial = replace(plain, strength=strength, at_a_million=chance)
            return float(trial.publicise(savings * np.exp(level)).mean()) - wanted

        chance = brentq(excess, LEAST_CHANCE, MOST_CHANCE)
        return replace(
            plain,
            arrangements=listed,
            intercept=plain.intercept + level,
            strength=strength,
            at_a_million=float(chance),
        )

    def miss(level: float) -> float:
        moved = savings * np.exp(level)
        return find_weighted_median(moved, select(level).publicise(moved)) / median - 1

    return select(float(brentq(miss, *LEVELS, xtol=1e-3)))


def estimate_strength(bands: pd.DataFrame) -> float:
    """The power of the saving in the odds of being publicised, from bands of savings.

    Least squares of the log odds on the log of the band's middle, weighted by how many arrangements
    of the band were publicised. The lowest band is taken to be as wide, in ratio, as the next. A
    band without a chance between nothing and one, or without an upper edge, has no log odds.

    Parameters
    ----------
    bands
        `sharing.selection.measure_bands` of one shape, the lowest band first.

    Returns
    -------
    nan where fewer than `LEAST_BANDS` bands have log odds.
    """
    above = bands.above.to_numpy(dtype=float).copy()
    above[0] = bands.under.iloc[0] ** 2 / bands.under.iloc[1]
    usable = (bands.chance.between(0, 1, inclusive="neither") & np.isfinite(bands.under)).to_numpy()
    if usable.sum() < LEAST_BANDS:
        return np.nan
    middle = (np.log(above) + np.log(bands.under.to_numpy(dtype=float)))[usable] / 2
    weights = bands.publicised.to_numpy(dtype=float)[usable]
    odds = logit(bands.chance.to_numpy(dtype=float)[usable])
    apart = middle - np.average(middle, weights=weights)
    return float((weights * apart * odds).sum() / (weights * apart**2).sum())
