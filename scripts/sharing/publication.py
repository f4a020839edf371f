"""Who published the book, when, and how to cite a page of it: all from ``CITATION.cff``."""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urljoin

import yaml

from sharing.dates import say_day
from sharing.paths import ROOT

CITATION = ROOT / "CITATION.cff"
LICENCES = {
    "CC-BY-4.0": "https://creativecommons.org/licenses/by/4.0/",
    "MIT": "https://opensource.org/license/mit",
    "ODC-PDDL-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}


@dataclass(frozen=True)
class Publication:
    """What a citation needs to know of the book as a whole."""

    title: str
    author: str
    version: str
    released: date
    licences: tuple[str, ...]
    keywords: tuple[str, ...]

    @property
    def short_title(self) -> str:
        """The title without its second half."""
        return self.title.split(":")[0]

    @property
    def dated_version(self) -> str:
        """The version and the day of its release: "2026.11, 21 November 2026"."""
        return f"{self.version}, {say_day(str(self.released))}"


@dataclass(frozen=True)
class Page:
    """One page of an edition; ``address`` is where a reader finds it for good."""

    title: str
    edition: int
    address: str


@dataclass(frozen=True)
class Copy:
    """One published copy of the book: its site's address ("": as configured), and its PDFs."""

    address: str = ""
    with_pdf: bool = False


def read_publication(path: Path = CITATION) -> Publication:
    """The book as its citation file states it."""
    stated = yaml.safe_load(path.read_text(encoding="utf-8"))
    released = stated["date-released"]
    licence = stated["license"]
    return Publication(
        title=stated["title"],
        author=" and ".join(author["name"] for author in stated["authors"]),
        version=str(stated["version"]),
        released=released if isinstance(released, date) else date.fromisoformat(released),
        licences=tuple([licence] if isinstance(licence, str) else licence),
        keywords=tuple(stated.get("keywords", ())),
    )


def address_edition(address: str, year: int) -> str:
    """The address of an edition's folder on a site, with its slash."""
    return urljoin(address if address.endswith("/") else f"{address}/", f"{year}/")


def name_pdf(year: int) -> str:
    """The file of an edition's PDF, in the edition's folder."""
    return f"what-councils-save-{year}.pdf"


def cite_in_words(book: Publication, page: Page) -> str:
    """The citation of a page, in one line of text."""
    return (
        f"{book.author} ({book.released.year}). “{page.title}” In: {book.title}. "
        f"Edition {page.edition}, version {book.dated_version}. "
        f"{page.address}"
    )


def cite_in_bibtex(book: Publication, page: Page) -> str:
    """The citation of a page as a BibTeX entry; its key names the edition and the page."""
    words = "-".join(re.findall(r"[a-z0-9]+", page.title.lower())[:6]) or "book"
    # Double braces keep a program from reading names and capitals its own way.
    fields = {
        "author": f"{{{_plain_tex(book.author)}}}",
        "title": f"{{{_plain_tex(page.title)}}}",
        "howpublished": f"In: {_plain_tex(book.title)}, edition {page.edition}",
        "year": str(book.released.year),
        "month": f"{book.released:%b}".lower(),
        "note": f"Version {book.dated_version}",
        "url": page.address,
    }
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items()]
    return "\n".join([f"@misc{{sharing-{page.edition}-{words},", *lines, "}"])


def _plain_tex(text: str) -> str:
    """Text in which no character means something to TeX."""
    marks = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
    return re.sub(r"[\\~^{}&%$#_]", lambda found: marks.get(found[0], "\\" + found[0]), text)
