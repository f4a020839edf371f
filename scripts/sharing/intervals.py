"""Shares and medians with intervals that allow for dependence between arrangements.

The same councils stand behind many arrangements, so a share's variance is taken between connected
partner groups, and its size turned into the number of independent arrangements that would carry as
much information. Korn and Graubard's exact interval (Survey Methodology 24, 1998) then serves for
the share, and the sign test's interval on the same effective number for the median.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

LEVEL = 0.95
SHARE_METHOD = (
    "Korn-Graubard exact 95% interval; effective sample size from the variance between connected "
    "partner groups"
)
MEDIAN_METHOD = (
    "sign-test 95% interval; effective sample size from the variance between connected partner "
    "groups"
)


@dataclass(frozen=True)
class Interval:
    """An estimate with its 95% interval; ``low`` and ``high`` are nan where none can be given.

    ``n`` counts the arrangements, ``clusters`` the connected partner groups.
    """

    estimate: float
    low: float
    high: float
    n: int
    clusters: int
    method: str

    @property
    def known(self) -> bool:
        """Whether an interval can be given."""
        return bool(np.isfinite(self.low) and np.isfinite(self.high))


def measure_effective_size(indicator: pd.Series, clusters: pd.Series) -> float:
    """The number of independent draws as informative about a share as these clustered ones.

    Parameters
    ----------
    indicator
        True or false for each arrangement, shape (n,).
    clusters
        The connected partner group of each, shape (n,).

    Returns
    -------
    Between 1 and n. A share of 0 or 1 has no variance to compare, so each cluster counts once;
    so does a single cluster.
    """
    n, groups = len(indicator), clusters.nunique()
    share = float(indicator.mean())
    if groups < 2 or share in (0.0, 1.0):
        return float(groups)
    residuals = (indicator.astype("float64") - share).groupby(clusters.to_numpy()).sum()
    variance = groups / (groups - 1) * float((residuals**2).sum()) / n**2
    design_effect = variance / (share * (1 - share) / n)
    tail = (1 + LEVEL) / 2
    freedom = (stats.t.ppf(tail, n - 1) / stats.t.ppf(tail, _measure_freedom(clusters))) ** 2
    return float(np.clip(n / max(design_effect, 1.0) * freedom, 1.0, n))


def _measure_freedom(clusters: pd.Series) -> float:
    """Degrees of freedom of a variance between clusters of unequal size, at least one.

    One less than the effective number of clusters (Carter, Schnepel and Steigerwald, Review of
    Economics and Statistics 99, 2017): 63 groups of which two hold a quarter of all arrangements
    tell less than 63 equal ones.
    """
    sizes = clusters.value_counts()
    return max(float(sizes.sum() ** 2 / (sizes**2).sum()) - 1, 1.0)


def estimate_share(indicator: pd.Series, clusters: pd.Series) -> Interval:
    """The share of arrangements for which ``indicator`` holds (shapes as above)."""
    n, groups = len(indicator), clusters.nunique()
    if n == 0:
        return Interval(np.nan, np.nan, np.nan, 0, 0, SHARE_METHOD)
    share = float(indicator.mean())
    size = measure_effective_size(indicator, clusters)
    hits, tail = share * size, (1 - LEVEL) / 2
    low = 0.0 if hits == 0 else float(stats.beta.ppf(tail, hits, size - hits + 1))
    high = 1.0 if hits == size else float(stats.beta.ppf(1 - tail, hits + 1, size - hits))
    return Interval(share, low, high, n, groups, SHARE_METHOD)


def estimate_median(values: pd.Series, clusters: pd.Series) -> Interval:
    """The median of ``values``, shape (n,), with an interval between two of the values.

    Fewer than six effective arrangements cannot bound a median at 95%; the interval is then nan.
    """
    n, groups = len(values), clusters.nunique()
    if n == 0:
        return Interval(np.nan, np.nan, np.nan, 0, 0, MEDIAN_METHOD)
    ordered = np.sort(values.to_numpy(dtype="float64"))
    median = float(np.median(ordered))
    size = int(measure_effective_size(values <= median, clusters))
    rank = int(n * stats.binom.ppf((1 - LEVEL) / 2, size, 0.5) / size)
    if rank < 1:
        return Interval(median, np.nan, np.nan, n, groups, MEDIAN_METHOD)
    return Interval(
        median, float(ordered[rank - 1]), float(ordered[n - rank]), n, groups, MEDIAN_METHOD
    )


def summarise_groups(table: pd.DataFrame, by: str, values: pd.Series) -> pd.DataFrame:
    """The median of ``values`` in each group of ``table[by]``, one row per group in sorted order.

    Returns
    -------
    DataFrame with ``by``, ``n``, ``clusters``, ``median``, ``low``, ``high``, in the units of
    ``values``; ``low`` and ``high`` are nan where a group is too small.
    """
    rows = []
    for group, part in table.groupby(by, sort=True):
        interval = estimate_median(values[part.index], part.cluster)
        rows.append(
            {
                by: group,
                "n": interval.n,
                "clusters": interval.clusters,
                "median": interval.estimate,
                "low": interval.low,
                "high": interval.high,
            }
        )
    return pd.DataFrame(rows, columns=[by, "n", "clusters", "median", "low", "high"])
