"""The chapter on the trend: the national totals over time, so far and for each arrangement."""

import numpy as np
import pandas as pd

from sharing.dates import say_month
from sharing.edition import Edition
from sharing.national import follow_metric, follow_savings
from sharing.printed import say_large, say_total
from sharing.prose import SMALL, begin, say_count, say_list, say_percent, say_pounds

CASH = "Cash, as printed"
YEARS_BEFORE_FIRST = 5


def name_prices(price_year: int) -> str:
    """Constant prices as a figure's legend names them."""
    return f"Pounds of {price_year}"


def plot_totals(series: pd.DataFrame, price_year: int) -> pd.DataFrame:
    """The national savings so far, one row per total and kind of prices, for the chart."""
    kept = ["total_id", "as_of", "earliest", "at", "latest", "doubtful"]
    parts = [
        series[kept].assign(prices=prices, saving=series[column])
        for prices, column in ((name_prices(price_year), "real_gbp"), (CASH, "cash_gbp"))
    ]
    return pd.concat(parts, ignore_index=True)


def tabulate_totals(series: pd.DataFrame, price_year: int) -> pd.DataFrame:
    """Every national total with its arrangements and who printed it, as a table to read."""
    return pd.DataFrame(
        {
            "Date": series.as_of.map(say_month),
            "Saved so far": [
                f"{say_total(row)}{' (doubtful)' if row.doubtful else ''}"
                for _, row in series.iterrows()
            ],
            f"In £ of {price_year}": series.real_gbp.map(say_large),
            "Arrangements": series.arrangements.astype("Int64"),
            "Printed by": series.publisher.where(series.publisher != "", series.source_title),
        }
    )


def credit_totals(series: pd.DataFrame) -> str:
    """The source line of what rests on the national totals."""
    names = list(dict.fromkeys(series.publisher[series.publisher != ""]))
    told = f" printed by {say_list(names)}" if names else ""
    return f"national totals{told}, as this book's register records them"


def tabulate_rises(rises: pd.DataFrame) -> pd.DataFrame:
    """The rise of the total between firm counts, as a table to read (cash)."""
    return pd.DataFrame(
        {
            "From": rises.from_as_of.map(say_month),
            "To": rises.to_as_of.map(say_month),
            "Rise": rises.rise_cash_gbp.map(say_large),
            "A year": rises.a_year_cash_gbp.map(say_large),
            "As the dates allow": [
                f"{say_large(low)} to {say_large(high)}" if np.isfinite(high) else "any"
                for low, high in zip(rises.a_year_low_gbp, rises.a_year_high_gbp, strict=True)
            ],
            "A year for each arrangement": [
                "not known" if np.isnan(each) else say_large(each) for each in rises.each_cash_gbp
            ],
        }
    )


def answer_growth(series: pd.DataFrame, edition: Edition) -> str:
    """Whether the national total kept growing, as far as it was published."""
    firm = series[~series.doubtful]
    if len(firm) < 2:
        return begin(f"it cannot be told yet: {_say_few(series, edition)}.")
    start = "Yes, as far as it was counted" if _rose(firm) else "Not at every count"
    return (
        f"{start}: the published total, which adds up the savings of all years, {_say_span(firm)}."
    )


def title_totals(series: pd.DataFrame, edition: Edition) -> str:
    """The headline of the national totals."""
    firm = series[~series.doubtful]
    if len(firm) < 2:
        return begin(_say_few(series, edition))
    return f"The published total of all years' savings {_say_span(firm)}"


def find_real(series: pd.DataFrame, price_year: int) -> str:
    """The first and last firm total in constant prices."""
    firm = series[~series.doubtful]
    if len(firm) < 2:
        return ""
    return (
        f"In pounds of {price_year} that is from {say_large(firm.real_gbp.iloc[0])} to "
        f"{say_large(firm.real_gbp.iloc[-1])}."
    )


def find_pace(rises: pd.DataFrame) -> str:
    """How fast the total rose last, and before that."""
    if rises.empty:
        return ""
    last, before = rises.iloc[-1], rises.iloc[:-1].a_year_cash_gbp
    told = (
        f"From {say_month(last.from_as_of)} to {say_month(last.to_as_of)} it rose by "
        f"{say_large(last.rise_cash_gbp)}, which is {say_large(last.a_year_cash_gbp)} a year"
    )
    if before.empty:
        return f"{told}."
    least, most = say_large(before.min()), say_large(before.max())
    return f"{told}; before that by {least if least == most else f'{least} to {most}'} a year."


def find_newest(series: pd.DataFrame, edition: Edition) -> str:
    """How old the newest national total is."""
    if series.empty:
        return ""
    newest = series.iloc[-1].as_of
    age = edition.year - int(newest[:4])
    if age < 1:
        return ""
    return f"No national total after {say_month(newest)} is on record."


def find_each(series: pd.DataFrame, rises: pd.DataFrame) -> str:
    """The total for each arrangement, and how much a year was added for each."""
    known = series[~series.doubtful].dropna(subset=["each_cash_gbp"])
    if len(known) < 2:
        return "Too few national totals are firm to follow the saving for each arrangement."
    first, last = known.iloc[0], known.iloc[-1]
    told = (
        f"For each arrangement on the map, the savings so far came to "
        f"{say_pounds(first.each_cash_gbp)} in {say_month(first.as_of)} and "
        f"{say_pounds(last.each_cash_gbp)} in {say_month(last.as_of)} (cash)."
    )
    yearly = rises.each_cash_gbp.dropna()
    if len(yearly) < 2:
        return told
    return (
        f"{told} The total rose by {say_pounds(yearly.min())} to {say_pounds(yearly.max())} a year "
        "for each of them, depending on the years."
    )


def title_each(series: pd.DataFrame) -> str:
    """The headline of the savings for each arrangement."""
    known = series[~series.doubtful].dropna(subset=["each_real_gbp"])
    if len(known) < 2:
        return "Too few firm totals to follow the saving for each arrangement"
    first, last = known.iloc[0], known.iloc[-1]
    start, end = say_pounds(first.each_real_gbp), say_pounds(last.each_real_gbp)
    if start == end:
        span = f"were {start} both in {say_month(first.as_of)} and in {say_month(last.as_of)}"
    else:
        span = f"went from {start} in {say_month(first.as_of)} to {end} in {say_month(last.as_of)}"
    return f"For each arrangement, the savings so far {span}"


def describe_series(series: pd.DataFrame, column: str) -> str:
    """The alternative text of a series of totals."""
    told = [
        f"{say_month(row.as_of)}: {say_large(row[column])}{', doubtful' if row.doubtful else ''}"
        for _, row in series.dropna(subset=[column]).iterrows()
    ]
    return "; ".join(told) + "." if told else "No totals."


def find_participation(totals: pd.DataFrame) -> str:
    """How the share of councils that share, and the number of arrangements, went on."""
    shares, counts = (
        follow_metric(totals, metric).query("~doubtful")
        for metric in ("share_of_councils_sharing", "arrangements")
    )
    if shares.empty:
        return "No share of councils that share had been published."
    first, last = shares.iloc[0], shares.iloc[-1]
    if len(shares) == 1:
        return f"In {say_month(first.as_of)}, {say_total(first)} of councils shared some service."
    told = (
        f"In {say_month(first.as_of)}, {say_total(first)} of English councils shared some service; "
        f"the figure for {say_month(last.as_of)} is {say_total(last)}."
    )
    grown = counts[counts["at"] >= first["at"]]
    if len(grown) < 2 or grown.value.iloc[-1] <= grown.value.iloc[0]:
        return told
    return (
        f"{told} Few councils were left to join, while the number of arrangements went from "
        f"{say_total(grown.iloc[0])} to {say_total(grown.iloc[-1])} "
        f"({say_month(grown.as_of.iloc[-1])})."
    )


def find_first_total(
    totals: pd.DataFrame, series: pd.DataFrame, deflator: pd.DataFrame, price_year: int
) -> str:
    """What the unknown age of the first firm total could do to the last one."""
    firm = series[~series.doubtful]
    if len(firm) < 2:
        return ""
    older = follow_savings(totals, deflator, price_year, YEARS_BEFORE_FIRST)
    larger = older[~older.doubtful].real_gbp.iloc[-1] / firm.real_gbp.iloc[-1] - 1
    return (
        f"How much of the first firm total had been saved before its own year is not known: spread "
        f"evenly over the {SMALL[YEARS_BEFORE_FIRST]} years before it, it would make the last "
        f"total {say_percent(larger)} larger in constant prices."
    )


def _say_few(series: pd.DataFrame, edition: Edition) -> str:
    """What stands on record where there are not two firm totals."""
    if series.empty:
        return f"no national total of savings is on record by {edition.year}"
    told = [
        f"{say_total(row)} ({say_month(row.as_of)}{', doubtful' if row.doubtful else ''})"
        for _, row in series.iterrows()
    ]
    are = "is" if len(series) == 1 else "are"
    totals = say_count(len(series), "national total")
    return f"by {edition.year} only {totals} of savings {are} on record, {say_list(told)}"


def _rose(firm: pd.DataFrame) -> bool:
    return bool((firm.value.diff().dropna() > 0).all())


def _say_span(firm: pd.DataFrame) -> str:
    """From the first of several firm totals to the last."""
    first, last = firm.iloc[0], firm.iloc[-1]
    return (
        f"{'rose' if _rose(firm) else 'went'} from {say_total(first)} in {say_month(first.as_of)} "
        f"to {say_total(last)} in {say_month(last.as_of)}"
    )
