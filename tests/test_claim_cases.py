"""Statistics of one named arrangement."""

import numpy as np
import pytest

from builders import build_register
from claim_builders import gather
from sharing.claim_cases import amount_reported, fact_recorded, words_recorded, years_before
from sharing.verdicts import Unknown, decide


def know_case(*reports, claim=None, year=2020, sources=(), **cells):
    """What is known of arrangement ``hub`` and its reports."""
    rows = [
        {"arrangement_id": "hub", "report_id": f"r{place}", "status": "achieved"}
        | {"reported_on": "2015", "date_precision": "year"}
        | report
        for place, report in enumerate(reports)
    ]
    register = build_register(
        claims=[{"claim_id": "c", "claim": "C", "country": "UK"} | (claim or {})],
        arrangements=[
            {"arrangement_id": "hub", "name": "The Hub", "start_year": 2008} | cells,
            {"arrangement_id": "old", "name": "The Old", "start_year": 2005},
            {"arrangement_id": "when", "name": "The When"},
        ],
        reports=rows,
        sources=[{"source_id": "src-00000001", "url": "https://x.org/1"}, *sources],
    )
    return gather(register, year).know(register.claims.iloc[0], None)


def ask(known, **parameters):
    given = {"arrangement": "hub", "basis": "cumulative", "status": "achieved"}
    return amount_reported(known, **given | parameters)


def test_a_report_allows_what_its_digits_and_qualifier_do():
    known = know_case({"amount_gbp": 41_200_000, "basis": "cumulative"})
    found = ask(known)
    assert (found.low, found.high) == (41_150_000, 41_250_000) and found.estimate == 41_200_000
    assert found.told == "for The Hub, other pages give a total achieved of £41.2m (2015)"
    about = know_case({"amount_gbp": 1_500_000, "basis": "annual", "qualifier": "about"})
    assert ask(about, basis="annual").low == 1_400_000


def test_reports_that_differ_span_an_interval_and_the_newest_is_the_estimate():
    known = know_case(
        {"amount_gbp": 2e6, "basis": "annual", "reported_on": "2012"},
        {"amount_gbp": 3_500_000, "basis": "annual", "amount_low": 3e6, "amount_high": 4e6},
    )
    found = ask(known, basis="annual")
    assert (found.estimate, found.low, found.high, found.n) == (3.5e6, 1.9e6, 4e6, 2)


def test_only_reports_of_the_whole_arrangement_from_sharing_count():
    for other in ({"scope": "partial"}, {"attribution": "other"}, {"status": "expected"}):
        known = know_case({"amount_gbp": 9e6, "basis": "cumulative"} | other)
        assert ask(known).why == "the register holds no total achieved by all of The Hub"


def test_years_covered_must_be_those_of_the_claim():
    known = know_case({"amount_gbp": 9e6, "basis": "cumulative", "years_covered": 3})
    assert ask(known, years=3).estimate == 9e6
    assert "no total achieved over five years" in ask(known, years=5).why


def test_what_was_saved_by_an_earlier_year_is_the_least_that_was_saved_by_a_later_one():
    earlier = {"amount_gbp": 9e6, "basis": "cumulative", "period_start": 2008, "period_end": 2011}
    found = ask(know_case(earlier), until=2016)
    assert found.low == 8.55e6 and found.high == np.inf
    assert (
        decide(found, 31e6, "above") == "uncertain" and decide(found, 5e6, "above") == "supported"
    )
    later = earlier | {"period_end": 2016}
    assert ask(know_case(later), until=2016).high == pytest.approx(9.45e6)


def test_two_earlier_totals_bound_from_below_by_the_larger():
    reports = [
        {"amount_gbp": amount, "basis": "cumulative", "period_start": 2008, "period_end": end}
        for amount, end in ((9_100_000, 2011), (4_100_000, 2010))
    ]
    assert ask(know_case(*reports), until=2016).low == 9_050_000


def test_a_page_that_carries_the_claim_is_no_test_of_it():
    report = {"amount_gbp": 9e6, "basis": "cumulative"}
    for claim in ({"url": "https://x.org/1"}, {"also_in": "https://y.org/2 https://x.org/1"}):
        found = ask(know_case(report, claim=claim))
        assert isinstance(found, Unknown) and "carries this claim" in found.why
    other = report | {"source_id": "src-00000002"}
    source = {"source_id": "src-00000002", "url": "https://z.org/3"}
    known = know_case(report, other, claim={"url": "https://x.org/1"}, sources=[source])
    assert ask(known).n == 1


def test_a_page_without_an_address_can_test_a_claim_without_one():
    source = {"source_id": "src-00000009"}
    report = {"amount_gbp": 9e6, "basis": "cumulative", "source_id": "src-00000009"}
    assert ask(know_case(report, claim={"url": ""}, sources=[source])).n == 1


def test_facts_are_read_and_unknown_ones_said_to_be_so():
    known = know_case(n_councils=8)
    councils = fact_recorded(known, arrangement="hub", fact="n_councils")
    assert (councils.low, councils.high) == (8, 8) and councils.told.endswith("eight councils")
    assert fact_recorded(known, arrangement="hub", fact="start_year").estimate == 2008
    unknown = fact_recorded(known, arrangement="when", fact="start_year")
    assert unknown.why == "the register does not hold the year of start of The When"


def test_one_arrangement_is_before_others_by_the_years_between():
    known = know_case()
    lead = years_before(known, first="old", others=["hub"])
    assert lead.estimate == 3
    assert lead.told == "The Old started in 2005, the earliest of The Hub in 2008"
    assert "The When" in years_before(known, first="old", others=["hub", "when"]).why


def test_words_that_a_record_lacks_do_not_count_against_the_claim():
    known = know_case(service="HR, ICT and property")
    found = words_recorded(known, arrangement="hub", words=[r"\bHR\b", "asset|property", "legal"])
    assert (found.low, found.high) == (2, 3) and "names 2 of 3 services" in found.told


def test_an_arrangement_that_the_register_lacks_is_said_to_be_absent():
    known = know_case()
    for found in (
        ask(known, arrangement="no"),
        fact_recorded(known, arrangement="no", fact="n_councils"),
        years_before(known, first="no", others=["hub"]),
        words_recorded(known, arrangement="no", words=["x"]),
    ):
        assert found.why == "the register holds no arrangement no"
    early = know_case({"amount_gbp": 1}, year=2014)
    told = words_recorded(early, arrangement="when", words=["x"])
    assert told.why == "The When is not on record yet"
