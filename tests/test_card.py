"""The picture beside a shared link."""

import struct
import xml.etree.ElementTree as Xml

import pytest

from sharing.card import draw_card, write_card

TITLE = "What councils save"


def circles(svg):
    return [mark for mark in Xml.fromstring(svg) if mark.tag.endswith("circle")]


def test_the_picture_has_the_size_that_networks_ask_for():
    png = draw_card("Councils reported £1m.", TITLE, 2026, [5e4, 1e6])
    assert png.startswith(b"\x89PNG")
    assert struct.unpack(">II", png[16:24]) == (1200, 630)


def test_each_arrangement_is_a_dot_inside_the_picture_and_small_ones_have_their_colour():
    drawn = circles(write_card("Finding.", TITLE, 2026, [2e4, 5e5, 5e5, 9e9, -3.0, 0.0]))
    assert len(drawn) == 4
    assert [dot.get("fill") for dot in drawn].count("#c4540f") == 1
    assert all(0 < float(dot.get("cx")) < 1200 for dot in drawn)


def test_many_equal_savings_stay_below_the_words():
    heights = [float(dot.get("cy")) for dot in circles(write_card("F.", TITLE, 2026, [1e6] * 400))]
    assert min(heights) > 340


@pytest.mark.parametrize("savings", [[], [-5.0]])
def test_an_edition_without_savings_has_words_alone(savings):
    svg = write_card('A <b>"finding"</b> & more', TITLE, 2011, savings)
    assert circles(svg) == []
    words = "".join(Xml.fromstring(svg).itertext())
    assert 'A <b>"finding"</b> & more' in words and "edition 2011" in words
