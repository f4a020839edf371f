"""Each way to fit agrees with closed forms, and with a second implementation of its own."""

import math

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import stats

from refit import refit_chance, refit_mean, solve_primal
from sharing.covariance import estimate_clustered
from sharing.estimators import (
    NoSolution,
    Solution,
    fit_least_squares,
    fit_mean,
    fit_median,
    fit_probability,
)
from sharing.models import Fit

WAYS = [fit_least_squares, fit_mean, fit_median, fit_probability]


def spread(rows: int, seed: int = 1) -> np.ndarray:
    """An intercept, a flag and a number of the size of a log of population."""
    rng = np.random.default_rng(seed)
    return np.column_stack([np.ones(rows), rng.random(rows) < 0.4, rng.normal(12, 0.7, rows)])


def groups(*sizes: int) -> np.ndarray:
    """One column for each group."""
    return np.repeat(np.eye(len(sizes)), sizes, axis=0)


def errors_of(solution: Solution) -> np.ndarray:
    """Standard errors with every observation a cluster of its own, which are HC2's."""
    clusters = np.arange(len(solution.residuals))
    return estimate_clustered(solution.design, solution.residuals, clusters).std_error


def total(params: np.ndarray, outcome: np.ndarray, design: np.ndarray) -> float:
    """The sum of absolute residuals."""
    return float(np.abs(outcome - design @ params).sum())


def test_least_squares_is_the_solution_of_the_normal_equations():
    design = spread(50)
    outcome = np.random.default_rng(2).normal(size=50)
    found = fit_least_squares(outcome, design)
    assert found.params == pytest.approx(np.linalg.solve(design.T @ design, design.T @ outcome))
    assert found.fitted + found.residuals == pytest.approx(outcome)


def test_least_squares_of_groups_are_their_means():
    found = fit_least_squares(np.array([1.0, 2, 6, 10, 20]), groups(3, 2))
    assert found.params == pytest.approx([3, 15])


def test_the_mean_of_groups_is_the_log_of_their_means_zeros_included():
    outcome = np.array([0.0, 200_000, 400_000, 0, 1e7])
    found = fit_mean(outcome, groups(3, 2))
    assert found.params == pytest.approx(np.log([200_000, 5_000_000]), rel=1e-10)
    assert found.fitted == pytest.approx(groups(3, 2) @ found.params)


def test_the_error_of_a_log_mean_is_that_of_the_mean_divided_by_it():
    outcome = np.array([0.0, 2, 7, 3, 9, 4, 4])
    means = outcome[:4].mean(), outcome[4:].mean()
    closed = [
        outcome[:4].std(ddof=1) / math.sqrt(4) / means[0],
        outcome[4:].std(ddof=1) / math.sqrt(3) / means[1],
    ]
    assert errors_of(fit_mean(outcome, groups(4, 3))) == pytest.approx(closed, rel=1e-8)


def estimate_full(design: np.ndarray, residuals: np.ndarray) -> np.ndarray:
    """HC2's standard errors by the textbook's formula."""
    bread = np.linalg.inv(design.T @ design)
    leverage = np.einsum("ij,jk,ik->i", design, bread, design)
    meat = (design.T * (residuals**2 / (1 - leverage))) @ design
    return np.sqrt(np.diag(bread @ meat @ bread))


@pytest.mark.parametrize("rows", [40, 200, 4000])
def test_the_mean_agrees_with_newtons_method_in_pounds(rows):
    design, rng = spread(rows), np.random.default_rng(rows)
    outcome = np.exp(design @ [9, 0.8, 0.4] + rng.normal(0, 1.5, rows)) * (rng.random(rows) > 0.1)
    again, *problem = refit_mean(outcome, design)
    found = fit_mean(outcome, design)
    assert found.params == pytest.approx(again, rel=1e-8)
    if rows < 1000:
        assert errors_of(found) == pytest.approx(estimate_full(*problem), rel=1e-7)


def test_the_mean_satisfies_its_estimating_equations():
    design, rng = spread(80), np.random.default_rng(3)
    outcome = np.exp(design @ [9, 0.8, 0.4] + rng.normal(0, 1, 80))
    found = fit_mean(outcome, design)
    score = design.T @ (outcome - np.exp(found.fitted))
    assert np.abs(score).max() < 1e-8 * np.abs(design.T @ outcome).max()
    assert found.design.T @ found.residuals == pytest.approx(np.zeros(3), abs=1e-8)


def test_the_mean_in_other_units_differs_by_the_intercept_alone():
    design, rng = spread(80), np.random.default_rng(4)
    outcome = np.exp(design @ [9, 0.8, 0.4] + rng.normal(0, 1, 80))
    found, other = fit_mean(outcome, design), fit_mean(1000 * outcome, design)
    assert other.params - found.params == pytest.approx([math.log(1000), 0, 0], abs=1e-9)
    assert errors_of(other) == pytest.approx(errors_of(found), rel=1e-8)


def test_a_mean_whose_iterations_do_not_end_is_no_solution(monkeypatch):
    wanted = sm.GLM.fit
    monkeypatch.setattr(sm.GLM, "fit", lambda self, **given: wanted(self, **given | {"maxiter": 1}))
    with pytest.raises(NoSolution, match="do not settle"):
        fit_mean(np.exp(np.random.default_rng(5).normal(0, 2, 40)), spread(40))


def test_the_chance_in_groups_is_the_log_of_their_odds():
    outcome = np.array([1.0, 0, 0, 0, 1, 1, 0])
    found = fit_probability(outcome, groups(4, 3))
    assert found.params == pytest.approx(np.log([1 / 3, 2]), rel=1e-9)
    shares, sizes = np.array([1 / 4, 2 / 3]), np.array([4, 3])
    closed = 1 / np.sqrt((sizes - 1) * shares * (1 - shares))
    assert errors_of(found) == pytest.approx(closed, rel=1e-8)


@pytest.mark.parametrize("rows", [61, 200, 4000])
def test_the_chance_agrees_with_newtons_method(rows):
    design, rng = spread(rows), np.random.default_rng(rows)
    outcome = (rng.random(rows) < 1 / (1 + np.exp(-(design @ [5, 1, -0.5])))).astype(float)
    again, *problem = refit_chance(outcome, design)
    found = fit_probability(outcome, design)
    assert found.params == pytest.approx(again, rel=1e-8)
    assert found.design.T @ found.residuals == pytest.approx(np.zeros(3), abs=1e-7)
    if rows < 1000:
        assert errors_of(found) == pytest.approx(estimate_full(*problem), rel=1e-7)


def test_a_chance_that_has_no_maximum_is_no_solution():
    design = np.column_stack([np.ones(20), np.arange(20) >= 10]).astype(float)
    with pytest.raises(NoSolution, match="do not settle"):
        fit_probability(design[:, 1], design)


def test_the_median_of_groups_of_odd_size_is_the_middle_one():
    found = fit_median(np.array([1.0, 2, 50, 7, -9, 3, 4, 5]), groups(3, 5))
    assert found.params == pytest.approx([2, 4])


def test_a_median_that_is_unique_is_the_vertex_of_the_linear_programme():
    rng = np.random.default_rng(6)
    design = np.column_stack([np.ones(51), rng.normal(size=(51, 3))])
    outcome = rng.standard_t(2, 51)
    programme = solve_primal(outcome, design)
    duals = np.abs(programme.eqlin.marginals)
    assert ((duals < 1 - 1e-6).sum(), (duals > 1 - 1e-9).sum()) == (4, 47)
    assert fit_median(outcome, design).params == pytest.approx(programme.x[:4], rel=1e-4)


@pytest.fixture(scope="module", params=[2012, 2013, 2014, 2015, 2016, 2017, 2018, 2019, 2026])
def real(request, findings) -> tuple[np.ndarray, np.ndarray, Solution]:
    fit = findings(request.param).models["median"]
    assert isinstance(fit, Fit)
    return fit.design.outcome.to_numpy(), fit.design.matrix.to_numpy(), fit.solution


def test_no_line_through_the_real_savings_has_clearly_smaller_absolute_residuals(real):
    outcome, design, found = real
    least = solve_primal(outcome, design).fun
    assert least * (1 - 1e-12) <= total(found.params, outcome, design) <= least * (1 + 1e-5)


def test_the_real_median_has_about_half_of_the_savings_on_either_side(real):
    outcome, _, found = real
    above, below = (found.residuals > 0).sum(), (found.residuals < 0).sum()
    assert abs(above - below) <= (found.residuals == 0).sum()
    assert above + below + (found.residuals == 0).sum() == len(outcome)


@pytest.mark.parametrize("seed", range(10))
def test_any_median_among_ties_and_groups_fits_as_well_as_the_best(seed):
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(20, 90))
    design = np.column_stack(
        [np.ones(rows), rng.random((rows, 3)) < 0.4, rng.integers(0, 4, rows)]
    ).astype(float)
    outcome = rng.integers(0, 12, rows) / 2 + (seed % 2) * rng.random(rows)
    found = fit_median(outcome, design).params
    assert total(found, outcome, design) == pytest.approx(
        solve_primal(outcome, design).fun, rel=1e-4
    )


def test_the_order_of_the_savings_does_not_change_their_median():
    design, rng = spread(60), np.random.default_rng(7)
    design[:, 2] = rng.integers(0, 2, 60)
    outcome = np.round(rng.normal(size=60), 1)
    order = rng.permutation(60)
    found = fit_median(outcome[order], design[order]).params
    assert found == pytest.approx(fit_median(outcome, design).params, abs=1e-4)


@pytest.mark.parametrize(("rows", "scale"), [(501, 1.0), (501, 50.0), (301, 1.0)])
def test_the_error_of_a_normal_median_is_near_that_of_large_samples(rows, scale):
    outcome = scale * np.random.default_rng(rows).normal(size=rows)
    [error] = errors_of(fit_median(outcome, np.ones((rows, 1))))
    assert error == pytest.approx(scale * math.sqrt(math.pi / 2 / rows), rel=0.3)


def test_the_density_is_the_quotient_of_the_residuals_quantiles():
    """Of the residuals -20 ... 20 in steps of one, the one on the line taken out."""
    found = fit_median(np.arange(41.0), np.ones((41, 1)))
    bandwidth = 1.959963985 / (2 * math.sqrt(41))
    others = [step for step in range(-20, 21) if step]
    low, high = (float(np.quantile(others, 0.5 + side * bandwidth)) for side in (-1, 1))
    size = (high - low) / (2 * bandwidth) / 2
    assert found.residuals == pytest.approx([-size] * 20 + [0] + [size] * 20)


def test_in_a_small_sample_the_bandwidth_stays_inside_the_sample():
    found = fit_median(np.arange(9.0), np.ones((9, 1)))
    reach = 1.959963985 / (2 * math.sqrt(9))
    low, high = np.quantile([-4, -3, -2, -1, 1, 2, 3, 4], [0.5 - reach, 0.5 + reach])
    assert found.residuals.max() == pytest.approx((high - low) / (2 * reach) / 2)


def test_savings_all_equal_have_no_error_to_give():
    with pytest.raises(NoSolution, match="too many savings are equal"):
        fit_median(np.full(40, 3.0), np.ones((40, 1)))


@pytest.mark.parametrize("fit", WAYS)
def test_every_fit_has_the_shapes_and_the_predictor_of_the_contract(fit):
    design, rng = spread(60), np.random.default_rng(8)
    outcome = (rng.random(60) < 0.5).astype(float) if fit is fit_probability else rng.random(60)
    found = fit(outcome, design)
    assert found.params.shape == (3,) and found.design.shape == (60, 3)
    assert found.residuals.shape == (60,)
    assert found.fitted == pytest.approx(design @ found.params)


@pytest.mark.parametrize("fit", WAYS)
def test_the_error_of_every_fit_is_near_what_repetition_shows(fit):
    """The spread of 400 estimates against the mean of their standard errors."""
    rng = np.random.default_rng(9)
    design = np.column_stack([np.ones(100), rng.random(100) < 0.5]).astype(float)
    estimates, errors = [], []
    for _ in range(400):
        noise = rng.normal(size=100)
        outcome = 1 + design[:, 1] + noise
        if fit is fit_mean:
            outcome = np.exp(0.5 * outcome)
        if fit is fit_probability:
            outcome = (stats.norm.cdf(noise) < 0.3 + 0.3 * design[:, 1]).astype(float)
        found = fit(outcome, design)
        estimates.append(found.params[1])
        errors.append(errors_of(found)[1])
    assert np.mean(errors) == pytest.approx(np.std(estimates), rel=0.15)


def test_a_mean_whose_iterations_run_away_is_no_solution(monkeypatch):
    def overflow(*args: object, **options: object) -> None:
        raise ValueError("NaN, inf or invalid value detected in weights, estimation infeasible.")

    monkeypatch.setattr(sm.GLM, "fit", overflow)
    with pytest.raises(NoSolution, match="run away"):
        fit_mean(np.arange(1.0, 9), np.ones((8, 1)))
