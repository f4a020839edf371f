"""The kinds of statistic that can test a claim."""

import inspect

import pytest

from sharing.claim_facts import Known
from sharing.claim_statistics import STATISTICS, find_wrong_parameters
from sharing.claim_tests import read_claim_tests
from sharing.paths import DATA


@pytest.mark.parametrize("name", STATISTICS)
def test_a_statistic_takes_what_is_known_and_otherwise_named_parameters_with_types(name):
    first, *others = inspect.signature(STATISTICS[name]).parameters.values()
    assert first.annotation in (Known, "Known")
    assert {one.kind for one in others} <= {inspect.Parameter.KEYWORD_ONLY}
    assert all(one.annotation is not inspect.Parameter.empty for one in others)


def test_each_statistic_tests_some_claim(register):
    tests = read_claim_tests(DATA, register).values()
    assert {point.statistic for test in tests for point in test.points} == set(STATISTICS)


def test_there_are_far_fewer_statistics_than_claims_tested(register):
    tests = [test for test in read_claim_tests(DATA, register).values() if test.points]
    assert len(STATISTICS) <= len(tests) / 2 + 1


def test_a_statistic_without_parameters_says_so(register):
    wrong = list(find_wrong_parameters("share_of_councils", {"year": 2016}, register))
    assert wrong == [("year", "is no parameter; share_of_councils takes no parameters.")]
