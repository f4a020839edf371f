"""The chapter on the wider public sector: how often councils share with others, and what."""

import numpy as np
import pandas as pd

from sharing.chapters.wider_public_savings import say_number
from sharing.intervals import Interval
from sharing.prose import say_between, say_count, say_list, say_percent, say_range
from sharing.public_bodies import (
    BLUE_LIGHT_AND_HEALTH,
    EMERGENCY,
    count_bodies,
    count_families,
    list_blue_light,
    name_settings,
    share_with_other_bodies,
)
from sharing.results import Findings

TURN = 2017
FIRST_SHOWN = 2000


def find_share(found: Findings) -> str:
    """How many of the arrangements in which councils take part have another public body in them."""
    share = share_with_other_bodies(found)
    if not share.n:
        return "No arrangement in which councils take part is on record."
    count = round(share.estimate * share.n)
    of_all = f"Of the {say_count(share.n, 'arrangement')} on record in which councils take part"
    if not count:
        return f"{of_all}, none has another public body among the partners."
    has = "has" if count == 1 else "have"
    return (
        f"{of_all}, {say_number(count)} ({say_percent(share.estimate)}) {has} another public body "
        "among the partners."
    )


def name_kinds(found: Findings) -> str:
    """The kinds of bodies that councils share with most often."""
    bodies = count_bodies(found)
    if bodies.empty:
        return "No other public body is named as a partner of a council."
    kinds = bodies[["body", "count"]].head(3).to_numpy().tolist()
    told = [f"{body.lower()} ({count})" for body, count in kinds]
    return f"Named most often, by kind: {say_list(told)}."


def find_turn(found: Findings) -> str:
    """Whether fire, police and health took part more often from 2017 on than before."""
    before = share_with_other_bodies(found, BLUE_LIGHT_AND_HEALTH, last_year=TURN - 1)
    after = share_with_other_bodies(found, BLUE_LIGHT_AND_HEALTH, first_year=TURN)
    if not before.n:
        return "No arrangement of councils is known to have started in a known year."
    when = f" before {TURN}" if found.edition.year >= TURN else ""
    told = (
        f"Of the {say_count(before.n, 'arrangement')} of councils known to have started{when}, "
        f"{_say_part(before)} named a fire service, a police force or a health body "
        f"({say_range(before, 'share')})"
    )
    if not after.n:
        return f"{told}."
    return (
        f"{told}; of the {say_number(after.n)} known to have started later, {_say_part(after)} "
        f"({say_range(after, 'share')}). {judge_turn(before, after)}"
    )


def judge_turn(before: Interval, after: Interval) -> str:
    """What two shares, earlier and later, say of a rise."""
    if before.high < after.low:
        return "They took part more often later."
    if after.high < before.low:
        return "They took part more often before."
    if before.estimate >= after.estimate:
        return "So the register shows no rise."
    return "The rise may be chance."


def find_unknown_starts(found: Findings, periods: pd.DataFrame) -> str:
    """How many arrangements the comparison over time must leave out."""
    settings = name_settings(found.analysis.on_record, found.register.members)
    of_councils, placed = int((settings != EMERGENCY).sum()), int(periods.n.sum())
    if placed == of_councils:
        return "Every arrangement with councils can be placed in a period."
    are = "is" if placed == 1 else "are"
    return (
        f"Of the {say_count(of_councils, 'arrangement')} with councils, {say_number(placed)} {are} "
        "known to have started in a known year; the others cannot be placed in a period."
    )


def title_periods(periods: pd.DataFrame) -> str:
    """The headline of the shares by period of the start."""
    if periods.empty:
        return "No start of an arrangement is known"
    if len(periods) == 1:
        return f"Other public bodies took part in {say_percent(periods.share[0])} of arrangements"
    # One share lies inside the ranges of all periods.
    if periods.low.max() <= periods.high.min():
        low, high = say_percent(periods.share.min()), say_percent(periods.share.max())
        span = low if low == high else f"{low} to {high}"
        return (
            f"Other public bodies took part in {span} of arrangements, with no clear change over "
            "time"
        )
    most = periods.period[periods.share.idxmax()]
    when = f"from {most}" if most[0].isdigit() else most[0].lower() + most[1:]
    return f"Other public bodies took part most often in arrangements that started {when}"


def label_periods(periods: pd.DataFrame) -> pd.DataFrame:
    """The shares by period with a ``label`` for the chart."""
    labels = [
        f"{count} of {n}, {say_percent(share)}"
        for count, n, share in zip(periods["count"], periods.n, periods.share, strict=True)
    ]
    return periods.assign(label=np.array(labels, dtype=object))


def describe_periods(periods: pd.DataFrame) -> str:
    """The alternative text of the shares by period, as `label_periods` gives them."""
    told = [
        f"{row.period}: {row.label} ({say_between(row.low, row.high, 'share')})"
        for row in periods.itertuples()
    ]
    return "; ".join(told) + "." if told else "No arrangements."


def title_starts(starts: pd.DataFrame) -> str:
    """The headline of the arrangements with other bodies by year of their start."""
    if starts.empty:
        return "No start of an arrangement with another public body is known"
    years = starts.groupby("year")["count"].sum()
    most = years[years == years.max()]
    when = say_list([str(year) for year in most.index])
    each = " each" if len(most) > 1 else ""
    return (
        f"More arrangements with other public bodies started in {when} than in any other year: "
        f"{most.iloc[0]}{each}"
    )


def plot_starts(starts: pd.DataFrame) -> pd.DataFrame:
    """The arrangements with other bodies by year of their start, from `FIRST_SHOWN` on."""
    return starts[starts.year >= FIRST_SHOWN].reset_index(drop=True)


def describe_starts(starts: pd.DataFrame) -> str:
    """The alternative text of the arrangements with other bodies by year of their start."""
    totals = starts.groupby("setting", sort=False)["count"].sum()
    told = [f"{setting}: {count}" for setting, count in totals.items()]
    return f"Starts known: {'; '.join(told)}." if told else "No starts known."


def note_starts(starts: pd.DataFrame) -> str:
    """What the figure of the starts leaves out."""
    earlier = int(starts["count"][starts.year < FIRST_SHOWN].sum())
    left_out = f"; {say_number(earlier)} earlier than {FIRST_SHOWN}" if earlier else ""
    return f"Only arrangements known to have started, in a known year{left_out}."


def tabulate_bodies(found: Findings) -> pd.DataFrame:
    """Who councils share with, as a table to read."""
    return count_bodies(found).set_axis(["Kind of body", "Arrangements"], axis=1)


def tabulate_services(found: Findings) -> pd.DataFrame:
    """What councils share with others, beside what they share among themselves."""
    families = count_families(found)
    return pd.DataFrame(
        {
            "Service family": families.family,
            "With other bodies": families["count"],
            "Share of those": families.share.map(say_percent),
            "Share among councils alone": families.alone.map(say_percent),
        }
    )


def tabulate_blue_light(found: Findings) -> pd.DataFrame:
    """Every arrangement of councils with fire or police, by name, as a table to read."""
    listed = list_blue_light(found)
    since = ["not known" if pd.isna(year) else str(year) for year in listed.start_year]
    return pd.DataFrame(
        {
            "Arrangement": listed["name"],
            "With": listed.bodies,
            "Service": listed.family,
            "Since": np.array(since, dtype=object),
            "Stage": listed.stage,
        }
    ).reset_index(drop=True)


def _say_part(share: Interval) -> str:
    return say_percent(share.estimate) if share.estimate else "none"
