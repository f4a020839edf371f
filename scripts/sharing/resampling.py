"""Resample whole connected partner groups, and compute statistics of every resample at once.

The cluster (pairs) bootstrap (Davison and Hinkley, Bootstrap Methods and their Application, 1997,
section 3.8; Cameron, Gelbach and Miller, Review of Economics and Statistics 90, 2008): as many
groups as there are, are drawn with replacement, and each comes with all its arrangements. A
resample is a row of weights: how many times each arrangement is in it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]
DRAWS = 9999
SEED = 20150701


def resample_clusters(clusters: pd.Series, draws: int, seed: int) -> Counts:
    """How often each arrangement is in each resample of whole clusters.

    Parameters
    ----------
    clusters
        The connected partner group of each arrangement, shape (n,), none missing.
    draws
        How many resamples.
    seed
        Of NumPy's default generator: the same seed and clusters give the same weights.

    Returns
    -------
    Whole numbers of shape (draws, n), equal within a cluster. Over the clusters, a row sums to
    their number; over arrangements it need not sum to n, since clusters differ in size.
    """
    codes, names = pd.factorize(clusters, sort=True)
    if not len(names):
        return np.zeros((draws, 0), dtype=np.int64)
    chances = np.full(len(names), 1 / len(names))
    return np.random.default_rng(seed).multinomial(len(names), chances, size=draws)[:, codes]


def weigh_means(values: pd.Series, weights: Counts) -> Floats:
    """The mean of ``values``, shape (n,), in each resample; nan where a resample holds none.

    ``weights`` has shape (draws, n), the result (draws,).
    """
    totals = weights.sum(axis=1)
    sums = weights @ values.to_numpy(dtype="float64")
    return np.divide(sums, totals, out=np.full(len(weights), np.nan), where=totals > 0)


def weigh_medians(values: pd.Series, weights: Counts) -> Floats:
    """The median of ``values``, shape (n,), in each resample; nan where a resample holds none.

    As if each value were repeated as often as its weight: the middle value, or the mean of the two
    in the middle. ``weights`` has shape (draws, n), the result (draws,).
    """
    if not len(values):
        return np.full(len(weights), np.nan)
    order = np.argsort(values.to_numpy(dtype="float64"), kind="stable")
    ordered = values.to_numpy(dtype="float64")[order]
    reached = np.cumsum(weights[:, order], axis=1)
    totals = reached[:, -1:]
    lower = (reached >= np.maximum((totals + 1) // 2, 1)).argmax(axis=1)
    upper = (reached >= totals // 2 + 1).argmax(axis=1)
    return np.where(totals[:, 0] > 0, (ordered[lower] + ordered[upper]) / 2, np.nan)
