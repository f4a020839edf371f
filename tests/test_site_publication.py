"""How the built site is found, shared, cited, taken away and printed. Needs `make book` first."""

import gzip
import json
import re
import struct
import threading
import xml.etree.ElementTree as Xml
from functools import cache, partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote, urljoin, urlsplit
from urllib.request import Request, urlopen

import pytest
from bs4 import BeautifulSoup
from pypdf import PdfReader

from browser import NEWEST, SITE, YEARS, open_window, pages
from sharing.publication import address_edition, name_pdf, read_publication
from sharing.serving import SiteHandler
from sharing.site import read_address
from sharing.site_root import SHELF

pytestmark = pytest.mark.site
FIRST_PAGE, FURTHER_PAGE = 1_500_000, 300_000
# Pages made for each arrangement and council share one template: one of a kind stands for all.
CHAPTERS = [path for path in pages(NEWEST) if not SHELF.match(path)]
each_chapter = pytest.mark.parametrize("path", CHAPTERS)
each_year = pytest.mark.parametrize("year", YEARS)


@cache
def read(path, year=NEWEST):
    return BeautifulSoup((SITE / str(year) / f"{path}.html").read_text("utf-8"), "html.parser")


def named(page):
    tags = [tag for tag in page.head("meta") if tag.get("name") or tag.get("property")]
    return {tag.get("name") or tag.get("property"): tag["content"] for tag in tags}


def file_at(address):
    """The file of the site that an absolute address names."""
    path = urlsplit(address.removeprefix(read_address())).path
    assert address.startswith(read_address()), address
    return SITE / unquote(path)


@pytest.fixture(scope="module")
def served():
    """The site as `sharing serve` serves it."""

    class Quiet(SiteHandler):
        def log_message(self, *words):
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(SITE)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("path", pages(NEWEST))
def test_a_page_says_what_it_is_to_those_who_find_or_share_it(path):
    head = (SITE / str(NEWEST) / f"{path}.html").read_text("utf-8").split("</head>")[0]
    page = BeautifulSoup(f"{head}</head></html>", "html.parser")
    said = named(page)
    assert page.html["lang"] == "en-GB"
    assert page.title.string.startswith(said["og:title"])
    assert f"edition {NEWEST}" in page.title.string
    assert 20 < len(said["description"]) <= 161
    own = f"{address_edition(read_address(), NEWEST)}{path}.html"
    assert said["og:url"] == own == page.find("link", rel="canonical")["href"]
    assert file_at(said["og:image"]).exists()


@each_year
def test_the_description_of_an_edition_is_its_own_finding(year):
    page = read("index", year)
    finding = " ".join(page.select_one(".answer strong").get_text().split())
    description = named(page)["description"]
    assert finding.startswith(description.rstrip("…"))


@each_year
def test_an_edition_has_a_card_of_the_size_that_networks_ask_for(year):
    card = (SITE / str(year) / "_static" / "card.png").read_bytes()
    assert struct.unpack(">II", card[16:24]) == (1200, 630)
    assert len(card) < 300_000


def linked_data(page):
    return [json.loads(script.string) for script in page("script", type="application/ld+json")]


@each_year
def test_the_linked_data_of_an_edition_names_real_files(year):
    (report,) = linked_data(read("index", year))
    (data,) = linked_data(read("reference/downloads", year))
    assert report["@type"] == "Report" and report["isBasedOn"]["@id"] == data["@id"]
    assert data["temporalCoverage"].endswith(f"/{year}")
    tables = {file.name for file in (SITE / str(year) / "data").glob("*.csv")}
    offered = {Path(file["contentUrl"]).name for file in data["distribution"]}
    assert offered == tables | {"results.json", "datapackage.json"}
    assert all(file_at(file["contentUrl"]).exists() for file in data["distribution"])
    assert data["variableMeasured"]


def test_every_address_of_the_sitemap_is_a_page_of_the_site():
    space = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
    found = [place.text for place in Xml.parse(SITE / "sitemap.xml").iter(f"{space}loc")]
    assert len(found) == len(set(found))
    assert all(file_at(address).is_file() for address in found)
    listed = {file_at(address) for address in found}
    searched = {"search", "genindex"}
    assert {SITE / str(NEWEST) / f"{p}.html" for p in pages(NEWEST) if p not in searched} <= listed


def test_every_link_of_llms_txt_leads_somewhere_and_every_chapter_is_there():
    text = (SITE / "llms.txt").read_text("utf-8")
    links = re.findall(r"\]\((http[^)]+)\)", text)
    assert all(file_at(address).is_file() for address in links)
    assert {f"{p}.html" for p in CHAPTERS if p not in ("search", "genindex")} <= {
        address.split(f"/{NEWEST}/", 1)[1] for address in links if f"/{NEWEST}/" in address
    }
    assert read_publication().version in text


def test_a_missing_page_leads_back_and_its_links_work_at_any_depth(served):
    for path in ("nothing", f"{NEWEST}/findings/deep/nothing.html"):
        with pytest.raises(HTTPError) as missing:
            urlopen(f"{served}{path}")
        assert missing.value.code == 404
        page = BeautifulSoup(missing.value.read(), "html.parser")
        for target in [link["href"] for link in page("a")] + [page.form["action"]]:
            assert urlopen(urljoin(f"{served}{path}", target)).status == 200


def test_the_root_needs_no_script(chromium, served):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(served)
        page.wait_for_url(f"**/{NEWEST}/index.html")


def test_a_page_can_be_cited_as_text_and_as_bibtex(chromium, served):
    with open_window(chromium, permissions=["clipboard-read", "clipboard-write"]) as window:
        page = window.visit(f"{served}{NEWEST}/findings/partners.html").page
        page.get_by_text("Cite this page").click()
        box = page.locator(".cite-page")
        title = named(read("findings/partners"))["og:title"]
        address = f"{address_edition(read_address(), NEWEST)}findings/partners.html"
        for button, selector in (("citation", ".cite-words"), ("BibTeX entry", ".cite-bibtex")):
            shown = box.locator(selector).inner_text().strip()
            box.get_by_role("button", name=f"Copy the {button}").click()
            box.get_by_text("Copied", exact=True).first.wait_for()
            assert page.evaluate("navigator.clipboard.readText()") == shown
            assert title in shown and address in shown
            assert read_publication().version in shown


def test_without_script_the_citation_is_text_to_select(chromium, served):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{served}{NEWEST}/claims.html")
        page.get_by_text("Cite this page").click()
        assert page.locator(".cite-words").is_visible()
        assert page.locator(".cite-copy").count() == 0


@each_chapter
def test_a_chapter_has_its_citation_and_what_to_take_away(path):
    if path in ("search", "genindex"):
        return
    page = read(path)
    assert named(page)["og:url"] in page.select_one(".cite-words").get_text()
    links = [link["href"] for link in page.select(".take-away a")]
    here = SITE / str(NEWEST) / f"{path}.html"
    targets = [here.parent / link if link != "#" else here for link in links]
    assert targets and all(target.resolve().exists() for target in targets)


@each_year
def test_every_file_on_the_downloads_page_is_there_with_its_size(year):
    page = read("reference/downloads", year)
    folder = SITE / str(year) / "reference"
    for link in page.select(".downloads-table th a, .downloads-notebooks a, .edition-pdf a"):
        assert (folder / link["href"]).resolve().is_file(), link["href"]
    offered = {Path(link["href"]).name for link in page.select(".downloads-table th a")}
    assert {file.name for file in (SITE / str(year) / "data").iterdir()} <= offered


@each_year
def test_the_pdf_of_an_edition_has_its_pages_its_bookmarks_and_its_finding(year):
    file = SITE / str(year) / name_pdf(year)
    reader = PdfReader(file)
    tops = [mark.title for mark in reader.outline if not isinstance(mark, list)]
    assert len(reader.pages) > 30 and len(tops) > 10
    assert reader.trailer["/Root"]["/MarkInfo"]["/Marked"]
    first = " ".join(reader.pages[0].extract_text().split())
    description = named(read("index", year))["description"].rstrip("…")
    assert re.sub(r"\W", "", description) in re.sub(r"\W", "", first)
    assert f"Edition {year}" in first and read_publication().version in first
    assert file.stat().st_size < 12_000_000


@pytest.mark.parametrize("path", ["index", "findings/partners", "methods/models"])
def test_paper_holds_the_title_and_no_navigation(chromium, served, path, tmp_path):
    page = chromium.new_page()
    page.goto(f"{served}{NEWEST}/{path}.html")
    page.pdf(path=tmp_path / "page.pdf", format="A4")
    page.close()
    words = " ".join(
        " ".join(sheet.extract_text().split()) for sheet in PdfReader(tmp_path / "page.pdf").pages
    )
    said = named(read(path))
    assert said["og:title"].split()[0] in words[:40]
    for leftover in ("Skip to main", "Search", "Cite this page", "Show the data", "Back to top"):
        assert leftover not in words, leftover


def weigh(chromium, address):
    """What a page asks for, as `sharing serve` would send it: bytes by path."""
    page, asked = chromium.new_page(), []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(address, wait_until="networkidle")
    page.close()
    weights = {}
    for url in asked:
        if url.startswith("http"):
            with urlopen(Request(url, headers={"Accept-Encoding": "gzip"})) as answer:
                weights[urlsplit(url).path] = len(answer.read())
    return weights


@pytest.fixture(scope="module")
def first_visit(chromium, served):
    return weigh(chromium, f"{served}{NEWEST}/index.html")


def test_the_first_page_weighs_less_than_a_megabyte_and_a_half(first_visit):
    assert sum(first_visit.values()) < FIRST_PAGE, first_visit


@each_chapter
def test_a_further_page_weighs_less_than_three_hundred_kilobytes(
    chromium, served, first_visit, path
):
    asked = weigh(chromium, f"{served}{NEWEST}/{path}.html")
    fresh = {path: size for path, size in asked.items() if path not in first_visit}
    assert sum(fresh.values()) < FURTHER_PAGE, fresh


def test_no_page_is_heavy_by_itself():
    heavy = {
        path: size
        for path in pages(NEWEST)
        if (size := len(gzip.compress((SITE / str(NEWEST) / f"{path}.html").read_bytes(), 6)))
        > FURTHER_PAGE
    }
    assert heavy == {}


def test_every_icon_that_a_page_shows_is_drawn_and_none_is_fetched(first_visit):
    drawn = set(
        re.findall(r"\.(fa-[a-z-]+) \{", (SITE / str(NEWEST) / "_static" / "icons.css").read_text())
    )
    shown = {
        name
        for path in CHAPTERS
        for icon in read(path).select("i[class*='fa-']")
        for name in icon["class"]
        if name.startswith("fa-") and name not in ("fa-solid", "fa-lg")
    }
    assert shown and shown <= drawn
    assert not [path for path in first_visit if "awesome" in path]


def test_the_themes_own_files_are_the_ones_that_its_template_names():
    import pydata_sphinx_theme

    theme = Path(pydata_sphinx_theme.__file__).parent / "theme" / "pydata_sphinx_theme" / "static"
    named_files = set(
        re.findall(r"_static/([\w/.-]+)", (theme / "webpack-macros.html").read_text())
    )
    expected = {"styles/theme.css", "styles/pydata-sphinx-theme.css", "scripts/bootstrap.js"}
    expected |= {"scripts/pydata-sphinx-theme.js", "scripts/fontawesome.js"}
    assert named_files == expected
