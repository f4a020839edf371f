"""The quick refits give what the models give, on the same rows, or say why they cannot."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sharing.choices import BASELINE, Choices, restrict
from sharing.edition import Edition, analyse
from sharing.headlines import HEADLINES, find_term, scale_coefficient
from sharing.models import Fit, add_model_columns, fit_model
from sharing.refits import (
    MODELS,
    NO_CONTROLS,
    NO_REFERENCE,
    NO_VARIETY,
    NOT_SEEN,
    THIN,
    TOO_FEW,
    Reading,
    code_table,
    read_refit,
    refit,
)

CHOICES = [
    BASELINE,
    replace(BASELINE, grouping="broad", clustering="none"),
    replace(BASELINE, clustering="regions", prices="cash"),
    replace(BASELINE, outliers="leave out", not_started="leave out"),
    replace(BASELINE, forecasts="leave out", fire_and_police="leave out"),
]


def fit_quickly(table: pd.DataFrame) -> dict[str, Reading]:
    usable = (table.annual_saving_gbp > 0).to_numpy()
    outcome = np.log(table.annual_saving_gbp.where(usable, 1)).to_numpy()
    coded, clusters = code_table(table), pd.factorize(table.cluster)[0]
    return {
        name: reading
        for model in MODELS
        for name, reading in read_refit(
            model, refit(model, coded, usable, clusters), outcome
        ).items()
    }


def fit_slowly(table: pd.DataFrame) -> dict[str, tuple[float, ...]]:
    """The headlines of `sharing.models`: estimate, low, high, arrangements, clusters."""
    found = {}
    for model, names in MODELS.items():
        fit = fit_model(model, table)
        for name in names:
            columns = fit.design.matrix.columns if isinstance(fit, Fit) else pd.Index([])
            place = find_term(columns, HEADLINES[name].term)
            if place is None:
                found[name] = (np.nan,) * 3
                continue
            row = fit.terms.loc[place]
            numbers = [scale_coefficient(name, row[end]) for end in ("estimate", "low", "high")]
            found[name] = (*numbers, fit.nobs, fit.clusters)
    return found


@pytest.mark.parametrize("year", [2026, 2013, 2011])
@pytest.mark.parametrize("choices", CHOICES, ids=range(len(CHOICES)))
def test_every_headline_is_that_of_the_models(register, year: int, choices: Choices):
    analysis = analyse(register, Edition(year), choices)
    table = add_model_columns(analysis.table, 100_000)
    quick, slow = fit_quickly(table), fit_slowly(table)
    assert quick.keys() == slow.keys() == {n for names in MODELS.values() for n in names}
    for name, expected in slow.items():
        found = quick[name]
        assert found[: len(expected)] == pytest.approx(expected, rel=1e-9, nan_ok=True), name
        assert (found.why == "") == bool(np.isfinite(expected[:3]).all())


def test_the_newest_edition_gives_every_headline_so_that_the_comparison_means_something(register):
    table = add_model_columns(analyse(register, Edition(2026)).table, 100_000)
    assert all(reading.why == "" for reading in fit_quickly(table).values())


def build_table(rows: int, **columns: object) -> pd.DataFrame:
    """Arrangements of two or three councils, each a group of its own, with varied savings."""
    number = np.arange(rows)
    plain = pd.DataFrame(
        {
            "arrangement_id": number.astype(str),
            "annual_saving_gbp": 1000.0 * (1 + number * number % 7),
            "annual_saving_cash_gbp": 1000.0,
            "price_held": False,
            "status": "expected",
            "n_councils": 2 + number % 2,
            "partners_group": np.where(number % 2, "3", "2"),
            "family": "Back office",
            "years_since_start": 0.0,
            "start_unknown": False,
            "other_bodies": False,
            "area": "London",
            "log_population": 1.0,
            "population_incomplete": False,
            "cluster": number.astype(str),
        }
    )
    return add_model_columns(plain.assign(**columns), 100_000)


def why(table: pd.DataFrame) -> str:
    reading = fit_quickly(table)["per_council_slope"]
    assert np.isnan(reading.low)
    return reading.why


def test_a_table_that_can_be_fitted_has_no_reason_not_to():
    reading = fit_quickly(build_table(20))["per_council_slope"]
    assert reading.why == "" and reading.n == 20 and reading.clusters == 20
    assert reading.low < reading.estimate < reading.high


def test_too_few_arrangements_or_groups_are_told():
    assert why(build_table(9)) == TOO_FEW
    assert why(build_table(20, cluster="one")) == NO_REFERENCE  # no family is seen in three groups


def test_nothing_to_compare_is_told():
    assert why(build_table(20, n_councils=2)) == NO_REFERENCE
    no_reference = np.where(np.arange(30) % 2, "Management", "Waste, environment and transport")
    assert why(build_table(30, family=no_reference)) == NO_REFERENCE


def test_what_never_differs_is_told():
    status = np.where(np.arange(30) % 2, "achieved", "expected")
    assert why(build_table(30, status=status)) == NO_VARIETY
    assert why(build_table(30, annual_saving_gbp=1000.0)) == NO_VARIETY


def test_an_estimate_that_rests_on_too_few_groups_has_no_range():
    big = np.where(np.arange(21) < 20, np.where(np.arange(21) < 19, 2, 3), 50)
    reading = fit_quickly(build_table(21, n_councils=big, cluster=np.arange(21).astype(str)))
    slope = reading["per_council_slope"]
    assert slope.why == THIN and np.isfinite(slope.estimate) and np.isnan(slope.high)


def test_a_headline_whose_groups_are_not_there_or_not_affordable_is_told():
    readings = fit_quickly(build_table(20))
    assert readings["five_or_more_against_two"].why == NOT_SEEN
    assert readings["achieved_against_expected"].why == NOT_SEEN
    assert readings["other_bodies_against_councils_alone"].why == NOT_SEEN
    rng = np.random.default_rng(1)
    scarce = build_table(
        24,
        other_bodies=rng.random(24) < 0.5,
        start_unknown=rng.random(24) < 0.5,
        population_incomplete=rng.random(24) < 0.5,
        log_population=rng.random(24),
        years_since_start=rng.random(24),
    )
    assert fit_quickly(scarce)["other_bodies_against_councils_alone"].why == NO_CONTROLS


def test_a_relabelled_table_is_the_same_as_one_built_with_those_labels(findings):
    """The grid codes each grouping once, on all rows, and picks rows afterwards."""
    table = findings(2026).table.reset_index(drop=True)
    broad = restrict(table, replace(BASELINE, grouping="broad"))
    rows = (table.stage == "operating").to_numpy()
    picked = read_refit(
        "log_ols",
        refit(
            "log_ols",
            code_table(broad),
            rows & (table.annual_saving_gbp > 0).to_numpy(),
            pd.factorize(table.cluster)[0],
        ),
        np.log(table.annual_saving_gbp.where(table.annual_saving_gbp > 0, 1)).to_numpy(),
    )
    alone = fit_quickly(broad[rows].reset_index(drop=True))
    for name, reading in picked.items():
        assert reading[:3] == pytest.approx(alone[name][:3], nan_ok=True)
        assert reading.why == alone[name].why
