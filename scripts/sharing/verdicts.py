"""The one rule by which a published claim is judged, and how much rounding a printed figure allows.

The plan, written before any claim was judged: a claim is a threshold and a direction; a statistic
has an interval. The claim is supported if all of the interval satisfies it, contradicted if none of
it does, else uncertain. A claim with several points is contradicted if one of them is, supported if
all are, not testable if none can be tested, else uncertain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal, get_args

Verdict = Literal["supported", "contradicted", "uncertain", "not testable"]
Direction = Literal["above", "at least", "below", "at most", "equal"]
Unit = Literal["share", "pounds", "count", "ratio", "years", "slope", "percent"]
VERDICTS: tuple[Verdict, ...] = get_args(Verdict)
DIRECTIONS: tuple[Direction, ...] = get_args(Direction)
MOST_ROUNDING = 0.05
# What is left of arithmetic on decimal figures.
SMALL, JUST = 1e-9, 1e-6


@dataclass(frozen=True)
class Measured:
    """A statistic as found.

    Attributes
    ----------
    estimate, low, high
        In ``unit``; equal where the arithmetic is exact, infinite where nothing bounds that side.
    n
        How many arrangements, reports or published figures it rests on.
    told
        What was found, as a sentence without its full stop.
    """

    estimate: float
    low: float
    high: float
    n: int
    unit: Unit
    told: str


@dataclass(frozen=True)
class Unknown:
    """A statistic that what is known cannot give, and why, as a sentence without its full stop."""

    why: str


def decide(
    measured: Measured, threshold: float, direction: Direction, tolerance: float = 0.0
) -> Verdict:
    """Whether a statistic supports a claim or contradicts it.

    Parameters
    ----------
    threshold, direction
        What the claim states, in the statistic's unit.
    tolerance
        By how much the figure that the claim states may differ from the printed one; used where the
        direction is ``equal``.
    """
    slack = SMALL * max(1.0, abs(threshold))
    least, most = threshold - tolerance - slack, threshold + tolerance + slack
    low, high = measured.low, measured.high
    holds, fails = {
        "above": (low > threshold + slack, high <= threshold + slack),
        "at least": (low >= threshold - slack, high < threshold - slack),
        "below": (high < threshold - slack, low >= threshold - slack),
        "at most": (high <= threshold + slack, low > threshold + slack),
        "equal": (least <= low and high <= most, high < least or low > most),
    }[direction]
    return "supported" if holds else "contradicted" if fails else "uncertain"


def combine(verdicts: Sequence[Verdict]) -> Verdict:
    """The verdict on a claim from those on its points, one or more."""
    if "contradicted" in verdicts:
        return "contradicted"
    if set(verdicts) <= {"not testable"}:
        return "not testable"
    return "supported" if set(verdicts) == {"supported"} else "uncertain"


def find_deciding(verdicts: Sequence[Verdict]) -> int:
    """The place of the first point that settles a claim's verdict."""
    order = ("contradicted", "uncertain", "supported", "not testable")
    return min(range(len(verdicts)), key=lambda place: order.index(verdicts[place]))


def find_tolerance(figure: float) -> float:
    """Half a unit of the last digit printed, and never more than a twentieth of the figure.

    £357m is printed to the million and may stand for £356.5m to £357.5m; £350m to the ten millions.
    £100m or £2m would allow half as much again or half as much, which no writer means.
    """
    digits = Decimal(str(figure)).normalize()
    return min(float(Decimal(10) ** digits.as_tuple().exponent) / 2, MOST_ROUNDING * abs(figure))


def widen(figure: float, qualifier: str, exact: bool = False) -> tuple[float, float]:
    """What a printed figure may stand for.

    Parameters
    ----------
    figure
        As printed.
    qualifier
        ``more than`` and ``at least`` stand for up to the next figure that would have been printed,
        ``nearly`` and ``up to`` for down to the one before, ``about`` for both.
    exact
        Whether the figure is a count, which without a qualifier stands for itself.
    """
    half = find_tolerance(figure)
    if qualifier == "more than":
        return figure + JUST * abs(figure), figure + 2 * half
    if qualifier == "at least":
        return figure, figure + 2 * half
    if qualifier in ("nearly", "up to"):
        return figure - 2 * half, figure
    if qualifier == "about":
        return figure - 2 * half, figure + 2 * half
    return (figure, figure) if exact else (figure - half, figure + half)
