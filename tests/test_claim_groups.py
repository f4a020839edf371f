"""The statistic of which group's publicised savings are the largest, or the smallest."""

import numpy as np
import pytest

from claim_builders import know, list_savings
from sharing.claim_groups import lead_in_savings
from sharing.verdicts import Unknown


def compare(*groups, **parameters):
    """The lead among groups of savings, by category: ict, legal, waste."""
    names = ["ict", "legal", "waste"]
    savings = [saving for group in groups for saving in group]
    category = [name for name, group in zip(names, groups, strict=False) for _ in group]
    known = know(**list_savings(*savings, category=category))
    given = {"by": "category", "group": "ict", "summary": "median"} | parameters
    return lead_in_savings(known, **given)


HIGH = [float(x) for x in range(8_000_000, 8_000_020)]
LOW = [float(x) for x in range(1_000_000, 1_000_020)]
MIDDLE = [float(x) for x in range(3_000_000, 3_000_020)]


def test_the_lead_is_over_the_nearest_rival():
    lead = compare(HIGH, LOW, MIDDLE)
    assert lead.estimate == pytest.approx(5_000_000) and lead.low > 4_900_000 and lead.n == 60
    assert "the median of ICT is £8m a year and that of waste £3m" in lead.told
    assert lead.told.endswith("the highest of the 2 other groups: £5m ahead (£5m to £5m)")


def test_a_group_that_does_not_lead_is_behind_the_one_that_does():
    lead = compare(LOW, HIGH, MIDDLE)
    assert lead.estimate == pytest.approx(-7_000_000) and lead.high < 0


def test_the_lowest_leads_downwards():
    lead = compare(LOW, HIGH, MIDDLE, rank="lowest")
    assert lead.estimate == pytest.approx(2_000_000) and lead.low > 0
    assert lead.told.endswith("£2m lower (£2m to £2m)")
    assert compare(HIGH, LOW, MIDDLE, rank="lowest").high < 0


def test_rivals_can_be_named_or_taken_together():
    assert compare(HIGH, LOW, MIDDLE, against=["legal"]).estimate == pytest.approx(7e6)
    whole = compare(HIGH, LOW, MIDDLE, together=True)
    assert whole.estimate == pytest.approx(6e6, rel=1e-4) and "all others" in whole.told


def test_means_and_totals_are_compared_too():
    skewed = [*LOW[:-1], 100e6]
    assert compare(HIGH, skewed, summary="mean").estimate == pytest.approx(8e6 - 5.95e6, rel=1e-4)
    assert compare(HIGH, LOW * 9, summary="total").estimate == pytest.approx(
        160e6 - 180e6, rel=1e-4
    )


def test_a_group_of_few_partner_groups_does_not_compete():
    assert compare(LOW, MIDDLE, HIGH[:5]).told.count("waste") == 0
    assert isinstance(compare(HIGH[:5], LOW, MIDDLE), Unknown)
    assert isinstance(compare(HIGH), Unknown)
    assert "too few to judge" in compare(HIGH[:5], LOW).why


def test_savings_for_each_council_leave_out_those_of_an_unknown_number():
    tables = list_savings(*[4e6] * 20, n_councils=[2] * 8 + [4] * 8 + [None] * 4)
    lead = lead_in_savings(
        know(**tables), by="size", group="2", summary="mean", of="saving_per_council_gbp"
    )
    assert lead.estimate == pytest.approx(1e6) and lead.n == 16
    assert "partnerships of two councils" in lead.told and "for each council" in lead.told


def test_equal_groups_are_seldom_told_apart_though_partner_groups_are_alike():
    rng = np.random.default_rng(7)
    members = [
        {"arrangement_id": f"a-{place}", "authority_code": f"C{place // 2}"} for place in range(60)
    ]
    told_apart = 0
    for _ in range(12):
        common = np.repeat(rng.normal(size=30), 2)
        savings = np.exp(14 + common + rng.normal(size=60)).round()
        category = ["ict", "legal", "waste"] * 20
        known = know(members=members, **list_savings(*savings, category=category))
        lead = lead_in_savings(known, by="category", group="ict", summary="median")
        told_apart += lead.low > 0 or lead.high <= 0
    assert told_apart <= 2
