"""The page on decisions: every decision has its address and says what reversing it changes."""

import re
from dataclasses import replace

import nbformat
import numpy as np
import pandas as pd
import pytest

from builders import write_savings
from multiverses import GRID, build_empty, build_multiverse, build_readings, taken
from sharing.chapters import decisions as chapter
from sharing.choices import BASELINE, OPTIONS, read_decisions
from sharing.edition import Edition
from sharing.headlines import HEADLINES
from sharing.influence import find_most_influential, leave_out_each
from sharing.paths import BOOK
from sharing.results import find
from sharing.robustness import explore
from sharing.sensitivity import count_holding

FIVE, SLOPE = "five_or_more_against_two", "per_council_slope"
ACHIEVED, BODIES = "achieved_against_expected", "other_bodies_against_councils_alone"
CASH, BROAD, LEFT = (
    taken("prices", "cash"),
    taken("grouping", "broad"),
    taken("forecasts", "leave out"),
)
DECISIONS = {decision.name: decision for decision in read_decisions()}
START = "With *cash* instead and all else as chosen,"


def test_every_decision_has_an_address_of_its_own_on_the_page():
    page = nbformat.read(BOOK / "methods" / "decisions.ipynb", as_version=4)
    text = "\n".join(cell.source for cell in page.cells if cell.cell_type == "markdown")
    anchors = re.findall(r"^\(decision-([a-z-]+)\)=\n### ", text, re.MULTILINE)
    assert anchors == [decision.id for decision in DECISIONS.values()]
    code = "\n".join(cell.source for cell in page.cells if cell.cell_type == "code")
    for name in DECISIONS:
        assert code.count(f'decisions["{name}"]') == 2  # its words and its table


def test_a_decision_is_told_with_all_its_options_and_why():
    told = chapter.describe_decision(build_multiverse(), DECISIONS["forecasts"])
    for words in DECISIONS["forecasts"].options.values():
        assert words in told
    assert told.startswith("**Savings that were expected when reported.** Chosen: *after achieved*")
    assert DECISIONS["forecasts"].why.strip() in told
    assert told.count("nothing changes in this edition") == 2


def test_a_reversal_that_changes_nothing_says_so():
    told = chapter.say_reversal(build_multiverse(), "prices", "cash")
    assert told == f"{START} nothing changes in this edition."


def test_a_reversal_tells_the_largest_move_and_what_becomes_of_clear_findings():
    multiverse = build_multiverse(
        **{
            FIVE: build_readings(2 - 0.9 * CASH),
            SLOPE: build_readings(0.95 - 0.1 * CASH),
            ACHIEVED: build_readings(2 - 1.2 * CASH),
            BODIES: build_readings(pd.Series(2.0, GRID.index).where(CASH == 0)),
            "median_saving": build_readings(1e6, n=100 - 30 * CASH.astype(int)),
        }
    )
    assert chapter.say_reversal(multiverse, "prices", "cash") == (
        f"{START} 70 arrangements can be used instead of 100. The largest move, against the width "
        "of its own interval: achieved against expected, from 2.00 to 0.80. No longer given: other "
        "public bodies against councils alone. Now on the other side of no difference: achieved "
        "against expected. No longer clear of no difference: five councils or more against two. "
        "Newly clear of no difference: the saving for each council when their number doubles."
    )


def test_small_moves_and_moves_of_intervals_alone_are_told_as_such():
    small = build_multiverse(**{FIVE: build_readings(2 - 0.01 * CASH)})
    assert chapter.say_reversal(small, "prices", "cash") == (
        f"{START} the same 100 arrangements are used. No estimate moves by more than a tenth of "
        "the width of its interval. No headline changes sides, or between clear and not clear of "
        "no difference."
    )
    widths = build_multiverse(**{FIVE: build_readings(2.0, 0.1 + CASH)})
    told = chapter.say_reversal(widths, "prices", "cash")
    assert "Only intervals change, not estimates. No longer clear" in told


def test_what_only_a_reversal_gives_is_told():
    given = pd.Series(2.0, GRID.index).where(CASH > 0)
    only = build_multiverse(**dict.fromkeys(HEADLINES, build_readings(given)))
    told = chapter.say_reversal(only, "prices", "cash")
    assert "No headline is given both ways. Given only this way: the share" in told
    back = build_multiverse(
        replace(BASELINE, prices="cash"), **dict.fromkeys(HEADLINES, build_readings(given))
    )
    assert "No longer given: the share" in chapter.say_reversal(back, "prices", "constant")


def test_the_table_of_a_decision_sets_the_chosen_option_first():
    readings = build_readings(2 + LEFT + 2 * taken("forecasts", "before achieved"))
    multiverse = build_multiverse(replace(BASELINE, forecasts="leave out"), **{FIVE: readings})
    table = chapter.tabulate_reversal(multiverse, DECISIONS["forecasts"])
    assert list(table) == [
        "Headline",
        "Leave out (chosen)",
        "After achieved",
        "Before achieved",
    ]
    row = table[table.Headline == HEADLINES[FIVE].title].iloc[0]
    assert list(row)[1:] == ["3.00 (2.70 to 3.30)", "2.00 (1.80 to 2.20)", "4.00 (3.60 to 4.40)"]
    assert list(table.Headline) == [headline.title for headline in HEADLINES.values()]


def test_the_table_of_headlines_counts_and_says_what_has_no_side():
    multiverse = build_multiverse(
        **{
            FIVE: build_readings(2 - 1.5 * CASH),
            SLOPE: build_readings(np.nan),
            ACHIEVED: build_readings(pd.Series(2.0, GRID.index).where(CASH > 0)),
        }
    )
    table = chapter.tabulate_holdings(multiverse).set_index("Headline")
    assert list(table.loc[HEADLINES[FIVE].title]) == [
        "2.00 (1.80 to 2.20)",
        "0.50 to 2.00",
        "4,608 of 9,216 (50%)",
        "4,608 of 9,216 (50%)",
    ]
    assert (
        list(table.loc[HEADLINES[SLOPE].title]) == ["not given", "never given"] + ["not given"] * 2
    )
    assert list(table.loc[HEADLINES[ACHIEVED].title])[1:3] == ["2.00", "not given"]
    assert list(table.loc[HEADLINES["median_saving"].title])[2:] == ["has no direction"] * 2


def test_the_table_of_movers_names_the_decisions():
    readings = build_readings(2 * np.exp(0.5 * CASH - 0.6 * BROAD))
    table = chapter.tabulate_movers(build_multiverse(**{FIVE: readings})).set_index("Headline")
    assert list(table.loc[HEADLINES[FIVE].title]) == [
        "Grouping: broad; then 1.10",
        "grouping (59%)",
    ]
    assert list(table.loc[HEADLINES[SLOPE].title]) == ["none", "none"]


def test_options_that_rule_a_headline_out_are_named():
    assert chapter.say_blocked(build_multiverse()) == "No option by itself rules a headline out."
    ruled_out = build_readings(pd.Series(2.0, GRID.index).where((LEFT == 0) & (CASH == 0)))
    assert chapter.say_blocked(build_multiverse(**{FIVE: ruled_out})) == (
        "Whatever else is chosen, some cannot be given: five councils or more against two with "
        "*Forecasts: leave out* and *Prices: cash*."
    )


def test_single_reversals_that_cost_a_finding_its_clearness_are_named():
    multiverse = build_multiverse(
        **{
            FIVE: build_readings(2.0, 0.1 + CASH * (1 - BROAD)),
            SLOPE: build_readings(0.5, 0.1 + 2 * CASH * BROAD),
            ACHIEVED: build_readings(2.0, 2.0),
            BODIES: build_readings(np.nan),
            "procurement_against_back_office": build_readings(np.nan),
            "share_under_threshold": build_readings(np.nan),
        }
    )
    assert chapter.say_fragile(multiverse) == (
        "Of what is clear of chance with the book's own choices: five councils or more against two "
        "is no longer clear with *Prices: cash*; the saving for each council when their number "
        "doubles stays clear under every single reversal."
    )
    assert chapter.say_fragile(build_empty()) == (
        "No headline is clear of chance with the book's own choices."
    )


def test_influence_is_told_with_names(tmp_path):
    rows = [{"saving": 60_000}, {"saving": 900_000, "name": "Ridings_Legal"}]
    found = find(Edition(2015, price_year=2015), write_savings(tmp_path, *rows))
    left_out = leave_out_each(found)
    influences = find_most_influential(found, left_out)
    table = chapter.tabulate_influence(found, influences)
    assert table.to_numpy().tolist() == [
        ["Share of savings under the threshold", "50%", "0% to 100%", "Ridings_Legal", "100%"],
        ["Median saving a year", "£600,000", "£75,000 to £1.1m", "Ridings_Legal", "£75,000"],
    ]
    assert chapter.judge_influence(found, left_out, influences) == (
        "There are two connected partner groups, left out one at a time. Depending on which of "
        "them is missing, the estimate falls on either side of no difference: the share of savings "
        "under the threshold. Without one of the two largest savings: the median saving £75,000 to "
        "£1.1m (£600,000 with all)."
    )
    assert chapter.name_most_influential(found, influences) == (
        "No other group moves every headline as much as that around Ridings\\_Legal (one "
        "arrangement)."
    )


def test_groups_are_named_with_what_is_connected_to_them(findings):
    found = findings(2026)
    influences = find_most_influential(found, leave_out_each(found))
    table = chapter.tabulate_influence(found, influences)
    assert len(table) == len(influences) == len(HEADLINES)
    sizes = [one.arrangements for one in influences]
    assert [" connected arrangement" in name for name in table["Moved most without"]] == [
        size > 1 for size in sizes
    ]


def test_an_edition_without_savings_has_nothing_to_leave_out(tmp_path):
    found = find(Edition(2015, price_year=2015), write_savings(tmp_path))
    left_out = leave_out_each(found)
    assert chapter.judge_influence(found, left_out, []).startswith("Without a usable saving")
    assert chapter.name_most_influential(found, []) == ""
    assert chapter.tabulate_influence(found, []).empty
    multiverse = build_empty()
    for decision in DECISIONS.values():
        assert "nothing changes" in chapter.describe_decision(multiverse, decision)
        assert len(chapter.tabulate_reversal(multiverse, decision)) == len(HEADLINES)
    assert (chapter.tabulate_movers(multiverse).iloc[:, 1:] == "none").all(axis=None)


@pytest.mark.parametrize("year", [2011, 2014])
def test_every_sentence_stands_in_a_real_edition(findings, year):
    found = findings(year)
    multiverse = explore(found)
    influences = find_most_influential(found, leave_out_each(found))
    told = [chapter.describe_decision(multiverse, decision) for decision in DECISIONS.values()]
    told += [chapter.say_blocked(multiverse), chapter.say_fragile(multiverse)]
    told += [chapter.judge_influence(found, leave_out_each(found), influences)]
    for sentence in told:
        assert sentence and not re.search(r"\bnan\b|\binf\b|None", sentence)
    share = count_holding(multiverse, "share_under_threshold")
    assert share.chosen == found.share.estimate
    assert set(multiverse.grid) == set(OPTIONS)
