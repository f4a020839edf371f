"""The published national totals over time, checked against one another, and what came after them.

The Local Government Association's map printed, from time to time, how much all arrangements had
saved so far and how many there were. How its totals are treated:

- A total enters the series as printed, for England and all services, at the date that it refers to.
  A doubtful one (column ``doubt``) is shown and marked, and no rise is measured from or to it.
- A total so far is a sum of several years' pounds. The rise between two firm totals is spread
  evenly over the time between them, each calendar year's part brought to constant prices at its own
  year, and the parts added. The first firm total is taken at the prices of its own date: what of it
  was saved earlier is understated, and `follow_savings` can say by how much.
- A date given as a year or a month lies anywhere in it, so a rise a year has a least and a greatest
  value: arithmetic bounds, not intervals of chance, as the totals are counts and not samples.
- Savings are divided only by the number of arrangements that the same page prints.
- Figures that should follow from one another are recomputed in `sharing.crosschecks`.
"""

import numpy as np
import pandas as pd

from sharing.choices import STARTED
from sharing.edition import connect_partners
from sharing.intervals import summarise_groups
from sharing.results import Findings
from sharing.savings import deflate

PAGE = ["source_title", "publisher", "url"]


def know_published(rows: pd.DataFrame, year: int, undated: bool) -> pd.DataFrame:
    """The totals, claims or awards that were in print by the end of ``year``.

    Parameters
    ----------
    rows
        Any table with ``source_date``, and for totals ``as_of``.
    year
        The edition's year.
    undated
        Whether rows that nothing dates are known too (`Edition.knows_undated`).

    Returns
    -------
    The rows whose page is dated up to ``year``. An undated page is as new as the newest date that
    any total on it refers to.
    """
    printed = pd.to_numeric(rows.source_date.str[:4], errors="coerce")
    if "as_of" in rows:
        refers_to = pd.to_numeric(rows.as_of.str[:4], errors="coerce")
        printed = printed.fillna(refers_to.groupby([rows[name] for name in PAGE]).transform("max"))
    return rows[(printed <= year) | (printed.isna() & undated)]


def know_totals(found: Findings) -> pd.DataFrame:
    """The published totals that an edition knows."""
    register, edition = found.register, found.edition
    return know_published(register.totals, edition.year, edition.knows_undated(register.reports))


def find_total(totals: pd.DataFrame, total_id: str) -> pd.Series:
    """One published total by its identifier.

    Raises
    ------
    LookupError
        If the totals hold no such row.
    """
    here = totals[totals.total_id == total_id]
    if here.empty:
        raise LookupError(f"There is no total {total_id!r} in totals.csv, or it is not known yet.")
    return here.iloc[0]


def follow_metric(totals: pd.DataFrame, metric: str) -> pd.DataFrame:
    """The dated totals of one metric for England and all services, in the order of their dates.

    Returns
    -------
    Rows of ``totals`` with ``earliest``, ``at`` and ``latest``, the ends and the middle of the time
    that ``as_of`` leaves open, in years (2013-03 runs from 2013.17 to 2013.25), and ``doubtful``.
    """
    wanted = (totals.metric == metric) & (totals.scope == "England") & (totals.category == "")
    rows = totals[wanted & (totals.as_of != "")]
    year = rows.as_of.str[:4].astype("float64")
    month = pd.to_numeric(rows.as_of.str[5:7], errors="coerce")
    earliest = year + (month.fillna(1) - 1) / 12
    latest = earliest + np.where(month.isna(), 1, 1 / 12)
    dated = rows.assign(
        earliest=earliest,
        at=(earliest + latest) / 2,
        latest=latest,
        doubtful=rows.doubt != "",
    )
    return dated.sort_values(["at", "total_id"]).reset_index(drop=True)


def follow_savings(
    totals: pd.DataFrame,
    deflator: pd.DataFrame,
    price_year: int,
    years_before_first: float = 0.0,
) -> pd.DataFrame:
    """The national savings so far, in cash and constant prices, beside the arrangements.

    Parameters
    ----------
    totals
        The published totals that are known.
    deflator, price_year
        As in `sharing.savings.deflate`.
    years_before_first
        Over how many years up to its date the first total is spread; none: all at its date.

    Returns
    -------
    `follow_metric` of ``cumulative_savings`` with ``cash_gbp`` (as printed), ``real_gbp``
    (constant prices), ``since`` (the firm total from which its rise is measured, "" for the first),
    ``arrangements`` printed on the same page for the same date (nan where none is) with their
    ``arrangements_id``, and ``each_cash_gbp`` and ``each_real_gbp``, the two divided by them.
    """
    series = follow_metric(totals, "cumulative_savings")
    since, real = [], []
    base_id, base_at, base_cash, base_real = "", np.nan, 0.0, 0.0
    for row in series.itertuples():
        start = row.at - years_before_first if base_id == "" else base_at
        value = base_real + _value(row.value - base_cash, start, row.at, deflator, price_year)
        since.append(base_id)
        real.append(value)
        if not row.doubtful:
            base_id, base_at, base_cash, base_real = row.total_id, row.at, row.value, value
    counts = follow_metric(totals, "arrangements").drop_duplicates([*PAGE, "as_of"])
    counts = counts.rename(columns={"value": "arrangements", "total_id": "arrangements_id"})
    counts = counts[[*PAGE, "as_of", "arrangements", "arrangements_id"]]
    series = series.assign(cash_gbp=series.value, real_gbp=np.array(real), since=since)
    series = series.merge(counts, on=[*PAGE, "as_of"], how="left")
    return series.assign(
        each_cash_gbp=series.cash_gbp / series.arrangements,
        each_real_gbp=series.real_gbp / series.arrangements,
    )


def _value(rise: float, start: float, end: float, deflator: pd.DataFrame, price_year: int) -> float:
    """A rise spread evenly from ``start`` to ``end`` (years), each year's part at its prices."""
    years = np.arange(np.floor(min(start, end)), np.floor(end) + 1)
    overlap = np.clip(np.minimum(end, years + 1) - np.maximum(start, years), 0, None)
    parts = overlap / overlap.sum() if overlap.sum() > 0 else (years == years[-1]).astype(float)
    spread = pd.Series(rise * parts)
    return float(deflate(spread, pd.Series(years), deflator, price_year).sum())


def measure_rises(series: pd.DataFrame) -> pd.DataFrame:
    """What the total rose by a year from each firm total to the next.

    Parameters
    ----------
    series
        What `follow_savings` gives.

    Returns
    -------
    One row per pair of neighbouring firm totals: ``from_id``, ``to_id``, ``from_as_of``,
    ``to_as_of``, ``start`` and ``end`` (years), ``years`` between them, ``rise_cash_gbp``,
    ``a_year_cash_gbp`` with ``a_year_low_gbp`` and ``a_year_high_gbp`` (cash; what the open dates
    allow, infinite where they could be the same), ``a_year_real_gbp``, ``arrangements`` (the mean
    of the two counts) and ``each_cash_gbp`` and ``each_real_gbp``, a year for each of them.
    """
    firm = series[~series.doubtful].reset_index(drop=True)
    before, after = firm.iloc[:-1].reset_index(drop=True), firm.iloc[1:].reset_index(drop=True)
    years = after["at"] - before["at"]
    rise = after.cash_gbp - before.cash_gbp
    arrangements = (before.arrangements + after.arrangements) / 2
    shortest = (after.earliest - before.latest).clip(lower=0)
    real = (after.real_gbp - before.real_gbp) / years
    with np.errstate(divide="ignore"):
        ends = pd.concat([rise / (after.latest - before.earliest), rise / shortest], axis=1)
    return pd.DataFrame(
        {
            "from_id": before.total_id,
            "to_id": after.total_id,
            "from_as_of": before.as_of,
            "to_as_of": after.as_of,
            "start": before["at"],
            "end": after["at"],
            "years": years,
            "rise_cash_gbp": rise,
            "a_year_cash_gbp": rise / years,
            "a_year_low_gbp": ends.min(axis=1),
            "a_year_high_gbp": ends.max(axis=1),
            "a_year_real_gbp": real,
            "arrangements": arrangements,
            "each_cash_gbp": rise / years / arrangements,
            "each_real_gbp": real / arrangements,
        }
    )


def count_starts(on_record: pd.DataFrame, year: int) -> pd.DataFrame:
    """Arrangements known to have started, by start year up to ``year``, none left out.

    Returns
    -------
    DataFrame with ``year``, ``started`` and ``started_by`` (in that year or before).
    """
    started = on_record[on_record.stage.isin(STARTED) & (on_record.start_year <= year)]
    counts = started.start_year.astype(int).value_counts()
    years = range(int(counts.index.min()), year + 1) if len(counts) else range(0)
    each = pd.Series([int(counts.get(one, 0)) for one in years], dtype=int)
    return pd.DataFrame({"year": list(years), "started": each, "started_by": each.cumsum()})


def compare_periods(found: Findings, last_year: int) -> pd.DataFrame:
    """The savings a year reported up to ``last_year`` and after it, one each year per arrangement.

    Returns
    -------
    `sharing.intervals.summarise_groups` by ``period`` (``up to``, ``after``), pounds a year of the
    edition's price year.
    """
    usable = found.analysis.trail.dropna(subset=["rank", "report_year"])
    best = usable.sort_values(["rank", "report_id"]).drop_duplicates(
        ["arrangement_id", "report_year"]
    )
    groups = connect_partners(found.register.members, best.arrangement_id)
    best = best.assign(
        cluster=best.arrangement_id.map(groups),
        period=np.where(best.report_year <= last_year, "up to", "after"),
    )
    return summarise_groups(best, "period", best.annual_saving_gbp)
