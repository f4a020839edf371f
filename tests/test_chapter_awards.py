"""What is said of the awards is true and well formed in every edition."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from sharing import national
from sharing.awards import know_awards
from sharing.chapters import awards as chapter
from test_awards import build_awards, grant
from test_national import build_totals
from test_statements import find_flaws

SENTENCES: dict[str, Callable[[pd.DataFrame, pd.DataFrame], str]] = {
    "all": chapter.tell_awards,
    "awards": lambda awards, totals: chapter.find_awards(awards),
    "ratio": lambda awards, totals: chapter.find_ratio(awards),
    "published": chapter.find_published_ratio,
    "yearly ratio": lambda awards, totals: chapter.find_yearly_ratio(awards),
    "yearly awards": lambda awards, totals: chapter.find_yearly_awards(awards),
    "judge": lambda awards, totals: chapter.judge_ratio(awards),
    "title": lambda awards, totals: f"{chapter.title_ratios(awards)}.",
    "chart": lambda awards, totals: chapter.describe_ratios(chapter.plot_ratios(awards, totals)),
}
TOTALS = build_totals()
SIX = build_awards(*(grant(100, 100 * n, round="2014-15") for n in range(1, 7)))
EXTREMES = {
    "none": build_awards(),
    "one without figures": build_awards({}),
    "one with both": build_awards(grant(100, 500)),
    "one without a saving": build_awards(grant(100)),
    "one of one year": build_awards(grant(100, 500, expected_savings_years=1)),
    "two without a saving": build_awards(grant(100), grant(50)),
    "two with both": build_awards(grant(100, 500), grant(50, 70, expected_savings_years=4)),
    "six": SIX,
    "nothing expected": build_awards(*(grant(100, 0) for _ in range(6))),
}


@pytest.mark.parametrize("year", [2003, *range(2011, 2020), 2026])
@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_well_formed_in_real_editions(findings, name, year):
    found = findings(year)
    said = SENTENCES[name](know_awards(found), national.know_totals(found))
    assert find_flaws(said) == [], said


@pytest.mark.parametrize("extreme", EXTREMES)
@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_well_formed_in_extreme_editions(name, extreme):
    said = SENTENCES[name](EXTREMES[extreme], TOTALS)
    assert find_flaws(said) == [], said


@pytest.mark.parametrize(
    ("ratio", "said"),
    [(6.87, "£6.90"), (9.96, "£10"), (10.6, "£11"), (0.567, "£0.60"), (4, "£4.00")],
)
def test_a_ratio_is_said_in_pounds(ratio, said):
    assert chapter.say_ratio(ratio) == said


def test_awards_that_state_a_saving_are_counted():
    assert chapter.find_awards(build_awards(grant(1, 2), grant(3), {}, {})) == (
        "Of the 4 awards on record, 1 (25%) states how much it expected to save."
    )
    assert chapter.find_awards(build_awards(grant(3), grant(3))) == (
        "None of the 2 awards on record states how much it expected to save."
    )


def test_the_ratio_is_told_with_its_range_or_without():
    assert chapter.find_ratio(SIX).startswith(
        "Winners of the six awards that state a total expected to save £3.50 for each £1 of grant ("
    )
    assert chapter.find_ratio(EXTREMES["two with both"]).endswith(
        "£3.80 for each £1 of grant (too few independent awards to give a range)."
    )


def test_the_rounds_published_ratio_stands_beside_that_of_its_awards(findings):
    totals = national.know_totals(findings(2026))
    said = (
        "By the published totals of a round it was more than £11 in the round of 2014-15 (£3.50 in "
        "six awards of it) and more than £10 in the round of 2015-16."
    )
    told = chapter.find_published_ratio(SIX, totals)
    assert told.startswith(said) and "Both lie above the range" in told
    larger = SIX.assign(expected_savings_gbp=2 * SIX.expected_savings_gbp)
    assert chapter.find_published_ratio(larger, totals).endswith("in the round of 2015-16.")
    assert "above" not in chapter.find_published_ratio(SIX.head(2), totals)


def test_where_there_is_no_award_only_that_is_said(findings):
    totals = national.know_totals(findings(2026))
    assert chapter.tell_awards(build_awards(), totals) == "No award is on record."
    assert chapter.tell_awards(SIX, totals).count("on record") > 1


def test_a_saving_of_one_year_is_named_and_kept_out_of_the_pooled_figure():
    mixed = build_awards(grant(100, 500), grant(100, 100, lead="A*B", expected_savings_years=1))
    assert chapter.find_yearly_awards(mixed) == (
        "A\\*B stated its saving for a single year, which is left out of the pooled figure. "
        "Counted as if for all years, the pooled figure would be £3.00."
    )


def test_the_chart_shows_rounds_then_the_pooled_ratio_then_awards_by_size(findings):
    totals = national.know_totals(findings(2026))
    plotted = chapter.plot_ratios(SIX, totals)
    assert list(plotted.kind) == [chapter.PUBLISHED] * 2 + [chapter.POOLED] + [chapter.AWARD] * 6
    assert list(plotted.ratio[3:]) == [6, 5, 4, 3, 2, 1]
    assert np.isfinite(plotted.low[2]) and plotted.low.drop(2).isna().all()
    assert plotted.expected[2] / plotted.grant[2] == plotted.ratio[2] == 3.5
    assert plotted.label.is_unique


def test_the_chart_is_empty_where_no_award_states_both(findings):
    assert chapter.plot_ratios(build_awards(grant(1)), national.know_totals(findings(2026))).empty


def test_labels_of_the_chart_are_unique_in_the_register(findings):
    found = findings(2026)
    assert chapter.plot_ratios(know_awards(found), national.know_totals(found)).label.is_unique


def test_what_is_held_stands_beside_what_was_published(findings):
    table = chapter.count_awards(SIX, national.know_totals(findings(2026))).set_index("Round")
    assert list(table.index) == ["2013-14", "2014-15", "2015-16"]
    assert table["Awards held"]["2014-15"] == table["State a saving"]["2014-15"] == 6
    assert table["Winners, as published"]["2014-15"] == "32"
    assert table["Grants, as published"]["2014-15"] == "£9m"
    unknown = chapter.count_awards(build_awards(grant(5, round="other")), TOTALS).set_index("Round")
    assert unknown["Winners, as published"]["2014-15"] == "not known"
    assert unknown["Awards held"]["not stated"] == 1
