"""Every chart is a valid specification with its words in place, and bands count once."""

import json

import altair as alt
import pandas as pd
import pytest
import vl_convert

from sharing import charts, theme
from sharing.views import NO_EFFECTS

NAN = float("nan")
COUNTS = pd.DataFrame({"step": ["One", "Two <b>"], "count": [3, 0]})
YEARS = pd.DataFrame({"year": [2011, 2011, 2012], "status": ["a", "b", "a"], "count": [1, 2, 3]})
POINTS = pd.DataFrame(
    {"family": ["A", "A", "B"], "saving": [-18_000.0, 2e6, 5e5], "name": ["x", "y", "z"]}
)
SUMMARY = pd.DataFrame(
    {"family": ["A", "B"], "n": [2, 1], "clusters": [2, 1], "median": [1e6, 5e5]}
    | {"low": [1e5, NAN], "high": [2e6, NAN]}
)
EFFECTS = pd.DataFrame(
    {"label": ["5+ councils", "Management", "Thin"], "percent": [141.0, -71.0, 9.0]}
    | {"low": [35.0, -86.0, NAN], "high": [331.0, -41.0, NAN]}
)
DISTANCES = pd.DataFrame({"arrangement_id": ["a", "a", "b"], "distance_km": [10.0, 30.0, 200.0]})
CHARTS: dict[str, tuple[alt.TopLevelMixin, list[str]]] = {
    "rows": (charts.count_rows(COUNTS, "step", "Arrangements"), ["Arrangements", "One", "Two <b>"]),
    "medians": (charts.show_medians(POINTS, SUMMARY, "family"), ["A", "B", "£1m", "£100k", "£0"]),
    "effects": (
        charts.show_effects(EFFECTS),
        [
            *("5+ councils", "Management", "Thin", "+300%", "−75%", "0%"),
            *("Clearly different", "Could be no difference"),
        ],
    ),
    "years": (charts.count_years(YEARS, "status", "Reports"), ["2011", "2012", "Reports", "a"]),
    "distances": (
        charts.count_rows(charts.bin_distances(DISTANCES), "distance", "Arrangements"),
        ["25 to 50 km", "200 km or more"],
    ),
}


def spec_of(chart: alt.TopLevelMixin) -> dict:
    theme.enable()
    return chart.to_dict()


def texts_of(chart: alt.TopLevelMixin) -> list[str]:
    spec = spec_of(chart) | {"width": 640}
    scene = vl_convert.vegalite_to_scenegraph(spec)["scenegraph"]
    found = []

    def gather(node: object) -> None:
        if isinstance(node, dict):
            if isinstance(node.get("text"), str | int | float):
                found.append(str(node["text"]))
            node = list(node.values())
        for part in node if isinstance(node, list) else ():
            gather(part)

    gather(scene)
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_valid_specification_that_fits_its_place(name):
    spec = spec_of(CHARTS[name][0])
    assert json.dumps(spec, allow_nan=False)
    assert spec["width"] == "container" and spec["height"] > 0
    assert "vega-lite" in spec["$schema"]


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_are_drawn(name):
    chart, words = CHARTS[name]
    drawn = texts_of(chart)
    assert [word for word in words if word not in drawn] == []


EMPTY = {
    "rows": charts.count_rows(COUNTS.head(0), "step", "Arrangements"),
    "effects": charts.show_effects(NO_EFFECTS),
    "years": charts.count_years(YEARS.head(0), "status", "Reports"),
}


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_of_nothing_is_still_valid(name):
    assert json.dumps(spec_of(EMPTY[name]), allow_nan=False)


def test_medians_of_nothing_are_still_a_valid_chart():
    chart = charts.show_medians(POINTS.head(0), SUMMARY.head(0), "family")
    assert json.dumps(spec_of(chart), allow_nan=False)


def test_partnerships_are_binned_by_their_furthest_councils():
    found = charts.bin_distances(DISTANCES).set_index("distance")["count"]
    assert found["25 to 50 km"] == found["200 km or more"] == 1
    assert found.sum() == 2
    assert found.index[0] == "Under 25 km"


def test_no_chart_uses_a_colour_that_the_page_does_not_repaint():
    known = {colour.lower() for colour in theme.COLOURS.values()}
    for name, (chart, _) in CHARTS.items():
        spec = chart.to_dict()
        spec.pop("config", None)
        used = set(pd.Series(json.dumps(spec)).str.findall(r"#[0-9a-fA-F]{6}\b")[0])
        assert {colour.lower() for colour in used} <= known, name
