"""The front page's figures are valid specifications with their words and marks in place."""

import json

import pandas as pd
import pytest

from sharing.charts import front
from test_charts import spec_of, texts_of

NAN = float("nan")
SHARES = pd.DataFrame(
    {"of": ["Map", "Ours"], "share": [0.5, 0.06], "low": [NAN, 0.03], "high": [NAN, 0.12]}
    | {"words": ["Map <b>: over 50%", "Ours: 6% (3% to 12%)"]}
)
MEDIANS = pd.DataFrame(
    {"of": ["Two", "Five"], "median": [8e5, 2e6], "low": [5e5, 1e6], "high": [1.2e6, 4e6]}
    | {"words": ["Two councils: £800,000", "Five or more: £2m"]}
)
RATIOS = pd.DataFrame({"ratio": [0.001, 0.5, 1.0, 40.0], "name": ["a", "b", "c", "d"]})
MEDIAN = pd.DataFrame(
    {"of": ["Middle"], "median": [0.95], "low": [0.6], "high": [1.4], "words": ["Middle: 95%"]}
)
CHARTS = {
    "shares": (front.compare_shares(SHARES), [*SHARES.words, "0%", "50%", "100%"]),
    "medians": (front.compare_medians(MEDIANS), [*MEDIANS.words, "£1m", "£3m"]),
    "ratios": (front.show_ratios(RATIOS, MEDIAN), [*MEDIAN.words, "as expected", "×10"]),
}
EMPTY = {
    "shares": front.compare_shares(SHARES.head(0)),
    "medians": front.compare_medians(MEDIANS.head(0)),
    "ratios": front.show_ratios(RATIOS.head(0), MEDIAN.head(0)),
}


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_are_drawn_and_it_fits_its_place(name):
    chart, words = CHARTS[name]
    spec = spec_of(chart)
    assert json.dumps(spec, allow_nan=False)
    assert spec["width"] == "container" and spec["height"] > 0
    drawn = texts_of(chart)
    assert [word for word in words if word not in drawn] == []


@pytest.mark.parametrize("name", EMPTY)
def test_a_chart_of_nothing_is_still_valid(name):
    assert json.dumps(spec_of(EMPTY[name]), allow_nan=False)


def test_our_bar_keeps_its_colour_when_the_map_is_not_known_yet():
    alone = spec_of(front.compare_shares(SHARES.tail(1)))
    assert alone["layer"][0]["encoding"]["color"]["scale"]["range"] == [front.COLOURS["main"]]


def test_ratios_beyond_the_scale_stand_at_its_edge():
    spec = spec_of(front.show_ratios(RATIOS, MEDIAN))
    shown = [row["ratio"] for rows in spec["datasets"].values() for row in rows if "ratio" in row]
    assert min(shown) == front.WIDEST[0] and max(shown) == front.WIDEST[1]
