"""Counts, reversals and shares of variation over made-up estimates whose answers are known."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

import sharing.sensitivity as module
from multiverses import GRID, build_empty, build_multiverse, build_readings, taken
from sharing.choices import BASELINE, OPTIONS
from sharing.headlines import HEADLINES
from sharing.sensitivity import (
    count_holding,
    explain_variation,
    find_blockers,
    multiverse_table,
    put_on_scale,
    reverse_decisions,
    write_multiverse,
)

FIVE = "five_or_more_against_two"
N = len(GRID)
CASH, BROAD = taken("prices", "cash"), taken("grouping", "broad")
LEFT, BEFORE = taken("forecasts", "leave out"), taken("forecasts", "before achieved")


def test_estimates_are_counted_on_their_side_and_clear_of_it():
    # 2 in half of all, of which half have a wide interval; 0.5 in a third of the other half.
    estimate = 2 - 1.5 * CASH * LEFT
    width = 0.1 + 0.5 * BROAD
    held = count_holding(build_multiverse(**{FIVE: build_readings(estimate, width)}), FIVE)
    assert (held.combinations, held.estimated) == (N, N)
    assert (held.above, held.below) == (N * 5 // 6, N // 6)
    assert (held.clear_above, held.clear_below) == (N * 5 // 12, N // 6)
    assert (held.chosen, held.smallest, held.largest) == (2, 0.5, 2)
    assert held.chosen_clear
    assert (held.side, held.same_side, held.clear) == ("above", N * 5 // 6, N * 5 // 12)
    assert held.opposed == N // 6


def test_the_side_is_that_of_the_books_own_choices():
    readings = build_readings(2 - 1.5 * CASH)
    held = count_holding(
        build_multiverse(replace(BASELINE, prices="cash"), **{FIVE: readings}), FIVE
    )
    assert (held.side, held.same_side, held.clear, held.opposed) == (
        "below",
        N // 2,
        N // 2,
        N // 2,
    )


@pytest.mark.parametrize("value", [np.nan, 1.0])
def test_without_an_own_estimate_off_the_line_there_is_no_side(value):
    readings = build_readings((2 * CASH).where(CASH > 0, value))
    held = count_holding(build_multiverse(**{FIVE: readings}), FIVE)
    assert held.side == "" and held.same_side is held.clear is held.opposed is None
    assert held.above == N // 2
    assert not held.chosen_clear


def test_an_interval_that_touches_the_line_or_is_missing_is_not_clear():
    readings = build_readings(2.0)
    readings.loc[CASH > 0, "low"] = 1.0
    readings.loc[(CASH == 0) & (BROAD > 0), ["low", "high"]] = np.nan
    assert count_holding(build_multiverse(**{FIVE: readings}), FIVE).clear_above == N // 4


def test_the_median_has_no_side_and_the_share_is_set_against_half():
    assert count_holding(build_multiverse(), "median_saving").side == ""
    share = count_holding(build_multiverse(), "share_under_threshold")
    assert (share.side, share.clear) == ("below", N)


def test_nothing_given_is_counted_as_nothing():
    held = count_holding(build_empty(), FIVE)
    assert (held.estimated, held.above, held.clear_below, held.side) == (0, 0, 0, "")
    assert np.isnan([held.chosen, held.smallest, held.largest]).all()


def test_each_decision_is_reversed_alone():
    estimate = 2 * np.exp(0.5 * CASH + 0.2 * LEFT - 0.1 * BEFORE + 9 * CASH * LEFT)
    table = reverse_decisions(build_multiverse(**{FIVE: build_readings(estimate)}), FIVE)
    assert len(table) == sum(len(options) for options in OPTIONS.values())
    assert table.is_chosen.sum() == len(OPTIONS)
    assert (table.estimate[table.is_chosen] == 2).all()
    moved = table.set_index(["decision", "option"]).moved
    assert moved["prices", "cash"] == pytest.approx(0.5)
    assert moved["forecasts", "leave out"] == pytest.approx(0.2)
    assert moved["forecasts", "before achieved"] == pytest.approx(0.1)
    assert moved["ties", "newest period"] == 0
    assert moved.drop(["prices", "forecasts"], level="decision").max() == 0


def test_reversals_start_from_the_options_that_were_chosen():
    readings = build_readings(2 + CASH)
    cash = build_multiverse(replace(BASELINE, prices="cash"), **{FIVE: readings})
    table = reverse_decisions(cash, FIVE).set_index(["decision", "option"])
    assert table.is_chosen["prices", "cash"] and not table.is_chosen["prices", "constant"]
    assert table.estimate["prices", "constant"] == 2
    assert table.estimate["grouping", "broad"] == 3


def test_shares_of_variation_are_those_of_independent_effects():
    # Variances of a two-option effect a and a three-option effect 0, b, -b: a²/4 and 2b²/3.
    estimate = np.exp(0.4 * CASH + 0.3 * LEFT - 0.3 * BEFORE)
    shares = explain_variation(build_multiverse(**{FIVE: build_readings(estimate)}), FIVE)
    first, second = 0.4**2 / 4, 2 * 0.3**2 / 3
    assert shares["prices"] == pytest.approx(first / (first + second))
    assert shares["forecasts"] == pytest.approx(second / (first + second))
    assert shares.drop(["prices", "forecasts"]).abs().max() < 1e-12
    assert shares.index[0] == "forecasts"


def test_decisions_that_only_act_together_explain_nothing_alone():
    estimate = np.exp((CASH - 0.5) * (BROAD - 0.5))
    shares = explain_variation(build_multiverse(**{FIVE: build_readings(estimate)}), FIVE)
    assert shares.max() < 1e-12


def test_what_does_not_vary_has_no_shares():
    assert explain_variation(build_multiverse(), FIVE).isna().all()
    assert explain_variation(build_empty(), FIVE).isna().all()


def test_an_option_that_rules_a_headline_out_is_found():
    ruled_out = build_readings(pd.Series(2.0, GRID.index).where(LEFT == 0))
    assert find_blockers(build_multiverse(**{FIVE: ruled_out}), FIVE) == [
        ("forecasts", "leave out")
    ]
    together = build_readings(pd.Series(2.0, GRID.index).where(LEFT * CASH == 0))
    assert find_blockers(build_multiverse(**{FIVE: together}), FIVE) == []
    assert find_blockers(build_empty(), FIVE) == []


def test_shares_are_compared_as_they_are_and_ratios_as_logs():
    values = pd.Series([0.1, 1.0, np.e])
    assert put_on_scale("share_under_threshold", values).tolist() == values.tolist()
    assert put_on_scale(FIVE, values)[2] == pytest.approx(1)
    losses = pd.Series([-1.0, 2.0])
    assert put_on_scale("median_saving", losses).tolist() == [-1, 2]


def test_the_document_counts_each_headline_and_says_none_for_nothing():
    document = write_multiverse(build_multiverse(**{FIVE: build_readings(2 - 1.5 * CASH)}))
    assert document["specifications"] == N
    assert list(document["headlines"]) == list(HEADLINES)
    assert document["headlines"][FIVE] == {
        "estimated": N,
        "same_side": N // 2,
        "clear": N // 2,
        "smallest": 0.5,
        "largest": 2,
    }
    assert document["headlines"]["median_saving"]["clear"] is None
    nothing = write_multiverse(build_empty())["headlines"][FIVE]
    assert nothing == dict.fromkeys(nothing) | {"estimated": 0}


def test_the_published_table_holds_every_combination_in_a_small_file(findings, monkeypatch):
    readings = build_readings((2.123456 - LEFT * CASH).where(BROAD == 0))
    median = build_readings(1_234_567.8)
    multiverse = build_multiverse(**{FIVE: readings, "median_saving": median})
    monkeypatch.setattr(module, "explore", lambda found: multiverse)
    table = multiverse_table(findings(2011))
    assert len(table) == N and not table[list(OPTIONS)].duplicated().any()
    assert table.median_saving[0] == 1_235_000
    assert table[FIVE].dropna().unique().tolist() == [2.123, 1.123]
    assert table[f"{FIVE}_low"].isna().sum() == N // 2
    assert table.arrangements.unique().tolist() == [100]
    assert len(table.to_csv(index=False)) < 1_500_000
    for decision, options in OPTIONS.items():
        told = [options[int(place) - 1] for place in table[decision]]
        assert told == GRID[decision].tolist()
