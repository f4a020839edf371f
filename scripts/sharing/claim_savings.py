"""Statistics of what arrangements save, each one small function for all claims.

A claim about levels on the whole map cannot be judged by the publicised savings alone. Its interval
takes every arrangement on record without a usable saving first as one that satisfies it and then as
one that does not (Manski, Partial Identification of Probability Distributions, 2003). One case
shows that something as large exists. Groups are compared among publicised savings, and the words
say so. Every function takes what is known and the parameters declared for a claim.
"""

import numpy as np
import pandas as pd
from scipy import stats

from sharing.claim_counts import say_kind
from sharing.claim_facts import CategoryId, Known, Where, select
from sharing.comparisons import estimate_mean
from sharing.covariance import estimate_clustered
from sharing.intervals import LEVEL, estimate_share
from sharing.linked import estimate_linked_share, measure_linked_size
from sharing.places import find_existing, list_councils
from sharing.prose import say_between, say_count, say_percent, say_pounds
from sharing.verdicts import Measured, Unknown

LEAST_GROUPS = 6
LEAST_SUPPORT = 2


def share_of_savings(
    known: Known, *, below: float, where: Where | None = None, among: str = "publicised savings"
) -> Measured | Unknown:
    """The share of arrangements that save less than ``below`` pounds a year, in cash.

    The estimate is the publicised share; the interval the worst case over all arrangements on
    record, with the uncertainty of each end.
    """
    rows = select(known.arrangements, where or {})
    usable = rows[rows.usable]
    if not len(usable):
        return Unknown(f"the register{known.here} holds no {among}")
    under = usable.annual_saving_cash_gbp < below
    share = estimate_share(under, usable.cluster)
    small = pd.Series(rows.index.isin(usable.index[under]), index=rows.index)
    least = estimate_linked_share(small, known.register.members)
    most = estimate_linked_share(small | ~rows.usable, known.register.members)
    told = (
        f"of {len(usable)} {among}{known.here}, {say_percent(share.estimate)} are under "
        f"{say_pounds(below)} a year ({say_between(share.low, share.high, 'share')}); since "
        f"{len(rows) - len(usable)} more arrangements have no usable figure, the share of all "
        f"could be anything from {say_percent(least.low)} to {say_percent(most.high)}"
    )
    return Measured(share.estimate, least.low, most.high, len(usable), "share", told)


def find_largest(
    known: Known, *, where: Where | None = None, among: str = "publicised savings"
) -> Measured | Unknown:
    """The largest saving a year, in cash; one that was not publicised may be larger."""
    savings = select(known.savings, where or {})
    if not len(savings):
        return Unknown(f"the register{known.here} holds no {among}")
    first = savings.annual_saving_cash_gbp.idxmax()
    largest = float(savings.annual_saving_cash_gbp[first])
    name = known.register.arrangements.set_index("arrangement_id").name[first]
    told = (
        f"of {among}{known.here} ({len(savings)} in all), the largest is {say_pounds(largest)} a "
        f"year ({name}); one that was not publicised may be larger"
    )
    return Measured(largest, largest, np.inf, len(savings), "pounds", told)


def slope_on_councils(known: Known, *, each_council: bool) -> Measured | Unknown:
    """The slope of the log saving, whole or for each council, on the log number of councils.

    Least squares without other variables, as the claims state none; `sharing.covariance` gives the
    interval, which covered in 92% to 97% of trials on the register's own partner groups. Savings of
    nothing or less, and partnerships of fewer than two councils, are left out.
    """
    savings = known.savings
    rows = savings[(savings.annual_saving_gbp > 0) & (savings.n_councils >= 2)]
    councils = np.log(rows.n_councils.to_numpy())
    if rows.cluster.nunique() < LEAST_GROUPS or not councils.std() > 0:
        return Unknown(say_few_groups(known, rows))
    design = np.column_stack([np.ones(len(rows)), councils])
    outcome = np.log(rows.annual_saving_gbp.to_numpy()) - councils * each_council
    slope = np.linalg.lstsq(design, outcome, rcond=None)[0]
    clusters = pd.factorize(rows.cluster)[0]
    robust = estimate_clustered(design, outcome - design @ slope, clusters)
    if robust.support[1] < LEAST_SUPPORT:
        return Unknown(say_few_groups(known, rows))
    reach = stats.t.ppf((1 + LEVEL) / 2, robust.df[1]) * robust.std_error[1]
    ends = slope[1], slope[1] - reach, slope[1] + reach
    times, low, high = (f"{2**end:.2f}" for end in ends)
    told = (
        f"among {len(rows)} publicised savings{known.here}, partnerships of twice as many councils "
        f"report {times} times as much{' for each council' if each_council else ''} "
        f"({low} to {high} times)"
    )
    return Measured(*map(float, ends), len(rows), "slope", told)


def lead_in_start(known: Known, *, group: CategoryId) -> Measured | Unknown:
    """By how many years the median arrangement of a category started before the others' median.

    The interval is that between the two medians' intervals, each at half the error (Bonferroni).
    """
    rows = known.arrangements[known.arrangements.start_year.notna() & known.arrangements.started]
    inside = rows.category == group
    if min(inside.sum(), (~inside).sum()) < LEAST_GROUPS:
        return Unknown(f"the register{known.here} knows too few years of start to compare them")
    level = 1 - (1 - LEVEL) / 2
    medians = [_find_median(known, rows.start_year[part], level) for part in (inside, ~inside)]
    (own, own_low, own_high), (rest, rest_low, rest_high) = medians
    if np.isnan([own_low, rest_low]).any():
        return Unknown(f"the register{known.here} knows too few years of start to compare them")
    lead, low, high = rest - own, rest_low - own_high, rest_high - own_low
    told = (
        f"the median start of {inside.sum()} arrangements {say_kind(known, 'category', group)} on "
        f"record{known.here} is {own:.0f} ({own_low:.0f} to {own_high:.0f}), that of "
        f"{(~inside).sum()} others {rest:.0f} ({rest_low:.0f} to {rest_high:.0f})"
    )
    return Measured(lead, low, high, len(rows), "years", told)


def scale_up_districts(
    known: Known, *, years: int, share: float, counted_in: int, where: Where
) -> Measured | Unknown:
    """What districts would save together if a share of them saved as those publicised do.

    The interval's low end takes every arrangement on record without a usable figure as saving
    nothing. The mean's interval is that of `sharing.comparisons.estimate_mean`.

    Parameters
    ----------
    counted_in
        The year at whose end England's districts are counted.
    """
    rows = select(known.arrangements, where)
    savings = rows[rows.usable & (rows.n_councils >= 2)]
    if savings.cluster.nunique() < 2:
        return Unknown(say_few_groups(known, savings))
    each = estimate_mean(savings.annual_saving_cash_gbp / savings.n_councils, savings.cluster)
    councils = find_existing(list_councils(known.register.authorities), counted_in)
    scale = years * share * int((councils.kind == "district").sum())
    bare = estimate_share(rows.usable, rows.index.to_series()).low
    low = each.low * scale * bare if each.known else 0.0
    high = each.high * scale if each.known else np.inf
    told = (
        f"the average of {say_count(len(savings), 'publicised saving')}{known.here} of districts "
        f"that share management is {say_pounds(each.estimate)} a year for each; over {years} "
        f"years and {say_percent(share)} of districts that is {say_pounds(each.estimate * scale)}"
    )
    told += "" if each.known else ", too few to give a range"
    return Measured(each.estimate * scale, low, high, len(savings), "pounds", told)


def _find_median(known: Known, values: pd.Series, level: float) -> tuple[float, float, float]:
    """A median with the sign test's interval, for arrangements that may share partners."""
    ordered, count = np.sort(values.to_numpy()), len(values)
    median = float(np.median(ordered))
    below = (values <= median).to_numpy(dtype="float64")
    size = int(measure_linked_size(below, known.link(values.index)))
    rank = int(count * stats.binom.ppf((1 - level) / 2, size, 0.5) / size)
    if rank < 1:
        return median, np.nan, np.nan
    return median, float(ordered[rank - 1]), float(ordered[count - rank])


def say_few_groups(known: Known, rows: pd.DataFrame, among: str = "partnerships") -> str:
    """Why nothing is measured of savings from so few partner groups."""
    count = rows.cluster.nunique()
    return (
        f"{say_count(len(rows), 'publicised saving')}{known.here} of {among} "
        f"{'comes' if len(rows) == 1 else 'come'} from {say_count(count, 'group')} of connected "
        "councils, too few to judge"
    )
