"""A Sphinx extension: each page's head, its citation box and its link to the edition's PDF.

``_config.yml`` loads it. It reads the edition's year and PDF from ``html_context`` and the site's
address from ``html_baseurl``; `sharing.site.configure` sets all three.
"""

import csv
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

from sharing.file_list import list_files, list_notebooks
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
# What a page says as long as nobody filled it.
NO_PDF, NO_FILES, END = '<p class="edition-pdf">', '<p class="edition-files">', "</p>"
MADE_BY_SPHINX = {"search": "Search", "genindex": "Index"}
Context = dict[str, Any]


def setup(app: Sphinx) -> dict[str, bool]:
    """Register the extension."""
    # The theme drops a template that shows nothing, at 500, and fills the download menu at 501.
    app.connect("html-page-context", add_citation, priority=400)
    app.connect("html-page-context", complete_page, priority=900)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def add_citation(
    app: Sphinx, name: str, template: str, context: Context, doctree: nodes.document | None
) -> None:
    """Add what the box below a page's text shows: its citation, and the edition's PDF."""
    if doctree is None or "edition_year" not in app.config.html_context:
        return
    book, page = read_publication(), _identify(app, name, context)
    context["citation"] = cite_in_words(book, page)
    context["bibtex"] = cite_in_bibtex(book, page)
    if pdf := context.get("edition_pdf"):
        context["edition_pdf_href"] = context["pathto"](pdf, 1)


def complete_page(
    app: Sphinx, name: str, template: str, context: Context, doctree: nodes.document | None
) -> None:
    """Add what a page's head and download menu show, and what only the compiled edition knows."""
    if "edition_year" not in app.config.html_context:
        return
    book, page, address = read_publication(), _identify(app, name, context), app.config.html_baseurl
    finding = find_finding(doctree) or f"{page.title} {book.title}, edition {page.edition}."
    card = Card(f"{address}{CARD}", f"{book.short_title}, edition {page.edition}")
    icon = context["pathto"](ICON, 1)
    context["metatags"] = (
        context.get("metatags", "")
        + write_tags(book, page, shorten(finding), card)
        + f'<link rel="apple-touch-icon" href="{icon}">\n'
        + _write_linked_data(app, name, book, page, finding)
    )
    _defer_scripts(name, context)
    _offer_pdf(context)
    _fill(context, NO_FILES, lambda: _write_files(app, context))


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


def _identify(app: Sphinx, name: str, context: Context) -> Page:
    title = strip_tags(context.get("title") or MADE_BY_SPHINX.get(name, name))
    address = f"{app.config.html_baseurl}{name}{app.builder.out_suffix}"
    return Page(title, app.config.html_context["edition_year"], address)


def _write_linked_data(app: Sphinx, name: str, book: Publication, page: Page, finding: str) -> str:
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


def _offer_pdf(context: Context) -> None:
    """Link the edition's PDF, where it has one, from the download menu and the downloads page."""
    href = context.get("edition_pdf_href")
    if not href:
        return
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
    link = f'<a href="{href}">The whole edition as one PDF</a>, for paper and for reading offline'
    _fill(context, NO_PDF, lambda: f"<p>{link}.</p>")


def _fill(context: Context, marker: str, write: Callable[[], str]) -> None:
    """Put into a page what only the compiled edition knows, in the place of its marker."""
    body = context.get("body", "")
    if marker in body:
        before, rest = body.split(marker, 1)
        context["body"] = f"{before}{write()}{rest.split(END, 1)[1]}"


def _write_files(app: Sphinx, context: Context) -> str:
    up = context["content_root"]
    found = app.env.found_docs - {"genindex", "search"}
    order = [name for name in app.env.toctree_includes.get(app.config.root_doc, [])]
    notebooks = [
        (name, app.env.titles[name].astext())
        for name in [app.config.root_doc, *order]
        if name in found and app.env.doc2path(name).endswith(".ipynb")
    ]
    files = list_files(Path(app.srcdir) / "_extra", up)
    return f"{files}<h2>The notebooks, as they ran</h2>{list_notebooks(notebooks, up)}"
