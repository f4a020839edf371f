"""The chapter on publicity: what becomes of the findings when savings are reweighted to the map."""

import pandas as pd

from sharing.chapters.publicity_tables import Measured, choose_ways, find_side, list_survivors
from sharing.headlines import HEADLINES
from sharing.map_facts import MAP_THRESHOLD_GBP
from sharing.model_statements import find_together
from sharing.models import NotEstimated
from sharing.prose import begin, say_count, say_given, say_list, say_percent, say_pounds
from sharing.results import Findings
from sharing.reweighting import AS_IT_STANDS, EVERYWHERE

CHECKS = "both in England alone and in every reweighting"
LARGER = "five_or_more_against_two"


def explain_absence(measured: NotEstimated) -> str:
    """Why there is no comparison with the map."""
    return f"The news cannot be compared with the 2015 national map here: {measured.why}."


def find_weights(measured: Measured) -> str:
    """How far the reweighting rests on a few small savings."""
    if isinstance(measured, NotEstimated):
        return ""
    first, others = measured.weights.iloc[0], measured.weights.iloc[1:]
    told = (
        f"Reweighted, the {measured.english} arrangements tell as much as {first.effective:.0f} "
        f"that weigh the same would, in {first.groups:.0f} equal partner groups. The "
        f"{first.smallest} that saved under {say_pounds(first.smallest_under)} carry "
        f"{say_percent(first.smallest_share)} of the weight."
    )
    if first.smallest_under > MAP_THRESHOLD_GBP:
        told += (
            f" Too few that saved under {say_pounds(MAP_THRESHOLD_GBP)} are known to weigh on "
            "their own, so that the reweighted register is still short of them."
        )
    if len(others):
        told += (
            f" In the other reweightings the register tells as much as {others.effective.min():.0f}"
            f" to {others.effective.max():.0f}."
        )
    return told


def title_findings(measured: Measured) -> str:
    """The headline of the findings reweighted."""
    if isinstance(measured, NotEstimated):
        return "No finding can be reweighted in this edition"
    clear, kept = list_survivors(measured)
    if not clear:
        return "No comparison is clear as the register stands"
    if len(clear) == 1:
        stays = "stays" if kept else "does not stay"
        return f"The one clear comparison {stays} clear {CHECKS}"
    given = say_given(len(kept), len(clear), "clear comparison")
    stay = "stays" if len(kept) < 2 else "stay"
    return f"{begin(given)} {stay} clear {CHECKS}"


def describe_findings(compared: pd.DataFrame) -> str:
    """The alternative text of the findings reweighted."""
    told = [f"{row.label}, {row.way}: {row.words}" for row in compared.itertuples()]
    return "; ".join(told) + "." if told else "No comparisons to show."


def find_survivors(measured: Measured) -> str:
    """Which comparisons stay clear in England alone and in every reweighting."""
    if isinstance(measured, NotEstimated):
        return explain_absence(measured)
    clear, kept = list_survivors(measured)
    if not clear:
        return (
            "None of the book's comparisons is clear as the register stands, so none can be lost."
        )
    titles = [f"“{HEADLINES[name].title}”" for name in clear]
    told = f"As the register stands, {say_count(len(clear), 'comparison')} "
    told += f"{'is' if len(clear) == 1 else 'are'} clear: {say_list(titles)}. "
    if len(kept) == len(clear):
        told += "It stays" if len(clear) == 1 else "They stay"
    elif kept:
        told += f"Only {say_list([f'“{HEADLINES[name].title}”' for name in kept])} "
        told += "stays" if len(kept) == 1 else "stay"
    else:
        none = "Neither" if len(clear) == 2 else "None"
        told += "It does not stay" if len(clear) == 1 else f"{none} of them stays"
    told += f" clear {CHECKS}."
    if all(_points_one_way(choose_ways(measured, name)) for name in clear):
        told += " The direction is the same in all of them."
    return told


def find_fate(measured: Measured, name: str) -> str:
    """Where a comparison that is clear in the whole register stays clear.

    "" where it is not clear there, or where nothing can be reweighted.
    """
    if isinstance(measured, NotEstimated):
        return ""
    sides = choose_ways(measured, name).apply(find_side, axis=1)
    same = sides == sides[EVERYWHERE]
    reweighted = same.drop([EVERYWHERE, AS_IT_STANDS])
    if not sides[EVERYWHERE]:
        return ""
    if same.all():
        return (
            "The difference stays clear in England alone and in every reweighting to the national "
            "map."
        )
    given = say_given(int(reweighted.sum()), len(reweighted), "reweighting")
    england = "clear" if same[AS_IT_STANDS] else "not clear"
    return (
        f"The difference is {england} in England alone, and clear in {given} to the national map."
    )


def find_larger(found: Findings, measured: Measured) -> str:
    """Where "five councils or more against two" stays clear, if it is clear in the register."""
    fate = find_fate(measured, LARGER)
    return f"{fate} {find_together(found.log_ols, '5+')}".strip() if fate else ""


def find_families(families: pd.DataFrame) -> str:
    """Whether reweighting brings the register's mix of services closer to the map's."""
    if families.empty:
        return ""
    closer = sum(
        abs(row.reweighted.estimate - row.published) < abs(row.plain.estimate - row.published)
        for row in families.itertuples()
    )
    return (
        f"A check with totals that were not used: reweighting brings {closer or 'none'} of "
        f"{len(families)} kinds of services closer to their part of the map's savings."
    )


def _points_one_way(ways: pd.DataFrame) -> bool:
    return bool((ways.estimate > 1).all() or (ways.estimate < 1).all())
