"""The chapter on partners: the saving for each council, and whether there is a best number."""

import pandas as pd

from sharing.comparisons import LEAST_GROUPS, LEAST_GROUPS_FOR_MEAN, compare_medians
from sharing.prose import (
    SMALL,
    cite,
    say_between,
    say_count,
    say_list,
    say_percent,
    say_pounds,
    say_times,
)
from sharing.rankings import group_sizes
from sharing.resampling import DRAWS
from sharing.results import Findings

FOUR = "four-partners-best-per-partner"
TOO_FEW = (
    f"Too few numbers of councils are found in at least {SMALL[LEAST_GROUPS]} independent partner "
    "groups to say which saves most for each council."
)


def name_size(size: str) -> str:
    """A size of `sharing.rankings.SIZES` as a sentence names it."""
    number, _, more = size.partition(" ")
    return f"{SMALL[int(number)]} councils{' or more' if more else ''}"


def choose_large(sizes: pd.DataFrame) -> pd.DataFrame:
    """The sizes of `sharing.rankings.describe_sizes` that compete, with their shares of draws.

    Returns
    -------
    DataFrame with ``size``, ``n``, ``clusters``, ``median``, ``mean``, and among these sizes
    ``first_by_median``, ``first_by_mean``, ``best_rank``, ``worst_rank``; empty where fewer than
    two compete.
    """
    large = sizes[sizes.first_by_median_among_large.notna()]
    among = ["first_by_median", "first_by_mean", "best_rank", "worst_rank"]
    told = large[["size", "n", "clusters", "median", "mean"]].assign(
        **{name: large[f"{name}_among_large"] for name in among}
    )
    return told if len(told) > 1 else told.iloc[:0]


def find_peak(sizes: pd.DataFrame) -> str:
    """Which number of councils has the largest saving for each, and how sure that is."""
    large = choose_large(sizes)
    if large.empty:
        return TOO_FEW
    by_median, by_mean = (large.loc[large[name].idxmax()] for name in ("median", "mean"))
    if by_median["size"] == by_mean["size"]:
        told = f"{name_size(by_median['size'])} have the largest median and the largest mean"
    else:
        told = (
            f"{name_size(by_median['size'])} have the largest median and those of "
            f"{name_size(by_mean['size'])} the largest mean"
        )
    return (
        f"Of the {SMALL[len(large)]} sizes found in at least {SMALL[LEAST_GROUPS]} independent "
        f"partner groups, partnerships of {told} for each council. {_name_first(large)} When the "
        f"groups are drawn again at random, {name_size(by_median['size'])} come first by median in "
        f"{say_percent(by_median.first_by_median)} of the draws, and {name_size(by_mean['size'])} "
        f"by mean in {say_percent(by_mean.first_by_mean)}."
    )


def find_small_peak(sizes: pd.DataFrame) -> str:
    """Which size comes first most often when every size competes, "" where none is left out."""
    if len(sizes) < 2 or sizes.first_by_median_among_large.notna().all():
        return ""
    tops = {name: sizes.loc[sizes[f"first_by_{name}"].idxmax()] for name in ("median", "mean")}
    told = [
        f"{name_size(top['size'])} by {name} "
        f"({say_percent(top[f'first_by_{name}'])} of the draws, on "
        f"{say_count(int(top.n), 'arrangement')})"
        for name, top in tops.items()
    ]
    return (
        "If every number of councils is let in, however few its arrangements, the one that comes "
        f"first most often is {say_list(told)}. A peak on a handful of arrangements says little."
    )


def judge_four(sizes: pd.DataFrame, findings: Findings) -> str:
    """What the register says of the claim that four partners save most for each of them.

    "" where the claim is not in the data, or was printed after the edition's year.

    Parameters
    ----------
    sizes
        `sharing.rankings.describe_sizes` of the analysis table.
    """
    claims, table = findings.register.claims, findings.table
    known = claims[
        (claims.claim_id == FOUR) & (claims.source_date < str(findings.edition.year + 1))
    ]
    if known.empty:
        return ""
    claim = known.iloc[0]
    cited = f"{cite(claim)} reports that partnerships of four save most for each partner."
    large = choose_large(sizes).set_index("size")
    if "4" not in large.index:
        four = int((table.n_councils == 4).sum())
        return (
            f"{cited} This edition has {say_count(four, 'such partnership')} to test it with, "
            + ("in too few independent groups.")
        )
    row = large.loc["4"]
    rows = table[group_sizes(table.n_councils) != ""]
    each = rows.annual_saving_gbp / rows.n_councils.astype("float64")
    against = compare_medians(each, rows.n_councils == 4, rows.cluster)
    return (
        f"{cited} Here their median for each council is {say_pounds(row['median'])} a year, "
        f"{say_times(against.estimate, against.low, against.high)} that of all other partnerships "
        f"of two councils or more. {_judge_rank(row, len(large))} In the draws they come first in "
        f"{say_percent(row.first_by_median)} by median and in {say_percent(row.first_by_mean)} by "
        "mean. Means hang on single large savings, so no verdict rests on them."
    )


def explain_draws() -> str:
    """How the draws are made, in words."""
    return (
        f"A draw takes as many partner groups as there are, at random and with some taken more "
        f"than once, {DRAWS:,} times. A share of draws is not the chance that a number of councils "
        "is truly best. It shows how much the answer hangs on a few partnerships."
    )


def title_peaks(sizes: pd.DataFrame) -> str:
    """The headline of the shares of draws."""
    large = choose_large(sizes)
    if large.empty:
        return "Too few partnerships to ask which number of councils saves most for each"
    first = large[large.best_rank == 1]
    if len(first) == 1:
        return f"Partnerships of {name_size(first['size'].iloc[0])} save most for each council"
    if len(first) == len(large):
        return f"Any of {SMALL[len(large)]} sizes could have the largest median for each council"
    return (
        f"{SMALL[len(first)].capitalize()} of {SMALL[len(large)]} sizes could have the largest "
        "median saving for each council"
    )


def describe_peaks(sizes: pd.DataFrame) -> str:
    """The alternative text of the shares of draws."""
    told = [
        f"{row['size']} councils: first by median in {say_percent(row.first_by_median)}, by mean "
        f"in {say_percent(row.first_by_mean)} of the draws"
        for _, row in choose_large(sizes).iterrows()
    ]
    return "; ".join(told) + "." if told else TOO_FEW


def tabulate_sizes(sizes: pd.DataFrame) -> pd.DataFrame:
    """Median and mean for each council by number of councils, as a table to read."""
    return pd.DataFrame(
        {
            "Councils": sizes["size"],
            "Median": sizes["median"].map(say_pounds),
            "Range (all together)": [
                say_between(low, high)
                for low, high in zip(sizes.low_together, sizes.high_together, strict=True)
            ],
            "Mean": sizes["mean"].map(say_pounds),
            "Range of the mean": [
                say_between(low, high)
                for low, high in zip(sizes.mean_low, sizes.mean_high, strict=True)
            ],
            "Arrangements": sizes.n,
            "Independent groups": sizes.clusters,
        }
    )


def judge_sizes(sizes: pd.DataFrame) -> str:
    """Whether the medians for each council can be told apart by ranges that hold together."""
    known = sizes[sizes.low_together.notna()]
    if len(known) < 2:
        return "Fewer than two numbers of councils have enough partnerships for a range each."
    apart = [
        f"{name_size(one['size'])} and {name_size(other['size'])}"
        for place, (_, one) in enumerate(known.iterrows())
        for _, other in known.iloc[place + 1 :].iterrows()
        if one.low_together > other.high_together or other.low_together > one.high_together
    ]
    start = f"For each council, the ranges of the {len(known)} numbers of councils that have one "
    if not apart:
        every = "all " if len(known) > 2 else ""
        return f"{start}{every}overlap. That does not show that they are the same."
    return f"{start}do not overlap for {say_list(apart)}; all other pairs overlap."


def title_sizes(sizes: pd.DataFrame) -> str:
    """The headline of the medians for each council."""
    known = sizes[sizes.low_together.notna()]
    if len(known) < 2:
        return "Too few partnerships to compare the saving for each council by number of councils"
    lowest, highest = known["median"].min(), known["median"].max()
    return (
        f"For each council, the median lies between {say_pounds(lowest)} and {say_pounds(highest)} "
        f"a year in the {SMALL[len(known)]} sizes with a range"
    )


def describe_sizes_shown(sizes: pd.DataFrame) -> str:
    """The alternative text of the medians for each council."""
    told = [
        f"{row['size']} councils: {say_pounds(row['median'])} "
        f"({say_between(row.low_together, row.high_together)}; {row.n})"
        for _, row in sizes.iterrows()
    ]
    return "Medians: " + "; ".join(told) + "." if told else "No partnerships."


def explain_ranges() -> str:
    """How the ranges of medians and of means are made."""
    return (
        "The ranges of medians for each council come from the sign test, at a level at which all "
        "of them hold together. The ranges of means come from drawing partner groups again, each "
        "draw measured against its own spread. On made-up savings as uneven as these, such a range "
        "holds the true mean about 19 times in 20. A mean of fewer than "
        f"{SMALL[LEAST_GROUPS_FOR_MEAN]} independent groups has none."
    )


def _name_first(large: pd.DataFrame) -> str:
    """Which sizes may have the largest median, by ranks that hold together."""
    first = list(large["size"][large.best_rank == 1].map(name_size))
    if len(first) == len(large):
        return "By the medians, any of them could rank first, so none is shown to be best."
    if len(first) == 1:
        return f"By the medians, only {first[0]} can rank first."
    return f"By the medians, {say_list(first)} could each rank first, so none is shown to be best."


def _judge_rank(row: pd.Series, count: int) -> str:
    """What the ranks that a size may have say of the claim that it comes first."""
    if row.worst_rank == 1:
        return "No other size can rank above them by median, which supports the claim."
    if row.best_rank > 1:
        return (
            f"By median they rank {row.best_rank:.0f} at best among {SMALL[count]} sizes, which "
            "contradicts the claim."
        )
    return (
        f"By median they could rank anywhere from 1 to {row.worst_rank:.0f} among "
        f"{SMALL[count]} sizes, so the claim is neither confirmed nor ruled out."
    )
