"""What the chapter says of savings with other public bodies follows from the numbers."""

from dataclasses import replace

import pandas as pd
import pytest

from builders import write_savings
from sharing.chapters import wider_public_savings as chapter
from sharing.edition import Edition
from sharing.models import NotEstimated
from sharing.public_bodies import ALONE, EMERGENCY, SAVINGS, WITH, compare_settings
from sharing.results import find
from test_statements import find_flaws

YEARS = [1990, *range(2011, 2020), 2026]
NAN = float("nan")
SENTENCES = {
    "answer": lambda found, rows: chapter.answer_question(rows),
    "saving": lambda found, rows: chapter.find_saving(rows),
    "means": lambda found, rows: chapter.find_means(rows),
    "emergency": chapter.find_emergency,
    "medians": lambda found, rows: chapter.describe_savings(rows),
    "title": lambda found, rows: chapter.title_savings(rows) + ".",
    "largest": lambda found, rows: chapter.name_largest(found) or "None.",
}


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_of_every_edition_is_well_formed(findings, year):
    rows = compare_settings(findings(year))
    said = {name: say(findings(year), rows) for name, say in SENTENCES.items()}
    assert {name: flaws for name, text in said.items() if (flaws := find_flaws(text))} == {}, said


def test_every_sentence_of_councils_alone_is_well_formed(tmp_path):
    found = find(Edition(2026, 2015), write_savings(tmp_path, {"saving": 5}, {"saving": -9}))
    rows = compare_settings(found)
    said = {name: say(found, rows) for name, say in SENTENCES.items()}
    assert {name: flaws for name, text in said.items() if (flaws := find_flaws(text))} == {}, said


@pytest.mark.parametrize("year", YEARS)
def test_other_things_equal_are_told_in_every_edition(findings, year):
    said = chapter.find_equal(findings(year))
    # The link begins the sentence.
    assert find_flaws(said.removeprefix("[").replace("](regression)", "")) == [], said


def test_no_regression_is_said_to_be_none(findings):
    found = findings(2026)
    models = found.models | {"log_ols": NotEstimated("log_ols", "why")}
    assert "too few savings" in chapter.find_equal(replace(found, models=models))


def rows_of(ratio: tuple[float, float, float], mean: tuple[float, float, float]) -> pd.DataFrame:
    alone = (ALONE, 90, 40, 1e6, 8e5, 2e6, 88, NAN, NAN, NAN, NAN, NAN, NAN)
    ours = (WITH, 10, 8, 3e6, 1e6, 9e6, 10, *ratio, *mean)
    services = (EMERGENCY, 1, 1, 5e5, NAN, NAN, 1, 0.5, NAN, NAN, NAN, NAN, NAN)
    return pd.DataFrame([alone, ours, services], columns=list(SAVINGS))


CLEAR, UNCLEAR, NONE = (3.0, 1.5, 6.0), (3.0, 0.7, 9.0), (NAN, NAN, NAN)
FEWER = (0.3, 0.1, 0.8)


@pytest.mark.parametrize(
    ("ratio", "answer", "told"),
    [
        (CLEAR, "They reported more.", "The range of the difference is 1.50 to 6.00 times"),
        (FEWER, "They reported less.", "The range of the difference is 0.10 to 0.80 times"),
        (UNCLEAR, "It cannot be told from the", "The difference may be chance: its range is 0.70"),
        ((3.0, NAN, NAN), "It cannot be told yet.", "too few arrangements stand behind this"),
    ],
)
def test_more_is_claimed_only_where_the_range_is_clear_of_no_difference(ratio, answer, told):
    rows = rows_of(ratio, NONE)
    assert chapter.answer_question(rows).startswith(answer)
    assert told in chapter.find_saving(rows)
    assert (
        "£3m a year (ten arrangements). Among councils alone it was £1m (90"
        in chapter.find_saving(rows)
    )


def test_one_side_without_savings_is_not_compared():
    for setting in (ALONE, WITH):
        rows = rows_of(CLEAR, CLEAR)
        assert "cannot be compared" in chapter.find_saving(rows[rows.setting != setting])


def test_means_say_what_they_leave_out_and_where_the_measures_differ():
    said = chapter.find_means(rows_of(UNCLEAR, CLEAR))
    assert "3.00 times as much as councils alone (1.50 to 6.00)" in said
    assert "one measure is clear of chance and the other is not" in said
    assert said.endswith("This leaves out two savings of nothing or less.")
    assert "one measure" not in chapter.find_means(rows_of(CLEAR, CLEAR))
    assert "one measure" not in chapter.find_means(rows_of(UNCLEAR, UNCLEAR))


def test_means_of_too_few_groups_say_how_many_there_are():
    assert "lie in eight." in chapter.find_means(rows_of(CLEAR, NONE))
    assert chapter.find_means(rows_of(CLEAR, NONE).head(1)).startswith("No saving")


def test_the_one_saving_of_the_emergency_services_is_told_as_one(findings):
    said = chapter.find_emergency(findings(2026), rows_of(CLEAR, CLEAR))
    assert said.endswith("The one comparable saving is £500,000 a year.")
    none = chapter.find_emergency(findings(2026), rows_of(CLEAR, CLEAR).head(2))
    assert none.endswith("None of these has a saving that can be compared.")


def test_the_table_says_why_a_ratio_is_missing():
    shown = chapter.tabulate_savings(rows_of(CLEAR, CLEAR))
    assert shown["Times councils alone"].tolist() == [
        *("compared with", "3.00 (1.50 to 6.00)", "too few to compare")
    ]
    assert shown["95% interval"].tolist()[2] == "too few to give a range"


def test_the_largest_is_named(findings):
    assert "AGMA Procurement Hub, £11m a year (achieved; operating)" in chapter.name_largest(
        findings(2026)
    )


def test_numbers_are_said_in_words_up_to_ten():
    assert [chapter.say_number(n) for n in (0, 1, 10, 11, 1200)] == [
        "no",
        "one",
        "ten",
        "11",
        "1,200",
    ]
