"""The chapter on places: how near and alike partners are, beside pairs by lot."""

import numpy as np
import pandas as pd

from sharing.intervals import Interval
from sharing.likeness import DRAWS, Likeness
from sharing.places import NEAR_KM, OWN
from sharing.prose import say_count, say_percent, say_range

NOT_COMPARED = "This edition cannot compare partners with pairs by lot"


def answer_question(likeness: Likeness) -> str:
    """Whether partners are near and alike, in a few words."""
    if likeness.why:
        return f"{NOT_COMPARED}, because {likeness.why}."
    near = likeness.read("distance_km").ratio_high < 1
    alike = likeness.read("same_type").ratio_low > 1
    if near and alike:
        return "Yes: partners are nearer and more alike than chance would make them."
    if near:
        return "They share with councils near them; that they are alike cannot be told from chance."
    if alike:
        return "They share with councils like them; that they are near cannot be told from chance."
    return "Partners are no nearer and no more alike than chance could make them."


def find_distance(likeness: Likeness) -> str:
    """How far apart partners are, beside pairs by lot; "" where nothing is compared."""
    if likeness.why:
        return ""
    row = likeness.read("distance_km")
    return (
        f"Councils that share are typically {row.observed:.0f} km apart, from centre to centre. "
        f"If the same councils had been put together by lot, it would be {row.expected:.0f} km."
    )


def find_types(likeness: Likeness) -> str:
    """How often partners are of one type, beside pairs by lot; "" where nothing is compared."""
    if likeness.why:
        return ""
    row, nearby = likeness.read("same_type"), likeness.read("same_type", "region")
    return (
        f"Of the pairs, {say_percent(row.observed)} are of one type, such as two districts; by lot "
        f"it would be {say_percent(row.expected)}, and by lot among councils of one region "
        f"{say_percent(nearby.expected)}."
    )


def find_sizes(likeness: Likeness) -> str:
    """How alike partners are in population; "" where nothing is compared."""
    if likeness.why:
        return ""
    row, within = likeness.read("size_ratio"), likeness.read("size_ratio", "type")
    told = (
        f"The larger of two partners typically has {row.observed:.1f} times as many people as the "
        f"smaller; by lot it would be {row.expected:.1f} times, and by lot among councils of one "
        f"type {within.expected:.1f} times."
    )
    if row.ratio_high < 1 <= within.ratio_high:
        return f"{told} So partners are alike in size, but hardly more than their types make them."
    return told


def find_chance(likeness: Likeness) -> str:
    """How surely chance alone is ruled out."""
    if likeness.why:
        return f"{NOT_COMPARED}, because {likeness.why}."
    near, alike = (likeness.read(name).p_value for name in ("distance_km", "same_type"))
    if max(near, alike) <= 2 / (DRAWS + 1) * (1 + 1e-9):
        told = f"None of {DRAWS:,} lots drawn gave pairs as near, and none gave pairs as alike"
    else:
        told = (
            f"Of {DRAWS:,} lots drawn, about {say_percent(near)} would differ as much from the "
            f"rest in nearness as the real pairs do, and {say_percent(alike)} in likeness of type"
        )
    return (
        f"{told}. The ranges in brackets show how far chance alone moves a number. They do not say "
        "what other councils would choose."
    )


def judge_variants(likeness: Likeness) -> str:
    """Whether other choices would have led to the same answer; "" where nothing is compared."""
    variants = likeness.variants.groupby("variant", sort=False)
    told = {name: part.set_index("statistic") for name, part in variants}
    if not told:
        return ""
    near = [part.ratio_high["distance_km"] < 1 for part in told.values()]
    alike = [part.ratio_low["same_type"] > 1 for part in told.values()]
    here = (
        likeness.read("distance_km").ratio_high < 1,
        likeness.read("same_type").ratio_low > 1,
    )
    same = sum(pair == here for pair in zip(near, alike, strict=True))
    if same == len(told):
        return "Each of the other choices in the table leads to the same answer."
    return (
        f"{say_count(len(told), 'other choice').capitalize()} were tried; for {same} of them the "
        "answer is the same."
    )


def find_county(likeness: Likeness) -> str:
    """How many pairs are a county with one of its own districts; "" where nothing is compared."""
    if likeness.why:
        return ""
    own = likeness.read(OWN)
    return (
        f"A county with one of its own districts makes up {say_percent(own.observed)} of the "
        "pairs. Such pairs are near by nature and never of one type; the table under ‘How sure we "
        "are’ leaves them out in its last row."
    )


def count_compared(likeness: Likeness) -> str:
    """What was compared."""
    told = (
        f"This edition holds {say_count(likeness.partnerships, 'partnership')} of "
        f"{say_count(likeness.councils, 'council')} with a known place"
    )
    if not likeness.unplaced:
        return f"{told}."
    are = "is" if likeness.unplaced == 1 else "are"
    return (
        f"{told}; {say_count(likeness.unplaced, 'arrangement')} {are} left out, because fewer than "
        "two of the councils named have one."
    )


def find_unplaced(councils: pd.DataFrame) -> str:
    """How many councils have no known place.

    Parameters
    ----------
    councils
        `sharing.places.list_councils`.
    """
    unplaced = councils[councils.latitude.isna()]
    if unplaced.empty:
        return "Every council has a known place."
    ceased = int(np.isfinite(unplaced["last"]).sum())
    abolished = "all" if ceased == len(unplaced) else f"{ceased}" if ceased else "none"
    return (
        "The source gives no place for some English councils "
        f"({len(unplaced)}, {abolished} of them abolished since). They are left out."
    )


def title_distances(likeness: Likeness) -> str:
    """The headline of the distances."""
    if likeness.why:
        return "Too few partnerships to compare"
    row = likeness.read("within_50_km")
    return (
        f"{say_percent(row.observed)} of pairs that share lie within {NEAR_KM} km; by lot it would "
        f"be {say_percent(row.expected)}"
    )


def title_likeness(likeness: Likeness) -> str:
    """The headline of the likeness."""
    if likeness.why:
        return "Too few partnerships to compare"
    row = likeness.read("same_region_and_type")
    return (
        f"{say_percent(row.observed)} of pairs that share are of one region and one type; by lot "
        f"it would be {say_percent(row.expected)}"
    )


def find_regions(across: Interval, alike: Interval) -> str:
    """How many arrangements reach across regions, and how many are of one type.

    Parameters
    ----------
    across, alike
        `sharing.participation.share_across_regions` and `share_of_one_type`.
    """
    if not across.n or not alike.n:
        return "No arrangement names two English councils."
    return (
        f"Counted by arrangement, {say_percent(across.estimate)} reach across regions "
        f"({say_range(across, 'share')}), and in {say_percent(alike.estimate)} all councils named "
        f"are of one type ({say_range(alike, 'share')})."
    )
