"""The statistic of which group's publicised savings are the largest, or the smallest.

Groups are compared among publicised savings, and the words say so. A group that lies in few
connected partner groups does not compete. In trials on log-normal savings in the register's own
partner groups, all families being equal, none was ever told apart by its median, and 3% to 6% by
its mean.
"""

from collections.abc import Callable
from typing import Literal

import numpy as np
import pandas as pd
from scipy import stats

from sharing.claim_counts import say_gap, say_kind
from sharing.claim_facts import Known
from sharing.claim_savings import LEAST_GROUPS, say_few_groups
from sharing.intervals import LEVEL
from sharing.prose import say_pounds
from sharing.resampling import SEED, Counts, Floats, resample_clusters, weigh_means, weigh_medians
from sharing.verdicts import Measured, Unknown

DRAWS = 4999
REST = "the rest"
Summary = Literal["median", "mean", "total"]
Column = Literal["size", "family", "category", "region", "other_bodies"]
Value = Literal["annual_saving_gbp", "annual_saving_cash_gbp", "saving_per_council_gbp"]


def weigh_totals(values: pd.Series, weights: Counts) -> Floats:
    """The sum of ``values``, shape (n,), in each resample of ``weights``, shape (draws, n)."""
    return weights @ values.to_numpy(dtype="float64")


SUMMARIES: dict[str, Callable[[pd.Series, Counts], Floats]] = {
    "median": weigh_medians,
    "mean": weigh_means,
    "total": weigh_totals,
}


def lead_in_savings(
    known: Known,
    *,
    by: Column,
    group: str | bool,
    summary: Summary,
    of: Value = "annual_saving_gbp",
    rank: Literal["highest", "lowest"] = "highest",
    against: list[str] | None = None,
    together: bool = False,
) -> Measured | Unknown:
    """How far a group's savings are above (or, for ``lowest``, below) those of its nearest rival.

    Pounds a year. The interval is the lowest and the highest that the simultaneous intervals of the
    lead over each rival allow: percentiles of resamples of whole partner groups, moved out for few
    groups (Hesterberg, The American Statistician 69, 2015) and for several rivals (Bonferroni).

    Parameters
    ----------
    by, group, against
        The column, its value whose lead is measured, and its rivals: each other value if not given.
        Groups in fewer than `LEAST_GROUPS` partner groups do not compete.
    together
        Whether all others are one rival.
    """
    rows = known.savings.dropna(subset=of)
    rows = rows[rows[by] != ""]
    inside = {name: (rows[by] == name).to_numpy() for name in rows[by].unique()}
    if together:
        inside = {group: rows[by].eq(group).to_numpy(), REST: rows[by].ne(group).to_numpy()}
    spread = {name: rows.cluster[mask].nunique() for name, mask in inside.items()}
    rivals = [
        name
        for name in inside
        if name != group and spread[name] >= LEAST_GROUPS and (against is None or name in against)
    ]
    if spread.get(group, 0) < LEAST_GROUPS or not rivals:
        few = rows[rows[by] == group]
        return Unknown(say_few_groups(known, few, group_name(known, by, group)))
    sign = 1 if rank == "highest" else -1
    found = _summarise_groups(rows[of], rows.cluster, inside, [group, *rivals], SUMMARIES[summary])
    leads = [
        _find_lead(sign, found[group], found[rival], min(spread[group], spread[rival]), len(rivals))
        for rival in rivals
    ]
    estimate, low, high = np.min(leads, axis=0)
    nearest = rivals[int(np.argmin([lead[0] for lead in leads]))]
    told = _say_lead(known, by, group, nearest, summary, of, found, len(rivals), rank)
    words = ("ahead", "behind") if rank == "highest" else ("lower", "higher")
    told += f": {say_gap(say_pounds, estimate, low, high, words)}"
    return Measured(float(estimate), float(low), float(high), len(rows), "pounds", told)


def group_name(known: Known, by: str, value: object) -> str:
    """A group of savings as a sentence names it."""
    if by == "other_bodies":
        return f"partnerships {'with other public bodies' if value else 'of councils alone'}"
    if value == REST:
        return "all others"
    kind = say_kind(known, by, str(value))
    return f"partnerships {kind}" if by == "size" else kind.removeprefix("in ")


def _summarise_groups(
    values: pd.Series,
    clusters: pd.Series,
    inside: dict[object, np.ndarray],
    names: list[object],
    summarise: Callable[[pd.Series, Counts], Floats],
) -> dict[object, Floats]:
    """Each group's statistic as it stands, then in every resample of whole clusters."""
    once = np.ones((1, len(values)), dtype=np.int64)
    weights = np.vstack([once, resample_clusters(clusters, DRAWS, SEED)])
    return {name: summarise(values[inside[name]], weights[:, inside[name]]) for name in names}


def _find_lead(
    sign: int, own: Floats, rival: Floats, groups: int, tests: int
) -> tuple[float, float, float]:
    """The lead of one group over another, with one of several simultaneous intervals."""
    drawn = sign * (own - rival)
    reach = np.sqrt(groups / (groups - 1)) * stats.t.ppf((1 - LEVEL) / 2 / tests, groups - 1)
    tail = float(stats.norm.cdf(reach))
    low, high = np.nanquantile(drawn[1:], [tail, 1 - tail])
    return float(drawn[0]), float(low), float(high)


def _say_lead(
    known: Known,
    by: str,
    group: str | bool,
    nearest: object,
    summary: str,
    of: str,
    found: dict[object, Floats],
    rivals: int,
    rank: str,
) -> str:
    each = " for each council" if of == "saving_per_council_gbp" else ""
    place = "" if rivals == 1 else f", the {rank} of the {rivals} other groups"
    return (
        f"among publicised savings{known.here}, the {summary}{each} of "
        f"{group_name(known, by, group)} is {say_pounds(found[group][0])} a year and that of "
        f"{group_name(known, by, nearest)} {say_pounds(found[nearest][0])}{place}"
    )
