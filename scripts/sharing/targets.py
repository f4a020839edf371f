"""What each estimator of the pipeline says of a register, and what it would say if it knew all.

`ESTIMATORS` looks both up by an estimator's name; every model of `sharing.specifications` is one.
The true value of a model's term is what the model's own fit gives in a large world without luck,
where the log of the mean, the mean, the median or the chance of each arrangement stands in the
place of its saving. For a model that is right this is the effect itself; for one that simplifies,
what it converges to. The true share and medians come in closed form (`sharing.truth`).
"""

import warnings
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
import patsy
from statsmodels.tools.sm_exceptions import PerfectSeparationWarning

from sharing.estimators import fit_least_squares, fit_mean, fit_probability
from sharing.headlines import HEADLINES, measure_headlines
from sharing.intervals import Interval, estimate_median, estimate_share, summarise_groups
from sharing.models import NotEstimated, add_model_columns, fit_model
from sharing.specifications import SPECIFICATIONS
from sharing.truth import Truth
from sharing.worlds import draw_world

WORLDS = 200
WORLD_SEED = 20261122
WILD = "_wild"
FITS = {"annual_saving_gbp": fit_mean, "under_threshold": fit_probability}
Record = tuple[str, str, str, float, float, float]
Measure = Callable[[pd.DataFrame], Iterable[Record]]
Targets = dict[str, float]


@dataclass(frozen=True)
class World:
    """A large world whose arrangements stand for all that could be drawn.

    ``table`` has the columns of `sharing.worlds.draw_world` and of the models.
    """

    truth: Truth
    threshold_gbp: float
    table: pd.DataFrame


@dataclass(frozen=True)
class Estimator:
    """One estimator by its two sides.

    Attributes
    ----------
    measure
        A register's analysis table (with the models' columns) to records: the estimator's name,
        the model's formula ("" for a summary), the term or group, estimate, low and high (nan
        where there is no interval).
    aim
        A world and a formula to the true value of each term or group.
    """

    measure: Measure
    aim: Callable[[World, str], Targets]


def draw_large_world(truth: Truth, threshold_gbp: float, worlds: int = WORLDS) -> World:
    """As many ``worlds`` as asked, put together, publicised or not."""
    rng = np.random.default_rng(WORLD_SEED)
    drawn = pd.concat([draw_world(truth, rng)[0] for _ in range(worlds)], keys=range(worlds))
    cluster = [f"{world}-{group}" for (world, _), group in drawn.group.items()]
    table = drawn.assign(cluster=cluster).reset_index(drop=True)
    return World(truth, threshold_gbp, _add_columns(table, table.annual_saving_gbp, threshold_gbp))


def _add_columns(table: pd.DataFrame, saving: pd.Series, threshold_gbp: float) -> pd.DataFrame:
    cash = saving * table.cash_ratio
    valued = table.assign(annual_saving_gbp=saving, annual_saving_cash_gbp=cash, price_held=False)
    return add_model_columns(valued, threshold_gbp)


def _record(name: str, interval: Interval) -> Record:
    return name, "", "", interval.estimate, interval.low, interval.high


def _measure_share(table: pd.DataFrame) -> Iterable[Record]:
    yield _record(
        "share_under_threshold", estimate_share(table.under_threshold == 1, table.cluster)
    )


def _aim_share(world: World, formula: str) -> Targets:
    return {"": float(_find_chances(world).mean())}


def _find_chances(world: World) -> pd.Series:
    """The chance of every arrangement of the world that its saving is under the threshold."""
    table = world.table
    limits = world.threshold_gbp / table.cash_ratio
    return world.truth.chance_under(limits, table.mean_log)


def _measure_median(table: pd.DataFrame) -> Iterable[Record]:
    yield _record("median_saving", estimate_median(table.annual_saving_gbp, table.cluster))


def _aim_median(world: World, formula: str) -> Targets:
    return {"": world.truth.find_median(world.table.mean_log.to_numpy())}


def _choose_divisors(table: pd.DataFrame, each: bool) -> pd.Series:
    """The number of councils, or one where savings are not divided."""
    return table.n_councils.astype("float64") if each else pd.Series(1.0, table.index)


def _measure_groups(name: str, by: str, each: bool, table: pd.DataFrame) -> Iterable[Record]:
    shown = table[table.n_councils >= 2] if each else table
    values = shown.annual_saving_gbp / _choose_divisors(shown, each)
    for row in summarise_groups(shown, by, values).to_dict("records"):
        yield name, "", row[by], row["median"], row["low"], row["high"]


def _aim_groups(by: str, each: bool, world: World, formula: str) -> Targets:
    shown = world.table[world.table.n_councils >= 2] if each else world.table
    divisors = _choose_divisors(shown, each).to_numpy()
    means = shown.mean_log.to_numpy()
    return {
        group: world.truth.find_median(means[places], divisors[places])
        for group, places in shown.groupby(by).indices.items()
    }


def _measure_model(name: str, table: pd.DataFrame) -> Iterable[Record]:
    """A model's terms, and again with the intervals of the wild bootstrap where it was needed."""
    fit = fit_model(name, table)
    if isinstance(fit, NotEstimated):
        return
    for row in fit.terms[fit.terms.term != "Intercept"].itertuples():
        yield name, fit.formula, row.term, row.estimate, row.low, row.high
        if np.isfinite(row.wild_p_value):
            yield name + WILD, fit.formula, row.term, row.estimate, row.wild_low, row.wild_high


def _aim_model(name: str, world: World, formula: str) -> Targets:
    outcome, right = formula.split(" ~ ")
    truth, means = world.truth, world.table.mean_log
    if SPECIFICATIONS[name].binary:
        table = world.table.assign(**{outcome: _find_chances(world)})
    else:
        shift = {
            "log_annual_saving": 0.0,
            "annual_saving_gbp": truth.log_mean_factor,
            "asinh_annual_saving": np.log(truth.find_median(np.zeros(1))),
        }[outcome]
        table = _add_columns(world.table, np.exp(means + shift), world.threshold_gbp)
    if "log_councils" in right:
        table = table[table.log_councils.notna()]
    matrix = patsy.dmatrix(right, table, return_type="dataframe")
    with warnings.catch_warnings():
        # Without luck a right model fits perfectly, which statsmodels warns of.
        warnings.simplefilter("ignore", PerfectSeparationWarning)
        solution = FITS.get(outcome, fit_least_squares)(
            table[outcome].to_numpy(dtype=float), matrix.to_numpy()
        )
    return dict(zip(matrix.columns, solution.params, strict=True))


def _measure_headlines(table: pd.DataFrame) -> Iterable[Record]:
    for headline, value in measure_headlines(table).items():
        yield "headlines", "", headline, value, np.nan, np.nan


def _aim_headlines(world: World, formula: str) -> Targets:
    """Headlines read from a regression without luck, the others from their own closed form."""
    sure = _add_columns(world.table, np.exp(world.table.mean_log), world.threshold_gbp)
    values = measure_headlines(sure)
    plain = {name for name, headline in HEADLINES.items() if not headline.model}
    return values | {name: ESTIMATORS[name].aim(world, formula)[""] for name in plain}


def _list_models() -> dict[str, Estimator]:
    """Every model but those with a spline, whose terms mean something else in each register."""
    return {
        name: Estimator(partial(_measure_model, name), partial(_aim_model, name))
        for name, specification in SPECIFICATIONS.items()
        if not any("cr(" in term for terms in specification.ladder for term in terms.values())
    }


def _list_medians(name: str, by: str, each: bool) -> dict[str, Estimator]:
    measure = partial(_measure_groups, name, by, each)
    return {name: Estimator(measure, partial(_aim_groups, by, each))}


ESTIMATORS: dict[str, Estimator] = {
    "share_under_threshold": Estimator(_measure_share, _aim_share),
    "median_saving": Estimator(_measure_median, _aim_median),
    **_list_medians("by_partners", "partners_group", False),
    **_list_medians("by_family", "family", False),
    **_list_medians("per_partner", "partners_group", True),
    **_list_models(),
    "headlines": Estimator(_measure_headlines, _aim_headlines),
}
