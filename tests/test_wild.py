"""The wild cluster bootstrap agrees with refitting every draw, and its tests keep their size."""

import itertools
import math

import numpy as np
import pytest

from sharing import wild
from sharing.models import Fit, NotEstimated
from sharing.wild import DRAWS, FEW_CLUSTERS, SEED, WEIGHTS, Wild, bootstrap_terms

SIZES = [14, 9, 6, 5, 4, 3, 3, 2, 2, 1, 1, 1]


@pytest.fixture
def fewer(monkeypatch):
    """Fewer draws and a coarser search, for simulations."""
    monkeypatch.setattr(wild, "DRAWS", 199)
    monkeypatch.setattr(wild, "STEPS", 12)


def make_case(seed: int, sizes: list[int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """An outcome, a design with a flag of whole clusters and a number, and the clusters."""
    rng = np.random.default_rng(seed)
    clusters = np.repeat(np.arange(len(sizes)), sizes)
    treated = np.arange(len(sizes)) % 2
    rows = len(clusters)
    design = np.column_stack([np.ones(rows), treated[clusters], rng.normal(size=rows)])
    return shake(rng, clusters), design, clusters


def shake(rng: np.random.Generator, clusters: np.ndarray) -> np.ndarray:
    """Errors shared within clusters."""
    shared = rng.normal(0, 0.7, clusters.max() + 1)
    return shared[clusters] + rng.normal(size=len(clusters))


def draw_weights(groups: int) -> np.ndarray:
    """The package's draws, shape (draws, groups)."""
    return np.random.default_rng(SEED).choice(WEIGHTS, size=(groups, DRAWS)).T


def fit(outcome: np.ndarray, design: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    params = np.linalg.lstsq(design, outcome, rcond=None)[0]
    return params, outcome - design @ params


def measure_t(
    outcome: np.ndarray, design: np.ndarray, clusters: np.ndarray, place: int, value: float
) -> float:
    """The t statistic of a hypothesis, with the sandwich summed cluster by cluster."""
    params, residuals = fit(outcome, design)
    bread = np.linalg.inv(design.T @ design)
    meat = np.zeros_like(bread)
    for cluster in np.unique(clusters):
        score = design[clusters == cluster].T @ residuals[clusters == cluster]
        meat += np.outer(score, score)
    return (params[place] - value) / math.sqrt((bread @ meat @ bread)[place, place])


def test_by_force(
    outcome: np.ndarray, design: np.ndarray, clusters: np.ndarray, place: int, value: float
) -> float:
    """The p-value, every draw written out and refitted under the hypothesis."""
    others = np.delete(design, place, axis=1)
    imposed = outcome - value * design[:, place]
    if others.shape[1]:
        params, errors = fit(imposed, others)
        expected = others @ params + value * design[:, place]
    else:
        errors, expected = imposed, value * design[:, place]
    actual = abs(measure_t(outcome, design, clusters, place, value))
    reached = sum(
        abs(measure_t(expected + errors * weights[clusters], design, clusters, place, value))
        >= actual * (1 - 1e-9)
        for weights in draw_weights(clusters.max() + 1)
    )
    return (1 + reached) / (DRAWS + 1)


test_by_force.__test__ = False


@pytest.mark.parametrize("seed", [1, 2])
def test_every_draw_refitted_gives_the_same_p_values(seed):
    outcome, design, clusters = make_case(seed, [4, 3, 3, 2, 2, 1])
    found = bootstrap_terms(outcome, design, clusters).p_value
    again = [test_by_force(outcome, design, clusters, place, 0.0) for place in range(3)]
    assert found == pytest.approx(again, abs=1e-12)


def test_a_mean_without_other_regressors_is_tested_too():
    outcome, _, clusters = make_case(3, [4, 3, 3, 2, 2, 1])
    design = np.ones((15, 1))
    [found] = bootstrap_terms(outcome, design, clusters).p_value
    assert found == pytest.approx(test_by_force(outcome, design, clusters, 0, 0.0), abs=1e-12)


def test_the_ends_of_an_interval_are_where_refitting_begins_to_reject():
    outcome, design, clusters = make_case(4, [5, 4, 4, 3, 3, 3, 2, 2])
    found = bootstrap_terms(outcome, design, clusters)
    estimate = fit(outcome, design)[0]
    for place in (1, 2):
        assert found.low[place] < estimate[place] < found.high[place]
        for end in (found.low[place], found.high[place]):
            step = 1e-4 * (end - estimate[place])
            assert test_by_force(outcome, design, clusters, place, end - step) > 0.05
            assert test_by_force(outcome, design, clusters, place, end + step) <= 0.05


@pytest.mark.parametrize("seed", range(8))
def test_nothing_is_inside_the_interval_exactly_when_it_is_not_rejected(seed):
    outcome, design, clusters = make_case(seed, SIZES)
    found = bootstrap_terms(outcome + 0.8 * design[:, 2], design, clusters)
    inside = (found.low < 0) & (found.high > 0)
    assert inside.tolist() == (found.p_value > 0.05).tolist()


def test_moving_an_effect_moves_its_interval_and_nothing_else():
    outcome, design, clusters = make_case(5, SIZES)
    found = bootstrap_terms(outcome, design, clusters)
    moved = bootstrap_terms(outcome + 3 * design[:, 1], design, clusters)
    for name in ("low", "high"):
        assert getattr(moved, name) - getattr(found, name) == pytest.approx([0, 3, 0], abs=1e-6)
    assert moved.p_value[[0, 2]] == pytest.approx(found.p_value[[0, 2]])


def test_units_do_not_matter():
    outcome, design, clusters = make_case(6, SIZES)
    found = bootstrap_terms(outcome, design, clusters)
    larger = bootstrap_terms(1000 * outcome, design, clusters)
    assert larger.p_value.tolist() == found.p_value.tolist()
    assert larger.low == pytest.approx(1000 * found.low)
    assert larger.high == pytest.approx(1000 * found.high)


def test_the_order_of_rows_does_not_matter():
    outcome, design, clusters = make_case(7, SIZES)
    order = np.random.default_rng(1).permutation(len(outcome))
    found = bootstrap_terms(outcome, design, clusters)
    other = bootstrap_terms(outcome[order], design[order], clusters[order])
    assert other.p_value == pytest.approx(found.p_value, abs=1e-12)
    assert other.low == pytest.approx(found.low)


def test_the_same_data_give_the_same_numbers():
    case = make_case(8, SIZES)
    for one, other in zip(*(vars(bootstrap_terms(*case)).values() for _ in range(2)), strict=True):
        assert one.tolist() == other.tolist()


@pytest.mark.parametrize("effect", [0, 5, 500])
def test_no_p_value_is_finer_than_the_draws_allow(effect):
    outcome, design, clusters = make_case(9, [4] * 20)
    found = bootstrap_terms(outcome + effect * design[:, 2], design, clusters)
    assert (found.p_value >= 1 / (DRAWS + 1)).all() and (found.p_value <= 1).all()
    counts = found.p_value * (DRAWS + 1)
    assert counts == pytest.approx(np.round(counts))
    assert effect == 0 or found.p_value[2] == pytest.approx(1 / (DRAWS + 1))


def test_with_two_clusters_no_value_can_be_rejected():
    """In one draw of six both weights are equal, and the statistic is what it is in the data."""
    outcome, design, clusters = make_case(10, [8, 8])
    found = bootstrap_terms(outcome, design[:, [0]], clusters)
    assert (found.low[0], found.high[0]) == (-math.inf, math.inf)
    assert found.p_value[0] > 0.05


def test_a_term_that_one_cluster_decides_is_open_at_both_ends_or_wide():
    outcome, design, clusters = make_case(11, [6] * 8)
    design[:, 1] = clusters == 0
    design[0, 1] = 0
    found = bootstrap_terms(outcome, design, clusters)
    assert found.high[1] - found.low[1] > 4 * (found.high[2] - found.low[2])


def test_the_weights_have_mean_nothing_and_variance_one():
    assert WEIGHTS.mean() == pytest.approx(0)
    assert (WEIGHTS**2).mean() == pytest.approx(1)
    assert (WEIGHTS**3).mean() == pytest.approx(0)
    assert len(set(np.abs(WEIGHTS))) == 3


def measure_rejections(sizes: list[int], rounds: int) -> np.ndarray:
    """How often a true hypothesis is rejected, for a flag of clusters and for a number."""
    rejected = []
    for seed in range(rounds):
        outcome, design, clusters = make_case(seed, sizes)
        rejected.append(bootstrap_terms(outcome, design, clusters).p_value[1:] <= 0.05)
    return np.mean(rejected, axis=0)


@pytest.mark.parametrize(
    "sizes",
    [SIZES, [4] * 15, [20, 9, 7, 6, 5, 4, 4, 3, 3, 3, 2, 2, 2, 2, *[1] * 16]],
    ids=["12 unequal", "15 equal", "30 unequal"],
)
def test_a_true_hypothesis_is_rejected_at_the_rate_of_the_test(monkeypatch, sizes):
    monkeypatch.setattr(wild, "DRAWS", 199)
    # Only p-values are wanted, so the ends need no search.
    monkeypatch.setattr(wild, "_find_end", lambda *given: math.nan)
    rate = measure_rejections(sizes, 600)
    # Three standard errors of a rate of 5% in 600 rounds are 2.7 points.
    assert (np.abs(rate - 0.05) < 0.027).all(), rate


def test_the_usual_interval_would_not_keep_that_rate():
    """Else the design could not tell a good test from a bad one."""
    rejected = []
    for seed in range(600):
        outcome, design, clusters = make_case(seed, SIZES)
        rejected.append(abs(measure_t(outcome, design, clusters, 1, 0.0)) > 1.96)
    assert np.mean(rejected) > 0.1


def test_intervals_hold_the_truth_at_their_rate(fewer):
    held = []
    for seed in range(150):
        outcome, design, clusters = make_case(seed, SIZES)
        found = bootstrap_terms(outcome + design @ [2, 1, -1], design, clusters)
        held.append((found.low < [2, 1, -1]) & (found.high > [2, 1, -1]))
    assert (np.mean(held, axis=0) > 0.89).all(), np.mean(held, axis=0)


def test_a_real_effect_is_found(fewer):
    found = [
        bootstrap_terms(outcome + 2.5 * design[:, 1], design, clusters).p_value[1] <= 0.05
        for outcome, design, clusters in (make_case(seed, [5] * 14) for seed in range(30))
    ]
    assert np.mean(found) > 0.8


LEAST_SQUARES = ("log_ols", "log_ols_log", "log_ols_spline")
WILD = ["wild_p_value", "wild_low", "wild_high"]


@pytest.mark.parametrize("year", [2011, 2012, 2013, 2016, 2026])
def test_only_least_squares_with_few_clusters_are_bootstrapped(findings, year):
    for name, model in findings(year).models.items():
        if isinstance(model, NotEstimated):
            continue
        few = name in LEAST_SQUARES and model.clusters < FEW_CLUSTERS
        known = model.terms.support >= 2
        assert model.terms.loc[known, WILD].notna().all(axis=None) == few
        assert model.terms.loc[~known, WILD].isna().all(axis=None)
        assert few or model.terms[WILD].isna().all(axis=None)


def test_some_real_edition_has_few_clusters(findings):
    assert findings(2012).models["log_ols"].clusters < FEW_CLUSTERS


@pytest.mark.parametrize("year", [2011, 2012])
def test_the_real_terms_are_those_of_refitting(findings, year):
    model = findings(year).models["log_ols_log"]
    assert isinstance(model, Fit)
    numbers = {name: place for place, name in enumerate(dict.fromkeys(model.design.rows.cluster))}
    clusters = model.design.rows.cluster.map(numbers).to_numpy()
    place = model.terms.term.tolist().index("log_councils")
    again = test_by_force(
        model.design.outcome.to_numpy(), model.design.matrix.to_numpy(), clusters, place, 0.0
    )
    assert model.terms.wild_p_value[place] == pytest.approx(again, abs=1e-12)


@pytest.mark.parametrize("year", [2011, 2012])
def test_real_bootstrap_intervals_are_near_those_of_the_standard_errors(findings, year):
    """Two ways to allow for few clusters: alike where a term rests on more than a handful."""
    terms = findings(year).models["log_ols_log"].terms
    sound = terms[terms.df > 8]
    ratio = (sound.wild_high - sound.wild_low) / (sound.high - sound.low)
    assert len(sound) and ratio.between(0.7, 1.4).all()


def test_the_result_has_one_value_for_each_coefficient():
    outcome, design, clusters = make_case(12, [3, 3, 3, 3])
    found = bootstrap_terms(outcome, design, clusters)
    assert isinstance(found, Wild)
    assert [len(values) for values in vars(found).values()] == [3, 3, 3]
    pairs = itertools.pairwise([found.low, found.high])
    assert all((low <= high).all() for low, high in pairs)
