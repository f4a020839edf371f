"""What the grid of all choices says of a headline: how often it holds, and what moves it.

The share of combinations in which something holds is a count, not a probability: the options are
not equally defensible, and many combinations rest on nearly the same arrangements.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from sharing.choices import OPTIONS
from sharing.headlines import HEADLINES
from sharing.results import Findings
from sharing.robustness import Multiverse, explore

DIGITS = 4


@dataclass(frozen=True)
class Holding:
    """In how many combinations a headline holds.

    Attributes
    ----------
    combinations, estimated
        All combinations, and those that give an estimate.
    above, below
        Estimates above and below the value of no difference; 0 for a headline that has none.
    clear_above, clear_below
        Those of them whose whole 95% interval lies there.
    chosen, chosen_clear
        The estimate of the book's own choices, nan where they give none, and whether its interval
        is clear of no difference.
    smallest, largest
        Of all estimates; nan where there is none.
    """

    headline: str
    combinations: int
    estimated: int
    above: int
    below: int
    clear_above: int
    clear_below: int
    chosen: float
    chosen_clear: bool
    smallest: float
    largest: float

    @property
    def side(self) -> str:
        """Whether the book's own estimate lies ``above`` or ``below`` no difference, else ""."""
        null = HEADLINES[self.headline].null
        return "above" if self.chosen > null else "below" if self.chosen < null else ""

    @property
    def same_side(self) -> int | None:
        """Estimates on the side of the book's own; None where that has no side."""
        return {"above": self.above, "below": self.below}.get(self.side)

    @property
    def clear(self) -> int | None:
        """Those of `same_side` whose interval is clear of no difference."""
        return {"above": self.clear_above, "below": self.clear_below}.get(self.side)

    @property
    def opposed(self) -> int | None:
        """Estimates on the other side whose interval is clear of no difference."""
        return {"above": self.clear_below, "below": self.clear_above}.get(self.side)


def count_holding(multiverse: Multiverse, headline: str) -> Holding:
    """In how many combinations one of `sharing.headlines.HEADLINES` holds."""
    readings = multiverse.readings[headline]
    estimates, null = readings.estimate, HEADLINES[headline].null
    given = estimates.dropna()
    above, below = readings.low > null, readings.high < null
    return Holding(
        headline,
        len(readings),
        len(given),
        int((estimates > null).sum()),
        int((estimates < null).sum()),
        int(above.sum()),
        int(below.sum()),
        float(estimates[multiverse.chosen]),
        bool((above | below)[multiverse.chosen]),
        float(given.min()),
        float(given.max()),
    )


def reverse_decisions(multiverse: Multiverse, headline: str) -> pd.DataFrame:
    """A headline under the book's choices, each decision alone turned to its other options.

    Returns
    -------
    One row per decision and option, the chosen ones included: ``decision`` (field of
    `sharing.choices.Choices`), ``option``, ``is_chosen``, the columns of
    `sharing.refits.Reading`, and ``moved`` (distance from the book's own estimate on the scale of
    `put_on_scale`; nan where either is not given).
    """
    alone = multiverse.alone
    readings = multiverse.readings[headline].iloc[alone.row].reset_index(drop=True)
    table = readings.join(alone.drop(columns="row"))
    scaled = put_on_scale(headline, table.estimate)
    return table.assign(moved=(scaled - scaled[table.is_chosen].iloc[0]).abs())


def explain_variation(multiverse: Multiverse, headline: str) -> pd.Series:
    """The share of the variation between combinations that each decision explains by itself.

    The variance between the means of a decision's options over the variance of all estimates, as in
    a one-way analysis of variance; what is left over is due to decisions acting together. Measured
    on the scale of `put_on_scale`, over the combinations that give an estimate.

    Returns
    -------
    Series over the fields of `sharing.choices.Choices`, largest first; nan throughout where all
    estimates are the same or there is none.
    """
    scaled = put_on_scale(headline, multiverse.readings[headline].estimate).dropna()
    total = float(((scaled - scaled.mean()) ** 2).sum())
    shares = {}
    for decision in OPTIONS:
        means = scaled.groupby(multiverse.grid[decision]).transform("mean")
        between = float(((means - scaled.mean()) ** 2).sum())
        shares[decision] = between / total if total > 0 else np.nan
    return pd.Series(shares).sort_values(ascending=False, kind="stable")


def find_blockers(multiverse: Multiverse, headline: str) -> list[tuple[str, str]]:
    """The options, with their decisions, under which no combination at all gives an estimate.

    Empty where no combination gives one, whatever the options.
    """
    given = multiverse.readings[headline].estimate.notna()
    if not given.any():
        return []
    return [
        (decision, str(option))
        for decision in OPTIONS
        for option, any_given in given.groupby(multiverse.grid[decision]).any().items()
        if not any_given
    ]


def put_on_scale(headline: str, estimates: pd.Series) -> pd.Series:
    """Estimates as their differences are measured: shares as they are, all else as logs.

    Pounds stay as they are where any is zero or less.
    """
    if HEADLINES[headline].unit == "share" or (estimates <= 0).any():
        return estimates
    return np.log(estimates)


def write_multiverse(multiverse: Multiverse) -> dict[str, Any]:
    """The grid in short, for ``results.json``; what does not exist is None."""
    held = [count_holding(multiverse, name) for name in HEADLINES]
    return {
        "specifications": len(multiverse.grid),
        "headlines": {
            holding.headline: {
                "estimated": holding.estimated,
                "same_side": holding.same_side,
                "clear": holding.clear,
                "smallest": holding.smallest if holding.estimated else None,
                "largest": holding.largest if holding.estimated else None,
            }
            for holding in held
        },
    }


def multiverse_table(found: Findings) -> pd.DataFrame:
    """Every combination as published: its options, and each headline with its interval.

    Returns
    -------
    One row per combination: the decisions, each option as its place (from 1, a text) in
    `sharing.choices.OPTIONS`; ``arrangements`` (usable savings); and ``<headline>``,
    ``<headline>_low``, ``<headline>_high`` to four significant digits, missing where not given.
    """
    multiverse = explore(found)
    columns = {
        name: multiverse.grid[name].map({option: str(n) for n, option in enumerate(options, 1)})
        for name, options in OPTIONS.items()
    }
    columns["arrangements"] = multiverse.readings["median_saving"].n
    for name, readings in multiverse.readings.items():
        for part, column in (("", "estimate"), ("_low", "low"), ("_high", "high")):
            columns[f"{name}{part}"] = readings[column].map(_round)
    pounds = [column for column in columns if column.startswith("median_saving")]
    table = pd.DataFrame(columns)
    return table.assign(**{column: table[column].round().astype("Int64") for column in pounds})


def _round(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
