"""Diagnostics: closed forms, a second implementation, and models that are wrong on purpose."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from sharing.diagnostics import judge_form, measure_inflation, measure_influence, name_influential
from sharing.estimators import fit_least_squares
from sharing.models import Fit
from sharing.specifications import Design


def fit_to(outcome: np.ndarray, columns: dict[str, np.ndarray], name: str = "log_ols") -> Fit:
    """A least-squares fit of literal numbers, every row its own cluster."""
    rows = pd.DataFrame({"arrangement_id": [f"a-{n}" for n in range(len(outcome))]})
    rows["cluster"] = rows.arrangement_id
    matrix = pd.DataFrame({"Intercept": 1.0} | columns, index=rows.index)
    design = Design("y ~ x", rows, pd.Series(outcome), matrix, {}, 0)
    solution = fit_least_squares(outcome, matrix.to_numpy())
    return Fit(name, design, "", "", len(rows), pd.DataFrame(), solution)


def test_leverage_and_cooks_distance_of_three_points_by_hand():
    fit = fit_to(np.array([0.0, 0.0, 3.0]), {"x": np.array([-1.0, 0.0, 1.0])})
    found = measure_influence(fit)
    # Fitted -0.5, 1, 2.5; residuals 0.5, -1, 0.5; variance 1.5; leverage 1/3 + x²/2.
    assert found.fitted.tolist() == pytest.approx([-0.5, 1, 2.5])
    assert found.leverage.tolist() == pytest.approx([5 / 6, 1 / 3, 5 / 6])
    assert found.residual.tolist() == pytest.approx([1, -1, 1])
    assert found.cooks_distance.tolist() == pytest.approx([2.5, 0.25, 2.5])


@pytest.mark.parametrize("name", ["log_ols", "log_ols_log", "mean_glm"])
def test_influence_agrees_with_statsmodels_on_the_real_register(findings, name):
    fit = findings(2026).models[name]
    found = measure_influence(fit)
    outcome, matrix = fit.design.outcome, fit.design.matrix
    if name == "mean_glm":
        # The least-squares problem at the solution, made anew from the model's own mean.
        mean = np.exp(matrix.to_numpy() @ fit.solution.params)
        outcome, matrix = (outcome - mean) / np.sqrt(mean), matrix.mul(np.sqrt(mean), axis=0)
    second = sm.OLS(np.asarray(outcome), matrix.to_numpy()).fit().get_influence()
    assert np.allclose(found.leverage, second.hat_matrix_diag, atol=1e-6)
    assert np.allclose(found.residual, second.resid_studentized_internal, rtol=1e-4, atol=1e-5)
    assert np.allclose(found.cooks_distance, second.cooks_distance[0], rtol=1e-3, atol=1e-6)
    assert found.leverage.sum() == pytest.approx(matrix.shape[1])


def test_only_arrangements_above_four_over_n_are_named_the_largest_first():
    rng = np.random.default_rng(1)
    x = rng.normal(size=40)
    outcome = x + rng.normal(scale=0.1, size=40)
    x[7], outcome[7] = 6.0, -6.0
    named = name_influential(fit_to(outcome, {"x": x}), most=3)
    assert named.arrangement_id.iloc[0] == "a-7"
    assert (named.cooks_distance > 4 / 40).all() and len(named) <= 3
    assert named.cooks_distance.is_monotonic_decreasing


def test_inflation_of_two_columns_is_one_over_one_less_their_squared_correlation():
    rng = np.random.default_rng(2)
    first = rng.normal(size=200)
    second = first + rng.normal(size=200)
    found = measure_inflation(fit_to(rng.normal(size=200), {"first": first, "second": second}))
    expected = 1 / (1 - np.corrcoef(first, second)[0, 1] ** 2)
    assert found.to_dict() == pytest.approx({"first": expected, "second": expected})


def test_the_test_of_the_form_finds_a_curve_and_keeps_its_level_without_one():
    rng = np.random.default_rng(3)
    p_values = {"straight": [], "curved": []}
    for _ in range(200):
        x = rng.normal(size=60)
        noise = rng.normal(size=60)
        p_values["straight"].append(judge_form(fit_to(x + noise, {"x": x})).p_value)
        p_values["curved"].append(judge_form(fit_to(x + x**2 + noise, {"x": x})).p_value)
    assert np.mean(np.array(p_values["straight"]) < 0.05) < 0.1
    assert np.mean(np.array(p_values["curved"]) < 0.05) > 0.9


def test_a_model_of_one_dummy_has_no_form_to_test():
    half = np.repeat([0.0, 1.0], 10)
    outcome = half + np.random.default_rng(4).normal(size=20)
    assert np.isnan(judge_form(fit_to(outcome, {"half": half})).p_value)


@pytest.mark.parametrize("year", [2011, 2013, 2016, 2026])
def test_every_model_of_an_edition_can_be_checked(findings, year):
    for fit in findings(year).models.values():
        if isinstance(fit, Fit):
            assert measure_influence(fit).notna().all(axis=None)
            assert (measure_inflation(fit) >= 1 - 1e-9).all()
            test = judge_form(fit)
            assert np.isnan(test.p_value) or 0 <= test.p_value <= 1
