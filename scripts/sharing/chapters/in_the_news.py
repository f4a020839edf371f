"""The chapter on the partnerships that the news named: what became of each."""

from html import escape

import numpy as np
import pandas as pd

from sharing.chapters.quotes import quote_claim
from sharing.profiles import Profile
from sharing.prose import (
    SMALL,
    begin,
    say_count,
    say_given,
    say_list,
    say_name,
    say_percent,
    say_pounds,
)
from sharing.record_words import explain_choice, say_life, say_partner
from sharing.records import Record
from sharing.results import Findings

ADDRESS = "../reference/register.html#"
Records = dict[str, Record]


def find_answer(profiles: list[Profile], pairs: pd.DataFrame, year: int) -> str:
    """How many of the named partnerships can be held against their forecast, and with what end."""
    if not profiles:
        return f"None of the news pages behind this book had appeared by the end of {year}."
    named = say_count(len(profiles), "partnership")
    count = pairs.profile.nunique()
    if not count:
        return (
            f"The news named {named} by the end of {year}. None has published both a forecast and "
            "a result that can be compared."
        )
    some = SMALL[count] if count < len(SMALL) else f"{count:,}"
    have = "has" if count == 1 else "have"
    every = f", which makes {say_count(len(pairs), 'pair')}" if len(pairs) > count else ""
    return (
        f"Of {named} that the news named by the end of {year}, {some} {have} published both a "
        f"forecast and a result{every}. {title_promises(pairs)}."
    )


def title_promises(pairs: pd.DataFrame) -> str:
    """The finding: how many results lie below their forecast."""
    if pairs.empty:
        return "No partnership in the news has both a forecast and a result to compare"
    below = int((pairs.ratio < 1).sum())
    if len(pairs) == 1:
        ending = "is below its forecast" if below else "reaches its forecast"
        return f"The one result of a partnership in the news {ending}"
    given = say_given(below, len(pairs), "result")
    return f"{begin(given)} {'is' if below < 2 else 'are'} below the forecast"


def describe_promises(points: pd.DataFrame, pairs: pd.DataFrame) -> str:
    """The figure in words."""
    if points.empty:
        return "No named partnership has a saving that can be compared."
    told = [
        f"{row.profile}: expected {say_pounds(row.expected_annual_saving_gbp)}, achieved "
        f"{say_pounds(row.achieved_annual_saving_gbp)} a year"
        for row in pairs.itertuples()
    ]
    reports = say_count(len(points), "report")
    return f"{begin(reports)} by year and amount. {'; '.join(told)}."


def place_points(points: pd.DataFrame, records: Records) -> pd.DataFrame:
    """The dated reports as `sharing.charts.profiles.show_promises_over_time` draws them."""
    names = points.arrangement_id.map({key: record.name for key, record in records.items()})
    dated = points.assign(name=names, order=range(len(points)))[points.year.notna()]
    return dated[["profile", "name", "year", "status", "saving", "order"]].reset_index(drop=True)


def tabulate_points(points: pd.DataFrame, records: Records) -> pd.DataFrame:
    """Every report of the figure, and the undated ones that it cannot place."""
    names = {key: record.name for key, record in records.items()}
    return pd.DataFrame(
        {
            "Partnership": points.profile,
            "Arrangement": points.arrangement_id.map(names),
            "Reported": [f"{year:.0f}" if pd.notna(year) else "no date" for year in points.year],
            "Status": points.status,
            "Saving a year": points.saving.map(say_pounds),
        }
    )


def note_undated(points: pd.DataFrame) -> str:
    """How many reports have no date and are in the table alone; "" where every one has."""
    undated = int(points.year.isna().sum())
    if not undated:
        return ""
    verb = "has no date and stands" if undated == 1 else "have no date and stand"
    return f"{begin(say_count(undated, 'report'))} {verb} only in the table."


def tell_profiles(
    found: Findings, profiles: list[Profile], records: Records, pairs: pd.DataFrame
) -> str:
    """Every profile under its name, in Markdown."""
    return "\n\n".join(_tell_profile(found, profile, records, pairs) for profile in profiles)


def _tell_profile(found: Findings, profile: Profile, records: Records, pairs: pd.DataFrame) -> str:
    said = "\n".join(f"- {_quote(found, claim)}" for claim in profile.claims)
    known = [records[key] for key in profile.arrangements if key in records]
    if known:
        told = "\n".join(f"- {_tell_record(found, record, pairs)}" for record in known)
    elif profile.arrangements:
        told = f"- It was not on record by the end of {found.edition.year}."
    else:
        told = "- It is not in the register."
    return (
        f"## {say_name(profile.name)}\n\n**What the news said.**\n\n{said}\n\n"
        f"**What the register knows.** {say_name(profile.why)}\n\n{told}"
    )


def _quote(found: Findings, claim: str) -> str:
    tested = f'<a href="../claims.html#claim-{escape(claim)}">How this claim was tested</a>'
    return f"{quote_claim(found, claim)} {tested}."


def _tell_record(found: Findings, record: Record, pairs: pd.DataFrame) -> str:
    link = f'<a href="{ADDRESS}{record.arrangement_id}">{escape(record.name)}</a>'
    partners = say_list([say_name(say_partner(partner)) for partner in record.partners])
    shared = f"{say_name(record.service)}; partners named: {partners or 'none'}"
    return f"{link}: {shared} ({say_life(record)}). {_tell_saving(found, record, pairs)}"


def _tell_saving(found: Findings, record: Record, pairs: pd.DataFrame) -> str:
    """The saving used, and the forecast beside the result; or why there is no saving."""
    if not record.reports:
        return "It has no saving: no report of one is on record."
    if record.reason:
        return f"It has no saving that can be compared. {explain_choice(record, found.choices)}"
    told = (
        f"The saving used is {say_pounds(record.saving)} a year, {record.status}, in pounds of "
        f"{found.edition.price_year}."
    )
    pair = pairs[pairs.arrangement_id == record.arrangement_id]
    if pair.empty:
        other = "forecast" if record.status == "achieved" else "result"
        return f"{told} There is no {other} to set beside it."
    row = pair.iloc[0]
    if not np.isclose(row.achieved_annual_saving_gbp, record.saving):
        told += (
            " Another of its results compares more fairly with the forecast, by dates and kind of "
            "figure."
        )
    return (
        f"{told} Expected was {say_pounds(row.expected_annual_saving_gbp)} a year, and "
        f"{say_pounds(row.achieved_annual_saving_gbp)} was achieved, {say_percent(row.ratio)} of "
        f"it ({row.comparable})."
    )
