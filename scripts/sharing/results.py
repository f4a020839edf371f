"""Everything that the core of an edition found, as one object for its notebooks."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pandas as pd

from sharing.choices import STARTED, Choices, read_choices
from sharing.descriptor import read_tables
from sharing.edition import Analysis, Edition, analyse
from sharing.intervals import Interval, estimate_median, estimate_share, summarise_groups
from sharing.models import Fit, Models, NotEstimated, add_model_columns, fit_models
from sharing.paths import DESCRIPTOR, resolve
from sharing.register import Register, checksum, read_register
from sharing.remember import remember

T = TypeVar("T")


@dataclass(frozen=True)
class Findings:
    """What one edition found.

    Attributes
    ----------
    table
        The analysis table with the models' columns, as published in ``data/analysis.csv``.
    share
        The share of arrangements whose annual saving, in cash of the report's time, is under the
        edition's threshold.
    median_cash, median
        The median annual saving in cash, and in pounds of the price year.
    started_share, started_median_cash
        The same share and median of cash among the arrangements that are known to have started.
    by_partners, by_family
        The median annual saving (price year) by partner group and by service family.
    per_partner
        The median of the annual saving divided by the number of councils, by partner group; only
        arrangements of two councils or more.
    models
        Every regression by its name, or why there is none.
    """

    register: Register
    edition: Edition
    choices: Choices
    analysis: Analysis
    table: pd.DataFrame
    share: Interval
    median_cash: Interval
    median: Interval
    started_share: Interval
    started_median_cash: Interval
    by_partners: pd.DataFrame
    by_family: pd.DataFrame
    per_partner: pd.DataFrame
    models: Models

    @property
    def request(self) -> tuple[object, ...]:
        """All that the findings depend on besides the code."""
        return self.register.data_sha256, self.edition, self.choices

    def remember(self, name: str, module: str, compute: Callable[[], T], *besides: object) -> T:
        """What ``compute`` makes of the findings, computed once for them and for ``besides``.

        Findings in a register without a checksum (a simulated one) are never kept. For the
        arguments see `sharing.remember.remember`.
        """
        if not self.register.data_sha256:
            return compute()
        return remember(name, module, (self.request, *besides), compute)

    @property
    def log_ols(self) -> Fit | NotEstimated:
        """The log-linear regression, or why there is none."""
        return self.models["log_ols"]


def find(edition: Edition, data: str | Path = "data") -> Findings:
    """Everything that the edition's pages report, found once for the data and the code.

    Parameters
    ----------
    edition
        The edition's year and parameters.
    data
        The data folder; a relative one counts from the project's root.

    Raises
    ------
    DataFaults
        If the data break their contract.
    PriceYearUnknown
        If the deflator lacks the price year.
    DecisionWrong
        If ``decisions.yml`` names what does not exist.
    """
    folder = resolve(data)
    request = checksum(folder, read_tables()), DESCRIPTOR.read_bytes(), edition
    return remember("findings", __name__, request, lambda: _find(edition, folder))


def _find(edition: Edition, folder: Path) -> Findings:
    register = read_register(folder)
    choices = read_choices(folder)
    analysis = analyse(register, edition, choices)
    table = add_model_columns(analysis.table, edition.threshold_gbp)
    models = fit_models(table)
    table = table.assign(**{f"in_{name}": mark_rows(fit, table) for name, fit in models.items()})
    sharing = table[table.n_councils.fillna(0) >= 2]
    started = table[table.stage.isin(STARTED)]
    return Findings(
        register=register,
        edition=edition,
        choices=choices,
        analysis=analysis,
        table=table,
        share=estimate_share(table.annual_saving_cash_gbp < edition.threshold_gbp, table.cluster),
        median_cash=estimate_median(table.annual_saving_cash_gbp, table.cluster),
        median=estimate_median(table.annual_saving_gbp, table.cluster),
        started_share=estimate_share(
            started.annual_saving_cash_gbp < edition.threshold_gbp, started.cluster
        ),
        started_median_cash=estimate_median(started.annual_saving_cash_gbp, started.cluster),
        by_partners=summarise_groups(table, "partners_group", table.annual_saving_gbp),
        by_family=summarise_groups(table, "family", table.annual_saving_gbp),
        per_partner=summarise_groups(
            sharing,
            "partners_group",
            sharing.annual_saving_gbp / sharing.n_councils.astype("float64"),
        ),
        models=models,
    )


def mark_rows(model: Fit | NotEstimated, table: pd.DataFrame) -> pd.Series:
    """1 for each row of ``table`` that the model used, else 0."""
    used = model.design.rows.index if isinstance(model, Fit) else table.index[:0]
    return table.index.to_series().isin(used).astype(int)
