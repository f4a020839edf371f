"""A linear model in which each kind leans on all others, and its forecasts without a whole group.

The outcome of arrangement i is a level, slopes on numbers, an effect of each factor's kind (such as
the service family), the luck shared in its connected partner group, and its own. The effects of
kinds and the luck of groups are drawn from normal distributions, so that a kind with few
arrangements is pulled towards the others (partial pooling; Robinson, Statistical Science 6, 1991).
How far, is estimated by residual maximum likelihood (Patterson and Thompson, Biometrika 58, 1971).
Slopes have a wide prior, which lets a small register still give one.

Forecasts without a group need no new fit. With P the matrix that turns outcomes into weighted
residuals, the errors of group g forecast from all others are the inverse of P's block of g times
g's weighted residuals (Dubrule, Mathematical Geology 15, 1983). Any forecast without g is then the
forecast with g's outcomes replaced by what the others say of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import linalg, optimize

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
# In units of an arrangement's own variance: a slope could as well be three times its luck.
SLOPE_VARIANCE = 10.0
LOG_RATIOS = (-8.0, 4.0)
START = -1.5


@dataclass(frozen=True)
class Pooled:
    """A fitted model.

    Attributes
    ----------
    ratios
        The variance of each factor's effects, and last of the groups' luck, over that of an
        arrangement's own luck.
    residuals
        Of each outcome, its distance from the forecast without its group, shape (n,).
    """

    ratios: Floats
    residuals: Floats
    _data: "Data"
    _roots: Floats
    _level: Floats
    _projection: Floats

    def forecast(self, slopes: Floats, factors: Sequence[Codes]) -> tuple[Floats, Floats]:
        """The means of new arrangements in new groups, and the same without each group.

        Parameters
        ----------
        slopes, factors
            As in `Data`, for m new arrangements; a kind of -1 was never seen.

        Returns
        -------
        Shape (m,), and shape (m, n): column i is the mean without the group of arrangement i.
        """
        data = self._data
        shared = SLOPE_VARIANCE * slopes @ data.slopes.T
        for ratio, new, old in zip(self.ratios[:-1], factors, data.factors, strict=True):
            shared = shared + ratio * (new[:, None] == old[None, :])
        weights = (self._level + (shared * self._roots) @ self._projection) * self._roots
        means = weights @ data.outcome
        moved = np.zeros((len(means), int(data.groups.max()) + 1))
        np.add.at(moved.T, data.groups, (weights * self.residuals).T)
        return means, means[:, None] - moved[:, data.groups]

    def reweigh(self, weights: Floats) -> "Pooled":
        """The same model, its ratios kept, with some arrangements counting more than others.

        ``weights`` has shape (n,) and a mean of one.
        """
        return _solve(self._data, self.ratios, weights)


@dataclass(frozen=True)
class Data:
    """What a model is fitted to.

    Attributes
    ----------
    outcome
        Shape (n,).
    slopes
        The numbers with a slope, shape (n, s); s may be 0.
    factors
        For each factor the kind of every arrangement, shape (n,), numbered from 0.
    groups
        The connected partner group of each, shape (n,), numbered from 0 without gaps.
    """

    outcome: Floats
    slopes: Floats
    factors: tuple[Codes, ...]
    groups: Codes

    @property
    def columns(self) -> Floats:
        """Every number with a slope and one column for each kind and group, shape (n, k)."""
        return np.hstack([self.slopes, *map(_indicate, (*self.factors, self.groups))])

    @property
    def owners(self) -> Codes:
        """Of each column, 0 for a slope, else the place of its variance ratio from 1."""
        sizes = [int(codes.max()) + 1 for codes in (*self.factors, self.groups)]
        return np.repeat(np.arange(len(sizes) + 1), [self.slopes.shape[1], *sizes])


def fit_pooled(data: Data, start: Floats | None = None) -> Pooled:
    """Fit the model; ``start``, ratios from a fit to nearly the same data, makes it faster."""
    return _solve(data, _estimate_ratios(data, start), np.ones(len(data.outcome)))


def _solve(data: Data, ratios: Floats, weights: Floats) -> Pooled:
    roots, groups = np.sqrt(weights), data.groups
    scaled = roots[:, None] * data.columns * _spread(ratios, data.owners)
    inner = linalg.cho_factor(np.eye(scaled.shape[1]) + scaled.T @ scaled)
    inverse = np.eye(len(roots)) - scaled @ linalg.cho_solve(inner, scaled.T)
    level = inverse @ roots / (roots @ inverse @ roots)
    projection = inverse - np.outer(inverse @ roots, level)
    weighted = projection @ (roots * data.outcome)
    errors = np.empty(len(roots))
    for group in range(int(groups.max()) + 1):
        inside = np.flatnonzero(groups == group)
        errors[inside] = linalg.solve(
            projection[np.ix_(inside, inside)], weighted[inside], assume_a="pos"
        )
    return Pooled(ratios, errors / roots, data, roots, level, projection)


def _indicate(codes: Codes) -> Floats:
    return (codes[:, None] == np.arange(int(codes.max()) + 1)).astype(float)


def _spread(ratios: Floats, owners: Codes) -> Floats:
    """The standard deviation of each column's effect."""
    return np.sqrt(np.concatenate([[SLOPE_VARIANCE], ratios]))[owners]


def _estimate_ratios(data: Data, start: Floats | None) -> Floats:
    outcome, columns, owners = data.outcome, data.columns, data.owners
    crossed, ones, outcomes = columns.T @ columns, columns.sum(axis=0), columns.T @ outcome
    count, total, squares = len(outcome), outcome.sum(), outcome @ outcome

    def miss(log_ratios: Floats) -> float:
        """Minus twice the residual log likelihood, but for a constant."""
        roots = _spread(np.exp(log_ratios), owners)
        lower = np.linalg.cholesky(np.eye(len(roots)) + roots[:, None] * crossed * roots)
        sides = linalg.solve_triangular(
            lower, roots[:, None] * np.column_stack([ones, outcomes]), lower=True
        )
        products = sides.T @ sides
        plain = count - products[0, 0]
        left = squares - products[1, 1] - (total - products[0, 1]) ** 2 / plain
        volume = 2 * np.log(np.diag(lower)).sum()
        return float(volume + np.log(plain) + (count - 1) * np.log(left))

    size = int(owners.max())
    first = np.full(size, START) if start is None else np.log(start)
    found = optimize.minimize(
        miss, first, method="L-BFGS-B", bounds=[LOG_RATIOS] * size, options={"ftol": 1e-7}
    )
    return np.exp(found.x)
