"""The chapter on publicity: why the arrangements one reads about are not typical.

Every sentence takes what `sharing.reweighting.measure_publicity` gave, an estimate or the reason
for none, and has words for both.
"""

import numpy as np
import pandas as pd

from sharing.chapters.publicity_tables import Measured, choose_bands
from sharing.chapters.reweighted import explain_absence, title_findings
from sharing.missing_savings import ANYTHING, count_missing, find_tipping_share
from sharing.models import NotEstimated
from sharing.prose import say_between, say_list, say_percent, say_pounds
from sharing.results import Findings
from sharing.reweighting import HALVED, Publicity


def answer(found: Findings, measured: Measured, bounds: pd.DataFrame) -> str:
    """The page's answer: the chance by size and the map's middle, and what stays clear."""
    title = f"**{title_chances(measured)}.**"
    if isinstance(measured, NotEstimated):
        return f"{title} {explain_absence(measured)} {find_gap(found, bounds)}"
    told = f"{find_chances(measured)} {find_middle(measured)} {warn_of_conflict(measured)}".strip()
    return f"{title} {told} {title_findings(measured)}."


def choose_words(measured: Measured, known: str, unknown: str) -> str:
    """What a page says where the map is known, and where it is not."""
    return unknown if isinstance(measured, NotEstimated) else known


def title_sizes(measured: Measured) -> str:
    """The headline of the map beside the news."""
    if isinstance(measured, NotEstimated):
        return "The map and the news cannot be compared in this edition"
    small = choose_bands(measured).iloc[0]
    return (
        f"Savings {_say_band(small)} a year: about {say_percent(small.map_share)} of the "
        f"map, {say_percent(small.share)} of those publicised"
    )


def describe_sizes(shares: pd.DataFrame) -> str:
    """The alternative text of the map beside the news."""
    told = [
        f"{row.band}: {row.of} {say_percent(row.share)} ({say_between(row.low, row.high, 'share')})"
        for row in shares.itertuples()
    ]
    return "; ".join(told) + "." if told else "No shares to show."


def title_chances(measured: Measured) -> str:
    """The headline of the chance by size; it claims an order only where there is one."""
    if isinstance(measured, NotEstimated):
        return "This edition cannot say how typical the publicised savings are"
    bands = choose_bands(measured)
    small, large = bands.iloc[0], bands.iloc[_find_fullest(bands)]
    if not bands.chance.is_monotonic_increasing:
        return "Savings of some sizes were publicised more often than others, in no clear order"
    if small.chance_high < large.chance_low:
        return "The larger the saving, the likelier it was to be publicised"
    return "Larger savings seem to have been publicised more often, but too few are known"


def describe_chances(chances: pd.DataFrame) -> str:
    """The alternative text of the chance by size."""
    told = [f"{row.band}: {row.label}" for row in chances.itertuples()]
    return "; ".join(told) + "." if told else "No chances to show."


def find_chances(measured: Publicity) -> str:
    """The chance in the lowest band, and in the highest one that the map has room for."""
    bands = choose_bands(measured)
    small, large = bands.iloc[0], bands.iloc[_find_fullest(bands)]
    told = (
        f"Of the arrangements on the {measured.facts.year} national map that saved "
        f"{_say_band(small)} a year, about {_say_chance(small)} had been publicised with a figure "
        "that this register can use"
    )
    if large.above > small.above:
        told += f"; of those that saved {_say_band(large)}, about {_say_chance(large)}"
    return f"{told}."


def find_middle(measured: Publicity) -> str:
    """The middle saving in the news beside the one on the map."""
    maps = measured.maps
    return (
        f"The middle saving among the {measured.english} publicised in England is "
        f"{say_pounds(measured.median.estimate)} a year. On the map it lay between "
        f"{say_pounds(maps.low.min())} and {say_pounds(maps.high.max())}, as far as the published "
        "facts tell."
    )


def warn_of_conflict(measured: Publicity) -> str:
    """That the publicised savings add up to more than the map's, where they do."""
    if measured.saved <= measured.facts["total"].high:
        return ""
    return (
        f"The {measured.publicised} that had been publicised by {measured.facts.year} add up to "
        "more than the whole map, so the two do not measure quite the same."
    )


def find_conflict(measured: Measured) -> str:
    """Whether the register's savings and the map's can be the same thing measured twice."""
    if isinstance(measured, NotEstimated):
        return explain_absence(measured)
    total, listed = measured.facts["total"], measured.facts["listed"]
    told = (
        f"By {measured.facts.year} the register knew comparable savings of {measured.publicised} "
        f"arrangements in England that had started, {say_pounds(measured.saved)} a year in all. "
        f"All {listed.high:.0f} arrangements on the map together saved "
        f"{say_between(total.low, total.high)} a year, as its published totals are read here. "
    )
    if warn_of_conflict(measured):
        told += (
            "A part cannot save more than the whole, so the two do not measure quite the same, or "
            f"not all of the {measured.publicised} were on the map. {measured.expected} of them "
            "were savings expected, not achieved, and a page may print the best year to come. "
        )
    return told + _find_overfull(choose_bands(measured))


def find_halved(measured: Measured) -> str:
    """The chance by size if the map counted each publicised saving at half."""
    if isinstance(measured, NotEstimated):
        return ""
    bands = choose_bands(measured, HALVED)
    small, large = bands.iloc[0], bands.iloc[_find_fullest(bands)]
    order = "larger savings" if bands.chance.is_monotonic_increasing else "savings of some sizes"
    return (
        f"Were each publicised saving counted on the map at half its size, {order} would "
        f"have been publicised more often: {_say_chance(small)} of those {_say_band(small)}, "
        f"{_say_chance(large)} of those of {_say_band(large)}."
    )


def find_detail(measured: Measured) -> str:
    """How many simulated maps the ranges rest on."""
    if isinstance(measured, NotEstimated):
        return ""
    return (
        f"What is said of the map rests on at least {measured.maps.kept.min()} maps of each shape."
    )


def find_gap(found: Findings, bounds: pd.DataFrame) -> str:
    """What the arrangements without a usable saving leave open, whatever they saved."""
    missing, known = count_missing(found), len(found.table)
    if not missing + known:
        return "Nothing is on record in this edition."
    if not missing:
        return "Every arrangement on record has a saving that can be used."
    limit = say_pounds(found.edition.threshold_gbp)
    widest = bounds.set_index("assumption").loc[ANYTHING]
    under = int((found.table.annual_saving_cash_gbp < found.edition.threshold_gbp).sum())
    needed = find_tipping_share(under, known, missing)
    return (
        f"For {missing:,} of the {missing + known:,} arrangements on record no usable saving is "
        f"known. Whatever those saved, between {say_percent(widest.share_low)} and "
        f"{say_percent(widest.share_high)} of all save less than {limit}. For half of all to save "
        f"less, {say_percent(needed)} of the unknown ones would have to."
    )


def _find_overfull(bands: pd.DataFrame) -> str:
    """The bands in which the register holds more than any likely map."""
    full = bands[bands.publicised > bands.count_high]
    if full.empty:
        return "In no band does the register hold more arrangements than the map has room for."
    told = [
        f"{band.publicised} of {_say_band(band)} (the map has room for {band.count_low:.0f} to "
        f"{band.count_high:.0f})"
        for _, band in full.iterrows()
    ]
    return f"The register holds more large savings than the map can: {say_list(told)}."


def _find_fullest(bands: pd.DataFrame) -> int:
    """The highest band in which the register holds no more than the map."""
    possible = np.flatnonzero(bands.chance <= 1)
    return int(possible[-1]) if len(possible) else 0


def _say_chance(band: pd.Series) -> str:
    low, high = min(band.chance_low, 1.0), min(band.chance_high, 1.0)
    return f"{say_percent(min(band.chance, 1.0))} ({say_between(low, high, 'share')})"


def _say_band(band: pd.Series) -> str:
    """A band as a sentence names it: "under £100,000", "£500,000 to £1m"."""
    if np.isinf(band.above):
        return f"under {say_pounds(band.under)}"
    if np.isinf(band.under):
        return f"{say_pounds(band.above)} or more"
    return say_between(band.above, band.under)
