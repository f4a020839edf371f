"""Shares of all arrangements, with intervals that allow for arrangements that share a partner.

Over the whole register nearly every council is connected to every other through some chain of
arrangements, so connected groups would count the register as one. What two arrangements have in
common is a partner, not a chain: their errors may go together where they name the same council,
fire service or police force, and nowhere else. That is the dependence of dyads, and of larger sets,
that share a member (Fafchamps and Gubert, Journal of Development Economics 83, 2007; Aronow, Samii
and Assenova, Political Analysis 23, 2015). The share's interval is then Korn and Graubard's, as in
`sharing.intervals`, of which this is the same thing wherever groups do not overlap.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import stats
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from sharing.edition import connect_partners
from sharing.intervals import LEVEL, Interval, bound_share

METHOD = (
    "Korn-Graubard 95% interval by mid-P; effective sample size from the variance between "
    "arrangements that share a partner"
)
Links = NDArray[np.bool_]


def link_arrangements(members: pd.DataFrame, arrangement_ids: pd.Index) -> Links:
    """Which arrangements share a named partner.

    Parameters
    ----------
    members
        The register's members. Councils are told apart by their code; fire services and police
        forces, which have none, by the groups of `connect_partners`.
    arrangement_ids
        The n arrangements, each once.

    Returns
    -------
    Symmetric, of shape (n, n), true on the diagonal.
    """
    size = len(arrangement_ids)
    councils = members[members.arrangement_id.isin(arrangement_ids) & members.authority_code.ne("")]
    codes, _ = pd.factorize(councils.authority_code)
    rows = arrangement_ids.get_indexer(councils.arrangement_id)
    named = csr_array(
        (np.ones(len(rows)), (rows, codes)), shape=(size, int(codes.max(initial=-1)) + 1)
    )
    shared = (named @ named.T).toarray() > 0
    others = connect_partners(members[members.authority_code == ""], arrangement_ids.to_series())
    group = others[arrangement_ids].to_numpy() if size else np.empty(0, dtype=object)
    return shared | (group[:, None] == group[None, :])


def estimate_linked_share(indicator: pd.Series, members: pd.DataFrame) -> Interval:
    """The share of arrangements for which ``indicator`` holds.

    Parameters
    ----------
    indicator
        True or false, indexed by ``arrangement_id``, each once.
    members
        The register's members.

    Returns
    -------
    Interval whose ``clusters`` counts the connected groups; nan throughout for no arrangement.
    """
    total = len(indicator)
    if not total:
        return Interval(np.nan, np.nan, np.nan, 0, 0, METHOD)
    links = link_arrangements(members, pd.Index(indicator.index))
    values = indicator.to_numpy(dtype="float64")
    share, size = float(values.mean()), measure_linked_size(values, links)
    hits, tail = share * size, (1 - LEVEL) / 2
    low, high = bound_share(hits, size, tail), 1 - bound_share(size - hits, size, tail)
    groups = int(connected_components(csr_array(links))[0])
    return Interval(share, low, high, total, groups, METHOD)


def measure_linked_size(values: NDArray[np.float64], links: Links) -> float:
    """The number of independent arrangements as informative about a share as these linked ones.

    With n arrangements of which each shares a partner with d on average, itself included, n / d
    takes the place of the number of clusters in `sharing.intervals.measure_effective_size`.

    Parameters
    ----------
    values
        0 or 1, shape (n,).
    links
        As `link_arrangements` gives them, shape (n, n).

    Returns
    -------
    Between 1 and n.
    """
    total = len(values)
    groups = total**2 / links.sum()
    spread = values - values.mean()
    if groups <= 1 or not spread.any():
        return float(max(groups, 1.0))
    between, within = float(spread @ links @ spread), float(spread @ spread)
    effect = max(groups / (groups - 1) * between / within, 1.0)
    tail = (1 + LEVEL) / 2
    freedom = stats.t.ppf(tail, total - 1) / stats.t.ppf(tail, max(groups - 1, 1.0))
    return float(np.clip(total / effect * freedom**2, 1.0, total))
