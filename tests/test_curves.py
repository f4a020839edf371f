"""The three shapes agree with the models' own coefficients, of which they are combinations."""

import numpy as np
import pandas as pd
import pytest

from sharing.curves import CATEGORIES, CURVE, LOGARITHM, predict_sizes, relate_to_two
from sharing.models import Fit, NotEstimated


@pytest.fixture(scope="module")
def found(findings):
    return findings(2026)


@pytest.fixture(scope="module")
def predictions(found):
    return predict_sizes(found.models).set_index(["view", "councils"])


def coefficient(fit: Fit, term: str) -> np.ndarray:
    row = fit.terms.set_index("term").loc[term, ["estimate", "low", "high"]]
    return row.to_numpy(dtype=float)


def test_a_doubling_is_two_to_the_slope_with_its_interval(found, predictions):
    told = predictions.loc[(LOGARITHM, 4.0)].to_numpy(dtype=float)
    assert told == pytest.approx(2 ** coefficient(found.models["log_ols_log"], "log_councils"))


def test_categories_are_the_models_own_effects(found, predictions):
    fit = found.models["log_ols"]
    for size in ("3", "4"):
        term = f'C(partners_group, Treatment("2"))[T.{size}]'
        told = predictions.loc[(CATEGORIES, float(size))].to_numpy(dtype=float)
        assert told == pytest.approx(np.exp(coefficient(fit, term)))
    last = predictions.loc[CATEGORIES].iloc[-1].to_numpy(dtype=float)
    term = 'C(partners_group, Treatment("2"))[T.5+]'
    assert last == pytest.approx(np.exp(coefficient(fit, term)))
    rows = fit.design.rows
    many = rows.n_councils[rows.partners_group == "5+"].astype(float)
    assert predictions.loc[CATEGORIES].index[-1] == pytest.approx(
        np.exp(np.log(many).mean()), rel=1e-6
    )


def test_every_shape_is_one_at_two_councils(predictions):
    for view in (CATEGORIES, LOGARITHM, CURVE):
        assert predictions.loc[(view, 2.0)].tolist() == [1, 1, 1]


def test_the_curve_is_what_the_model_fits_to_an_arrangement_moved_along_it(found, predictions):
    fit = found.models["log_ols_spline"]
    rows = fit.design.rows.reset_index(drop=True)
    fitted = pd.Series(fit.solution.fitted)
    # Two arrangements alike in all but size differ by the curve: take out the other terms.
    others = [c for c in fit.design.matrix.columns if not c.startswith("cr(")]
    rest = fit.design.matrix[others].to_numpy() @ coefficient_vector(fit, others)
    along = (fitted - rest).groupby(rows.n_councils.astype(float)).mean()
    for size in (3.0, 4.0, 8.0):
        told = predictions.loc[(CURVE, size), "ratio"]
        assert told == pytest.approx(np.exp(along[size] - along[2.0]))


def coefficient_vector(fit: Fit, terms: list[str]) -> np.ndarray:
    return fit.terms.set_index("term").loc[terms, "estimate"].to_numpy(dtype=float)


def test_no_size_is_predicted_beyond_the_largest_seen(findings):
    models = findings(2014).models
    largest = models["log_ols_log"].design.rows.n_councils.max()
    sizes = predict_sizes(models).councils
    assert largest / 2 < sizes.max() <= largest


def test_models_that_were_not_estimated_are_left_out():
    nothing = {name: NotEstimated(name, "why") for name in ("log_ols", "log_ols_log")}
    told = predict_sizes(nothing | {"log_ols_spline": NotEstimated("log_ols_spline", "why")})
    assert told.empty and list(told) == ["view", "councils", "ratio", "low", "high"]


def test_raw_savings_stand_beside_the_geometric_mean_of_two_councils():
    table = pd.DataFrame(
        {
            "arrangement_id": list("abcdef"),
            "n_councils": pd.Series([2, 2, 3, 1, None, 4], dtype="Int64"),
            "annual_saving_gbp": [10.0, 1000, 50, 7, 7, -3],
        }
    )
    told = relate_to_two(table)
    assert told.arrangement_id.tolist() == ["a", "b", "c"]
    assert told.ratio.tolist() == pytest.approx([0.1, 10, 0.5])
    assert relate_to_two(table.iloc[2:]).empty and relate_to_two(table.iloc[:0]).empty
