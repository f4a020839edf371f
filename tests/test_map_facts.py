"""The facts about the 2015 map keep the ranges that their pages leave open, and no more."""

import pandas as pd
import pytest

from builders import build_table
from sharing.edition import Edition
from sharing.map_facts import (
    CATEGORIES,
    LARGEST_ELSEWHERE_GBP,
    NEEDED,
    TOTALS,
    MapFacts,
    gather_facts,
)
from sharing.models import NotEstimated
from sharing.national import know_published

VALUES = {
    "listed": (400, "2015-05"),
    "listed before": (300, "2014-05"),
    "without a figure": (100, ""),
    "saved in a year": (80_000_000, "2015-05"),
    "saved in all": (300_000_000, "2015-05"),
    "largest": (2_500_000, "2015"),
    "share under": (50, "2015"),
}


def totals(*left_out: str) -> pd.DataFrame:
    return build_table(
        "totals",
        [
            {"total_id": TOTALS[name], "value": value, "as_of": as_of}
            for name, (value, as_of) in VALUES.items()
            if name not in left_out
        ],
    )


def ranges(facts: MapFacts) -> dict[str, tuple[float, float]]:
    return {fact.name: (fact.low, fact.high) for fact in facts.facts}


def test_each_fact_keeps_the_range_that_its_page_leaves_open():
    facts = gather_facts(totals(), 2026)
    assert facts.year == 2015
    assert ranges(facts) == {
        "listed": (400, 400),
        "without": (0, 100),
        # A rise of £80m in twelve months, of which 300 of the 400 were there before; £300m in
        # three years.
        "total": (60_000_000, 100_000_000),
        "share": (0.5, 2 / 3),
        "reading": (0, 2),
        "largest": (2_500_000, LARGEST_ELSEWHERE_GBP),
    }


def test_a_rise_over_more_than_a_year_is_brought_down_to_a_year():
    later = totals().assign(
        as_of=lambda frame: frame.as_of.where(
            frame.total_id != TOTALS["saved in a year"], "2015-08"
        )
    )
    assert gather_facts(later, 2026)["total"].low == pytest.approx(60_000_000 * 12 / 15)


def test_nothing_published_on_missing_figures_means_that_none_is_missing():
    facts = gather_facts(totals("without a figure"), 2026)
    assert ranges(facts)["without"] == (0, 0)
    assert facts["without"].totals == ()


@pytest.mark.parametrize("name", NEEDED)
def test_a_fact_that_is_not_known_yet_leaves_no_range_but_a_reason(name):
    found = gather_facts(totals(name), 2015)
    assert isinstance(found, NotEstimated)
    assert found.why == "5 of the 6 facts that it takes had been published by the end of 2015"


def test_no_fact_at_all_is_none():
    found = gather_facts(totals(*VALUES), 2011)
    assert found.why == "none of the 6 facts that it takes had been published by the end of 2011"


@pytest.mark.parametrize("year", [2011, 2014, 2015])
def test_editions_before_the_facts_were_published_do_not_know_them(register, year):
    known = know_published(register.totals, year, False)
    assert isinstance(gather_facts(known, year), NotEstimated)


@pytest.mark.parametrize(("year", "most_without"), [(2016, 0), (2019, 0), (2026, 150)])
def test_later_editions_know_them_and_the_newest_also_what_has_no_date(
    register, year, most_without
):
    undated = Edition(year).knows_undated(register.reports)
    facts = gather_facts(know_published(register.totals, year, undated), year)
    assert ranges(facts)["without"] == (0, most_without)
    assert ranges(facts)["listed"] == (416, 416)
    assert all(fact.low <= fact.high and fact.why for fact in facts.facts)


def test_what_the_code_takes_from_the_words_of_the_totals_is_still_in_them(register):
    words = register.totals.set_index("total_id")
    assert f"£{LARGEST_ELSEWHERE_GBP / 1e6:.0f}m a year" in words.doubt[TOTALS["largest"]]
    assert words.qualifier[TOTALS["share under"]] == "more than"
    assert words.metric[TOTALS["share under"]] == "share_saving_under_100k"
    assert "since 2012" in words.note[TOTALS["saved in all"]]


def test_the_totals_by_kind_of_service_belong_to_the_total_that_they_are_part_of(register):
    words = register.totals.set_index("total_id")
    families = set(register.categories.family)
    for family, total in CATEGORIES.items():
        assert family in families
        assert words.metric[total] == "savings_by_category"
        assert words.as_of[total] == words.as_of[TOTALS["saved in all"]]
