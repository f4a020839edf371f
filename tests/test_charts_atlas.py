"""The map is one safe picture in the theme's colours, with every council that has a place."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from maps import ARRANGEMENTS, map_of
from sharing import theme
from sharing.atlas import draw_up
from sharing.charts.atlas import INSETS, MAIN, WIDTHS, draw_lines, draw_map
from sharing.coastline import read_coastline


@pytest.fixture(scope="module")
def atlas(findings):
    return map_of(findings(2026), **ARRANGEMENTS)[1]


@pytest.fixture(scope="module")
def picture(atlas):
    return BeautifulSoup(draw_map(atlas, read_coastline()), "html.parser")


def test_every_council_with_a_place_has_its_dot_in_the_main_map(picture, atlas):
    dots = picture.select(".map-scene circle")
    assert {dot["data-code"] for dot in dots} == set(atlas.placed.index)


def test_a_dot_covers_an_area_like_the_number_of_arrangements(picture):
    radius = {dot["data-code"]: float(dot["r"]) for dot in picture.select(".map-scene circle")}
    assert radius["AAA"] ** 2 / radius["SCO"] ** 2 == pytest.approx(2 / 1.5, abs=0.15)
    assert radius["NEW"] < radius["SCO"]


def test_only_borrowed_places_are_hollow(picture):
    hollow = {dot["data-code"] for dot in picture.select(".map-scene circle[stroke]")}
    assert hollow == {"OLD", "ELD"}


def test_london_is_shown_again_in_its_inset(picture):
    london = picture.select(".map-inset")[0]
    assert {dot["data-code"] for dot in london.select("circle")} == {"AAA", "BBB"}
    assert london.find("text").text == "London"
    assert "M" in "".join(path["d"] for path in london.select(".map-lines path"))


def test_a_line_is_as_wide_as_what_two_share(atlas):
    links = {("AAA", "BBB"): 1, ("CCC", "DDD"): 4}
    lines = BeautifulSoup(draw_lines(links_of(links), atlas.placed, MAIN), "html.parser")
    drawn = {float(path["stroke-width"]): path["d"].count("M") for path in lines.select("path")}
    assert drawn == {WIDTHS[0][1]: 1, WIDTHS[1][1]: 0, WIDTHS[2][1]: 1}


def links_of(counts):
    return pd.Series(list(counts.values()), index=pd.Index(list(counts), tupleize_cols=False))


def test_the_picture_uses_only_colours_that_the_page_repaints_in_the_dark(picture):
    known = {*theme.COLOURS.values(), theme.TEXT, theme.LINE, theme.GRID}
    assert set(re.findall(r"#[0-9a-f]{6}\b", str(picture))) <= known


def test_the_windows_show_the_places_that_they_are_for():
    assert [window.name for window in INSETS] == ["London", "Orkney, Shetland"]
    across, down = MAIN.place(530, 180)
    assert 0 < across < MAIN.width and 0 < down < MAIN.height


def test_a_map_of_nobody_is_still_a_map(findings):
    empty = map_of(findings(2026))[1]
    assert BeautifulSoup(draw_map(empty, read_coastline()), "html.parser").select_one(
        "#fig-map-coast"
    )


def test_the_real_map_is_small(findings):
    assert len(draw_map(draw_up(findings(2026)), read_coastline())) < 100_000
