"""The chapter on other studies."""

import re

import pytest

from builders import build_register, write_savings
from claim_builders import gather
from sharing.chapters import other_studies as studies
from sharing.claim_list import write_claims
from sharing.claim_tests import ClaimTest, read_claim_tests
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.results import find

YEARS = (2011, 2014, 2019, 2026)


def gather_few(*rows, reasons=(), year=2020):
    """The studies of a small register, with the reasons why nothing here can test them."""
    register = build_register(
        claims=[
            {"claim_id": f"s{n}", "claim": f"Study {n}.", "testable_with": "literature"}
            | {"source_date": "2015"}
            | row
            for n, row in enumerate(rows)
        ]
    )
    tests = {f"s{n}": ClaimTest(reason_id=reason) for n, reason in enumerate(reasons)}
    return studies.gather_studies(gather(register, year).found, tests)


@pytest.mark.parametrize(
    ("effect", "direction"),
    [
        ("positive: cost about 13.5% lower", "saves"),
        ("potential positive: £140m a year", "saves"),
        ("none, and negative in the short run", "no effect"),
        ("no scale economies left", "no effect"),
        ("negative: spending about 8% higher", "costs more or falls short"),
        ("below plan", "costs more or falls short"),
        ("mixed by service", "mixed or unclear"),
        ("Something new", "mixed or unclear"),
        ("", "says nothing of savings"),
    ],
)
def test_the_direction_is_the_first_word_of_the_effect(effect, direction):
    assert studies.read_direction(effect) == direction


def test_each_first_word_in_the_register_is_mapped(register):
    effects = register.claims.effect[register.claims.testable_with == "literature"]
    words = {re.match(r"\w*", effect.lower()).group() for effect in effects}
    assert words <= set(studies.DIRECTIONS)


def test_each_word_that_is_mapped_stands_in_the_register(register):
    effects = register.claims.effect[register.claims.testable_with == "literature"]
    words = {re.match(r"\w*", effect.lower()).group() for effect in effects}
    assert set(studies.DIRECTIONS) <= words


def test_the_size_is_what_follows_the_direction_and_has_a_number():
    assert studies.read_size("positive: cost about 13.5% lower") == "cost about 13.5% lower"
    assert studies.read_size("none") == "" and studies.read_size("positive: by own report") == ""


def test_each_reason_in_the_register_has_a_group(register):
    tests = read_claim_tests(DATA, register)
    literature = register.claims.claim_id[register.claims.testable_with == "literature"]
    assert {tests[claim].reason_id for claim in literature} == set(studies.GROUPS)


def test_the_english_comparisons_stand_first(findings, register):
    table = studies.gather_studies(findings(2026), read_claim_tests(DATA, register))
    assert (table.reason_id[:5] == "spending").all() and (table.country[:5] == "England").all()
    told = studies.answer_studies(table, 2026)
    assert told.startswith(
        "Three studies compare English councils that share with those that do not: none of the "
        "five findings shows a financial gain. "
    )
    assert studies.list_english(table).count("\n- ") == 4


def test_findings_on_who_shares_are_not_counted_as_findings_on_savings():
    table = gather_few({"effect": "none"}, {"effect": "none"}, reasons=["spending", "adoption"])
    assert table.direction.tolist() == ["no effect", "says nothing of savings"]
    counts = studies.count_directions(table)
    assert counts[counts["count"] > 0].part.tolist() == table.direction.tolist()


def test_english_work_that_found_a_gain_is_not_called_gainless():
    effects = [{"effect": "none"}, {"effect": "positive: 5%"}]
    told = studies.answer_studies(gather_few(*effects, reasons=["spending"] * 2), 2020)
    assert told == (
        "One study sets English councils that share beside those that do not; of two findings, "
        "one shows no gain."
    )


def test_a_study_of_a_later_year_is_not_known_yet():
    rows = [{"source_date": "2010"}, {"source_date": "2018"}, {"source_date": ""}]
    assert gather_few(*rows, year=2012).claim_id.tolist() == ["s0", "s2"]


def test_service_and_design_are_told_where_the_words_tell_them():
    text = "In 300 councils over 11 years, sharing tax cut no cost (difference in differences)."
    (row,) = gather_few({"claim": text, "effect": "none"}, reasons=["spending"]).to_dict("records")
    assert row["why"] == (
        "England; tax and benefits; change before and after, with and without sharing."
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_sentences_are_whole_in_every_edition(findings, register, year):
    table = studies.gather_studies(findings(year), read_claim_tests(DATA, register))
    counts = studies.count_directions(table)
    assert counts["count"].sum() == len(table)
    for told in (
        studies.answer_studies(table, year),
        studies.title_studies(table),
        studies.describe_directions(counts),
        studies.list_english(table),
        studies.judge_studies(table),
    ):
        assert told and "nan" not in told.split() and "—" not in told and "  " not in told
    page = write_claims(table, name="t", caption="c", headings=studies.HEADINGS)
    assert page.count('<tr id="study-') == len(table)


def test_an_edition_without_studies_says_so(tmp_path):
    found = find(Edition(2015, 2014), write_savings(tmp_path / "data"))
    table = studies.gather_studies(found, {})
    assert table.empty and studies.count_directions(table).empty
    assert studies.answer_studies(table, 2015) == (
        "Our list holds no study of shared services published by 2015."
    )
    assert studies.title_studies(table) == "No comparison of costs had been published yet"
    assert studies.list_english(table) and studies.judge_studies(table)
