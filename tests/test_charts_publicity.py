"""The figures of publicity are valid, draw their words and survive having nothing to show."""

import json

import altair as alt
import pandas as pd
import pytest
import vl_convert

from sharing import theme
from sharing.charts.publicity import WIDEST, compare_reweighted, compare_sizes, show_chances

SIZES = pd.DataFrame(
    [
        ("Under £100k", "National map, 2015", 0.5, 0.4, 0.6),
        ("£100k to £250k", "National map, 2015", 0.5, 0.4, 0.6),
        ("Under £100k", "Publicised by 2026", 0.05, 0.01, 0.1),
        ("£100k to £250k", "Publicised by 2026", 0.95, 0.9, 0.99),
    ],
    columns=["band", "of", "share", "low", "high"],
)
CHANCES = pd.DataFrame(
    [
        ("Under £100k", 0.01, 0.0, 0.1, False, "1.0% (0% to 10%)"),
        ("£1m or more", 1.0, 0.9, 1.0, True, "30 publicised, about 20 on the map"),
    ],
    columns=["band", "chance", "low", "high", "full", "label"],
)
COMPARED = pd.DataFrame(
    [
        ("Five councils or more against two", way, kind, estimate, low, high, "words")
        for way, kind, estimate, low, high in [
            ("Whole register", "Whole register", 2.4, 1.1, 4.7),
            ("England only", "England only", 1.7, 0.7, 4.5),
            ("Log-normal map", "Reweighted to the map", 1.7, 0.01, 300.0),
        ]
    ],
    columns=["label", "way", "kind", "estimate", "low", "high", "words"],
)
CHARTS: dict[str, tuple[alt.TopLevelMixin, list[str]]] = {
    "sizes": (
        compare_sizes(SIZES),
        ["Under £100k", "£100k to £250k", "National map, 2015", "Publicised by 2026", "20%"],
    ),
    "chances": (
        show_chances(CHANCES),
        [
            *("Under £100k", "1.0% (0% to 10%)", "30 publicised, about 20 on the map"),
            *("More than the map has room for", "Chance", "100%"),
        ],
    ),
    "reweighted": (
        compare_reweighted(COMPARED),
        ["Whole register", "England only", "Reweighted to the map", "1×", "Five councils or more"],
    ),
}
EMPTY = {
    "sizes": compare_sizes(SIZES.head(0)),
    "chances": show_chances(CHANCES.head(0)),
    "reweighted": compare_reweighted(COMPARED.head(0)),
}


def spec_of(chart: alt.TopLevelMixin) -> dict:
    theme.enable()
    return chart.to_dict()


def draw(chart: alt.TopLevelMixin) -> str:
    spec = spec_of(chart) | {"width": 640}
    return json.dumps(vl_convert.vegalite_to_scenegraph(spec), ensure_ascii=False)


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_as_wide_as_its_page_and_draws_its_words(name):
    chart, words = CHARTS[name]
    spec = spec_of(chart)
    assert spec["width"] == "container" and spec["height"] > 0
    drawn = draw(chart)
    assert [word for word in words if f'"{word}"' not in drawn] == []


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_of_nothing_is_still_valid(name):
    assert json.dumps(spec_of(EMPTY[name]), allow_nan=False)
    assert draw(EMPTY[name])


def test_intervals_wider_than_the_figure_end_at_its_edge():
    tables = spec_of(CHARTS["reweighted"][0])["datasets"].values()
    rows = [row for table in tables for row in table if "low" in row]
    assert min(row["low"] for row in rows) == pytest.approx(WIDEST[0])
    assert max(row["high"] for row in rows) == pytest.approx(WIDEST[1])


@pytest.mark.parametrize("name", CHARTS)
def test_only_colours_that_the_dark_page_repaints_are_used(name):
    known = {colour.lower() for colour in theme.COLOURS.values()}
    spec = spec_of(CHARTS[name][0])
    spec.pop("config", None)
    found = set(pd.Series(json.dumps(spec)).str.findall(r"#[0-9a-fA-F]{6}\b")[0])
    assert found and {colour.lower() for colour in found} <= known
