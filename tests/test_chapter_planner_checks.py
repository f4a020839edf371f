"""What the planner's checks say follows from what they found."""

import pandas as pd
import pytest

from made_planner import make_left_out, make_planner
from sharing.chapters import planner_checks as checks
from sharing.models import NotEstimated
from sharing.prediction_check import BASIC, NOTHING, WITH_POPULATION
from sharing.prediction_trials import CORRECTED, PLAIN, UNCORRECTED

NONE = NotEstimated("planner", "the savings come from 3 groups, too few")


def make_trials() -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"of": of, "strength": strength, "replications": 40, "half": half, "ninety": 0.9}
            | {"half_error": 0.01, "ninety_error": 0.01}
            for strength, halves in ((1.0, (0.5, 0.34, 0.48)), (1.75, (0.5, 0.23, 0.36)))
            for of, half in zip((PLAIN, UNCORRECTED, CORRECTED), halves, strict=True)
        ]
    )


def test_coverage_is_told_with_its_interval():
    told = checks.judge_coverage(make_left_out({}, held=0.5))
    assert "20 in all" in told and "half of the savings held 50% (26% to 74%)" in told
    assert "nine in ten held 100%" in told


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (0.8, "helps, but not much. It lowers the error of a forecast by 20%"),
        (1.0, "It is not clear that knowing"),
        (1.2, "It changes the error of a forecast by −20%"),
    ],
)
def test_what_knowing_the_kind_gains_is_told(error, told):
    assert told in checks.judge_gain(make_left_out({NOTHING: 1.0, BASIC: error}))


def test_widths_are_told():
    told = checks.judge_gain(make_left_out({NOTHING: 1.0, BASIC: 0.8}))
    assert "was 5.0 times its bottom, against 5.0 times" in told and "50 times, against 50" in told


def test_what_is_not_asked_is_told_with_the_reason():
    assert "does not clearly help" in checks.judge_extras(make_left_out({}))
    helping = make_left_out({WITH_POPULATION: 0.5})
    assert "how many people the partners serve would help" in checks.judge_extras(helping)


def test_the_worst_service_is_named_only_where_it_is_bad():
    left_out = make_left_out({})
    assert checks.judge_families(left_out) == ""
    left_out.scores.loc[left_out.scores.family == "Whole council", "ninety_held"] = False
    told = checks.judge_families(left_out)
    assert "worst for Whole council" in told and "held 0 of 20 savings" in told


def test_a_corrected_answer_comes_with_what_its_half_held():
    told = checks.warn_of_correction(make_planner(), make_trials())
    assert "it held 36% to 48% of all savings" in told
    assert checks.warn_of_correction(make_planner(corrected=False), make_trials()) == ""
    assert checks.warn_of_correction(NONE, make_trials()) == ""


def test_trials_are_told_and_compared_with_the_edition():
    told = checks.judge_trials(make_trials(), [])
    assert "held 34% of all savings, and the corrected one 48%" in told
    assert "held 23% and 36%" in told and told.endswith("lie lower still.")
    assert checks.judge_trials(make_trials(), [1.6, 0.9]).endswith("the second kind.")
    assert checks.judge_trials(make_trials(), [0.9]).endswith("the first kind.")


def test_support_counts_zeros_and_what_is_left_out():
    told = checks.count_support(make_planner())
    assert "60 savings from 24 independent partner groups" in told
    assert "Two savings of nothing or less are kept" in told
    assert "One saving of an unknown number of councils is left out" in told
    assert "13 equal groups" in told
    assert "equal groups" not in checks.count_support(make_planner(corrected=False))


def test_tables_have_a_row_for_each_way_and_trial():
    table = checks.tabulate_checks(make_left_out({NOTHING: 1.0, BASIC: 0.8}))
    assert table["Error"].tolist()[0] == "100" and table["Error"][1].startswith("80 (±")
    assert len(table) == len(checks.TITLES)
    assert len(checks.tabulate_trials(make_trials())) == 6
    assert checks.tabulate_trials(make_trials())["Half held"][1] == "34% (± 2.0%)"


def test_an_edition_without_forecasts_says_so():
    assert NONE.why in checks.judge_coverage(NONE)
    said = (checks.judge_gain, checks.judge_extras, checks.judge_families, checks.count_support)
    assert [say(NONE) for say in said] == [""] * 4
    assert checks.tabulate_checks(NONE).empty
