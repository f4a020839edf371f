"""What was published about the 2015 national map's savings, and the range that each fact leaves.

Every range comes from published totals (`data/raw/totals.csv`) with its reason. A range says what
the fact leaves open, not which value in it is likelier.
"""

from dataclasses import dataclass

import pandas as pd

from sharing.models import NotEstimated

MAP_THRESHOLD_GBP = 100_000
TOTALS = {
    "listed": "T022",
    "listed before": "T020",
    "without a figure": "T037",
    "saved in a year": "T075",
    "saved in all": "T065",
    "largest": "T083",
    "share under": "T084",
}
NEEDED = ("listed", "listed before", "saved in a year", "saved in all", "largest", "share under")
# What the map's arrangements of a kind saved in all, by the register's family of services.
CATEGORIES = {
    "Back office": "T078",
    "Procurement and property": "T079",
    "Revenues, benefits and customers": "T080",
}
TOTAL_SINCE = 2012
# Two thirds would have been called two thirds, not "more than half".
MOST_MORE_THAN_HALF = 2 / 3
# T083's doubt: another page has a partnership on the same map aim at up to £4m a year.
LARGEST_ELSEWHERE_GBP = 4_000_000
READINGS = 3


@dataclass(frozen=True)
class Fact:
    """A published fact and the range that it leaves open.

    ``low`` and ``high`` are in ``unit`` (``count``, ``pounds``, ``share`` or ``readings``),
    ``totals`` the identifiers of the published totals it rests on.
    """

    name: str
    what: str
    low: float
    high: float
    unit: str
    why: str
    totals: tuple[str, ...]


@dataclass(frozen=True)
class MapFacts:
    """The facts that an edition knows, and the year of the map that they describe."""

    facts: tuple[Fact, ...]
    year: int

    def __getitem__(self, name: str) -> Fact:
        return {fact.name: fact for fact in self.facts}[name]


def gather_facts(totals: pd.DataFrame, year: int) -> MapFacts | NotEstimated:
    """The range that each published fact about the 2015 map leaves open.

    Parameters
    ----------
    totals
        The published totals that an edition knows.
    year
        The edition's year, to say what it does not know.
    """
    by_id = totals.set_index("total_id")
    known = {name: by_id.loc[total] for name, total in TOTALS.items() if total in by_id.index}
    unknown = [name for name in NEEDED if name not in known]
    if unknown:
        return NotEstimated(
            "national_map",
            f"{len(NEEDED) - len(unknown) or 'none'} of the {len(NEEDED)} facts that it takes had "
            f"been published by the end of {year}",
        )
    value = {name: float(row.value) for name, row in known.items()}
    listed, total = known["listed"], known["saved in all"]
    return MapFacts(
        (
            Fact(
                "listed",
                "Arrangements on the map",
                value["listed"],
                value["listed"],
                "count",
                "A count, taken as it stands.",
                (TOTALS["listed"],),
            ),
            _bound_figures(value.get("without a figure")),
            _bound_total(value, _count_months(known), int(total.as_of[:4]) - TOTAL_SINCE),
            *_bound_share(value["share under"]),
            _bound_largest(value["largest"]),
        ),
        int(listed.as_of[:4]),
    )


def _bound_share(percent: float) -> tuple[Fact, Fact]:
    """The share under the threshold, and what it may be a share of."""
    return (
        Fact(
            "share",
            "Share of arrangements that save less than £100,000",
            percent / 100,
            MOST_MORE_THAN_HALF,
            "share",
            "“More than half” would hardly be said of two thirds or more.",
            (TOTALS["share under"],),
        ),
        Fact(
            "reading",
            "What that share is a share of",
            0,
            READINGS - 1,
            "readings",
            "The page does not say: of those with a figure; of all on the map; or of all on the "
            "map, with those without a figure counted as saving less.",
            (TOTALS["share under"],),
        ),
    )


def _bound_largest(largest: float) -> Fact:
    return Fact(
        "largest",
        "Largest saving of one arrangement a year",
        largest,
        max(largest, LARGEST_ELSEWHERE_GBP),
        "pounds",
        "“More than” this figure; another page has one on the same map aim at up to £4m.",
        (TOTALS["largest"],),
    )


def _bound_figures(missing: float | None) -> Fact:
    """How many arrangements on the map have no figure, from a count on a later map."""
    why = (
        "Nothing published by then says that any lacks one."
        if missing is None
        else "That many lacked one on a later, larger map; fewer may have in 2015."
    )
    totals = () if missing is None else (TOTALS["without a figure"],)
    what = "Arrangements on the map without a figure of savings"
    return Fact("without", what, 0, missing or 0, "count", why, totals)


def _count_months(known: dict[str, pd.Series]) -> int:
    """The months that the year's rise of the total really covers: from one map to the next."""
    first, last = (
        pd.Period(known[name].as_of, "M").ordinal for name in ("listed before", "saved in a year")
    )
    return max(last - first, 1)


def _bound_total(value: dict[str, float], months: int, years: int) -> Fact:
    """What all arrangements saved in a year, from the rise of the total and from the total."""
    kept = value["listed before"] / value["listed"]
    ends = (value["saved in a year"] * 12 / months * kept, value["saved in all"] / max(years, 1))
    return Fact(
        "total",
        "Saved in a year by all of them",
        min(ends),
        max(ends),
        "pounds",
        f"At least the rise of the total over {months} months, for twelve, less the part of the "
        "arrangements that joined and may have brought earlier savings; at most the whole total "
        f"over the {years} years since {TOTAL_SINCE}.",
        (TOTALS["saved in a year"], TOTALS["saved in all"], TOTALS["listed before"]),
    )
