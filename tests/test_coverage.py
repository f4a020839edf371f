"""Coverage is counted right, finds intervals that are too narrow, and is the same on every run."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from joblib import Parallel, delayed
from scipy import stats

from sharing import coverage
from sharing.coverage import (
    PLAIN,
    PROMISED,
    RECORD,
    SETTINGS,
    Coverage,
    aim_records,
    describe_register,
    measure_coverage,
    measure_register,
    summarise_records,
)
from sharing.targets import ESTIMATORS, draw_large_world

NAN = np.nan
SMALL = replace(PLAIN, arrangements=60)


def build_records(*rows: tuple[int, str, str, float, float, float, float]) -> pd.DataFrame:
    """Rows of register, estimator, term, estimate, low, high and true value."""
    columns = ["register", "estimator", "term", "estimate", "low", "high", "true"]
    return pd.DataFrame(rows, columns=columns).assign(formula="")


def draw_records(reach: float, registers: int, terms: int = 1) -> pd.DataFrame:
    """Estimates of nothing with a standard error of one, and intervals of that reach."""
    rng = np.random.default_rng(20261122)
    return build_records(
        *(
            (register, "a", str(term), x, x - reach, x + reach, 0.0)
            for register, row in enumerate(rng.normal(size=(registers, terms)))
            for term, x in enumerate(row)
        )
    )


def test_coverage_is_the_share_of_the_intervals_given_that_hold_the_truth():
    found = summarise_records(
        build_records(
            (0, "a", "x", 1.0, 0.0, 2.0, 1.5),
            (1, "a", "x", 1.0, 0.0, 1.4, 1.5),
            (2, "a", "x", 3.0, 1.5, 4.0, 1.5),
            (3, "a", "x", 2.0, NAN, NAN, 1.5),
        )
    )
    term = found.terms.iloc[0]
    assert (term.given, term.coverage, term.true) == (3, 2 / 3, 1.5)
    exact = stats.binomtest(2, 3).proportion_ci(0.95, method="exact")
    assert (term.low, term.high) == pytest.approx((exact.low, exact.high))
    assert term.bias == pytest.approx(7 / 4 - 1.5)
    assert term.spread == pytest.approx(np.std([1, 1, 3, 2], ddof=1))
    assert term.typical == 1.5


def test_an_estimator_is_judged_by_the_mean_over_its_terms_in_each_register():
    found = summarise_records(
        build_records(
            (0, "a", "x", 0.0, -1.0, 1.0, 0.0),
            (0, "a", "y", 0.0, 1.0, 2.0, 0.0),
            (1, "a", "x", 0.0, -1.0, 1.0, 0.0),
            (1, "a", "y", 0.0, -1.0, 1.0, 0.0),
            (0, "b", "", 0.0, 1.0, 1.0, 0.0),
            (1, "b", "", 0.0, 1.0, 1.0, 0.0),
        )
    ).estimators.set_index("estimator")
    first = found.loc["a"]
    assert (first.registers, first.terms, first.coverage) == (2, 2, 0.75)
    reach = stats.norm.ppf(0.975) * np.std([0.5, 1.0], ddof=1) / np.sqrt(2)
    assert (first.low, first.high) == pytest.approx((0.75 - reach, 1.0))
    assert (first.lowest, first.lowest_term) == (0.5, "y")
    assert (found.loc["b"].coverage, found.loc["b"].low) == (0.0, 0.0)


def test_the_worst_term_is_sought_among_those_that_are_usually_given():
    rows = [(register, "a", "x", 0.0, -1.0, 1.0, 0.0) for register in range(10)]
    found = summarise_records(build_records(*rows, (0, "a", "rare", 0.0, 1.0, 1.0, 0.0)))
    assert found.estimators.lowest_term.tolist() == ["x"]
    assert found.terms.term.tolist() == ["x", "rare"]


def test_estimates_without_intervals_are_summarised_without_coverage():
    found = summarise_records(
        build_records((0, "h", "m", 2.0, NAN, NAN, 1.0), (0, "a", "x", 0.0, -1.0, 1.0, 0.0))
    )
    bare = found.terms.set_index("estimator").loc["h"]
    assert bare.given == 0 and np.isnan([bare.coverage, bare.low, bare.high]).all()
    assert bare.bias == 1 and found.estimators.estimator.tolist() == ["a"]


@pytest.mark.parametrize(("reach", "expected"), [(1.959964, 0.95), (1.0, 0.6827), (3.0, 0.9973)])
def test_intervals_of_known_coverage_are_told_apart(reach, expected):
    found = summarise_records(draw_records(reach, 2000)).terms.iloc[0]
    assert found.low <= expected <= found.high
    assert (PROMISED[0] <= found.coverage <= PROMISED[1]) == (expected == 0.95)


def test_the_mean_over_many_terms_is_known_better_than_one_of_them():
    found = summarise_records(draw_records(1.959964, 500, terms=20))
    mean, one = found.estimators.iloc[0], found.terms.iloc[0]
    assert mean.low <= 0.95 <= mean.high
    assert mean.high - mean.low < 0.35 * (one.high - one.low)
    assert mean.lowest <= mean.coverage


def test_truths_are_looked_up_by_estimator_and_formula():
    world = draw_large_world(SMALL, 100_000, 5)
    simple, richer = (
        f"log_annual_saving ~ {right}" for right in ("other_bodies", "other_bodies + achieved")
    )
    rows = [
        ("log_ols", simple, "other_bodies", 0.0, NAN, NAN),
        ("log_ols_wild", richer, "other_bodies", 0.0, NAN, NAN),
        ("median_saving", "", "", 0.0, NAN, NAN),
    ]
    found = aim_records(pd.DataFrame(rows, columns=RECORD), world)
    assert found.true.tolist() == pytest.approx(
        [
            ESTIMATORS["log_ols"].aim(world, simple)["other_bodies"],
            ESTIMATORS["log_ols"].aim(world, richer)["other_bodies"],
            SMALL.find_median(world.table.mean_log.to_numpy()),
        ]
    )
    assert found.true[0] != found.true[1]


def test_a_register_gives_records_of_every_estimator_that_it_can_carry():
    records = measure_register(PLAIN, 1)
    assert set(ESTIMATORS) - set(records.estimator) <= {"under_threshold"}
    assert list(records.columns) == RECORD
    assert "Intercept" not in set(records.term)
    assert not records.duplicated(["estimator", "term"]).any()


def test_few_partner_groups_bring_the_wild_bootstrap_in():
    records = measure_register(SETTINGS["few"].truth, 1).set_index("estimator")
    wild, usual = (set(records.loc[name].term) for name in ("log_ols_wild", "log_ols"))
    assert wild <= usual and len(wild) > len(usual) / 2
    assert (records.loc["log_ols_wild"].low < records.loc["log_ols_wild"].high).all()


def test_a_register_too_small_for_the_models_still_gives_its_summaries():
    names = set(measure_register(replace(PLAIN, arrangements=12), 1).estimator)
    assert {"share_under_threshold", "median_saving", "by_family"} <= names
    assert "log_ols" not in names


def test_a_register_that_gives_nothing_leaves_the_others_their_numbers():
    empty = measure_register(replace(PLAIN, arrangements=12), 1, ("log_ols",))
    assert empty.empty
    both = pd.concat([empty, measure_register(PLAIN, 1, ("median_saving",))])
    assert both.dtypes[["estimate", "low", "high"]].eq("float64").all()


def cover_a_little(monkeypatch, estimator: str, registers: int, workers: int) -> Coverage:
    """The coverage of one estimator, aimed at in a world that is small enough for a test."""
    monkeypatch.setattr(coverage, "draw_large_world", lambda *world: draw_large_world(*world, 20))
    return measure_coverage(PLAIN, registers, (estimator,), workers)


def test_the_regression_covers_the_truth_in_a_plain_world(monkeypatch):
    found = cover_a_little(monkeypatch, "log_ols", 40, 1).estimators.iloc[0]
    # Four Monte Carlo errors of the mean over 23 dependent terms in 40 registers.
    assert abs(found.coverage - 0.95) < 0.04
    assert found.registers >= 36


def test_neither_the_run_nor_the_number_of_workers_changes_the_coverage():
    seeds = range(3)
    one, two = (
        Parallel(n_jobs=workers)(delayed(measure_register)(SMALL, seed) for seed in seeds)
        for workers in (1, 2)
    )
    for mine, other in zip(one, two, strict=True):
        pd.testing.assert_frame_equal(mine, other)
    assert not one[0].equals(one[1])


def test_each_setting_is_computed_once_for_its_truth(monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path)
    asked = []

    def count(truth, replications):
        asked.append((truth, replications))
        return {"terms": replications, "estimators": truth, "first": None}

    monkeypatch.setattr(coverage, "simulate_coverage", count)
    wanted = {name: Coverage(7, setting.truth) for name, setting in SETTINGS.items()}
    assert coverage.cover_settings(7) == wanted
    assert coverage.cover_settings(7) == wanted
    assert asked == [(setting.truth, 7) for setting in SETTINGS.values()]
    other = replace(SETTINGS["few"], truth=SMALL)
    monkeypatch.setattr(coverage, "SETTINGS", {"few": other})
    assert coverage.cover_settings(7) == {"few": Coverage(7, SMALL)}
    assert asked[-1] == (SMALL, 7)


def test_a_simulation_gives_its_coverage_and_its_first_register():
    found = coverage.simulate_coverage(SMALL, 3, ("headlines",))
    pd.testing.assert_frame_equal(found["terms"], measure_coverage(SMALL, 3, ("headlines",)).terms)
    pd.testing.assert_frame_equal(found["first"], measure_register(SMALL, 0, ("headlines",)))


def test_no_setting_selects_by_size_and_each_differs_from_the_plain_one():
    assert all(setting.truth.at_a_million == 1 for setting in SETTINGS.values())
    assert len({setting.truth for setting in SETTINGS.values()}) == len(SETTINGS)
    assert len({setting.title for setting in SETTINGS.values()}) == len(SETTINGS)


def test_a_register_is_described_by_its_size_its_groups_and_its_savings():
    table = pd.DataFrame(
        {
            "cluster": ["a", "a", "b", "c"],
            "annual_saving_gbp": [1.0, np.e, np.e, 0.0],
            "log_annual_saving": [0.0, 1.0, 1.0, NAN],
            "under_threshold": [1, 1, 0, 1],
            "status": ["expected", "achieved", "achieved", "achieved"],
        }
    )
    assert describe_register(table) == pytest.approx(
        {"arrangements": 4, "groups": 3, "largest": 2, "median": (1 + np.e) / 2}
        | {"under": 0.75, "spread": np.std([0, 1, 1], ddof=1), "expected": 0.25}
    )


def test_an_empty_register_is_described_without_failing(findings):
    found = describe_register(findings(2026).table.head(0))
    assert found["arrangements"] == 0 and np.isnan(found["median"])
