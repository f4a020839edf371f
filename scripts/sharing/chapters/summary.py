"""The summary to print: a few findings with how sure each is, and what follows for a council."""

from typing import NamedTuple

import pandas as pd
import yaml

from sharing.chapters.publicity import find_middle, title_chances, warn_of_conflict
from sharing.chapters.reweighted import explain_absence, find_larger
from sharing.chapters.services import TOO_FEW, title_medians, title_ranks
from sharing.models import NotEstimated
from sharing.paths import ROOT
from sharing.promises import Delivery
from sharing.prose import say_count, say_given, say_percent, say_pounds, say_range
from sharing.results import Findings
from sharing.reweighting import Publicity
from sharing.sensitivity import Holding
from sharing.statements import find_partners

UNCLEAR = ("no stated basis", "years unknown")
PART = "one partner or one part"
# What a link leads to, for those who hear links read out one by one.
LINKS = {
    "findings/how_much": "How much",
    "findings/publicity": "Publicity",
    "findings/partners": "Partners",
    "findings/services": "Services",
    "findings/promised": "Promises",
    "claims": "Claims",
    "methods/other_studies": "Other studies",
}


class Entry(NamedTuple):
    """One finding of the summary: what was found, how sure it is, and the page that shows it."""

    finding: str
    sure: str
    page: str

    @property
    def link(self) -> str:
        """The link to the page, in Markdown."""
        return f"[{LINKS.get(self.page, 'More')}]({self.page})"


def write_entries(entries: list[Entry]) -> str:
    """The findings as a numbered list in Markdown."""
    return "\n".join(
        f"{number}. {' '.join(filter(None, (f'**{entry.finding}**', entry.sure, entry.link)))}"
        for number, entry in enumerate(entries, start=1)
    )


def tell_size(found: Findings) -> Entry:
    """How large the publicised savings are."""
    median, share = found.median_cash, found.share
    if not share.n:
        return Entry("No saving can be compared in this edition.", "", "findings/how_much")
    limit = say_pounds(found.edition.threshold_gbp)
    return Entry(
        f"The middle saving that was publicised is {say_pounds(median.estimate)} a year; "
        f"{say_percent(share.estimate)} are under {limit}.",
        f"The 95% interval is {say_range(median)}. This holds for the {share.n} that can be "
        f"compared, and not for all sharing. In pounds of {found.edition.price_year}, as below, it "
        f"is {say_pounds(found.median.estimate)}.",
        "findings/how_much",
    )


def tell_publicity(measured: Publicity | NotEstimated) -> Entry:
    """What publicity does to that figure."""
    title = f"{title_chances(measured)}."
    if isinstance(measured, NotEstimated):
        told = explain_absence(measured)
    else:
        told = f"{find_middle(measured)} {warn_of_conflict(measured)}".strip()
    return Entry(title, told, "findings/publicity")


def tell_partners(found: Findings, holding: Holding, measured: Publicity | NotEstimated) -> Entry:
    """Whether larger partnerships reported more, and whether that hangs on a choice."""
    page = "findings/partners"
    if not holding.estimated or not holding.side:
        return Entry(find_partners(found), "No choice of method can tell more.", page)
    same, clear = ((count or 0) / holding.estimated for count in (holding.same_side, holding.clear))
    sure = (
        f"Of all {holding.estimated:,} combinations of choices, {say_percent(same)} point the same "
        "way and "
        f"{say_percent(clear)} are clear of chance."
    )
    return Entry(find_partners(found), f"{sure} {find_larger(found, measured)}".strip(), page)


def tell_studies(answer: str) -> Entry:
    """What careful studies found: the first sentence of an answer, and the rest of it."""
    first, _, rest = answer.partition(". ")
    return Entry(f"{first.rstrip('.')}.", rest, "methods/other_studies")


def tell_services(ranks: pd.DataFrame) -> Entry:
    """Which services reported most, and how firm the order is."""
    if ranks.empty:
        return Entry("No service can be said to save most.", TOO_FEW, "findings/services")
    return Entry(f"{title_medians(ranks)}.", f"{title_ranks(ranks)}.", "findings/services")


def find_like(like: Delivery) -> str:
    """The middle share achieved among the pairs that compare like with like."""
    if not like.median.n:
        return "None of them compares like with like."
    share = say_percent(like.median.estimate)
    return f"Among the {like.median.n} that compare like with like it is {share}."


def tell_delivery(found: Findings, delivery: Delivery, like: Delivery) -> Entry:
    """What became of forecasts: ``like`` holds the pairs alone that compare like with like."""
    median, page = delivery.median, "findings/promised"
    forecasts = (found.table.status == "expected").mean() if len(found.table) else 0
    both = say_count(median.n, "arrangement")
    if not median.n:
        return Entry("No arrangement published both a forecast and a result.", "", page)
    return Entry(
        f"{say_percent(forecasts)} of the savings are forecasts, and only {both} published both a "
        "forecast and a result.",
        f"In the middle of these, {say_percent(median.estimate)} was achieved of what was expected "
        f"({say_range(median, 'share')}). {find_like(like)}",
        page,
    )


def list_advice(found: Findings, delivery: Delivery, ranks: pd.DataFrame) -> list[str]:
    """What follows from the evidence for a council, each with the evidence."""
    table, flow = found.table, found.analysis.flow
    results = say_given(int((table.status == "achieved").sum()), len(table), "comparable saving")
    unclear = say_count(sum(flow.get(reason, 0) for reason in UNCLEAR), "arrangement")
    missing = say_count(len(found.analysis.on_record) - len(table), "arrangement")
    order = f"Here {title_ranks(ranks)[0].lower()}{title_ranks(ranks)[1:]}."
    return [
        "**Ask for what was achieved, not for what is expected.** Results, not forecasts: "
        f"{results}.",
        "**Ask what a figure covers: which years, and which partners.** Left out for want of the "
        f"years: {unclear}. Left out because the figure is for one partner or one part: "
        f"{flow.get(PART, 0)}.",
        "**Ask for the baseline and the cost of setting up.** Few reports give either, so this "
        "book cannot subtract the cost or say what share of the budget was saved.",
        f"**Do not choose a service by its rank.** {TOO_FEW if ranks.empty else order}",
        "**Measure and publish your own result, good or bad.** On record without a saving that can "
        f"be compared: {missing}.",
    ]


def cite_book(found: Findings) -> str:
    """How to cite the edition, from ``CITATION.cff``."""
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    authors = ", ".join(author["name"] for author in cited["authors"])
    released = str(cited["date-released"])[:4]
    return (
        f"{authors} ({released}). *{cited['title']}*. Edition {found.edition.year}, version "
        f"{cited['version']}."
    )
