"""Would the headlines be the same if other defensible choices had been made? All of them, at once.

The plan, written before the grid was run: every combination of every option of ``decisions.yml`` is
one specification (a multiverse: Steegen, Tuerlinckx, Gelman and Vanpaemel, Perspectives on
Psychological Science 11, 2016; a specification curve: Simonsohn, Simmons and Nelson, Nature Human
Behaviour 4, 2020). Each gives every headline of `sharing.headlines` with its interval, by the
methods of the book: `sharing.intervals` for the share and the median, CR2 with Bell and McCaffrey's
degrees of freedom for the ratios. None is left out for what it shows; one that the data cannot
carry is counted with its reason.

The grid is defined (`define_grid`), run (`run_grid`) and remembered (`explore`) apart;
`sharing.sensitivity` reads it.
"""

import itertools
from dataclasses import asdict, dataclass, replace
from functools import cached_property

import numpy as np
import pandas as pd
from joblib import Parallel, delayed, parallel_config
from numpy.typing import NDArray

from sharing.choices import BASELINE, OPTIONS, Choices, restrict
from sharing.edition import Edition, analyse
from sharing.headlines import HEADLINES
from sharing.intervals import Interval, estimate_median, estimate_share
from sharing.models import add_model_columns
from sharing.refits import MODELS, Reading, Refit, code_table, read_refit, refit
from sharing.register import Register
from sharing.results import Findings
from sharing.specifications import SPECIFICATIONS

OF_REPORTS = (
    "unstated_basis",
    "one_partner",
    "forecasts",
    "unstated_years",
    "undated_reports",
    "ties",
)
OF_ROWS = ("prices", "outliers", "grouping", "fire_and_police", "not_started", "clustering")
NO_SAVING = "no arrangement with a usable saving"
NO_RANGE = "no range: too few arrangements"
WORKERS = 2
Readings = dict[str, list[Reading]]


@dataclass(frozen=True)
class Multiverse:
    """Every headline under every combination of options.

    Attributes
    ----------
    grid
        One row per combination, one column per decision with the option taken.
    readings
        For each headline a frame indexed as ``grid``, with the fields of `sharing.refits.Reading`
        as columns.
    chosen
        The row of the book's own choices.
    """

    grid: pd.DataFrame
    readings: dict[str, pd.DataFrame]
    chosen: int

    @cached_property
    def alone(self) -> pd.DataFrame:
        """The book's own choices with each decision alone turned to each of its options.

        One row per decision and option, the chosen ones included: ``row`` of the grid,
        ``decision`` (field of `sharing.choices.Choices`), ``option``, ``is_chosen``.
        """
        differs = (self.grid != self.grid.loc[self.chosen]).to_numpy()
        turned, parts = differs.sum(axis=1), []
        for place, decision in enumerate(self.grid):
            rows = np.flatnonzero(turned == differs[:, place])
            options = {"option": self.grid[decision].iloc[rows], "is_chosen": ~differs[rows, place]}
            parts.append(pd.DataFrame({"row": rows, "decision": decision} | options))
        return pd.concat(parts, ignore_index=True)


def define_grid() -> pd.DataFrame:
    """All combinations of all options, one row each; the columns are the fields of `Choices`.

    Combinations that read the reports alike stand together.
    """
    names = [*OF_REPORTS, *OF_ROWS]
    combinations = itertools.product(*(OPTIONS[name] for name in names))
    return pd.DataFrame(combinations, columns=names)[list(OPTIONS)]


def explore(found: Findings) -> Multiverse:
    """The multiverse of an edition, computed once for its data, choices and code."""
    return found.remember(
        "multiverse",
        __name__,
        lambda: run_grid(found.register, found.edition, found.choices),
    )


def run_grid(
    register: Register, edition: Edition, chosen: Choices, workers: int = WORKERS
) -> Multiverse:
    """Fit every combination of `define_grid`.

    The same arguments give the same result, whatever the number of ``workers``, each of which has
    one thread. Tables that turn out the same are fitted once.
    """
    grid = define_grid()
    with parallel_config(backend="loky", n_jobs=workers, inner_max_num_threads=1):
        tables = Parallel()(
            delayed(_tabulate)(register, edition, choices) for choices in _combine(OF_REPORTS)
        )
        digests = [_digest(table) for table in tables]
        distinct = dict(zip(digests, tables, strict=True))
        fitted = Parallel()(
            delayed(_fit_table)(table, edition.threshold_gbp) for table in distinct.values()
        )
    by_table = dict(zip(distinct, fitted, strict=True))
    readings = {
        name: pd.DataFrame(
            [reading for digest in digests for reading in by_table[digest][name]], index=grid.index
        )
        for name in HEADLINES
    }
    return Multiverse(grid, readings, find_row(grid, chosen))


def find_row(grid: pd.DataFrame, choices: Choices) -> int:
    """The row of ``grid`` that takes these options."""
    return int(np.flatnonzero((grid == pd.Series(asdict(choices))).all(axis=1))[0])


def _combine(names: tuple[str, ...]) -> list[Choices]:
    """All combinations of the options of those decisions, in the order of `define_grid`."""
    combinations = itertools.product(*(OPTIONS[name] for name in names))
    return [replace(BASELINE, **dict(zip(names, row, strict=True))) for row in combinations]


def _tabulate(register: Register, edition: Edition, choices: Choices) -> pd.DataFrame:
    return analyse(register, edition, choices).table


def _digest(table: pd.DataFrame) -> bytes:
    return pd.util.hash_pandas_object(table).to_numpy().tobytes()


def _fit_table(table: pd.DataFrame, threshold_gbp: float) -> Readings:
    """Every headline of one table under every choice of rows, prices, groups and clusters."""
    fits = TableFits(table, threshold_gbp)
    found = [fits.read(choices) for choices in _combine(OF_ROWS)]
    return {name: [readings[name] for readings in found] for name in HEADLINES}


class TableFits:
    """One table of savings, ready to be read under every choice of `OF_ROWS`.

    What several combinations have in common is computed once: the rows that a choice keeps, the
    design and the covariance that prices do not change, the share that no grouping changes.

    Parameters
    ----------
    table
        The analysis table as `sharing.edition.analyse` builds it with its defaults for `OF_ROWS`.
    threshold_gbp
        Of the share, in cash of the report's time.
    """

    def __init__(self, table: pd.DataFrame, threshold_gbp: float) -> None:
        whole = table.reset_index(drop=True).assign(place=np.arange(len(table)))
        self._table = add_model_columns(whole, threshold_gbp)
        self._coded = {name: code_table(self._vary(grouping=name)) for name in OPTIONS["grouping"]}
        self._clusters = {
            name: pd.factorize(self._vary(clustering=name).cluster)[0]
            for name in OPTIONS["clustering"]
        }
        self._outcomes = {
            name: self._vary(prices=name).annual_saving_gbp.to_numpy(dtype=float)
            for name in OPTIONS["prices"]
        }
        self._kept: dict[Choices, pd.DataFrame] = {}
        self._refits: dict[tuple[str | bytes, ...], Refit | str] = {}
        self._summaries: dict[tuple[str | bytes, ...], Reading] = {}

    def read(self, choices: Choices) -> dict[str, Reading]:
        """Every headline under ``choices``, whose `OF_REPORTS` have no effect here."""
        keeping = replace(choices, grouping=BASELINE.grouping, clustering=BASELINE.clustering)
        if keeping not in self._kept:
            self._kept[keeping] = restrict(self._table, keeping)
        rows = self._kept[keeping]
        if rows.empty:
            return {name: Reading(why=NO_SAVING) for name in HEADLINES}
        return self._summarise(rows, choices) | self._fit(rows.place.to_numpy(), choices)

    def _vary(self, **options: str) -> pd.DataFrame:
        """The table with options that keep all its rows."""
        return restrict(self._table, replace(BASELINE, **options))

    def _summarise(self, rows: pd.DataFrame, choices: Choices) -> dict[str, Reading]:
        """The share and the median."""
        kept = (choices.clustering, rows.place.to_numpy().tobytes())
        share, median = ("share", *kept), ("median", choices.prices, *kept)
        clusters = pd.Series(self._clusters[choices.clustering][rows.place], rows.index)
        if share not in self._summaries:
            found = estimate_share(rows.under_threshold == 1, clusters)
            self._summaries[share] = _read_interval(found)
        if median not in self._summaries:
            found = estimate_median(rows.annual_saving_gbp, clusters)
            self._summaries[median] = _read_interval(found)
        return {
            "share_under_threshold": self._summaries[share],
            "median_saving": self._summaries[median],
        }

    def _fit(self, places: NDArray[np.intp], choices: Choices) -> dict[str, Reading]:
        """The headlines of every regression on the rows at ``places``."""
        savings = self._outcomes[choices.prices]
        kept = np.zeros(len(savings), dtype=bool)
        kept[places] = True
        readings = {}
        for model in MODELS:
            usable = kept & SPECIFICATIONS[model].takes(savings)
            # One stands for what the model cannot take, and is not read.
            outcome = np.log(np.where(usable, savings, 1))
            readings |= read_refit(model, self._refit(model, usable, choices), outcome)
        return readings

    def _refit(self, model: str, usable: NDArray[np.bool_], choices: Choices) -> Refit | str:
        key = (model, choices.grouping, choices.clustering, usable.tobytes())
        if key not in self._refits:
            clusters = self._clusters[choices.clustering]
            self._refits[key] = refit(model, self._coded[choices.grouping], usable, clusters)
        return self._refits[key]


def _read_interval(interval: Interval) -> Reading:
    ends = interval.estimate, interval.low, interval.high
    return Reading(*ends, interval.n, interval.clusters, "" if interval.known else NO_RANGE)
