"""The charts of places are valid specifications with their words in place."""

import json

import pandas as pd
import pytest

from sharing import theme
from sharing.charts import places as charts
from test_charts import spec_of, texts_of

SHARES = pd.DataFrame(
    {"label": ["Under 10 km", "10 to 25 km"], "partners": [0.4, 0.2], "by_lot": [0.05, 0.3]}
    | {"low": [0.01, 0.2], "high": [0.1, 0.4]}
)
YEARS = pd.DataFrame(
    {"of": ["Register", "Register", "Published"], "year": [2015.0, 2016.0, 2016.0]}
    | {"share": [0.78, 0.8, 0.96], "label": ["78%", "80%", "at least 96%"]}
)
PERIODS = pd.DataFrame(
    {"period": ["Before 2010", "From 2017"], "share": [0.1, 0.2], "low": [0.05, 0.1]}
    | {"high": [0.2, 0.3], "label": ["5 of 50, 10%", "4 of 20, 20%"]}
)
CHARTS = {
    "lots": (charts.compare_with_lot, SHARES, ["Partners", "By lot", "Under 10 km", "20%"]),
    "years": (charts.follow_participation, YEARS, ["Register", "Published", "2016", "80%"]),
    "periods": (charts.show_periods, PERIODS, ["Before 2010", "5 of 50, 10%", "From 2017"]),
}


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_valid_fits_its_place_and_draws_its_words(name):
    draw, frame, words = CHARTS[name]
    spec = spec_of(draw(frame))
    assert json.dumps(spec, allow_nan=False)
    assert spec["width"] == "container" and spec["height"] > 0
    drawn = texts_of(draw(frame))
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_of_nothing_is_still_valid(name):
    draw, frame, _ = CHARTS[name]
    assert json.dumps(spec_of(draw(frame.head(0))), allow_nan=False)


@pytest.mark.parametrize("name", CHARTS)
def test_no_chart_uses_a_colour_that_the_page_does_not_repaint(name):
    draw, frame, _ = CHARTS[name]
    spec = draw(frame).to_dict()
    spec.pop("config", None)
    used = set(pd.Series(json.dumps(spec)).str.findall(r"#[0-9a-fA-F]{6}\b")[0])
    assert used <= set(theme.COLOURS.values())


def test_rows_keep_their_order():
    drawn = texts_of(charts.compare_with_lot(SHARES))
    assert drawn.index("Under 10 km") < drawn.index("10 to 25 km")
