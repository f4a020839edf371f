"""The chapter on other studies: what research and audit found, read from the published claims.

Nothing is judged again here. The direction of a finding is the first word of column ``effect`` of
``claims.csv``; what kind of study it is follows from the reason, declared in ``claim_tests.yml``,
why the register cannot repeat it.
"""

import re

import pandas as pd

from sharing.claim_tests import ClaimTest
from sharing.national import know_published
from sharing.prose import begin, cite, say_count, say_list, say_name
from sharing.results import Findings

DIRECTIONS = {
    "positive": "saves",
    "small": "saves",
    "potential": "saves",
    "none": "no effect",
    "no": "no effect",
    "negative": "costs more or falls short",
    "weaker": "costs more or falls short",
    "below": "costs more or falls short",
    "mixed": "mixed or unclear",
    "unclear": "mixed or unclear",
    "scale": "mixed or unclear",
    "staff": "mixed or unclear",
    "drivers": "says nothing of savings",
    "": "says nothing of savings",
}
OTHER = "mixed or unclear"
SILENT = "says nothing of savings"
GAINLESS = ("no effect", "costs more or falls short")
PARTS = {
    "no effect": ("main", "none"),
    "costs more or falls short": ("bad", "worse"),
    "mixed or unclear": ("accent", "mixed"),
    "saves": ("good", "save"),
    "says nothing of savings": ("muted", "other"),
}
GROUPS = {
    "spending": "English comparisons",
    "abroad": "Abroad",
    "review": "Reviews",
    "accounts": "Evaluations",
    "baseline": "Estimates",
    "potential": "Estimates",
    "centre": "Audits and firms",
    "opinion": "Surveys and context",
    "adoption": "Who shares",
    "size": "Size of councils",
}
COMPARING = ("spending", "abroad", "review")
# What their effects speak of is not a saving.
ABOUT_ELSE = ("adoption", "size")
SYMBOLS = {
    "no effect": "0",
    "costs more or falls short": "−",
    "mixed or unclear": "?",
    "saves": "+",
    "says nothing of savings": "–",
}
FOUND = {
    "no effect": "no effect",
    "costs more or falls short": "a higher cost or less than hoped",
    "mixed or unclear": "mixed results",
    "saves": "a saving",
}
TONES = {
    "no effect": "none",
    "costs more or falls short": "contradicted",
    "mixed or unclear": "uncertain",
    "saves": "supported",
    "says nothing of savings": "not-testable",
}
HEADINGS = ("Finding on savings", "Finding and study", "Where, what and how")
SERVICES = {
    "Several services": "waste, roads",
    "Tax and benefits": r"\btax\b|revenues|dwellings",
    "Waste": "waste",
    "Procurement": "procurement|supplier",
    "Management": "management|chief executive",
    "Legal": "legal",
    "Administration": "administrat|back.office|clerical|overhead|service cent",
    "Several": "service by service|waste, roads|five services",
}
DESIGNS = {
    "change before and after, with and without sharing": "difference in differences",
    "evaluation of named arrangements": "evaluated|Lincolnshire|Devon and Somerset",
    "meta-regression of studies": "meta-regression",
    "same councils over several years": r"panel|over \d+ years|from \d{4} to \d{4}|\d{4} to \d{4}",
    "survey": "survey|polling|expected",
    "audit": "Audit",
}


def gather_studies(found: Findings, tests: dict[str, ClaimTest]) -> pd.DataFrame:
    """The findings of others that were in print by the edition's year, in the order of `GROUPS`.

    Returns
    -------
    Rows of the claims with ``reason_id`` ("" where none is declared), ``group``, ``direction`` (a
    key of `PARTS`), ``size``, ``service`` and ``design`` ("" where the fields do not tell), and
    what `sharing.claim_list.write_claims` needs.
    """
    register, edition = found.register, found.edition
    known = know_published(register.claims, edition.year, edition.knows_undated(register.reports))
    rows = known[known.testable_with == "literature"]
    reasons = [tests[one].reason_id if one in tests else "" for one in rows.claim_id]
    studies = rows.assign(
        reason_id=pd.Series(reasons, index=rows.index, dtype="str"),
        group=[GROUPS.get(reason, "Others") for reason in reasons],
        direction=pd.Series(
            [
                SILENT if reason in ABOUT_ELSE else read_direction(effect)
                for reason, effect in zip(reasons, rows.effect, strict=True)
            ],
            index=rows.index,
            dtype="str",
        ),
        size=[read_size(effect) for effect in rows.effect],
        service=[_match(SERVICES, text) for text in rows.claim],
        design=[_match(DESIGNS, text) for text in rows.claim],
    )
    order = [*dict.fromkeys(GROUPS.values()), "Others"]
    return studies.assign(
        address="study-" + studies.claim_id,
        tone=studies.direction.map(TONES),
        symbol=studies.direction.map(SYMBOLS),
        judged=studies.direction.str.capitalize(),
        why=[_say_place(row) for _, row in studies.iterrows()],
        notes=[[_say_size(row)] for _, row in studies.iterrows()],
        place=studies.group.map(order.index),
        elsewhere=studies.country != "England",
    ).sort_values(
        ["place", "elsewhere", "country", "source_title"], kind="stable", ignore_index=True
    )


def read_direction(effect: str) -> str:
    """What a finding says of savings: a key of `PARTS`, by the first word of its ``effect``."""
    first = re.match(r"\w*", effect.lower())
    return DIRECTIONS.get(first.group() if first else "", OTHER)


def read_size(effect: str) -> str:
    """What an ``effect`` says after its direction, if it names a number; else ""."""
    detail = re.split(r"[:,] ", effect, maxsplit=1)[-1]
    return detail if re.search(r"\d", detail) else ""


def count_directions(studies: pd.DataFrame) -> pd.DataFrame:
    """Findings by ``group`` and direction: ``about``, ``part``, ``count``."""
    rows = [
        (group, part, int((inside.direction == part).sum()))
        for group, inside in studies.groupby("group", sort=False)
        for part in PARTS
    ]
    return pd.DataFrame(rows, columns=["about", "part", "count"])


def answer_studies(studies: pd.DataFrame, year: int) -> str:
    """What the most careful studies found, first those of England."""
    if studies.empty:
        return f"Our list holds no study of shared services published by {year}."
    english = _choose(studies, "spending")
    return " ".join(
        part
        for part in (_say_english(english, year), _say_abroad(_choose(studies, "abroad")))
        if part
    )


def title_studies(studies: pd.DataFrame) -> str:
    """The headline of the count of findings."""
    told = studies[studies.reason_id.isin(COMPARING) & (studies.direction != SILENT)]
    if told.empty:
        return "No comparison of costs had been published yet"
    gainless = say_count(int(told.direction.isin(GAINLESS).sum()), "shows", "show")
    count, _, verb = gainless.partition(" ")
    of = say_count(len(told), "finding")
    return f"{count.capitalize()} of {of} from comparisons of cost {verb} no gain, or a loss"


def describe_directions(counts: pd.DataFrame) -> str:
    """The alternative text of the count of findings."""
    told = counts[counts["count"] > 0].assign(
        words=lambda rows: rows["count"].astype(str) + " " + rows.part
    )
    groups = told.groupby("about", sort=False).words.agg(", ".join)
    return "; ".join(f"{name}: {words}" for name, words in groups.items()) + "."


def list_english(studies: pd.DataFrame) -> str:
    """The English comparisons, each with its source, as a list."""
    english = _choose(studies, "spending")
    if english.empty:
        return "Our list holds none that had been published by then."
    return "\n".join(f"- {say_name(row.claim)} {cite(row)}" for _, row in english.iterrows())


def judge_studies(studies: pd.DataFrame) -> str:
    """What the list of findings is worth."""
    if studies.empty:
        return "There is nothing to judge."
    papers = say_count(studies.source_title.nunique(), "source")
    compared = studies[studies.reason_id.isin(COMPARING)]
    return (
        f"The list has {say_count(len(studies), 'finding')} from {papers}; "
        f"{say_count(len(compared), 'finding')} "
        f"{'comes' if len(compared) == 1 else 'come'} from comparisons of councils or reviews of "
        "such comparisons. The others rest on a few named arrangements, on estimates or on what "
        "people said, and cannot show what would have happened without sharing."
    )


def _say_english(english: pd.DataFrame, year: int) -> str:
    if english.empty:
        return (
            f"Our list holds no study published by {year} that sets English councils that share "
            "beside those that do not."
        )
    gainless = int(english.direction.isin(GAINLESS).sum())
    studies = say_count(english.source_title.nunique(), "study sets", "studies set")
    findings = say_count(len(english), "finding")
    if gainless == len(english):
        compare = say_count(english.source_title.nunique(), "study compares", "studies compare")
        none = "their one finding shows no" if gainless == 1 else f"none of the {findings} shows a"
        return (
            f"{begin(compare)} English councils that share with those that do not: {none} "
            "financial gain."
        )
    compared = f"{studies} English councils that share beside those that do not"
    shown = say_count(gainless, "shows", "show")
    return f"{begin(compared)}; of {findings}, {shown} no gain."


def _say_abroad(abroad: pd.DataFrame) -> str:
    told = abroad[abroad.direction != SILENT]
    if told.empty:
        return ""
    counts = told.direction.value_counts()
    words = [
        say_count(int(counts[part]), f"shows {found}", f"show {found}")
        for part, found in FOUND.items()
        if part in counts.index
    ]
    if len(told) == 1:
        return f"The one finding from abroad shows {FOUND[told.direction.iloc[0]]}."
    return f"Of {say_count(len(told), 'finding')} from abroad, {say_list(words)}."


def _choose(studies: pd.DataFrame, reason: str) -> pd.DataFrame:
    return studies[studies.reason_id == reason]


def _match(patterns: dict[str, str], text: str) -> str:
    """The first name whose pattern the text holds, or ""."""
    for name, pattern in patterns.items():
        if re.search(pattern, text, re.IGNORECASE):
            return name
    return ""


def _say_place(row: pd.Series) -> str:
    """Country, service and design of a finding, as far as the fields tell."""
    parts = [row.country.replace("; ", ", "), row.service.lower(), row.design]
    told = "; ".join(part for part in parts if part)
    return f"{begin(told)}." if told else ""


def _say_size(row: pd.Series) -> str:
    return f"Size: {row['size']}." if row["size"] else ""
