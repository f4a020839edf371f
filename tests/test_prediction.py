"""Forecasts of a new saving: their ends, their zeros and what they lean on."""

import numpy as np
import pandas as pd
import pytest

from made_planner import FAMILIES, make_savings
from sharing.models import NotEstimated
from sharing.prediction import (
    LEAST_GROUPS,
    Forecast,
    ask_nothing,
    find_quantiles,
    fit_predictor,
    measure_size,
    prepare,
)

KINDS = pd.DataFrame(
    {"family": FAMILIES, "partners_group": "2", "log_size": 1.0},
)


def test_equal_groups_cut_the_line_into_equally_likely_parts():
    values = np.arange(1.0, 20) * 1e6
    ends = find_quantiles(values, np.ones(19), (0.05, 0.5, 0.95))
    assert ends == pytest.approx([1e6, 10e6, 19e6])


def test_an_end_beyond_the_outermost_value_is_not_given():
    ends = find_quantiles(np.arange(1.0, 10), np.ones(9), (0.05, 0.5, 0.95))
    assert np.isnan(ends[[0, 2]]).all() and ends[1] == pytest.approx(5)


def test_a_value_of_half_a_group_counts_half():
    whole = find_quantiles(np.array([1.0, 2, 3, 4]), np.ones(4), (0.4,))
    weights = np.array([1, 0.5, 0.5, 1, 1])
    split = find_quantiles(np.array([1.0, 2, 2, 3, 4]), weights, (0.4, 0.6))
    assert whole == pytest.approx([2]) and split == pytest.approx([2, 3])


def test_losses_have_a_place_on_the_line():
    ends = find_quantiles(np.array([-5_000.0, 0, 1e6]), np.ones(3), (0.25, 0.5, 0.75))
    assert ends == pytest.approx([-5_000, 0, 1e6])


def test_the_share_under_a_limit_is_never_quite_none_or_all():
    forecast = Forecast(np.array([[1.0, 2.0, 3.0]]), np.ones(3))
    assert forecast.find_share_under(2.5) == pytest.approx([2.5 / 4])
    assert 0 < forecast.find_share_under(0.0)[0] < forecast.find_share_under(9.0)[0] < 1


def test_families_are_told_apart_and_the_forecast_is_wide():
    forecast = fit_predictor(prepare(make_savings())).forecast(KINDS)
    low, middle, high = forecast.find_ends((0.25, 0.5, 0.75)).T
    assert middle[1] / middle[0] == pytest.approx(8, rel=0.4)
    # The middle half of a normal with the made-up spread of a half.
    assert high / low == pytest.approx(np.exp(2 * 0.674 * 0.5), rel=0.35)


def test_zeros_and_losses_are_the_same_in_every_forecast():
    table = make_savings()
    table.loc[[0, 1], "annual_saving_gbp"] = [0.0, -20_000.0]
    values = fit_predictor(prepare(table)).forecast(KINDS).values
    assert values[:, 0].tolist() == [0.0, 0.0] and values[:, 1].tolist() == [-20_000.0] * 2
    assert (values[:, 2:] > 0).all()


def test_each_group_counts_once():
    table = make_savings()
    table.loc[:19, "cluster"] = "one large group"
    predictor = fit_predictor(prepare(table))
    assert predictor.weights[:20].sum() == pytest.approx(1)
    assert predictor.weights.sum() == pytest.approx(predictor.groups) == pytest.approx(31)


def test_weights_move_the_forecast_and_lower_the_groups_it_rests_on():
    rows = prepare(make_savings(groups=200))
    plain = fit_predictor(rows)
    small = plain.reweigh((300_000 / rows.annual_saving_gbp).to_numpy())
    ends = [one.forecast(KINDS).find_ends((0.5,)) for one in (plain, small)]
    # A log-normal weighted by its inverse moves down by the variance of its log.
    assert ends[1] / ends[0] == pytest.approx(np.full((2, 1), np.exp(-(0.5**2))), rel=0.1)
    assert small.weights.sum() < plain.weights.sum()


def test_equal_weights_leave_the_forecast_alone():
    plain = fit_predictor(prepare(make_savings()))
    again = plain.reweigh(np.full(80, 3.0))
    assert again.forecast(KINDS).values == pytest.approx(plain.forecast(KINDS).values)
    assert again.weights == pytest.approx(plain.weights)


def test_what_a_single_group_saves_moves_no_forecast_of_itself():
    """The errors are those of forecasts that have not seen the group."""
    table = make_savings()
    predictor = fit_predictor(prepare(table))
    moved = table.assign(annual_saving_gbp=table.annual_saving_gbp.mask(table.index == 0, 1e9))
    other = fit_predictor(prepare(moved))
    assert other.forecast(KINDS).values[0, 0] > 100 * predictor.forecast(KINDS).values[0, 0]


def test_a_group_left_out_leaves_the_fit_of_the_others():
    table = prepare(make_savings().assign(achieved=np.arange(80) % 3))
    table.loc[[5, 9], "annual_saving_gbp"] = [0.0, -5_000.0]
    rest = table[table.cluster != "g-002"].reset_index(drop=True)
    kinds = KINDS.assign(achieved=1)
    left, fitted = (
        fit_predictor(table, ("achieved",)).leave_out("g-002"),
        fit_predictor(rest, ("achieved",)),
    )
    assert left.groups == fitted.groups == 39
    assert left.weights == pytest.approx(fitted.weights)
    assert left.forecast(kinds).values == pytest.approx(fitted.forecast(kinds).values, rel=1e-5)
    assert (ask_nothing(table).leave_out("g-002").forecast(KINDS).values.shape) == (2, 78)


def test_too_few_groups_are_left_without_one():
    predictor = fit_predictor(prepare(make_savings(groups=LEAST_GROUPS)))
    assert isinstance(predictor.leave_out("g-000"), NotEstimated)
    assert not isinstance(predictor.leave_out("nobody"), NotEstimated)


def test_asking_nothing_gives_the_register_as_it_stands():
    table = prepare(make_savings())
    values = ask_nothing(table).forecast(KINDS).values
    assert (values == table.annual_saving_gbp.to_numpy()).all()


def test_too_few_groups_give_no_forecast():
    found = fit_predictor(prepare(make_savings(groups=LEAST_GROUPS - 1)))
    assert isinstance(found, NotEstimated) and str(LEAST_GROUPS - 1) in found.why


def test_unknown_numbers_of_councils_are_left_out_and_none_counts_as_one():
    table = make_savings()
    table.loc[0, "partners_group"] = "unknown"
    assert len(prepare(table)) == len(table) - 1
    assert measure_size(np.array([0.0, 1, 2, 8])).tolist() == [0, 0, 1, 3]
