"""Every page behind the register is listed once, as text whatever its title holds."""

from dataclasses import replace

import pandas as pd
from bs4 import BeautifulSoup

from builders import build_register
from sharing.chapters import sources as chapter
from sharing.edition import Edition

HOSTILE = '<img src=x onerror="alert(1)"> & "quotes"'


def made(*rows):
    columns = ["source_id", "title", "publisher", "published_on", "url"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(year=pd.to_numeric(frame.published_on.str[:4], errors="coerce"))


PAGES = made(
    ("s1", "One", "Alpha News", "2012-01-02", "https://example.org/1"),
    ("s2", "Two", "Alpha News", "2014", "https://example.org/2"),
    ("s3", HOSTILE, "4th Estate", "", "javascript:alert(1)"),
    ("s4", "Four", chapter.UNKNOWN, "2012", ""),
)


def test_the_newest_edition_lists_every_page(findings):
    found = findings(2026)
    assert len(chapter.know_sources(found)) == len(found.register.sources)


def test_an_earlier_edition_lists_the_pages_dated_by_its_year_alone(findings):
    known = chapter.know_sources(findings(2015))
    assert (known.year <= 2015).all() and len(known) > 100


def test_publishers_are_counted_with_their_years():
    shown = chapter.count_publishers(PAGES, 5)
    assert shown.to_numpy().tolist() == [
        ["Alpha News", 2, "2012 to 2014"],
        ["4th Estate", 1, "no date"],
    ]


def test_years_are_counted_and_the_busiest_is_the_headline():
    counts = chapter.count_years(PAGES)
    assert counts.to_numpy().tolist() == [[2012, 2], [2014, 1]]
    assert chapter.title_years(counts) == "The year with the most pages is 2012, with 2"
    assert chapter.describe_years(counts) == "2012: 2; 2014: 1."
    assert chapter.title_years(counts.head(0)) == "No page has a date"


def test_the_answer_counts_pages_publishers_and_missing_dates():
    told = chapter.answer_sources(PAGES)
    assert "Four public pages stand behind the register." in told
    assert "two publishers" in told and "more than 2 of them" in told
    assert told.endswith("No date is known for 1.")
    assert "No page is known" in chapter.answer_sources(PAGES.head(0))


def test_every_page_is_listed_once_under_its_letter_as_text():
    soup = BeautifulSoup(chapter.write_list(PAGES), "html.parser")
    assert [item["id"] for item in soup.select("li")] == ["s3", "s4", "s1", "s2"]
    assert [head.get_text(" ") for head in soup.select("summary")] == [
        "Others  two pages",
        "A  two pages",
    ]
    assert soup.select("img, script") == [] and HOSTILE in soup.select_one("#s3").get_text()
    assert [link["href"] for link in soup.select("a")] == [
        "https://example.org/1",
        "https://example.org/2",
    ]


def test_the_seed_pages_are_those_that_the_register_holds(findings):
    found = findings(2026)
    assert chapter.list_seeds(found).count("\n- ") == len(chapter.SEEDS) - 1
    bare = replace(found, register=build_register(claims=[]), edition=Edition(2026))
    assert chapter.list_seeds(bare) == ""


def test_what_others_made_is_listed_with_its_licence():
    shown = chapter.list_others().set_index("Table")
    assert shown.Licence["UK local authorities"] == "CC-BY-4.0"
    assert shown.Licence["UK GDP deflator"] == "ODC-PDDL-1.0"
    assert not shown.From.str.contains("The authors of this book").any()
