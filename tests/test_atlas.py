"""The map holds each council at its place, each arrangement, and true lines between partners."""

import numpy as np
import pandas as pd
import pytest

from maps import ARRANGEMENTS, AUTHORITIES, map_of
from sharing.atlas import BESIDE_KM, count_links, draw_up, link_members, measure_lines
from sharing.coastline import project
from sharing.participation import count_arrangements


@pytest.fixture(scope="module")
def atlas(findings):
    return map_of(findings(2026), **ARRANGEMENTS)[1]


def test_a_plan_is_not_on_the_map(atlas):
    assert set(atlas.arrangements.index) == {"one", "two", "three", "four", "five"}
    assert atlas.councils.arrangements["AAA"] == 2


def test_councils_are_counted_with_their_partners(atlas):
    assert atlas.councils.arrangements[["BBB", "CCC", "DDD", "SCO"]].tolist() == [2, 2, 2, 1]
    assert atlas.councils.partners[["AAA", "CCC", "SCO"]].tolist() == [3, 5, 0]


def test_a_council_that_exists_and_shares_nothing_is_on_the_map_a_combined_authority_is_not(atlas):
    assert atlas.councils.arrangements["NEW"] == 0
    assert "NEW" not in atlas.named.index and "NEW" in atlas.placed.index
    assert "GMC" not in atlas.councils.index


def test_a_replaced_council_that_shares_nothing_is_not_on_the_map(findings):
    few = {"two": ARRANGEMENTS["two"]}
    councils = map_of(findings(2026), **few)[1].councils
    assert "OLD" not in councils.index and "NEW" in councils.index
    before = map_of(findings(2026), 2015, **few)[1].councils
    assert "OLD" in before.index and "NEW" not in before.index


def test_a_replaced_council_without_a_place_stands_beside_its_successor(atlas):
    councils = atlas.councils
    x, y = project(52.0, -1.0)
    for code in ("OLD", "ELD"):
        away = np.hypot(councils.x[code] - x, councils.y[code] - y)
        assert away == pytest.approx(BESIDE_KM)
        assert not councils.own[code]
    assert councils.x["OLD"] != pytest.approx(councils.x["ELD"]) or councils.y[
        "OLD"
    ] != pytest.approx(councils.y["ELD"])
    assert councils["where"]["ELD"] == "South East"


def test_a_council_elsewhere_is_named_after_its_nation_and_one_without_place_is_kept(atlas):
    assert atlas.councils["where"]["SCO"] == "Scotland"
    assert np.isnan(atlas.councils.x["OUT"]) and atlas.councils.arrangements["OUT"] == 1
    assert "OUT" not in atlas.placed.index


def test_an_arrangement_tells_its_service_partners_and_saving(atlas):
    one, three = atlas.arrangements.loc["one"], atlas.arrangements.loc["three"]
    assert (one.family, one.annual_saving_gbp, one.status) == ("Back office", 1.25e6, "achieved")
    assert three.others == ("Kent Police",) and np.isnan(three.annual_saving_gbp)
    assert three.members == ("CCC", "ELD", "OLD")


def test_partners_are_joined_by_the_shortest_lines():
    places = pd.DataFrame({"x": [0.0, 1, 2, 9], "y": [0.0, 0, 0, 0]}, index=list("ABCD"))
    assert link_members(("D", "B", "A", "C"), places) == (("A", "B"), ("B", "C"), ("C", "D"))


def test_a_partner_without_a_place_has_no_line():
    places = pd.DataFrame({"x": [0.0, np.nan, 2], "y": [0.0, np.nan, 0]}, index=list("ABC"))
    assert link_members(("A", "B", "C"), places) == (("A", "C"),)
    assert link_members(("B",), places) == link_members((), places) == ()


def test_lines_are_counted_over_arrangements(atlas):
    assert count_links(atlas.arrangements)[("AAA", "BBB")] == 2


def test_the_length_of_a_line_is_that_between_the_places(atlas):
    (ax, bx), (ay, by) = project([51.5, 51.5], [-0.1, 0.0])
    assert measure_lines(atlas)[("AAA", "BBB")] == pytest.approx(np.hypot(ax - bx, ay - by))


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_the_real_map_agrees_with_the_counts_of_the_page_on_places(findings, year):
    found = findings(year)
    real = draw_up(found)
    counts = count_arrangements(found).arrangements
    assert real.councils.arrangements.reindex(counts.index).tolist() == counts.tolist()


def test_every_real_council_that_shares_has_a_place_in_britain(findings):
    real = draw_up(findings(2026))
    assert real.named.x.between(0, 660).all() and real.named.y.between(0, 1225).all()
    for members, links in real.arrangements[["members", "links"]].itertuples(index=False):
        assert len(links) == max(0, len(members) - 1)
        assert {code for pair in links for code in pair} <= set(members)


def test_an_edition_without_arrangements_has_an_empty_map(findings):
    empty = map_of(findings(2026))[1]
    assert empty.named.empty and empty.arrangements.empty
    assert count_links(empty.arrangements).empty and measure_lines(empty).empty
    assert len(empty.councils) < len(AUTHORITIES)
