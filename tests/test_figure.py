"""A published figure is safe, the same in every run, and readable by everyone."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import altair as alt
import pandas as pd
import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, Page

from sharing import theme
from sharing.figure import PublishedFigure, publish, publish_svg, write_vega_bundle
from sharing.paths import BOOK, ROOT

NASTY = 'Saved "£5m" </script><script>alert(1)</script> & more 🏛️'
TABLE = pd.DataFrame(
    {
        "Partners": ["two", "three & more"],
        "Saving (£)": [310_000.0, None],
        "Year": [2019, 2024],
        "Share": [0.125, 0.5],
    }
)


def a_chart(table: pd.DataFrame = TABLE) -> alt.Chart:
    encoded = (
        alt.Chart(table, width="container")
        .mark_bar(clip=True)
        .encode(x="Saving (£):Q", y="Partners:N")
    )
    return encoded.interactive()


def two_charts() -> alt.HConcatChart:
    other = alt.Chart(TABLE).mark_point().encode(y="Year:O").add_params(alt.selection_point())
    return a_chart() | other


def a_figure(chart: alt.TopLevelMixin | None = None, **changes: Any) -> PublishedFigure:
    texts = {
        "name": "partners",
        "title": "Three councils report most",
        "subtitle": "Median saving, £ a year, 2010 to 2024",
        "alt_text": "Bars: three councils report twice what two report.",
        "source": "Register of shared services",
    }
    return publish(chart if chart is not None else a_chart(), **(texts | changes))


def read(figure: PublishedFigure) -> BeautifulSoup:
    return BeautifulSoup(figure.html, "html.parser")


def specification(figure: PublishedFigure) -> dict[str, Any]:
    return json.loads(read(figure).find("script").string)


@pytest.mark.parametrize("place", ["title", "subtitle", "alt_text", "source", "note"])
def test_a_text_cannot_break_out_of_its_place(place: str) -> None:
    page = read(a_figure(**{place: NASTY}))
    assert [script["type"] for script in page.find_all("script")] == ["application/json"]
    shown = page.get_text() + page.find(class_="figure-chart")["aria-label"]
    assert NASTY in shown


def test_data_cannot_end_the_specification() -> None:
    table = TABLE.assign(Partners=[NASTY, "<!--"])
    figure = a_figure(a_chart(table), table=table)
    page = read(figure)
    assert len(page.find_all("script")) == 1
    rows = next(iter(specification(figure)["datasets"].values()))
    assert [row["Partners"] for row in rows] == [NASTY, "<!--"]
    assert page.find("tbody").find("td").get_text() == NASTY


def test_a_figure_names_itself_and_its_picture() -> None:
    page = read(a_figure(note="Many are forecasts"))
    figure = page.find("figure", id="fig-partners")
    assert page.find(id=figure["aria-labelledby"]).get_text() == "Figure Three councils report most"
    assert page.find(role="img")["aria-label"].startswith("Bars: three")
    assert page.select(".figure-static [aria-label]") == []
    assert "Source: Register of shared services" in page.find("figcaption").get_text()
    assert "Note: Many are forecasts" in page.find("figcaption").get_text()
    assert page.find(re.compile("^h[1-6]$")) is None


def test_the_static_picture_stands_inside_the_chart_at_a_fixed_width() -> None:
    picture = read(a_figure()).select_one(".figure-chart[role=img] .figure-static svg")
    assert float(picture["width"]) == 640
    assert "two" in [word.get_text() for word in picture.find_all("text")]


def test_the_live_chart_keeps_the_width_of_its_container() -> None:
    assert specification(a_figure())["width"] == "container"


def test_every_word_of_a_chart_uses_a_colour_that_dark_mode_repaints() -> None:
    words = read(a_figure()).select(".figure-static text")
    assert words
    assert {word["fill"] for word in words} == {theme.TEXT}


def test_dark_mode_repaints_every_colour_of_the_theme() -> None:
    sheet = (BOOK / "_assets" / "book.css").read_text(encoding="utf-8")
    for colour in [*theme.COLOURS.values(), theme.TEXT, theme.LINE, theme.GRID]:
        for place in ("fill", "stroke"):
            assert f'html[data-theme="dark"] .figure-chart [{place}="{colour}"]' in sheet


def test_a_table_is_accessible() -> None:
    details = read(a_figure(table=TABLE)).find("details")
    assert "open" not in details.attrs
    assert details.find("summary").get_text() == "Show the data"
    assert details.find("caption").get_text()
    heads = details.find("thead").find_all("th")
    assert [head.get_text() for head in heads] == list(TABLE.columns)
    assert {head["scope"] for head in heads} == {"col"}
    box = details.find(class_="table-box")
    assert box["tabindex"] == "0"
    assert details.find(id=box["aria-labelledby"])


def test_a_table_reads_as_people_write_numbers() -> None:
    rows = read(a_figure(table=TABLE)).find("tbody").find_all("tr")
    assert [[cell.get_text() for cell in row.find_all("td")] for row in rows] == [
        ["two", "310,000", "2019", "0.125"],
        ["three & more", "no data", "2024", "0.500"],
    ]
    assert [cell.get("class") for cell in rows[0].find_all("td")] == [None] + [["number"]] * 3


def test_dates_and_yes_or_no_are_words() -> None:
    table = pd.DataFrame({"On": pd.to_datetime(["2024-03-05"]), "Achieved": [True]})
    cells = read(a_figure(table=table)).find("tbody").find_all("td")
    assert [cell.get_text() for cell in cells] == ["5 March 2024", "yes"]


def test_a_named_index_is_part_of_the_table() -> None:
    table = TABLE.set_index("Partners")
    assert read(a_figure(table=table)).find("th").get_text() == "Partners"


@pytest.mark.parametrize(
    ("charted", "table"), [(TABLE.head(0), None), (TABLE, TABLE.head(0)), (TABLE.head(0), TABLE)]
)
def test_no_data_is_said_in_words(charted: pd.DataFrame, table: pd.DataFrame | None) -> None:
    page = read(a_figure(a_chart(charted), table=table))
    assert "nothing to show" in page.find(class_="figure-empty").get_text()
    assert page.find(["svg", "script", "table"]) is None


@pytest.mark.parametrize("missing", ["alt_text", "title", "subtitle", "source"])
def test_a_missing_text_says_what_to_do(missing: str) -> None:
    with pytest.raises(ValueError, match=rf"'partners' has no {missing}: give publish\(\)"):
        a_figure(**{missing: "  "})


@pytest.mark.parametrize("name", ["", "Two Words", "a/b", "1st", 'x" onload="'])
def test_a_name_that_cannot_be_an_address_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="lower-case words joined by hyphens"):
        a_figure(name=name)


def test_data_from_another_host_is_refused() -> None:
    with pytest.raises(ValueError, match="not allowed"):
        a_figure(alt.Chart("https://example.org/data.csv").mark_point().encode(x="a:Q"))


def test_a_figure_is_the_same_after_any_number_of_others() -> None:
    first = a_figure(two_charts())
    a_figure(a_chart().facet("Partners:N"), name="another")
    alt.theme.enable("dark")
    assert a_figure(two_charts()).html == first.html


def test_a_figure_is_the_same_in_another_process() -> None:
    code = (
        "import sys; sys.stdout.reconfigure(encoding='utf-8', newline='');"
        "import test_figure as t; t.a_chart();"
        "print(t.a_figure(t.two_charts(), table=t.TABLE).html, end='')"
    )
    paths = os.pathsep.join([str(ROOT / "scripts"), str(ROOT / "tests")])
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env=os.environ | {"PYTHONPATH": paths, "PYTHONHASHSEED": seed},
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("1", "2")
    }
    assert found == {a_figure(two_charts(), table=TABLE).html.encode()}


def test_two_figures_of_a_page_share_no_id() -> None:
    figures = [a_figure(name=name, table=TABLE).html for name in ("first", "second")]
    ids = re.findall(r'\sid="([^"]+)"', "".join(figures))
    assert any("-part" in found for found in ids)
    assert len(ids) == len(set(ids))
    for figure in figures:
        used = set(re.findall(r"url\(#([^)]+)\)", figure))
        assert used
        assert used <= set(re.findall(r'\sid="([^"]+)"', figure))


@pytest.fixture(scope="module")
def browser_page(chromium: Browser) -> Page:
    return chromium.new_page(viewport={"width": 360, "height": 800})


def write_page(folder: Path, figure: PublishedFigure, with_bundle: bool) -> str:
    for name in ("book.js", "book.css"):
        (folder / name).write_bytes((BOOK / "_assets" / name).read_bytes())
    if with_bundle:
        write_vega_bundle(folder / "vega.js")
    head = '<meta charset="utf-8"><link rel="stylesheet" href="book.css"><script src="book.js">'
    page = folder / "page.html"
    page.write_text(f"<!doctype html>{head}</script>{figure.html}", encoding="utf-8")
    return page.as_uri()


def test_a_figure_comes_alive_from_disk_and_asks_no_other_host(
    browser_page: Page, tmp_path: Path
) -> None:
    asked: list[str] = []
    browser_page.on("request", lambda request: asked.append(request.url))
    browser_page.goto(write_page(tmp_path, a_figure(), with_bundle=True))
    browser_page.wait_for_selector(".figure-chart.is-live .figure-live svg")
    assert browser_page.evaluate("typeof vegaEmbed") == "function"
    assert browser_page.get_attribute(".figure-chart", "role") == "img"
    assert not browser_page.is_visible(".figure-static")
    assert any(url.endswith("vega.js") for url in asked)
    assert [url for url in asked if not url.startswith("file:")] == []


def test_a_live_chart_follows_the_width_of_its_place(browser_page: Page, tmp_path: Path) -> None:
    browser_page.goto(write_page(tmp_path, a_figure(), with_bundle=True))
    browser_page.wait_for_selector(".is-live .figure-live svg")
    width = "document.querySelector('.figure-live svg').getBoundingClientRect().width"
    assert 300 < browser_page.evaluate(width) <= 360
    browser_page.evaluate("document.querySelector('.book-figure').style.width = '250px'")
    browser_page.wait_for_function(f"{width} <= 250", timeout=5_000)


def test_the_static_picture_stays_when_the_bundle_is_missing(
    browser_page: Page, tmp_path: Path
) -> None:
    with browser_page.expect_console_message(lambda said: "static picture" in said.text):
        browser_page.goto(write_page(tmp_path, a_figure(), with_bundle=False))
    assert browser_page.is_visible(".figure-static svg")
    assert browser_page.query_selector(".figure-live") is None


def test_paper_shows_the_static_picture(browser_page: Page, tmp_path: Path) -> None:
    browser_page.goto(write_page(tmp_path, a_figure(), with_bundle=True))
    browser_page.wait_for_selector(".is-live .figure-live svg")
    browser_page.emulate_media(media="print")
    assert browser_page.is_visible(".figure-static svg")
    assert not browser_page.is_visible(".figure-live svg")
    browser_page.emulate_media(media="screen")


def a_drawing(table: pd.DataFrame = TABLE) -> BeautifulSoup:
    words = {"title": "A map", "subtitle": "Councils", "source": "Register"}
    return read(
        publish_svg(
            '<svg viewBox="0 0 10 10"><circle r="1"/></svg>',
            name="map",
            alt_text=f"A dot. {NASTY}",
            table=table,
            before="<p class=above>Choose</p>",
            after="<p class=below>Chosen</p>",
            **words,
        )
    )


def test_a_drawing_of_ones_own_has_the_same_frame_words_and_data():
    page = a_drawing()
    assert page.select_one("#fig-map .figure-chart.is-drawn[role=img] .figure-static svg circle")
    assert NASTY in page.select_one(".figure-chart")["aria-label"]
    assert page.select_one(".figure-data a[download='map.csv']")
    assert "Source: Register" in page.figcaption.get_text()
    order = [each.get("class", [""])[0] for each in page.figure.find_all(recursive=False)]
    assert order.index("above") < order.index("figure-chart") < order.index("below")


def test_a_drawing_of_nothing_says_so_in_words():
    page = a_drawing(TABLE.head(0))
    assert "nothing to show" in page.get_text() and not page.select("svg, .above, .below")
