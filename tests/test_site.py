"""Publishing: all editions or none, and nothing lost."""

import json
import re

import pytest
import yaml

from sharing.errors import AddressWrong, BookFailed
from sharing.paths import BOOK, ROOT
from sharing.publication import Copy
from sharing.site import (
    build_book,
    configure,
    escape_search_titles,
    list_editions,
    nest_library,
    publish,
    read_address,
)


def make_book(folder, text):
    folder.mkdir(parents=True)
    (folder / "index.html").write_text(text)
    return folder


def test_the_newest_edition_leads_and_the_switcher_lists_all(tmp_path):
    site = tmp_path / "html"
    books = {year: make_book(tmp_path / str(year), str(year)) for year in (2011, 2026)}
    publish(books, site)
    assert list_editions(site) == [2026, 2011]
    assert 'url=2026/index.html"' in (site / "index.html").read_text()
    assert json.loads((site / "switcher.json").read_text()) == [
        {"year": 2026, "url": "2026/", "newest": True},
        {"year": 2011, "url": "2011/", "newest": False},
    ]


def test_publishing_one_edition_again_keeps_the_others(tmp_path):
    site = tmp_path / "html"
    publish({y: make_book(tmp_path / f"a{y}", "old") for y in (2011, 2026)}, site)
    publish({2027: make_book(tmp_path / "b", "new")}, site)
    publish({2026: make_book(tmp_path / "c", "newer")}, site)
    assert list_editions(site) == [2027, 2026, 2011]
    assert (site / "2026" / "index.html").read_text() == "newer"
    assert (site / "2011" / "index.html").read_text() == "old"
    assert sorted(path.name for path in site.iterdir()) == [
        *("2011", "2026", "2027", "404.html", "index.html", "llms.txt", "robots.txt"),
        *("sitemap.xml", "switcher.json"),
    ]


def test_an_edition_that_cannot_be_copied_leaves_the_site_as_it_was(tmp_path):
    site = tmp_path / "html"
    publish({2026: make_book(tmp_path / "a", "old")}, site)
    before = {path: path.read_bytes() for path in site.rglob("*") if path.is_file()}
    with pytest.raises(OSError, match="missing"):
        publish({2026: make_book(tmp_path / "b", "new"), 2019: tmp_path / "missing"}, site)
    assert {path: path.read_bytes() for path in before} == before


def test_each_edition_is_configured_with_its_year_and_all_the_years():
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())
    config = configure(settings, 2019, [2011, 2026])["sphinx"]["config"]
    assert config["html_context"]["edition_year"] == 2019
    assert config["html_context"]["edition_years"] == [2026, 2019, 2011]
    assert "2019" in config["html_title"]
    assert config["html_context"]["edition_pdf"] == ""


def test_an_edition_knows_its_own_address_and_its_pdf():
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())
    given = configure(settings, 2019, [2026], Copy("https://example.org/book", with_pdf=True))
    assert given["html"]["baseurl"] == "https://example.org/book/2019/"
    context = given["sphinx"]["config"]["html_context"]
    assert context["edition_pdf"] == "what-councils-save-2019.pdf"
    assert configure(settings, 2019, [2026])["html"]["baseurl"] == "http://127.0.0.1:8000/2019/"


def test_the_publishers_address_stands_in_the_sitemap(tmp_path):
    publish({2026: make_book(tmp_path / "a", "x")}, tmp_path / "html", "https://example.org/b")
    sitemap = (tmp_path / "html" / "sitemap.xml").read_text()
    assert "<loc>https://example.org/b/2026/index.html</loc>" in sitemap


@pytest.mark.parametrize("address", ["example.org", "ftp://example.org/", "https://", "/book/"])
def test_what_no_reader_could_open_is_no_address(address):
    with pytest.raises(AddressWrong, match=r"https://example\.org/book/"):
        read_address(address)


def test_a_warning_of_the_book_is_an_error_that_names_it(tmp_path):
    pages = tmp_path / "pages"
    for page in [*re.findall(r"file: (\S+)", (ROOT / "_toc.yml").read_text()), "index"]:
        (pages / page).parent.mkdir(parents=True, exist_ok=True)
        (pages / page).with_suffix(".md").write_text(f"# {page}\n\n[nowhere](missing.md)\n")
    (tmp_path / "extra").mkdir()
    with pytest.raises(BookFailed, match="missing"):
        build_book(pages, tmp_path / "extra", tmp_path / "work", 2026, [2026])


def test_every_page_of_the_book_stands_in_its_table_of_contents():
    listed = set(re.findall(r"(?:file|root): (\S+)", (ROOT / "_toc.yml").read_text()))
    pages = {
        str(path.relative_to(BOOK).with_suffix(""))
        for path in [*BOOK.rglob("*.ipynb"), *BOOK.rglob("*.md")]
        if ".ipynb_checkpoints" not in path.parts
    }
    # The changelog is a page that the build makes of CHANGELOG.md.
    assert pages | {"reference/changelog"} == listed


def test_the_chart_bundle_is_named_with_its_version_so_that_no_reader_asks_for_it_twice():
    settings = yaml.safe_load((ROOT / "_config.yml").read_text())
    scripts = dict(configure(settings, 2026, [2026])["sphinx"]["config"]["html_js_files"])
    assert re.fullmatch(r"vega\.js\?v=[\w.]+", scripts["book.js"]["data-vega"])
    assert all("data-vega" not in scripts[name] for name in scripts if name != "book.js")


def test_the_library_is_nested_under_the_register():
    contents = {"root": "index", "parts": [{"chapters": [{"file": "reference/register"}]}]}
    library = [{"file": "reference/arrangements/index", "title": "By service"}]
    nested = nest_library(contents, library)["parts"][0]["chapters"]
    assert nested == [{"file": "reference/register", "sections": library}]
    assert nest_library(contents, []) == contents
    real = nest_library(yaml.safe_load((ROOT / "_toc.yml").read_text()), library)
    chapters = [chapter for part in real["parts"] for chapter in part["chapters"]]
    assert [chapter["file"] for chapter in chapters if "sections" in chapter] == [
        "reference/register"
    ]


def test_headings_in_the_search_index_cannot_be_markup(tmp_path):
    index = tmp_path / "searchindex.js"
    index.write_text('Search.setIndex({"alltitles": {"<i>a</i> & b": [[0, "a"]]}, "terms": {}})')
    escape_search_titles(index)
    found = index.read_text().removeprefix("Search.setIndex(").removesuffix(")")
    assert json.loads(found) == {
        "alltitles": {"&lt;i&gt;a&lt;/i&gt; &amp; b": [[0, "a"]]},
        "terms": {},
    }
