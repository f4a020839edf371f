"""Statistics of published totals and awards: the published arithmetic itself, done again.

Nothing is sampled, so an interval only holds what rounding, a qualifier ("more than") or an award
that no page prints leave open. Two figures that agree show that they fit, not that they are right:
nearly all go back to the same map. Every function takes what is known and the parameters declared
for a claim.
"""

import re
from itertools import product

import numpy as np
import pandas as pd

from sharing.awards import choose_addable, ratio_expected_to_grant
from sharing.claim_facts import (
    AwardId,
    Formula,
    Known,
    MetricName,
    Pattern,
    RoundName,
    TotalId,
)
from sharing.crosschecks import UNLIKE_OTHERS, count_councils
from sharing.dates import say_month
from sharing.national import follow_metric
from sharing.printed import say_total
from sharing.prose import say_count, say_list
from sharing.verdicts import Measured, Unit, Unknown, widen

TOTAL_ID = re.compile(r"T\d{3}")
COUNCILS = "councils"


def compute_figure(
    known: Known, *, figures: list[Formula], unit: Unit, what: str
) -> Measured | Unknown:
    """A figure computed from published totals.

    Parameters
    ----------
    figures
        Formulas over identifiers of totals; several span an interval. ``councils`` stands for the
        number of English councils at the date of the formula's first total, with or without the
        City of London and the Isles of Scilly.
    what
        What the figure is, in words.
    """
    ids = list(dict.fromkeys(TOTAL_ID.findall(" ".join(figures))))
    missing = _find_missing(known, ids)
    if missing:
        return missing
    totals = known.totals.set_index("total_id")
    ends, points = [], []
    for figure in figures:
        open_ends, printed_ends = _evaluate(known, totals, figure)
        ends += open_ends
        points += printed_ends
    printed = say_list(
        [f"{say_total(totals.loc[one])} ({say_month(totals.as_of[one])})" for one in ids]
    )
    value = _say_ends(min(points), max(points), unit)
    told = f"{what} {value}" + (f", from {printed}" if len(ids) > 1 else "")
    return Measured(float(np.mean(points)), min(ends), max(ends), len(ids), unit, told)


def order_figures(known: Known, *, totals: list[TotalId], what: str) -> Measured | Unknown:
    """The smallest rise from each published total to the next in the order given.

    Totals that are not known yet are left out, as long as two are known.
    """
    rows = known.totals.set_index("total_id")
    kept = [one for one in totals if one in rows.index]
    if len(kept) < 2:
        return _find_missing(known, totals) or Unknown("fewer than two totals are declared")
    ends = [widen(rows.value[one], rows.qualifier[one], rows.unit[one] == "count") for one in kept]
    steps = list(zip(kept[:-1], kept[1:], ends[:-1], ends[1:], strict=True))
    rises = [float(rows.value[after] - rows.value[before]) for before, after, _, _ in steps]
    low = min(after[0] - before[1] for _, _, before, after in steps)
    high = min(after[1] - before[0] for _, _, before, after in steps)
    unit: Unit = "pounds" if rows.unit[kept[0]] == "gbp" else "count"
    told = f"{what} {say_list([say_total(rows.loc[one]) for one in kept])}"
    return Measured(min(rises), low, high, len(kept), unit, told)


def least_of_metric(
    known: Known, *, metric: MetricName, years: list[int], what: str
) -> Measured | Unknown:
    """The least of the published totals of a metric for England in some years.

    Doubtful ones are left out.
    """
    series = follow_metric(known.totals, metric)
    rows = series[~series.doubtful & series.as_of.str[:4].astype(int).isin(years)]
    if set(rows.as_of.str[:4].astype(int)) != set(years):
        return Unknown(f"no figure for {say_list([str(year) for year in years])} is published yet")
    ends = [widen(row.value, row.qualifier) for row in rows.itertuples()]
    told = f"{what} {say_list([say_total(row) for _, row in rows.iterrows()])}"
    low, high = min(end[0] for end in ends), min(end[1] for end in ends)
    return Measured(float(rows.value.min()), low, high, len(rows), "percent", told)


def first_year_of_metric(known: Known, *, metric: MetricName, what: str) -> Measured | Unknown:
    """The first year for which a metric was published, anywhere."""
    years = known.totals.as_of[(known.totals.metric == metric) & (known.totals.as_of != "")].str[:4]
    if years.empty:
        return Unknown("no such figure is published yet")
    first = float(years.astype(int).min())
    told = f"{what} {first:.0f}"
    return Measured(first, first, first, len(years), "years", told)


def grant_printed(known: Known, *, award: AwardId, purpose: Pattern) -> Measured | Unknown:
    """An award's grant, in cash, if its purpose matches the regular expression ``purpose``."""
    rows = choose_addable(known.awards)
    row = rows[(rows.award_id == award) & rows.purpose.str.contains(purpose, case=False)]
    if row.empty or row.grant_gbp.isna().all():
        every = known.register.awards
        leads = say_list(list(every.lead[every.award_id == award]))
        return Unknown(f"no grant for such a purpose led by {leads or award} is known yet")
    grant = float(row.grant_gbp.iloc[0])
    told = f"the grant led by {row.lead.iloc[0]} is {_say_pounds(grant)}, for {row.purpose.iloc[0]}"
    return Measured(grant, grant, grant, 1, "pounds", told)


def sum_grants(known: Known, *, of_round: RoundName) -> Measured | Unknown:
    """What the grants that pages print for a round add up to."""
    grants = _choose_grants(known, of_round)
    if grants.empty:
        return Unknown(f"no grant of {of_round} is known")
    total = float(grants.sum())
    told = f"the {len(grants)} grants of {of_round} that pages print add up to {_say_pounds(total)}"
    return Measured(total, total, total, len(grants), "pounds", told)


def largest_grant(known: Known, *, of_round: RoundName, total: TotalId) -> Measured | Unknown:
    """The largest grant of a round; one that no page prints may be as large as what is left.

    Parameters
    ----------
    total
        The identifier of the round's published sum.
    """
    grants, left = _choose_grants(known, of_round), _find_left(known, of_round, total)
    if grants.empty or isinstance(left, Unknown):
        return left if isinstance(left, Unknown) else Unknown(f"no grant of {of_round} is known")
    largest = float(grants.max())
    told = (
        f"the largest grant of {of_round} that a page prints is {_say_pounds(largest)}, but "
        f"{_say_pounds(left)} of the round went to winners whose grant is not printed"
    )
    return Measured(largest, largest, max(largest, left), len(grants), "pounds", told)


def count_grants(
    known: Known, *, of_round: RoundName, grant: int, total: TotalId
) -> Measured | Unknown:
    """How many awards of a round had a grant; those not printed may add what is left of its sum."""
    grants, left = _choose_grants(known, of_round), _find_left(known, of_round, total)
    if isinstance(left, Unknown):
        return left
    count = int((grants == grant).sum())
    told = f"{say_count(count, 'printed grant')} of {of_round} are {_say_pounds(grant)}"
    return Measured(count, count, count + left // grant, len(grants), "count", told)


def count_purposes(
    known: Known, *, of_round: RoundName, purpose: Pattern, kind: str, winners: TotalId
) -> Measured | Unknown:
    """How many awards of a round match the regular expression ``purpose``.

    Winners that the register does not name may be of the kind too.
    """
    missing = _find_missing(known, [winners])
    if missing:
        return missing
    awards = _choose_round(known, of_round)
    count = int(awards.purpose.str.contains(purpose, case=False).sum())
    all_winners = float(known.totals.set_index("total_id").value[winners])
    others = max(all_winners - len(awards), 0)
    told = (
        f"{say_count(count, 'award')} of the {len(awards)} known of {of_round} "
        f"{'is' if count == 1 else 'are'} for {kind}"
    )
    return Measured(count, count, count + others, len(awards), "count", told)


def savings_per_grant(known: Known, *, of_round: RoundName) -> Measured | Unknown:
    """Pounds of savings expected for each pound of grant, over awards that print both.

    A saving printed for one year alone is left out (`sharing.awards.ratio_expected_to_grant`).
    """
    ratio = ratio_expected_to_grant(known.awards, of_round)
    if not ratio.known:
        return Unknown(f"too few awards of {of_round} print both a grant and an expected saving")
    told = (
        f"the {ratio.n} awards of {of_round} that print both expect £{ratio.estimate:.2f} for each "
        f"£1 of grant (£{ratio.low:.2f} to £{ratio.high:.2f})"
    )
    return Measured(ratio.estimate, ratio.low, ratio.high, ratio.n, "ratio", told)


def _evaluate(known: Known, totals: pd.DataFrame, figure: str) -> tuple[list[float], list[float]]:
    """What a formula over totals can be, and what it is as printed.

    A formula of the four rules is monotone in each figure, so its ends lie at theirs.
    """
    ids = list(dict.fromkeys(TOTAL_ID.findall(figure)))
    ends: dict[str, tuple[float, ...]] = {
        one: widen(totals.value[one], totals.qualifier[one], totals.unit[one] == "count")
        for one in ids
    }
    printed: dict[str, tuple[float, ...]] = {one: (float(totals.value[one]),) for one in ids}
    if re.search(rf"\b{COUNCILS}\b", figure):
        count = count_councils(known.register.authorities, totals.as_of[ids[0]])
        ends[COUNCILS] = printed[COUNCILS] = (count - UNLIKE_OTHERS, count)
    return _compute(figure, ends), _compute(figure, printed)


def _compute(figure: str, values: dict[str, tuple[float, ...]]) -> list[float]:
    """A formula under every combination of the values that its names may have."""
    return [
        float(pd.eval(figure, local_dict=dict(zip(values, each, strict=True)), engine="python"))
        for each in product(*values.values())
    ]


def _find_missing(known: Known, ids: list[str]) -> Unknown | None:
    """Why published totals cannot be used, or None if all are known."""
    missing = [one for one in ids if one not in set(known.totals.total_id)]
    if not missing:
        return None
    published = known.register.totals.set_index("total_id").as_of.reindex(missing).fillna("")
    dates = [say_month(date) for date in published.unique() if date]
    when = f" for {say_list(dates)}" if dates else ""
    return Unknown(f"the published figure{when} that it needs is not known yet")


def _choose_round(known: Known, of_round: RoundName) -> pd.DataFrame:
    awards = choose_addable(known.awards)
    return awards[awards["round"] == of_round]


def _choose_grants(known: Known, of_round: RoundName) -> pd.Series:
    return _choose_round(known, of_round).grant_gbp.dropna().astype("float64")


def _find_left(known: Known, of_round: RoundName, total: TotalId) -> float | Unknown:
    """What of a round's published sum the grants that pages print do not account for."""
    missing = _find_missing(known, [total])
    if missing:
        return missing
    published = float(known.totals.set_index("total_id").value[total])
    return max(published - float(_choose_grants(known, of_round).sum()), 0.0)


def _say_ends(low: float, high: float, unit: str) -> str:
    """One figure or the two that bound it."""
    ways = {"pounds": _say_pounds, "share": "{:.1%}".format, "ratio": "{:.1f}".format}
    say = ways.get(unit, "{:,g}".format)
    return say(low) if np.isclose(low, high) else f"{say(low)} to {say(high)}"


def _say_pounds(amount: float) -> str:
    """Pounds with every digit that was printed."""
    return say_total(pd.Series({"value": amount, "unit": "gbp", "qualifier": ""}))
