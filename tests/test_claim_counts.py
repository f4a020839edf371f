"""Statistics of how many arrangements there are of a kind."""

from dataclasses import replace

import numpy as np
import pytest
from scipy import stats

from claim_builders import know, list_savings
from sharing.claim_counts import (
    compare_shares,
    count_arrangements,
    divide_numbers,
    lead_in_number,
    measure_contrast,
    measure_share,
    say_gap,
    say_points,
)
from sharing.prose import say_pounds
from sharing.verdicts import Unknown, decide

FAMILIES = {"ict": "Back office", "legal": "Back office", "waste": "Waste"}


def spread(*counts, **cells):
    """Arrangements of the given numbers of categories ict, legal and waste, without partners."""
    category = [name for name, count in zip(FAMILIES, counts, strict=True) for _ in range(count)]
    return know(**list_savings(*[1e5] * len(category), category=category, **cells))


def test_a_share_counts_the_arrangements_of_which_it_holds():
    share = measure_share(spread(3, 5, 12), of={"category": "waste"}, that="collect waste")
    assert share.estimate == 0.6 and share.n == 20 and share.low < 0.6 < share.high
    assert share.told.startswith("of 20 arrangements on record, 60% collect waste (")


def test_a_share_with_a_condition_is_of_the_arrangements_that_satisfy_it():
    known = spread(3, 9, 12)
    where = {"category": ["ict", "legal"]}
    assert measure_share(known, of={"category": "ict"}, that="x", where=where).estimate == 0.25


@pytest.mark.parametrize(("bound", "open_end"), [("from below", "high"), ("from above", "low")])
def test_a_share_that_bounds_another_is_open_on_that_side(bound, open_end):
    known = spread(3, 5, 12)
    plain = measure_share(known, of={"category": "waste"}, that="x")
    share = measure_share(known, of={"category": "waste"}, that="x", bound=bound)
    assert getattr(share, open_end) == (1.0 if open_end == "high" else 0.0)
    other = "low" if open_end == "high" else "high"
    assert getattr(share, other) == getattr(plain, other)


def test_too_few_arrangements_give_no_share_and_say_how_many():
    share = measure_share(spread(3, 3, 3), of={"category": "ict"}, that="x")
    assert isinstance(share, Unknown) and "nine arrangements" in share.why


def test_a_count_is_the_least_there_may_be():
    known = spread(3, 5, 12, service=["ICT"] * 3 + ["law"] * 5 + ["Waste and SEN transport"] * 12)
    found = count_arrangements(known, that="of ICT", where={"category": "ict"})
    assert (found.estimate, found.low, found.high) == (3, 3, np.inf)
    assert count_arrangements(known, that="x", words=r"\bsen\b").estimate == 12
    none = count_arrangements(known, that="of fire", where={"category": "fire"})
    assert none.low == 0 and none.told == "the register holds no arrangements of fire"


def test_a_count_can_ask_for_a_council():
    tables = list_savings(1e5, 1e5)
    members = [{"arrangement_id": "a-1", "authority_code": "ASF"}]
    known = know(members=members, **tables)
    assert count_arrangements(known, that="x", council="ASF").estimate == 1
    assert count_arrangements(known, that="x", council="DOV").estimate == 0


def test_without_shared_partners_a_lead_has_the_interval_of_a_mean():
    known = spread(20, 12, 8)
    lead = lead_in_number(known, by="category", group="ict")
    x = np.array([1.0] * 20 + [-1.0] * 12 + [0.0] * 8)
    reach = stats.t.ppf(1 - 0.025 / 2, 39) * x.std(ddof=1) / np.sqrt(40)
    assert lead.estimate == pytest.approx(0.2)
    assert lead.low == pytest.approx(0.2 - reach)
    assert lead.told.startswith(
        "of 40 arrangements on record, 20 are in ICT and 12 in legal, the most of the others: 20 "
        "points ahead ("
    )


def test_a_lead_is_over_the_nearest_rival_and_negative_for_one_that_does_not_lead():
    known = spread(20, 12, 8)
    assert lead_in_number(known, by="category", group="legal").estimate == pytest.approx(-0.2)
    few = lead_in_number(known, by="category", group="legal", against=["waste"])
    assert few.estimate == pytest.approx(0.1)
    absent = lead_in_number(known, by="category", group="fire")
    assert absent.estimate == pytest.approx(-0.5) and absent.high < 0


def test_arrangements_that_share_a_partner_widen_a_lead():
    tables = list_savings(*[1e5] * 40, category=["ict"] * 20 + ["legal"] * 20)
    members = [{"arrangement_id": f"a-{place}", "authority_code": "ASF"} for place in range(15)]
    apart = lead_in_number(know(**tables), by="category", group="ict")
    linked = lead_in_number(know(members=members, **tables), by="category", group="ict")
    assert linked.high - linked.low > 1.5 * (apart.high - apart.low)
    assert linked.estimate == apart.estimate


def test_a_difference_of_shares_without_shared_partners_has_the_textbook_error():
    starts = [2010] * 20 + [2014] * 30
    tables = list_savings(
        *[1e5] * 50, category=(["ict"] * 5 + ["legal"] * 15) + ["ict"] * 18 + ["legal"] * 12
    )
    for row, start in zip(tables["arrangements"], starts, strict=True):
        row["start_year"] = start
    gap = compare_shares(
        know(**tables),
        of={"category": "ict"},
        that="share ICT",
        first={"start_year": {"at_least": 2012}},
        second={"start_year": {"at_most": 2011}},
        first_name="later ones",
        second_name="earlier ones",
    )
    error = np.sqrt((0.6 * 0.4 / 30 + 0.25 * 0.75 / 20) * 50 / 49)
    assert gap.estimate == pytest.approx(0.35) and gap.n == 50
    assert gap.high == pytest.approx(0.35 + stats.t.ppf(0.975, 49) * error)
    assert gap.told.startswith("60% of 30 later ones and 25% of 20 earlier ones share ICT")


def test_a_difference_that_time_may_close_is_open_below():
    known = know(
        **list_savings(
            *[1e5] * 40, category=["ict"] * 18 + ["legal"] * 2 + ["ict"] * 2 + ["legal"] * 18
        )
    )
    early = [f"a-{place}" for place in range(20)]
    starts = [2010 if one in early else 2014 for one in known.arrangements.index]
    known = replace(known, arrangements=known.arrangements.assign(start_year=starts))
    given = {
        "of": {"category": "ict"},
        "that": "share ICT",
        "first": {"start_year": {"at_most": 2012}},
        "second": {"start_year": {"at_least": 2013}},
        "first_name": "earlier ones",
        "second_name": "later ones",
    }
    settled, pending = (compare_shares(known, **given, pending=one) for one in (False, True))
    assert settled.low > 0 and decide(settled, 0, "above") == "supported"
    assert pending.low == -np.inf and decide(pending, 0, "above") == "uncertain"
    assert pending.high == settled.high and pending.told.startswith(settled.told)
    turned = given | {"first": given["second"], "second": given["first"]}
    assert decide(compare_shares(known, **turned, pending=True), 0, "above") == "contradicted"


def test_a_ratio_of_numbers_is_their_quotient_with_the_interval_of_the_share():
    known = spread(20, 5, 10)
    where = {"first": {"category": "ict"}, "second": {"category": "waste"}}
    ratio = divide_numbers(known, **where, first_name="ICT", second_name="waste")
    assert ratio.estimate == pytest.approx(2) and ratio.n == 30 and ratio.low < 2 < ratio.high
    turned = divide_numbers(
        known, first=where["second"], second=where["first"], first_name="w", second_name="i"
    )
    assert turned.low == pytest.approx(1 / ratio.high)


def test_no_group_is_compared_that_has_too_few():
    known = spread(20, 5, 9)
    kinds = {"first": {"category": "ict"}, "second": {"category": "waste"}}
    names = {"first_name": "a", "second_name": "b"}
    assert isinstance(divide_numbers(known, **kinds, **names), Unknown)
    assert isinstance(
        compare_shares(known, of={"started": True}, that="x", **kinds, **names), Unknown
    )
    assert isinstance(lead_in_number(spread(3, 3, 0), by="category", group="ict"), Unknown)


def test_a_contrast_never_has_less_error_than_if_no_two_were_linked():
    influence = np.array([0.3, -0.3, 0.3, -0.3]) / 4
    apart = measure_contrast(influence, np.eye(4, dtype=bool), 0.95, 1)
    pairs = np.kron(np.eye(2, dtype=bool), np.ones((2, 2), dtype=bool))
    linked = measure_contrast(influence, pairs, 0.95, 1)
    assert linked[2] - linked[1] >= apart[2] - apart[1]


def test_leads_hold_the_truth_often_enough_when_partners_share_their_taste():
    rng = np.random.default_rng(3)
    pairs = np.kron(np.eye(60, dtype=bool), np.ones((3, 3), dtype=bool))
    held = 0
    for _ in range(300):
        own, alike = rng.choice(3, 180, p=[0.5, 0.3, 0.2]), rng.random(60) < 0.5
        kind = np.where(np.repeat(alike, 3), np.repeat(own[::3], 3), own)
        lead = ((kind == 0).astype(float) - (kind == 1)) / 180
        _, low, high = measure_contrast(lead, pairs, 0.95, 1)
        held += low <= 0.2 <= high
    assert 0.92 <= held / 300 <= 0.99


def test_gaps_are_said_as_being_ahead_or_behind():
    assert say_gap(say_pounds, 2e6, 1e6, 5e6) == "£2m ahead (£1m to £5m)"
    assert say_gap(say_pounds, -2e6, -5e6, -1e6) == "£2m behind (£1m to £5m)"
    assert (
        say_gap(say_points, 0.02, -0.13, 0.2)
        == "2.0 points ahead (13 points behind to 20 points ahead)"
    )
    assert say_points(-0.004) == "−0.4 points"
