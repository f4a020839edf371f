"""Who published the book, and how to cite it."""

from datetime import date

import pytest
import yaml

from sharing.paths import ROOT
from sharing.publication import (
    Page,
    Publication,
    address_edition,
    cite_in_bibtex,
    cite_in_words,
    name_pdf,
    read_publication,
)

BOOK = Publication(
    title="Sharing: a book",
    author="The authors & friends",
    version="2026.11",
    released=date(2026, 11, 21),
    licences=("CC-BY-4.0",),
    keywords=("councils",),
)
PAGE = Page("Do 5% {save}?", 2019, "https://example.org/book/2019/findings/x_y.html")


def test_the_citation_file_names_version_release_date_and_licences():
    book = read_publication()
    stated = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert book.version == stated["version"]
    assert book.released.isoformat() == str(stated["date-released"])
    assert book.licences == ("CC-BY-4.0", "MIT")
    assert book.short_title == "What councils save by sharing services"


def test_the_package_and_the_citation_file_have_the_same_version():
    assert f'version = "{read_publication().version}"' in (ROOT / "pyproject.toml").read_text()


def test_a_citation_says_author_title_edition_version_date_and_address():
    assert cite_in_words(BOOK, PAGE) == (
        "The authors & friends (2026). “Do 5% {save}?” In: Sharing: a book. Edition 2019, "
        "version 2026.11, 21 November 2026. https://example.org/book/2019/findings/x_y.html"
    )


def test_a_bibtex_entry_means_nothing_else_to_tex_and_its_key_names_edition_and_page():
    entry = cite_in_bibtex(BOOK, PAGE)
    assert entry.startswith("@misc{sharing-2019-do-5-save,\n")
    assert r"  author = {{The authors \& friends}}," in entry
    assert r"  title = {{Do 5\% \{save\}?}}," in entry
    assert "  month = {nov}," in entry
    assert "  url = {https://example.org/book/2019/findings/x_y.html}," in entry
    assert entry.endswith("\n}")


@pytest.mark.parametrize("address", ["https://example.org/book", "https://example.org/book/"])
def test_an_edition_has_a_folder_under_the_address(address):
    assert address_edition(address, 2015) == "https://example.org/book/2015/"


def test_a_pdf_is_named_for_its_edition():
    assert name_pdf(2015) == "what-councils-save-2015.pdf"
