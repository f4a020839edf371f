"""The library holds every record and every council once, each under its own heading."""

import re

import pytest
import yaml
from bs4 import BeautifulSoup

from builders import VALID, write_folder, write_rows
from sharing.edition import Edition
from sharing.library import LISTED, Library, write_library
from sharing.results import find


@pytest.fixture(scope="module")
def library(findings):
    made = {}

    def of(year: int) -> Library:
        if year not in made:
            made[year] = Library(findings(year))
        return made[year]

    return of


def sections(pages: dict[str, str], folder: str) -> dict[str, tuple[str, str]]:
    """Page and text of each section by its anchor."""
    found = {}
    for path, text in pages.items():
        if path.startswith(folder):
            for anchor, body in re.findall(r"^\((\S+)\)=\n(.*?)(?=^\(|\Z)", text, re.M | re.S):
                assert anchor not in found
                found[anchor] = (path, body)
    return found


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_every_arrangement_on_record_has_one_section_on_its_family_s_page(library, findings, year):
    found = findings(year)
    families = found.register.categories.set_index("category").family
    shelved = sections(library(year).write_pages(), "reference/arrangements/")
    assert set(shelved) == set(found.analysis.on_record.index)
    for key, (path, _) in shelved.items():
        family = families[found.analysis.on_record.category[key]]
        assert path == f"reference/arrangements/{library(year).shelves[family]}"


@pytest.mark.parametrize("year", [2011, 2026])
def test_every_council_has_one_section_that_lists_its_arrangements(library, year):
    placed = sections(library(year).write_pages(), "reference/councils/")
    councils = {f"council-{c.authority_code.lower()}": c for c in library(year).councils}
    assert set(placed) == set(councils)
    for anchor, (_, body) in placed.items():
        soup = BeautifulSoup(body, "html.parser")
        linked = [a["href"].split("#")[1] for a in soup.select("li a")]
        assert linked == list(councils[anchor].arrangement_ids)


def test_a_record_tells_partners_reports_choice_and_pages(library):
    _, body = sections(library(2026).write_pages(), "reference/arrangements/")[
        "onesource-havering-and-newham"
    ]
    assert body.startswith("## oneSource (Havering and Newham)")
    soup = BeautifulSoup(body, "html.parser")
    councils = [a["href"] for a in soup.select("dd a")]
    assert councils == [f"../councils/london.html#council-{code}" for code in ("hav", "nwm")]
    words = soup.get_text(" ")
    assert "£41,200,000 in total over five years" in words
    assert "a result comes before a forecast" in words
    assert "oneSource annual report 2016/17" in words
    assert soup.select("a")[-1]["href"] == "../register.html#onesource-havering-and-newham"


def test_a_report_without_a_date_says_so(library, findings):
    shelved = sections(library(2026).write_pages(), "reference/arrangements/")
    reports = findings(2026).register.reports
    undated = reports[reports.reported_on == ""].arrangement_id
    assert len(undated)
    for key, count in undated.value_counts().items():
        assert shelved[key][1].count("<li>No date: ") == count, key


def test_every_link_inside_the_library_leads_to_a_section(library):
    pages = library(2026).write_pages()
    anchors = {
        f"{p}.html#{a}"
        for f in ("reference/arrangements/", "reference/councils/")
        for a, (p, _) in sections(pages, f).items()
    }
    for path, text in pages.items():
        folder = path.rsplit("/", 1)[0]
        for address in re.findall(r'href="([^":]+\.html#[^"]+)"', text):
            if "register.html" in address:
                continue
            wanted = f"{folder}/{address}".replace("arrangements/../", "").replace(
                "councils/../", ""
            )
            assert wanted in anchors, (path, address)


def test_the_pages_are_the_same_in_every_edition_also_when_a_family_is_empty(tmp_path, library):
    assert set(library(2011).write_pages()) == set(library(2026).write_pages())
    tables = VALID | {"arrangements": VALID["arrangements"][:1], "members": [], "audit": []}
    tables |= {"reports": VALID["reports"][:1], "arrangement_sources": []}
    made = Library(find(Edition(2026, 2015), write_folder(tmp_path, write_rows(tables))))
    page = made.write_pages()["reference/arrangements/waste-environment-and-transport"]
    assert "Nothing is on record here by the end of 2026." in page


def test_no_page_has_a_list_of_its_sections_beside_it(library):
    for text in library(2011).write_pages().values():
        assert text.startswith("---\nhtml_theme.sidebar_secondary.remove: true\n---\n\n# ")


def test_the_pages_and_their_list_are_written(tmp_path, findings):
    write_library(findings(2011), tmp_path)
    listed = yaml.safe_load((tmp_path / LISTED).read_text(encoding="utf-8"))
    files = [part["file"] for part in listed]
    files += [page["file"] for part in listed for page in part["sections"]]
    written = {str(p.relative_to(tmp_path).with_suffix("")) for p in tmp_path.rglob("*.md")}
    assert written == set(files) and len(files) == len(written)
    assert all(page["title"] and len(page["title"]) < 40 for p in listed for page in p["sections"])
