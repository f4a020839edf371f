"""What one more partnership might report: the spread of a new saving, not the range of a mean.

The plan, written before the first forecast.

Target. The reported annual saving, in pounds of the price year, of one new arrangement whose
connected partner group is not on the register. Groups are taken to be drawn like those on the
register, so each counts once, however many arrangements it has.

Model. The log of a positive saving is a level, a slope on the log of the number of councils, an
effect of the service family and one of the size group, each pulled towards the others
(`sharing.pooling`), the luck of its group and its own.

Spread. The forecast without group g, moved by the error that it makes for each arrangement of g, is
one value that the new saving might take; all of them together are the forecast. This is the
jackknife+ (Barber and others, Annals of Statistics 49, 2021) with whole groups left out, as
dependence needs (Dunn, Wasserman and Ramdas, Journal of the American Statistical Association 118,
2023). It holds the doubt about the model and the luck of group and arrangement, and takes no shape
of luck for granted. With K groups the ordered values cut the line into K + 1 equally likely parts;
an end further out than the first cut is not given.

Zeros and losses have no log. They are the same in every forecast, as they stand.

What is asked. Family and number of councils always. Whether the figure is achieved, and the
combined population, only if leaving whole groups out shows that asking lowers the error (CRPS,
Gneiting and Raftery, Journal of the American Statistical Association 102, 2007) by more than twice
the standard error of the difference (`sharing.prediction_check`). In no edition did it. Errors are
measured on the inverse hyperbolic sine of the saving in thousands of pounds, which is its log for
all but the smallest and takes zeros and losses.
"""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.models import NotEstimated
from sharing.pooling import Codes, Data, Floats, Pooled, fit_pooled
from sharing.selection import measure_effective_groups

LEAST_GROUPS = 20
HALF, NINE_IN_TEN = (0.25, 0.75), (0.05, 0.95)
FACTORS = ("family", "partners_group")
SIZE = "log_size"
STATUS, POPULATION = ("achieved",), ("log_population", "population_incomplete")
UNKNOWN = "unknown"


@dataclass(frozen=True)
class Forecast:
    """What new arrangements might report.

    Attributes
    ----------
    values
        Pounds a year; row k holds the values that arrangement k might take, shape (m, n).
    weights
        The weight of each value, shape (n,); they sum to the effective number of groups.
    """

    values: Floats
    weights: Floats

    def find_ends(self, levels: tuple[float, ...]) -> Floats:
        """The savings that a new one stays under with each chance of ``levels``, shape (m, k)."""
        return np.array([find_quantiles(row, self.weights, levels) for row in self.values])

    def find_share_under(self, limit: float) -> Floats:
        """The chance of a saving under ``limit`` pounds, shape (m,), never quite none or all.

        Half of one more group lies on either side, as in `find_quantiles`.
        """
        return ((self.values < limit) @ self.weights + 0.5) / (self.weights.sum() + 1)


@dataclass(frozen=True)
class Coding:
    """How arrangements are told to a model in numbers.

    Attributes
    ----------
    extras
        The columns with a slope beside the number of councils'.
    kinds
        Of each factor of `FACTORS`, the kinds that the model knows.
    """

    extras: tuple[str, ...]
    kinds: tuple[pd.Index, ...]

    def read_slopes(self, table: pd.DataFrame) -> Floats:
        """The numbers with a slope of n arrangements, shape (n, s)."""
        return table[[SIZE, *self.extras]].to_numpy(dtype=float)

    def read_factors(self, table: pd.DataFrame) -> tuple[Codes, ...]:
        """The place of each arrangement's kind of each factor, shape (n,); -1 if not known."""
        known = zip(FACTORS, self.kinds, strict=True)
        return tuple(kinds.get_indexer(table[factor]) for factor, kinds in known)


@dataclass(frozen=True)
class Predictor:
    """The model of one table of savings.

    Attributes
    ----------
    table
        The arrangements it rests on, those without a positive saving too.
    coding
        How they are told to the model.
    pooled
        The fitted model of the positive savings; None for a forecast that asks nothing, which is
        the register as it stands.
    chances
        The weight of each arrangement for those of its size that were not publicised, shape (n,).
    """

    table: pd.DataFrame
    coding: Coding
    pooled: Pooled | None
    chances: Floats

    def forecast(self, kinds: pd.DataFrame) -> Forecast:
        """What arrangements of given kinds might report.

        Parameters
        ----------
        kinds
            ``family``, ``partners_group``, ``log_size`` and the extras, one row per arrangement.
        """
        savings = self.table.annual_saving_gbp.to_numpy(dtype=float)
        values = np.tile(savings, (len(kinds), 1))
        if self.pooled is not None:
            slopes, factors = self.coding.read_slopes(kinds), self.coding.read_factors(kinds)
            _, without = self.pooled.forecast(slopes, factors)
            values[:, self._is_gained] = np.exp(without + self.pooled.residuals)
        return Forecast(values, self.weights)

    def reweigh(self, chances: Floats) -> "Predictor":
        """The same with arrangements that count as ``chances``, shape (n,), say."""
        gained = chances[self._is_gained]
        pooled = None if self.pooled is None else self.pooled.reweigh(gained / gained.mean())
        return replace(self, pooled=pooled, chances=chances)

    def leave_out(self, cluster: str) -> "Predictor | NotEstimated":
        """The same fitted anew without a connected partner group, or why it cannot be."""
        kept = (self.table.cluster != cluster).to_numpy()
        rest = replace(self, table=self.table[kept], chances=self.chances[kept])
        if self.pooled is None:
            return rest
        data = self.pooled.data.take(kept[self._is_gained])
        return _fit(rest, data, self.pooled.ratios)

    @cached_property
    def weights(self) -> Floats:
        """The weight of each arrangement, summing to the effective number of groups.

        Each group counts as one, but for ``chances`` (Kish, Survey Sampling, 1965).
        """
        clusters = pd.factorize(self.table.cluster)[0]
        weights = self.chances / np.bincount(clusters)[clusters]
        return weights * measure_effective_groups(weights, self.table.cluster) / weights.sum()

    @property
    def groups(self) -> int:
        """How many connected partner groups the forecasts rest on."""
        return int(self.table.cluster.nunique())

    @property
    def _is_gained(self) -> NDArray[np.bool_]:
        return self.table.annual_saving_gbp.to_numpy() > 0


def prepare(table: pd.DataFrame) -> pd.DataFrame:
    """The arrangements that a forecast can rest on, with ``log_size``; their number is known."""
    known = table[table.partners_group != UNKNOWN].reset_index(drop=True)
    return known.assign(**{SIZE: measure_size(known.n_councils.to_numpy(dtype=float))})


def measure_size(councils: Floats) -> Floats:
    """The log to base 2 of the number of councils; none counts as one."""
    return np.log2(np.maximum(councils, 1.0))


def fit_predictor(table: pd.DataFrame, extras: tuple[str, ...] = ()) -> Predictor | NotEstimated:
    """Fit the model to a table of savings from `prepare`, or say why it cannot be."""
    gained = table[table.annual_saving_gbp > 0]
    coding = Coding(extras, tuple(pd.Index(sorted(gained[factor].unique())) for factor in FACTORS))
    data = Data(
        np.log(gained.annual_saving_gbp.to_numpy(dtype=float)),
        coding.read_slopes(gained),
        coding.read_factors(gained),
        pd.factorize(gained.cluster)[0],
    )
    return _fit(Predictor(table, coding, None, np.ones(len(table))), data)


def ask_nothing(table: pd.DataFrame) -> Predictor:
    """The register as it stands, as the forecast for whatever kind."""
    return Predictor(table, Coding((), ()), None, np.ones(len(table)))


def find_quantiles(values: Floats, weights: Floats, levels: tuple[float, ...]) -> Floats:
    """The points under which a new value lies with each chance of ``levels``.

    ``weights``, shape (n,), count independent groups. For equal weights of one the k-th of n
    ordered values stands at k / (n + 1) (Weibull's plotting position); points between are
    interpolated on the inverse hyperbolic sine of thousands. nan beyond the outermost value.
    """
    order = np.argsort(values, kind="stable")
    taken = weights[order]
    places = (np.cumsum(taken) - taken / 2 + 0.5) / (taken.sum() + 1)
    points = np.interp(levels, places, transform(values[order]), left=np.nan, right=np.nan)
    return 1000 * np.sinh(points)


def transform(savings: NDArray[np.float64]) -> Floats:
    """The inverse hyperbolic sine of thousands of pounds."""
    return np.arcsinh(savings / 1000)


def _fit(predictor: Predictor, data: Data, start: Floats | None = None) -> Predictor | NotEstimated:
    """A predictor with its model, fitted to positive savings; ``start`` as in `fit_pooled`."""
    groups = len(np.unique(data.groups))
    if groups < LEAST_GROUPS:
        return NotEstimated(
            "planner", f"the savings come from {groups} independent partner groups, too few"
        )
    return replace(predictor, pooled=fit_pooled(data, start))
