"""The groups are drawn with every council, in at most six colours that the page repaints."""

import re

import pytest
from bs4 import BeautifulSoup

from maps import NASTY, map_of
from sharing import theme
from sharing.atlas import draw_up
from sharing.charts.network import AREA_COLOURS, draw_groups
from sharing.edition import AREAS
from sharing.partner_network import connect_councils


@pytest.fixture(scope="module")
def real(findings):
    return connect_councils(draw_up(findings(2026)))


def test_every_council_is_a_dot_with_its_name_in_the_colour_of_its_area(real):
    picture = BeautifulSoup(draw_groups(real), "html.parser")
    drawn = {(dot.title.text, dot.parent["fill"]) for dot in picture.select("circle") if dot.title}
    wanted = {(row.name, AREA_COLOURS[row.area]) for row in real.councils.itertuples(index=False)}
    assert drawn == wanted


def test_every_pair_is_a_line_and_every_large_group_has_its_name(real):
    svg = draw_groups(real)
    assert len(re.findall(r"M[\d.]+ [\d.]+L", svg)) == len(real.pairs)
    for hub in real.groups.hub[real.groups.councils >= 6]:
        assert hub in BeautifulSoup(svg, "html.parser").get_text(" ")


def test_every_area_has_a_colour_that_the_page_repaints(real):
    assert set(AREAS.values()) <= set(AREA_COLOURS)
    known = {*theme.COLOURS.values(), theme.TEXT, theme.GRID}
    assert set(re.findall(r"#[0-9a-f]{6}\b", draw_groups(real))) <= known


def test_a_nasty_name_is_shown_as_text(findings):
    shared = {name: {"who": ("AAA", "CCC")} for name in ("a", "b")}
    network = connect_councils(map_of(findings(2026), **shared)[1])
    picture = BeautifulSoup(draw_groups(network), "html.parser")
    assert not picture.select("img") and NASTY in picture.get_text()
