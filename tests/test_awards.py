"""What may be added is added, and the ratio's interval holds what it should."""

import numpy as np
import pandas as pd
import pytest

from builders import Row, build_table
from sharing import awards
from test_national import build_totals

NAN = float("nan")


def build_awards(*rows: Row) -> pd.DataFrame:
    """Awards numbered from a-1, each with a lead of its own unless it says otherwise."""
    return build_table(
        "awards",
        [
            {"award_id": f"a-{number}", "lead": f"Lead {number}"} | dict(row)
            for number, row in enumerate(rows, start=1)
        ],
    )


def grant(pounds: float, expected: float | None = None, **cells: object) -> Row:
    return {"grant_gbp": pounds, "expected_savings_gbp": expected} | cells


MIXED = build_awards(
    grant(100, 500, round="2014-15"),
    grant(300, 900, round="2015-16", expected_savings_years=3),
    grant(50, round="2015-16"),
    {"expected_savings_gbp": 70, "round": "2014-15"},
    grant(200, 400, round="2014-15", expected_savings_years=1),
    grant(9_999, 99_999, doubt="overlaps another; Do not add"),
    grant(8_888, 88_888, doubt="do not count as an award"),
)


def test_rows_whose_doubt_forbids_it_are_not_added():
    assert list(awards.choose_addable(MIXED).award_id) == ["a-1", "a-2", "a-3", "a-4", "a-5"]
    assert len(awards.choose_addable(build_awards(grant(1, doubt="rounded")))) == 1


def test_the_register_forbids_three_rows(register):
    left_out = set(register.awards.award_id) - set(awards.choose_addable(register.awards).award_id)
    assert left_out == {
        "2013-east-of-england-ungrouped",
        "2015-2020-vision-all-rounds",
        "2014-cherwell-earlier-grants",
    }


def test_awards_are_added_up_by_round_and_in_all():
    assert awards.sum_awards(MIXED) == awards.AwardSum(5, 4, 4, 3, 650, 500 + 900 + 70)
    assert awards.sum_awards(MIXED, "2014-15") == awards.AwardSum(3, 2, 3, 2, 300, 570)
    assert awards.sum_awards(MIXED, "2013-14") == awards.AwardSum(0, 0, 0, 0, 0, 0)


def test_only_awards_with_both_figures_have_a_ratio():
    ratios = awards.list_ratios(MIXED).set_index("award_id")
    assert list(ratios.index) == ["a-1", "a-2", "a-5"]
    assert list(ratios.ratio) == [5, 3, 2]
    assert list(ratios.yearly) == [False, False, True]
    assert ratios.ratio_a_year.to_numpy() == pytest.approx([NAN, 1, 2], nan_ok=True)


def test_a_grant_of_nothing_has_no_ratio():
    assert awards.list_ratios(build_awards(grant(0, 5))).empty


def test_the_pooled_ratio_is_a_ratio_of_sums_without_single_years():
    pooled = awards.ratio_expected_to_grant(MIXED)
    assert (pooled.estimate, pooled.n) == (1_400 / 400, 2)
    assert awards.ratio_expected_to_grant(MIXED, with_yearly=True).estimate == 1_800 / 600
    assert awards.ratio_expected_to_grant(MIXED, "2015-16").estimate == 3


def test_no_awards_have_no_ratio():
    nothing = awards.ratio_expected_to_grant(build_awards())
    assert np.isnan(nothing.estimate) and not nothing.known and nothing.n == 0


def test_awards_that_name_the_same_council_belong_together():
    groups = awards.connect_awards(
        build_awards(
            {"lead": "Alpha", "partners": "Beta; Gamma"},
            {"lead": "gamma"},
            {"lead": "Delta", "partners": "other councils (not named)"},
            {"lead": "Epsilon", "partners": "other councils (not named)"},
            {"lead": "not stated", "partners": "Zeta"},
            {"lead": "not stated"},
        )
    )
    assert groups["a-1"] == groups["a-2"]
    assert groups.nunique() == 5


def test_connected_awards_are_left_out_together():
    apart = build_awards(*(grant(100, 100 * n) for n in range(1, 7)))
    joined = build_awards(
        *(grant(100, 100 * n, lead="One" if n < 3 else f"L{n}") for n in range(1, 7))
    )
    assert awards.ratio_expected_to_grant(apart).clusters == 6
    assert awards.ratio_expected_to_grant(joined).clusters == 5
    assert awards.ratio_expected_to_grant(joined).estimate == 3.5


@pytest.mark.parametrize(("groups", "given"), [(4, False), (5, True)])
def test_an_interval_needs_five_groups(groups, given):
    above, below = np.arange(1.0, groups + 1), np.ones(groups)
    assert np.isfinite(awards.jackknife_ratio(above, below)).all() == given


def test_no_interval_is_given_where_one_award_expects_everything():
    above = np.array([5.0, 0, 0, 0, 0, 0])
    with np.errstate(all="raise"):
        assert np.isnan(awards.jackknife_ratio(above, np.ones(6))).all()


def test_equal_ratios_have_an_interval_of_no_width():
    below = np.array([1.0, 2, 3, 10, 50])
    assert awards.jackknife_ratio(7 * below, below) == pytest.approx((7, 7))


def test_the_jackknife_agrees_with_leaving_out_by_hand():
    above, below = [880.0, 1925, 7016, 5745, 3635], [191.0, 97, 971, 300, 300]
    left = [
        np.log(
            (sum(above) - above[place]) / (sum(below) - below[place])  # without one award
        )
        for place in range(5)
    ]
    middle = sum(left) / 5
    error = (4 / 5 * sum((one - middle) ** 2 for one in left)) ** 0.5
    # 4.303 and 3.182 bound 95% of Student's t with two and three degrees of freedom.
    low, high = awards.jackknife_ratio(np.array(above), np.array(below))
    effective = sum(below) ** 2 / sum(one**2 for one in below) - 1
    assert 1 < effective < 2
    reach = np.log(high / (sum(above) / sum(below)))
    assert 4.303 * error < reach < 12.71 * error
    assert np.log(sum(above) / sum(below) / low) == pytest.approx(reach)


def test_with_equal_grants_the_freedom_is_one_less_than_the_groups():
    above, below = np.array([1.0, 2, 3, 4, 5, 6]), np.ones(6)
    left = np.log((21 - above) / 5)
    error = np.sqrt(5 / 6 * ((left - left.mean()) ** 2).sum())
    low, high = awards.jackknife_ratio(above, below)
    assert (low, high) == pytest.approx(
        (3.5 * np.exp(-2.570582 * error), 3.5 * np.exp(2.570582 * error)), rel=1e-5
    )


def test_the_interval_holds_the_true_ratio_about_as_often_as_it_says():
    random = np.random.default_rng(8)
    spread, replications, held = 0.55, 2_000, 0
    truth = np.exp(2 + spread**2 / 2)
    for _ in range(replications):
        below = np.exp(random.normal(13, 1.2, 9))
        low, high = awards.jackknife_ratio(below * np.exp(random.normal(2, spread, 9)), below)
        held += low <= truth <= high
    assert 0.92 <= held / replications <= 0.97


def test_a_rounds_published_ratio_is_its_savings_over_its_grants(register):
    assert awards.publish_ratio(register.totals, "2014-15") == pytest.approx(100 / 9)
    assert awards.publish_ratio(register.totals, "2015-16") == pytest.approx(900 / 89.4)
    assert np.isnan(awards.publish_ratio(register.totals, "2013-14"))
    assert np.isnan(awards.publish_ratio(build_totals(), "2014-15"))


def test_the_rounds_totals_are_of_the_metrics_they_stand_for(register):
    metric = register.totals.set_index("total_id").metric
    for ids in awards.ROUNDS.values():
        assert metric[ids.grants] == "grant_total"
        assert metric[ids.winners] == "grant_winners"
        assert ids.expected == "" or metric[ids.expected] == "grant_expected_savings"


@pytest.mark.parametrize("year", [2011, 2013, 2014, 2026])
def test_an_edition_knows_no_award_announced_after_it(findings, year):
    known = awards.know_awards(findings(year))
    assert not (pd.to_numeric(known.source_date.str[:4]) > year).any()
    assert bool(len(known)) == (year >= 2013)
    assert (known.source_date == "").any() == (year == 2026)
