"""Cluster-robust standard errors that hold with few and unequal clusters.

The usual correction and t(G-1) cover far too little on this register's clusters: a few are large,
and many terms rest on a handful. CR2 removes the bias of the variance under independent errors, and
each term gets the degrees of freedom that its own variance estimate has (Bell and McCaffrey, Survey
Methodology 28, 2002; Imbens and Kolesar, Review of Economics and Statistics 98, 2016).
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

SMALL = 1e-10
Floats = NDArray[np.float64]
Correction = Literal["CR2", "CR3"]
POWERS: dict[Correction, float] = {"CR2": -0.5, "CR3": -1.0}


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


@dataclass(frozen=True)
class Reach:
    """How errors enter the wanted coefficients of one design, whatever the residuals turn out.

    Attributes
    ----------
    weights
        Shape (n, k): times the residuals and summed over a cluster, that cluster's part of the
        error of each coefficient.
    clusters
        Cluster number of each row from 0, shape (n,).
    df, support
        As in `Clustered`; they depend on the design and the clusters alone.
    """

    weights: Floats
    clusters: NDArray[np.intp]
    df: Floats
    support: Floats

    def measure(self, residuals: Floats) -> Clustered:
        """The standard errors that go with ``residuals`` of shape (n,)."""
        scores = _sum_clusters(self.weights * residuals[:, None], self.clusters)
        return Clustered(np.sqrt((scores**2).sum(axis=0)), self.df, self.support)


def estimate_clustered(
    design: Floats,
    residuals: Floats,
    clusters: NDArray[np.intp],
    correction: Correction = "CR2",
) -> Clustered:
    """Standard errors of a least-squares fit, with degrees of freedom for each coefficient.

    Parameters
    ----------
    design
        Shape (n, k), of full rank.
    residuals
        Shape (n,).
    clusters
        Cluster number of each row, shape (n,).
    correction
        ``CR2`` has no bias under independent errors of one variance. ``CR3`` comes close to leaving
        out one cluster at a time and errs on the wide side, which a mean of savings needs: a few
        giants pull the fit towards them, so that residuals look smaller than errors are. Its
        degrees of freedom are one less than ``support`` (Carter, Schnepel and Steigerwald, Review
        of Economics and Statistics 99, 2017), since those of Bell and McCaffrey, made for CR2,
        covered less evenly in simulations on the register's own designs.
    """
    return prepare_clustered(design, clusters, correction=correction).measure(residuals)


def prepare_clustered(
    design: Floats,
    clusters: NDArray[np.intp],
    terms: list[int] | None = None,
    correction: Correction = "CR2",
) -> Reach:
    """The part of `estimate_clustered` that no outcome changes, for many outcomes to share.

    Parameters
    ----------
    design, clusters, correction
        As in `estimate_clustered`.
    terms
        The places of the coefficients wanted, in the order of the result; all if not given.
    """
    wanted = list(range(design.shape[1])) if terms is None else terms
    numbers = np.unique(clusters, return_inverse=True)[1]
    bread = np.linalg.inv(design.T @ design)
    # Proportional to each regressor with all the others taken out.
    influence = design @ bread[:, wanted]
    weights = _adjust(design, bread, influence, numbers, POWERS[correction])
    shares = _sum_clusters(influence**2, numbers)
    support = 1 / ((shares / shares.sum(axis=0)) ** 2).sum(axis=0)
    if correction == "CR3":
        freedom = np.maximum(support - 1, 1)
    else:
        freedom = _count_freedom(design, bread, weights, numbers)
    return Reach(weights, numbers, freedom, support)


def _adjust(
    design: Floats,
    bread: Floats,
    influence: Floats,
    clusters: NDArray[np.intp],
    power: float,
) -> Floats:
    """``influence`` with each cluster's rows times a power of their block of the annihilator."""
    sizes = np.bincount(clusters)
    kept = 1 - np.einsum("ij,ij->i", design @ bread, design)
    alone = np.where(kept > SMALL, kept, np.inf) ** power
    adjusted = influence * alone[:, None]
    order = np.argsort(clusters, kind="stable")
    starts = np.cumsum(sizes) - sizes
    # Clusters of one size in one go, since a register has many small ones.
    for size in np.unique(sizes[sizes > 1]):
        rows = order[starts[sizes == size][:, None] + np.arange(size)]
        part = design[rows]
        blocks = np.eye(size) - part @ bread @ part.transpose(0, 2, 1)
        adjusted[rows] = _raise(blocks, power) @ influence[rows]
    return adjusted


def _count_freedom(
    design: Floats, bread: Floats, weights: Floats, clusters: NDArray[np.intp]
) -> Floats:
    """Satterthwaite's degrees of freedom of each coefficient's squared error.

    They need, for every pair of clusters, the covariance of their parts of the coefficient under
    independent errors. The annihilator is idempotent, so that it is the clusters' own sums of
    squares less a product through ``bread``, and no matrix of the rows' size is built.
    """
    products = design[:, :, None] * weights[:, None, :]
    through = _sum_clusters(products, clusters)
    own = _sum_clusters(weights**2, clusters)
    freedom = []
    for term in range(weights.shape[1]):
        part = through[:, :, term]
        gram = np.diag(own[:, term]) - part @ bread @ part.T
        freedom.append(np.trace(gram) ** 2 / (gram**2).sum())
    return np.array(freedom)


def _sum_clusters(values: Floats, clusters: NDArray[np.intp]) -> Floats:
    """The sums of the rows of each cluster: from (n, ...) to (clusters, ...)."""
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order], prepend=-1))
    return np.add.reduceat(values[order], starts, axis=0)


def _raise(matrices: Floats, power: float) -> Floats:
    """Symmetric matrices to a negative power, with what is singular left at nothing."""
    values, vectors = np.linalg.eigh(matrices)
    raised = np.where(values > SMALL, values, np.inf) ** power
    return (vectors * raised[..., None, :]) @ vectors.transpose(0, 2, 1)
