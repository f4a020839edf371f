"""Shares and medians with intervals that allow for dependence between arrangements.

The same councils stand behind many arrangements, so a share's variance is taken between connected
partner groups, and its size turned into the number of independent arrangements that would carry as
much information. Korn and Graubard's interval (Survey Methodology 24, 1998) then serves for the
share, by mid-P since the exact one is too wide (Agresti and Gottard, Computational Statistics and
Data Analysis 51, 2007), and the sign test's interval on the same effective number for the median.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy import optimize, special

LEVEL = 0.95
Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
SHARE_METHOD = (
    "Korn-Graubard 95% interval by mid-P; effective sample size from the variance between "
    "connected partner groups"
)
MEDIAN_METHOD = (
    "interpolated sign-test {percent} interval; effective sample size from the variance between "
    "connected partner groups"
)


@dataclass(frozen=True)
class Interval:
    """An estimate with its interval; ``low`` and ``high`` are nan where none can be given.

    The interval is at 95% unless its maker says otherwise. ``n`` counts the arrangements,
    ``clusters`` the connected partner groups.
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
    return _measure_size(indicator.to_numpy(dtype="float64"), _number(clusters))


def _number(clusters: pd.Series | Codes) -> Codes:
    """The clusters as whole numbers from 0, in the order of their names."""
    # A sum in another order may round an effective size that is whole to the other side.
    return pd.factorize(np.asarray(clusters), sort=True)[0]


def _measure_size(values: Floats, clusters: Codes) -> float:
    n, sizes = len(values), np.bincount(clusters)
    groups, share = len(sizes), float(values.mean())
    if groups < 2 or share in (0.0, 1.0):
        return float(groups)
    residuals = np.bincount(clusters, weights=values - share)
    variance = groups / (groups - 1) * float((residuals**2).sum()) / n**2
    design_effect = variance / (share * (1 - share) / n)
    freedom = special.stdtrit([n - 1, measure_freedom(sizes)], (1 + LEVEL) / 2)
    ratio = float(freedom[0] / freedom[1]) ** 2
    return float(np.clip(n / max(design_effect, 1.0) * ratio, 1.0, n))


def measure_freedom(sizes: Codes) -> float:
    """Degrees of freedom of a variance between clusters of those sizes, at least one.

    One less than the effective number of clusters (Carter, Schnepel and Steigerwald, Review of
    Economics and Statistics 99, 2017): 63 groups of which two hold a quarter of all arrangements
    tell less than 63 equal ones.
    """
    return max(float(sizes.sum() ** 2 / (sizes**2).sum()) - 1, 1.0)


def estimate_share(indicator: pd.Series, clusters: pd.Series) -> Interval:
    """The share of arrangements for which ``indicator`` holds (shapes as above)."""
    if len(indicator) == 0:
        return Interval(np.nan, np.nan, np.nan, 0, 0, SHARE_METHOD)
    values, numbers = indicator.to_numpy(dtype="float64"), _number(clusters)
    share, size = float(values.mean()), _measure_size(values, numbers)
    hits = share * size
    return Interval(
        share,
        bound_share(hits, size, (1 - LEVEL) / 2),
        1 - bound_share(size - hits, size, (1 - LEVEL) / 2),
        len(values),
        int(numbers.max()) + 1,
        SHARE_METHOD,
    )


def bound_share(hits: float, size: float, tail: float) -> float:
    """The share under which ``hits`` of ``size`` or more have the mid-P chance ``tail``.

    Neither ``hits`` nor ``size`` need be whole. The upper end of an interval is one less that of
    the misses.
    """
    if hits <= 0:
        return 0.0

    def excess(share: float) -> float:
        more = special.betainc(hits + 1, size - hits, share) if hits < size else 0.0
        return float(more + special.betainc(hits, size - hits + 1, share)) / 2 - tail

    return float(optimize.brentq(excess, 0, 1, xtol=1e-12)) if excess(1) > 0 else 1.0


def estimate_median(values: pd.Series, clusters: pd.Series, level: float = LEVEL) -> Interval:
    """The median of ``values``, shape (n,), with the sign test's interval.

    The test's levels jump from one ordered value to the next; the ends are interpolated between the
    two that stand on either side of the level wanted (Hettmansperger and Sheather, Statistics and
    Probability Letters 4, 1986), at the ranks of the effective sample size.

    Fewer than six effective arrangements cannot bound a median at 95%, nor fewer than eight at 99%;
    the interval is then nan.
    """
    return _bound_median(values.to_numpy(dtype="float64"), _number(clusters), level)


def _bound_median(values: Floats, clusters: Codes, level: float) -> Interval:
    n, groups, method = len(values), int(clusters.max(initial=-1)) + 1, _name_median(level)
    if n == 0:
        return Interval(np.nan, np.nan, np.nan, 0, 0, method)
    median = float(np.median(values))
    size = int(_measure_size((values <= median).astype(float), clusters))
    rank = _find_rank(size, level)
    if rank is None:
        return Interval(median, np.nan, np.nan, n, groups, method)
    place = (rank - 0.5) * n / size - 0.5
    low, high = np.interp([place, n - 1 - place], np.arange(n), np.sort(values))
    return Interval(median, float(low), float(high), n, groups, method)


def _find_rank(size: int, level: float) -> float | None:
    """The rank, between two whole ones, of the interval's lower end among ``size`` values.

    None where even the smallest and the largest value do not reach ``level``.
    """
    below = special.bdtr(np.arange(size + 1), size, 0.5)
    whole = int(np.searchsorted(below, (1 - level) / 2))
    if whole < 1:
        return None
    reached, next_reached = 1 - 2 * below[[whole - 1, whole]]
    excess = (reached - level) / (reached - next_reached)
    return float(whole + (size - whole) * excess / (whole + (size - 2 * whole) * excess))


def _name_median(level: float) -> str:
    return MEDIAN_METHOD.format(percent=f"{100 * level:.4g}%")


def summarise_groups(
    table: pd.DataFrame, by: str, values: pd.Series, level: float = LEVEL
) -> pd.DataFrame:
    """The median of ``values`` in each group of ``table[by]``, one row per group in sorted order.

    Each interval holds at ``level`` for its group alone. For m groups that hold together at 95%,
    take 1 - 0.05 / m (Bonferroni's inequality; it needs no independence between groups).

    Returns
    -------
    DataFrame with ``by``, ``n``, ``clusters``, ``median``, ``low``, ``high``, in the units of
    ``values``; ``low`` and ``high`` are nan where a group is too small.
    """
    savings, numbers = values[table.index].to_numpy(dtype="float64"), _number(table.cluster)
    rows = []
    for group, places in table.groupby(by, sort=True).indices.items():
        interval = _bound_median(savings[places], _number(numbers[places]), level)
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
