"""Numbers stand in a sentence as a reader expects them."""

import math
from html import escape

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from sharing import prose
from sharing.intervals import Interval


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (0, "£0"),
        (450, "£450"),
        (999, "£999"),
        (1_000, "£1,000"),
        (994_999, "£990,000"),
        (995_000, "£1m"),
        (3_638, "£3,600"),
        (9_940, "£9,900"),
        (9_999, "£10,000"),
        (18_000, "£18,000"),
        (85_400, "£85,000"),
        (99_600, "£100,000"),
        (100_000, "£100,000"),
        (104_000, "£100,000"),
        (456_789, "£460,000"),
        (996_000, "£1m"),
        (999_500, "£1m"),
        (1_000_000, "£1m"),
        (1_040_000, "£1m"),
        (1_333_417, "£1.3m"),
        (9_960_000, "£10m"),
        (12_300_000, "£12m"),
        (462_000_000, "£462m"),
        (1_340_000_000, "£1,340m"),
        (-18_000, "−\u2060£18,000"),
        (-1_333_417, "−\u2060£1.3m"),
    ],
)
def test_pounds_are_rounded_as_one_says_them(amount, said):
    assert prose.say_pounds(amount) == said


@pytest.mark.parametrize("amount", [7, 40, -40, 85])
def test_a_saving_that_is_not_nothing_is_never_called_nothing(amount):
    assert prose.say_pounds(amount).strip("−") != "£0"


@pytest.mark.parametrize(
    "amount", [1_234, 12_345, 56_789, 123_456, 456_789, 987_654, 1_234_567, 12_345_678]
)
def test_pounds_are_within_five_per_cent_of_what_they_round(amount):
    said = prose.say_pounds(amount).strip("£")
    value = float(said[:-1]) * 1e6 if said.endswith("m") else float(said.replace(",", ""))
    assert value == pytest.approx(amount, rel=0.05)


@pytest.mark.parametrize(
    ("share", "said"),
    [
        (0, "0%"),
        (0.0646, "6.5%"),
        (0.0994, "9.9%"),
        (0.0996, "10%"),
        (0.42, "42%"),
        (0.5, "50%"),
        (1, "100%"),
    ],
)
def test_a_share_is_a_percentage_with_a_decimal_under_ten(share, said):
    assert prose.say_percent(share) == said


@pytest.mark.parametrize("share", [0.0003, 0.9996])
def test_a_share_that_is_neither_none_nor_all_is_not_called_so(share):
    assert prose.say_percent(share) not in ("0%", "0.0%", "100%")


@pytest.mark.parametrize(
    ("percent", "low", "high", "said"),
    [
        (-71, -86, -41, "71% less (41% to 86% less)"),
        (141, 35, 331, "2.4 times (1.4 to 4.3 times) as much"),
        (0, -50, 100, "1.0 times (0.5 to 2.0 times) as much"),
        (-41, -80, 10, "0.6 times (0.2 to 1.1 times) as much"),
    ],
)
def test_an_effect_is_said_in_words_with_its_interval(percent, low, high, said):
    assert prose.say_change(percent, low, high) == said


def test_an_effect_is_never_said_to_leave_nothing():
    assert "0.0 times" not in prose.say_change(-60, -97, 430)


@pytest.mark.parametrize(
    ("count", "words", "said"),
    [
        (0, ("report",), "no reports"),
        (1, ("report",), "one report"),
        (3, ("report",), "three reports"),
        (10, ("report",), "ten reports"),
        (11, ("report",), "11 reports"),
        (1_290, ("page",), "1,290 pages"),
        (1, ("authority", "authorities"), "one authority"),
        (2, ("authority", "authorities"), "two authorities"),
    ],
)
def test_a_count_carries_its_noun(count, words, said):
    assert prose.say_count(count, *words) == said


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a and b"), (["a", "b", "c"], "a, b and c")],
)
def test_a_list_is_said_with_its_and(items, said):
    assert prose.say_list(items) == said


def test_a_range_is_said_from_end_to_end():
    assert prose.say_between(1_100_000, 1_700_000) == "£1.1m to £1.7m"
    assert prose.say_between(0.03, 0.12, "share") == "3.0% to 12%"
    interval = Interval(1.3e6, 1.1e6, 1.7e6, 186, 63, "")
    assert prose.say_range(interval) == "£1.1m to £1.7m"


@pytest.mark.parametrize(("low", "high"), [(math.nan, math.nan), (math.nan, 1.0), (1.0, math.nan)])
def test_a_range_that_cannot_be_given_is_said_to_be_too_few(low, high):
    assert prose.say_between(low, high) == "too few to give a range"


@pytest.mark.parametrize(
    ("cells", "said"),
    [
        (
            {"title": "A page", "url": "https://x.org", "publisher": "P", "published_on": "2014"},
            "[A page](https://x.org) (P, 2014)",
        ),
        (
            {"source_title": "A page", "url": "", "publisher": "P", "source_date": ""},
            "A page (P)",
        ),
    ],
)
def test_a_source_is_cited_with_what_is_known_of_it(cells, said):
    assert prose.cite(pd.Series(cells)) == said


def test_a_source_of_which_little_is_known_is_cited_without_empty_brackets():
    cells = {"source_title": "A page", "url": "", "publisher": "", "source_date": ""}
    assert prose.cite(pd.Series(cells)) == "A page"


@pytest.mark.parametrize("name", ["[A](b)", "*A*", "A_b_c", "`A`", "<i>", "# A", "a\\*b", "~~A~~"])
def test_a_name_is_shown_by_markdown_as_the_text_it_is(name):
    shown = MarkdownIt("js-default").renderInline(prose.say_name(name))
    assert shown == escape(name)


def test_an_ordinary_name_stays_as_it_is():
    name = "Bromsgrove & Redditch (shared ICT), St Edmundsbury's - Phase 2: 50%"
    assert prose.say_name(name) == name


def test_a_title_with_brackets_does_not_break_its_link():
    cells = {"title": "[Update] *A] b", "url": "https://x.org", "publisher": "", "published_on": ""}
    shown = MarkdownIt("js-default").renderInline(prose.cite(pd.Series(cells)))
    assert shown == '<a href="https://x.org">[Update] *A] b</a>'


def test_a_figure_is_credited_to_the_register_and_its_edition(findings):
    assert "edition 2015" in prose.credit(findings(2015))
