"""What is true of a simulated world: its effects, its luck, and headline numbers in closed form.

Every saving is log-normal, or a mixture of two log-normals, around its own log-linear mean, so the
distribution of all savings given the arrangements is a mixture whose share under a limit and median
need no draws of savings: only the arrangements' means.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import brentq
from scipy.special import expit

Floats = NDArray[np.float64]
SEVERAL = "Several regions"
LEAST_PUBLICISED_GBP = 1_000


@dataclass(frozen=True)
class Truth:
    """What is true of a simulated world; the effects are on the log of the annual saving.

    Attributes
    ----------
    arrangements
        All arrangements, publicised or not.
    intercept, partners, families, areas, achieved, log_population, population_incomplete,
    years_since_start, start_unknown, other_bodies
        The log-linear mean of a saving a year in pounds of 2024, against two councils in back
        office in the South and East. The three tuples pair a level with its effect.
    shared_sd, own_sd
        Standard deviations of the luck shared in a partner group and of an arrangement's own.
    wide_share, wide_factor
        A share of the arrangements has its own luck multiplied by the factor (a heavier tail).
    zero_share, loss_share
        Shares of arrangements that save nothing, and that lose what they would have saved.
    concentration, discount
        Of Pitman and Yor's process: the larger, the more and the smaller the partner groups.
    hub_unnamed
        Share of the arrangements of two councils or more that do not name the council that ties
        them to their group.
    unlisted, undated, unstarted, totals, several
        Shares with an incomplete list of councils, without a date, without a start year, reported
        as a total over several years, and spanning several regions.
    strength, at_a_million
        The odds of being publicised are multiplied by 2 to the power of ``strength`` when the
        saving doubles, and give the chance ``at_a_million`` for a saving of £1m. A saving of
        nothing, or a loss, has the odds of £1,000.
    """

    arrangements: int = 186
    intercept: float = 7.5
    partners: tuple[tuple[str, float], ...] = (("0-1", 0.5), ("3", 0.2), ("4", -0.3), ("5+", 0.9))
    families: tuple[tuple[str, float], ...] = (
        ("Fire and police", -0.1),
        ("Management", -0.4),
        ("People and communities", -0.5),
        ("Planning and regulation", -1.2),
        ("Procurement and property", 0.2),
        ("Revenues, benefits and customers", -0.4),
        ("Waste, environment and transport", 0.1),
        ("Whole council", 1.3),
    )
    areas: tuple[tuple[str, float], ...] = (
        ("London", 0.7),
        ("Midlands", 0.1),
        (SEVERAL, 0.5),
        ("Wales and Scotland", 0.2),
    )
    achieved: float = -0.3
    log_population: float = 0.5
    population_incomplete: float = -0.2
    years_since_start: float = 0.03
    start_unknown: float = -0.4
    other_bodies: float = 0.4
    shared_sd: float = 0.3
    own_sd: float = 1.1
    wide_share: float = 0.0
    wide_factor: float = 2.0
    zero_share: float = 0.0
    loss_share: float = 0.0
    concentration: float = 13.0
    discount: float = 0.4
    hub_unnamed: float = 0.0
    unlisted: float = 0.25
    undated: float = 0.15
    unstarted: float = 0.25
    totals: float = 0.3
    several: float = 0.08
    strength: float = 0.0
    at_a_million: float = 1.0

    def publicise(self, savings: Floats) -> Floats:
        """The chance that each saving (pounds of 2024, shape (n,)) is publicised."""
        if self.at_a_million >= 1:
            return np.ones(len(savings))
        size = np.log(np.maximum(savings, LEAST_PUBLICISED_GBP) / 1_000_000)
        return expit(np.log(self.at_a_million / (1 - self.at_a_million)) + self.strength * size)

    @property
    def spread(self) -> tuple[tuple[float, float], ...]:
        """The normal distributions mixed in the log of a saving around its mean: weight and sd."""
        plain = float(np.hypot(self.shared_sd, self.own_sd))
        wide = float(np.hypot(self.shared_sd, self.own_sd * self.wide_factor))
        return ((1 - self.wide_share, plain), (self.wide_share, wide))

    def add_up(self, world: pd.DataFrame) -> pd.Series:
        """The log-linear mean of each arrangement's saving (`sharing.simulate.Simulated.world`)."""
        level = sum(
            world[column].map(dict(effects)).fillna(0.0)
            for column, effects in (
                ("partners_group", self.partners),
                ("family", self.families),
                ("area", self.areas),
            )
        )
        return (
            self.intercept
            + level
            + self.achieved * (world.status == "achieved")
            + self.log_population * world.log_population
            + self.population_incomplete * world.population_incomplete
            + self.years_since_start * world.years_since_start
            + self.start_unknown * world.start_unknown
            + self.other_bodies * world.other_bodies
        )

    def chance_under(self, limits: Floats, means: Floats) -> Floats:
        """The chance that a saving of log-linear mean ``means`` is under ``limits`` (pounds)."""
        gained = sum(
            weight * stats.norm.cdf((np.log(limits) - means) / sd) for weight, sd in self.spread
        )
        none = self.zero_share + self.loss_share
        return none + (1 - none) * gained

    def find_median(self, means: Floats, divisors: Floats | None = None) -> float:
        """The median of savings of log-linear means ``means``, divided by ``divisors`` if given.

        nan where half of the savings are zero or losses.
        """
        centres = means if divisors is None else means - np.log(divisors)
        ends = centres.min() - 20, centres.max() + 20

        def excess(log_saving: float) -> float:
            return float(self.chance_under(np.exp(log_saving), centres).mean()) - 0.5

        return float(np.exp(brentq(excess, *ends, xtol=1e-10))) if excess(ends[0]) < 0 else np.nan

    @property
    def log_mean_factor(self) -> float:
        """The log of a mean saving over the exponential of its log-linear mean, losses left out."""
        kept = 1 - self.zero_share - self.loss_share
        gained = sum(weight * np.exp(sd**2 / 2) for weight, sd in self.spread)
        return float(np.log(gained * kept / (1 - self.loss_share)))
