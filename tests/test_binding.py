"""An edition's pages bound into one document."""

import pytest
from bs4 import BeautifulSoup

from sharing.binding import LONGEST_TABLE, bind, list_chapters
from test_publication import BOOK

ADDRESS = "https://example.org/"
PAGE = """<html><head><meta name="description" content="Six in a hundred.">
<meta property="og:title" content="{title}"><link rel="stylesheet" href="_static/book.css">
{next}</head><body><nav>Menu</nav><article class="bd-article">{text}</article></body></html>"""
FRONT = """<h1 id="top">Front<a class="headerlink" href="#top">#</a></h1>
<a href="#choices">here</a> <a href="findings/a.html#choices">there</a>
<a href="reference/register.html#one">register</a> <a href="data/analysis.csv">data</a>
<a href="https://elsewhere.org/?a=1&amp;b=2">away</a>
<h2 id="choices">Choices</h2><svg><rect id="fig-x" fill="url(#fig-x)"/></svg>
<script>alert(1)</script><details class="figure-data"><table><tr></tr></table></details>
<style>#choices td { color: #fff; }</style><p aria-labelledby="choices top">x</p>"""


def write_page(edition, path, title, text, follower=""):
    file = edition / path
    file.parent.mkdir(parents=True, exist_ok=True)
    link = f'<link rel="next" title="x" href="{follower}" />' if follower else ""
    file.write_text(PAGE.format(title=title, text=text, next=link))


@pytest.fixture
def edition(tmp_path):
    write_page(tmp_path, "index.html", "Front & first", FRONT, "findings/a.html")
    long = f"<table>{'<tr><td>1</td></tr>' * (LONGEST_TABLE + 1)}</table><table><tr></tr></table>"
    second = f'<h1>A</h1><h2 id="choices">Choices</h2>{long}<a href="../index.html">home</a>'
    write_page(tmp_path, "findings/a.html", "A", second, "../reference/register.html")
    write_page(tmp_path, "reference/register.html", "Register", "rows", "shelf/one.html")
    write_page(tmp_path, "reference/shelf/one.html", "One", "one", "../last.html")
    write_page(tmp_path, "reference/last.html", "Last", "<h1>Last</h1>")
    return tmp_path


@pytest.fixture
def bound(edition):
    text = bind(edition, list_chapters(edition), BOOK, 2019, ADDRESS)
    return BeautifulSoup(text, "html.parser")


def test_pages_follow_in_reading_order_without_the_register_and_its_shelves(edition):
    paths = [chapter.page.path for chapter in list_chapters(edition)]
    assert paths == ["index.html", "findings/a.html", "reference/last.html"]


def test_links_lead_into_the_document_or_to_the_sites_address(bound):
    links = {link.get_text(): link["href"] for link in bound.find(id="page1")("a")}
    assert links == {
        "here": "#page1-choices",
        "there": "#page2-choices",
        "register": "https://example.org/2019/reference/register.html#one",
        "data": "https://example.org/2019/data/analysis.csv",
        "away": "https://elsewhere.org/?a=1&b=2",
    }
    assert bound.find("a", string="home")["href"] == "#page1"


def test_each_anchor_is_there_once_and_every_inner_link_has_one(bound):
    anchors = [tag["id"] for tag in bound.find_all(id=True)]
    assert len(anchors) == len(set(anchors))
    inner = {link["href"][1:] for link in bound("a") if link["href"].startswith("#")}
    assert inner <= set(anchors)


def test_what_points_at_an_anchor_follows_it(bound):
    first = bound.find(id="page1")
    assert first.rect["fill"] == "url(#page1-fig-x)"
    assert first.find(attrs={"aria-labelledby": True})["aria-labelledby"] == (
        "page1-choices page1-top"
    )
    assert first.style.string == "#page1-choices td { color: #fff; }"


def test_nothing_folded_no_script_and_no_long_table_is_bound(bound):
    assert not bound("script") and not bound("details") and not bound("nav")
    second = bound.find(id="page2")
    assert len(second("table")) == 1
    assert "too long for paper" in second.get_text()
    assert "https://example.org/2019/findings/a.html" in second.get_text()


def test_the_cover_and_the_contents_name_everything(bound):
    cover = bound.select_one(".cover").get_text(" ")
    assert "Sharing" in cover and "Six in a hundred." in cover and "version" in cover.lower()
    assert "Edition 2019" in cover and "21 November 2026" in cover
    rows = bound.select(".contents li")
    assert [row.span.get_text() for row in rows] == ["Front & first", "A", "Last"]
    assert [row.select_one("[data-place]")["data-place"] for row in rows] == [
        *("page1", "page2", "page3")
    ]
