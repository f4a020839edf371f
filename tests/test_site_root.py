"""What stands at the site's root."""

import xml.etree.ElementTree as Xml
from html import escape

import pytest
from bs4 import BeautifulSoup

from sharing.publication import Copy
from sharing.site_root import list_pages, write_root
from test_publication import BOOK

ADDRESS = "https://example.org/book/"
HOSTILE = 'Do "they" share? <img src=x> [x](y)'


def write_page(edition, path, title, finding):
    file = edition / path
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(
        f'<html><head><meta name="description" content="{escape(finding)}">'
        f'<meta property="og:title" content="{escape(title)}"></head><body></body></html>'
    )


@pytest.fixture
def site(tmp_path):
    for year in (2026, 2015):
        edition = tmp_path / str(year)
        write_page(edition, "index.html", "What do councils save?", "Six in a hundred.")
        write_page(edition, "findings/partners.html", HOSTILE, "More & more.")
        write_page(edition, "reference/arrangements/one.html", "One", "One.")
        write_page(edition, "search.html", "Search", "Search.")
        write_page(edition, "_static/webpack.html", "None", "None.")
    (tmp_path / "2026" / "results.json").write_text("{}")
    return tmp_path


@pytest.fixture
def root(site):
    return write_root(site, [2026, 2015], BOOK, Copy(ADDRESS))


def test_pages_are_listed_front_page_first_without_search_and_macros(site):
    listed = list_pages(site / "2026")
    assert [page.path for page in listed] == [
        "index.html",
        "findings/partners.html",
        "reference/arrangements/one.html",
    ]
    assert listed[1].title == HOSTILE and listed[1].finding == "More & more."


def test_the_sitemap_holds_the_newest_edition_whole_and_older_front_pages(root):
    tree = Xml.fromstring(root["sitemap.xml"])
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    assert [place.text for place in tree.findall("s:url/s:loc", space)] == [
        f"{ADDRESS}2026/index.html",
        f"{ADDRESS}2026/findings/partners.html",
        f"{ADDRESS}2026/reference/arrangements/one.html",
        f"{ADDRESS}2015/index.html",
    ]
    assert {day.text for day in tree.findall("s:url/s:lastmod", space)} == {"2026-11-21"}


def test_robots_are_told_of_the_sitemap(root):
    assert root["robots.txt"].endswith(f"\nSitemap: {ADDRESS}sitemap.xml\n")


def test_llms_txt_follows_its_form_and_lists_each_chapter_with_its_finding(root):
    text = root["llms.txt"]
    assert text.startswith(f"# {BOOK.short_title}\n\n> ")
    assert f"- [What do councils save?]({ADDRESS}2026/index.html): Six in a hundred." in text
    assert f"({ADDRESS}2026/findings/partners.html): More & more." in text
    assert r"\[x\](y)]" in text
    assert "arrangements/one.html" not in text
    assert f"({ADDRESS}2026/results.json)" in text and "analysis.csv" not in text
    assert text.index("## Optional") > text.index("## How to cite")
    assert f"[Edition 2015]({ADDRESS}2015/index.html)" in text


def test_the_front_leads_to_the_newest_edition_with_relative_links_alone(root):
    front = BeautifulSoup(root["index.html"], "html.parser")
    assert front.find("meta", {"http-equiv": "refresh"})["content"] == "0; url=2026/index.html"
    links = [link["href"] for link in front("a")]
    assert links == ["2026/index.html", "2026/index.html", "2015/index.html"]


def test_the_lost_page_leads_home_from_any_depth(root):
    lost = BeautifulSoup(root["404.html"], "html.parser")
    targets = [link["href"] for link in lost("a")] + [lost.form["action"]]
    assert targets == [
        "/book/2026/index.html",
        "/book/2026/reference/register.html",
        "/book/2026/search.html",
    ]
    assert lost.find("label", {"for": lost.input["id"]})
    assert not lost("link") and not lost("script")


def test_one_edition_alone_has_no_older_ones(site):
    assert "## Optional" not in write_root(site, [2026], BOOK, Copy(ADDRESS))["llms.txt"]
