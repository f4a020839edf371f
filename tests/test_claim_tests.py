"""What people declared about testing each claim."""

import shutil

import pytest
import yaml

from builders import edit_row, write_folder, write_rows
from sharing.claim_tests import CLAIM_TESTS, read_claim_tests
from sharing.errors import ClaimTestWrong
from sharing.paths import DATA
from sharing.register import read_register

POINT = {"statistic": "measure_share", "direction": "above", "threshold": 0.5}
POINT |= {"of": {"category": "ict"}, "that": "share ICT"}


@pytest.fixture
def folder(tmp_path):
    """A tiny data folder, whose one claim is ``a-claim``."""
    return write_folder(tmp_path / "data")


def declare(folder, claims, reasons=None):
    text = yaml.safe_dump({"reasons": reasons or {"abroad": "It is abroad."}, "claims": claims})
    (folder / CLAIM_TESTS).write_text(text, encoding="utf-8")
    return read_claim_tests(folder, read_register(folder))


def refuse(folder, claims):
    with pytest.raises(ClaimTestWrong) as caught:
        declare(folder, claims)
    return str(caught.value)


def refuse_point(folder, **changes):
    point = {key: value for key, value in (POINT | changes).items() if value is not None}
    return refuse(folder, {"a-claim": {"tests": [point]}})


def test_a_test_is_read_with_its_threshold_and_what_its_digits_allow(folder):
    test = declare(folder, {"a-claim": {"as_of": 2015, "untested": "all else", "tests": [POINT]}})
    (point,) = test["a-claim"].points
    assert (point.statistic, point.direction, point.threshold) == ("measure_share", "above", 0.5)
    assert point.parameters == {"of": {"category": "ict"}, "that": "share ICT"}
    assert point.tolerance == pytest.approx(0.025)
    assert (test["a-claim"].as_of, test["a-claim"].untested) == (2015, "all else")


def test_the_digit_to_which_a_figure_is_printed_can_be_stated(folder):
    test = declare(folder, {"a-claim": {"tests": [POINT | {"printed_to": 0.02}]}})
    assert test["a-claim"].points[0].tolerance == 0.01


def test_a_claim_that_cannot_be_tested_has_the_reason_it_names(folder):
    test = declare(folder, {"a-claim": {"not_testable": "abroad"}})["a-claim"]
    assert (test.points, test.reason_id, test.reason) == ((), "abroad", "It is abroad.")


def test_a_claim_without_a_test_is_named(folder):
    assert "claim_tests.yml, a-claim: has no test" in refuse(folder, {})


def test_a_claim_that_does_not_exist_is_named_with_the_one_that_was_meant(folder):
    told = refuse(folder, {"a-claims": {"tests": [POINT]}, "a-claim": {"tests": [POINT]}})
    assert told.startswith("claim_tests.yml, a-claims: there is no such claim in claims.csv.")
    assert told.endswith("Did you mean 'a-claim'?")


def test_an_unknown_statistic_is_named_with_what_is_allowed(folder):
    told = refuse_point(folder, statistic="mesure_share")
    assert told.startswith("claim_tests.yml, a-claim, statistic: 'mesure_share' is not one of ")
    assert "lead_in_savings" in told and told.endswith("Did you mean 'measure_share'?")


@pytest.mark.parametrize(
    ("changes", "key", "problem"),
    [
        ({"ammong": "x"}, "ammong", "is no parameter; measure_share takes of, that, where"),
        ({"that": None}, "that", "is missing; measure_share needs it"),
        ({"that": 3}, "that", "must be text; 3 stands there"),
        ({"of": {"categorie": "ict"}}, "of", "Did you mean 'category'?"),
        ({"of": {"category": "itc"}}, "of", "'itc' is not one of ict, legal, waste."),
        ({"of": {"start_year": {"atleast": 3}}}, "of", "Did you mean 'at_least'?"),
        ({"of": "ict"}, "of", "must give columns with their values"),
        ({"bound": "above"}, "bound", "'above' is not one of none, from below, from above"),
        ({"direction": "over"}, "direction", "'over' is not one of above, at least"),
        ({"threshold": None}, "threshold", "is missing; give what the claim states"),
        ({"threshold": "half"}, "threshold", "must be a number; 'half' stands there"),
        ({"printed_to": True}, "printed_to", "must be a number"),
    ],
)
def test_a_wrong_key_is_named_with_what_is_allowed(folder, changes, key, problem):
    told = refuse_point(folder, **changes)
    assert told.startswith(f"claim_tests.yml, a-claim, {key}: ") and problem in told


@pytest.mark.parametrize(
    ("point", "key", "problem"),
    [
        (
            {"statistic": "amount_reported", "arrangement": "alpha-itc", "basis": "annual"}
            | {"status": "achieved"},
            "arrangement",
            "Did you mean 'alpha-ict'?",
        ),
        (
            {
                "statistic": "compute_figure",
                "figures": ["T001 - T009"],
                "unit": "count",
                "what": "x",
            },
            "figures",
            "'T009' is not one of T001",
        ),
        (
            {"statistic": "compute_figure", "figures": ["__import__('os')"], "unit": "count"}
            | {"what": "x"},
            "figures",
            "must be a formula of totals' identifiers",
        ),
        (
            {"statistic": "compute_figure", "figures": [], "unit": "count", "what": "x"},
            "figures",
            "must be a list, and not empty",
        ),
        (
            {"statistic": "lead_in_number", "by": "category", "group": "itc"},
            "group",
            "'itc' is not one of ict, legal, waste",
        ),
        (
            {"statistic": "lead_in_number", "by": "size", "group": "two"},
            "group",
            "'two' is not one of 2, 3, 4, 5, 6, 7, 8 or more",
        ),
        (
            {"statistic": "lead_in_number", "by": "colour", "group": "ict"},
            "by",
            "'colour' is not one of size, family, category, region",
        ),
        (
            {"statistic": "count_arrangements", "that": "x", "words": "("},
            "words",
            "must be a regular expression",
        ),
        ({"statistic": "share_of_savings", "below": "1000"}, "below", "must be a number"),
        ({"statistic": "slope_on_councils", "each_council": 1}, "each_council", "true or false"),
    ],
)
def test_a_parameter_that_names_nothing_known_is_refused(folder, point, key, problem):
    told = refuse(folder, {"a-claim": {"tests": [point | {"direction": "above", "threshold": 1}]}})
    assert told.startswith(f"claim_tests.yml, a-claim, {key}: ") and problem in told


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ("nothing", "must give tests or not_testable"),
        ({}, "tests: must be given, or else not_testable, and not both"),
        ({"tests": [POINT], "not_testable": "abroad"}, "and not both"),
        ({"tests": []}, "tests: must be a list of points"),
        ({"tests": ["x"]}, "statistic: is missing from a point"),
        ({"test": [POINT]}, "test: is not one of as_of, tests, untested, not_testable"),
        ({"not_testable": "abrod"}, "Did you mean 'abroad'?"),
        ({"tests": [POINT], "as_of": "2015"}, "as_of: must be a year"),
    ],
)
def test_an_entry_of_another_form_is_refused(folder, entry, problem):
    assert problem in refuse(folder, {"a-claim": entry})


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("reasons: {}\nclaims: {a: {tests: []}, a: {tests: []}}\n", "'a' stands twice"),
        ("claims: [", "cannot be read"),
        ("claims: {}\n", "must have exactly the sections reasons, claims"),
        ("reasons: {}\nclaims: []\n", "must each name entries"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused(folder, text, problem):
    (folder / CLAIM_TESTS).write_text(text, encoding="utf-8")
    with pytest.raises(ClaimTestWrong, match=problem):
        read_claim_tests(folder, read_register(folder))


def test_a_folder_without_tests_of_its_own_takes_the_projects_for_the_claims_it_knows(tmp_path):
    rows = edit_row(write_rows(), "claims", 2, claim_id="under-100k-majority")
    mine = {"claim_id": "of-my-own", "claim": "Mine."}
    rows["claims"].append(rows["claims"][0] | mine)
    folder = write_folder(tmp_path / "data", rows)
    tests = read_claim_tests(folder, read_register(folder))
    assert list(tests) == ["under-100k-majority"]


def test_the_project_declares_a_test_for_each_of_its_claims(register):
    assert set(read_claim_tests(DATA, register)) == set(register.claims.claim_id)


def test_the_project_tests_what_can_be_tested_and_gives_a_reason_for_the_rest(register):
    tests = read_claim_tests(DATA, register)
    by = register.claims.set_index("claim_id").testable_with
    untested = {claim for claim, test in tests.items() if test.reason}
    assert untested == set(by.index[by.isin(["literature", "none"])])
    assert all(bool(test.points) != bool(test.reason) for test in tests.values())


def test_each_reason_is_the_reason_of_some_claim():
    text = yaml.safe_load((DATA / CLAIM_TESTS).read_text(encoding="utf-8"))
    used = {entry.get("not_testable") for entry in text["claims"].values()}
    assert set(text["reasons"]) == used - {None}


def test_a_copy_of_the_projects_tests_beside_other_claims_is_refused(tmp_path):
    folder = write_folder(tmp_path / "data")
    shutil.copy(DATA / CLAIM_TESTS, folder / CLAIM_TESTS)
    with pytest.raises(ClaimTestWrong, match="there is no such claim"):
        read_claim_tests(folder, read_register(folder))
