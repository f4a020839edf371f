"""The figures of coverage and of selection are valid, with their words and all that they show."""

import json

import pandas as pd
import pytest
import vl_convert

from sharing import theme
from sharing.chapters.selection_bias import name_strength
from sharing.chapters.validation import judge_coverage
from sharing.charts.validation import show_coverage, show_selection

COVERAGE = pd.DataFrame(
    {
        "interval": ["Median saving", "Median saving", "Log-linear regression"],
        "setting": ["Plain", "Shared", "Plain"],
        "coverage": [0.95, 0.91, 0.98],
        "low": [0.93, 0.82, 0.97],
        "high": [0.97, 0.95, 0.99],
    }
)
COVERAGE["verdict"] = judge_coverage(COVERAGE.coverage)
HEADLINES = pd.DataFrame(
    {
        "headline": ["Median saving a year"] * 2 + ["Achieved against expected"] * 2,
        "publicity": [name_strength(k) for k in (0.0, 1.0)] * 2,
        "strength": [0.0, 1.0] * 2,
        "ratio": [1.0, 30.0, 0.9, 0.02],
        "least": [0.7, 2.0, 0.5, 0.01],
        "most": [1.5, 90.0, 1.4, 1.2],
    }
)
CHARTS = {
    "coverage": (
        show_coverage(COVERAGE, (0.93, 0.97)),
        ["Median saving", "Log-linear regression", "As promised", "Too rarely", "Too often", "93%"],
    ),
    "selection": (
        show_selection(HEADLINES),
        ["Median saving a year", "Same odds for every saving", "Odds × 2.0 when doubled", "1×"],
    ),
}


def spec_of(name: str) -> dict:
    theme.enable()
    return CHARTS[name][0].to_dict()


def gather(node: object, key: str) -> list:
    """Every value of ``key`` anywhere in a scene."""
    if isinstance(node, dict):
        found = [node[key]] if isinstance(node.get(key), str | int | float) else []
        return found + [value for part in node.values() for value in gather(part, key)]
    return [value for part in node for value in gather(part, key)] if isinstance(node, list) else []


def draw(name: str) -> dict:
    return vl_convert.vegalite_to_scenegraph(spec_of(name) | {"width": 640})["scenegraph"]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_is_a_valid_specification_that_fits_its_place(name):
    spec = spec_of(name)
    assert json.dumps(spec, allow_nan=False)
    assert spec["width"] == "container" and spec["height"] > 0


@pytest.mark.parametrize("name", CHARTS)
def test_the_words_of_a_chart_are_drawn(name):
    drawn = {str(text) for text in gather(draw(name), "text")}
    assert [word for word in CHARTS[name][1] if word not in drawn] == []


def test_each_verdict_has_its_colour():
    spec = json.dumps(spec_of("coverage"))
    for colour in ("main", "accent", "muted"):
        assert theme.COLOURS[colour] in spec


def test_the_lowest_whisker_stays_on_the_scale():
    domain = next(
        layer["encoding"]["x"]["scale"]["domain"]
        for layer in spec_of("coverage")["layer"]
        if "scale" in layer["encoding"]["x"]
    )
    assert domain[0] <= COVERAGE.low.min() and domain[1] == 1


def test_the_rows_of_a_chart_grow_with_its_settings():
    one = show_coverage(COVERAGE[COVERAGE.setting == "Plain"], (0.93, 0.97)).to_dict()
    assert spec_of("coverage")["height"] > one["height"]
