"""Statistics of one named arrangement, each one small function for all claims.

A claim about a case is compared with what other pages reported of it. A report from the page that
makes the claim, or from one that reprints it, is no test of it and is left out. Reports that differ
span an interval; each is taken as far as its printed digits and qualifier allow.
"""

import re
from typing import Literal

import numpy as np
import pandas as pd

from sharing.claim_facts import ArrangementId, Known, Pattern, select
from sharing.printed import say_total
from sharing.prose import say_count, say_list
from sharing.verdicts import Measured, Unknown, widen

WORDS = {"n_councils": "number of councils", "start_year": "year of start"}


def amount_reported(
    known: Known,
    *,
    arrangement: ArrangementId,
    basis: Literal["annual", "cumulative"],
    status: Literal["achieved", "expected"],
    years: int | None = None,
    until: int | None = None,
) -> Measured | Unknown:
    """What was reported of an arrangement as a whole, in cash.

    Parameters
    ----------
    years
        Over how many years, where the claim says.
    until
        The last year of the savings that the claim adds up. What was achieved by an earlier year is
        the least that was achieved by then.
    """
    name = _name(known, arrangement)
    if name is None:
        return _say_absent(arrangement)
    rows = known.trail[known.trail.arrangement_id == arrangement]
    wanted = {"basis": basis, "status": status, "scope": "whole", "attribution": "sharing"}
    rows = select(rows, wanted | ({"years_covered": years} if years else {}))
    kind = f"{'yearly saving' if basis == 'annual' else 'total'} {status}"
    over = f" over {say_count(years, 'year')}" if years else ""
    if rows.empty:
        return Unknown(f"the register holds no {kind}{over} by all of {name}")
    others = rows[~rows.source_id.map(_find_pages(known)).isin(known.own_pages)]
    if others.empty:
        return Unknown(
            f"the only {kind} of {name} in the register comes from a page that carries this claim"
        )
    ends = [_bound(row, until) for _, row in others.iterrows()]
    lows, highs = np.array(ends).T
    told = say_list([_say_report(row) for _, row in others.iterrows()])
    before = "; what came later is not reported" if until and np.isinf(highs).any() else ""
    newest = others.sort_values(["reported_on", "report_id"]).iloc[-1]
    return Measured(
        float(newest.amount_gbp),
        float(lows.max() if np.isinf(highs).all() else lows.min()),
        float(highs.max()),
        len(others),
        "pounds",
        f"for {name}, other pages give a {kind}{over} of {told}{before}",
    )


def fact_recorded(
    known: Known, *, arrangement: ArrangementId, fact: Literal["n_councils", "start_year"]
) -> Measured | Unknown:
    """The number of councils or the year of start of an arrangement."""
    name = _name(known, arrangement)
    if name is None:
        return _say_absent(arrangement)
    value = known.arrangements[fact].get(arrangement, np.nan)
    if np.isnan(value):
        return Unknown(f"the register does not hold the {WORDS[fact]} of {name}")
    held = say_count(int(value), "council") if fact == "n_councils" else f"a start in {value:.0f}"
    unit = "count" if fact == "n_councils" else "years"
    return Measured(value, value, value, 1, unit, f"the register gives {name} {held}")


def years_before(
    known: Known, *, first: ArrangementId, others: list[ArrangementId]
) -> Measured | Unknown:
    """By how many years an arrangement started before the earliest of others."""
    names = {arrangement: _name(known, arrangement) for arrangement in (first, *others)}
    absent = next((given for given, name in names.items() if name is None), None)
    if absent:
        return _say_absent(absent)
    starts = known.arrangements.start_year.reindex([first, *others])
    unknown = [str(names[given]) for given in starts.index[starts.isna()]]
    if unknown:
        return Unknown(f"the register does not hold the year in which {say_list(unknown)} started")
    lead = float(starts[others].min() - starts[first])
    told = (
        f"{names[first]} started in {starts[first]:.0f}, the earliest of "
        f"{say_list([str(names[other]) for other in others])} in {starts[others].min():.0f}"
    )
    return Measured(lead, lead, lead, len(starts), "years", told)


def words_recorded(
    known: Known, *, arrangement: ArrangementId, words: list[Pattern]
) -> Measured | Unknown:
    """How many of several services an arrangement is recorded to share; the record may be short.

    Parameters
    ----------
    words
        A regular expression for each service.
    """
    name = _name(known, arrangement)
    if name is None:
        return _say_absent(arrangement)
    if arrangement not in known.arrangements.index:
        return Unknown(f"{name} is not on record yet")
    service = known.arrangements.service[arrangement]
    named = sum(re.search(word, service, re.IGNORECASE) is not None for word in words)
    told = (
        f"the register describes {name} as “{service}”, which names {named} of {len(words)} "
        "services"
    )
    return Measured(named, named, len(words), len(words), "count", told)


def _name(known: Known, arrangement: str) -> str | None:
    names = known.register.arrangements.set_index("arrangement_id").name
    return str(names[arrangement]) if arrangement in names.index else None


def _say_absent(arrangement: str) -> Unknown:
    return Unknown(f"the register holds no arrangement {arrangement}")


def _find_pages(known: Known) -> pd.Series:
    return known.register.sources.set_index("source_id").url


def _bound(report: pd.Series, until: int | None) -> tuple[float, float]:
    """What a report allows the claimed figure to be."""
    low, high = widen(float(report.amount_gbp), report.qualifier)
    if not pd.isna(report.amount_low):
        low, high = float(report.amount_low), float(report.amount_high)
    end = report.report_year if pd.isna(report.period_end) else report.period_end
    return (low, np.inf) if until and end < until else (low, high)


def _say_report(report: pd.Series) -> str:
    printed = {"value": report.amount_gbp, "unit": "gbp", "qualifier": report.qualifier}
    amount = say_total(pd.Series(printed))
    if pd.isna(report.period_start) or pd.isna(report.period_end):
        when = f" ({report.reported_on[:4]})" if report.reported_on else ""
        return amount + when
    return f"{amount} ({report.period_start} to {report.period_end})"
