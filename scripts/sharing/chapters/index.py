"""The front page: the register's share of small savings beside the national map's."""

import pandas as pd

from sharing.prose import credit, say_percent, say_pounds
from sharing.results import Findings
from sharing.statements import FEW
from sharing.views import MAP_THRESHOLD_GBP


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
        f"on the national map saved under {say_pounds(MAP_THRESHOLD_GBP)} in {on_map.as_of}, while "
        f"the ones that make the news report about {typical} a year."
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
        f"{say_share_of_map(on_map)} were"
    )


def credit_share(findings: Findings, on_map: pd.Series | None) -> str:
    """The source line of the comparison of shares."""
    if on_map is None:
        return credit(findings)
    page = f"{on_map.source_title}, {on_map.publisher}, {on_map.source_date}"
    return f"{credit(findings)}; {page}"


def describe_shares(bars: pd.DataFrame) -> str:
    """The alternative text of the comparison of shares."""
    return "; ".join(f"{bar.of}: {bar.label}" for bar in bars.itertuples()) + "."
