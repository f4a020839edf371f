"""A Sphinx extension: each page's head, its citation box and its link to the edition's PDF.

``_config.yml`` loads it. It reads the edition's year and PDF from ``html_context`` and the site's
address from ``html_baseurl``; `sharing.site.configure` sets all three.
"""

import csv
import json
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sharing.linked_data import describe_dataset, describe_report, write_script
from sharing.page_head import Card, shorten, write_tags
from sharing.publication import (
    Page,
    Publication,
    cite_in_bibtex,
    cite_in_words,
    read_publication,
)

CARD = "_static/card.png"
ICON = "_static/apple-touch-icon.png"
WITH_DATA = ("reference/downloads", "reference/register")
# They say where the page stands, to scripts that run before the deferred ones.
AT_ONCE = "documentation_options.js"
NO_PDF = '<p class="edition-pdf">'
Context = dict[str, Any]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    app.connect("html-page-context", complete_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def complete_page(
    app: Sphinx, name: str, template: str, context: Context, doctree: nodes.document | None
) -> None:
    """Add to a page's context what its head, its footer and its download menu show."""
    year = app.config.html_context.get("edition_year")
    if year is None:
        return
    book = read_publication()
    address = app.config.html_baseurl
    title = strip_tags(context.get("title") or book.short_title)
    page = Page(title, year, f"{address}{name}{app.builder.out_suffix}")
    finding = find_finding(doctree) or f"{page.title} {book.title}, edition {year}."
    card = Card(f"{address}{CARD}", f"{book.short_title}, edition {year}")
    context["metatags"] = context.get("metatags", "") + write_tags(
        book, page, shorten(finding), card
    )
    icon = context["pathto"](ICON, 1)
    context["metatags"] += f'<link rel="apple-touch-icon" href="{icon}">\n'
    context["metatags"] += _write_linked_data(app, name, book, page, finding)
    if doctree is not None:
        context["citation"] = cite_in_words(book, page)
        context["bibtex"] = cite_in_bibtex(book, page)
    _defer_scripts(name, context)
    _offer_pdf(name, context)


def find_finding(doctree: nodes.document | None) -> str:
    """The finding of a page: what its answer prints in bold, else its first paragraph."""
    if doctree is None:
        return ""
    for answer in doctree.findall(nodes.container):
        if "answer" in answer["classes"]:
            bold = next(iter(answer.findall(nodes.strong)), answer)
            return bold.astext()
    first = next(iter(doctree.findall(nodes.paragraph)), None)
    return first.astext() if first is not None else ""


def strip_tags(title: str) -> str:
    """A title as plain text: Sphinx hands it over as HTML."""
    from bs4 import BeautifulSoup

    return BeautifulSoup(title, "html.parser").get_text()


def _write_linked_data(
    app: Sphinx, name: str, book: Publication, page: Page, finding: str
) -> str:
    address, edition = app.config.html_baseurl, page.edition
    if name == app.config.root_doc:
        return write_script(describe_report(book, page, finding, address))
    folder = Path(app.srcdir) / "_extra" / "data"
    if name in WITH_DATA and (folder / "datapackage.json").exists():
        descriptor, first = _read_data(folder)
        return write_script(describe_dataset(book, descriptor, edition, address, first or edition))
    return ""


@cache
def _read_data(folder: Path) -> tuple[dict[str, Any], int]:
    """An edition's descriptor, and the year of its oldest dated report (0 without any)."""
    descriptor = json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))
    with (folder / "trail.csv").open(encoding="utf-8", newline="") as file:
        years = [int(row["reported_on"][:4]) for row in csv.DictReader(file) if row["reported_on"]]
    return descriptor, min(years, default=0)


def _defer_scripts(name: str, context: Context) -> None:
    """Let no script of the theme hold up the page; the search page runs its own at once."""
    if name == "search":
        return
    later = []
    for script in context["script_files"]:
        if script.filename and AT_ONCE not in str(script.filename):
            attributes = script.attributes | {"defer": "defer"}
            script = type(script)(script.filename, priority=script.priority, **attributes)
        later.append(script)
    context["script_files"] = later


def _offer_pdf(name: str, context: Context) -> None:
    """Link the edition's PDF, where it has one, from the download menu and the downloads page."""
    pdf = context.get("edition_pdf")
    if not pdf:
        return
    href = context["pathto"](pdf, 1)
    context["edition_pdf_href"] = href
    for group in context.get("header_buttons", []):
        if group.get("label") == "download-buttons":
            group["buttons"].append(
                {
                    "type": "link",
                    "url": href,
                    "text": "Whole book (PDF)",
                    "tooltip": "Download this edition as one PDF",
                    "icon": "fas fa-file-pdf",
                    "label": "download-edition-button",
                }
            )
    if NO_PDF in context.get("body", ""):
        before, rest = context["body"].split(NO_PDF, 1)
        link = f'<a href="{href}">The whole edition as one PDF</a>, for paper and for later'
        context["body"] = f"{before}{NO_PDF}{link}.{rest[rest.index('</p>') :]}"
