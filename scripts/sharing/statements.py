"""Findings as sentences that are true in every edition, whatever the numbers turn out to be.

Each function chooses its words from the results; a sentence that the edition's data cannot carry
says so instead.
"""

import numpy as np
import pandas as pd

from sharing.models import LEAST_IN_GROUP, LEAST_PER_COEFFICIENT, Fit, NotEstimated
from sharing.prose import (
    say_between,
    say_change,
    say_count,
    say_list,
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


def say_share_of_map(on_map: pd.Series) -> str:
    """A published share in words: "more than half"."""
    number = "half" if float(on_map.value) == 50 else say_percent(float(on_map.value) / 100)
    return f"{on_map.qualifier} {number}".strip()


def title_share(findings: Findings, on_map: pd.Series) -> str:
    """The headline of the share under the threshold, beside the map's."""
    share, limit = findings.share, say_pounds(findings.edition.threshold_gbp)
    if share.high >= float(on_map.value) / 100:
        return f"{say_percent(share.estimate)} of publicised savings are under {limit}"
    few = "Few" if share.estimate < FEW else "A minority"
    return (
        f"{few} of the partnerships that made the news report under {limit} a year; on the "
        f"national map {say_share_of_map(on_map)} did"
    )


def describe_shares(bars: pd.DataFrame) -> str:
    """The alternative text of the comparison of shares."""
    return "; ".join(f"{bar.of}: {bar.label}" for bar in bars.itertuples()) + "."


def find_gap(findings: Findings) -> str:
    """How much of the record has a saving that can be compared."""
    known, usable = len(findings.analysis.on_record), len(findings.table)
    return (
        f"Of {known:,} arrangements on record, {known - usable:,} published no yearly saving that "
        "can be compared with others."
    )


def find_small(findings: Findings) -> str:
    """How many savings are under the threshold."""
    share = findings.share
    count = say_count(round(share.estimate * share.n), "partnership")
    only = "only " if share.estimate < FEW else ""
    limit = say_pounds(findings.edition.threshold_gbp)
    return _begin(f"{only}{count} ({say_percent(share.estimate)}) reported less than {limit}.")


def find_losses(findings: Findings) -> str:
    """The arrangements that reported nothing saved or a loss, by name."""
    table = findings.table
    losses = table[table.annual_saving_cash_gbp <= 0]
    if losses.empty:
        return "None reported that sharing saved nothing or cost more."
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = [
        f"{names[row.arrangement_id]} ({say_pounds(row.annual_saving_cash_gbp)} a year, "
        f"{row.status})"
        for row in losses.itertuples()
    ]
    return (
        f"{say_count(len(losses), 'arrangement')} reported a loss: {say_list(told)}.".capitalize()
    )


def name_doubtful(findings: Findings) -> str:
    """The forecasts whose total was divided by the years from the start to the report."""
    table = findings.table
    doubtful = table[(table.annualised_by == "start to report") & (table.status == "expected")]
    if doubtful.empty:
        return "No forecast in this edition was made annual in the doubtful way."
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = [
        f"{names[row.arrangement_id]} ({say_pounds(row.annual_saving_cash_gbp)} a year)"
        for row in doubtful.itertuples()
    ]
    return f"Forecasts made annual in the doubtful way: {say_list(told)}."


def find_partners(findings: Findings) -> str:
    """The whole partnership's median by number of councils."""
    return _compare_sizes(findings.by_partners, "reported a median saving of", " a year")


def find_per_partner(findings: Findings) -> str:
    """The median for each council by number of councils."""
    return _compare_sizes(findings.per_partner, "reported a median of", " for each council")


def find_partner_effects(findings: Findings) -> str:
    """What the regression says of five councils or more against two."""
    model = findings.log_ols
    if isinstance(model, NotEstimated):
        return "There are too few partnerships to compare them with other things equal."
    found = model.terms[model.terms.term.str.contains(r"partners_group.*T\.5\+", regex=True)]
    if found.empty:
        return "Too few partnerships of five councils or more have a usable saving to say more."
    term = _percent(found.iloc[0])
    clear = "" if term["low"] > 0 or term["high"] < 0 else ", so it may be chance"
    return (
        "With other things equal, partnerships of five councils or more reported "
        f"{say_change(term['estimate'], term['low'], term['high'])}, compared with those of "
        f"two{clear}."
    )


def find_services(findings: Findings) -> str:
    """The families with the largest and the smallest median."""
    known = _known(findings.by_family).sort_values("median", ascending=False)
    if len(known) < 2:
        return "Too few partnerships in each service family have a usable saving to compare them."
    first, last = known.iloc[0], known.iloc[-1]
    return (
        f"{first.family} reports the largest median saving, {say_pounds(first['median'])} a year; "
        f"{name_group(last.family, 'family')} the smallest, {say_pounds(last['median'])}."
    )


def compare_ends(summary: pd.DataFrame, by: str) -> str:
    """Whether the largest and the smallest median can be told apart."""
    known = _known(summary).sort_values("median", ascending=False)
    if len(known) < 2:
        return "No two groups are large enough for a range each."
    first, last = known.iloc[0], known.iloc[-1]
    apart = "do not overlap" if first.low > last.high else "overlap, so the order may be chance"
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
        told += f" Too few arrangements to give a range: {groups}."
    return (
        f"{told} Each range holds for its group alone. With {len(summary)} groups side by side, "
        "the largest of them looks larger, and the smallest smaller, than it would if measured "
        "again."
    )


def describe_medians(summary: pd.DataFrame, by: str) -> str:
    """The alternative text of a chart of medians."""
    told = [
        f"{name_group(row[by], by)}: {say_pounds(row['median'])} "
        f"({say_between(row.low, row.high)}; {row.n} arrangements)"
        for _, row in summary.iterrows()
    ]
    return "Medians: " + "; ".join(told) + "." if told else "No arrangements."


def find_effects(model: Fit | NotEstimated, effects: pd.DataFrame) -> str:
    """The regression's answer: the differences that are clear of no difference."""
    if isinstance(model, NotEstimated):
        return (
            f"**There are too few partnerships in this edition to say: {model.why}.** "
            "Later editions, which know more reports, give the estimates."
        )
    clear = _clear(effects[effects.variable.isin(["partners_group", "family"])])
    if clear.empty:
        return (
            f"**Nothing that can be told from chance: among {model.nobs} partnerships, no number "
            "of councils and no service family differs clearly from the comparison groups.**"
        )
    told = [
        f"{_subject(row)} reported {say_change(row.percent, row.low, row.high)}"
        for row in clear.head(4).itertuples()
    ]
    return (
        "**Other things equal, and compared with two councils sharing back-office work, "
        f"{say_list(told)}.** The ranges in brackets are 95% intervals. Nothing else among partner "
        "numbers and services is clear of chance."
    )


def title_effects(model: Fit | NotEstimated, effects: pd.DataFrame) -> str:
    """The headline of the coefficient plot."""
    if isinstance(model, NotEstimated):
        return "Too few partnerships to estimate what goes with a larger saving"
    clear = _clear(effects)
    if clear.empty:
        return "No difference stands clear of chance"
    return f"{len(clear)} of {len(effects)} differences stand clear of chance"


def describe_effects(effects: pd.DataFrame) -> str:
    """The alternative text of the coefficient plot."""
    told = [
        f"{row.label} {row.percent:+.0f}% ({row.low:+.0f}% to {row.high:+.0f}%)"
        for row in effects.itertuples()
    ]
    return "; ".join(told) + "." if told else "No estimates."


def judge_model(model: Fit | NotEstimated) -> str:
    """How far the regression can be trusted."""
    if isinstance(model, NotEstimated):
        return f"No estimate is given, because {model.why}."
    compared = len(model.terms) - 1
    return (
        f"The model uses {model.nobs} arrangements in {model.clusters} groups that share no "
        f"partner. Its intervals allow for dependence inside a group. It makes {compared} "
        f"comparisons. If nothing mattered at all, about {0.05 * compared:.0f} of them would still "
        "look clear by chance, so a single clear difference is a hint and not a proof."
    )


def explain_model(model: Fit | NotEstimated) -> str:
    """What was fitted, to which arrangements, and what they lost on the way."""
    lost = say_list([f"{count} for {why}" for why, count in model.lost.items() if count])
    left_out = f" Left out of the analysis table: {lost}." if lost else ""
    rule = (
        f"A model is fitted only with at least {LEAST_PER_COEFFICIENT} arrangements for each "
        f"coefficient, and a group needs at least {LEAST_IN_GROUP} to have one."
    )
    if isinstance(model, NotEstimated):
        return f"Least squares on the logarithm of the saving a year were planned. {rule}{left_out}"
    controls = (
        "Population, years since the start, other public bodies and part of the country are held "
        "equal as well; a missing one has an indicator of its own."
        if model.controlled
        else "The edition has too few arrangements for the further controls of later editions."
    )
    return (
        "Least squares on the logarithm of the saving a year, in constant prices. "
        f"{controls} {rule}{left_out}\n\n```text\n{model.formula}\n```\n\n"
        f"Standard errors: {model.covariance}."
    )


def title_growth(growth: pd.DataFrame) -> str:
    """The headline of the number of usable arrangements by edition."""
    totals = growth.groupby("year")["count"].sum()
    return (
        f"An edition of {totals.index[0]} could compare "
        f"{say_count(int(totals.iloc[0]), 'arrangement')}, "
        f"that of {totals.index[-1]} {int(totals.iloc[-1])}"
    )


def describe_growth(growth: pd.DataFrame) -> str:
    """The alternative text of the number of usable arrangements by edition."""
    totals = growth.groupby("year")["count"].sum()
    return "; ".join(f"{year}: {count}" for year, count in totals.items()) + "."


def _compare_sizes(summary: pd.DataFrame, verb: str, unit: str) -> str:
    known = _known(summary).set_index("partners_group")
    if not {"2", "5+"} <= set(known.index):
        return (
            "There are too few partnerships of two councils, or of five or more, to compare them."
        )
    few, many = known.loc["2"], known.loc["5+"]
    overlap = many.low <= few.high and few.low <= many.high
    return (
        f"Partnerships of five councils or more {verb} {say_pounds(many['median'])}{unit}, those "
        f"of two {say_pounds(few['median'])}{'; the ranges overlap' if overlap else ''}."
    )


def _known(summary: pd.DataFrame) -> pd.DataFrame:
    return summary[summary.low.notna() & summary.high.notna()]


def _clear(effects: pd.DataFrame) -> pd.DataFrame:
    """The effects whose interval excludes no difference, clearest first."""
    clear = effects[(effects.low > 0) | (effects.high < 0)]
    distance = (1 + clear.percent / 100).map(lambda ratio: max(ratio, 1 / ratio))
    return clear.loc[distance.sort_values(ascending=False).index]


def _subject(effect: tuple) -> str:
    if effect.variable == "partners_group":
        return f"partnerships of {SIZES[effect.level]}"
    return f"{name_group(effect.level, 'family')} arrangements"


def _begin(sentence: str) -> str:
    return sentence[0].upper() + sentence[1:]


def _percent(term: pd.Series) -> pd.Series:
    return 100 * np.expm1(term[["estimate", "low", "high"]].astype(float))
