"""In how many combinations of choices each headline holds, as sentences for any page."""

import pandas as pd

from sharing.headlines import HEADLINES
from sharing.prose import begin, say_given, say_list, say_percent, say_pounds
from sharing.sensitivity import Holding

SUBJECTS = {
    "share_under_threshold": "the share of savings under the threshold",
    "median_saving": "the median saving a year",
    "five_or_more_against_two": (
        "the ratio of partnerships of five councils or more to those of two"
    ),
    "per_council_slope": "the ratio of the saving for each council when their number doubles",
    "procurement_against_back_office": "the ratio of procurement and property to back office",
    "achieved_against_expected": "the ratio of achieved to expected savings",
    "other_bodies_against_councils_alone": (
        "the ratio of partnerships with other public bodies to councils alone"
    ),
}
NAMES = {
    "share_under_threshold": "the share of savings under the threshold",
    "median_saving": "the median saving",
    "five_or_more_against_two": "five councils or more against two",
    "per_council_slope": "the saving for each council when their number doubles",
    "procurement_against_back_office": "procurement and property against back office",
    "achieved_against_expected": "achieved against expected",
    "other_bodies_against_councils_alone": "other public bodies against councils alone",
}
SIDES = {
    "ratio": {"above": "above one", "below": "below one", "null": "one"},
    "share": {"above": "over half", "below": "under half", "null": "half"},
}
LARGE_RATIO, HUGE_RATIO = 9.95, 1000


def say_holding(holding: Holding) -> str:
    """In how many combinations a headline holds, and in how many it is clear of no difference."""
    subject, total = SUBJECTS[holding.headline], f"{holding.combinations:,}"
    if not holding.estimated:
        return f"In this edition, none of the {total} combinations of choices gives {subject}."
    missing = holding.combinations - holding.estimated
    rest = f" The other {missing:,} cannot give it." if missing else ""
    if holding.side:
        return f"{_say_side(holding)}{rest}"
    if HEADLINES[holding.headline].unit == "pounds":
        return f"{begin(subject)} {say_spread(holding)}{_say_all(holding)}.{rest}"
    words = SIDES[HEADLINES[holding.headline].unit]
    if pd.isna(holding.chosen):
        counts = {"above": holding.above, "below": holding.below}
        sides = [
            f"{words[side]} in {say_of(count, holding.estimated)}"
            for side, count in counts.items()
            if count
        ]
        return (
            f"The book's own choices do not give {subject}. Of the combinations that do, it is "
            f"{say_list(sides) or 'exactly ' + words['null']}.{rest}"
        )
    return (
        f"{begin(subject)} is exactly {words['null']} with the book's own choices, "
        f"{words['above']} in {say_of(holding.above, holding.estimated, 'combinations')} and "
        f"{words['below']} in {holding.below:,}.{rest}"
    )


def say_spread(holding: Holding) -> str:
    """The range of a headline over all combinations, as the end of a sentence."""
    span = say_span(holding.headline, holding.smallest, holding.largest)
    return f"lies between {span.replace(' to ', ' and ')}" if " to " in span else f"is {span}"


def say_of(count: int, of: int, things: str = "") -> str:
    """A count among many: "all 9,216 combinations", "none of 9,216", "3,586 of 9,216 (39%)"."""
    noun = f" {things}" if things else ""
    if count == of:
        return f"all {of:,}{noun}"
    if not count:
        return f"none of {of:,}{noun}"
    return f"{count:,} of {of:,}{noun} ({say_percent(count / of)})"


def say_span(headline: str, low: float, high: float) -> str:
    """A span in the headline's unit: "2.10 to 2.53", or one number where both ends read alike."""
    ends = say_value(headline, low), say_value(headline, high)
    return ends[0] if ends[0] == ends[1] else " to ".join(ends)


def say_value(headline: str, value: float) -> str:
    """A headline's value in its unit: "6.5%", "£1.3m", "2.42"; "not given" for nan."""
    if pd.isna(value):
        return "not given"
    unit = HEADLINES[headline].unit
    if unit == "ratio":
        if value > HUGE_RATIO:
            return f"more than {HUGE_RATIO:,}"
        return f"{value:.2f}" if value < LARGE_RATIO else f"{value:,.0f}"
    return say_pounds(value) if unit == "pounds" else say_percent(value)


def say_reading(headline: str, reading: pd.Series) -> str:
    """An estimate with its interval: "2.42 (1.17 to 4.98)".

    ``reading`` has the fields of `sharing.refits.Reading`.
    """
    if pd.isna(reading.estimate):
        return "not given"
    ends = [say_value(headline, end) for end in (reading.low, reading.high)]
    told = "no range" if pd.isna(reading.low) or pd.isna(reading.high) else " to ".join(ends)
    return f"{say_value(headline, reading.estimate)} ({told})"


def find_answer(holdings: list[Holding]) -> str:
    """Which headlines hold whatever is chosen: the answer of the page on decisions."""
    known = [holding for holding in holdings if holding.side]
    if not known:
        return (
            "**This edition cannot say: its own choices leave too few savings for any headline "
            "that could turn.**"
        )
    steady = [holding for holding in known if holding.same_side == holding.estimated]
    clear = [holding for holding in known if holding.clear == holding.estimated]
    return (
        f"**{begin(_say_some(steady, known))} that could point the other way "
        f"{'keeps its' if len(steady) < 2 else 'keep their'} direction in every one of the "
        f"{known[0].combinations:,} combinations of choices that can give "
        f"{'it' if len(known) == 1 else 'them'}{_name(steady)}.** "
        f"{begin(_say_some(clear, known))} {'is' if len(clear) < 2 else 'are'} clear of chance in "
        f"every one{_name(clear)}.{_say_wavering(known)}"
    )


def _say_side(holding: Holding) -> str:
    words = SIDES[HEADLINES[holding.headline].unit]
    held, clear = holding.same_side or 0, holding.clear or 0
    some = " that can give it" if holding.estimated < holding.combinations else ""
    things = f"combinations of choices{some}"
    told = (
        f"{begin(SUBJECTS[holding.headline])} is {words[holding.side]} in "
        f"{say_of(held, holding.estimated, things)}, and its "
        f"95% interval is clear of {words['null']} in {say_of(clear, holding.estimated)}."
    )
    if holding.opposed:
        told += f" In {holding.opposed:,} it is clear of {words['null']} on the other side."
    return told


def _say_all(holding: Holding) -> str:
    if holding.estimated == 1:
        return " in the only combination of choices that can give it"
    some = " that can give it" if holding.estimated < holding.combinations else ""
    return f" in all {holding.estimated:,} combinations of choices{some}"


def _say_some(some: list[Holding], known: list[Holding]) -> str:
    if len(known) == 1:
        return "the one headline" if some else "not even the one headline"
    return say_given(len(some), len(known), "headline")


def _say_wavering(known: list[Holding]) -> str:
    """The headlines that the book finds clear of chance, but not all combinations do."""
    told = [
        f"{NAMES[holding.headline]} (in {say_percent((holding.clear or 0) / holding.estimated)})"
        for holding in known
        if holding.chosen_clear and holding.clear != holding.estimated
    ]
    return f" Clear with the book's choices, but not with all: {say_list(told)}." if told else ""


def _name(holdings: list[Holding]) -> str:
    named = say_list([NAMES[holding.headline] for holding in holdings])
    return f": {named}" if named else ""
