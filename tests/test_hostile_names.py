"""A name with markup, quotes, emoji or a formula is text wherever the book shows it."""

import csv
import re
from pathlib import Path
from urllib.parse import unquote

import pytest
import yaml
from bs4 import BeautifulSoup
from markdown_it import MarkdownIt
from playwright.sync_api import Browser

from hostile import CLOSING, COUNCIL, FORMULA, FOUND, IMAGE, NAMES, QUOTES, SCRIPT, write_hostile
from sharing import figure
from sharing.chapters import in_the_news
from sharing.charts.profiles import show_promises_over_time
from sharing.edition import Edition
from sharing.library import Library, write_library
from sharing.paths import ROOT
from sharing.profiles import compare_promises, follow_promises, know_profiles, read_profiles
from sharing.records import collect_records
from sharing.register_table import publish_register
from sharing.release import write_edition_data
from sharing.results import Findings, find
from sharing.site import build_book

HANDLERS = re.compile(r"^on")


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return write_hostile(tmp_path_factory.mktemp("hostile"))


@pytest.fixture(scope="module")
def found(folder) -> Findings:
    return find(Edition(2026, 2015), folder)


@pytest.fixture(scope="module")
def profiles_page(found, folder) -> tuple[str, figure.PublishedFigure]:
    profiles = know_profiles(found, read_profiles(folder, found.register))
    records = {record.arrangement_id: record for record in collect_records(found)}
    points, pairs = follow_promises(found, profiles), compare_promises(found, profiles)
    published = figure.publish(
        show_promises_over_time(in_the_news.place_points(points, records)),
        name="in-the-news",
        title=IMAGE,
        subtitle=SCRIPT,
        alt_text=CLOSING,
        source=QUOTES,
        table=in_the_news.tabulate_points(points, records),
    )
    return in_the_news.tell_profiles(found, profiles, records, pairs), published


def assert_harmless(html: str, allowed: tuple[str, ...] = ()) -> BeautifulSoup:
    soup = BeautifulSoup(html, "html.parser")
    unwanted = [tag for tag in ("script", "img", "svg", "iframe") if tag not in allowed]
    assert soup.find_all(unwanted) == []
    assert [tag for tag in soup.find_all(True) for name in tag.attrs if HANDLERS.match(name)] == []
    return soup


def test_the_register_shows_each_name_as_text(found):
    soup = assert_harmless(publish_register(found).html)
    shown = {row["id"]: row.th.a.get_text() for row in soup.select("tbody tr")}
    assert shown == NAMES
    assert COUNCIL in {option["value"] for option in soup.select("datalist option")}
    assert CLOSING in {option.get_text() for option in soup.select("select option")}


def test_records_and_councils_show_each_name_as_text(found):
    pages = Library(found).write_pages()
    read = MarkdownIt("commonmark", {"html": True})
    whole = "\n\n".join(text.split("---\n\n", 1)[1] for text in pages.values())
    soup = assert_harmless(read.render(whole))
    headings = {heading.get_text() for heading in soup.find_all("h2")}
    assert {*NAMES.values(), COUNCIL} <= headings
    words = soup.get_text()
    for text in (IMAGE, SCRIPT, FORMULA, CLOSING):
        assert words.count(text) > 1


def test_profiles_and_their_figure_show_each_name_as_text(profiles_page):
    markdown, published = profiles_page
    soup = assert_harmless(MarkdownIt("commonmark", {"html": True}).render(markdown))
    assert {IMAGE, SCRIPT, FORMULA} <= {t for t in (IMAGE, SCRIPT, FORMULA) if t in soup.get_text()}
    picture = assert_harmless(published.html, allowed=("svg", "script"))
    assert [tag["type"] for tag in picture.find_all("script")] == ["application/json"]
    assert picture.find("img") is None


def test_a_figure_s_numbers_hold_no_formula(profiles_page):
    link = BeautifulSoup(profiles_page[1].html, "html.parser").select_one("a[download]")["href"]
    rows = list(csv.reader(unquote(link).split(",", 1)[1].splitlines()))
    cells = {cell for row in rows for cell in row}
    assert "'" + FORMULA in cells and FORMULA not in cells


def test_published_tables_hold_no_formula_and_their_checksums_are_right(found, folder, tmp_path):
    import frictionless

    write_edition_data(found, folder, tmp_path / "out")
    for file in (tmp_path / "out" / "data").glob("*.csv"):
        with file.open(encoding="utf-8", newline="") as handle:
            cells = [cell for row in csv.reader(handle) for cell in row]
        assert FORMULA not in cells, file
        assert not [c for c in cells if c[:1] in tuple("=+@\t\r")], file
    with (tmp_path / "out" / "data" / "reports.csv").open(encoding="utf-8") as handle:
        assert {row["amount_gbp"] for row in csv.DictReader(handle)} == {"-5000"}
    report = frictionless.validate(str(tmp_path / "out" / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]


@pytest.fixture(scope="module")
def book(found, profiles_page, tmp_path_factory) -> Path:
    """A small book with the register, its library and the profiles; every other page a stub."""
    place = tmp_path_factory.mktemp("book")
    pages = place / "pages"
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = [chapter["file"] for part in contents["parts"] for chapter in part["chapters"]]
    for page in [contents["root"], *listed]:
        (pages / page).parent.mkdir(parents=True, exist_ok=True)
        (pages / page).with_suffix(".md").write_text(f"# {page}\n", encoding="utf-8")
    write_library(found, pages)
    (pages / "reference/register.md").write_text(f"# R\n\n{publish_register(found).html}\n")
    markdown, published = profiles_page
    (pages / "findings/in_the_news.md").write_text(f"# N\n\n{published.html}\n\n{markdown}\n")
    (place / "extra").mkdir()
    return build_book(pages, place / "extra", place / "work", 2026, [2026])


def test_in_a_browser_no_name_runs_and_every_name_is_read(book, chromium: Browser):
    shelf = next(path for path in (book / "reference/arrangements").glob("back*.html"))
    visited = ["reference/register.html", str(shelf.relative_to(book))]
    visited += ["reference/councils/london.html", "findings/in_the_news.html"]
    with chromium.new_context() as context:
        page = context.new_page()
        for address in [*visited, "reference/register.html?council=<img src=x onerror=broken=1>"]:
            page.goto(f"{book.as_uri()}/{address}")
            page.wait_for_load_state("load")
            page.wait_for_timeout(200)
            assert page.evaluate("window.broken") is None, address
        assert "<img src=x" in page.inner_text(".register-message")
        page.goto(f"{book.as_uri()}/{visited[1]}")
        headings = " ".join(page.locator("h2").all_inner_texts())
        # Sphinx curls straight quotes.
        headings = re.sub("[“”]", '"', re.sub("[‘’]", "'", headings))
        assert [name for name in (IMAGE, FORMULA, CLOSING) if name not in headings] == []
        page.goto(f"{book.as_uri()}/search.html?q=Epsilon shared services")
        result = page.get_by_role("link", name=FOUND)
        result.wait_for()
        assert page.locator("#search-results [onclick]").count() == 0
        result.click()
        page.wait_for_url(f"**/{visited[1]}*#epsilon*")
