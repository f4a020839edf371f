"""Printed figures are compared with what other printed figures make them."""

import pytest

from builders import VALID, build_table
from sharing.crosschecks import CHECKS, Check, CheckResult, check_totals, count_councils
from test_national import build_totals

AUTHORITIES = build_table("authorities", VALID["authorities"])


def judge(printed: float, *implied: float) -> CheckResult:
    return CheckResult(Check("T001", ("T002",), "count"), printed, implied, 0)


@pytest.mark.parametrize(
    ("printed", "implied", "verdict"),
    [
        (100, (100,), "fits"),
        (100.9, (100,), "fits"),
        (101.1, (100,), "nearly"),
        (109.9, (100,), "nearly"),
        (110.1, (100,), "not"),
        (89.9, (100,), "not"),
        (350, (83,), "not"),
        (450, (369, 500), "fits"),
        (200, (369, 500), "not"),
        (5, (0,), "not"),
        (0, (0,), "fits"),
    ],
)
def test_the_verdict_follows_from_the_distance_to_the_nearest_implied_value(
    printed, implied, verdict
):
    assert judge(printed, *implied).verdict == verdict


def test_the_gap_is_measured_from_the_nearest_implied_value():
    assert judge(200, 400, 500).gap == pytest.approx(-0.5)
    assert judge(600, 400, 500).gap == pytest.approx(0.2)


def test_formulas_are_worked_out_from_the_rows_they_name():
    totals = build_totals(
        {"value": 10, "as_of": "2010"}, {"value": 30, "as_of": "2010"}, {"value": 2}
    )
    checks = {
        "rise": Check("T002 - T001", ("100 * (T002 / T001 - 1)", "T003"), "count"),
        "share": Check("T003", ("T002 / councils",), "count"),
    }
    results = check_totals(totals, AUTHORITIES, checks)
    assert results["rise"].printed == 20
    assert results["rise"].implied == (200, 2)
    assert results["rise"].councils == 3
    assert results["share"].implied == (10,)


def test_a_check_is_left_out_unless_all_its_totals_are_known():
    totals = build_totals({"value": 10})
    known = {"one": Check("T001", ("T001",), "count")}
    for unknown in (
        Check("T002", ("T001",), "count"),
        Check("T001", ("T001 + T002",), "count"),
        Check("T001", ("T001",), "count", ("T002",)),
    ):
        assert set(check_totals(totals, AUTHORITIES, known | {"other": unknown})) == {"one"}


def test_a_check_names_its_totals_once_in_the_order_of_their_mention():
    check = Check("T005 - T003", ("T001", "T003 + T002"), "gbp", ("T009", "T001"))
    assert check.total_ids == ("T005", "T003", "T001", "T002", "T009")


@pytest.mark.parametrize(
    ("as_of", "count"),
    [("1973", 2), ("1974", 3), ("2009-03", 3), ("2009-04", 3), ("2009-04-01", 3)],
)
def test_councils_are_counted_as_they_stood(as_of, count):
    # Ashford began in 1974; Oldtown too, but it ended in April 2009 and Ashford did not.
    changed = AUTHORITIES[AUTHORITIES.authority_code != "OLD"]
    assert count_councils(changed, as_of) == count


@pytest.mark.parametrize(("as_of", "count"), [("2009-03-31", 4), ("2009-03", 4), ("2009-04", 3)])
def test_a_council_counts_until_it_ends(as_of, count):
    assert count_councils(AUTHORITIES, as_of) == count


def test_combined_and_strategic_authorities_and_other_nations_are_not_counted():
    types = AUTHORITIES.assign(
        type=["Combined authority", "Strategic Regional Authority", "County", "County"],
        nation=["England", "England", "Wales", "England"],
    )
    assert count_councils(types, "2000") == 1
    assert count_councils(types, "2000", "Wales") == 1


def test_england_had_353_councils_as_the_academic_count_has_it(register):
    assert count_councils(register.authorities, "2017") == 353


def test_every_check_rests_on_totals_that_the_register_holds(register):
    held = set(register.totals.total_id)
    assert {one for check in CHECKS.values() for one in check.total_ids} <= held


@pytest.mark.parametrize(
    ("name", "printed", "implied", "verdict"),
    [
        ("one-year", 350e6, (83e6,), "not"),
        ("year-before", 274e6, (278e6,), "nearly"),
        ("councils-not-arrangements", 337, (383,), "not"),
        ("rises-not-totals", 11, (63,), "not"),
        ("growth-of-councils", 65, (100 * 118 / 219,), "not"),
        ("few-more-arrangements", 131e6, (4 * 840e6 / 555,), "not"),
        ("last-year", 200e6, (500e6, 369e6), "not"),
        ("projection", 240e6, (156.5e6,), "not"),
        ("one-region", 38, (33,), "not"),
        ("rise-to-2015", 105e6, (105e6,), "fits"),
        ("share-of-councils", 96, (100 * 337 / 353, 100 * 337 / 351), "fits"),
    ],
)
def test_the_famous_figures_stand_as_their_pages_have_them(
    register, name, printed, implied, verdict
):
    result = check_totals(register.totals, register.authorities)[name]
    assert result.printed == pytest.approx(printed)
    assert result.implied == pytest.approx(implied)
    assert result.verdict == verdict
