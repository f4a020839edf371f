"""The sorted curve is a fair sample, and its strips show where each option lies."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from multiverses import GRID, build_empty, build_multiverse, build_readings, taken
from sharing.chapters import combinations as chapter
from sharing.choices import BASELINE, OPTIONS
from sharing.edition import Edition
from sharing.headlines import HEADLINES
from sharing.sensitivity import count_holding

FIVE, SLOPE = "five_or_more_against_two", "per_council_slope"
N = len(GRID)
CASH, LEFT = taken("prices", "cash"), taken("forecasts", "leave out")
RISING = pd.Series(np.linspace(1.5, 3, N), GRID.index)


def holdings(**readings: pd.DataFrame) -> list:
    multiverse = build_multiverse(**readings)
    return [count_holding(multiverse, name) for name in HEADLINES]


def test_the_ranges_are_those_of_all_ratios():
    ranges = chapter.gather_ranges(build_multiverse(**{FIVE: build_readings(RISING)}))
    ratios = [name for name, headline in HEADLINES.items() if headline.unit == "ratio"]
    assert list(chapter.SHORT) == ratios
    assert list(ranges.label) == list(chapter.SHORT.values())
    first = ranges.iloc[0]
    assert (first.smallest, first.largest, first.own, first.estimated) == (1.5, 3, 1.5, N)
    assert list(first[["low", "middle", "high"]]) == pytest.approx([1.575, 2.25, 2.925])
    assert chapter.gather_ranges(build_empty()).empty


def test_the_sample_is_evenly_spaced_and_holds_the_books_own_choices():
    cash = replace(BASELINE, prices="cash")
    multiverse = build_multiverse(cash, **{FIVE: build_readings(RISING, 0.1 + LEFT)})
    curve = chapter.sample_curve(multiverse, FIVE)
    assert len(curve) == chapter.SAMPLE + 1
    sample, own = curve[~curve.own], curve[curve.own]
    assert sample.estimate.is_monotonic_increasing
    assert (sample.estimate.iloc[0], sample.estimate.iloc[-1]) == (1.5, 3)
    assert sample.place.diff().dropna().between(0.6, 0.73).all()
    assert own.estimate.tolist() == [pytest.approx(RISING[multiverse.chosen], rel=1e-3)]
    assert own.place.tolist() == [pytest.approx(100 * multiverse.chosen / N, abs=0.01)]
    assert (sample.clear == (sample.low > 1)).all() and sample.clear.nunique() == 2


def test_few_combinations_are_all_shown_and_none_shows_none():
    few = RISING.where(GRID.index < 7)
    curve = chapter.sample_curve(build_multiverse(**{FIVE: build_readings(few)}), FIVE)
    assert len(curve) == 7 + 1
    unseen = build_multiverse(
        replace(BASELINE, prices="cash"), **{FIVE: build_readings(RISING.where(CASH == 0))}
    )
    assert not chapter.sample_curve(unseen, FIVE).own.any()
    assert chapter.sample_curve(build_empty(), FIVE).empty
    assert chapter.locate_options(build_empty(), FIVE).empty


def test_strips_show_every_option_that_was_not_chosen_where_it_lies():
    readings = build_readings(2 + CASH + RISING / 100)
    strips = chapter.locate_options(build_multiverse(**{FIVE: readings}), FIVE)
    others = sum(len(options) - 1 for options in OPTIONS.values())
    assert strips.option.nunique() == others
    assert (strips.groupby("option").size() == chapter.PARTS).all()
    cash = strips[strips.option == "Prices: cash"]
    assert (cash.share == (cash.start >= 50)).all()
    assert cash.start.iloc[0] == 0 and cash.end.iloc[-1] == 100
    assert (cash.start.iloc[1:].to_numpy() == cash.end.iloc[:-1].to_numpy()).all()


def test_equal_estimates_show_no_pattern_of_the_grids_order():
    strips = chapter.locate_options(build_multiverse(), FIVE)
    expected = strips.option.map(
        lambda option: 1 / 3 if option.startswith(("Forecasts", "Clustering")) else 1 / 2
    )
    # Four standard errors of a share among the combinations of a part.
    assert (strips.share - expected).abs().max() < 4 * 0.5 / np.sqrt(N / chapter.PARTS)


def test_the_options_table_tells_how_many_hold():
    readings = build_readings((2 + CASH).where(LEFT == 0), 0.1 + CASH)
    table = chapter.tabulate_options(build_multiverse(**{FIVE: readings}), FIVE)
    table = table.set_index(["Decision", "Option"])
    assert list(table.loc[("Prices", "cash")]) == [N // 3, "3.00", 0]
    assert list(table.loc[("Prices", "constant")]) == [N // 3, "2.00", N // 3]
    assert list(table.loc[("Forecasts", "leave out")]) == [0, "not given", 0]
    assert "Clear of no difference" not in chapter.tabulate_options(
        build_multiverse(), "median_saving"
    )


def test_titles_state_the_finding():
    steady = holdings()
    assert chapter.title_ranges(steady) == (
        "All five ratios stay on one side of no difference whatever is chosen"
    )
    turning = holdings(**{FIVE: build_readings(2 - 1.5 * CASH)})
    assert chapter.title_ranges(turning).startswith("Four of the five ratios stay on one side")
    nothing = {name: build_readings(np.nan) for name in chapter.SHORT}
    assert chapter.title_ranges(holdings(**nothing)) == "No combination of choices can give a ratio"
    alone = nothing | {FIVE: build_readings(2.0)}
    assert chapter.title_ranges(holdings(**alone)) == (
        "The one ratio stays on one side of no difference whatever is chosen"
    )
    titles = {one.headline: chapter.title_curve(one) for one in turning}
    assert titles[FIVE] == (
        "Five councils or more against two: above one in 4,608 of 9,216 combinations (50%)"
    )
    assert titles["median_saving"] == "Median saving a year is £1m over 9,216 combinations"
    assert chapter.title_curve(count_holding(build_empty(), FIVE)).endswith(
        "no combination of choices can give it"
    )


def test_subtitles_name_the_unit():
    edition = Edition(2015, price_year=2014, threshold_gbp=200_000)
    told = [chapter.subtitle_curve(name, edition) for name in HEADLINES]
    assert told[0] == "Share of savings under the threshold of £200,000 a year, with 95% intervals"
    assert told[1] == "Median saving a year, pounds of 2014 or cash, with 95% intervals"
    assert told[2] == "Five councils or more against two, as a ratio, with 95% intervals"


def test_descriptions_tell_range_and_movers():
    multiverse = build_multiverse(**{FIVE: build_readings(2 + CASH)})
    told = chapter.describe_curve(multiverse, FIVE)
    assert told.startswith("Sorted by size, the estimate lies between 2.00 and 3.00. Of the")
    assert "prices 100%" in told
    assert chapter.describe_curve(multiverse, SLOPE).endswith("No decision moves it.")
    assert chapter.describe_curve(build_empty(), FIVE) == "No estimates."
    ranges = chapter.gather_ranges(multiverse)
    assert chapter.describe_ranges(ranges).startswith(
        "Five or more against two: 2.00 to 3.00, nine"
    )
    assert chapter.describe_ranges(ranges[:0]) == "No ratios."
