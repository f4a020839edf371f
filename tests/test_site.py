"""Publishing: all editions or none, and nothing lost."""

import json
import re

import pytest
import yaml

from sharing.errors import BookFailed
from sharing.paths import BOOK, ROOT
from sharing.site import build_book, configure, list_editions, publish


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
        *("2011", "2026", "2027", "index.html", "switcher.json")
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
    assert pages == listed
