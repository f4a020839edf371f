"""Means, medians, shares and chances agree with hand-computed cases and closed forms."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sharing.truth import SEVERAL, Truth

ALONE = replace(Truth(), shared_sd=0.6, own_sd=0.8)
ROW = {
    "partners_group": "2",
    "family": "Back office",
    "area": "South and East",
    "status": "expected",
    "log_population": 0.0,
    "population_incomplete": False,
    "years_since_start": 0.0,
    "start_unknown": False,
    "other_bodies": False,
}


def test_the_reference_saves_the_intercept():
    assert Truth(intercept=7.0).add_up(pd.DataFrame([ROW])).tolist() == [7.0]


def test_every_effect_is_added_once():
    truth = Truth(
        intercept=1,
        partners=(("5+", 10.0),),
        families=(("Management", 100.0),),
        areas=((SEVERAL, 1_000.0),),
        achieved=10_000,
        log_population=100_000,
        population_incomplete=1e6,
        years_since_start=1e7,
        start_unknown=1e8,
        other_bodies=1e9,
    )
    changed = {
        "partners_group": "5+",
        "family": "Management",
        "area": SEVERAL,
        "status": "achieved",
        "log_population": 2.0,
        "population_incomplete": True,
        "years_since_start": 3.0,
        "start_unknown": True,
        "other_bodies": True,
    }
    sums = [truth.add_up(pd.DataFrame([ROW | {name: value}]))[0] for name, value in changed.items()]
    assert sums == [11, 101, 1_001, 10_001, 200_001, 1_000_001, 30_000_001, 100_000_001, 1e9 + 1]
    assert truth.add_up(pd.DataFrame([changed])).tolist() == [sum(sums) - 8]


def test_both_kinds_of_luck_add_up_to_one_spread():
    # 0.6 squared and 0.8 squared make one.
    chances = ALONE.chance_under(np.exp([1.0, 2.0]), np.array([1.0, 1.0]))
    assert chances == pytest.approx([0.5, stats.norm.cdf(1)])


def test_a_share_of_wide_luck_mixes_two_spreads():
    truth = replace(ALONE, shared_sd=0.0, own_sd=1.0, wide_share=0.25, wide_factor=2.0)
    chance = truth.chance_under(np.exp([2.0]), np.array([0.0]))
    assert chance == pytest.approx([0.75 * stats.norm.cdf(2) + 0.25 * stats.norm.cdf(1)])


def test_zeros_and_losses_are_under_every_limit():
    truth = replace(ALONE, zero_share=0.1, loss_share=0.2)
    assert truth.chance_under(np.exp([0.0]), np.array([0.0])) == pytest.approx([0.3 + 0.7 / 2])


def test_the_median_of_alike_arrangements_is_the_exponential_of_their_mean():
    assert ALONE.find_median(np.full(5, 3.0)) == pytest.approx(np.exp(3))


def test_the_median_of_two_means_far_apart_lies_between_them():
    assert ALONE.find_median(np.array([0.0, 10.0])) == pytest.approx(np.exp(5), rel=1e-3)


def test_divided_savings_have_the_median_of_their_quotients():
    means = np.array([3.0, 3.0 + np.log(4)])
    assert ALONE.find_median(means, np.array([1.0, 4.0])) == pytest.approx(np.exp(3))


def test_zeros_and_losses_pull_the_median_down_to_its_closed_form():
    truth = replace(ALONE, zero_share=0.1, loss_share=0.1)
    expected = np.exp(2 + stats.norm.ppf((0.5 - 0.2) / 0.8))
    assert truth.find_median(np.array([2.0])) == pytest.approx(expected)


def test_half_zeros_leave_no_median_above_nothing():
    assert np.isnan(replace(ALONE, zero_share=0.5).find_median(np.array([2.0])))


def test_the_mean_is_half_the_variance_above_the_mean_of_the_logs():
    assert ALONE.log_mean_factor == pytest.approx(0.5)


def test_zeros_lower_the_mean_and_losses_are_left_out_of_it():
    truth = replace(ALONE, zero_share=0.2, loss_share=0.2)
    assert truth.log_mean_factor == pytest.approx(0.5 + np.log(0.6 / 0.8))


def test_everything_is_publicised_unless_said_otherwise():
    assert Truth(strength=3.0).publicise(np.array([-5.0, 0.0, 1e9])).tolist() == [1, 1, 1]


def test_the_odds_of_being_publicised_grow_with_the_power_of_the_saving():
    truth = Truth(strength=1.5, at_a_million=0.25)
    chances = truth.publicise(np.array([1e6, 2e6, 5e5]))
    odds = chances / (1 - chances)
    assert odds == pytest.approx([1 / 3, 2**1.5 / 3, 2**-1.5 / 3])


def test_without_strength_every_saving_has_the_same_chance():
    truth = Truth(at_a_million=0.2)
    assert truth.publicise(np.array([-1.0, 1e3, 1e8])) == pytest.approx([0.2] * 3)


def test_nothing_and_losses_have_the_chance_of_a_thousand_pounds():
    chances = Truth(strength=1.0, at_a_million=0.5).publicise(np.array([-1e6, 0.0, 1e3]))
    assert chances == pytest.approx([1 / 1001] * 3)
