"""The chapter on services: which family may rank first or last, and against all the others."""

import numpy as np
import pandas as pd

from sharing.comparisons import LEAST_GROUPS
from sharing.prose import (
    SMALL,
    begin,
    say_between,
    say_count,
    say_percent,
    say_pounds,
    say_ratio,
    say_times,
)
from sharing.resampling import DRAWS
from sharing.statements import name_group

TOO_FEW = (
    f"Fewer than two service families are found in at least {SMALL[LEAST_GROUPS]} independent "
    "partner groups, so they are not ranked."
)


def find_ranks(ranks: pd.DataFrame) -> str:
    """Which families have the largest and the smallest median (`rank_groups`)."""
    if ranks.empty:
        return TOO_FEW
    first, last = ranks.iloc[0], ranks.iloc[-1]
    return (
        f"{begin(_name(first.family))} has the largest median saving, "
        f"{say_pounds(first['median'])} a year, and {_name(last.family)} the smallest, "
        f"{say_pounds(last['median'])}."
    )


def find_possible(ranks: pd.DataFrame) -> str:
    """Which families could rank first and last; "" where none is ranked."""
    if ranks.empty:
        return ""
    return (
        f"This compares the {SMALL[len(ranks)]} service families found in at least "
        f"{SMALL[LEAST_GROUPS]} independent partner groups. {_name_possible(ranks)}"
    )


def order_families(ranks: pd.DataFrame, summary: pd.DataFrame) -> pd.DataFrame:
    """Every family in the order to be shown: the ranked ones, then the others by median.

    Parameters
    ----------
    ranks
        `sharing.rankings.rank_groups`, whose ranges hold together.
    summary
        `sharing.intervals.summarise_groups` of all families; those not ranked show no range.

    Returns
    -------
    DataFrame with the columns of ``summary``.
    """
    others = summary[~summary.family.isin(ranks.family)].assign(low=np.nan, high=np.nan)
    others = others.sort_values("median", ascending=False, kind="stable")
    told = [part for part in (ranks[list(summary.columns)], others) if len(part)]
    return pd.concat(told, ignore_index=True) if told else summary


def find_draws(ranks: pd.DataFrame) -> str:
    """How often the ranking's ends are the same when partner groups are drawn again."""
    if ranks.empty:
        return ""
    first, last = ranks.iloc[0], ranks.iloc[-1]
    return (
        f"When the partner groups are drawn again at random, {DRAWS:,} times, "
        f"{_name(first.family)} comes first in {say_percent(first.first_by_median)} of the draws. "
        f"{begin(_name(last.family))} comes last in {say_percent(last.last_by_median)}."
    )


def title_ranks(ranks: pd.DataFrame) -> str:
    """The headline of the ranks that families may have."""
    if ranks.empty:
        return "Too few partnerships to rank service families"
    first, last = ranks[ranks.best_rank == 1], ranks[ranks.worst_rank == len(ranks)]
    return (
        f"{_count(first)} of {SMALL[len(ranks)]} kinds of service could rank first, "
        f"{_count(last).lower()} could rank last"
    )


def title_medians(ranks: pd.DataFrame) -> str:
    """The headline of the medians."""
    if ranks.empty:
        return "Too few partnerships to compare service families"
    first, last = ranks.iloc[0], ranks.iloc[-1]
    return (
        f"The largest median is that of {_name(first.family)}, {say_pounds(first['median'])} a "
        f"year; the smallest of those ranked that of {_name(last.family)}, "
        f"{say_pounds(last['median'])}"
    )


def explain_ranks() -> str:
    """How ranks and draws are made, in words."""
    return (
        f"Partner groups are drawn again at random, {DRAWS:,} times, as many as there are and some "
        "more than once. A family ranks below another where nearly all draws say so, at a level at "
        "which all pairs are right together in about 19 of 20 registers like this. A family is "
        f"ranked if it is found in at least {SMALL[LEAST_GROUPS]} independent partner groups."
    )


def describe_ranks(ranks: pd.DataFrame) -> str:
    """The alternative text of the ranks that families may have."""
    told = [
        f"{row.family}: rank {row.rank}, could be {row.best_rank} to {row.worst_rank}"
        for row in ranks.itertuples()
    ]
    return "; ".join(told) + "." if told else TOO_FEW


def find_rest(ratios: pd.DataFrame) -> str:
    """Which families differ from all the others (`sharing.comparisons.compare_each`)."""
    known = ratios.dropna(subset=["low", "high"])
    if known.empty:
        return "No family has enough independent partner groups to be set against the others."
    clear = known[(known.low > 1) | (known.high < 1)].sort_values("ratio", ascending=False)
    taken = f"Each of {say_count(len(known), 'family', 'families')} is set against all the others."
    if clear.empty:
        return f"{taken} None has a median whose range, taken alone, is clear of theirs."
    told = [
        f"{_name(row.family)} {say_times(row.ratio, row.low, row.high)}"
        for row in clear.itertuples()
    ]
    listed = "\n".join(f"- {begin(one)}" for one in told)
    return f"{taken} These medians have a range that, taken alone, is clear of theirs:\n\n{listed}"


def judge_medians(ranks: pd.DataFrame, every: pd.Series) -> str:
    """What the ranges that hold together are, and which families are left out of the ranking.

    Parameters
    ----------
    ranks
        `sharing.rankings.rank_groups`.
    every
        The family of each arrangement in the analysis.
    """
    bare = ranks[ranks.low.isna()]
    told = (
        "Where a ranked family has a range, it holds together with the others: all of them contain "
        "their true medians in about 19 of 20 registers like this. So do the ranks that each of "
        f"the {SMALL[len(ranks)]} ranked families could have. The ranks are tighter than the "
        "ranges suggest, because families are compared in pairs in the same draws."
        if len(ranks)
        else TOO_FEW
    )
    if len(bare):
        names = _list([_name(family) for family in bare.family])
        told += f" Too few partnerships for a range of their own at that level: {names}."
    sizes = every.value_counts().sort_index()
    left = sizes[~sizes.index.isin(ranks.family)]
    if len(ranks) and len(left):
        names = _list([f"{_name(family)} ({count})" for family, count in left.items()])
        told += f" Not ranked, for want of independent partner groups: {names}."
    return told


def tabulate_ranks(ranks: pd.DataFrame) -> pd.DataFrame:
    """The ranking as a table to read."""
    return pd.DataFrame(
        {
            "Service family": ranks.family,
            "Median a year": ranks["median"].map(say_pounds),
            "Range (all together)": [
                say_between(low, high) for low, high in zip(ranks.low, ranks.high, strict=True)
            ],
            "Could rank": [
                f"{best}" if best == worst else f"{best} to {worst}"
                for best, worst in zip(ranks.best_rank, ranks.worst_rank, strict=True)
            ],
            "First in draws": ranks.first_by_median.map(say_percent),
            "Last in draws": ranks.last_by_median.map(say_percent),
            "Arrangements": ranks.n,
        }
    )


def tabulate_rest(ratios: pd.DataFrame) -> pd.DataFrame:
    """Each family against all the others, as a table to read."""
    return pd.DataFrame(
        {
            "Service family": ratios.family,
            "Times the median of the others": [
                say_ratio(ratio) if pd.notna(ratio) else "not given" for ratio in ratios.ratio
            ],
            "95% interval": [
                f"{say_ratio(low)} to {say_ratio(high)}"
                if pd.notna(low)
                else "too few independent groups"
                for low, high in zip(ratios.low, ratios.high, strict=True)
            ],
            "Arrangements": ratios.n,
            "Independent groups": ratios.clusters,
        }
    )


def _name(family: str) -> str:
    return name_group(family, "family")


def _list(told: list[str]) -> str:
    """A list of families, whose names hold commas themselves: "a; b, c and d; and e"."""
    return "; and ".join(["; ".join(told[:-1]), told[-1]]) if len(told) > 1 else "".join(told)


def _name_possible(ranks: pd.DataFrame) -> str:
    first = [_name(family) for family in ranks.family[ranks.best_rank == 1]]
    last = [_name(family) for family in ranks.family[ranks.worst_rank == len(ranks)]]
    if len(first) == len(ranks) == len(last):
        return "Any of them could rank first or last."
    could = "is the only one that could" if len(first) == 1 else "could each"
    could_last = "is the only one that could" if len(last) == 1 else "could each"
    return (
        f"Judged all together, {_list(first)} {could} rank first. "
        f"{begin(_list(last))} {could_last} rank last."
    )


def _count(families: pd.DataFrame) -> str:
    return "Only one" if len(families) == 1 else SMALL[len(families)].capitalize()
