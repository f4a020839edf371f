"""Intervals agree with closed forms and with scipy, and cover the truth at their nominal rate."""

import math

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from sharing.intervals import (
    Interval,
    estimate_median,
    estimate_share,
    measure_effective_size,
    summarise_groups,
)


def indicator(hits: int, n: int) -> pd.Series:
    return pd.Series([True] * hits + [False] * (n - hits))


def alone(n: int) -> pd.Series:
    """Every arrangement a partner group of its own."""
    return pd.Series([f"group {number}" for number in range(n)])


def twice(values: pd.Series) -> pd.Series:
    return pd.concat([values, values], ignore_index=True)


def both_ends(interval: Interval) -> list[float]:
    return [interval.low, interval.high]


def mid_p(hits: float, size: float) -> list[float]:
    """Where the exact tail and the tail without the hits themselves are 2.5% on average."""
    shares = np.linspace(0, 1, 2_000_001)[1:-1]
    more = stats.beta.cdf(shares, hits + 1, size - hits) if hits < size else 0 * shares
    reached = stats.beta.cdf(shares, hits, size - hits + 1) if hits else 0 * shares + 1
    middle = (more + reached) / 2
    ends = np.interp([0.025, 0.975], middle, shares)
    return [0.0 if not hits else ends[0], 1.0 if hits == size else ends[1]]


def test_independent_arrangements_count_all_but_one():
    # The variance of a mean is p(1-p)/(n-1) when it has to be estimated.
    assert measure_effective_size(indicator(3, 20), alone(20)) == pytest.approx(19)


def test_pairs_that_always_agree_count_once():
    pairs = twice(indicator(3, 20))
    size = 19 * (stats.t.ppf(0.975, 39) / stats.t.ppf(0.975, 19)) ** 2
    assert measure_effective_size(pairs, twice(alone(20))) == pytest.approx(size)


def test_unequal_partner_groups_have_the_degrees_of_freedom_of_their_effective_number():
    """Carter, Schnepel and Steigerwald (2017): n squared over the sum of squared sizes, less 1."""
    values = pd.Series([1, 1, 1, 0, 1, 0, 0, 0, 0, 0], dtype=bool)
    clusters = pd.Series(list("aaabbcdefg"))
    # Sums of residuals (share 2/5) by group: a 9/5, b 1/5, the five others -2/5 each.
    variance = 7 / 6 * (81 + 1 + 5 * 4) / 25 / 10**2
    effect = variance / (0.4 * 0.6 / 10)
    assert effect > 1
    effective = 10**2 / (9 + 4 + 5)
    size = 10 / effect * (stats.t.ppf(0.975, 9) / stats.t.ppf(0.975, effective - 1)) ** 2
    assert measure_effective_size(values, clusters) == pytest.approx(size)


def test_pairs_that_always_differ_count_no_more_than_they_are():
    values = pd.Series([True, False] * 10)
    assert measure_effective_size(values, pd.Series(np.repeat(range(10), 2))) <= 20


@pytest.mark.parametrize("hits", [0, 12])
def test_where_all_agree_each_partner_group_counts_once(hits):
    clusters = pd.Series(np.repeat(["a", "b", "c"], 4))
    assert measure_effective_size(indicator(hits, 12), clusters) == 3


def test_a_single_partner_group_counts_once():
    assert measure_effective_size(indicator(3, 12), pd.Series(["a"] * 12)) == 1


def test_the_share_of_clustered_arrangements_has_korn_and_graubards_interval_by_mid_p():
    values = pd.Series([1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], dtype=bool)
    clusters = pd.Series(list("aaabbbcccddd"))
    # Sums of residuals (share 1/4) by group: 5/4, 1/4, -3/4, -3/4.
    variance = 4 / 3 * (25 + 1 + 9 + 9) / 16 / 12**2
    effect = variance / (3 / 16 / 12)
    size = 12 / effect * (stats.t.ppf(0.975, 11) / stats.t.ppf(0.975, 3)) ** 2
    assert effect > 1
    found = estimate_share(values, clusters)
    assert both_ends(found) == pytest.approx(mid_p(size / 4, size), abs=1e-6)
    assert (found.estimate, found.n, found.clusters) == (0.25, 12, 4)


@pytest.mark.parametrize(("hits", "n"), [(1, 30), (12, 186), (50, 100), (199, 200)])
def test_independent_shares_have_the_mid_p_interval_or_a_hair_more(hits, n):
    found = estimate_share(indicator(hits, n), alone(n))
    low, high = mid_p(hits, n)
    assert found.low <= low + 1e-6 and high - 1e-6 <= found.high
    assert found.high - found.low <= (high - low) * n / (n - 1)
    exact = stats.binomtest(hits, n).proportion_ci(0.95, method="exact")
    assert high - low < exact.high - exact.low


def test_no_hit_in_independent_groups_gives_the_closed_form():
    found = estimate_share(indicator(0, 40), alone(40))
    assert both_ends(found) == pytest.approx([0, 1 - 0.05 ** (1 / 40)])
    full = estimate_share(indicator(40, 40), alone(40))
    assert both_ends(full) == pytest.approx([0.05 ** (1 / 40), 1])


def test_a_share_of_nothing_is_unknown():
    found = estimate_share(pd.Series([], dtype=bool), pd.Series([], dtype=str))
    assert (found.n, found.clusters, found.known) == (0, 0, False)
    assert math.isnan(found.estimate)


def test_a_share_does_not_depend_on_labels_or_on_order():
    rng = np.random.default_rng(1)
    values = pd.Series(rng.random(60) < 0.3)
    clusters = pd.Series(rng.integers(0, 12, 60))
    order = rng.permutation(60)
    one = estimate_share(values, clusters)
    other = estimate_share(values.iloc[order], clusters.iloc[order].map(lambda code: f"g{code}"))
    assert both_ends(one) == pytest.approx(both_ends(other))


def test_the_median_of_independent_savings_lies_within_a_rank_of_the_sign_tests_interval():
    for n in (7, 25, 60, 186):
        values = pd.Series(np.random.default_rng(n).permutation(n) + 1.0)
        found = estimate_median(values, alone(n))
        exact = stats.quantile_test(values, p=0.5).confidence_interval(0.95)
        assert exact.low - 1 <= found.low <= exact.low + 1
        assert exact.high - 1 <= found.high <= exact.high + 1
        assert found.estimate == (n + 1) / 2


def test_the_ends_are_interpolated_as_hettmansperger_and_sheather_do():
    # Seven lone savings count as six. Of six, the ends 1 and 6 reach 1 - 2/64 and 2 and 5 only
    # 1 - 14/64, so 95% lies a tenth of the way: 1.2/12 * 5 / (1 + 4 * 0.1) ranks further in.
    found = estimate_median(pd.Series([5.0, 1, 9, 3, 7, 2, 8]), alone(7))
    excess = (1 - 2 / 64 - 0.95) / (12 / 64)
    rank = 1 + 5 * excess / (1 + 4 * excess)
    place = (rank - 0.5) * 7 / 6 + 0.5
    assert 1 < place < 2
    assert (found.estimate, found.low, found.high) == pytest.approx((5, place, 10 - place))


def test_copies_within_groups_do_not_narrow_the_median():
    values = pd.Series(np.arange(1.0, 31))
    once = estimate_median(values, alone(30))
    copies = estimate_median(twice(values), twice(alone(30)))
    assert copies.low <= once.low and once.high <= copies.high
    assert (copies.n, copies.clusters) == (60, 30)


@pytest.mark.parametrize("n", [1, 2, 5, 6])
def test_too_few_savings_bound_no_median(n):
    found = estimate_median(pd.Series(np.arange(n) + 1.0), alone(n))
    assert not found.known
    assert found.estimate == (n + 1) / 2


def test_many_savings_of_one_partner_group_bound_no_median():
    assert not estimate_median(pd.Series(np.arange(50.0)), pd.Series(["a"] * 50)).known


def test_the_median_of_nothing_is_unknown():
    found = estimate_median(pd.Series([], dtype=float), pd.Series([], dtype=str))
    assert math.isnan(found.estimate)
    assert (found.n, found.known) == (0, False)


def test_losses_and_zeros_count_towards_the_median():
    found = estimate_median(pd.Series([-5.0, 0, 0, 10, 20]), alone(5))
    assert found.estimate == 0


def test_groups_are_summarised_in_order_each_from_its_own_rows():
    table = pd.DataFrame(
        {"family": ["b"] * 9 + ["a"], "cluster": [f"c{n}" for n in range(9)] + ["c0"]},
        index=range(100, 110),
    )
    values = pd.Series([*range(1, 10), 50], index=table.index, dtype="float64")
    found = summarise_groups(table, "family", values.sample(frac=1, random_state=1))
    assert found.family.tolist() == ["a", "b"]
    assert found.n.tolist() == [1, 9]
    assert found.clusters.tolist() == [1, 9]
    assert found["median"].tolist() == [50, 5]
    assert found.low.isna().tolist() == [True, False]
    whole = estimate_median(values[:9], table.cluster[:9])
    assert found.loc[1, ["low", "high"]].tolist() == [whole.low, whole.high]


def test_no_groups_give_a_summary_with_its_columns():
    found = summarise_groups(
        pd.DataFrame({"family": [], "cluster": []}), "family", pd.Series([], dtype=float)
    )
    assert found.columns.tolist() == ["family", "n", "clusters", "median", "low", "high"]
    assert len(found) == 0


def cover_share(sizes: list[int], share: float, within: float, draws: int = 500) -> float:
    """How often the interval holds the true share of groups correlated ``within``."""
    rng = np.random.default_rng(20261121)
    clusters = pd.Series(np.repeat(np.arange(len(sizes)), sizes))
    strength = (1 - within) / within
    held = 0
    for _ in range(draws):
        chances = rng.beta(share * strength, (1 - share) * strength, len(sizes))
        found = estimate_share(pd.Series(rng.random(len(clusters)) < chances[clusters]), clusters)
        held += found.low <= share <= found.high
    return held / draws


def cover_median(sizes: list[int], between: float, draws: int = 500) -> float:
    """How often the interval holds the true median, 1, of log-normal savings."""
    rng = np.random.default_rng(20261121)
    clusters = pd.Series(np.repeat(np.arange(len(sizes)), sizes))
    held = 0
    for _ in range(draws):
        logs = rng.normal(0, between, len(sizes))[clusters] + rng.normal(0, 1.5, len(clusters))
        found = estimate_median(pd.Series(np.exp(logs)), clusters)
        held += found.low <= 1 <= found.high
    return held / draws


@pytest.mark.parametrize(("share", "within"), [(0.06, 0.05), (0.3, 0.2), (0.5, 0.3)])
def test_intervals_of_a_share_cover_it_at_their_nominal_rate(share, within):
    assert cover_share([4] * 30, share, within) >= 0.93


@pytest.mark.parametrize("between", [0.5, 1.0, 2.0])
def test_intervals_of_a_median_cover_it_at_their_nominal_rate(between):
    assert cover_median([4] * 30, between) >= 0.93


def real_sizes(findings) -> list[int]:
    return findings(2026).table.cluster.value_counts().tolist()


def test_intervals_cover_the_share_in_partner_groups_as_unequal_as_the_real_ones(findings):
    # Correlation of "under the threshold" within the real partner groups: 0.16 (2026).
    assert cover_share(real_sizes(findings), 0.3, 0.16, draws=1000) >= 0.93


def test_intervals_cover_the_median_in_partner_groups_as_unequal_as_the_real_ones(findings):
    # Correlation of the log saving within the real partner groups: 0.13 (2026).
    assert cover_median(real_sizes(findings), 0.58, draws=1000) >= 0.93


def test_ignoring_the_partner_groups_would_not_have_covered():
    """The simulation can fail: intervals for independent data are too narrow here."""
    rng = np.random.default_rng(20261121)
    clusters = np.repeat(np.arange(15), 8)
    held = 0
    for _ in range(300):
        chances = rng.beta(0.3, 0.7, 15)
        hits = int((rng.random(120) < chances[clusters]).sum())
        low, high = stats.binomtest(hits, 120).proportion_ci(0.95)
        held += low <= 0.3 <= high
    assert held / 300 < 0.8


def test_a_higher_level_widens_the_median_and_may_bound_none():
    savings = pd.Series(range(30), dtype=float)
    usual, sure = (estimate_median(savings, alone(30), level) for level in (0.95, 0.99))
    assert sure.low < usual.low and usual.high < sure.high and sure.estimate == usual.estimate
    assert "95% interval" in usual.method and "99% interval" in sure.method
    few = pd.Series(range(9), dtype=float)
    assert estimate_median(few, alone(9)).known
    assert not estimate_median(few, alone(9), 0.999).known


def test_groups_are_summarised_at_the_level_asked_for():
    table = pd.DataFrame({"kind": ["a"] * 30, "cluster": alone(30)})
    savings = pd.Series(range(30), dtype=float)
    (row,) = summarise_groups(table, "kind", savings, 0.99).itertuples()
    assert [row.low, row.high] == both_ends(estimate_median(savings, alone(30), 0.99))
