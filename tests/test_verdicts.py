"""The rule by which claims are judged."""

from itertools import product

import pytest

from sharing.verdicts import (
    DIRECTIONS,
    VERDICTS,
    Measured,
    combine,
    decide,
    find_deciding,
    find_tolerance,
    widen,
)


def measured(low, high):
    return Measured((low + high) / 2, low, high, 9, "count", "told")


@pytest.mark.parametrize(
    ("low", "high", "direction", "verdict"),
    [
        (6, 9, "above", "supported"),
        (5, 9, "above", "uncertain"),
        (1, 5, "above", "contradicted"),
        (5, 9, "at least", "supported"),
        (1, 5, "at least", "uncertain"),
        (1, 4, "at least", "contradicted"),
        (1, 4, "below", "supported"),
        (1, 5, "below", "uncertain"),
        (5, 9, "below", "contradicted"),
        (1, 5, "at most", "supported"),
        (5, 9, "at most", "uncertain"),
        (6, 9, "at most", "contradicted"),
        (4.6, 5.4, "equal", "supported"),
        (4.6, 5.6, "equal", "uncertain"),
        (5.6, 9, "equal", "contradicted"),
        (1, 4.4, "equal", "contradicted"),
        (1, 9, "equal", "uncertain"),
    ],
)
def test_a_claim_holds_if_all_of_the_interval_satisfies_it_and_fails_if_none_does(
    low, high, direction, verdict
):
    assert decide(measured(low, high), 5, direction, 0.5) == verdict


def test_a_wider_interval_never_turns_a_verdict_round():
    for direction, low, high in product(DIRECTIONS, range(1, 9), range(1, 9)):
        if low > high:
            continue
        narrow = decide(measured(low, high), 5, direction, 0.5)
        wide = decide(measured(low - 1, high + 1), 5, direction, 0.5)
        assert wide in (narrow, "uncertain")


def test_the_opposite_direction_gives_the_opposite_verdict():
    turned = {"supported": "contradicted", "contradicted": "supported", "uncertain": "uncertain"}
    for one, other in (("above", "at most"), ("below", "at least")):
        for low, high in product(range(1, 9), range(1, 9)):
            if low <= high:
                given = decide(measured(low, high), 5, one)
                assert decide(measured(low, high), 5, other) == turned[given]


def test_an_interval_open_on_one_side_can_still_decide():
    assert decide(measured(6, float("inf")), 5, "above") == "supported"
    assert decide(measured(1, float("inf")), 5, "above") == "uncertain"
    assert decide(measured(float("-inf"), 4), 5, "above") == "contradicted"


def test_what_is_left_of_arithmetic_decides_nothing():
    assert decide(measured(0.1 + 0.2, 0.1 + 0.2), 0.3, "equal") == "supported"
    assert decide(measured(0.1 + 0.2, 0.1 + 0.2), 0.3, "above") == "contradicted"


@pytest.mark.parametrize(
    ("verdicts", "whole"),
    [
        (["supported", "supported"], "supported"),
        (["supported", "uncertain"], "uncertain"),
        (["supported", "not testable"], "uncertain"),
        (["uncertain", "contradicted", "supported"], "contradicted"),
        (["not testable", "contradicted"], "contradicted"),
        (["not testable", "not testable"], "not testable"),
    ],
)
def test_a_claim_of_several_points_holds_if_all_do_and_fails_if_one_does(verdicts, whole):
    assert combine(verdicts) == whole


def test_the_point_that_is_shown_has_the_verdict_of_the_claim_or_comes_first():
    for verdicts in product(VERDICTS, repeat=3):
        shown = verdicts[find_deciding(verdicts)]
        assert shown == combine(verdicts) or {shown, combine(verdicts)} == {
            "supported",
            "uncertain",
        }
    assert find_deciding(["supported", "uncertain", "contradicted", "contradicted"]) == 2
    assert find_deciding(["not testable", "supported"]) == 1


@pytest.mark.parametrize(
    ("figure", "tolerance"),
    [
        (350_000_000, 5_000_000),
        (357_000_000, 500_000),
        (6_900_000, 50_000),
        (0.96, 0.005),
        (337, 0.5),
        (100_000_000, 5_000_000),
        (2_000_000, 100_000),
        (0, 0),
    ],
)
def test_a_printed_figure_stands_for_half_a_digit_either_way_and_at_most_a_twentieth(
    figure, tolerance
):
    assert find_tolerance(figure) == pytest.approx(tolerance)


def test_a_qualifier_moves_a_figure_the_way_it_says():
    assert widen(11e6, "") == (10.5e6, 11.5e6)
    assert widen(11e6, "nearly") == widen(11e6, "up to") == (10e6, 11e6)
    assert widen(11e6, "about") == (10e6, 12e6)
    assert widen(11e6, "at least") == (11e6, 12e6)
    low, high = widen(11e6, "more than")
    assert 11e6 < low < 11.001e6 and high == 12e6
    assert decide(measured(low, high), 11e6, "above") == "supported"


def test_a_count_stands_for_itself_unless_it_is_qualified():
    assert widen(383, "", exact=True) == (383, 383)
    assert widen(150, "more than", exact=True)[1] > 150
