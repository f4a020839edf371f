"""Sentences on how often a headline holds, each as a reader meets it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from multiverses import GRID, build_empty, build_multiverse, build_readings, taken
from sharing.choices import BASELINE
from sharing.headlines import HEADLINES
from sharing.holding_statements import (
    NAMES,
    SIDES,
    SUBJECTS,
    find_answer,
    say_holding,
    say_of,
    say_reading,
    say_span,
    say_value,
)
from sharing.robustness import Multiverse
from sharing.sensitivity import count_holding

FIVE, SLOPE = "five_or_more_against_two", "per_council_slope"
CASH, BROAD = taken("prices", "cash"), taken("grouping", "broad")


def say(headline: str, multiverse: Multiverse) -> str:
    return say_holding(count_holding(multiverse, headline))


def answer(multiverse: Multiverse) -> str:
    return find_answer([count_holding(multiverse, name) for name in HEADLINES])


def test_every_headline_has_its_words():
    assert set(NAMES) == set(SUBJECTS) == set(HEADLINES)
    assert set(SIDES) == {headline.unit for headline in HEADLINES.values()} - {"pounds"}


def test_a_ratio_that_always_holds():
    assert say(FIVE, build_multiverse()) == (
        "The ratio of partnerships of five councils or more to those of two is above one in all "
        "9,216 combinations of choices, and its 95% interval is clear of one in all 9,216."
    )


def test_a_ratio_that_mostly_holds_and_cannot_always_be_given():
    estimate = pd.Series(0.5 + 1.5 * CASH * BROAD, GRID.index).where(
        taken("ties", "identifier") > 0
    )
    readings = build_readings(estimate, width=0.1 + 2 * taken("not_started", "leave out"))
    assert say(SLOPE, build_multiverse(**{SLOPE: readings})) == (
        "The ratio of the saving for each council when their number doubles is below one in 3,456 "
        "of 4,608 combinations of choices that can give it (75%), and its 95% interval is clear of "
        "one in 1,728 of 4,608 (38%). In 576 it is clear of one on the other side. The other 4,608 "
        "cannot give it."
    )


def test_a_share_is_set_against_half_and_a_median_has_a_range():
    assert say("share_under_threshold", build_multiverse()).startswith(
        "The share of savings under the threshold is under half in all 9,216"
    )
    readings = build_readings(1e6 * (1 + CASH))
    assert say("median_saving", build_multiverse(median_saving=readings)) == (
        "The median saving a year lies between £1m and £2m in all 9,216 combinations of choices."
    )
    assert say("median_saving", build_multiverse()) == (
        "The median saving a year is £1m in all 9,216 combinations of choices."
    )
    one = pd.Series(np.nan, GRID.index)
    one[5] = 1e6
    assert say("median_saving", build_multiverse(median_saving=build_readings(one))) == (
        "The median saving a year is £1m in the only combination of choices that can give it. "
        "The other 9,215 cannot give it."
    )


def test_what_the_books_own_choices_do_not_give():
    readings = build_readings(pd.Series(2 - 1.5 * BROAD, GRID.index).where(CASH > 0))
    assert say(FIVE, build_multiverse(**{FIVE: readings})) == (
        "The book's own choices do not give the ratio of partnerships of five councils or more to "
        "those of two. Of the combinations that do, it is above one in 2,304 of 4,608 (50%) and "
        "below one in 2,304 of 4,608 (50%). The other 4,608 cannot give it."
    )


def test_what_no_choices_give_and_what_lies_on_the_line():
    assert say(FIVE, build_empty()) == (
        "In this edition, none of the 9,216 combinations of choices gives the ratio of "
        "partnerships of five councils or more to those of two."
    )
    assert say(FIVE, build_multiverse(**{FIVE: build_readings(1 + CASH)})) == (
        "The ratio of partnerships of five councils or more to those of two is exactly one with "
        "the book's own choices, above one in 4,608 of 9,216 combinations (50%) and below one in 0."
    )


def test_the_answer_names_what_holds_always_and_what_is_clear_only_as_chosen():
    told = answer(
        build_multiverse(
            **{
                FIVE: build_readings(2.0, 0.1 + 2 * CASH),
                SLOPE: build_readings(0.5 + BROAD),
                "achieved_against_expected": build_readings(1.5, 2.0),
                "procurement_against_back_office": build_readings(np.nan),
                "other_bodies_against_councils_alone": build_readings(np.nan),
            }
        )
    )
    assert told == (
        "**Three of the four headlines that could point the other way keep their direction in "
        "every one of the 9,216 combinations of choices that can give them: the share of savings "
        "under the threshold, five councils or more against two and achieved against expected.** "
        "One of the four headlines is clear of chance in every one: the share of savings under the "
        "threshold. Clear with the book's choices, but not with all: five councils or more against "
        "two (in 50%) and the saving for each council when their number doubles (in 50%)."
    )


def test_the_answer_of_an_edition_with_one_headline_or_none():
    assert "cannot say" in answer(build_empty())
    alone = dict.fromkeys(HEADLINES, build_readings(np.nan))
    steady = alone | {"share_under_threshold": build_readings(0.1)}
    assert answer(build_multiverse(**steady)) == (
        "**The one headline that could point the other way keeps its direction in every one of the "
        "9,216 combinations of choices that can give it: the share of savings under the "
        "threshold.** The one headline is clear of chance in every one: the share of savings under "
        "the threshold."
    )
    turning = alone | {"share_under_threshold": build_readings(0.1 + 0.8 * CASH)}
    assert answer(build_multiverse(**turning)).startswith(
        "**Not even the one headline that could point the other way keeps its direction"
    )


@pytest.mark.parametrize(
    ("count", "of", "told"),
    [
        (4, 4, "all 4"),
        (0, 4, "none of 4"),
        (1, 4, "1 of 4 (25%)"),
        (1200, 4800, "1,200 of 4,800 (25%)"),
    ],
)
def test_counts_among_many(count, of, told):
    assert say_of(count, of) == told


@pytest.mark.parametrize(
    ("headline", "value", "told"),
    [
        ("share_under_threshold", 0.065, "6.5%"),
        ("median_saving", 1_330_000, "£1.3m"),
        (FIVE, 2.4167, "2.42"),
        (FIVE, 12.6, "13"),
        (FIVE, 4e9, "more than 1,000"),
        (FIVE, np.nan, "not given"),
    ],
)
def test_values_in_their_units(headline, value, told):
    assert say_value(headline, value) == told


def test_readings_and_spans():
    def reading(*numbers: float) -> pd.Series:
        return pd.Series(numbers, index=["estimate", "low", "high"])

    assert say_reading(FIVE, reading(2.4, 1.2, 5)) == "2.40 (1.20 to 5.00)"
    assert say_reading(FIVE, reading(2.4, np.nan, np.nan)) == "2.40 (no range)"
    assert say_reading(FIVE, reading(np.nan, np.nan, np.nan)) == "not given"
    assert say_span(FIVE, 2.1, 2.5) == "2.10 to 2.50"
    assert say_span("median_saving", 1_300_000, 1_310_000) == "£1.3m"


def test_the_side_follows_the_choices():
    cash = replace(BASELINE, prices="cash")
    told = say(FIVE, build_multiverse(cash, **{FIVE: build_readings(2 - 1.5 * CASH)}))
    assert "is below one in 4,608 of 9,216" in told
