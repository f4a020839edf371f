"""What the chapter on the wider public sector says of counts and periods is true everywhere."""

from dataclasses import replace

import pandas as pd
import pytest

from builders import build_register
from sharing.chapters import wider_public_sector as chapter
from sharing.edition import Edition, analyse
from sharing.intervals import Interval
from sharing.public_bodies import EMERGENCY, WITH, count_starts, share_by_period
from sharing.results import Findings
from test_statements import find_flaws

YEARS = [1990, *range(2011, 2020), 2026]
SENTENCES = {
    "share": chapter.find_share,
    "kinds": chapter.name_kinds,
    "turn": chapter.find_turn,
    "unknown starts": lambda found: chapter.find_unknown_starts(found, share_by_period(found)),
    "periods": lambda found: chapter.describe_periods(
        chapter.label_periods(share_by_period(found))
    ),
    "period title": lambda found: chapter.title_periods(share_by_period(found)) + ".",
    "starts": lambda found: chapter.describe_starts(count_starts(found)),
    "start title": lambda found: chapter.title_starts(count_starts(found)) + ".",
    "start note": lambda found: chapter.note_starts(count_starts(found)),
}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_every_edition_is_well_formed(findings, sentence, year):
    said = SENTENCES[sentence](findings(year))
    assert find_flaws(said) == [], said


def without_members(found: Findings, *stages: str) -> Findings:
    """Findings on arrangements of two councils alone, one for each stage."""
    rows = [{"arrangement_id": f"a{n}", "stage": stage} for n, stage in enumerate(stages)]
    register = build_register(arrangements=rows)
    edition = Edition(2026, 2015)
    analysis = analyse(register, edition, found.choices)
    return replace(found, register=register, edition=edition, analysis=analysis)


@pytest.mark.parametrize("stages", [(), ("operating",), ("operating", "proposed")])
@pytest.mark.parametrize("sentence", SENTENCES)
def test_every_sentence_of_a_bare_register_is_well_formed(findings, sentence, stages):
    said = SENTENCES[sentence](without_members(findings(2026), *stages))
    assert find_flaws(said) == [], said


def test_arrangements_with_no_other_body_are_said_to_have_none(findings):
    bare = without_members(findings(2026), "operating", "operating")
    assert chapter.find_share(bare) == (
        "Of the two arrangements on record in which councils take part, none has another public "
        "body among the partners."
    )


def test_the_share_of_the_real_register_counts_what_it_names(findings):
    found = findings(2026)
    said = chapter.find_share(found)
    count, total = (int(said.split(mark)[1].split()[0]) for mark in ("take part, ", "Of the "))
    assert f"({100 * count / total:.1f}%)" in said


def interval(estimate: float, low: float, high: float) -> Interval:
    return Interval(estimate, low, high, 50, 40, "")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((0.1, 0.05, 0.15), (0.4, 0.2, 0.6), "They took part more often later."),
        ((0.4, 0.2, 0.6), (0.1, 0.05, 0.15), "They took part more often before."),
        ((0.2, 0.1, 0.3), (0.1, 0.05, 0.15), "So the register shows no rise."),
        ((0.1, 0.05, 0.3), (0.2, 0.1, 0.4), "The rise may be chance."),
    ],
)
def test_a_rise_is_claimed_only_where_the_ranges_are_apart(before, after, said):
    assert chapter.judge_turn(interval(*before), interval(*after)) == said


def periods_of(*rows: tuple[str, int, int, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["period", "count", "n", "share", "low", "high"])


FIRST, LAST = ("Before 2010", 1, 10, 0.1, 0.02, 0.3), ("From 2017", 5, 10, 0.5, 0.25, 0.75)
LATE = ("2014 to 2016", 8, 10, 0.8, 0.5, 0.95)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No start of an arrangement is known"),
        ([FIRST], "Other public bodies took part in 10% of arrangements"),
        (
            [FIRST, LAST],
            "Other public bodies took part in 10% to 50% of arrangements, with no clear change "
            "over time",
        ),
        (
            [FIRST, LATE],
            "Other public bodies took part most often in arrangements that started from 2014 to "
            "2016",
        ),
        (
            [(*FIRST[:3], 0.9, 0.8, 0.95), (*LAST[:3], 0.1, 0.02, 0.3)],
            "Other public bodies took part most often in arrangements that started before 2010",
        ),
    ],
)
def test_the_title_of_the_periods_claims_a_change_only_where_one_is_clear(rows, said):
    assert chapter.title_periods(periods_of(*rows)) == said


def test_periods_are_labelled_with_their_counts():
    labelled = chapter.label_periods(periods_of(FIRST, LAST))
    assert labelled.label.tolist() == ["1 of 10, 10%", "5 of 10, 50%"]
    assert chapter.describe_periods(labelled) == (
        "Before 2010: 1 of 10, 10% (2.0% to 30%); From 2017: 5 of 10, 50% (25% to 75%)."
    )


STARTS = pd.DataFrame(
    [(1974, WITH, 1), (1974, EMERGENCY, 0), (2014, WITH, 2), (2014, EMERGENCY, 1), (2015, WITH, 3)],
    columns=["year", "setting", "count"],
)


def test_the_year_of_most_starts_is_named_with_its_ties():
    assert chapter.title_starts(STARTS) == (
        "More arrangements with other public bodies started in 2014 and 2015 than in any other "
        "year: 3 each"
    )
    assert chapter.title_starts(STARTS.head(2)).endswith("in 1974 than in any other year: 1")


def test_early_starts_are_left_out_of_the_figure_and_counted_in_its_note():
    assert chapter.plot_starts(STARTS).year.tolist() == [2014, 2014, 2015]
    assert chapter.note_starts(STARTS).endswith("in a known year; one earlier than 2000.")
    assert chapter.note_starts(STARTS.tail(3)).endswith("in a known year.")


@pytest.mark.parametrize("year", [1990, 2011, 2026])
def test_tables_have_no_missing_words(findings, year):
    for tabulate in (
        chapter.tabulate_bodies,
        chapter.tabulate_services,
        chapter.tabulate_blue_light,
    ):
        shown = tabulate(findings(year))
        assert not shown.isna().to_numpy().any()
        assert len(shown) or year < 2011


def test_the_council_arrangements_with_fire_and_police_are_named(findings):
    shown = chapter.tabulate_blue_light(findings(2026)).set_index("Arrangement")
    row = shown.loc["H3 (Hampshire joint working partnership)"]
    assert row["With"] == "Hampshire Constabulary; Hampshire Fire and Rescue Service"
    assert row["Since"] == "2014"
