"""How sure the planner is: what its forecasts did where the savings were known."""

import math

import pandas as pd

from sharing.models import NotEstimated
from sharing.planner import Planner
from sharing.prediction_check import (
    BASIC,
    NOTHING,
    RANGES,
    WITH_POPULATION,
    WITH_STATUS,
    LeftOut,
)
from sharing.prediction_trials import CORRECTED, PLAIN, UNCORRECTED
from sharing.prose import say_count, say_list, say_percent

TITLES = {
    NOTHING: "Nothing",
    BASIC: "Service and number of councils",
    WITH_STATUS: "These and whether expected or achieved",
    WITH_POPULATION: "These and the people served",
}
TARGETS = {
    PLAIN: "Publicised savings, by the plain ranges",
    UNCORRECTED: "All savings, by the plain ranges",
    CORRECTED: "All savings, by the corrected ranges",
}
PROMISED = (0.5, 0.9)
CLEAR = 2.0
LEAST_TOLD, LEAST_GROUPS = 5, 2


def judge_coverage(left_out: LeftOut | NotEstimated) -> str:
    """How often the ranges held savings of groups that were left out."""
    if isinstance(left_out, NotEstimated):
        return f"Nothing can be checked: {left_out.why}."
    half, ninety = (left_out.measure_coverage(BASIC, name) for name in RANGES)
    return (
        f"We left out each partner group in turn, {_count_groups(left_out)} in all, and forecast "
        "its savings from the others. The range for half of the savings held "
        f"{_say_share(half)} of them, and that for nine in ten held {_say_share(ninety)}. Each "
        "group counts once."
    )


def judge_gain(left_out: LeftOut | NotEstimated) -> str:
    """Whether knowing the service and the number of councils narrows anything."""
    if isinstance(left_out, NotEstimated):
        return ""
    gain, error = left_out.compare(BASIC, NOTHING)
    if gain > CLEAR * error:
        told = "Knowing the service and the number of councils helps, but not much. It lowers"
    else:
        told = (
            "It is not clear that knowing the service and the number of councils helps at all. "
            "It changes"
        )
    size = say_percent(abs(gain)) if gain > 0 else f"−{say_percent(abs(gain))}"
    half, before = (left_out.measure_width(way, "half") for way in (BASIC, NOTHING))
    wide, wide_before = (left_out.measure_width(way, "ninety") for way in (BASIC, NOTHING))
    return (
        f"{told} the error of a forecast by {size} (give or take {say_percent(CLEAR * error)}). "
        f"In the forecasts for groups left out, the top of the middle half was {half:.1f} times "
        f"its bottom, against {before:.1f} times when nothing is known. For nine in ten it was "
        f"{wide:.0f} times, against {wide_before:.0f}."
    )


def judge_extras(left_out: LeftOut | NotEstimated) -> str:
    """Why status and population are not asked for."""
    if isinstance(left_out, NotEstimated):
        return ""
    clear, unclear = [], []
    for way, asked in (
        (WITH_STATUS, "whether the figure is expected or achieved"),
        (WITH_POPULATION, "how many people the partners serve"),
    ):
        gain, error = left_out.compare(way, BASIC)
        (clear if gain > CLEAR * error else unclear).append(asked)
    if not clear:
        return f"Asking also {' or '.join(unclear)} does not clearly help, so the planner does not."
    return (
        f"Asking also {say_list(clear)} would help in this edition. The planner asks the same in "
        "every edition, and so leaves it out."
    )


def judge_families(left_out: LeftOut | NotEstimated) -> str:
    """The service for which the nine-in-ten range did worst, where that is far from nine."""
    if isinstance(left_out, NotEstimated):
        return ""
    counted = left_out.count_by_family("ninety")
    told = counted[(counted.n >= LEAST_TOLD) & (counted.groups >= LEAST_GROUPS)]
    if told.empty:
        return ""
    worst = told.assign(share=told.held / told.n).sort_values("share").iloc[0]
    if worst.share >= PROMISED[1] - 0.1:
        return ""
    return (
        f"It does worst for {worst.name}: there the range for nine in ten held "
        f"{int(worst.held)} of {say_count(int(worst.n), 'saving')}, from "
        f"{say_count(int(worst.groups), 'partner group')}."
    )


def warn_of_correction(planner: Planner | NotEstimated, trials: pd.DataFrame) -> str:
    """How the corrected half is to be read; "" where no answer is corrected."""
    if isinstance(planner, NotEstimated) or not planner.can_correct:
        return ""
    held = trials[trials["of"] == CORRECTED].half
    return (
        "Read both ends of the corrected half as too high. In made-up registers, where everything "
        f"is known, it held {say_percent(held.min())} to {say_percent(held.max())} of all savings, "
        "and most that it missed lay lower."
    )


def judge_trials(trials: pd.DataFrame, strengths: list[float]) -> str:
    """What the correction does where everything is known.

    Parameters
    ----------
    trials
        `sharing.prediction_trials.try_planner`.
    strengths
        How strongly publicity grows with the saving, as the edition's facts suggest; may be empty.
    """
    rows = trials.set_index(["strength", "of"])
    weak, strong = min(trials.strength), max(trials.strength)
    told = (
        "The correction cannot be checked on the register, since what was not publicised is not on "
        f"it. In {int(trials.replications.iloc[0])} made-up registers, where everything is known, "
        f"the plain range for half held {say_percent(rows.loc[(weak, UNCORRECTED), 'half'])} of "
        f"all savings, and the corrected one {say_percent(rows.loc[(weak, CORRECTED), 'half'])}. "
        "Where publicity grows faster with the saving, they held "
        f"{say_percent(rows.loc[(strong, UNCORRECTED), 'half'])} and "
        f"{say_percent(rows.loc[(strong, CORRECTED), 'half'])}. So the correction helps but falls "
        "short: most savings that it misses lie lower still."
    )
    if not strengths:
        return told
    nearest = min((weak, strong), key=lambda strength: abs(strength - strengths[0]))
    return (
        f"{told} The facts about the map make this register look more like the "
        f"{'second' if nearest == strong else 'first'} kind."
    )


def count_support(planner: Planner | NotEstimated) -> str:
    """What all forecasts rest on, and what becomes of savings that are none."""
    if isinstance(planner, NotEstimated):
        return ""
    told = (
        f"The forecasts rest on {say_count(planner.arrangements, 'saving')} from "
        f"{say_count(planner.groups, 'independent partner group')}."
    )
    if planner.none_gained:
        verb = "is" if planner.none_gained == 1 else "are"
        told += (
            f" {say_count(planner.none_gained, 'saving').capitalize()} of nothing or less {verb} "
            "kept as a possible outcome of every choice."
        )
    else:
        told += " None of them is nothing or a loss, so no forecast holds one."
    if planner.left_out:
        told += (
            f" {say_count(planner.left_out, 'saving').capitalize()} of an unknown number of "
            f"councils {'is' if planner.left_out == 1 else 'are'} left out."
        )
    if planner.can_correct:
        told += (
            " The corrected ones rest on as much as "
            f"{planner.corrected:.0f} equal groups would tell, since the few small savings count "
            "many times."
        )
    return told


def tabulate_checks(left_out: LeftOut | NotEstimated) -> pd.DataFrame:
    """What each way of asking does on groups left out; empty where none could be."""
    columns = ["What is asked", "Half held", "Nine in ten held", "Half: top over bottom", "Error"]
    if isinstance(left_out, NotEstimated):
        return pd.DataFrame(columns=columns)
    rows = []
    for way, title in TITLES.items():
        held = [left_out.measure_coverage(way, name) for name in RANGES]
        gain, error = left_out.compare(way, NOTHING)
        spread = f" (± {say_percent(CLEAR * error)})" if way != NOTHING else ""
        rows.append(
            (
                title,
                *(_say_share(one) for one in held),
                f"{left_out.measure_width(way, 'half'):.1f} times",
                f"{100 * (1 - gain):.0f}{spread}",
            )
        )
    return pd.DataFrame(rows, columns=columns)


def tabulate_trials(trials: pd.DataFrame) -> pd.DataFrame:
    """The shares held in made-up registers, with twice their standard errors."""
    return pd.DataFrame(
        {
            "Publicity grows": [
                f"with the saving to the power {strength:g}" for strength in trials.strength
            ],
            "Of which savings": trials["of"].map(TARGETS),
            "Half held": _pair(trials.half, trials.half_error),
            "Nine in ten held": _pair(trials.ninety, trials.ninety_error),
        }
    )


def _count_groups(left_out: LeftOut) -> str:
    return str(left_out.scores.cluster.nunique())


def _say_share(share: tuple[float, float, float]) -> str:
    middle, low, high = share
    if math.isnan(low):
        return say_percent(middle)
    return f"{say_percent(middle)} ({say_percent(low)} to {say_percent(high)})"


def _pair(shares: pd.Series, errors: pd.Series) -> list[str]:
    return [
        f"{say_percent(share)} (± {say_percent(CLEAR * error)})"
        for share, error in zip(shares, errors, strict=True)
    ]
