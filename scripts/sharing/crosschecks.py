"""Published totals that should follow from one another, recomputed from their rows.

Several famous figures are contradicted by the page that prints them or by one a month away. Each
check states, as formulas over identifiers, a printed figure and what others imply it to be, so
that no figure is copied. The verdict allows for rounding and nothing else: it judges whether two
printed figures agree, never which of them is right.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

NOT_COUNCILS = ("Combined authority", "Strategic Regional Authority")
# The City of London and the Isles of Scilly, which counts of councils include or leave out.
UNLIKE_OTHERS = 2
EXACT, CLOSE = 0.01, 0.1


@dataclass(frozen=True)
class Check:
    """A printed figure and what other printed figures imply that it should be.

    Attributes
    ----------
    printed, implied
        Formulas over the identifiers of totals; ``councils`` stands for the number of English
        councils at the date of the first identifier. Two implied values bound a range.
    unit
        gbp, count or percent.
    context
        Further totals that the words about the check need.
    """

    printed: str
    implied: tuple[str, ...]
    unit: str
    context: tuple[str, ...] = ()

    @property
    def total_ids(self) -> tuple[str, ...]:
        """The totals that the check rests on, in the order of their mention."""
        formulas = " ".join([self.printed, *self.implied, *self.context])
        return tuple(dict.fromkeys(re.findall(r"T\d{3}", formulas)))


CHECKS: dict[str, Check] = {
    "one-year": Check("T064", ("T074",), "gbp", ("T063",)),
    "year-before": Check("T063 - T074", ("T062",), "gbp", ("T061",)),
    "councils-not-arrangements": Check("T021", ("T020",), "count", ("T048",)),
    "rises-not-totals": Check("T032 - T031", ("T029 + T030",), "count", ("T033",)),
    "growth-of-councils": Check("T046", ("100 * (T045 / T043 - 1)",), "percent"),
    "few-more-arrangements": Check("T068 - T067", ("(T026 - T025) * T067 / T025",), "gbp"),
    "last-year": Check("T073", ("T069 - T067", "T069 - T068"), "gbp"),
    "projection": Check("T072", ("T060",), "gbp"),
    "one-region": Check("T036", ("T022 - T020",), "count"),
    "rise-to-2015": Check("T075", ("T065 - T063",), "gbp"),
    "share-of-councils": Check(
        "T051",
        ("100 * T048 / councils", f"100 * T048 / (councils - {UNLIKE_OTHERS})"),
        "percent",
    ),
}


@dataclass(frozen=True)
class CheckResult:
    """What a check found, in the check's unit; ``councils`` is the number it counted with."""

    check: Check
    printed: float
    implied: tuple[float, ...]
    councils: int

    @property
    def gap(self) -> float:
        """How far the printed figure is from the nearest implied one, as a share of that one."""
        if min(self.implied) <= self.printed <= max(self.implied):
            return 0.0
        nearest = min(self.implied, key=lambda value: abs(value - self.printed))
        return self.printed / nearest - 1 if nearest else math.inf

    @property
    def verdict(self) -> str:
        """``fits`` (within a hundredth: figures are rounded), ``nearly`` (a tenth) or ``not``."""
        return "fits" if abs(self.gap) <= EXACT else "nearly" if abs(self.gap) <= CLOSE else "not"


def check_totals(
    totals: pd.DataFrame, authorities: pd.DataFrame, checks: Mapping[str, Check] = CHECKS
) -> dict[str, CheckResult]:
    """Every check whose totals are all known, by name."""
    known = totals.set_index("total_id")
    results = {}
    for name, check in checks.items():
        if not set(check.total_ids) <= set(known.index):
            continue
        councils = count_councils(authorities, known.as_of[check.total_ids[0]])
        values = {one: float(known.value[one]) for one in check.total_ids} | {"councils": councils}
        printed, *implied = (
            float(pd.eval(formula, local_dict=values, engine="python"))
            for formula in (check.printed, *check.implied)
        )
        results[name] = CheckResult(check, printed, tuple(implied), councils)
    return results


def count_councils(authorities: pd.DataFrame, as_of: str, nation: str = "England") -> int:
    """How many councils a nation had on a date given as a year, a month or a day."""
    here = authorities[(authorities.nation == nation) & ~authorities.type.isin(NOT_COUNCILS)]
    begun = here.start_date.str[: len(as_of)] <= as_of
    ended = (here.end_date != "") & (here.end_date.str[: len(as_of)] <= as_of)
    return int((begun & ~ended).sum())
