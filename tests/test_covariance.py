"""The clustered standard errors agree with closed forms, and their intervals cover the truth."""

import numpy as np
import pytest
from scipy import stats

from sharing.covariance import Clustered, estimate_clustered


def residuals_of(design: np.ndarray, outcome: np.ndarray) -> np.ndarray:
    return outcome - design @ np.linalg.lstsq(design, outcome, rcond=None)[0]


def estimate(design: np.ndarray, outcome: np.ndarray, clusters: np.ndarray) -> Clustered:
    return estimate_clustered(design, residuals_of(design, outcome), clusters)


def binary(n0: int, n1: int) -> np.ndarray:
    """An intercept and a regressor that is 0 for the first ``n0`` rows and 1 for the others."""
    return np.column_stack([np.ones(n0 + n1), np.repeat([0.0, 1.0], [n0, n1])])


@pytest.mark.parametrize(("groups", "size"), [(2, 1), (5, 1), (6, 4), (20, 3)])
def test_the_mean_of_equal_clusters_has_the_variance_of_their_means(groups, size):
    outcome = np.random.default_rng(1).normal(size=groups * size)
    found = estimate(np.ones((len(outcome), 1)), outcome, np.repeat(np.arange(groups), size))
    means = outcome.reshape(groups, size).mean(axis=1)
    assert found.std_error == pytest.approx([means.std(ddof=1) / np.sqrt(groups)])
    assert found.df == pytest.approx([groups - 1])
    assert found.support == pytest.approx([groups])


@pytest.mark.parametrize(("n0", "n1"), [(2, 2), (5, 5), (3, 12), (20, 4)])
def test_a_difference_between_single_rows_has_the_hc2_error_and_its_closed_degrees(n0, n1):
    """Imbens and Kolesar, Review of Economics and Statistics 98, 2016, section II."""
    outcome = np.random.default_rng(2).normal(size=n0 + n1)
    found = estimate(binary(n0, n1), outcome, np.arange(n0 + n1))
    variances = outcome[:n0].var(ddof=1) / n0, outcome[n0:].var(ddof=1) / n1
    assert found.std_error == pytest.approx(np.sqrt([variances[0], sum(variances)]))
    closed = (n0 + n1) ** 2 * (n0 - 1) * (n1 - 1) / (n1**2 * (n1 - 1) + n0**2 * (n0 - 1))
    assert found.df == pytest.approx([n0 - 1, closed])


def test_single_rows_have_the_hc2_error_for_any_regressor():
    rng = np.random.default_rng(3)
    design = np.column_stack([np.ones(30), rng.normal(size=(30, 2))])
    residuals = residuals_of(design, rng.normal(size=30))
    bread = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    meat = design.T @ (design * (residuals**2 / (1 - leverage))[:, None])
    found = estimate_clustered(design, residuals, np.arange(30))
    assert found.std_error == pytest.approx(np.sqrt(np.diag(bread @ meat @ bread)))


def test_under_independent_errors_of_one_variance_the_squared_error_has_no_bias():
    rng = np.random.default_rng(4)
    clusters = np.repeat(np.arange(6), [12, 1, 2, 7, 3, 5])
    design = np.column_stack([np.ones(30), rng.normal(size=30), clusters == 3])
    design[0, 2] = 1  # so that no cluster fits its own column exactly
    # Over the columns of the identity, which stand for independent errors of variance one.
    squared = sum(estimate(design, error, clusters).std_error ** 2 for error in np.eye(30))
    assert squared == pytest.approx(np.diag(np.linalg.inv(design.T @ design)))


def test_a_group_of_its_own_rests_on_the_clusters_that_it_is_seen_in():
    groups = np.repeat([0, 1], [6, 9])
    design = np.column_stack([groups == 0, groups == 1]).astype(float)
    clusters = np.repeat(np.arange(5), 3)
    found = estimate(design, np.arange(15.0), clusters)
    assert found.support == pytest.approx([2, 3])
    assert found.df == pytest.approx([1, 2])


def test_one_cluster_that_decides_a_term_alone_supports_it_once():
    clusters = np.repeat(np.arange(10), 3)
    design = np.column_stack([np.ones(30), np.isin(np.arange(30), [0, 1])])
    found = estimate(design.astype(float), np.random.default_rng(5).normal(size=30), clusters)
    assert found.support[1] < 1.5
    assert found.support[0] > 8


@pytest.mark.parametrize("seed", range(12))
def test_a_term_that_one_cluster_fits_exactly_has_finite_numbers(seed):
    """The cluster's own block has no inverse root, and rounding may turn its nought negative."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(8), 3)
    design = np.column_stack([np.ones(24), clusters == 0, rng.normal(size=24)]).astype(float)
    found = estimate(design, rng.normal(size=24), clusters)
    assert np.isfinite([found.std_error, found.df, found.support]).all()
    assert (found.std_error > 0).all() and found.support[1] == min(found.support)


def test_a_term_that_one_cluster_fits_exactly_has_no_error_of_its_own():
    clusters = np.repeat(np.arange(8), 3)
    design = np.column_stack([np.ones(24), clusters == 0]).astype(float)
    found = estimate(design, np.random.default_rng(6).normal(size=24), clusters)
    # What is left varies between the seven other clusters alone.
    assert found.std_error[0] == pytest.approx(found.std_error[1])
    assert found.df == pytest.approx([6, 6])


def test_neither_order_nor_numbers_of_clusters_matter():
    rng = np.random.default_rng(7)
    clusters = np.repeat(np.arange(7), [9, 1, 2, 3, 1, 4, 4])
    design = np.column_stack([np.ones(24), rng.normal(size=24)])
    outcome, order = rng.normal(size=24), rng.permutation(24)
    one = estimate(design, outcome, clusters)
    other = estimate(design[order], outcome[order], 100 - 3 * clusters[order])
    for name in ("std_error", "df", "support"):
        assert getattr(other, name) == pytest.approx(getattr(one, name))


def cover(sizes: list[int], treated: int, draws: int = 400) -> tuple[float, float]:
    """How often CR2's and the usual interval hold a treatment of whole clusters, the truth 0."""
    rng = np.random.default_rng(20261121)
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    design = np.column_stack([np.ones(len(clusters)), clusters < treated]).astype(float)
    bread = np.linalg.inv(design.T @ design)
    held = usual = 0
    for _ in range(draws):
        outcome = rng.normal(0, 0.5, len(sizes))[clusters] + rng.normal(0, 1, len(clusters))
        slope = np.linalg.lstsq(design, outcome, rcond=None)[0][1]
        residuals = residuals_of(design, outcome)
        found = estimate_clustered(design, residuals, clusters)
        held += abs(slope) <= stats.t.ppf(0.975, found.df[1]) * found.std_error[1]
        scores = [design[clusters == c].T @ residuals[clusters == c] for c in np.unique(clusters)]
        plain = np.sqrt((bread @ sum(np.outer(s, s) for s in scores) @ bread)[1, 1])
        usual += abs(slope) <= 1.96 * plain
    return held / draws, usual / draws


@pytest.mark.parametrize(
    ("sizes", "treated"), [([4] * 10, 5), ([20, 9, 6, 3, 3, 2, 2, 1, 1, 1, 1, 1], 6), ([6] * 12, 3)]
)
def test_intervals_cover_the_truth_in_few_and_unequal_clusters(sizes, treated):
    held, usual = cover(sizes, treated)
    assert held >= 0.93
    assert usual < 0.93  # else this design could not tell a good interval from a bad one
