"""The figures of comparisons are valid specifications with their words and marks in place."""

import json

import altair as alt
import pandas as pd
import pytest

from sharing.charts.comparisons import show_curves, show_peaks, show_promises, show_ranks
from sharing.curves import CATEGORIES, CURVE, LOGARITHM
from test_charts import spec_of, texts_of

PEAKS = pd.DataFrame(
    {"size": ["2", "8 or more"], "first_by_median": [0.25, 0.75], "first_by_mean": [0.9, 0.1]}
)
RANKS = pd.DataFrame(
    {"family": ["Waste <b>", "Legal"], "rank": [1, 2], "best_rank": [1, 1], "worst_rank": [2, 2]}
)
PREDICTIONS = pd.DataFrame(
    [
        (CATEGORIES, 2.0, 1.0, 1.0, 1.0),
        (CATEGORIES, 9.5, 2.4, 1.2, 5.0),
        (LOGARITHM, 2.0, 1.0, 1.0, 1.0),
        (LOGARITHM, 16.0, 3.0, 1.1, 8.0),
        (CURVE, 2.0, 1.0, 1.0, 1.0),
        (CURVE, 16.0, 900.0, None, None),
    ],
    columns=["view", "councils", "ratio", "low", "high"],
)
RAW = pd.DataFrame({"name": ["Alpha", "Beta"], "councils": [2.0, 32.0], "ratio": [0.0001, 7.0]})
PAIRS = pd.DataFrame(
    {
        "name": ["Alpha", "Beta"],
        "expected": [100_000.0, 2_000_000.0],
        "achieved": [-5_000.0, 1_000_000.0],
        "like": [True, False],
    }
)
CHARTS: dict[str, tuple[alt.TopLevelMixin, list[str]]] = {
    "peaks": (show_peaks(PEAKS, "size"), ["By median", "By mean", "8 or more", "75%", "90%"]),
    "ranks": (show_ranks(RANKS, "family"), ["Waste <b>", "Legal", "Rank by median", "1", "2"]),
    "curves": (
        show_curves(PREDICTIONS, RAW),
        [CATEGORIES, LOGARITHM, CURVE, "Councils", "10×", "2×", "32"],
    ),
    "promises": (
        show_promises(PAIRS),
        ["Expected a year", "Achieved a year", "Like with like", "Less comparable", "£1m"],
    ),
}


@pytest.mark.parametrize("name", CHARTS)
def test_each_figure_draws_and_says_its_words(name):
    chart, words = CHARTS[name]
    assert spec_of(chart)["width"] == "container"
    assert not set(words) - set(texts_of(chart))


@pytest.mark.parametrize("name", CHARTS)
def test_each_figure_is_strict_json(name):
    json.dumps(CHARTS[name][0].to_dict(), allow_nan=False)


def test_what_lies_beyond_the_scale_is_put_at_its_edge():
    data = [row for rows in CHARTS["curves"][0].to_dict()["datasets"].values() for row in rows]
    ratios = [row["ratio"] for row in data]
    assert min(ratios) == 0.01 and max(ratios) == 100


def test_the_line_of_equality_runs_from_nothing_to_the_largest():
    data = CHARTS["promises"][0].to_dict()["datasets"].values()
    (line,) = [rows for rows in data if "name" not in rows[0]]
    assert [row["expected"] for row in line] == [row["achieved"] for row in line]
    assert line[0]["expected"] == 0 and line[1]["expected"] > 2_000_000


def test_no_rows_make_figures_that_hold_none():
    show_peaks(PEAKS.iloc[:0], "size")
    show_ranks(RANKS.iloc[:0], "family")
    show_curves(PREDICTIONS.iloc[:0], RAW.iloc[:0])
    show_promises(PAIRS.iloc[:0])
