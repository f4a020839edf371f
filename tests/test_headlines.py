"""The headline numbers are those of the models, of hand-worked tables and of repeated rows."""

import math

import numpy as np
import pandas as pd
import pytest

from sharing.headlines import (
    HEADLINES,
    HeadlineMeasure,
    find_term,
    find_weighted_median,
    measure_headlines,
    scale_coefficient,
)
from sharing.models import Fit, add_model_columns
from sharing.specifications import FAMILIES, PARTNERS

EDITIONS = [1990, 2006, 2011, 2012, 2013, 2016, 2019, 2026]
RATIOS = [name for name, headline in HEADLINES.items() if headline.unit == "ratio"]


def build(savings: list[float], councils: list[int], **columns: object) -> pd.DataFrame:
    """A table with the models' columns, every row a partner group of its own."""
    rows = len(savings)
    plain = {
        "annual_saving_gbp": savings,
        "annual_saving_cash_gbp": savings,
        "n_councils": pd.array(councils, dtype="Int64"),
        "partners_group": [str(number) if number < 5 else "5+" for number in councils],
        "family": "Back office",
        "status": "expected",
        "log_population": 12.0,
        "population_incomplete": False,
        "years_since_start": 0.0,
        "start_unknown": False,
        "other_bodies": False,
        "area": "South and East",
        "price_held": False,
        "cluster": np.arange(rows),
    }
    return add_model_columns(pd.DataFrame(plain | columns), 100_000)


def double(rows: int = 12) -> pd.DataFrame:
    """Two councils save £1m or £4m, six £8m or £2m: geometric means £2m and £4m."""
    return build([1e6, 4e6, 8e6, 2e6] * (rows // 4), [2, 2, 6, 6] * (rows // 4))


def test_a_hand_worked_table_has_its_hand_worked_headlines():
    found = measure_headlines(double(12))
    assert found["median_saving"] == 3e6
    assert found["share_under_threshold"] == 0
    assert found["five_or_more_against_two"] == pytest.approx(2)
    # From two councils to six the saving doubles: an elasticity of log 2 / log 3, and for each
    # council, when their number doubles, 2 to the power of that less one.
    assert found["per_council_slope"] == pytest.approx(2 ** (math.log(2) / math.log(3) - 1))
    assert math.isnan(found["procurement_against_back_office"])
    assert math.isnan(found["achieved_against_expected"])


def test_weights_are_counts_of_rows():
    found = measure_headlines(double(12), np.array([1.0, 3, 1, 1] * 3))
    two, six = (1e6 * 4e6**3) ** (1 / 4), 4e6
    assert found["five_or_more_against_two"] == pytest.approx(six / two)
    assert found["median_saving"] == 4e6


def test_the_share_is_of_cash_under_the_threshold():
    table = double(12).assign(annual_saving_cash_gbp=[99_999, 100_000] * 6)
    found = measure_headlines(add_model_columns(table, 100_000))
    assert found["share_under_threshold"] == 0.5
    weights = np.array([3.0, 1] * 6)
    assert measure_headlines(add_model_columns(table, 100_000), weights)[
        "share_under_threshold"
    ] == pytest.approx(0.75)


def test_achieved_and_other_bodies_and_families_are_ratios_other_things_equal():
    rng = np.random.default_rng(1)
    rows = 400
    councils = rng.choice([2, 3, 5], rows)
    family = rng.choice(["Back office", "Procurement and property"], rows)
    status = rng.choice(["achieved", "expected"], rows)
    bodies = rng.random(rows) < 0.4
    effect = (
        0.5 * (councils == 5)
        + 0.8 * (family == "Procurement and property")
        - 0.3 * (status == "achieved")
        - 0.7 * bodies
    )
    table = build(
        (1e6 * np.exp(effect)).tolist(),
        councils.tolist(),
        family=family,
        status=status,
        other_bodies=bodies,
        log_population=rng.normal(12, 1, rows),
    )
    found = measure_headlines(table)
    assert found["five_or_more_against_two"] == pytest.approx(math.exp(0.5))
    assert found["procurement_against_back_office"] == pytest.approx(math.exp(0.8))
    assert found["achieved_against_expected"] == pytest.approx(math.exp(-0.3))
    assert found["other_bodies_against_councils_alone"] == pytest.approx(math.exp(-0.7))


@pytest.mark.parametrize("year", EDITIONS)
def test_every_headline_is_that_of_the_editions_own_results(findings, year):
    found = findings(year)
    measured = measure_headlines(found.table)
    assert list(measured) == list(HEADLINES)
    assert measured["share_under_threshold"] == pytest.approx(found.share.estimate, nan_ok=True)
    assert measured["median_saving"] == pytest.approx(found.median.estimate, nan_ok=True)
    for name in RATIOS:
        model, told = found.models[HEADLINES[name].model], math.nan
        if isinstance(model, Fit):
            place = find_term(pd.Index(model.terms.term), HEADLINES[name].term)
            told = told if place is None else scale_coefficient(name, model.terms.estimate[place])
        assert measured[name] == pytest.approx(told, rel=1e-9, nan_ok=True)


def test_the_newest_edition_has_every_headline(findings):
    measured = measure_headlines(findings(2026).table)
    assert all(math.isfinite(value) for value in measured.values())
    assert all(measured[name] > 0 for name in RATIOS)


def test_whole_weights_are_rows_repeated_in_the_real_register(findings):
    table = findings(2026).table
    weights = np.random.default_rng(2).integers(1, 4, len(table))
    found = measure_headlines(table, weights.astype(float))
    again = table.loc[table.index.repeat(weights)].reset_index(drop=True)
    for name, value in measure_headlines(again).items():
        assert found[name] == pytest.approx(value, rel=1e-8), name


def test_a_measure_can_be_asked_again_and_again(findings):
    table = findings(2019).table
    measure, rng = HeadlineMeasure(table), np.random.default_rng(3)
    for weights in rng.multinomial(len(table), np.full(len(table), 1 / len(table)), size=5):
        one = measure.measure(weights.astype(float))
        assert one == pytest.approx(measure_headlines(table, weights.astype(float)), nan_ok=True)
    assert measure.measure() == pytest.approx(measure_headlines(table), nan_ok=True)


def test_only_the_proportions_of_weights_matter(findings):
    table = findings(2026).table
    weights = np.random.default_rng(4).random(len(table))
    found = measure_headlines(table, weights)
    assert measure_headlines(table, 1e-6 * weights) == pytest.approx(found, rel=1e-8)


def test_a_group_without_weight_has_no_headline_and_the_others_keep_theirs():
    table = double(24).assign(
        family=["Back office"] * 12 + ["Procurement and property"] * 12,
    )
    weights = np.repeat([1.0, 0.0], 12)
    found = measure_headlines(table, weights)
    assert math.isnan(found["procurement_against_back_office"])
    assert found["five_or_more_against_two"] == pytest.approx(2)
    assert measure_headlines(table)["procurement_against_back_office"] == pytest.approx(1)


def test_no_weight_at_all_has_no_headline():
    found = measure_headlines(double(12), np.zeros(12))
    assert all(math.isnan(value) for value in found.values())


def test_the_table_may_be_indexed_in_any_way():
    table = double(12)
    other = table.set_axis(np.arange(100, 112)[::-1], axis=0)
    weights = np.arange(1.0, 13)
    found = measure_headlines(table, weights)
    assert measure_headlines(other, weights) == pytest.approx(found, nan_ok=True)


@pytest.mark.parametrize("seed", range(10))
def test_the_weighted_median_is_that_of_repeated_values(seed):
    rng = np.random.default_rng(seed)
    values = rng.integers(0, 9, 12).astype(float)
    weights = rng.integers(0, 4, 12)
    weights[0] += 1
    told = float(np.median(np.repeat(values, weights)))
    assert find_weighted_median(values, weights.astype(float)) == told
    assert find_weighted_median(values, 0.1 * weights) == told


@pytest.mark.parametrize(
    ("values", "weights", "median"),
    [
        ([1.0, 2, 3], [1.0, 1, 1], 2),
        ([3.0, 1, 2], [1.0, 1, 1], 2),
        ([1.0, 2, 3, 4], [1.0, 1, 1, 1], 2.5),
        ([1.0, 2, 3], [3.0, 1, 1], 1),
        ([1.0, 2, 3], [2.0, 1, 1], 1.5),
        ([1.0, 2, 3], [2.0, 0, 2], 2),
        ([1.0, 2], [1.00001, 1], 1),
        ([5.0], [0.2], 5),
    ],
)
def test_the_weighted_median_has_half_the_weight_on_either_side(values, weights, median):
    assert find_weighted_median(np.array(values), np.array(weights)) == median


def test_terms_are_found_by_variable_and_level():
    columns = pd.Index(
        ["Intercept", f"{PARTNERS}[T.5+]", f"{FAMILIES}[T.Fire and police]", "achieved"]
    )
    assert find_term(columns, "partners_group, T.5+") == 1
    assert find_term(columns, "family, T.Fire and police") == 2
    assert find_term(columns, "achieved") == 3
    assert find_term(columns, "partners_group, T.5") is None
    assert find_term(columns, "partners_group") is None


def test_every_headline_is_explained_and_points_at_a_term_of_its_model(findings):
    for name, headline in HEADLINES.items():
        assert headline.title and headline.unit in ("share", "pounds", "ratio")
        assert (headline.unit == "ratio") == bool(headline.model) == bool(headline.term)
        if headline.model:
            columns = findings(2026).models[headline.model].design.matrix.columns
            assert find_term(columns, headline.term) is not None, name
            assert headline.null == 1


@pytest.mark.parametrize(("slope", "ratio"), [(1, 1), (0, 0.5), (2, 2)])
def test_a_saving_in_proportion_to_councils_is_the_same_for_each_of_them(slope, ratio):
    assert scale_coefficient("per_council_slope", slope) == pytest.approx(ratio)
    assert scale_coefficient("achieved_against_expected", slope) == pytest.approx(math.exp(slope))
