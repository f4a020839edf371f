"""A linear model in which each kind leans on all others, and its forecasts without a whole group.

The outcome of arrangement i is a level, slopes on numbers, an effect of each factor's kind (such as
the service family), the luck shared in its connected partner group, and its own. The effects of
kinds and the luck of groups are drawn from normal distributions, so that a kind with few
arrangements is pulled towards the others (partial pooling; Robinson, Statistical Science 6, 1991).
How far, is estimated by residual maximum likelihood (Patterson and Thompson, Biometrika 58, 1971).
Slopes have a wide prior, which lets a small register still give one. The likelihood is so flat near
its top that a search by differences of its values stops elsewhere on another machine; this one goes
by its slopes, written out.

Forecasts without a group need no new fit. With P the matrix that turns outcomes into weighted
residuals, the errors of group g forecast from all others are the inverse of P's block of g times
g's weighted residuals (Dubrule, Mathematical Geology 15, 1983). Any forecast without g is then the
forecast with g's outcomes replaced by what the others say of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import optimize

Floats = NDArray[np.float64]
Codes = NDArray[np.intp]
# In units of an arrangement's own variance: a slope could as well be three times its luck.
SLOPE_VARIANCE = 10.0
LOG_RATIOS = (-8.0, 4.0)
START = -1.5
# No end before the numbers' own. Unlike L-BFGS-B, TNC calls no LAPACK routine, which would wake
# threads that cost many times the search itself.
SEARCH = {"ftol": 0.0, "gtol": 0.0, "xtol": 1e-9, "maxfun": 1_000}


@dataclass(frozen=True)
class Data:
    """What a model is fitted to.

    Attributes
    ----------
    outcome
        Shape (n,).
    slopes
        The numbers with a slope, shape (n, s); s may be 0. Where they are zero does not matter.
    factors
        For each factor the kind of every arrangement, shape (n,), numbered from 0.
    groups
        The connected partner group of each, shape (n,), numbered from 0. Numbers of kinds and
        groups may have gaps: a kind that no arrangement is of has no effect.
    """

    outcome: Floats
    slopes: Floats
    factors: tuple[Codes, ...]
    groups: Codes

    def take(self, kept: NDArray[np.bool_]) -> "Data":
        """The arrangements that are ``kept``, shape (n,), numbered as before."""
        factors = tuple(codes[kept] for codes in self.factors)
        return Data(self.outcome[kept], self.slopes[kept], factors, self.groups[kept])

    def write(self, slopes: Floats, factors: Sequence[Codes]) -> Floats:
        """The numbers with a slope and one column for each kind, for m arrangements: (m, k)."""
        kinds = [
            codes[:, None] == np.arange(size)
            for codes, size in zip(factors, self._sizes, strict=True)
        ]
        return np.hstack([slopes - self.slopes.mean(axis=0), *kinds])

    @cached_property
    def columns(self) -> Floats:
        """`write` of the data's own arrangements, shape (n, k)."""
        return self.write(self.slopes, self.factors)

    @cached_property
    def owners(self) -> Codes:
        """Of each column, 0 for a slope, else the place of its variance ratio from 1."""
        return np.repeat(np.arange(len(self.factors) + 1), [self.slopes.shape[1], *self._sizes])

    @cached_property
    def peers(self) -> list[Codes]:
        """The places of the arrangements of groups of one size, shape (groups, size) each."""
        sizes = np.bincount(self.groups)
        order = np.argsort(self.groups, kind="stable")
        starts = np.cumsum(sizes) - sizes
        return [
            order[starts[sizes == size][:, None] + np.arange(size)]
            for size in np.unique(sizes[sizes > 0])
        ]

    def add_up(self, values: Floats) -> Floats:
        """The sum of ``values``, shape (n, k), over the arrangements of each group."""
        width = values.shape[1]
        cells = self.groups[:, None] * width + np.arange(width)
        size = (int(self.groups.max()) + 1) * width
        return np.bincount(cells.ravel(), values.ravel(), size).reshape(-1, width)

    @property
    def _sizes(self) -> list[int]:
        return [int(codes.max()) + 1 for codes in self.factors]


@dataclass(frozen=True)
class Pooled:
    """A fitted model.

    Attributes
    ----------
    data
        What it was fitted to, n arrangements.
    ratios
        The variance of each factor's effects, and last of the groups' luck, over that of an
        arrangement's own luck.
    residuals
        Of each outcome, its distance from the forecast without its group, shape (n,).
    """

    data: Data
    ratios: Floats
    residuals: Floats
    _level: Floats
    _effects: Floats

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
        data = self.data
        weights = self._level + data.write(slopes, factors) @ self._effects
        means = (weights * data.outcome).sum(axis=1)
        moved = data.add_up((weights * self.residuals).T)
        return means, means[:, None] - moved[data.groups].T

    def reweigh(self, weights: Floats) -> "Pooled":
        """The same model, its ratios kept, with some arrangements counting more than others.

        ``weights`` has shape (n,) and a mean of one.
        """
        return _solve(self.data, self.ratios, weights)


def fit_pooled(data: Data, start: Floats | None = None) -> Pooled:
    """Fit the model; ``start``, ratios from a fit to nearly the same data, makes it faster."""
    return _solve(data, _estimate_ratios(data, start), np.ones(len(data.outcome)))


def _solve(data: Data, ratios: Floats, weights: Floats) -> Pooled:
    """The model for given ratios; `Pooled._effects` is what each outcome adds to each effect.

    The luck of groups is taken out first, which needs only their sums: what is left are the few
    columns of slopes and kinds (Woodbury's identity).
    """
    spread = _spread(ratios, data.owners)
    columns, own = data.columns * spread, weights[:, None]
    luck = _lean(ratios[-1], np.bincount(data.groups, weights))[:, None]

    def take_luck_out(values: Floats) -> Floats:
        return own * (values - (luck * data.add_up(own * values))[data.groups])

    plain = take_luck_out(columns)
    root = np.linalg.inv(np.linalg.cholesky(np.eye(len(spread)) + columns.T @ plain))
    inward = root @ plain.T
    sides = np.column_stack([np.ones(len(weights)), data.outcome])
    once, outcome = (take_luck_out(sides) - inward.T @ (inward @ sides)).T
    level = once / once.sum()
    effects = spread[:, None] * (root.T @ inward - np.outer(columns.T @ once, level))
    across = np.vstack([inward, level * np.sqrt(once.sum()), (own * np.sqrt(luck[data.groups])).T])
    return Pooled(
        data,
        ratios,
        _find_errors(data, weights, across, outcome - once * (level @ data.outcome)),
        level,
        effects,
    )


def _find_errors(data: Data, weights: Floats, across: Floats, weighted: Floats) -> Floats:
    """The errors of each group forecast from all others.

    P's block of a group is that of ``weights`` on the diagonal less ``across.T @ across``;
    ``weighted`` are the weighted residuals.
    """
    errors = np.empty(len(weights))
    for places in data.peers:
        shared = across.T[places]
        blocks = weights[places][:, None] * np.eye(places.shape[1])
        blocks = blocks - shared @ shared.transpose(0, 2, 1)
        errors[places] = np.linalg.solve(blocks, weighted[places][:, :, None])[:, :, 0]
    return errors


def _spread(ratios: Floats, owners: Codes) -> Floats:
    """The standard deviation of each column's effect."""
    return np.sqrt(np.append(SLOPE_VARIANCE, ratios))[owners]


def _lean(ratio: float, sizes: Floats) -> Floats:
    """How far the arrangements of a group lean on their sum; ``sizes`` has shape (groups,)."""
    return ratio / (1 + ratio * sizes)


def _estimate_ratios(data: Data, start: Floats | None) -> Floats:
    owners, count, factors = data.owners, len(data.outcome), len(data.factors)
    every = np.column_stack([data.columns, np.ones(count), data.outcome - data.outcome.mean()])
    crossed, sums = every.T @ every, data.add_up(every)
    sizes = sums[:, -2]
    own = np.diag(np.append(np.ones(len(owners)), [0.0, 0.0]))
    # The last row of the Cholesky factor is the residuals', which have one variance to share.
    times = np.append(np.ones(len(owners) + 1), count - 1.0)

    def miss(log_ratios: Floats) -> tuple[float, Floats]:
        """Minus twice the residual log likelihood, but for a constant, and its slopes.

        The log of a matrix's determinant grows by the trace of its inverse times its growth.
        """
        ratios = np.exp(log_ratios)
        luck = _lean(ratios[-1], sizes)
        scale = np.append(_spread(ratios, owners), [1.0, 1.0])
        apart = crossed - (sums.T * luck) @ sums
        lower = np.linalg.cholesky(own + scale[:, None] * apart * scale)
        inverse = np.linalg.inv(lower)
        volume = np.log1p(ratios[-1] * sizes).sum() + 2 * times @ np.log(np.diag(lower))
        of_columns = 1 - (times @ inverse**2)[:-2]
        of_groups = luck * sizes - luck**2 / ratios[-1] * (
            times @ (inverse @ (sums * scale).T) ** 2
        )
        of_factors = np.bincount(owners, of_columns, factors + 1)[1:]
        return float(volume), np.append(of_factors, of_groups.sum())

    first = np.full(factors + 1, START) if start is None else np.log(start)
    found = optimize.minimize(
        miss, first, jac=True, method="TNC", bounds=[LOG_RATIOS] * len(first), options=SEARCH
    )
    return np.exp(found.x)
