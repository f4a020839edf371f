"""The coast is cut out of the atlas without tearing a common border."""

import importlib.util
from pathlib import Path

import pytest

from sharing.paths import ROOT

FILE = ROOT / "scripts" / "cut_coastline.py"
# Two squares side by side that share one side (arc 0), in steps of a tenth of a degree, and an
# island of one small square.
ATLAS = {
    "transform": {"scale": [0.1, 0.1], "translate": [-8, 50]},
    "arcs": [
        [[10, 0], [0, 5], [0, 5]],
        [[10, 10], [-10, 0], [0, -10], [10, 0]],
        [[10, 10], [10, 0], [0, -10], [-10, 0]],
        [[40, 40], [10, 0], [0, 10], [-10, 0], [0, -10]],
        [[0, 40], [0, 0], [0, 0]],
    ],
    "objects": {
        "countries": {
            "geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "properties": {"name": "Ireland"}},
                {
                    "type": "MultiPolygon",
                    "arcs": [[[2, 0]], [[3]], [[4]]],
                    "properties": {"name": "United Kingdom"},
                },
                {"type": "Polygon", "arcs": [[3]], "properties": {"name": "Isle of Man"}},
                {"type": "Polygon", "arcs": [[3]], "properties": {"name": "France"}},
            ]
        }
    },
}


@pytest.fixture(scope="module")
def cutting():
    spec = importlib.util.spec_from_file_location("cut_coastline", Path(FILE))
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def rings_of(cut, name):
    (shape,) = [each for each in cut["features"] if each["properties"]["name"] == name]
    return [polygon[0] for polygon in shape["geometry"]["coordinates"]]


def test_only_the_wanted_countries_are_cut_out(cutting):
    names = [each["properties"]["name"] for each in cutting.cut(ATLAS)["features"]]
    assert names == ["United Kingdom", "Ireland", "Isle of Man"]


def test_arcs_are_joined_to_a_closed_ring_and_needless_points_go(cutting):
    (ring,) = rings_of(cutting.cut(ATLAS), "Ireland")
    assert ring == [[-7, 50], [-7, 51], [-8, 51], [-8, 50], [-7, 50]]


def test_an_island_too_small_to_be_seen_is_left_out(cutting):
    assert len(rings_of(cutting.cut(ATLAS), "United Kingdom")) == 2


def test_an_arc_read_backwards_joins_too(cutting):
    arcs = [[(0.0, 0.0), (1.0, 0.0)], [(0.0, 0.0), (0.0, 1.0), (1.0, 0.0)]]
    assert cutting.join([0, ~1], arcs) == [(0, 0), (1, 0), (0, 1), (0, 0)]


def test_a_point_off_the_line_by_more_than_the_tolerance_stays(cutting):
    far, near = (0.5, 0.02), (0.5, 0.001)
    assert far in cutting.simplify([(0.0, 0.0), far, (1.0, 0.0)])
    assert near not in cutting.simplify([(0.0, 0.0), near, (1.0, 0.0)])
