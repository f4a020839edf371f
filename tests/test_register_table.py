"""The register's table holds every arrangement with what its form filters by."""

from collections.abc import Callable
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from builders import write_savings
from sharing.edition import Edition
from sharing.prose import say_pounds
from sharing.register_table import HEADINGS, publish_register
from sharing.results import Findings, find

MARKUP = [
    "<script>alert(1)</script>",
    "Say \"hello\" & 'goodbye'",
    "</td></tr></table>",
    "&lt;b&gt; & <b>",
    "Caffè 😀 Siôn",
    '" onmouseover="alert(1)',
]


def read(html: str) -> BeautifulSoup:
    return BeautifulSoup(html, "html.parser")


@pytest.fixture(scope="module")
def register_of(findings) -> Callable[[int], BeautifulSoup]:
    return lambda year: read(publish_register(findings(year)).html)


@pytest.fixture
def strange(tmp_path) -> Findings:
    rows = [{"saving": 1_000 * place, "name": text} for place, text in enumerate(MARKUP)]
    return find(Edition(2026, 2015), write_savings(tmp_path, *rows))


def test_a_text_cannot_break_out_of_the_register(strange):
    soup = read(publish_register(strange).html)
    rows = soup.select("tbody tr")
    assert sorted(row.th.get_text() for row in rows) == sorted(MARKUP)
    assert not soup.find_all(["script", "b"])
    assert not [name for tag in soup.find_all(True) for name in tag.attrs if name.startswith("on")]
    assert {len(row.find_all("td")) for row in rows} == {len(HEADINGS) - 1}


@pytest.mark.parametrize("year", [1990, 2011, 2019, 2026])
def test_the_register_holds_every_arrangement_on_record_under_its_own_address(
    findings, register_of, year
):
    rows = register_of(year).select("tbody tr")
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(findings(year).analysis.on_record.index)
    names = [row.th.a.get_text() for row in rows]
    assert names == sorted(names, key=str.lower)


@pytest.mark.parametrize("year", [2011, 2026])
def test_every_saving_of_the_register_is_that_of_the_analysis(findings, register_of, year):
    found = findings(year)
    savings = found.table.set_index("arrangement_id")
    for row in register_of(year).select("tbody tr"):
        cell = row.select("td")[3]
        if row["id"] in savings.index:
            saving = savings.loc[row["id"]]
            assert cell.find(string=True) == say_pounds(saving.annual_saving_gbp)
            assert cell.small.get_text() == saving.status
            assert float(row["data-saving"]) == pytest.approx(saving.annual_saving_gbp, abs=0.5)
        else:
            assert cell.get_text() == found.analysis.reasons[row["id"]]
            assert not row.has_attr("data-saving")


def test_each_row_leads_to_its_record(register_of):
    links = {row["id"]: row.th.a["href"] for row in register_of(2026).select("tbody tr")}
    assert links["orbis"] == "arrangements/back-office.html#orbis"
    assert all(link.endswith(f".html#{key}") for key, link in links.items())


def test_a_row_holds_its_councils_and_the_places_of_its_partners(findings, register_of):
    rows = {row["id"]: row for row in register_of(2026).select("tbody tr")}
    members = findings(2026).register.members
    coded = members[members.authority_code != ""].groupby("arrangement_id").authority_code.agg(set)
    for key, row in rows.items():
        assert set(row.get("data-council", "").split()) == coded.get(key, set())
    assert set(rows["onesource-havering-and-newham"]["data-council"].split()) == {"HAV", "NWM"}
    orbis = rows["orbis"]["data-place"].split()
    assert "south-east" in orbis


def test_what_the_form_offers_is_what_the_rows_hold(register_of):
    soup = register_of(2026)
    for name in ("place", "family", "category", "size", "stage"):
        offered = {o["value"] for o in soup.select(f"#register-{name} option")} - {""}
        held = {
            value for row in soup.select("tbody tr") for value in row[f"data-{name}"].split(" ")
        }
        assert held <= offered, name
    codes = {option["data-code"] for option in soup.select("datalist option")}
    assert codes >= {c for r in soup.select("tbody tr") for c in r.get("data-council", "").split()}


def test_every_control_has_a_label(register_of):
    soup = register_of(2011)
    controls = soup.select("form input, form select")
    labelled = {label["for"] for label in soup.select("form label")}
    assert {control["id"] for control in controls} == labelled
    assert len(controls) == 9


def test_a_council_that_does_not_exist_yet_is_not_offered(register_of):
    def offered(year: int) -> set[str]:
        return {option["value"] for option in register_of(year).select("datalist option")}

    assert "North Northamptonshire" in offered(2026) - offered(2011)


def test_a_register_without_members_or_sources_still_has_its_rows(findings):
    found = findings(2011)
    bare = replace(
        found.register,
        arrangement_sources=found.register.arrangement_sources.head(0),
        members=found.register.members.head(0),
    )
    soup = read(publish_register(replace(found, register=bare)).html)
    assert len(soup.select("tbody tr")) == len(found.analysis.on_record)


def test_the_register_has_a_heading_for_each_column(register_of):
    assert tuple(head.get_text() for head in register_of(2011).select("thead th")) == HEADINGS
    assert register_of(2011).caption.get_text().strip()
