"""Statistics of published totals and awards."""

import numpy as np
import pytest

from builders import build_register
from claim_builders import gather
from sharing.claim_arithmetic import (
    compute_figure,
    count_grants,
    count_purposes,
    first_year_of_metric,
    grant_printed,
    largest_grant,
    least_of_metric,
    order_figures,
    savings_per_grant,
    sum_grants,
)
from sharing.verdicts import Unknown

GBP = {"metric": "cumulative_savings", "unit": "gbp"}


def know_totals(*totals, awards=(), year=2020):
    rows = [
        {"total_id": f"T{place:03d}", "as_of": "2014-04", "source_date": "2014"} | total
        for place, total in enumerate(totals, start=1)
    ]
    register = build_register(
        claims=[{"claim_id": "c", "claim": "C"}],
        totals=rows,
        awards=[{"source_date": "2014", "award_id": f"w{n}"} | row for n, row in enumerate(awards)],
        authorities=[
            {"authority_code": f"C{n}", "name": f"C{n}", "official_name": f"C{n}"}
            for n in range(50)
        ],
    )
    return gather(register, year).know(register.claims.iloc[0], None)


def test_a_figure_is_what_its_formulas_give_and_as_wide_as_its_roundings():
    known = know_totals(
        GBP | {"value": 357_000_000},
        GBP | {"value": 263_000_000, "as_of": "2013-01"},
        GBP | {"value": 278_000_000, "as_of": "2013-03"},
    )
    found = compute_figure(
        known, figures=["T001 - T002", "T001 - T003"], unit="pounds", what="it rose by"
    )
    assert (found.low, found.high, found.estimate) == (78e6, 95e6, 86.5e6)
    assert found.told == (
        "it rose by £79m to £94m, from £357m (April 2014), £263m (January 2013) and £278m "
        "(March 2013)"
    )


def test_a_changed_total_changes_the_figure():
    parameters = {"figures": ["T001 - T002"], "unit": "pounds", "what": "x"}
    for value, rise in ((357_000_000, 79e6), (628_000_000, 350e6)):
        known = know_totals(GBP | {"value": value}, GBP | {"value": 278_000_000})
        assert compute_figure(known, **parameters).estimate == rise


def test_a_quotient_takes_its_ends_where_its_parts_do():
    known = know_totals(
        GBP | {"value": 11_000_000, "qualifier": "more than"}, GBP | {"value": 357_000_000}
    )
    share = compute_figure(known, figures=["T001 / T002"], unit="share", what="x")
    assert share.low == pytest.approx(11 / 357.5, rel=1e-5)
    assert share.high == pytest.approx(12 / 356.5)


def test_councils_are_those_of_the_date_with_or_without_the_two_unlike_others():
    known = know_totals({"value": 24, "unit": "count", "metric": "councils_sharing"})
    share = compute_figure(known, figures=["T001 / councils"], unit="share", what="x")
    assert (share.low, share.high) == (24 / 50, 24 / 48)
    assert share.told == "x 48.0% to 50.0%"


def test_a_figure_that_is_not_known_yet_is_named_by_its_date():
    known = know_totals(GBP | {"value": 1e6, "source_date": "2018", "as_of": "2017-06"}, year=2015)
    found = compute_figure(known, figures=["T001"], unit="pounds", what="x")
    assert found.why == "the published figure for June 2017 that it needs is not known yet"


def test_an_order_is_the_smallest_step_up():
    known = know_totals(*({"value": value} for value in (325, 383, 416)))
    found = order_figures(known, totals=["T001", "T002", "T003"], what="they are")
    assert (found.estimate, found.low, found.high) == (33, 33, 33)
    assert found.told == "they are 325, 383 and 416"
    assert order_figures(known, totals=["T002", "T001"], what="x").high == -58


def test_an_order_leaves_out_what_is_not_known_yet_but_needs_two():
    known = know_totals(
        *({"value": value} for value in (1, 5)), {"value": 3, "source_date": "2030"}
    )
    assert order_figures(known, totals=["T001", "T002", "T003"], what="x").estimate == 4
    assert isinstance(order_figures(known, totals=["T001", "T003"], what="x"), Unknown)


def test_the_least_of_a_metric_leaves_out_doubtful_figures_and_needs_each_year():
    metric = {"metric": "share_of_councils_sharing", "unit": "percent"}
    known = know_totals(
        metric | {"value": 96, "as_of": "2016-04", "source_date": "2016"},
        metric | {"value": 98, "as_of": "2017", "source_date": "2017"},
        metric | {"value": 40, "as_of": "2017", "source_date": "2017", "doubt": "a survey"},
    )
    given = {"metric": metric["metric"], "what": "they are"}
    found = least_of_metric(known, years=[2016, 2017], **given)
    assert (found.estimate, found.low, found.high) == (96, 95.5, 96.5)
    assert found.told == "they are 96% and 98%"
    assert "2018" in least_of_metric(known, years=[2016, 2018], **given).why


def test_the_first_year_of_a_metric_is_read():
    known = know_totals(GBP | {"value": 1e6}, GBP | {"value": 1e6, "as_of": "2013"})
    found = first_year_of_metric(known, metric="cumulative_savings", what="it begins in")
    assert found.estimate == 2013 and found.told == "it begins in 2013"
    assert isinstance(first_year_of_metric(known, metric="other", what="x"), Unknown)


AWARDS = [
    {"lead": "Alpha", "grant_gbp": 750_000, "purpose": "sharing ICT"},
    {"lead": "Beta", "grant_gbp": 750_000, "purpose": "joining fire services"},
    {"lead": "Gamma", "grant_gbp": 385_000, "purpose": "a centre for ICT"},
    {"lead": "Delta", "purpose": "joining up"},
    {"lead": "Twice", "grant_gbp": 750_000, "purpose": "ICT", "doubt": "do not add to the others"},
    {"lead": "Epsilon", "grant_gbp": 900_000, "round": "2014-15", "purpose": "ICT"},
]
SUM = {"value": 2_800_000, "unit": "gbp", "metric": "grant_total"}
WINNERS = {"value": 6, "metric": "grant_winners"}
ROUND = {"of_round": "2013-14"}


def test_grants_are_summed_within_a_round_and_none_twice():
    assert sum_grants(know_totals(SUM, awards=AWARDS), **ROUND).estimate == 1_885_000
    assert isinstance(sum_grants(know_totals(SUM), **ROUND), Unknown)


def test_a_grant_that_no_page_prints_may_be_as_large_as_what_is_left():
    largest = largest_grant(know_totals(SUM, awards=AWARDS), total="T001", **ROUND)
    assert (largest.estimate, largest.low, largest.high) == (750_000, 750_000, 915_000)
    spent = largest_grant(
        know_totals(SUM | {"value": 1_885_000}, awards=AWARDS), total="T001", **ROUND
    )
    assert spent.high == 750_000
    count = count_grants(know_totals(SUM, awards=AWARDS), grant=750_000, total="T001", **ROUND)
    assert (count.low, count.high) == (2, 3)
    early = know_totals(SUM | {"source_date": "2030"}, awards=AWARDS)
    assert isinstance(largest_grant(early, total="T001", **ROUND), Unknown)
    assert isinstance(count_grants(early, grant=1, total="T001", **ROUND), Unknown)


def test_one_award_has_a_grant_for_its_purpose():
    known = know_totals(SUM, awards=AWARDS)
    assert grant_printed(known, award="w2", purpose=r"\bict\b").estimate == 385_000
    other = grant_printed(known, award="w1", purpose="ICT")
    assert other.why == "no grant for such a purpose led by Beta is known yet"


def test_winners_that_are_not_named_may_have_the_purpose_too():
    known = know_totals(WINNERS, awards=AWARDS)
    fire = count_purposes(known, purpose="fire", kind="fire", winners="T001", **ROUND)
    assert (fire.low, fire.high, fire.n) == (1, 3, 4)
    assert fire.told == "one award of the 4 known of 2013-14 is for fire"
    late = know_totals(WINNERS | {"source_date": "2030"})
    given = {"purpose": "x", "kind": "x", "winners": "T001"}
    assert isinstance(count_purposes(late, **given, **ROUND), Unknown)


def test_savings_for_each_pound_need_enough_awards_that_print_both():
    awards = [
        {"lead": f"L{n}", "grant_gbp": 100_000, "expected_savings_gbp": 1_200_000} for n in range(8)
    ]
    found = savings_per_grant(know_totals(awards=awards), **ROUND)
    assert found.estimate == 12 and np.isclose(found.low, 12)
    assert isinstance(savings_per_grant(know_totals(awards=awards[:2]), **ROUND), Unknown)
