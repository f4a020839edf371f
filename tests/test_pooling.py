"""Partial pooling gives the textbook's answers, and forecasts without a group need no new fit."""

import numpy as np
import pytest

from sharing import pooling
from sharing.pooling import SLOPE_VARIANCE, Data, fit_pooled


def draw(groups: int = 30, each: int = 3, seed: int = 5) -> Data:
    rng = np.random.default_rng(seed)
    codes = np.repeat(np.arange(groups), each)
    kinds = rng.integers(0, 4, len(codes))
    slopes = rng.normal(size=(len(codes), 1))
    shared = rng.normal(0, 0.7, groups)[codes]
    outcome = 3 + 0.5 * slopes[:, 0] + np.array([0, 1, -1, 2])[kinds] + shared
    return Data(outcome + rng.normal(0, 0.5, len(codes)), slopes, (kinds,), codes)


def without(data: Data, kept: np.ndarray) -> Data:
    codes = np.unique(data.groups[kept], return_inverse=True)[1]
    kinds = tuple(factor[kept] for factor in data.factors)
    return Data(data.outcome[kept], data.slopes[kept], kinds, codes)


def solve_by_hand(data: Data, ratios: np.ndarray, weights: np.ndarray, new: tuple) -> np.ndarray:
    """Kriging with an unknown level, written out with whole matrices."""

    def same(one: np.ndarray, other: np.ndarray) -> np.ndarray:
        return (one[:, None] == other[None, :]).astype(float)

    kinds, groups, slopes = data.factors[0], data.groups, data.slopes
    shared = SLOPE_VARIANCE * slopes @ slopes.T + ratios[0] * same(kinds, kinds)
    spread = np.diag(1 / weights) + shared + ratios[1] * same(groups, groups)
    new_slopes, new_kinds = new
    across = SLOPE_VARIANCE * new_slopes @ slopes.T + ratios[0] * same(new_kinds, kinds)
    inverse = np.linalg.inv(spread)
    ones = np.ones(len(groups))
    level = ones @ inverse @ data.outcome / (ones @ inverse @ ones)
    return level + across @ inverse @ (data.outcome - level)


NEW = (np.array([[0.0], [1.0], [-2.0]]), np.array([0, 3, -1]))


def test_a_forecast_is_the_one_worked_out_with_whole_matrices():
    data = draw()
    fit = fit_pooled(data)
    means, _ = fit.forecast(NEW[0], [NEW[1]])
    assert means == pytest.approx(solve_by_hand(data, fit.ratios, np.ones(90), NEW))


def test_forecasts_and_errors_without_a_group_are_those_of_a_fit_without_it():
    data = draw()
    weights = np.random.default_rng(2).uniform(0.2, 3, 90)
    fit = fit_pooled(data).reweigh(weights)
    _, means = fit.forecast(NEW[0], [NEW[1]])
    for group in (0, 7, 29):
        inside = data.groups == group
        rest = without(data, ~inside)
        by_hand = solve_by_hand(rest, fit.ratios, weights[~inside], NEW)
        assert means[:, inside] == pytest.approx(np.repeat(by_hand[:, None], 3, axis=1))
        own = (data.slopes[inside], data.factors[0][inside])
        told = solve_by_hand(rest, fit.ratios, weights[~inside], own)
        assert fit.residuals[inside] == pytest.approx(data.outcome[inside] - told)


def test_numbers_of_kinds_and_groups_may_have_gaps():
    data = draw()
    kept = (data.groups != 7) & (data.factors[0] != 2)
    rest = without(data, kept)
    dense = Data(
        rest.outcome, rest.slopes, (np.searchsorted([0, 1, 3], rest.factors[0]),), rest.groups
    )
    gaps, none = fit_pooled(data.take(kept)), fit_pooled(dense)
    assert gaps.residuals == pytest.approx(none.residuals)
    told, wanted = gaps.forecast(NEW[0], [NEW[1]]), none.forecast(NEW[0], [np.array([0, 2, -1])])
    assert told[0] == pytest.approx(wanted[0]) and told[1] == pytest.approx(wanted[1])


def test_the_ratios_of_many_groups_come_near_the_truth():
    fit = fit_pooled(draw(groups=400, each=4))
    assert fit.ratios[-1] == pytest.approx((0.7 / 0.5) ** 2, rel=0.25)


def test_residual_likelihood_is_at_its_top():
    data = draw()
    best = fit_pooled(data).ratios

    def likelihood(ratios: np.ndarray) -> float:
        kinds, groups = data.factors[0], data.groups
        spread = np.eye(90) + SLOPE_VARIANCE * data.slopes @ data.slopes.T
        spread += ratios[0] * (kinds[:, None] == kinds) + ratios[1] * (groups[:, None] == groups)
        inverse = np.linalg.inv(spread)
        ones = np.ones(90)
        weight = ones @ inverse @ ones
        rest = data.outcome - ones @ inverse @ data.outcome / weight
        left = rest @ inverse @ rest
        return -(np.linalg.slogdet(spread)[1] + np.log(weight) + 89 * np.log(left))

    top = likelihood(best)
    for factor in (0.8, 0.999, 1.001, 1.25):
        assert likelihood(best * [factor, 1]) < top
        assert likelihood(best * [1, factor]) < top


def test_a_start_changes_nothing():
    data = draw()
    fit = fit_pooled(data)
    again = fit_pooled(data, np.array([0.01, 5.0]))
    assert again.ratios == pytest.approx(fit.ratios, rel=1e-5)


def test_a_kind_that_was_never_seen_gets_the_level():
    data = draw()
    means, _ = fit_pooled(data).forecast(np.zeros((1, 1)), [np.array([-1])])
    assert data.outcome.min() < means[0] < data.outcome.max()


def test_equal_weights_change_nothing():
    fit = fit_pooled(draw())
    assert fit.reweigh(np.ones(90)).residuals == pytest.approx(fit.residuals)


def test_slopes_may_be_absent():
    data = draw()
    bare = Data(data.outcome, np.zeros((90, 0)), data.factors, data.groups)
    means, _ = pooling.fit_pooled(bare).forecast(np.zeros((1, 0)), [np.array([1])])
    assert np.isfinite(means).all()
