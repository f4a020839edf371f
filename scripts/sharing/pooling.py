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
    _outcome: Floats
    _groups: Codes
    _slopes: Floats
    _factors: tuple[Codes, ...]
    _level: Floats
    _projection: Floats

    def forecast(self, slopes: Floats, factors: Sequence[Codes]) -> tuple[Floats, Floats]:
        """The means of new arrangements in new groups, and the same without each group.

        Parameters
        ----------
        slopes, factors
            As in `fit_pooled`, for m new arrangements; a kind of -1 was never seen.

        Returns
        -------
        Shape (m,), and shape (m, n): column i is the mean without the group of arrangement i.
        """
        shared = SLOPE_VARIANCE * slopes @ self._slopes.T
        for ratio, new, old in zip(self.ratios[:-1], factors, self._factors, strict=True):
            shared = shared + ratio * (new[:, None] == old[None, :])
        weights = self._level + shared @ self._projection
        means = weights @ self._outcome
        moved = np.zeros((len(means), int(self._groups.max()) + 1))
        np.add.at(moved.T, self._groups, (weights * self.residuals).T)
        return means, means[:, None] - moved[:, self._groups]


def fit_pooled(
    outcome: Floats,
    slopes: Floats,
    factors: Sequence[Codes],
    groups: Codes,
    start: Floats | None = None,
) -> Pooled:
    """Fit the model.

    Parameters
    ----------
    outcome
        Shape (n,).
    slopes
        The numbers with a slope, shape (n, s), s may be 0.
    factors
        For each factor the kind of every arrangement, shape (n,), numbered from 0.
    groups
        The connected partner group of each, shape (n,), numbered from 0 without gaps.
    start
        Ratios from a fit to nearly the same data, which make this one faster.
    """
    effects = [_indicate(codes) for codes in (*factors, groups)]
    columns = np.hstack([slopes, *effects])
    owners = np.repeat(
        np.arange(len(effects) + 1), [slopes.shape[1], *(e.shape[1] for e in effects)]
    )
    ratios = _estimate_ratios(outcome, columns, owners, start)
    roots = _spread(ratios, owners)
    scaled = columns * roots
    inner = linalg.cho_factor(np.eye(len(roots)) + scaled.T @ scaled)
    inverse = np.eye(len(outcome)) - scaled @ linalg.cho_solve(inner, scaled.T)
    sums = inverse.sum(axis=0)
    level = sums / sums.sum()
    projection = inverse - np.outer(sums, level)
    weighted = projection @ outcome
    residuals = np.empty(len(outcome))
    for group in range(int(groups.max()) + 1):
        inside = np.flatnonzero(groups == group)
        residuals[inside] = linalg.solve(
            projection[np.ix_(inside, inside)], weighted[inside], assume_a="pos"
        )
    return Pooled(
        ratios, residuals, outcome, groups, slopes, tuple(factors), level, projection
    )


def _indicate(codes: Codes) -> Floats:
    return (codes[:, None] == np.arange(int(codes.max()) + 1)).astype(float)


def _spread(ratios: Floats, owners: Codes) -> Floats:
    """The standard deviation of each column's effect; ``owners`` is 0 for slopes."""
    return np.sqrt(np.concatenate([[SLOPE_VARIANCE], ratios]))[owners]


def _estimate_ratios(
    outcome: Floats, columns: Floats, owners: Codes, start: Floats | None
) -> Floats:
    crossed, ones, outcomes = columns.T @ columns, columns.sum(axis=0), columns.T @ outcome
    count, total, squares = len(outcome), outcome.sum(), outcome @ outcome

    def miss(log_ratios: Floats) -> float:
        """Minus twice the residual log likelihood, but for a constant."""
        roots = _spread(np.exp(log_ratios), owners)
        inner = np.eye(len(roots)) + roots[:, None] * crossed * roots
        lower = np.linalg.cholesky(inner)
        sides = linalg.solve_triangular(
            lower, roots[:, None] * np.column_stack([ones, outcomes]), lower=True
        )
        inner_products = sides.T @ sides
        plain = count - inner_products[0, 0]
        mixed = total - inner_products[0, 1]
        left = squares - inner_products[1, 1] - mixed**2 / plain
        return float(
            2 * np.log(np.diag(lower)).sum() + np.log(plain) + (count - 1) * np.log(left)
        )

    size = int(owners.max())
    first = np.full(size, START) if start is None else np.log(start)
    found = optimize.minimize(
        miss, first, method="L-BFGS-B", bounds=[LOG_RATIOS] * size, options={"ftol": 1e-7}
    )
    return np.exp(found.x)
