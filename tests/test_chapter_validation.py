"""The validation page's frames and sentences, on hand-made coverages and in every edition."""

import numpy as np
import pandas as pd
import pytest

from sharing.chapters import made_up_registers as made_up
from sharing.chapters import validation as chapter
from sharing.chapters.validation import KEPT, OFTEN, RARELY
from sharing.coverage import SETTINGS, Coverage

NAN = np.nan
FIVE = 'C(partners_group, Treatment("2"))[T.5+]'
EDITIONS = [2011, 2014, 2019, 2026]
PLAIN, SHARED = SETTINGS["plain"].title, SETTINGS["shared"].title


def build_coverage(*rows: tuple[str, float, int], lowest: float = 0.9) -> Coverage:
    """A coverage of estimators given as name, coverage and registers."""
    estimators = pd.DataFrame(rows, columns=["estimator", "coverage", "registers"])
    estimators = estimators.assign(
        low=estimators.coverage - 0.01,
        high=estimators.coverage + 0.02,
        lowest=lowest,
        lowest_term=FIVE,
        terms=4,
    )
    terms = pd.DataFrame(
        {
            "estimator": ["log_ols", "log_ols", "headlines"],
            "term": [FIVE, "achieved", "median_saving"],
            "bias": [0.1, -0.3, 50.0],
            "spread": [1.0, 1.0, 1.0],
            "given": [10, 10, 0],
        }
    )
    return Coverage(terms, estimators)


GOOD = build_coverage(("share_under_threshold", 0.95, 500), ("log_ols", 0.94, 490))
MIXED = build_coverage(
    ("share_under_threshold", 0.985, 500),
    ("log_ols", 0.905, 490),
    ("log_ols_wild", 0.5, 3),
    lowest=0.85,
)
BOTH = {"plain": GOOD, "shared": MIXED}


def test_an_estimator_is_named_in_words_and_a_new_one_by_its_own_name():
    assert chapter.name_estimator("log_ols") == "Log-linear regression"
    assert chapter.name_estimator("log_ols_wild") == "Log-linear regression, wild"
    assert chapter.name_estimator("tweedie") == "tweedie"
    assert chapter.name_estimator("share_under_threshold") == "Share under £100,000"


@pytest.mark.parametrize(
    ("estimator", "term", "words"),
    [
        ("log_ols", FIVE, "5+ councils"),
        ("log_ols", 'C(family, Treatment("Back office"))[T.Management]', "Management"),
        ("log_ols", "achieved", "Achieved, not expected"),
        ("log_ols_log", "log_councils", "Log of the number of councils"),
        ("by_partners", "0-1", "0-1 councils"),
        ("by_family", "Whole council", "Whole council"),
        ("log_ols", "something_new", "something_new"),
    ],
)
def test_a_term_is_named_in_words(estimator, term, words):
    assert chapter.name_term(estimator, term) == words


def test_a_coverage_keeps_the_promise_from_93_to_97_per_cent():
    shares = pd.Series([0.929, 0.93, 0.95, 0.97, 0.971])
    assert chapter.judge_coverage(shares).tolist() == [RARELY, KEPT, KEPT, KEPT, OFTEN]


def test_what_few_registers_could_give_is_left_out():
    found = chapter.collect_coverage(BOTH)
    assert found.interval.tolist() == ["Share under £100,000"] * 2 + ["Log-linear regression"] * 2
    assert found.setting.tolist() == [PLAIN, SHARED] * 2
    assert found.verdict.tolist() == [KEPT, OFTEN, KEPT, RARELY]


def test_a_wild_interval_stands_below_its_own_model():
    rows = [("log_ols", 0.95, 9), ("mean_glm", 0.95, 9), ("log_ols_wild", 0.95, 9)]
    found = chapter.collect_coverage({"plain": build_coverage(*rows)})
    assert found.interval.tolist() == [
        *("Log-linear regression", "Log-linear regression, wild", "Regression of the mean")
    ]


def test_the_answer_names_what_clearly_fails_on_either_side_and_where():
    told = chapter.answer(chapter.collect_coverage(BOTH), BOTH)
    assert told == (
        "**2 of 4 checks find a 95% interval holding the truth 93% to 97% of the time; 1 is "
        "clearly too narrow, 1 clearly too wide.** That is out of 2 kinds of interval in 2 "
        "settings, each with 500 made-up registers in which the truth is known. Clearly too "
        "narrow, by more than the simulation's own error: Log-linear regression (1 of 2 settings, "
        "at worst 90.5%). Clearly too wide, by more than the simulation's own error: Share under "
        "£100,000 (1 of 2 settings, at worst 98.5%)."
    )


def test_what_the_simulations_own_error_can_explain_is_not_called_a_failure():
    found = chapter.collect_coverage(BOTH)
    found["low"], found["high"] = found.coverage - 0.03, found.coverage + 0.03
    told = chapter.find_failures(found)
    assert told == "Where one misses, the simulation's own error can explain it."
    assert chapter.title_coverage(found).endswith(
        "none is clearly too narrow, none clearly too wide"
    )


def test_the_ends_of_each_interval_are_tabulated_with_their_settings():
    table = chapter.tabulate_coverage(chapter.collect_coverage(BOTH))
    assert table.to_numpy().tolist() == [
        ["Share under £100,000", "95.0%", PLAIN, "98.5%", SHARED],
        ["Log-linear regression", "90.5%", SHARED, "94.0%", PLAIN],
    ]


def test_the_worst_term_stands_beside_what_chance_alone_would_show():
    table = chapter.tabulate_worst(BOTH).set_index("Interval")
    worst = table.loc["Log-linear regression"]
    chance = f"{100 * chapter.expect_lowest(8, 490):.1f}%"
    assert worst.tolist() == ["5+ councils", SHARED, "85.0%", chance]
    assert "Log-linear regression, wild" not in table.index
    told = chapter.judge_worst(BOTH)
    assert told.startswith("Held less often than chance among so many explains: Share under")
    assert "Log-linear regression, 5+ councils (groups share much): 85.0%" in told
    near = {"plain": build_coverage(("log_ols", 0.95, 500), lowest=0.93)}
    assert chapter.judge_worst(near).startswith("None is held less often than chance")


def test_the_lowest_of_many_exact_intervals_is_the_median_of_their_minimum():
    drawn = np.random.default_rng(1).binomial(500, 0.95, size=(4000, 24)).min(axis=1) / 500
    assert chapter.expect_lowest(24, 500) == pytest.approx(np.median(drawn), abs=0.002)
    rarely = chapter.expect_lowest(24, 500, 0.95)
    assert rarely == pytest.approx(np.quantile(drawn, 0.05), abs=0.003)
    assert chapter.expect_lowest(1, 1000) == pytest.approx(0.95, abs=0.002)


def test_the_mean_error_is_a_share_of_the_scatter_and_set_against_chance():
    told = chapter.find_bias({"plain": GOOD})
    assert "Log-linear regression 20%." in told
    assert f"make it {100 * np.sqrt(2 / np.pi / 500):.1f}%." in told
    assert "median" not in told.lower()


def test_the_precision_runs_from_the_best_to_the_least_known():
    found = pd.DataFrame({"low": [0.94, 0.90], "high": [0.96, 0.96]})
    assert "within 1.0 to 3.0 percentage points" in chapter.say_precision(found, BOTH)


def test_the_order_of_the_dots_is_that_of_the_settings():
    told = chapter.say_order(chapter.collect_coverage(BOTH))
    assert told.startswith("Dots from top to bottom: as the models assume; groups share much.")


def test_every_setting_is_explained():
    told = made_up.say_settings()
    assert all(f"- **{each.title}.** {each.why}" in told for each in SETTINGS.values())


def test_made_up_registers_are_described_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path)
    asked = []
    monkeypatch.setattr(made_up, "describe_simulated", lambda: asked.append(1) or "described")
    assert made_up.describe_once() == made_up.describe_once() == "described"
    assert asked == [1]


def test_the_method_gives_the_numbers_of_the_truth():
    told = made_up.say_method(BOTH)
    assert told.startswith("500 registers were made up in each setting.")
    assert "lists 186 arrangements" in told
    assert "6.9% of the variance of luck is shared, and 38% where groups share much" in told


@pytest.mark.parametrize("year", EDITIONS)
def test_each_editions_register_stands_beside_the_simulated_ones(findings, year):
    one = made_up.describe_register(findings(2026).table)
    simulated = pd.DataFrame([one, {name: 2 * value for name, value in one.items()}])
    table = made_up.compare_registers(findings(year), simulated).set_index("What")
    here = table[f"Register, edition {year}"]
    assert here["Arrangements with a usable saving"] == f"{len(findings(year).table):,}"
    assert table.loc["Arrangements in the largest group", "Simulated, typically"] == "39"
    assert not table.isna().any().any()


def test_a_register_without_savings_is_not_known(findings):
    empty = findings(2026)
    table = made_up.compare_registers(
        type(empty)(**{**vars(empty), "table": empty.table.head(0)}),
        pd.DataFrame([made_up.describe_register(empty.table)]),
    )
    assert table.iloc[:, 1].tolist() == ["0", "0", *["not known"] * 5]
