"""Published tables hold every row and every text as it is, whatever the text holds."""

from collections.abc import Callable

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from builders import write_savings
from sharing.edition import Edition
from sharing.prose import say_pounds
from sharing.results import Findings, find
from sharing.tables import HEADINGS, publish_register, publish_table, write_table_bundle

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
    """A register whose every name and address holds markup."""
    rows = [
        {"saving": 1_000 * place, "name": text, "url": f"https://example.org/?a=1&b='\"<{place}>"}
        for place, text in enumerate(MARKUP)
    ]
    return find(Edition(2026, 2015), write_savings(tmp_path, *rows))


def test_a_text_cannot_break_out_of_the_register(strange):
    soup = read(publish_register(strange).html)
    rows = soup.select("tbody tr")
    assert sorted(row.th.get_text() for row in rows) == sorted(MARKUP)
    assert not soup.find_all(["script", "b"])
    assert {name for tag in soup.find_all(True) for name in tag.attrs} <= {
        *(
            "id",
            "class",
            "scope",
            "title",
            "href",
            "data-order",
            "role",
            "tabindex",
            "aria-label",
            "data-label",
        )
    }
    assert {len(row.find_all("td")) for row in rows} == {len(HEADINGS) - 1}


def test_an_address_reaches_the_link_as_it_is(strange):
    links = read(publish_register(strange).html).select("tbody a")
    assert {link["href"] for link in links} == set(strange.register.sources.url)
    assert sorted(link["title"] for link in links) == sorted(MARKUP)


@pytest.mark.parametrize("text", MARKUP)
def test_a_text_cannot_break_out_of_a_short_table(text):
    frame = pd.DataFrame({"Group": [text], "Arrangements": [1_234]})
    html = publish_table(frame, name="a", caption=text, source=text).html
    soup = read(html)
    assert [cell.get_text() for cell in soup.select("tbody td")] == [text, "1,234"]
    assert soup.caption.get_text() == text
    assert soup.select_one(".gt_sourcenote").get_text().strip() == f"Source: {text}".strip()
    assert not soup.find_all(["script", "b"])


def test_a_short_table_has_its_address_caption_source_and_headings():
    frame = pd.DataFrame({"Group": ["A"], "Count": [0]})
    soup = read(publish_table(frame, name="by-size", caption="C", source="S").html)
    box = soup.find(id="table-by-size")
    assert (box["role"], box["tabindex"]) == ("group", "0")
    assert soup.find(id=box["aria-labelledby"]) == soup.caption
    assert soup.caption.get_text() == "C"
    assert [head.get_text() for head in soup.select("thead th")] == ["Group", "Count"]


def test_a_missing_number_is_not_shown_as_a_word_of_python():
    frame = pd.DataFrame({"Group": ["A", "B"], "Count": [1.0, float("nan")]})
    html = publish_table(frame, name="a", caption="C", source="S").html
    assert [cell.get_text() for cell in read(html).select("tbody td")][-1] not in ("None", "nan")


@pytest.mark.parametrize("year", [1990, 2011, 2019, 2026])
def test_the_register_holds_every_arrangement_on_record_under_its_own_address(
    findings, register_of, year
):
    rows = register_of(year).select("tbody tr")
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids))
    assert set(ids) == set(findings(year).analysis.on_record.index)
    assert all(address == address.strip() and " " not in address for address in ids)
    names = [row.th.find(string=True) for row in rows]
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
            assert float(cell["data-order"]) == pytest.approx(saving.annual_saving_gbp, abs=0.5)
        else:
            assert cell.get_text() == found.analysis.reasons[row["id"]]
            assert float(cell["data-order"]) < savings.annual_saving_gbp.min()


def test_every_source_of_the_newest_edition_is_linked_once(findings, register_of):
    register = findings(2026).register
    soup = register_of(2026)
    wanted = register.arrangement_sources.merge(register.sources, on="source_id")
    with_page = wanted[wanted.url != ""].groupby("arrangement_id").url.agg(sorted)
    for row in soup.select("tbody tr"):
        linked = sorted(link["href"] for link in row.select("td:last-child a"))
        assert linked == with_page.get(row["id"], [])


def test_an_early_edition_links_no_later_page(findings, register_of):
    sources = findings(2011).register.sources
    later = set(sources.url[pd.to_numeric(sources.published_on.str[:4]) > 2011]) - {""}
    earlier = set(sources.url) - later
    linked = {link["href"] for link in register_of(2011).select("tbody a")}
    assert linked and linked <= earlier


def test_a_register_without_sources_still_has_its_rows(findings):
    found = findings(2011)
    empty = found.register.arrangement_sources.head(0)
    bare = found.register.__class__(**vars(found.register) | {"arrangement_sources": empty})
    soup = read(publish_register(found.__class__(**vars(found) | {"register": bare})).html)
    assert len(soup.select("tbody tr")) == len(found.analysis.on_record)


def test_a_partner_is_shown_by_its_name_or_that_of_its_code(findings, register_of):
    found = findings(2026).register
    names = found.authorities.set_index("authority_code").name
    members = found.members.assign(shown=found.members.authority_code.map(names))
    members["shown"] = members.shown.fillna(members["name"])
    shown = members.groupby("arrangement_id").shown.agg(list)
    for row in register_of(2026).select("tbody tr"):
        told = row.th.small.get_text() if row.th.small else ""
        assert told == ", ".join(shown.get(row["id"], []))


def test_the_register_has_a_heading_for_each_column(register_of):
    assert tuple(head.get_text() for head in register_of(2011).select("thead th")) == HEADINGS
    assert register_of(2011).caption.get_text().strip()


def test_the_table_script_is_classic_and_sets_its_name(tmp_path):
    write_table_bundle(tmp_path)
    code = (tmp_path / "datatables.js").read_text(encoding="utf-8")
    assert "window.DataTable=" in code
    assert "export{" not in code
    assert (tmp_path / "datatables.css").read_text(encoding="utf-8").strip()
