"""The charts of the trend are valid specifications with their words in place."""

import json

import altair as alt
import pandas as pd
import pytest

from sharing.chapters import awards as grants
from sharing.chapters import trend
from sharing.charts.trend import follow_each, follow_totals, show_ratios
from sharing.national import follow_savings, measure_rises
from test_charts import spec_of, texts_of
from test_national import DEFLATOR, SAVED, build_totals

KINDS = (grants.AWARD, grants.ONE_YEAR, grants.POOLED, grants.PUBLISHED)
PAGE = {"source_title": "One page"}
SERIES = follow_savings(
    build_totals(
        SAVED | PAGE | {"as_of": "2012", "value": 600e6},
        PAGE | {"as_of": "2012", "value": 300},
        SAVED | PAGE | {"as_of": "2013-04", "value": 700e6, "doubt": "odd"},
        PAGE | {"as_of": "2013-04", "value": 310},
        SAVED | PAGE | {"as_of": "2014-06", "value": 1.5e9},
        PAGE | {"as_of": "2014-06", "value": 500},
    ),
    DEFLATOR,
    2015,
)
RISES = measure_rises(SERIES)
RATIOS = pd.DataFrame(
    {"label": ["Round <b>", "Pooled", "Alpha", "Beta"], "kind": KINDS[::-1]}
    | {"ratio": [11.0, 6.0, 1.2, 20.0], "low": [None, 4.0, None, None]}
    | {"high": [None, 9.0, None, None], "grant": [1.0] * 4, "expected": [1.0] * 4}
).astype({"low": "float64", "high": "float64"})
CHARTS: dict[str, tuple[alt.TopLevelMixin, list[str]]] = {
    "totals": (
        follow_totals(trend.plot_totals(SERIES, 2015)),
        ["Pounds of 2015", trend.CASH, "Saved so far", "2012", "2014", "2015", "£1bn", "£500m"],
    ),
    "each": (follow_each(SERIES, RISES), ["Saved so far", "Rise a year", "2013", "£1m"]),
    "ratios": (show_ratios(RATIOS, KINDS), ["Round <b>", "Pooled", "Alpha", "£1", "£20"]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_valid_specification_that_fits_its_place(name):
    spec = spec_of(CHARTS[name][0])
    assert json.dumps(spec, allow_nan=False)
    assert spec["width"] == "container" and spec["height"] > 0


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_are_drawn(name):
    chart, words = CHARTS[name]
    drawn = texts_of(chart)
    assert [word for word in words if word not in drawn] == []


def test_charts_of_nothing_are_still_valid():
    empty = SERIES.head(0)
    for chart in (
        follow_totals(trend.plot_totals(empty, 2015)),
        follow_each(empty, RISES.head(0)),
        show_ratios(RATIOS.head(0), KINDS),
    ):
        assert json.dumps(spec_of(chart), allow_nan=False)


def marks_of(chart: alt.TopLevelMixin, kind: str) -> list[dict]:
    return [
        layer
        for layer in spec_of(chart)["layer"]
        if layer["mark"]["type"] == kind and "transform" in layer
    ]


@pytest.mark.parametrize("chart", [CHARTS["totals"][0], CHARTS["each"][0]])
def test_doubtful_totals_are_hollow_and_no_line_runs_through_them(chart):
    lines, points = marks_of(chart, "line"), marks_of(chart, "point")
    assert [line["transform"][-1]["filter"] for line in lines] == ["!datum.doubtful"]
    filled = {point["transform"][-1]["filter"]: point["mark"]["filled"] for point in points}
    assert filled == {"!datum.doubtful": True, "datum.doubtful": False}
