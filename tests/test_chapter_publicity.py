"""The chapter on publicity is true in every edition and for whatever the numbers turn out to be."""

import re
from dataclasses import replace

import numpy as np
import pytest

from builders import write_folder, write_rows, write_savings
from made_publicity import make_publicity
from sharing.chapters import publicity as chapter
from sharing.chapters import publicity_tables as frames
from sharing.chapters import reweighted
from sharing.edition import Edition
from sharing.headlines import HEADLINES
from sharing.missing_savings import bound_findings
from sharing.models import NotEstimated
from sharing.national import know_totals
from sharing.results import find
from sharing.reweighting import Publicity, measure_publicity

NOTHING = NotEstimated("publicity", "nothing is known")
EARLY, LATE = [2011, 2012, 2013, 2014, 2015], [2016, 2017, 2018, 2019, 2026]


def say_all(found, measured) -> list[str]:
    """Every sentence and title of the page."""
    bounds, totals = bound_findings(found), know_totals(found)
    return [
        chapter.answer(found, measured, bounds),
        chapter.title_sizes(measured),
        chapter.describe_sizes(frames.compare_sizes(measured, found.edition.year)),
        chapter.title_chances(measured),
        chapter.describe_chances(frames.list_chances(measured)),
        reweighted.title_findings(measured),
        reweighted.describe_findings(frames.list_comparisons(measured)),
        reweighted.find_survivors(measured),
        chapter.find_gap(found, bounds),
        chapter.find_conflict(measured),
        chapter.find_halved(measured),
        reweighted.find_weights(measured),
        chapter.find_detail(measured),
        reweighted.find_families(frames.compare_families(measured, totals)),
    ]


@pytest.mark.parametrize("year", EARLY)
def test_early_editions_give_the_bounds_and_say_why_there_is_no_more(findings, year):
    measured = measure_publicity(findings(year))
    told = say_all(findings(year), measured)
    assert "cannot be compared" in told[0] and f"by the end of {year}" in told[0]
    assert "no usable saving is known" in told[0]
    assert not re.search(r"nan|inf\b|None", " ".join(told))


@pytest.mark.parametrize("year", LATE)
def test_later_editions_say_it_with_numbers_that_exist(findings, year):
    measured = measure_publicity(findings(year))
    told = say_all(findings(year), measured)
    assert all(told)
    assert not re.search(r"\bnan|inf\b|no data", " ".join(told))
    assert all(text[0].isupper() or text[0] == "*" for text in told)
    assert told[0].startswith("**The larger the saving, the likelier")
    assert f"The {measured.publicised} that had been publicised by 2015 add up to more" in told[0]


@pytest.mark.parametrize("year", LATE)
def test_what_is_said_to_stay_clear_is_clear_in_the_table(findings, year):
    measured = measure_publicity(findings(year))
    table = frames.tabulate_findings(measured).set_index("Finding")["What remains"]
    clear, kept = frames.list_survivors(measured)
    for name, headline in HEADLINES.items():
        if name in clear:
            assert table[headline.title].startswith("Clear in the register")
            assert f"“{headline.title}”" in reweighted.find_survivors(measured)
        if name in kept:
            assert "four reweightings" in table[headline.title]
            assert "clear in 4 of" in table[headline.title]


def test_savings_that_the_map_has_room_for_are_no_conflict(findings):
    measured = measure_publicity(findings(2026))
    assert chapter.warn_of_conflict(replace(measured, saved=measured.facts["total"].high)) == ""


def test_an_order_is_only_claimed_where_there_is_one():
    assert chapter.title_chances(make_publicity()) == (
        "The larger the saving, the likelier it was to be publicised"
    )
    near = ((0.2, 0.01, 0.5), (0.4, 0.3, 0.6), (1.5, 1.1, 2.0))
    assert "too few are known" in chapter.title_chances(make_publicity(near))
    mixed = ((0.4, 0.3, 0.5), (0.2, 0.1, 0.3), (0.5, 0.4, 0.6))
    assert "in no clear order" in chapter.title_chances(make_publicity(mixed))


def test_the_chance_of_the_smallest_stands_beside_the_largest_that_the_map_has_room_for():
    assert chapter.find_chances(make_publicity()) == (
        "Of the arrangements on the 2015 national map that saved under £100,000 a year, about 2.0% "
        "(1.0% to 5.0%) had been publicised with a figure that this register can use; of those "
        "that saved £100,000 to £1m, about 40% (30% to 60%)."
    )


def test_where_no_other_band_can_be_given_the_smallest_stands_alone():
    full = ((0.5, 0.3, 0.6), (1.2, 1, 2), (2.0, 1, 3))
    assert chapter.find_chances(make_publicity(full)).endswith("this register can use.")


def test_a_part_that_saves_more_than_the_whole_is_called_so():
    more = chapter.find_conflict(make_publicity(saved=2e8))
    assert "£200m a year in all" in more and "A part cannot save more than the whole" in more
    assert "30 of £1m or more (the map has room for 10 to 25)" in more
    less = chapter.find_conflict(make_publicity(((0.1, 0, 1), (0.2, 0, 1), (0.6, 0, 1)), 1e8))
    assert "A part cannot" not in less
    assert less.endswith("more arrangements than the map has room for.")


def test_words_are_chosen_by_whether_the_map_is_known():
    assert chapter.choose_words(make_publicity(), "known", "unknown") == "known"
    assert chapter.choose_words(NOTHING, "known", "unknown") == "unknown"


def test_an_edition_with_no_savings_or_nothing_at_all_still_speaks(tmp_path):
    folder = write_folder(tmp_path, write_rows({"deflator": [{"year": 2024, "index_2024": 100}]}))
    found = find(Edition(2026), folder)
    told = say_all(found, measure_publicity(found))
    assert "Nothing is on record in this edition." in told[0]
    assert not re.search(r"\bnan|inf\b", " ".join(told))


def test_an_edition_in_which_nothing_is_missing_says_so(tmp_path):
    found = find(Edition(2026, price_year=2015), write_savings(tmp_path, {"saving": 500_000}))
    assert chapter.find_gap(found, bound_findings(found)) == (
        "Every arrangement on record has a saving that can be used."
    )


def test_the_halved_register_is_told_with_its_own_chances():
    told = chapter.find_halved(make_publicity())
    assert "larger savings would have been publicised more often: 2.0% (1.0% to 5.0%)" in told
    assert np.char.count(told, "%") == 6
    assert isinstance(make_publicity(), Publicity)
