"""What was expected of an arrangement beside what it reported as achieved.

The plan, written before any ratio was computed:

- **Pairs.** Every usable report (whole arrangement, from sharing, a year's figure or a total of
  known years) of an arrangement that has both kinds, made annual and brought to constant prices as
  everywhere. A forecast is paired only with a result that is not dated before it; a report without
  a date may be paired with any, since nothing shows the contrary.
- **How comparable** a pair is comes before everything else, and never looks at the amounts
  (`COMPARABLE`). Like with like: both are a year's figure or both are totals; both are dated, the
  result in a later calendar year than the forecast; and the result is about the year that the
  forecast names, or a later one, where it names any. A year's result must be about a later year
  than that in which the arrangement started, because forecasts mostly mean the full scheme: this
  last condition was made plain when the first pairs had been seen, one of which it sets aside.
- **One pair for each arrangement**: the most comparable; among equals the achieved figure that the
  book itself would choose, then the expected one that it would have chosen had there been no result
  (a year's figure before a total, the newest first). So the ratio says what becomes of the very
  forecasts that the book relies on. The earliest forecast instead is the alternative.
- **Estimates**: the median ratio and the share of ratios of one or more with the intervals of
  `sharing.intervals`; the geometric mean of the positive ratios with the bias-reduced clustered
  standard error and degrees of freedom of `sharing.covariance`. Ratios are in constant prices;
  cash beside them.

Nothing here says why a result differs from its forecast; arrangements that report a result at all
may be the ones with a good one to report.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats

from sharing.comparisons import LEAST_GROUPS
from sharing.covariance import estimate_clustered
from sharing.intervals import LEVEL, Interval, estimate_median, estimate_share, summarise_groups

LIKE = "like with like"
UNSURE = "order or years unclear"
MIXED = "a year's figure against a total"
COMPARABLE = (LIKE, UNSURE, MIXED)
GEOMETRIC_METHOD = (
    "geometric mean; t interval with CR2 standard error clustered by connected partner group and "
    "Bell and McCaffrey's degrees of freedom"
)
SIDE = ("report_id", "reported_on", "basis", "annual_saving_gbp", "annual_saving_cash_gbp")
PAIR = ("arrangement_id", "comparable", "years_apart", "ratio", "cash_ratio", "cluster", "family")


@dataclass(frozen=True)
class Delivery:
    """How the achieved figures of a set of pairs compare with the expected ones.

    Attributes
    ----------
    median, cash_median, geometric_mean
        Achieved as a multiple of expected: 1 is exactly what was expected. ``cash_median`` is in
        the money of each report's time, the others in constant prices.
    kept
        The share of pairs with at least what was expected, in constant prices.
    """

    median: Interval
    cash_median: Interval
    geometric_mean: Interval
    kept: Interval


def pair_figures(
    trail: pd.DataFrame, table: pd.DataFrame, start_years: pd.Series, earliest: bool = False
) -> pd.DataFrame:
    """The one pair of an expected and an achieved figure of each arrangement that has both.

    Parameters
    ----------
    trail
        Every known report with its annual saving (`sharing.savings.choose_reports`).
    table
        The analysis table: partner group and family of each arrangement; others are left out.
    start_years
        The year in which each arrangement started, indexed by ``arrangement_id``; may be missing.
    earliest
        Whether the earliest forecast is taken instead of the one that the book would choose.

    Returns
    -------
    DataFrame, one row per arrangement in order of identifier, with the columns of `PAIR`:
    ``comparable`` (of `COMPARABLE`), ``years_apart`` (calendar years from forecast to result, nan
    where either is undated), ``ratio`` and ``cash_ratio`` (achieved / expected); and those of
    `SIDE` for each, beginning with ``expected_`` and ``achieved_``. Forecasts of nothing or of a
    loss have no ratio and are left out.
    """
    usable = trail[trail["rank"].notna()].assign(
        about=trail.period_start.astype("float64"), ends=trail.period_end.astype("float64")
    )
    columns = ["arrangement_id", "rank", "report_year", "about", "ends", *SIDE]
    sides = [usable.loc[usable.status == s, columns] for s in ("expected", "achieved")]
    pairs = sides[0].merge(sides[1], on="arrangement_id", suffixes=("_of_expected", "_of_achieved"))
    pairs = pairs.rename(columns=_name_side)
    in_order = [
        _is_in_order(forecast, result)
        for forecast, result in zip(
            pairs.expected_reported_on, pairs.achieved_reported_on, strict=True
        )
    ]
    pairs = pairs[np.array(in_order, dtype=bool) & (pairs.expected_annual_saving_gbp > 0)]
    pairs = pairs.assign(
        comparable=_judge(pairs, pairs.arrangement_id.map(start_years).astype("float64")),
        years_apart=pairs.achieved_report_year - pairs.expected_report_year,
        ratio=pairs.achieved_annual_saving_gbp / pairs.expected_annual_saving_gbp,
        cash_ratio=pairs.achieved_annual_saving_cash_gbp / pairs.expected_annual_saving_cash_gbp,
    )
    facts = table[["arrangement_id", "cluster", "family"]]
    return _choose(pairs, earliest).merge(facts, on="arrangement_id")[
        [*PAIR, *(f"{side}_{name}" for side in ("expected", "achieved") for name in SIDE)]
    ]


def measure_delivery(pairs: pd.DataFrame) -> Delivery:
    """How the achieved figures of `pair_figures` compare with the expected ones."""
    return Delivery(
        median=estimate_median(pairs.ratio, pairs.cluster),
        cash_median=estimate_median(pairs.cash_ratio, pairs.cluster),
        geometric_mean=estimate_geometric_mean(pairs.ratio, pairs.cluster),
        kept=estimate_share(pairs.ratio >= 1, pairs.cluster),
    )


def measure_families(pairs: pd.DataFrame) -> pd.DataFrame:
    """The median ratio of each family, and how many of its pairs kept what was expected.

    Returns
    -------
    DataFrame with the columns of `sharing.intervals.summarise_groups` and ``kept``; the intervals
    hold for all families that have one together (Bonferroni).
    """
    alone = summarise_groups(pairs, "family", pairs.ratio)
    count = max(int(alone.low.notna().sum()), 1)
    together = summarise_groups(pairs, "family", pairs.ratio, 1 - (1 - LEVEL) / count)
    kept = (pairs.ratio >= 1).groupby(pairs.family).sum()
    return together.assign(kept=together.family.map(kept).astype("int64"))


def estimate_geometric_mean(ratios: pd.Series, clusters: pd.Series) -> Interval:
    """The geometric mean of the positive ``ratios``, shape (n,), with its clustered interval.

    No interval for fewer than `sharing.comparisons.LEAST_GROUPS` clusters.
    """
    positive = ratios[ratios > 0]
    groups = clusters[positive.index]
    n, count = len(positive), groups.nunique()
    if not n:
        return Interval(np.nan, np.nan, np.nan, 0, 0, GEOMETRIC_METHOD)
    logs = np.log(positive.to_numpy(dtype="float64"))
    center = float(logs.mean())
    if count < LEAST_GROUPS:
        return Interval(float(np.exp(center)), np.nan, np.nan, n, count, GEOMETRIC_METHOD)
    robust = estimate_clustered(np.ones((n, 1)), logs - center, pd.factorize(groups)[0])
    reach = float(stats.t.ppf((1 + LEVEL) / 2, robust.df[0]) * robust.std_error[0])
    low, estimate, high = np.exp([center - reach, center, center + reach])
    return Interval(float(estimate), float(low), float(high), n, count, GEOMETRIC_METHOD)


def _name_side(column: str) -> str:
    name, mark, side = column.rpartition("_of_")
    return f"{side}_{name}" if mark and side in ("expected", "achieved") else column


def _is_in_order(forecast: str, result: str) -> bool:
    """Whether a forecast is not dated after a result, as far as the coarser date can tell."""
    known = min(len(forecast), len(result))
    return forecast[:known] <= result[:known]


def _judge(pairs: pd.DataFrame, started: pd.Series) -> pd.Series:
    """How comparable each pair is, of `COMPARABLE`; missing years stand in nothing's way."""
    same_basis = pairs.expected_basis == pairs.achieved_basis
    later = pairs.achieved_report_year > pairs.expected_report_year
    annual = pairs.achieved_basis == "annual"
    last = (pairs.achieved_ends - 1).fillna(pairs.achieved_report_year)
    about = pairs.achieved_about.fillna(last).where(annual, last)
    early = (about < pairs.expected_about) | (annual & (about <= started))
    kinds = np.select([~same_basis, later & ~early], [MIXED, LIKE], default=UNSURE)
    return pd.Series(kinds, index=pairs.index, dtype="str")


def _choose(pairs: pd.DataFrame, earliest: bool) -> pd.DataFrame:
    """The most comparable pair of each arrangement, then by the book's precedence."""
    dated = pairs.expected_reported_on.where(pairs.expected_reported_on != "", "9999")
    order = pairs.assign(
        place=pairs.comparable.map({kind: place for place, kind in enumerate(COMPARABLE)}),
        when=dated if earliest else "",
        total=(pairs.expected_basis != "annual") if earliest else False,
    ).sort_values(
        ["arrangement_id", "place", "achieved_rank", "total", "when", "expected_rank"],
        kind="stable",
    )
    return order.drop_duplicates("arrangement_id")
