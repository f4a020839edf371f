"""The verdicts on published claims."""

import json
from dataclasses import replace
from functools import cache

import numpy as np
import pandas as pd
import pytest

from builders import build_register, write_folder, write_savings
from claim_builders import gather
from sharing.claim_facts import Knowledge
from sharing.claim_statistics import STATISTICS
from sharing.claim_tests import ClaimTest, Point, read_claim_tests
from sharing.claims import UNDECLARED, judge_claim, judge_claims, tabulate
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.results import find
from sharing.verdicts import VERDICTS, Measured

YEARS = (2011, 2014, 2016, 2026)
COUNT = {"statistic": "count_arrangements", "parameters": {"that": "of ours"}}


@pytest.fixture(scope="module")
def judge(findings):
    """The judgements of a year's edition of the real register."""
    return cache(lambda year: judge_claims(findings(year), DATA))


def judge_one(*points, claim=None, year=2015, as_of=None, untested=""):
    """The judgement on a claim about a register of two arrangements."""
    register = build_register(
        claims=[{"claim_id": "c", "claim": "C"} | (claim or {})],
        arrangements=[{"arrangement_id": "a"}, {"arrangement_id": "b", "n_councils": 7}],
    )
    tests = [
        Point(**{"direction": "at least", "threshold": 1.0, "tolerance": 0.0} | COUNT | point)
        for point in points
    ]
    test = ClaimTest(as_of, tuple(tests), untested)
    return judge_claim(register.claims.iloc[0], test, gather(register, year))


def change_total(found, total_id, value):
    """The findings with one published total changed."""
    totals = found.register.totals
    changed = totals.assign(value=totals.value.mask(totals.total_id == total_id, value))
    assert not changed.value.equals(totals.value)
    return replace(found, register=replace(found.register, totals=changed))


def read_verdicts(judgements):
    return {one.claim_id: one.verdict for one in judgements}


@pytest.mark.parametrize("year", YEARS)
def test_each_claim_has_a_verdict_and_a_reason_in_the_order_of_the_file(judge, register, year):
    judged = judge(year)
    assert [one.claim_id for one in judged] == register.claims.claim_id.tolist()
    assert {one.verdict for one in judged} <= set(VERDICTS)
    for one in judged:
        assert one.why[0] == one.why[0].upper() and one.why[-1] == "." and ".." not in one.why
        assert "nan" not in one.why.lower().split() and "None" not in one.why, one.why


@pytest.mark.parametrize("year", YEARS)
def test_no_claim_is_judged_without_a_statistic_and_an_interval(judge, year):
    for one in judge(year):
        if one.verdict == "not testable":
            continue
        assert one.statistic in STATISTICS and not np.isnan([one.low, one.high]).any()
        assert one.low <= one.estimate <= one.high and one.n >= 0 and one.made


@pytest.mark.parametrize("year", YEARS)
def test_no_claim_is_judged_before_it_was_made(judge, register, year):
    dates = pd.to_numeric(register.claims.set_index("claim_id").source_date.str[:4])
    for one in judge(year):
        if dates[one.claim_id] > year:
            assert not one.made and one.verdict == "not testable"
            assert one.why.startswith(f"Not yet made by {year}: ")


def test_later_editions_judge_more_claims(judge):
    tested = [sum(one.verdict != "not testable" for one in judge(year)) for year in YEARS]
    assert tested == sorted(tested) and tested[0] > 0


def test_what_only_the_literature_can_test_is_not_testable_here(judge, register):
    verdicts = read_verdicts(judge(2026))
    by = register.claims.set_index("claim_id").testable_with
    for claim, verdict in verdicts.items():
        if by[claim] in ("literature", "none"):
            assert verdict == "not testable"


@pytest.mark.parametrize(
    ("claim", "total", "value", "before", "after"),
    [
        ("saved-350m-in-one-year", "T063", 628_000_000, "contradicted", "uncertain"),
        ("councils-337-arrangements-383-2014", "T020", 382, "supported", "contradicted"),
        ("back-office-largest-total-2015", "T078", 70_000_000, "supported", "contradicted"),
        ("arrangements-486-643m-2017", "T065", 700_000_000, "supported", "contradicted"),
        ("half-share-2011", "T043", 150, "supported", "contradicted"),
        ("standard-practice", "T053", 40, "supported", "contradicted"),
        ("transformation-fund-100m", "T106", 410_000_000, "uncertain", "contradicted"),
        ("public-bodies-11m-2014", "T081", 80_000_000, "supported", "contradicted"),
    ],
)
def test_a_changed_total_changes_the_verdict(findings, judge, claim, total, value, before, after):
    assert read_verdicts(judge(2026))[claim] == before
    changed = change_total(findings(2026), total, value)
    row = changed.register.claims.set_index("claim_id", drop=False).loc[claim]
    tests = read_claim_tests(DATA, findings(2026).register)
    assert judge_claim(row, tests[claim], Knowledge(changed)).verdict == after


def test_a_threshold_beyond_the_interval_turns_a_verdict_round(findings, judge):
    found, knowledge = findings(2026), Knowledge(findings(2026))
    tests = read_claim_tests(DATA, found.register)
    rows = found.register.claims.set_index("claim_id", drop=False)
    for claim in ("public-bodies-fewer", "size-matters", "largest-saving-over-2-5m"):
        test = tests[claim]
        assert read_verdicts(judge(2026))[claim] == "supported"
        far = -1e12 if test.points[0].direction == "below" else 1e12
        moved = replace(test, points=tuple(replace(one, threshold=far) for one in test.points))
        assert judge_claim(rows.loc[claim], moved, knowledge).verdict != "supported"


def test_judging_again_gives_the_same(judge, findings):
    assert tabulate(judge_claims(findings(2014), DATA)) == tabulate(judge(2014))


def test_one_point_gives_its_verdict_its_interval_and_its_words():
    one = judge_one({})
    assert (one.verdict, one.estimate, one.low, one.high) == ("supported", 2, 2, np.inf)
    assert one.why == "The register holds two arrangements of ours in England."
    assert (one.statistic, one.threshold, one.direction, one.points) == (
        "count_arrangements",
        1,
        "at least",
        1,
    )


def test_points_with_different_verdicts_are_told_with_them_and_the_deciding_one_is_shown():
    seven = {"statistic": "fact_recorded", "direction": "equal", "threshold": 8.0}
    seven |= {"parameters": {"arrangement": "b", "fact": "n_councils"}}
    one = judge_one({}, seven)
    assert (one.verdict, one.estimate, one.threshold, one.points) == ("contradicted", 7, 8, 2)
    assert one.why == (
        "The register holds two arrangements of ours in England, which fits; the register gives b "
        "seven councils, which does not fit."
    )


def test_points_that_found_the_same_are_told_once():
    assert judge_one({}, {"threshold": 2.0}).why.count("register") == 1


def test_what_a_test_leaves_out_is_told():
    assert judge_one({}, untested="the rest").why.endswith("; not tested: the rest.")


def test_a_point_that_cannot_be_tested_leaves_a_claim_open_and_alone_untestable():
    absent = {
        "statistic": "fact_recorded",
        "parameters": {"arrangement": "x", "fact": "n_councils"},
    }
    alone = judge_one(absent)
    assert (alone.verdict, alone.n) == ("not testable", 0) and np.isnan(alone.estimate)
    assert alone.why == "The register holds no arrangement x."
    both = judge_one({}, absent)
    assert both.verdict == "uncertain" and both.why.endswith("so that this cannot be tested.")


def test_a_statistic_without_a_range_judges_nothing(monkeypatch):
    told = Measured(1, np.nan, np.nan, 1, "count", "one was seen")
    monkeypatch.setitem(STATISTICS, "count_arrangements", lambda known, that: told)
    one = judge_one({})
    assert (one.verdict, one.why) == ("not testable", "One was seen; too few to give a range.")


def test_a_claim_of_a_later_page_is_not_yet_made():
    one = judge_one({}, claim={"source_date": "2016-04"}, year=2015)
    assert (one.verdict, one.made, one.statistic) == ("not testable", False, "")
    assert one.why == "Not yet made by 2015: the page that makes it is of 2016."
    assert judge_one({}, claim={"source_date": "2016-04"}, year=2016).made


def test_a_claim_on_an_undated_page_is_as_new_as_the_year_it_speaks_of():
    one = judge_one({}, as_of=2018, year=2015)
    assert one.why == "Not yet made by 2015: its page has no date, but speaks of 2018."
    assert judge_one({}, as_of=2018, year=2018).made
    assert judge_one({}, as_of=2018, claim={"source_date": "2014"}, year=2015).made


def test_an_undated_page_is_as_new_as_the_newest_total_on_it():
    page = {"source_title": "P", "publisher": "Q", "url": "https://x.org/p"}
    register = build_register(
        claims=[{"claim_id": "c", "claim": "C"} | page],
        totals=[{"total_id": "T001", "as_of": "2017"} | page],
    )
    test = ClaimTest(points=(Point(**COUNT, direction="above", threshold=0, tolerance=0),))
    row = register.claims.iloc[0]
    assert "speaks of 2017" in judge_claim(row, test, gather(register, 2016)).why
    assert judge_claim(row, test, gather(register, 2017)).made


def test_a_claim_without_a_declared_test_is_said_to_have_none(tmp_path):
    folder = write_folder(tmp_path / "data")
    found = find(Edition(2015, 2014), folder)
    (one,) = judge_claims(found, folder)
    assert (one.verdict, one.why) == ("not testable", UNDECLARED)


def test_the_document_holds_plain_json_with_nothing_infinite(judge):
    rows = tabulate(judge(2026))
    assert {"claim_id", "verdict", "estimate", "low", "high", "n", "why"} <= set(rows[0])
    again = json.loads(json.dumps(rows, allow_nan=False))
    assert again == rows
    largest = next(row for row in rows if row["claim_id"] == "largest-saving-over-2-5m")
    assert largest["high"] is None and largest["low"] == largest["estimate"]


def test_a_register_without_any_saving_judges_what_it_can(tmp_path):
    folder = write_savings(tmp_path / "data")
    rows = pd.read_csv(DATA / "raw" / "claims.csv", dtype=str, keep_default_na=False)
    rows.to_csv(folder / "raw" / "claims.csv", index=False)
    judged = judge_claims(find(Edition(2026, 2014), folder), folder)
    assert len(judged) == len(rows)
    told = {one.claim_id: one for one in judged}
    assert told["size-matters"].verdict == "not testable"
    assert told["saved-350m-in-one-year"].verdict == "not testable"
