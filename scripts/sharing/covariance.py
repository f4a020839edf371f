"""Cluster-robust standard errors that hold with few and unequal clusters.

The usual correction and t(G-1) cover far too little on this register's clusters: a few are large,
and many terms rest on a handful. CR2 removes the bias of the variance under independent errors, and
each term gets the degrees of freedom that its own variance estimate has (Bell and McCaffrey, Survey
Methodology 28, 2002; Imbens and Kolesar, Review of Economics and Statistics 98, 2016).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-10
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Clustered:
    """Standard errors, degrees of freedom and support of each coefficient, of shape (k,).

    ``support`` is the effective number of clusters that a coefficient rests on: the inverse of
    the sum of the clusters' squared shares of its partial leverage. A standard error that rests on
    fewer than two is no measure of how clusters vary.
    """

    std_error: Floats
    df: Floats
    support: Floats


def estimate_clustered(design: Floats, residuals: Floats, clusters: NDArray[np.intp]) -> Clustered:
    """CR2 standard errors of a least-squares fit, with Bell and McCaffrey's degrees of freedom.

    Parameters
    ----------
    design
        Shape (n, k), of full rank.
    residuals
        Shape (n,).
    clusters
        Cluster number of each row, shape (n,).
    """
    bread = np.linalg.inv(design.T @ design)
    leverage = design @ bread @ design.T
    annihilator = np.eye(len(design)) - leverage
    scores, reach = [], []
    for cluster in np.unique(clusters):
        rows = np.flatnonzero(clusters == cluster)
        adjusted = _invert_root(annihilator[np.ix_(rows, rows)]) @ design[rows] @ bread
        scores.append(residuals[rows] @ adjusted)
        # Of shape (n, k): how each error enters the cluster's part of every coefficient.
        reach.append(annihilator[:, rows] @ adjusted)
    variance = (np.array(scores) ** 2).sum(axis=0)
    return Clustered(
        np.sqrt(variance),
        _count_freedom(np.array(reach)),
        _count_support(design @ bread, clusters),
    )


def _count_freedom(reach: Floats) -> Floats:
    """Satterthwaite's degrees of freedom from ``reach`` of shape (clusters, n, k)."""
    freedom = []
    for term in range(reach.shape[2]):
        gram = reach[:, :, term] @ reach[:, :, term].T
        freedom.append(np.trace(gram) ** 2 / (gram**2).sum())
    return np.array(freedom)


def _count_support(influence: Floats, clusters: NDArray[np.intp]) -> Floats:
    """The effective number of clusters behind each coefficient.

    A column of ``influence`` is proportional to its regressor with all the others taken out.
    """
    shares = np.array([(influence[clusters == c] ** 2).sum(axis=0) for c in np.unique(clusters)])
    return 1 / ((shares / shares.sum(axis=0)) ** 2).sum(axis=0)


def _invert_root(matrix: Floats) -> Floats:
    """The symmetric inverse square root, with what is singular left at nothing."""
    values, vectors = np.linalg.eigh(matrix)
    kept = values > SMALL
    return (vectors[:, kept] / np.sqrt(values[kept])) @ vectors[:, kept].T
