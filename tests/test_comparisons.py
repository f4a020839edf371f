"""Groups beside each other: ratios of medians and means, and how often the intervals are right."""

import numpy as np
import pandas as pd
import pytest

from sharing.comparisons import (
    LEAST_GROUPS,
    LEAST_GROUPS_FOR_MEAN,
    average_groups,
    compare_each,
    compare_medians,
    estimate_mean,
)

ALONE = pd.Series([f"c{number}" for number in range(12)])
SIX = pd.Series([True] * 6 + [False] * 6)
SAVINGS = pd.Series([30.0, 10, 20, 50, 40, 60, 5, 15, 25, 10, 20, 30])


def draw_savings(
    rng: np.random.Generator, clusters: np.ndarray, within: float, sd: float
) -> pd.Series:
    """Log-normal savings of median 1 whose logs share ``within`` of their variance in a cluster."""
    shared = rng.standard_normal(clusters.max() + 1)[clusters]
    own = rng.standard_normal(len(clusters))
    return pd.Series(np.exp(sd * (np.sqrt(within) * shared + np.sqrt(1 - within) * own)))


def test_the_ratio_is_that_of_the_two_medians():
    told = compare_medians(SAVINGS, SIX, ALONE, draws=200)
    assert told.estimate == pytest.approx(35 / 17.5)
    assert told.low < 2 < told.high
    assert (told.n, told.clusters) == (6, 6)


def test_twice_the_savings_of_the_group_are_twice_the_ratio_and_its_interval():
    told = compare_medians(SAVINGS, SIX, ALONE, draws=200)
    doubled = compare_medians(SAVINGS * np.where(SIX, 2, 1), SIX, ALONE, draws=200)
    assert doubled.estimate == pytest.approx(2 * told.estimate)
    assert (doubled.low, doubled.high) == pytest.approx((2 * told.low, 2 * told.high))


def test_the_group_and_the_rest_change_places_by_turning_the_ratio_over():
    told = compare_medians(SAVINGS, SIX, ALONE, draws=500)
    turned = compare_medians(SAVINGS, ~SIX, ALONE, draws=500)
    assert turned.estimate == pytest.approx(1 / told.estimate)
    assert (1 / turned.high, 1 / turned.low) == pytest.approx((told.low, told.high), rel=0.1)


@pytest.mark.parametrize("side", [SIX, ~SIX])
def test_too_few_partner_groups_on_either_side_give_a_ratio_without_an_interval(side):
    joined = ALONE.where(~ALONE.isin(["c0", "c1"]), "c0")
    assert joined[SIX].nunique() == LEAST_GROUPS - 1
    told = compare_medians(SAVINGS, side, joined, draws=200)
    assert not told.known and np.isfinite(told.estimate)
    assert compare_medians(SAVINGS, side, ALONE, draws=200).known


def test_nothing_to_compare_with_gives_no_ratio():
    everything = pd.Series([True] * 12)
    for group in (everything, ~everything):
        assert np.isnan(compare_medians(SAVINGS, group, ALONE, draws=50).estimate)
    assert np.isnan(compare_medians(SAVINGS.where(SIX, -5.0), SIX, ALONE, draws=50).estimate)


def test_a_rest_that_often_saves_nothing_gives_no_interval():
    rest = SAVINGS.where(SIX, [0.0] * 6 + [-1, -1, 1, 1, 1, -1])
    rest[6:9] = [1.0, 1.0, -1.0]
    told = compare_medians(rest, SIX, ALONE, draws=500)
    assert np.isfinite(told.estimate) and not told.known


def test_each_group_is_set_against_all_the_others():
    table = pd.DataFrame({"family": np.where(SIX, "x", "y"), "cluster": ALONE})
    told = compare_each(table, "family", SAVINGS).set_index("family")
    assert told.loc["x", "ratio"] == pytest.approx(2)
    assert told.loc["y", "ratio"] == pytest.approx(0.5)


@pytest.mark.parametrize(("within", "least", "most"), [(0.0, 0.92, 0.985), (0.4, 0.92, 0.99)])
def test_the_interval_of_a_ratio_covers_about_as_often_as_it_says(within, least, most):
    rng = np.random.default_rng(11)
    clusters = np.repeat(np.arange(24), [9, 7, 5, 4, 3, 2] + [1] * 18)
    group = np.arange(len(clusters)) % 3 == 0
    names = pd.Series(clusters)
    hits = []
    for _ in range(300):
        savings = draw_savings(rng, clusters, within, 1.4) * np.where(group, 3.0, 1.0)
        told = compare_medians(savings, pd.Series(group), names, draws=299)
        hits.append(told.low <= 3.0 <= told.high)
    assert least <= np.mean(hits) <= most


def test_the_mean_is_the_mean_and_the_interval_reaches_further_up_than_down():
    savings = pd.Series(np.exp(np.linspace(-2, 2.5, 30)))
    told = estimate_mean(savings, pd.Series(range(30)))
    assert told.estimate == pytest.approx(savings.mean())
    assert told.high - told.estimate > told.estimate - told.low > 0


def test_the_interval_of_a_mean_moves_with_the_money():
    savings = pd.Series(np.exp(np.linspace(-2, 2.5, 30)))
    told, scaled = (estimate_mean(s, pd.Series(range(30)), 500) for s in (savings, 7 * savings))
    assert (scaled.low, scaled.high) == pytest.approx((7 * told.low, 7 * told.high))


def test_a_mean_of_few_partner_groups_or_of_equal_savings_has_no_interval():
    few = pd.Series(range(LEAST_GROUPS_FOR_MEAN - 1))
    assert not estimate_mean(few.astype(float), few, 50).known
    enough = pd.Series(range(LEAST_GROUPS_FOR_MEAN))
    assert estimate_mean(enough.astype(float), enough, 500).known
    assert not estimate_mean(0 * enough.astype(float), enough, 50).known
    assert np.isnan(estimate_mean(pd.Series([], dtype=float), pd.Series([], dtype="str")).estimate)


def test_dependence_widens_the_interval_of_a_mean():
    savings = pd.Series(np.repeat(np.exp(np.linspace(-2, 2, 15)), 2))
    alone = estimate_mean(savings, pd.Series(range(30)), 2000)
    paired = estimate_mean(savings, pd.Series(np.repeat(range(15), 2)), 2000)
    assert paired.high - paired.low > 1.2 * (alone.high - alone.low)


@pytest.mark.parametrize("within", [0.0, 0.3])
def test_the_interval_of_a_mean_covers_about_as_often_as_it_says(within):
    rng = np.random.default_rng(12)
    clusters = np.repeat(np.arange(25), [6, 4, 3, 2, 2] + [1] * 20)
    names, truth = pd.Series(clusters), np.exp(0.5)
    hits = []
    for _ in range(300):
        told = estimate_mean(draw_savings(rng, clusters, within, 1.0), names, draws=299)
        hits.append(told.low <= truth <= told.high)
    assert 0.92 <= np.mean(hits) <= 0.985


def test_every_group_has_its_mean():
    table = pd.DataFrame({"size": ["2", "2", "3"], "cluster": ["a", "b", "c"]})
    told = average_groups(table, "size", pd.Series([1.0, 3.0, 8.0]))
    assert told["mean"].tolist() == [2, 8] and told.mean_low.isna().all()
