"""The front page's words are true whatever the numbers turn out to be."""

from types import SimpleNamespace

import pandas as pd
import pytest

from sharing.chapters import index as chapter
from sharing.intervals import Interval
from sharing.promises import measure_delivery, pair_figures

NAN = float("nan")
BY_PARTNERS = pd.DataFrame(
    {"partners_group": ["0-1", "2", "3", "5+", "unknown"], "n": [9, 40, 2, 30, 8]}
    | {"median": [1e6, 9.3e5, 1e6, 2.3e6, 1e6], "low": [5e5, 7e5, NAN, 1.6e6, 1e5]}
    | {"high": [2e6, 1.3e6, NAN, 8e6, 9e6]}
)


def delivery_of(estimate, low, high, n):
    median = Interval(estimate, low, high, n, n, "")
    return SimpleNamespace(median=median, kept=Interval(0.4, 0.2, 0.6, n, n, ""))


def test_only_numbers_of_councils_with_a_range_are_compared():
    sizes = chapter.word_sizes(BY_PARTNERS)
    assert sizes.words.tolist() == ["Two councils: £930,000", "Five or more: £2.3m"]
    told = chapter.describe_sizes(sizes)
    assert "£930,000 a year (£700,000 to £1.3m; 40 partnerships)" in told
    assert "enough" in chapter.describe_sizes(sizes.head(0))


def test_words_stand_above_each_share():
    bars = pd.DataFrame({"of": ["Our register, 2026"], "label": ["6.5% (3.1% to 12%)"]})
    assert chapter.word_shares(bars).words.tolist() == ["Our register, 2026: 6.5% (3.1% to 12%)"]


def test_results_beside_forecasts_say_how_few_show_both():
    delivery = delivery_of(0.95, 0.63, 1.44, 34)
    title = chapter.title_delivery(delivery, 186)
    assert title.startswith("Only 34 of 186 show both") and "95% of the forecast" in title
    assert chapter.word_delivery(delivery).words.tolist() == ["Middle: 95%"]
    assert "63% to 144%" in chapter.describe_delivery(delivery)
    assert "1 of 9 shows" in chapter.title_delivery(delivery_of(0.9, NAN, NAN, 1), 9)


def test_an_edition_without_pairs_says_so():
    nothing = delivery_of(NAN, NAN, NAN, 0)
    assert chapter.word_delivery(nothing).empty
    assert chapter.title_delivery(nothing, 5).startswith("No arrangement")
    assert chapter.describe_delivery(nothing).startswith("No arrangement")


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_the_real_editions_have_words_for_their_figures(findings, year):
    found = findings(year)
    starts = found.analysis.on_record.start_year
    delivery = measure_delivery(pair_figures(found.analysis.trail, found.table, starts))
    assert str(len(found.table)) in chapter.title_delivery(delivery, len(found.table)) or (
        not delivery.median.n
    )
    assert chapter.describe_sizes(chapter.word_sizes(found.by_partners))
