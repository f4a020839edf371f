"""What the page with the map says is counted, and true of thin editions too."""

import pytest

from maps import ARRANGEMENTS, NASTY, map_of
from sharing.chapters import atlas as chapter
from sharing.partner_network import connect_councils, vary_least
from sharing.prose import say_name


@pytest.fixture(scope="module")
def mapped(findings):
    shared = ARRANGEMENTS | {"six": {"who": ("AAA", "BBB")}}
    found, atlas = map_of(findings(2026), **shared)
    return found, atlas, connect_councils(atlas)


@pytest.fixture(scope="module")
def nobody(findings):
    found, atlas = map_of(findings(2026))
    return found, atlas, connect_councils(atlas)


def test_the_map_is_headed_by_who_shares_most(mapped):
    assert chapter.find_named(mapped[1]) == (
        "Eight councils share on record; AAA town and BBB town share most, in three arrangements"
    )


def test_the_answer_counts_councils_by_nation(mapped):
    assert chapter.answer_question(mapped[1]) == (
        "Eight councils are named in a shared service that is known to have started: 7 in England "
        "and 1 in Scotland. Five arrangements name two councils or more."
    )


def test_the_closest_pair_is_named(mapped):
    told = chapter.find_closest(mapped[1], mapped[2])
    assert told == "The pair that shares most is AAA town with BBB town, three arrangements."


def test_the_web_is_set_beside_the_groups(mapped):
    assert chapter.find_web(mapped[2]) == (
        "If every shared arrangement counts, 7 of the 7 councils named with a partner hang "
        "together in one web. Yet of 10 pairs, one shares more than one arrangement. Such pairs "
        "form one separate group. The largest holds two councils, AAA town among them; one group "
        "is just a pair."
    )


def test_names_are_shown_as_text(findings):
    shared = {name: {"who": ("AAA", "CCC")} for name in ("a", "b")}
    _, atlas = map_of(findings(2026), **shared)
    told = chapter.find_closest(atlas, connect_councils(atlas))
    assert say_name(NASTY) in told and NASTY not in told


def test_the_lists_of_partners_are_judged(mapped):
    told = chapter.judge_names(*mapped[:2])
    assert told.startswith("5 arrangements state that two councils or more take part. For 4 of")
    assert "(80%) the pages name every one" in told


def test_borrowed_and_missing_places_are_told(mapped):
    told = chapter.judge_places(mapped[1])
    assert told.startswith("Two councils that a new council has replaced have no place")
    assert told.endswith("One council without any place is in the table only.")


def test_the_table_lists_the_busiest_first(mapped):
    table = chapter.tabulate_councils(mapped[1])
    assert table.columns.tolist() == ["Council", "Where", "Arrangements", "Other councils"]
    assert table.values.tolist()[0] == ["AAA town", "London", 3, 3]
    assert len(table) == 8


def test_tables_of_groups_hold_their_names(mapped):
    groups = chapter.tabulate_groups(mapped[2])
    assert groups.values.tolist() == [[2, "AAA town", "AAA town, BBB town"]]
    otherwise = chapter.tabulate_least(vary_least(mapped[1]))
    assert otherwise.iloc[0, 0] == "any arrangement" and len(otherwise) == 5


def test_a_reader_who_cannot_see_is_told_the_finding(mapped):
    assert chapter.find_named(mapped[1]) in chapter.describe_map(mapped[1])
    assert chapter.find_groups(mapped[2]) in chapter.describe_groups(mapped[2])


def test_an_edition_without_arrangements_says_so(nobody):
    found, atlas, network = nobody
    assert chapter.answer_question(atlas) == f"{chapter.NOBODY}."
    assert chapter.find_named(atlas) == chapter.NOBODY
    assert chapter.find_groups(network) == chapter.NO_GROUPS
    assert chapter.find_closest(atlas, network) == chapter.find_crossing(network) == ""
    assert chapter.find_web(network) == "No two councils are named together."
    assert chapter.judge_names(found, atlas).startswith("No arrangement states")
    assert chapter.tabulate_councils(atlas).empty and chapter.tabulate_groups(network).empty
    assert "nan" not in chapter.describe_map(atlas) + chapter.describe_groups(network)
