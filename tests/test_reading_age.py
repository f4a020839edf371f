"""Every page of findings of the newest edition can be read at fourteen. Needs `make book` first."""

import re

import pytest
from bs4 import BeautifulSoup

from reading import OLDEST, extract_prose, list_hardest, measure_reading_age
from sharing.paths import BOOK, EDITIONS, SITE

pytestmark = pytest.mark.site
NEWEST = SITE / str(max(int(year) for year in re.findall(r"year: (\d{4})", EDITIONS.read_text())))
# Pages of findings, those that other pages of the book are summed up on, and the glossary itself.
PAGES = [
    "index",
    "summary",
    "claims",
    "reference/glossary",
    "methods/limitations",
    *sorted(f"findings/{path.stem}" for path in (BOOK / "findings").glob("*.ipynb")),
]
# Words that a councillor need not know, as they may stand on a page, and where each is explained.
JARGON = {
    r"medians?": "median",
    r"geometric means?": "geometric-mean",
    r"95% intervals?": "95-interval",
    r"constant prices": "constant-prices",
    r"deflators?": "deflator",
    r"partner groups?": "partner-group",
    r"connected partners": "connected-partners",
    r"other things equal": "other-things-equal",
    r"log-normal": "log-normal",
    r"logarithms?": "logarithm",
    r"reweighted": "reweighted",
    r"combinations of choices": "combinations-of-choices",
    r"usable saving": "usable-saving",
    r"publicised": "publicised",
    r"drawn again": "drawn-again",
    r"on record": "on-record",
    r"national map": "national-map",
    r"Local Government Association": "Local-Government-Association",
    r"Transformation Challenge Awards?": "Transformation-Challenge-Award",
    r"other public bod(?:y|ies)": "other-public-body",
    r"back office": "back-office",
    r"reorganisation": "reorganisation",
}

each_page = pytest.mark.parametrize("page", PAGES)


def read(page: str) -> str:
    return (NEWEST / f"{page}.html").read_text(encoding="utf-8")


@each_page
def test_a_page_can_be_read_at_fourteen(page):
    prose = extract_prose(read(page))
    assert len(prose.split()) > 100
    assert measure_reading_age(prose) <= OLDEST, list_hardest(prose)


@pytest.mark.parametrize("page", [page for page in PAGES if page.startswith("findings/")])
def test_a_page_says_at_its_head_what_the_register_is(page):
    line = BeautifulSoup(read(page), "html.parser").select_one(".rests-on")
    assert line is not None and line.select_one('a[href*="reference/register.html"]')
    assert "publicly reported" in line.get_text()


@pytest.mark.parametrize("page", [page for page in PAGES if page != "reference/glossary"])
def test_jargon_is_linked_to_the_glossary(page):
    soup = BeautifulSoup(read(page), "html.parser")
    glossary = BeautifulSoup(read("reference/glossary"), "html.parser")
    linked = {link["href"].partition("#")[2] for link in soup.select("a.glossary-term")}
    explained = {term["id"] for term in glossary.select("dl.glossary dt")}
    for element in soup.select(
        "article :is(h1, h2, h3, table, pre, figure, details, .book-figure)"
    ):
        element.decompose()
    for link in soup.select("article a:not(.glossary-term)"):
        link.decompose()
    words = " ".join(soup.select_one("article").get_text(" ").split())
    missing = {
        word
        for word, term in JARGON.items()
        if re.search(rf"(?<![\w-]){word}(?![\w-])", words, re.IGNORECASE)
        and f"term-{term}" not in linked
    }
    assert missing == set()
    assert linked <= explained and {f"term-{term}" for term in JARGON.values()} <= explained
