"""Forecasts of whole groups left out are scored as they should be."""

import numpy as np
import pandas as pd
import pytest

from made_planner import make_left_out, make_savings
from sharing import prediction_check
from sharing.models import NotEstimated
from sharing.prediction import LEAST_GROUPS, transform
from sharing.prediction_check import (
    BASIC,
    NOTHING,
    WAYS,
    WITH_POPULATION,
    check_table,
    leave_groups_out,
    score_crps,
    score_range,
)


@pytest.fixture(scope="module")
def left_out():
    return check_table(make_savings(groups=36))


def test_crps_is_the_distance_to_a_single_value():
    gap = abs(transform(np.array(2e6)) - transform(np.array(1e6)))
    assert score_crps(np.array([1e6]), np.ones(1), 2e6) == pytest.approx(gap)


def test_crps_is_the_mean_distance_less_half_that_between_two_draws():
    rng = np.random.default_rng(3)
    values, weights = np.exp(rng.normal(13, 1, 15)), rng.uniform(0.1, 1, 15)
    shares, points = weights / weights.sum(), transform(values)
    came = transform(np.array(5e5))
    apart = shares @ np.abs(points - came)
    between = shares @ np.abs(points[:, None] - points) @ shares / 2
    assert score_crps(values, weights, 5e5) == pytest.approx(apart - between)


def test_an_honest_forecast_scores_better_than_a_narrow_or_a_wide_one():
    rng = np.random.default_rng(4)
    came = np.exp(rng.normal(13, 1, 400))

    def mean_score(spread: float) -> float:
        values = np.exp(13 + spread * (np.linspace(0.0125, 0.9875, 40) - 0.5) * 4)
        return float(np.mean([score_crps(values, np.ones(40), saving) for saving in came]))

    assert mean_score(0.9) < mean_score(0.2) and mean_score(0.9) < mean_score(4.0)


def test_a_range_is_scored_by_its_width_and_by_how_far_it_misses():
    bottom, top, above = transform(np.array([1e5, 1e6, 2e6]))
    assert score_range(1e5, 1e6, 0.9, 5e5) == pytest.approx(top - bottom)
    assert score_range(1e5, 1e6, 0.9, 2e6) == pytest.approx(top - bottom + 20 * (above - top))


def test_every_saving_is_scored_once_each_way(left_out):
    counts = left_out.scores.groupby("way").arrangement_id.agg(["size", "nunique"])
    assert set(counts.index) == {NOTHING, *WAYS} and (counts == 72).all(axis=None)


def test_a_group_is_forecast_without_itself(left_out):
    """Moving a saving to the sky does not move the forecast that is held against it."""
    table = make_savings(groups=36)
    moved = table.assign(annual_saving_gbp=table.annual_saving_gbp.mask(table.index == 0, 1e9))
    before, after = (
        one.scores[one.scores.way == BASIC].set_index("arrangement_id").loc["a-000"]
        for one in (left_out, check_table(moved))
    )
    assert after.half_low == pytest.approx(before.half_low, rel=1e-3)
    assert after.saving == 1e9 and not after.ninety_held


def test_families_that_differ_lower_the_error_and_noise_does_not(left_out):
    gain, error = left_out.compare(BASIC, NOTHING)
    assert gain > 4 * error > 0
    gain, error = left_out.compare(WITH_POPULATION, BASIC)
    assert gain < 2 * error


def test_ranges_hold_about_what_they_promise(left_out):
    for name, promised in (("half", 0.5), ("ninety", 0.9)):
        share, low, high = left_out.measure_coverage(BASIC, name)
        assert low <= promised <= high and low < share < high


def test_coverage_counts_groups_and_widths_are_ratios():
    made = make_left_out({}, held=0.3)
    assert made.measure_coverage(BASIC, "half")[0] == pytest.approx(0.3)
    assert made.measure_width(BASIC, "half") == pytest.approx(5)
    assert made.count_by_family("ninety").n.tolist() == [20, 20]


def test_a_gain_is_a_share_of_the_other_error():
    gain, error = make_left_out({BASIC: 0.8, NOTHING: 1.0}).compare(BASIC, NOTHING)
    assert gain == pytest.approx(0.2) and 0 < error < 0.02


def test_too_few_groups_are_not_checked():
    assert isinstance(check_table(make_savings(groups=LEAST_GROUPS - 1)), NotEstimated)


def test_as_many_groups_as_a_fit_needs_leave_too_few_without_one():
    found = check_table(make_savings(groups=LEAST_GROUPS))
    assert isinstance(found, NotEstimated) and f"{LEAST_GROUPS - 1} independent" in found.why


def test_an_edition_is_checked_once(findings, monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path / "cache")
    kept = make_left_out({})
    calls: list[pd.DataFrame] = []
    monkeypatch.setattr(prediction_check, "check_table", lambda table: calls.append(table) or kept)
    found = findings(2011)
    assert leave_groups_out(found).scores.equals(kept.scores)
    assert leave_groups_out(found).scores.equals(kept.scores)
    assert len(calls) == 1
