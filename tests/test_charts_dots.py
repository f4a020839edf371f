"""Every arrangement is one dot, on its own side of the threshold, and above nobody else's."""

import json

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.chapters.how_much import list_savings
from sharing.charts.dots import COLUMNS, show_dots, stack_dots
from test_charts import spec_of, texts_of

LIMIT = 100_000
SIDES = ("1 under\n£100,000", "2 report\n£100,000 or more")


def savings_of(*pounds):
    return pd.DataFrame(
        {
            "name": [f"n{place}" for place in range(len(pounds))],
            "saving": [float(amount) for amount in pounds],
            "status": ["achieved", "expected"] * (len(pounds) // 2)
            + ["achieved"] * (len(pounds) % 2),
        }
    )


@given(st.lists(st.floats(-1e8, 1e9, allow_nan=False), min_size=1, max_size=60))
def test_every_saving_is_one_dot_on_its_own_side_of_the_threshold(pounds):
    dots = stack_dots(savings_of(*pounds), LIMIT)
    assert sorted(dots.name) == sorted(savings_of(*pounds).name)
    assert ((dots.place < LIMIT) == (dots.saving < LIMIT)).all()
    assert not dots.duplicated(["place", "level"]).any()
    levels = dots.groupby("place")["level"]
    assert (levels.max() == levels.size()).all() and (levels.min() == 1).all()
    assert dots.place.nunique() <= COLUMNS + 2


def test_equal_savings_stand_in_one_column_achieved_ones_below():
    dots = stack_dots(savings_of(5e5, 5e5, 5e5, 5e5, 1e7), LIMIT)
    column = dots[dots.saving == 5e5]
    assert column.place.nunique() == 1
    assert column.sort_values("level").status.tolist() == ["achieved"] * 2 + ["expected"] * 2


def test_dots_keep_the_order_of_their_savings_and_stand_near_them():
    dots = stack_dots(savings_of(-2e5, 0, 3e4, 9e4, 1.1e5, 2e6, 4e7), LIMIT)
    assert dots.sort_values("saving").place.is_monotonic_increasing
    assert np.allclose(dots.place[dots.saving >= 1e5], dots.saving[dots.saving >= 1e5], rtol=0.3)


@pytest.mark.parametrize("year", [2011, 2016, 2026])
def test_every_real_saving_is_a_dot(findings, year):
    found = findings(year)
    dots = stack_dots(list_savings(found), LIMIT)
    assert len(dots) == len(found.table)
    assert (dots.place < LIMIT).sum() == (found.table.annual_saving_cash_gbp < LIMIT).sum()


def test_the_chart_draws_a_dot_each_and_the_words_of_both_sides():
    dots = stack_dots(savings_of(5e4, 2e5, 3e6), LIMIT)
    chart = show_dots(dots, LIMIT, SIDES)
    drawn = texts_of(chart)
    assert {"Achieved", "Expected", "£100k", "£1m"} <= set(drawn)
    assert any("1 under" in words for words in drawn)
    assert any("2 report" in words for words in drawn)
    spec = spec_of(chart)
    assert spec["width"] == "container" and spec["height"] > 0


def test_a_chart_of_no_dots_is_still_valid():
    empty = stack_dots(savings_of(), LIMIT)
    assert json.dumps(spec_of(show_dots(empty, LIMIT, SIDES)), allow_nan=False)
