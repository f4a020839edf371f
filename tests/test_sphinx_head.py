"""The Sphinx extension, in a small book of its own."""

import json

import pytest
from bs4 import BeautifulSoup
from docutils.core import publish_doctree
from sphinx.application import Sphinx

from sharing.sphinx_head import find_finding, strip_tags

TITLE = "Who <b>shares</b> & why?"
FINDING = "Two in three <i>share</i> with a neighbour."
ANSWER = f"""
.. container:: answer

   **{FINDING}** Most of them are districts.
"""
DOWNLOADS = """Downloads
=========

.. raw:: html

   <p class="edition-pdf">No PDF here.</p>
   <p class="edition-files">No list here.</p>
"""


def build(folder, pdf=""):
    source = folder / "source"
    (source / "reference").mkdir(parents=True)
    (source / "index.rst").write_text(f"{TITLE}\n{'=' * 40}\n{ANSWER}")
    (source / "reference" / "downloads.rst").write_text(f":orphan:\n\n{DOWNLOADS}")
    data = source / "_extra" / "data"
    data.mkdir(parents=True)
    table = {"name": "trail", "path": "trail.csv", "title": "Trail", "description": "Reports."}
    table |= {"bytes": 9, "rows": 2, "hash": "sha256:a", "mediatype": "text/csv"}
    descriptor = {"title": "Register", "description": "Facts.", "resources": [table]}
    (data / "datapackage.json").write_text(json.dumps(descriptor))
    (data / "trail.csv").write_text("report_id,reported_on\na,2009-04-01\nb,\n")
    (data.parent / "results.json").write_text("{}")
    context = {"edition_year": 2015, "edition_pdf": pdf, "content_root": "../"}
    options = {
        "extensions": ["sharing.sphinx_head"],
        "html_context": context,
        "html_baseurl": "https://example.org/book/2015/",
    }
    html = folder / "html"
    Sphinx(source, None, html, folder / "trees", "html", options, status=None).build()
    return {
        name: BeautifulSoup((html / f"{name}.html").read_text(), "html.parser")
        for name in ("index", "reference/downloads", "search")
    }


@pytest.fixture(scope="module")
def pages(tmp_path_factory):
    return build(tmp_path_factory.mktemp("plain"))


@pytest.fixture(scope="module")
def pages_with_pdf(tmp_path_factory):
    return build(tmp_path_factory.mktemp("pdf"), "book-2015.pdf")


def linked_data(page):
    return [json.loads(each.string) for each in page("script", type="application/ld+json")]


def test_the_finding_is_what_the_answer_prints_in_bold():
    assert find_finding(publish_doctree(ANSWER)) == FINDING


def test_without_an_answer_the_finding_is_the_first_paragraph():
    assert find_finding(publish_doctree("Title\n=====\n\nA first *word*.\n\nMore.")) == (
        "A first word."
    )
    assert find_finding(None) == ""


def test_a_title_is_plain_text():
    assert strip_tags("Who &lt;b&gt; <em>shares</em> &amp; why?") == "Who <b> shares & why?"


def test_the_front_page_describes_itself_and_no_mark_of_its_title_counts(pages):
    head = pages["index"].head
    assert head.find("meta", {"name": "description"})["content"] == FINDING
    assert head.find("meta", property="og:title")["content"] == TITLE
    assert head.find("meta", property="og:url")["content"] == (
        "https://example.org/book/2015/index.html"
    )
    assert head.find("link", rel="canonical")["href"] == "https://example.org/book/2015/index.html"
    (report,) = linked_data(pages["index"])
    assert (report["@type"], report["abstract"], report["headline"]) == ("Report", FINDING, TITLE)


def test_the_downloads_page_offers_the_data_set_from_its_oldest_report(pages):
    (data,) = linked_data(pages["reference/downloads"])
    assert data["@type"] == "Dataset" and data["temporalCoverage"] == "2009/2015"
    assert data["distribution"][0]["contentUrl"] == ("https://example.org/book/2015/data/trail.csv")


def test_the_downloads_page_lists_the_files_that_there_are(pages):
    page = pages["reference/downloads"]
    assert "trail.csv" in page.select_one(".downloads-table").get_text()
    assert "No list here" not in page.get_text()


def test_without_a_pdf_the_page_says_so_and_with_one_it_links_it(pages, pages_with_pdf):
    assert "No PDF here." in pages["reference/downloads"].get_text()
    page = pages_with_pdf["reference/downloads"]
    assert "No PDF here." not in page.get_text()
    assert page.find("a", string="The whole edition as one PDF")["href"] == "../book-2015.pdf"


def test_scripts_wait_for_the_page_except_where_it_searches(pages):
    def waiting(page):
        sources = [s for s in page.head("script", src=True) if "documentation_o" not in s["src"]]
        return [script.has_attr("defer") for script in sources]

    assert waiting(pages["index"]) and all(waiting(pages["index"]))
    assert not any(waiting(pages["search"])[:2])


def test_a_book_without_an_edition_is_left_as_it_is(tmp_path):
    (tmp_path / "index.rst").write_text("Title\n=====\n")
    options = {"extensions": ["sharing.sphinx_head"]}
    Sphinx(tmp_path, None, tmp_path / "o", tmp_path / "t", "html", options, status=None).build()
    assert "og:title" not in (tmp_path / "o" / "index.html").read_text()
