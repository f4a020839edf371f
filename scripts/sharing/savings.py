"""Many reports -> one annual saving in constant prices per arrangement, with its audit trail.

Every report ends under exactly one ``use``: ``chosen``, ``superseded`` (a better report of the same
arrangement was chosen), or the first step of `STEPS` at which it had to be set aside.
"""

import numpy as np
import pandas as pd

from sharing.choices import BASELINE, Choices
from sharing.errors import PriceYearUnknown

STEPS: dict[str, str] = {
    "one partner or one part": "The saving reported is one partner's share or one part's",
    "not from sharing": "The saving reported comes from something other than sharing",
    "one-off": "The saving reported happens once, not every year",
    "no stated basis": "The page does not say whether the saving is a year's or a total",
    "years unknown": "A total is reported, but not the years it covers",
}
CHOSEN, SUPERSEDED = "chosen", "superseded"


def annualise(
    reports: pd.DataFrame, start_years: pd.Series, choices: Choices = BASELINE
) -> pd.DataFrame:
    """Each report's saving a year in cash, and how it was made annual.

    A total is divided by ``years_covered``; else by the years of its period (to a printed
    ``period_end`` from ``period_start``, or from the arrangement's start where none is printed: the
    register's years are financial years, so 2012 to 2015 is three; at least one); else by the years
    from the start to the report, both counted. The start is that of an open period where one is
    printed, else the arrangement's.

    Parameters
    ----------
    reports
        The register's reports.
    start_years
        The arrangements' start years, indexed by ``arrangement_id``.
    choices
        Whether totals of unstated years may be divided by the years from start to report.

    Returns
    -------
    DataFrame indexed as ``reports``: ``report_year`` (nan where undated), ``annualised_by``
    (``annual``, ``years covered``, ``period``, ``start to report``, ``none``), ``years`` (the
    divisor), ``annual_saving_cash_gbp`` (pounds a year of the report's time; nan for ``none``).
    """
    report_year = pd.to_numeric(reports.reported_on.str[:4], errors="coerce")
    start = reports.period_start.astype("float64").fillna(
        reports.arrangement_id.map(start_years).astype("float64")
    )
    period = (reports.period_end.astype("float64") - start).clip(lower=1)
    elapsed = (report_year - start + 1).clip(lower=1)
    total = reports.basis == "cumulative"
    so_far = total & elapsed.notna() & (choices.unstated_years == "start to report")
    ways = [
        ("annual", reports.basis == "annual", pd.Series(1.0, index=reports.index)),
        ("years covered", total & reports.years_covered.notna(), reports.years_covered),
        ("period", total & period.notna(), period),
        ("start to report", so_far, elapsed),
    ]
    conditions = [condition for _, condition, _ in ways]
    years = np.select(conditions, [divisor for _, _, divisor in ways], default=np.nan)
    return pd.DataFrame(
        {
            "report_year": report_year,
            "annualised_by": np.select(conditions, [name for name, _, _ in ways], default="none"),
            "years": years,
            "annual_saving_cash_gbp": reports.amount_gbp.astype("float64") / years,
        },
        index=reports.index,
    )


def find_price_years(reports: pd.DataFrame, annual: pd.DataFrame) -> pd.DataFrame:
    """The year in whose prices each annual saving stands, and how it is known.

    An annual figure is in prices of its report's year. A total is in prices of the middle of the
    time it covers: ``years`` from its printed start, or to its printed end; else ``years`` up to
    the report (achieved) or from the report on (expected). A figure that no date places takes the
    median year of the dated reports.

    Parameters
    ----------
    reports, annual
        The reports and what `annualise` made of them.

    Returns
    -------
    DataFrame indexed as ``reports``: ``price_of`` (whole calendar year; NA only where no report
    at all is dated) and ``price_of_known_by`` (``report``, ``middle of period``, ``middle of
    years``, ``assumed``).
    """
    total = reports.basis == "cumulative"
    half = annual.years / 2
    end = reports.period_end.astype("float64")
    start = reports.period_start.astype("float64").fillna(end - annual.years)
    middle = np.floor(start + half)
    looks_back = (reports.status == "achieved") | (annual.annualised_by == "start to report")
    around = np.floor(annual.report_year + half.where(~looks_back, 0.5 - half))
    ways = [
        ("middle of period", total & middle.notna(), middle),
        ("middle of years", total & around.notna(), around),
        ("report", ~total & annual.report_year.notna(), annual.report_year),
    ]
    conditions = [condition for _, condition, _ in ways]
    assumed = np.floor(annual.report_year.median())
    return pd.DataFrame(
        {
            "price_of": pd.Series(
                np.select(conditions, [year for _, _, year in ways], default=assumed),
                index=reports.index,
            ).astype("Int64"),
            "price_of_known_by": np.select(
                conditions, [name for name, _, _ in ways], default="assumed"
            ),
        },
        index=reports.index,
    )


def deflate(
    amounts: pd.Series, price_of: pd.Series, deflator: pd.DataFrame, price_year: int
) -> pd.Series:
    """Amounts in prices of ``price_of`` brought to prices of ``price_year``.

    Parameters
    ----------
    amounts
        Pounds, current prices.
    price_of
        The year whose prices each amount is in. Years outside the deflator are held at its first
        or last year; a missing year is taken as the price year.
    deflator
        ``year`` and ``index_2024``: the GDP deflator (World Bank NY.GDP.DEFL.KD.ZG).
    price_year
        The year of the constant prices.

    Raises
    ------
    PriceYearUnknown
        If the deflator has no such year.
    """
    index = deflator.set_index("year").index_2024
    first, last = int(index.index.min()), int(index.index.max())
    if price_year not in index.index:
        raise PriceYearUnknown(
            f"price_year {price_year} is not in the deflator, which runs from {first} to {last}. "
            f"Choose one of those years, or add {price_year} to reference/deflator.csv."
        )
    then = price_of.astype("float64").fillna(price_year).clip(first, last).map(index)
    return amounts * index[price_year] / then


def choose_reports(
    reports: pd.DataFrame,
    start_years: pd.Series,
    deflator: pd.DataFrame,
    price_year: int,
    choices: Choices = BASELINE,
) -> pd.DataFrame:
    """The audit trail: every report with its annual saving and the use made of it.

    Of an arrangement's usable reports (whole arrangement, attributed to sharing, annual or a total
    of known years) one is chosen: achieved before expected, annual before total, newest first with
    undated last, then by report identifier.

    Parameters
    ----------
    reports
        The reports known to an edition.
    start_years
        The arrangements' start years, indexed by ``arrangement_id``.
    deflator, price_year
        As in `deflate`.
    choices
        Whether forecasts come before achieved figures, how ties are settled, and totals of unstated
        years (`annualise`).

    Returns
    -------
    ``reports`` with the columns of `annualise` and `find_price_years`, and
    ``annual_saving_gbp`` (constant prices), ``price_held`` (true where the deflator had to be held
    at its first or last year), ``rank`` (1 is the arrangement's best; nan for unusable reports) and
    ``use``.
    """
    trail = reports.join(annualise(reports, start_years, choices))
    trail = trail.join(find_price_years(reports, trail))
    trail["annual_saving_gbp"] = deflate(
        trail.annual_saving_cash_gbp, trail.price_of, deflator, price_year
    )
    outside = (trail.price_of < deflator.year.min()) | (trail.price_of > deflator.year.max())
    trail["price_held"] = outside.fillna(False).astype(bool)
    unusable = _find_step(trail)
    trail["rank"] = _rank(trail[unusable == ""], choices)
    trail["use"] = unusable.where(unusable != "", np.where(trail["rank"] == 1, CHOSEN, SUPERSEDED))
    return trail


def exclusion_reasons(trail: pd.DataFrame) -> pd.Series:
    """Why each arrangement without a usable report has none: the furthest step any report reached.

    Returns
    -------
    Series of steps indexed by ``arrangement_id``; arrangements with a chosen report are left out.
    """
    order = {step: position for position, step in enumerate(STEPS)}
    unused = trail[~trail.arrangement_id.isin(trail.loc[trail.use == CHOSEN, "arrangement_id"])]
    furthest = unused.use.map(order).groupby(unused.arrangement_id).max()
    return furthest.map(dict(enumerate(STEPS))).astype("str")


def _find_step(trail: pd.DataFrame) -> pd.Series:
    """The first step at which each report must be set aside, or "" for a usable one."""
    conditions = [
        trail.scope != "whole",
        trail.attribution != "sharing",
        trail.basis == "one_off",
        trail.basis == "unclear",
        trail.annualised_by == "none",
    ]
    return pd.Series(np.select(conditions, list(STEPS), default=""), index=trail.index)


def _rank(usable: pd.DataFrame, choices: Choices) -> pd.Series:
    first = "expected" if choices.forecasts == "before achieved" else "achieved"
    period = usable.period_end.astype("float64").fillna(-np.inf)
    order = usable.assign(
        second=usable.status != first,
        total=usable.basis != "annual",
        period=period if choices.ties == "newest period" else 0.0,
    ).sort_values(
        ["arrangement_id", "second", "total", "reported_on", "period", "report_id"],
        ascending=[True, True, True, False, False, True],
    )
    return order.groupby("arrangement_id").cumcount() + 1
