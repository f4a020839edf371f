"""The summary prints on one sheet, and the glossary's links lead to their words."""

import io

import pytest
from pypdf import PdfReader

from browser import NEWEST

pytestmark = pytest.mark.site


def test_the_summary_prints_on_one_sheet_of_a4(visit):
    page = visit(f"{NEWEST}/summary.html").page
    printed = PdfReader(io.BytesIO(page.pdf(format="A4")))
    assert len(printed.pages) == 1
    words = " ".join(printed.pages[0].extract_text().split())
    assert "What the evidence says" in words and "How to cite it" in words
    assert "CC BY 4.0" in words and "Search" not in words


def test_another_page_prints_as_it_did_without_the_summarys_style(visit):
    page = visit(f"{NEWEST}/reference/glossary.html").page
    assert len(PdfReader(io.BytesIO(page.pdf(format="A4"))).pages) > 1


def test_a_word_leads_to_its_explanation(visit):
    page = visit(f"{NEWEST}/findings/partners.html").page
    link = page.locator("a.glossary-term", has_text="median").first
    link.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/reference/glossary.html#term-median")
    assert page.locator("#term-median").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_the_list_of_sources_opens_without_scrolling_sideways(visit, width):
    page = visit(f"{NEWEST}/reference/sources.html").page
    page.set_viewport_size({"width": width, "height": 800})
    letter = page.locator("details.sources").first
    letter.locator("summary").click()
    assert letter.locator("li").first.is_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
