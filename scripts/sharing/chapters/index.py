"""The front page: three findings, each with a small figure."""

import pandas as pd

from sharing.promises import Delivery
from sharing.prose import (
    credit,
    say_between,
    say_count,
    say_origin,
    say_percent,
    say_pounds,
    say_range,
)
from sharing.results import Findings
from sharing.statements import FEW
from sharing.views import MAP_THRESHOLD_GBP

SIZES = {"2": "Two councils", "3": "Three", "4": "Four", "5+": "Five or more"}


def say_share_of_map(on_map: pd.Series) -> str:
    """A published share in words: "more than half"."""
    number = "half" if float(on_map.value) == 50 else say_percent(float(on_map.value) / 100)
    return f"{on_map.qualifier} {number}".strip()


def warn_of_news(findings: Findings, on_map: pd.Series | None) -> str:
    """Why what makes the news is not typical; ``on_map`` is None while no share is known."""
    if on_map is None:
        return (
            "**What makes the news need not be typical:** large savings are written about more "
            "often than small ones. No share of small savings on the national map was published "
            f"by the end of {findings.edition.year}, so this edition cannot compare."
        )
    typical = say_pounds(findings.median_cash.estimate)
    return (
        f"**What makes the news is not typical:** {say_share_of_map(on_map)} of the partnerships "
        f"on the national map of {on_map.as_of} are said to have saved under "
        f"{say_pounds(MAP_THRESHOLD_GBP)}, while the ones that make the news report about "
        f"{typical} a year."
    )


def title_share(findings: Findings, on_map: pd.Series | None) -> str:
    """The headline of the share under the threshold, beside the map's if that is known."""
    share, limit = findings.share, say_pounds(findings.edition.threshold_gbp)
    if not share.n:
        return "This edition has no savings to compare with the national map"
    if (
        on_map is None
        or findings.edition.threshold_gbp != MAP_THRESHOLD_GBP
        or share.high >= float(on_map.value) / 100
    ):
        return f"{say_percent(share.estimate)} of publicised savings are under {limit}"
    few = "No" if not share.estimate else "Few" if share.estimate < FEW else "A minority of"
    return (
        f"{few} publicised savings are under {limit} a year; on the national map "
        f"{say_share_of_map(on_map)} are said to be"
    )


def credit_share(findings: Findings, on_map: pd.Series | None) -> str:
    """The source line of the comparison of shares."""
    if on_map is None:
        return credit(findings)
    origin = say_origin(on_map.publisher, on_map.source_date)
    return f"{credit(findings)}; {on_map.source_title}, {origin}"


def describe_shares(bars: pd.DataFrame) -> str:
    """The alternative text of the comparison of shares."""
    return "; ".join(f"{bar.of}: {bar.label}" for bar in bars.itertuples()) + "."


def word_shares(bars: pd.DataFrame) -> pd.DataFrame:
    """The bars of `sharing.views.compare_with_map` with the ``words`` that stand above each."""
    return bars.assign(words=[f"{bar.of}: {bar.label}" for bar in bars.itertuples()])


def word_sizes(by_partners: pd.DataFrame) -> pd.DataFrame:
    """The medians by number of councils that have a range, with the ``words`` above each."""
    known = by_partners[by_partners.partners_group.isin(SIZES) & by_partners.low.notna()]
    of = known.partners_group.map(SIZES)
    words = [f"{name}: {say_pounds(m)}" for name, m in zip(of, known["median"], strict=True)]
    shown = known.assign(of=of, words=words)
    return shown[["of", "median", "low", "high", "n", "words"]].reset_index(drop=True)


def describe_sizes(sizes: pd.DataFrame) -> str:
    """The alternative text of the medians by number of councils."""
    told = [
        f"{row.words} a year ({say_between(row.low, row.high)}; {say_count(row.n, 'partnership')})"
        for row in sizes.itertuples()
    ]
    return "; ".join(told) + "." if told else "No number of councils has enough partnerships."


def word_delivery(delivery: Delivery) -> pd.DataFrame:
    """The median of achieved over expected as one row with its ``words``; none without pairs."""
    median = delivery.median
    row = {
        "of": "Middle",
        "median": median.estimate,
        "low": median.low,
        "high": median.high,
        "words": f"Middle: {say_percent(median.estimate)}",
    }
    return pd.DataFrame([row] if median.n else [], columns=list(row))


def title_delivery(delivery: Delivery, usable: int) -> str:
    """The headline of results beside forecasts: how many show both, and what came of them."""
    median = delivery.median
    if not median.n:
        return "No arrangement shows both what it expected and what it achieved"
    show = "shows" if median.n == 1 else "show"
    return (
        f"Only {median.n} of {usable} {show} both forecast and result; in the middle, "
        f"{say_percent(median.estimate)} of the forecast was achieved"
    )


def describe_delivery(delivery: Delivery) -> str:
    """The alternative text of results beside forecasts."""
    median = delivery.median
    if not median.n:
        return "No arrangement has both figures."
    return (
        f"Achieved as a share of expected for {say_count(median.n, 'arrangement')}: the middle is "
        f"{say_percent(median.estimate)} ({say_range(median, 'share')}); "
        f"{say_percent(delivery.kept.estimate)} achieved at least what was expected."
    )
