"""Findings as sentences that are true in every edition, whatever the numbers turn out to be.

Each function chooses its words from the results; a sentence that the edition's data cannot carry
says so instead.
"""

import pandas as pd

from sharing.prose import (
    begin,
    say_between,
    say_count,
    say_list,
    say_name,
    say_percent,
    say_pounds,
)
from sharing.results import Findings

SIZES = {"2": "two councils", "3": "three councils", "4": "four councils"}
SIZES |= {"5+": "five councils or more", "0-1": "one council or none with other public bodies"}
SIZES |= {"unknown": "an unknown number of councils"}
FEW = 0.15


def name_group(group: str, by: str) -> str:
    """A group as a sentence names it."""
    if by == "partners_group":
        return SIZES[group]
    return group[0].lower() + group[1:]


def find_gap(findings: Findings) -> str:
    """How much of the record has a saving that can be compared."""
    known, usable = len(findings.analysis.on_record), len(findings.table)
    things = "arrangement" if known == 1 else "arrangements"
    return (
        f"Of {known:,} {things} on record, {known - usable:,} had published no yearly saving that "
        f"can be compared by the end of {findings.edition.year}."
    )


def find_small(findings: Findings) -> str:
    """How many savings are under the threshold."""
    share = findings.share
    if not share.n:
        return "No partnership has a saving that this edition can use."
    count = say_count(round(share.estimate * share.n), "partnership")
    only = "only " if 0 < share.estimate < FEW else ""
    limit = say_pounds(findings.edition.threshold_gbp)
    return begin(f"{only}{count} ({say_percent(share.estimate)}) reported less than {limit}.")


def find_losses(findings: Findings) -> str:
    """The arrangements that reported nothing saved or a loss, by name."""
    table = findings.table
    losses = table[table.annual_saving_cash_gbp <= 0]
    if losses.empty:
        return "None reported that sharing saved nothing or cost more."
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = [
        f"{say_name(names[row.arrangement_id])} ({say_pounds(row.annual_saving_cash_gbp)} a year, "
        f"{row.status}; {row.stage})"
        for row in losses.itertuples()
    ]
    count = say_count(len(losses), "arrangement")
    are = "It is" if len(losses) == 1 else "They are"
    return begin(f"{count} reported or expected no saving, or a loss. {are} {say_list(told)}.")


def find_largest(findings: Findings) -> str:
    """The largest saving a year, with its name, status and stage."""
    table = findings.table
    if table.empty:
        return "There is no largest one."
    row = table.loc[table.annual_saving_cash_gbp.idxmax()]
    names = findings.register.arrangements.set_index("arrangement_id").name
    return (
        f"The largest is {say_name(names[row.arrangement_id])}, "
        f"{say_pounds(row.annual_saving_cash_gbp)} a year ({row.status}; {row.stage})."
    )


def find_unstarted(findings: Findings) -> str:
    """How many of the arrangements with a saving are not known to have started."""
    never = len(findings.table) - findings.started_share.n
    if not never:
        return "All of them are of arrangements known to have started."
    are = "is of an arrangement" if never == 1 else "are of arrangements"
    return f"{never} of the {len(findings.table)} {are} only proposed, or abandoned."


def find_started(findings: Findings) -> str:
    """The share and the median among the arrangements that are known to have started."""
    share, median = findings.started_share, findings.started_median_cash
    if not share.n:
        return "None of the arrangements is known to have started."
    limit = say_pounds(findings.edition.threshold_gbp)
    return (
        f"{find_unstarted(findings)} Among the {share.n} known to have started, "
        f"{say_percent(share.estimate)} reported less than {limit} "
        f"({say_between(share.low, share.high, 'share')}), and the middle figure is "
        f"{say_pounds(median.estimate)} a year."
    )


def count_ties(findings: Findings) -> str:
    """How many choices rest on the identifier alone, and where an achieved figure is far lower."""
    usable = findings.analysis.trail[findings.analysis.trail["rank"].notna()]
    order = ["arrangement_id", "status", "basis", "reported_on"]
    best = usable[usable["rank"] == 1][order]
    tied = usable.merge(best, on=order).groupby("arrangement_id").annual_saving_cash_gbp.nunique()
    chosen = findings.table.set_index("arrangement_id").annual_saving_cash_gbp
    forecasts = usable[usable.status == "expected"].groupby("arrangement_id")
    largest = forecasts.annual_saving_cash_gbp.max().reindex(chosen.index)
    achieved = findings.table.set_index("arrangement_id").status == "achieved"
    shrunk = chosen[achieved & (largest >= 5 * chosen)].index
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = f" ({say_list([say_name(names[name]) for name in shrunk])})" if len(shrunk) else ""
    return (
        f"The identifier alone decided between different amounts in {(tied > 1).sum()} "
        f"arrangements. In {len(shrunk)} an achieved figure took the place of a forecast at least "
        f"five times as large{told}."
    )


def name_doubtful(findings: Findings) -> str:
    """The forecasts whose total was divided by the years from the start to the report."""
    table = findings.table
    doubtful = table[(table.annualised_by == "start to report") & (table.status == "expected")]
    if doubtful.empty:
        return "No forecast in this edition was made annual in the doubtful way."
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = [
        f"{say_name(names[row.arrangement_id])} ({say_pounds(row.annual_saving_cash_gbp)} a year)"
        for row in doubtful.itertuples()
    ]
    return f"Forecasts made annual in the doubtful way: {say_list(told)}."


def find_partners(findings: Findings) -> str:
    """The whole partnership's median by number of councils."""
    return _compare_sizes(findings.by_partners, "reported a median saving of", " a year")


def find_per_partner(findings: Findings) -> str:
    """The median for each council by number of councils."""
    return _compare_sizes(findings.per_partner, "reported a median of", " for each council")


def find_per_partner_if_new(findings: Findings) -> str:
    """As `find_per_partner`, or nothing where it would only repeat `find_partners`."""
    told = find_per_partner(findings)
    return "" if told == find_partners(findings) else told


def find_services(findings: Findings) -> str:
    """The families with the largest and the smallest median."""
    known = _known(findings.by_family).sort_values("median", ascending=False)
    if len(known) < 2:
        return "Too few partnerships in each service family have a usable saving to compare them."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"Of the {len(known)} service families with enough partnerships for a range, "
        f"{name_group(first.family, 'family')} has the largest median saving, "
        f"{say_pounds(first['median'])} a year, and {name_group(last.family, 'family')} the "
        f"smallest, {say_pounds(last['median'])}."
    )


def compare_ends(summary: pd.DataFrame, by: str) -> str:
    """Whether the largest and the smallest median can be told apart."""
    known = _known(summary).sort_values("median", ascending=False)
    if len(known) < 2:
        return "No two groups are large enough for a range each."
    first, last = known.iloc[0], known.iloc[-1]
    apart = (
        "do not overlap"
        if first.low > last.high
        else "overlap, which does not show that they are the same"
    )
    return (
        f"The ranges of the largest ({name_group(first[by], by)}: "
        f"{say_between(first.low, first.high)}) and the smallest ({name_group(last[by], by)}: "
        f"{say_between(last.low, last.high)}) {apart}."
    )


def judge_groups(summary: pd.DataFrame, by: str) -> str:
    """How sure a comparison of medians is, and which groups are too small for a range."""
    small = summary[summary.low.isna() | summary.high.isna()]
    told = compare_ends(summary, by)
    if not small.empty:
        groups = say_list([f"{name_group(row[by], by)} ({row.n})" for _, row in small.iterrows()])
        told += f" Too few independent groups to give a range: {groups}."
    if len(summary) > 1:
        told += (
            f" Each range holds for its group alone. With {len(summary)} groups side by side, the "
            "largest of them looks larger, and the smallest smaller, than it would if measured "
            "again."
        )
    return told


def describe_medians(summary: pd.DataFrame, by: str) -> str:
    """The alternative text of a chart of medians."""
    told = [
        f"{name_group(row[by], by)}: {say_pounds(row['median'])} "
        f"({say_between(row.low, row.high)}; {row.n} arrangement{'s' if row.n != 1 else ''})"
        for _, row in summary.iterrows()
    ]
    return "Medians: " + "; ".join(told) + "." if told else "No arrangements."


def title_growth(growth: pd.DataFrame) -> str:
    """The headline of the number of usable arrangements by edition."""
    totals = growth.groupby("year")["count"].sum()
    first = f"An edition of {totals.index[0]} could compare " + say_count(
        int(totals.iloc[0]), "arrangement"
    )
    return first if len(totals) == 1 else f"{first}, that of {totals.index[-1]} {totals.iloc[-1]}"


def describe_growth(growth: pd.DataFrame) -> str:
    """The alternative text of the number of usable arrangements by edition."""
    totals = growth.groupby("year")["count"].sum()
    return "; ".join(f"{year}: {count}" for year, count in totals.items()) + "."


def _compare_sizes(summary: pd.DataFrame, verb: str, unit: str) -> str:
    known = _known(summary).set_index("partners_group")
    sizes = summary.set_index("partners_group").n
    short = [
        f"{say_count(int(sizes.get(group, 0)), 'partnership')} of {SIZES[group]}"
        for group in ("2", "5+")
        if group not in known.index
    ]
    if short:
        verb = "has" if short[0].startswith("one ") and len(short) == 1 else "have"
        return begin(f"{say_list(short)} {verb} a usable figure, too few to compare by size.")
    few, many = known.loc["2"], known.loc["5+"]
    overlap = many.low <= few.high and few.low <= many.high
    return (
        f"Partnerships of five councils or more {verb} {say_pounds(many['median'])}{unit}, those "
        f"of two {say_pounds(few['median'])}{' (their ranges overlap)' if overlap else ''}."
    )


def _known(summary: pd.DataFrame) -> pd.DataFrame:
    return summary[summary.low.notna() & summary.high.notna()]
