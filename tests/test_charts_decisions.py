"""The curve and its strips are light, valid, and show the finding."""

import json

import altair as alt
import numpy as np
import pandas as pd
import pytest
import vl_convert

from multiverses import GRID, build_empty, build_multiverse, build_readings, taken
from sharing import theme
from sharing.chapters import combinations
from sharing.charts.decisions import CLEAR, OPEN, compare_ranges, plot_curve
from sharing.figure import publish
from sharing.headlines import HEADLINES
from sharing.robustness import Multiverse

FIVE = "five_or_more_against_two"
RNG = np.random.default_rng(1)
VARIED = pd.Series(np.exp(RNG.normal(0.5, 0.6, len(GRID))), GRID.index)


def draw(multiverse: Multiverse, name: str) -> alt.LayerChart:
    headline = HEADLINES[name]
    return plot_curve(
        combinations.sample_curve(multiverse, name),
        combinations.locate_options(multiverse, name),
        headline.unit,
        headline.null,
    )


def publish_chart(chart: alt.LayerChart) -> str:
    texts = {"title": "t", "subtitle": "s", "alt_text": "a", "source": "r"}
    return publish(chart, name="a-name", **texts).html


def texts_of(chart: alt.LayerChart) -> str:
    theme.enable()
    scene = vl_convert.vegalite_to_scenegraph(chart.to_dict() | {"width": 640})
    return json.dumps(scene, ensure_ascii=False)


@pytest.mark.parametrize("name", [FIVE, "median_saving", "share_under_threshold"])
def test_a_curve_of_all_combinations_is_a_small_picture(name):
    scale = {"share": 0.02, "pounds": 1e6, "ratio": 1}[HEADLINES[name].unit]
    html = publish_chart(
        draw(build_multiverse(**{name: build_readings(VARIED * scale, 0.6)}), name)
    )
    assert len(html[html.index("<svg") : html.index("</svg>")]) < 150_000
    assert "Clustering: regions" in html


def test_the_curve_shows_clear_and_unclear_intervals_the_line_and_the_books_own():
    readings = build_readings(VARIED, 0.5)
    chart = draw(build_multiverse(**{FIVE: readings}), FIVE)
    shown = texts_of(chart)
    for words in (CLEAR, OPEN, "1×", "Prices: cash", "From the smallest"):
        assert words in shown
    data = chart.to_dict()["datasets"].values()
    curve = next(rows for rows in data if "own" in rows[0])
    assert sum(row["own"] for row in curve) == 1
    assert {row["clear"] for row in curve} == {CLEAR, OPEN}
    assert any(rows == [{"null": 1}] for rows in data)


def test_a_median_has_neither_line_nor_legend():
    multiverse = build_multiverse(median_saving=build_readings(VARIED * 1e6))
    chart = draw(multiverse, "median_saving")
    assert "£1m" in texts_of(chart) and CLEAR not in texts_of(chart)
    assert not any("null" in rows[0] for rows in chart.to_dict()["datasets"].values())


def test_ratios_beyond_the_scale_are_cut_and_losses_stand_on_a_scale_of_their_own():
    wide = build_readings(VARIED, 0.5)
    wide.loc[:, "high"] = 1e9
    curve = combinations.sample_curve(build_multiverse(**{FIVE: wide}), FIVE)
    chart = plot_curve(curve, combinations.locate_options(build_multiverse(), FIVE), "ratio", 1)
    rows = next(rows for rows in chart.to_dict()["datasets"].values() if "own" in rows[0])
    assert max(row["high"] for row in rows) == 20
    losses = build_readings((VARIED - 1) * 1e5)
    assert "symlog" in json.dumps(
        draw(build_multiverse(median_saving=losses), "median_saving").to_dict()
    )


def test_options_stand_in_the_order_of_the_decisions():
    spec = json.dumps(draw(build_multiverse(), FIVE).to_dict())
    places = [spec.index(f'"{name}') for name in ("Unstated basis", "Prices: cash", "Clustering")]
    assert places == sorted(places)


def test_nothing_to_show_is_said():
    assert "nothing to show" in publish_chart(draw(build_empty(), FIVE))
    empty = combinations.gather_ranges(build_empty())
    assert "nothing to show" in publish_chart(compare_ranges(empty))


def test_the_ranges_name_every_ratio_and_leave_out_an_estimate_that_is_not_given():
    given = build_readings(VARIED.where(taken("prices", "cash") > 0))
    ranges = combinations.gather_ranges(build_multiverse(**{FIVE: given}))
    chart = compare_ranges(ranges)
    shown = texts_of(chart)
    for label in combinations.SHORT.values():
        assert label.split()[-1] in shown
    rows = next(r for r in chart.to_dict()["datasets"].values() if "label" in r[0])
    assert rows[0]["own"] is None and all(row["own"] == 2 for row in rows[1:])
    assert len(publish_chart(chart)) < 40_000
