"""The map's controls have names, and its data cannot break out of their place."""

import json

import pytest
from bs4 import BeautifulSoup

from maps import ARRANGEMENTS, NASTY, map_of
from sharing.charts.atlas_panel import draw_controls, draw_panel, make_slug, pack


@pytest.fixture(scope="module")
def atlas(findings):
    return map_of(findings(2026), **ARRANGEMENTS)[1]


def test_every_control_has_a_name(atlas):
    controls = BeautifulSoup(draw_controls(atlas), "html.parser")
    for select in controls.select("select"):
        assert select.find_parent("label").contents[0].strip()
    assert [button["aria-label"] for button in controls.select("button[aria-label]")] == [
        "Zoom in",
        "Zoom out",
    ]


def test_families_and_parts_of_the_country_can_be_chosen(atlas):
    controls = BeautifulSoup(draw_controls(atlas), "html.parser")
    options = {
        select["name"]: [each.text for each in select.select("option")]
        for select in controls.select("select")
    }
    assert options["map-family"][0] == "All families" and "Back office" in options["map-family"]
    assert {"London", "Scotland"} <= set(options["map-part"])


def test_without_a_script_nothing_is_shown_that_does_nothing(atlas):
    hidden = BeautifulSoup(draw_controls(atlas), "html.parser").noscript.style.string
    assert ".map-controls" in hidden and ".map-panel" in hidden


def test_a_nasty_name_stays_inside_the_data(atlas):
    panel = BeautifulSoup(draw_panel(atlas, "../register.html"), "html.parser")
    assert not panel.select("img")
    data = json.loads(panel.select_one(".map-data").string)
    assert NASTY in [name for _, name, *_ in data["councils"]]
    assert data["register"] == "../register.html"


def test_what_an_arrangement_says_is_packed_in_order(atlas):
    packed = pack(atlas)
    rows = {row[1]: row for row in packed["arrangements"]}
    codes = [code for code, *_ in packed["councils"]]
    family, service = packed["families"].index("Back office"), rows["one"][3]
    one = rows["one"]
    assert one[:3] == ["", "one", family] and packed["services"][service] == "ICT"
    assert one[4:7] == ["", 2012, "£1.2m a year, achieved"]
    assert [codes[number] for number in one[7]] == ["AAA", "BBB", "CCC", "DDD"]
    assert rows["two"][4:7] == ["ended", 0, ""]
    assert rows["three"][8] == ["Kent Police"]
    assert len(one[9]) == 2 * 3


def test_an_address_that_is_not_the_name_is_packed(atlas):
    renamed = pack(type(atlas)(atlas.councils, atlas.arrangements.rename(index={"one": "first"})))
    assert {row[1]: row[0] for row in renamed["arrangements"]}["one"] == "first"


@pytest.mark.parametrize(
    ("text", "slug"),
    [("3C ICT", "3c-ict"), ("Waste & recycling (north)", "waste-recycling-north"), ("Ü", "")],
)
def test_a_slug_is_what_an_address_can_hold(text, slug):
    assert make_slug(text) == slug
