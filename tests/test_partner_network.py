"""Groups are what pairs that share again and again join, drawn the same in every run."""

import numpy as np
import pytest

from maps import map_of
from sharing.atlas import draw_up
from sharing.partner_network import WIDTH, connect_councils, count_shared, vary_least

SHARED = {
    "a": {"who": ("AAA", "BBB")},
    "b": {"who": ("AAA", "BBB", "CCC")},
    "c": {"who": ("BBB", "CCC")},
    "d": {"who": ("DDD", "SCO")},
    "e": {"who": ("DDD", "SCO", "AAA")},
    "f": {"who": ("DDD", "SCO")},
}


@pytest.fixture(scope="module")
def network(findings):
    return connect_councils(map_of(findings(2026), **SHARED)[1])


@pytest.fixture(scope="module")
def real(findings):
    return connect_councils(draw_up(findings(2026)))


def test_pairs_that_share_once_are_left_out(network):
    pairs = network.pairs.values.tolist()
    assert pairs == [["DDD", "SCO", 3], ["AAA", "BBB", 2], ["BBB", "CCC", 2]]
    assert (network.all_pairs, network.sharing, network.largest_web) == (6, 5, 5)


def test_groups_hold_all_that_pairs_join_the_largest_first(network):
    assert network.groups.councils.tolist() == [3, 2]
    assert network.councils.group[["AAA", "BBB", "CCC"]].tolist() == [0, 0, 0]
    assert network.councils.group[["DDD", "SCO"]].tolist() == [1, 1]
    assert network.groups.hub.tolist() == ["BBB town", "DDD town"]


def test_councils_know_their_part_of_the_country(network):
    areas = network.councils.area[["AAA", "CCC", "DDD", "SCO"]]
    assert areas.tolist() == ["London", "South and East", "North", "Wales and Scotland"]


def test_other_choices_are_counted_from_all_pairs(network, findings):
    varied = vary_least(map_of(findings(2026), **SHARED)[1])
    assert varied.pairs.tolist() == [6, 3, 1, 0, 0]
    assert varied.largest.tolist() == [5, 3, 2, 0, 0]
    assert varied.groups.tolist() == [1, 2, 1, 0, 0]


def test_no_two_councils_stand_on_each_other_and_all_within_the_picture(real):
    places = real.councils[["x", "y"]].to_numpy()
    gaps = np.hypot(*(places[:, None] - places[None]).transpose(2, 0, 1))
    assert gaps[np.triu_indices(len(gaps), 1)].min() > 4
    assert (places >= 0).all() and (places <= [WIDTH, real.height]).all()


def test_groups_do_not_overlap(real):
    boxes = real.councils.groupby("group")[["x", "y"]].agg(["min", "max"])
    for one in boxes.index:
        for other in boxes.index[boxes.index > one]:
            apart = [
                boxes.loc[one, (way, "max")] < boxes.loc[other, (way, "min")]
                or boxes.loc[other, (way, "max")] < boxes.loc[one, (way, "min")]
                for way in ("x", "y")
            ]
            assert any(apart), (one, other)


def test_the_picture_is_the_same_in_every_run(real, findings):
    again = connect_councils(draw_up(findings(2026)))
    assert again.councils.equals(real.councils) and again.height == real.height


def test_the_groups_of_the_real_register_are_counted_the_same_by_both_ways(real, findings):
    varied = vary_least(draw_up(findings(2026)))
    assert varied.groups[2] == len(real.groups) and varied.largest[2] == real.groups.councils[0]
    assert varied.pairs[1] == real.all_pairs and varied.councils[1] == real.sharing
    assert real.groups.councils.sum() == len(real.councils)


def test_a_map_of_nobody_has_no_groups(findings):
    nobody = map_of(findings(2026))[1]
    network = connect_councils(nobody)
    assert network.groups.empty and network.pairs.empty and network.councils.empty
    assert not count_shared(nobody) and vary_least(nobody).pairs.sum() == 0
