"""The frames of the chapter on publicity, for its figures and tables.

Every function takes what `sharing.reweighting.measure_publicity` gave: an estimate, or the reason
for none, which gives an empty frame.
"""

import numpy as np
import pandas as pd

from sharing.dates import say_day
from sharing.headlines import HEADLINES
from sharing.map_facts import CATEGORIES, TOTALS, Fact
from sharing.missing_savings import ANYTHING, NO_LARGER, ON_THE_MAP
from sharing.models import NotEstimated
from sharing.prose import say_between, say_given, say_percent, say_pounds
from sharing.reweighting import AS_IT_STANDS, CIRCULAR, EVERYWHERE, HALVED, Publicity

Measured = Publicity | NotEstimated
PLAIN = {EVERYWHERE: "Whole register", AS_IT_STANDS: "England only"}
WAYS = PLAIN | {
    "log-normal": "Log-normal map",
    "log-logistic": "Map with a heavier tail",
    "greatest entropy": "Map of greatest entropy",
    HALVED: "Every saving halved first",
}
REWEIGHTED = "Reweighted to the map"
ASSUMED = {
    ANYTHING: "They may have saved or lost anything",
    ON_THE_MAP: "None lost, and none saved more than the map's largest",
    NO_LARGER: "They are typically no larger than those publicised",
}
SIZES = ["band", "of", "share", "low", "high"]
CHANCES = ["band", "chance", "low", "high", "full", "label"]
COMPARED = ["label", "way", "kind", "estimate", "low", "high", "words"]
FINDINGS = ["Finding", "What remains", *PLAIN.values(), REWEIGHTED]
FACTS = ["Published fact", "Taken as", "Why", "Page"]
FAMILIES = ["Services", "National map", PLAIN[AS_IT_STANDS], REWEIGHTED]


def name_band(above: float, under: float) -> str:
    """A band of savings as an axis names it: "Under £100k", "£1m to £2.5m"."""
    if np.isinf(above):
        return f"Under {_shorten(under)}"
    if np.isinf(under):
        return f"{_shorten(above)} or more"
    return f"{_shorten(above)} to {_shorten(under)}"


def name_first(measured: Publicity) -> str:
    """The shape that is shown first, in words."""
    shape = WAYS[measured.maps["shape"].iloc[0]]
    return shape[0].lower() + shape[1:]


def choose_bands(measured: Publicity, weighting: str = "") -> pd.DataFrame:
    """The bands of one weighting (the first shape's if not named), each named in ``band``."""
    wanted = weighting or measured.maps["shape"].iloc[0]
    bands = measured.bands[measured.bands.weighting == wanted]
    names = [name_band(*edges) for edges in zip(bands.above, bands.under, strict=True)]
    return bands.assign(band=names).reset_index(drop=True)


def compare_sizes(measured: Measured, year: int) -> pd.DataFrame:
    """The map beside the news, one row per band and source, for the chart."""
    if isinstance(measured, NotEstimated):
        return pd.DataFrame(columns=SIZES)
    bands = choose_bands(measured)
    parts = {
        f"National map, {measured.facts.year}": ["map_share", "map_low", "map_high"],
        f"Publicised by {year}": ["share", "low", "high"],
    }
    return pd.concat(
        [
            bands[columns].set_axis(SIZES[2:], axis=1).assign(band=bands.band, of=of)
            for of, columns in parts.items()
        ],
        ignore_index=True,
    )[SIZES]


def list_chances(measured: Measured) -> pd.DataFrame:
    """The chance of being publicised by band, no more than one, for the chart."""
    if isinstance(measured, NotEstimated):
        return pd.DataFrame(columns=CHANCES)
    bands = choose_bands(measured)
    capped = (
        bands[["chance", "chance_low", "chance_high"]].clip(upper=1).set_axis(CHANCES[1:4], axis=1)
    )
    labels = [
        f"{band.publicised} publicised, about {band.map_count:.0f} on the map"
        if not band.chance <= 1
        else f"{say_percent(band.chance)} ({say_between(shown.low, shown.high, 'share')})"
        for band, shown in zip(bands.itertuples(), capped.itertuples(), strict=True)
    ]
    return capped.assign(band=bands.band, full=bands.chance > 1, label=labels)[CHANCES]


def list_comparisons(measured: Measured) -> pd.DataFrame:
    """The headlines that compare, in every way of weighting, for the chart.

    Those that cannot be given are left out.
    """
    if isinstance(measured, NotEstimated):
        return pd.DataFrame(columns=COMPARED)
    ratios = [name for name, headline in HEADLINES.items() if headline.unit == "ratio"]
    numbers = measured.numbers
    rows = numbers[numbers.name.isin(ratios) & numbers.low.notna()].reset_index(drop=True)
    ways = rows.weighting.map(WAYS)
    return pd.DataFrame(
        {
            "label": [HEADLINES[name].title for name in rows.name],
            "way": ways,
            "kind": ways.where(rows.weighting.isin(list(PLAIN)), REWEIGHTED),
            "estimate": rows.estimate,
            "low": rows.low,
            "high": rows.high,
            "words": [say_number(row) for _, row in rows.iterrows()],
        }
    )[COMPARED]


def tabulate_findings(measured: Measured) -> pd.DataFrame:
    """Every headline as it stands and reweighted, with what becomes of it, as a table to read."""
    if isinstance(measured, NotEstimated):
        return pd.DataFrame(columns=FINDINGS)
    first = measured.maps["shape"].iloc[0]
    rows = []
    for name, headline in HEADLINES.items():
        ways = choose_ways(measured, name)
        told = [say_number(ways.loc[way]) for way in (*PLAIN, first)]
        rows.append((headline.title, judge_finding(ways), *told))
    return pd.DataFrame(rows, columns=FINDINGS)


def choose_ways(measured: Publicity, name: str) -> pd.DataFrame:
    """One headline in every way of weighting, indexed by ``weighting``."""
    return measured.numbers[measured.numbers.name == name].set_index("weighting")


def find_side(number: pd.Series) -> int:
    """Whether a ratio is clearly over one (1), clearly under (-1), or neither (0)."""
    return int(number.low > 1) - int(number.high < 1)


def list_survivors(measured: Publicity) -> tuple[list[str], list[str]]:
    """The comparisons clear in the whole register, and those of them clear in every other way."""
    clear, kept = [], []
    for name, headline in HEADLINES.items():
        if headline.unit != "ratio":
            continue
        ways = choose_ways(measured, name)
        sides = [find_side(row) for _, row in ways.iterrows()]
        if find_side(ways.loc[EVERYWHERE]):
            clear.append(name)
            kept += [name] if len(set(sides)) == 1 else []
    return clear, kept


def judge_finding(ways: pd.DataFrame) -> str:
    """What becomes of a headline: how clear it is as it stands, and in how many reweightings.

    Parameters
    ----------
    ways
        As `choose_ways` gives them.
    """
    if ways.name.iloc[0] in CIRCULAR:
        return "Set by the map's own facts, so no finding"
    if ways.low.isna().any():
        return "Cannot be compared: too few in England, or overall, to give it a range"
    whole, england = (find_side(ways.loc[way]) for way in PLAIN)
    sides = [find_side(row) for way, row in ways.iterrows() if way not in PLAIN]
    told = "Clear in the register" if whole else "Not clear in the register"
    if whole and not england:
        told += ", though not in England alone"
    clear = sum(side != 0 for side in sides)
    told += f"; clear in {say_given(clear, len(sides), 'reweighting')}"
    if whole and -whole in sides:
        told += ", but not always the same way"
    return told


def tabulate_facts(measured: Measured, totals: pd.DataFrame) -> pd.DataFrame:
    """The published facts with the range that each leaves open, as a table to read."""
    if isinstance(measured, NotEstimated):
        return pd.DataFrame(columns=FACTS)
    pages = totals.set_index("total_id")
    rows = [
        (
            fact.what,
            _say_fact(fact),
            fact.why,
            "; ".join(_say_page(pages.loc[t]) for t in fact.totals),
        )
        for fact in measured.facts.facts
    ]
    return pd.DataFrame(rows, columns=FACTS)


def tabulate_bounds(bounds: pd.DataFrame, threshold_gbp: int) -> pd.DataFrame:
    """What the arrangements without a usable saving leave open, as a table to read."""
    return pd.DataFrame(
        {
            "What is assumed of them": bounds.assumption.map(ASSUMED),
            f"Share under {say_pounds(threshold_gbp)}": [
                say_between(row.share_low, row.share_high, "share") for row in bounds.itertuples()
            ],
            "Middle saving a year": [
                _say_bounds(row.median_low, row.median_high) for row in bounds.itertuples()
            ],
        }
    )


def compare_families(measured: Measured, totals: pd.DataFrame) -> pd.DataFrame:
    """Each ``family`` and its part of all that is saved, on the map and in the register.

    Only families for which the known ``totals`` have one. ``published`` is the map's part;
    ``plain`` and ``reweighted`` are rows of `Publicity.numbers`, of England as it stands and under
    the first shape.
    """
    rows = []
    if not isinstance(measured, NotEstimated):
        values = totals.set_index("total_id").value.astype(float)
        first = measured.maps["shape"].iloc[0]
        for family, total in CATEGORIES.items():
            if total in values.index:
                ways = choose_ways(measured, family)
                published = values[total] / values[TOTALS["saved in all"]]
                rows.append((family, published, ways.loc[AS_IT_STANDS], ways.loc[first]))
    return pd.DataFrame(rows, columns=["family", "published", "plain", "reweighted"])


def tabulate_families(families: pd.DataFrame) -> pd.DataFrame:
    """`compare_families` as a table to read."""
    told = {
        "family": families.family,
        "published": families.published.map(say_percent),
        "plain": families.plain.map(_say_share),
        "reweighted": families.reweighted.map(_say_share),
    }
    return pd.DataFrame(told).set_axis(FAMILIES, axis=1)


def say_number(number: pd.Series) -> str:
    """A headline with its interval, in its unit: "1.7 (0.7 to 4.5) times", "6.5% (2.7% to 12%)"."""
    if np.isnan(number.estimate):
        return "not given"
    unit = HEADLINES[number["name"]].unit
    if unit == "ratio":
        ends = "no range" if np.isnan(number.low) else f"{number.low:.2f} to {number.high:.2f}"
        return f"{number.estimate:.2f} times ({ends})"
    say = say_pounds if unit == "pounds" else say_percent
    return f"{say(number.estimate)} ({say_between(number.low, number.high, unit)})"


def _say_share(number: pd.Series) -> str:
    return f"{say_percent(number.estimate)} ({say_between(number.low, number.high, 'share')})"


def _say_fact(fact: Fact) -> str:
    if fact.unit == "readings":
        return f"Any of {fact.high - fact.low + 1:.0f} readings"
    say = {"pounds": say_pounds, "share": say_percent, "count": "{:,.0f}".format}[fact.unit]
    return say(fact.low) if fact.low == fact.high else f"{say(fact.low)} to {say(fact.high)}"


def _say_page(total: pd.Series) -> str:
    return f"{total.name}: {total.publisher}, {say_day(total.source_date) or 'undated'}"


def _say_bounds(low: float, high: float) -> str:
    if np.isnan(low):
        return "nothing known"
    if np.isinf(low) and np.isinf(high):
        return "anything"
    if np.isinf(low):
        return f"at most {say_pounds(high)}"
    return f"at least {say_pounds(low)}" if np.isinf(high) else say_between(low, high)


def _shorten(pounds: float) -> str:
    return f"£{pounds / 1e6:g}m" if pounds >= 1e6 else f"£{pounds / 1e3:g}k"
