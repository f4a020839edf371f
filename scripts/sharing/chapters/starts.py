"""The chapter on the trend, its part on the register: what started, and what was reported since."""

import numpy as np
import pandas as pd

from sharing.choices import STARTED
from sharing.dates import say_month
from sharing.printed import say_total
from sharing.prose import begin, say_between, say_count, say_list, say_pounds

YEARS_SHOWN = 20


def plot_starts(starts: pd.DataFrame, last_total: str) -> pd.DataFrame:
    """The starts of the last years, each with whether the national count ran to that year."""
    shown = starts.tail(YEARS_SHOWN)
    ran = shown.year <= (int(last_total[:4]) if last_total else 0)
    return pd.DataFrame(
        {
            "year": shown.year,
            "when": np.where(ran, "While totals were printed", "After the last total"),
            "count": shown.started,
        }
    )


def title_starts(starts: pd.DataFrame, last_total: str) -> str:
    """The headline of the starts."""
    if starts.empty:
        return "No arrangement on record has a known start"
    if last_total and starts.year.iloc[-1] > int(last_total[:4]):
        after = _count_after(starts, last_total)
        were = "is" if after == 1 else "are"
        return begin(
            f"{say_count(after, 'arrangement')} {were} known to have started in the years after "
            f"the last national total, of {say_month(last_total)}"
        )
    peak = starts.loc[starts.started.idxmax()]
    return (
        f"More arrangements are known to have started in {peak.year} than in any other year: "
        f"{peak.started}"
    )


def describe_starts(begun: pd.DataFrame) -> str:
    """The alternative text of the starts."""
    return "; ".join(f"{row.year}: {row.count}" for row in begun.itertuples(index=False)) + "."


def find_starts(starts: pd.DataFrame, on_record: pd.DataFrame, last_total: str) -> str:
    """How many starts the register holds, and how many of them after the last national total."""
    begun = on_record[on_record.stage.isin(STARTED)]
    if starts.empty:
        return "No arrangement on record has a known start."
    unknown, known = int(begun.start_year.isna().sum()), int(starts.started.sum())
    have = "has" if known == 1 else "have"
    told = f"{say_count(known, 'arrangement')} on record that started {have} a known year of it"
    if unknown:
        told += f"; for {say_count(unknown, 'other', 'others')} it is not known"
    if not last_total:
        return f"{begin(told)}."
    after = _count_after(starts, last_total)
    return f"{begin(told)}. {begin(say_count(after, 'start'))} came after {last_total[:4]}."


def compare_with_count(on_record: pd.DataFrame, count: pd.Series) -> str:
    """The register's arrangements beside the map's count at the same date."""
    year = int(count.as_of[:4])
    english = on_record[(on_record.nation == "England") & on_record.stage.isin(STARTED)]
    dated = int((english.start_year <= year).sum())
    unknown = int(english.start_year.isna().sum())
    return (
        f"The number printed for {say_month(count.as_of)} is {say_total(count)}. The register has "
        f"{say_count(dated, 'arrangement')} in England known to have started by {year}, and "
        f"{say_count(unknown, 'other', 'others')} whose start year is not known."
    )


def compare_reported(periods: pd.DataFrame, last_year: int) -> str:
    """The middle saving reported up to the last national total and after it."""
    known = periods.set_index("period")
    told = [
        f"{period} {last_year} {'it ' * bool(place)}was {say_pounds(known['median'][period])} a "
        f"year ({say_count(int(known.n[period]), 'report')}; "
        f"{say_between(known.low[period], known.high[period])})"
        for place, period in enumerate(one for one in ("up to", "after") if one in known.index)
    ]
    if not told:
        return "No dated saving has been reported."
    said = f"The middle saving reported {say_list(told)}."
    if len(told) < 2 or known[["low", "high"]].isna().any(axis=None):
        return said
    one, other = known.loc["up to"], known.loc["after"]
    if one.low <= other.high and other.low <= one.high:
        return f"{said} The two ranges overlap, so no change can be told from chance."
    return f"{said} The two ranges do not overlap."


def _count_after(starts: pd.DataFrame, last_total: str) -> int:
    return int(starts.started[starts.year > int(last_total[:4])].sum())
