"""The map's projection is Ordnance Survey's own, and the coast lies where the country is."""

import json

import numpy as np
import pytest

from sharing.coastline import COASTLINE, project, read_coastline


def test_the_projection_gives_the_worked_example_of_ordnance_survey():
    east, north = project(52 + 39 / 60 + 27.2531 / 3600, 1 + 43 / 60 + 4.5177 / 3600)
    assert 1000 * east == pytest.approx(651_409.903, abs=0.001)
    assert 1000 * north == pytest.approx(313_177.270, abs=0.001)


def test_the_true_origin_stands_where_the_grid_says():
    assert [float(each) for each in project(49, -2)] == pytest.approx([400, -100])


def test_a_place_that_is_not_known_stays_unknown():
    east, north = project([np.nan, 49], [np.nan, -2])
    assert np.isnan(east[0]) and np.isnan(north[0]) and east[1] == pytest.approx(400)


def test_the_coast_lies_where_the_country_is():
    coast = read_coastline()
    assert list(coast) == ["United Kingdom", "Ireland", "Isle of Man"]
    home = np.vstack(coast["United Kingdom"])
    west, south = home.min(axis=0)
    east, north = home.max(axis=0)
    # Lowestoft is the easternmost place, and Out Stack in Shetland the northernmost.
    assert (round(east), round(north, -1)) == (656, 1220)
    assert -10 < west < 10 and 5 < south < 20


def test_every_outline_is_closed():
    for rings in read_coastline().values():
        for ring in rings:
            assert ring.shape[1] == 2 and len(ring) >= 4
            assert np.allclose(ring[0], ring[-1])


def test_the_coast_is_a_small_file_with_its_source_beside_it():
    assert COASTLINE.stat().st_size < 150_000
    card = COASTLINE.with_name("README.md").read_text(encoding="utf-8")
    for said in ("coastline.json", "Natural Earth", "public domain", "Accessed", "2026-11-28"):
        assert said in card


def test_the_coast_is_geojson():
    collection = json.loads(COASTLINE.read_text(encoding="utf-8"))
    assert collection["type"] == "FeatureCollection"
    assert {each["geometry"]["type"] for each in collection["features"]} == {"MultiPolygon"}
