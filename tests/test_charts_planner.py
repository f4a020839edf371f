"""The figure of forecasts draws its ranges, its line, and nothing where there is nothing."""

from made_planner import make_planner
from sharing import figure
from sharing.chapters.planner import choose_typical
from sharing.charts.planner import show_forecasts
from sharing.models import NotEstimated


def test_every_range_is_drawn_thin_and_thick_beside_the_line():
    spec = show_forecasts(choose_typical(make_planner()), 150_000).to_dict()
    line, thin, thick = spec["layer"]
    assert spec["datasets"][line["data"]["name"]] == [{"x": 150_000}]
    assert thin["encoding"]["x2"]["field"] == "thin_high"
    assert thick["encoding"]["x2"]["field"] == "half_high"
    assert thick["mark"]["strokeWidth"] > thin["mark"]["strokeWidth"]


def test_the_axis_holds_every_end():
    spec = show_forecasts(choose_typical(make_planner(ninety_high=8e7, ninety_low=900.0)), 1e5)
    low, high = spec.to_dict()["layer"][0]["encoding"]["x"]["scale"]["domain"]
    assert low <= 900 and high >= 8e7


def test_an_edition_without_a_correction_has_one_colour():
    spec = show_forecasts(choose_typical(make_planner(corrected=False)), 1e5).to_dict()
    assert len(spec["layer"][1]["encoding"]["color"]["scale"]["range"]) == 1


def test_nothing_to_show_is_said_in_words():
    typical = choose_typical(NotEstimated("planner", "too few"))
    published = figure.publish(
        show_forecasts(typical, 1e5),
        name="forecasts",
        title="None",
        subtitle="Pounds",
        alt_text="None",
        source="none",
        table=typical,
    )
    assert figure.NOTHING in published.html
