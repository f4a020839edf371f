"""Statistics of what arrangements save."""

import numpy as np
import pytest

from claim_builders import know, list_savings
from sharing.claim_savings import (
    find_largest,
    lead_in_start,
    scale_up_districts,
    share_of_savings,
    slope_on_councils,
)
from sharing.verdicts import Unknown


def without_figures(tables, count):
    """The tables with so many more started arrangements of which no saving is known."""
    more = [{"arrangement_id": f"none-{place}", "start_year": 2012} for place in range(count)]
    return tables | {"arrangements": [*tables["arrangements"], *more]}


def test_a_share_of_savings_is_estimated_from_those_publicised_and_bounded_by_all_on_record():
    known = know(**without_figures(list_savings(*[5e4] * 10, *[5e6] * 30), 60))
    share = share_of_savings(known, below=1e5)
    assert share.estimate == 0.25 and share.n == 40
    assert share.low < 10 / 100 and share.high > 70 / 100
    assert "60 more arrangements have no usable figure" in share.told


def test_publicised_savings_alone_decide_once_nearly_all_are_known():
    known = know(**without_figures(list_savings(*[5e4] * 5, *[5e6] * 95), 1))
    assert share_of_savings(known, below=1e5).high < 0.5


def test_a_share_of_savings_needs_one_saving():
    assert isinstance(
        share_of_savings(know(**without_figures(list_savings(), 9)), below=1), Unknown
    )


def test_the_largest_saving_is_named_and_bounds_what_may_be_larger():
    tables = list_savings(1e5, 7e6, 9e6)
    tables["reports"][2]["status"] = "expected"
    largest = find_largest(know(**tables), where={"status": "achieved"})
    assert (largest.estimate, largest.low, largest.high) == (7e6, 7e6, np.inf)
    assert "(a-1)" in largest.told and largest.n == 2
    assert isinstance(find_largest(know(**tables), where={"status": "none"}), Unknown)


def test_the_slope_is_that_of_the_logs_and_one_less_for_each_council():
    councils = [2, 3, 4, 6, 8, 12, 16, 24]
    savings = [round(1e9 * number**0.7) for number in councils]
    tables = list_savings(*savings, n_councils=councils)
    whole = slope_on_councils(know(**tables), each_council=False)
    each = slope_on_councils(know(**tables), each_council=True)
    assert whole.estimate == pytest.approx(0.7) and whole.low == pytest.approx(0.7)
    assert each.estimate == pytest.approx(-0.3)
    assert "1.62 times as much" in whole.told and "for each council" in each.told


def test_the_slope_leaves_out_losses_and_those_of_fewer_than_two_councils():
    councils = [2, 3, 4, 6, 8, 12, 16, 24, 1, 5]
    savings = [1e5 * number for number in councils[:8]]
    known = know(**list_savings(*savings, 1e9, -5e5, n_councils=councils))
    slope = slope_on_councils(known, each_council=False)
    assert slope.n == 8 and slope.estimate == pytest.approx(1)


def test_there_is_no_slope_without_enough_partner_groups_or_different_sizes():
    few = know(**list_savings(*[1e5] * 5, n_councils=[2, 3, 4, 5, 6]))
    assert "too few to judge" in slope_on_councils(few, each_council=False).why
    same = know(**list_savings(*[1e5] * 9, n_councils=[2] * 9))
    assert isinstance(slope_on_councils(same, each_council=False), Unknown)


def test_the_slope_holds_the_truth_as_often_as_it_says():
    rng = np.random.default_rng(5)
    councils = np.tile([2, 3, 4, 6], 8)
    held = 0
    for _ in range(40):
        savings = 1e6 * councils**0.5 * np.exp(rng.normal(size=32))
        known = know(**list_savings(*savings.round(), n_councils=councils.tolist()))
        slope = slope_on_councils(known, each_council=False)
        held += slope.low <= 0.5 <= slope.high
    assert held >= 34


def test_a_lead_in_start_is_the_years_between_two_medians():
    years = [2005, 2006, 2007, 2008, 2009, 2010, 2011] * 3
    later = [year + 6 for year in years]
    known = know(
        2026,
        **list_savings(
            *[1e5] * 42, start_year=years + later, category=["management"] * 21 + ["ict"] * 21
        ),
    )
    lead = lead_in_start(known, group="management")
    assert lead.estimate == 6 and lead.low > 0
    assert lead_in_start(known, group="ict").high < 0
    assert isinstance(lead_in_start(known, group="legal"), Unknown)


def test_districts_are_scaled_up_from_the_mean_saving_of_each():
    members = [
        {"arrangement_id": f"a-{place}", "authority_code": code}
        for place in range(2)
        for code in (("ASF", "DOV"), ("BRW",))[place]
    ]
    members.append({"arrangement_id": "a-1", "authority_code": "XXX"})
    known = know(members=members, **list_savings(2e5, 6e5, n_councils=[2, 2]))
    scaled = scale_up_districts(
        known, years=3, share=0.5, counted_in=2010, where={"category": "ict"}
    )
    assert scaled.estimate == pytest.approx(2e5 * 3 * 0.5 * 3)
    assert (scaled.low, scaled.high) == (0, np.inf)
    none = scale_up_districts(
        known, years=3, share=0.5, counted_in=2010, where={"category": "legal"}
    )
    assert isinstance(none, Unknown)
