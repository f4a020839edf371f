"""The register as a library: pages with each arrangement's record, and pages of councils.

They are written as Markdown that joins the executed notebooks before the book is compiled. What a
record shows is HTML inside a section whose heading is the name, so that the book's search finds it.
"""

from html import escape
from pathlib import Path
from typing import Any

import yaml
from docutils.nodes import make_id

from sharing.addresses import CONTENTS, PLACES, SHELVES, anchor_council, name_pages
from sharing.choices import Choices
from sharing.dates import say_day
from sharing.prose import begin, say_count, say_name, say_origin, say_pounds
from sharing.record_words import (
    describe_report,
    explain_choice,
    explain_use,
    say_amount,
    say_life,
    say_partner,
    say_size,
)
from sharing.records import (
    Council,
    Partner,
    Record,
    Report,
    Source,
    collect_councils,
    collect_records,
    list_places,
)
from sharing.results import Findings

# Names the pages in the book's table of contents; `sharing.site` reads it.
LISTED = "reference/library.yml"
FRONT = "---\nhtml_theme.sidebar_secondary.remove: true\n---\n\n"
NOTHING = "Nothing is on record here by the end of {year}."


class Library:
    """The pages of an edition's library, by their path without ending."""

    def __init__(self, findings: Findings) -> None:
        self.edition, self.choices = findings.edition, findings.choices
        self.records = collect_records(findings)
        self.councils = collect_councils(findings, self.records)
        families = findings.register.categories.family.unique()
        self.shelves = name_pages(sorted(families, key=str.lower))
        self.places = name_pages(list_places(findings))
        self.by_id = {record.arrangement_id: record for record in self.records}
        self.by_code = {council.authority_code: council for council in self.councils}

    def write_pages(self) -> dict[str, str]:
        """The Markdown of every page."""
        pages = {f"{SHELVES}/{CONTENTS}": self._list_shelves()}
        for family, name in self.shelves.items():
            pages[f"{SHELVES}/{name}"] = self._write_shelf(family)
        pages[f"{PLACES}/{CONTENTS}"] = self._list_councils()
        for place, name in self.places.items():
            pages[f"{PLACES}/{name}"] = self._write_place(place)
        return pages

    def list_contents(self) -> list[dict[str, Any]]:
        """The pages as the book's table of contents nests them."""
        parts = (("By service", SHELVES, self.shelves), ("By council", PLACES, self.places))
        return [
            {
                "file": f"{folder}/{CONTENTS}",
                "title": title,
                "sections": [
                    {"file": f"{folder}/{name}", "title": " ".join(heading.split())}
                    for heading, name in names.items()
                ],
            }
            for title, folder, names in parts
        ]

    def _write_shelf(self, family: str) -> str:
        records = [record for record in self.records if record.family == family]
        count = say_count(len(records), "arrangement")
        told = (
            f"{begin(count)} on record by the end of {self.edition.year}, in the order of "
            "their names. Each has its partners, every report of a saving, the figure that this "
            "book uses and why, and its pages."
        )
        lead = told if records else NOTHING.format(year=self.edition.year)
        body = "\n".join(self._write_record(record) for record in records)
        title = f"{_say_heading(family)}: {count}"
        return f"{FRONT}# {title}\n\n{lead}\n\n{body}"

    def _write_place(self, place: str) -> str:
        councils = [council for council in self.councils if council.place == place]
        sharing = sum(bool(council.arrangement_ids) for council in councils)
        lead = (
            f"{sharing} of {say_count(len(councils), 'council')} here have an arrangement on "
            f"record by the end of {self.edition.year}."
            if councils
            else NOTHING.format(year=self.edition.year)
        )
        body = "\n".join(self._write_council(council) for council in councils)
        title = f"{_say_heading(place)}: {say_count(len(councils), 'council')}"
        return f"{FRONT}# {title}\n\n{lead}\n\n{body}"

    def _list_shelves(self) -> str:
        counts = {family: 0 for family in self.shelves}
        for record in self.records:
            counts[record.family] += 1
        items = "".join(
            f'<li><a href="{self.shelves[family]}.html">{_text(family)}</a> ({count:,})</li>'
            for family, count in counts.items()
        )
        return (
            f"{FRONT}# Arrangements by service\n\nEvery arrangement on record by the end of "
            f"{self.edition.year} has its own entry. They stand on one page for each family of "
            "services, with the number of arrangements in brackets. The register lets you search "
            f'and filter them all: <a href="../register.html">open the register</a>.\n\n'
            f'<ul class="library-list">{items}</ul>\n'
        )

    def _list_councils(self) -> str:
        items = "".join(
            f"<li>{self._link_council(council.authority_code, '')} "
            f"({len(council.arrangement_ids)})</li>"
            for council in self.councils
        )
        return (
            f"{FRONT}# Councils and what they share\n\nEvery council that existed by the end of "
            f"{self.edition.year}, with the number of its arrangements on record. A council "
            "with none may still share services: the register holds what was made public.\n\n"
            f'<ul class="library-list">{items}</ul>\n'
        )

    def _write_record(self, record: Record) -> str:
        partners = [self._say_partner(partner) for partner in record.partners]
        facts = [
            ("What is shared", _text(record.service)),
            ("Partners", ", ".join(partners) if partners else "Not named on the pages"),
            ("Councils", _text(begin(say_size(record.n_councils)))),
            ("Place", _text(record.place)),
            ("Stage", _text(begin(say_life(record)))),
        ]
        if record.notes:
            facts.append(("Notes", _text(record.notes)))
        listed = "".join(f"<dt>{term}</dt><dd>{told}</dd>" for term, told in facts)
        row = f'<a href="../register.html#{record.arrangement_id}">Show it in the register</a>'
        anchor = record.arrangement_id
        spare = "" if make_id(anchor) == anchor else f'<span id="{escape(anchor)}"></span>'
        body = (
            f'<div class="record">{spare}<dl>{listed}</dl>{self._write_saving(record)}'
            f"{_write_reports(record, self.edition.price_year)}{_write_sources(record)}"
            f"<p>{row}</p></div>"
        )
        return f"({anchor})=\n## {_say_heading(record.name)}\n\n{body}\n"

    def _write_saving(self, record: Record) -> str:
        return write_saving(record, self.edition.price_year, self.choices)

    def _write_council(self, council: Council) -> str:
        ended = f", until {council.end_year}" if council.end_year else ""
        told = f"{_text(council.official_name)} ({_text(council.type)}{ended})."
        shared = "".join(self._list_record(self.by_id[key]) for key in council.arrangement_ids)
        count = len(council.arrangement_ids)
        link = (
            f'<p><a href="../register.html?council={escape(council.authority_code)}">'
            f"{'Show it' if count == 1 else f'Show all {count}'} in the register</a></p>"
        )
        rest = f"<ul>{shared}</ul>{link}" if shared else "<p>No arrangement is on record.</p>"
        return (
            f"({anchor_council(council.authority_code)})=\n## {_say_heading(council.name)}\n\n"
            f'<div class="record"><p>{told}</p>{rest}</div>\n'
        )

    def _list_record(self, record: Record) -> str:
        saving = say_saving(record)
        return (
            f'<li><a href="../arrangements/{self.shelves[record.family]}.html'
            f'#{record.arrangement_id}">{_text(record.name)}</a>: {_text(record.service)}, '
            f"{_text(say_life(record))}{f', {saving}' if saving else ''}</li>"
        )

    def _say_partner(self, partner: Partner) -> str:
        if partner.authority_code in self.by_code:
            return self._link_council(partner.authority_code, "../councils/")
        return _text(say_partner(partner))

    def _link_council(self, code: str, folder: str) -> str:
        council = self.by_code[code]
        address = f"{folder}{self.places[council.place]}.html#{anchor_council(code)}"
        return f'<a href="{address}">{_text(council.name)}</a>'


def write_library(findings: Findings, pages: Path) -> None:
    """Write the library's pages, and their list, into the folder of executed notebooks."""
    library = Library(findings)
    for path, text in library.write_pages().items():
        file = pages / f"{path}.md"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    listed = yaml.safe_dump(library.list_contents(), allow_unicode=True, sort_keys=False)
    (pages / LISTED).write_text(listed, encoding="utf-8")


def write_saving(record: Record, price_year: int, choices: Choices) -> str:
    """The figure that the book uses for a record, in HTML, and why; or why there is none."""
    why = _text(explain_choice(record, choices))
    if record.reason:
        return f"<h3>No saving that can be compared</h3><p>{why}</p>"
    amount = f"{say_pounds(record.saving)} a year, {_text(record.status)}"
    return f"<h3>The saving used: {amount}</h3><p>In pounds of {price_year}. {why}</p>"


def say_saving(record: Record) -> str:
    """The saving a year with its status, "" where there is none."""
    return "" if record.reason else f"{say_pounds(record.saving)} a year {record.status}"


def link_source(source: Source) -> str:
    """A page as a link in HTML, with its publisher and date."""
    title = _text(source.title)
    link = f'<a href="{escape(source.url)}">{title}</a>' if source.url else title
    details = say_origin(source.publisher, source.published_on)
    return f"{link} ({_text(details)})" if details else link


def _write_reports(record: Record, price_year: int) -> str:
    if not record.reports:
        return ""
    items = "".join(_write_report(report, price_year) for report in record.reports)
    return f"<h3>Reports of savings</h3><ul>{items}</ul>"


def _write_report(report: Report, price_year: int) -> str:
    page = f" Source: {link_source(report.source)}." if report.source else ""
    return (
        f"<li>{begin(say_day(report.reported_on) or 'no date')}: "
        f"<strong>{_text(say_amount(report))}</strong>, {_text(describe_report(report))}. "
        f"{_text(explain_use(report, price_year))}{page}</li>"
    )


def _write_sources(record: Record) -> str:
    if not record.sources:
        return ""
    items = "".join(f"<li>{link_source(source)}</li>" for source in record.sources)
    return f"<h3>Pages</h3><ul>{items}</ul>"


def _text(text: str) -> str:
    """A text of the data as HTML; a blank line would end the page's HTML."""
    return escape(" ".join(text.split()))


def _say_heading(name: str) -> str:
    return say_name(" ".join(name.split()))
