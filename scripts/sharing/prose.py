"""Numbers as a reader meets them in a sentence."""

import math
import re

import pandas as pd

from sharing.dates import say_day
from sharing.intervals import Interval
from sharing.results import Findings

SMALL = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]


def say_pounds(amount: float) -> str:
    """Pounds to two significant figures or so: £85,000, £1.3m, £12m; a loss as minus."""
    sign, size = ("−\u2060" if amount < 0 else ""), abs(amount)
    if size >= 995_000:
        millions = size / 1e6
        digits = 0 if round(millions, 1) >= 10 or round(millions, 1).is_integer() else 1
        return f"{sign}£{millions:,.{digits}f}m"
    step = 10_000 if size > 100_000 else 1000 if size >= 10_000 else 100 if size >= 1000 else 1
    return f"{sign}£{round(size / step) * step:,}"


def say_percent(share: float) -> str:
    """A share between 0 and 1 as a percentage, with a decimal under ten: 6.5%, 42%."""
    percent = 100 * share
    if 0 < percent < 0.05:
        return "less than 0.1%"
    if 99.5 <= percent < 100:
        return "more than 99%"
    return f"{percent:.1f}%" if 0 < percent < 9.95 else f"{percent:.0f}%"


def say_change(percent: float, low: float, high: float) -> str:
    """A percentage effect and its interval: "71% less (41% to 86% less)", "2.4 times as much".

    Parameters
    ----------
    percent, low, high
        Per cent more (or, negative, less) than the comparison group.
    """
    if high < 0:
        return f"{-percent:.0f}% less ({-high:.0f}% to {-low:.0f}% less)"
    low_ratio, high_ratio = 1 + low / 100, 1 + high / 100
    # At one decimal an end just above no difference would read as none.
    places = 2 if 0.95 <= low_ratio < 1.05 or 0.95 <= high_ratio < 1.05 else 1
    return (
        f"{1 + percent / 100:.1f} times ({low_ratio:.{places}f} to {high_ratio:.{places}f} times) "
        "as much"
    )


def say_times(ratio: float, low: float, high: float) -> str:
    """A ratio and its interval: "1.42 times (1.04 to 1.95)"; says so where there is none."""
    if math.isnan(low) or math.isnan(high):
        return f"{say_ratio(ratio)} times (too few to give a range)"
    return f"{say_ratio(ratio)} times ({say_ratio(low)} to {say_ratio(high)})"


def say_ratio(ratio: float) -> str:
    """A ratio to two decimals, none from ten up, three where two would read as no difference."""
    places = 0 if abs(ratio) >= 9.995 else 2
    return f"{ratio:.{3 if ratio != 1 and round(ratio, 2) == 1 else places}f}"


def say_signed(percent: float) -> str:
    """A percentage effect with its sign, never quite all of it lost: +141%, −41%, −99%."""
    return f"{max(percent, -99):+,.0f}%".replace("-", "−")


def say_count(count: int, thing: str, things: str | None = None) -> str:
    """A count and its noun, small numbers in words: "three reports", "186 arrangements"."""
    number = SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"
    return f"{number} {thing if count == 1 else things or thing + 's'}"


def say_given(count: int, of: int, thing: str) -> str:
    """How many of several: "all six models", "two of the six models", "neither of the two"."""
    if of == 2 and count != 1:
        return f"both {thing}s" if count else f"neither of the two {thing}s"
    number = SMALL[of] if 0 <= of < len(SMALL) else f"{of:,}"
    if count == of:
        return f"all {number} {thing}s"
    few = "none" if not count else SMALL[count] if count < len(SMALL) else f"{count:,}"
    return f"{few} of the {number} {thing}s"


def say_range(interval: Interval, unit: str = "pounds") -> str:
    """An interval's two ends: "£1.1m to £1.7m"; says so where there is none."""
    return say_between(interval.low, interval.high, unit)


def say_between(low: float, high: float, unit: str = "pounds") -> str:
    """As `say_range`, from the two ends; ``unit`` is "pounds" or "share"."""
    if math.isnan(low) or math.isnan(high):
        return "too few to give a range"
    say = say_pounds if unit == "pounds" else say_percent
    return f"{say(low)} to {say(high)}"


def say_list(items: list[str]) -> str:
    """A list as a sentence holds it: "a, b and c"."""
    return " and ".join([", ".join(items[:-1]), items[-1]]) if len(items) > 1 else "".join(items)


def credit(findings: Findings) -> str:
    """The source line of every figure and table that rests on the register."""
    return f"this book's register of publicly reported savings, edition {findings.edition.year}"


def say_name(name: str) -> str:
    """A name from the register as Markdown shows it: as text, whatever marks it holds."""
    return re.sub(r"([\\`*_{}\[\]<>#|$~]|&(?=#?\w+;))", r"\\\1", name)


def begin(text: str) -> str:
    """The text with a capital at its start."""
    return text[:1].upper() + text[1:]


def say_origin(publisher: str, date: str) -> str:
    """Who published a page and when, as far as it is known: "LocalGov, 28 April 2014"."""
    return ", ".join(part for part in (publisher, say_day(date)) if part)


def cite(source: pd.Series) -> str:
    """A source as a link with its publisher and date, in Markdown.

    Parameters
    ----------
    source
        A row with ``url``, ``publisher`` and either ``source_title`` and ``source_date`` (totals,
        claims, awards) or ``title`` and ``published_on`` (sources).
    """
    title = source.get("source_title", source.get("title", ""))
    when = source.get("source_date", source.get("published_on", ""))
    link = f"[{say_name(title)}]({source.url})" if source.url else say_name(title)
    details = say_origin(source.publisher, when)
    return f"{link} ({details})" if details else link
