"""The chapter on published claims."""

from functools import cache

import numpy as np
import pytest

from builders import build_register, write_savings
from claim_builders import gather
from sharing.chapters import claims
from sharing.claims import Judgement, judge_claims
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.results import find

YEARS = (2011, 2014, 2016, 2026)
KINDS = ("distribution", "scale", "category", "trend", "participation", "cause", "method", "case")


@pytest.fixture(scope="module")
def describe(findings):
    """The described claims of a year's edition of the real register."""
    return cache(
        lambda year: claims.describe_claims(findings(year), judge_claims(findings(year), DATA))
    )


def judged(verdict="supported", **changes):
    given = {"claim_id": "c", "verdict": verdict, "estimate": 0.3, "low": 0.2, "high": 0.4}
    given |= {"n": 9, "why": "It is so.", "statistic": "measure_share", "threshold": 0.5}
    return Judgement(**given | {"direction": "below", "unit": "share", "points": 1} | changes)


def describe_few(*judgements, **cells):
    """Claims of kind "scale" with the given judgements."""
    register = build_register(
        claims=[
            {"claim_id": f"c{n}", "claim": f"Claim {n}.", "testable_with": "totals"} | cells
            for n in range(len(judgements))
        ]
    )
    named = [Judgement(**vars(one) | {"claim_id": f"c{n}"}) for n, one in enumerate(judgements)]
    return claims.describe_claims(gather(register).found, named)


def test_each_kind_of_claim_has_a_place_on_the_page(register):
    assert set(claims.KINDS) == set(KINDS) >= set(register.claims.kind)


@pytest.mark.parametrize("year", YEARS)
def test_every_claim_stands_once_on_the_page_with_an_address_of_its_own(describe, register, year):
    table = describe(year)
    made = table[table.made]
    page = "".join(claims.write_kind(made, kind) for kind in claims.KINDS)
    page += claims.write_later(table)
    for claim in register.claims.claim_id:
        assert page.count(f'id="claim-{claim}"') == 1


@pytest.mark.parametrize("year", YEARS)
def test_the_sentences_count_what_the_table_holds(describe, year):
    table = describe(year)
    counts = claims.count_verdicts(table)
    assert counts["count"].sum() == table.made.sum()
    answer = claims.answer_claims(table, year)
    assert answer.startswith("Of ") and "supported" in answer
    assert claims.list_contradicted(table).count("\n- ") == max(
        (table.verdict == "contradicted").sum() - 1, 0
    )
    for told in (
        claims.title_verdicts(table),
        claims.describe_verdicts(counts),
        claims.judge_support(table),
        claims.judge_chance(table),
        claims.count_later(table, year),
    ):
        assert told and told[0] == told[0].upper() and "nan" not in told and "—" not in told


def test_the_famous_figure_that_its_sources_contradict_stands_on_top(describe):
    told = claims.name_famous(describe(2026))
    assert told.startswith("“Councils saved £350m in one year (2013-14) by sharing” does not fit")
    assert claims.name_famous(describe(2011)) == ""


def test_claims_are_grouped_by_kind_and_contradicted_ones_come_first(describe):
    table = describe(2026)
    assert table.kind.drop_duplicates().tolist() == list(claims.KINDS)
    scale = table[table.kind == "scale"].verdict.map(claims.FIRST.index)
    assert scale.is_monotonic_increasing


def test_an_edition_without_claims_says_so(tmp_path):
    found = find(Edition(2015, 2014), write_savings(tmp_path / "data"))
    table = claims.describe_claims(found, [])
    counts = claims.count_verdicts(table)
    assert table.empty and counts.empty
    assert claims.answer_claims(table, 2015).startswith("No claim about shared services")
    assert claims.title_verdicts(table) == "None of the claims made so far can be judged yet"
    assert claims.describe_verdicts(counts) == "No claims."
    assert claims.judge_support(table) == "No claim is supported."
    assert claims.list_contradicted(table).startswith("None of the claims")
    assert "No such claim" in claims.write_kind(table, "scale") and claims.write_later(table) == ""


def test_the_answer_counts_in_words_that_fit_their_numbers():
    table = describe_few(judged(), judged("contradicted"), judged("uncertain"), judged("uncertain"))
    assert claims.answer_claims(table, 2015) == (
        "Of four published claims, one is supported, one is contradicted and two stay open."
    )
    assert claims.title_verdicts(table) == "1 of the 4 claims that can be judged holds"
    assert claims.judge_support(table).startswith("Of one supported claim, one rests on published")


def test_a_contradicted_claim_is_listed_with_its_address_and_arithmetic_first():
    table = describe_few(judged("contradicted", why="It [is] not."), testable_with="register")
    assert claims.list_contradicted(table) == (
        '- **<a href="#claim-c0">Claim 0.</a>** It \\[is\\] not.'
    )
    assert claims.name_famous(table) == ""


def test_a_source_in_doubt_is_noted():
    table = describe_few(judged(), doubt="the page is wrong")
    assert "Beware: the page is wrong." in claims.write_kind(table, "scale")


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "It needs less than 50%; we find 30% (range 20% to 40%)."),
        ({"points": 3}, "The point that settles it needs less than 50%; we find 30%"),
        ({"points": 3, "verdict": "supported"}, "Its first point needs less than 50%; we find 30%"),
        ({"low": 0.3, "high": 0.3}, "It needs less than 50%; we find 30%."),
        ({"high": np.inf, "low": 0.3}, "we find 30% (30% or more)."),
        ({"low": -np.inf}, "we find 30% (40% or less)."),
        (
            {"unit": "pounds", "estimate": -2e6, "low": -3e6, "high": 1e6},
            "−£2m (range −£3m to £1m).",
        ),
        ({"unit": "count", "direction": "equal", "threshold": 337.0}, "needs exactly 337;"),
        ({"unit": "pounds", "direction": "equal", "threshold": 3.5e8}, "£350m within rounding;"),
        ({"statistic": "lead_in_number", "direction": "above", "threshold": 0.0}, "a lead above"),
        ({"estimate": np.nan}, ""),
    ],
)
def test_an_estimate_is_said_beside_what_the_claim_needs(changes, told):
    said = claims.say_estimate(judged(**{"verdict": "uncertain"} | changes))
    assert told in said and bool(said) == bool(told)


def test_claims_of_later_years_are_counted():
    table = describe_few(judged(), judged("not testable", made=False))
    assert claims.count_later(table, 2015).startswith("One claim of our list had not been made")
    assert claims.count_verdicts(table)["count"].sum() == 1
    assert claims.count_later(table[table.made], 2015) == (
        "All the claims in our list had been made by 2015."
    )
