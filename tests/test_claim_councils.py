"""Statistics of councils: which take part, in what, and how alike partners are."""

import numpy as np
import pytest

from builders import build_register
from claim_builders import gather, know, list_savings
from sharing.claim_councils import compare_with_random_pairs, lead_in_councils, share_of_councils
from sharing.verdicts import Unknown

CODES = [f"D{number:02d}" for number in range(40)]
DISTRICTS = [
    {"authority_code": code, "name": code, "official_name": code, "region": region}
    | {"type": "Non-metropolitan district", "population_2020": 100_000, "start_date": "1974-04-01"}
    | {"latitude": 50 + number / 40, "longitude": 0.1 * (number % 7)}
    for number, code in enumerate(CODES)
    for region in (["East of England", "South East", "South West", "London"][number // 10],)
]


def share_among(*sets, **cells):
    """One started arrangement for each set of districts, by number."""
    tables = list_savings(*[1e5] * len(sets), **cells)
    members = [
        {"arrangement_id": f"a-{place}", "authority_code": CODES[number]}
        for place, numbers in enumerate(sets)
        for number in numbers
    ]
    claims = [{"claim_id": "c", "claim": "C", "country": "UK"}]
    register = build_register(claims=claims, authorities=DISTRICTS, members=members, **tables)
    return gather(register).know(register.claims.iloc[0], None)


def test_the_share_of_councils_named_is_the_least_that_took_part():
    known = share_among((0, 1), (1, 2), n_councils=[2, 2])
    share = share_of_councils(known)
    assert (share.estimate, share.low, share.high) == (3 / 40, 3 / 40, 1.0)
    assert share.told.startswith("the register names 3 of 40 English councils")


def test_a_lead_in_councils_counts_each_council_once():
    sets = [(n, n + 1) for n in range(0, 24, 2)] * 2 + [(n, n + 1) for n in range(24, 36, 2)] * 3
    known = share_among(*sets, category=["ict"] * 24 + ["legal"] * 18, n_councils=[2] * len(sets))
    lead = lead_in_councils(known, group="ict")
    assert lead.estimate == 12 and lead.low < 12 < lead.high
    assert "24 councils in ICT and 12 in legal" in lead.told
    assert lead_in_councils(known, group="legal").estimate == -12


def test_partners_that_are_not_named_move_the_ends_of_a_lead():
    sets = [(n, n + 1) for n in range(0, 24, 2)] + [(n, n + 1) for n in range(24, 36, 2)]
    category = ["ict"] * 12 + ["legal"] * 6
    whole = lead_in_councils(
        share_among(*sets, category=category, n_councils=[2] * 18), group="ict"
    )
    partial = lead_in_councils(
        share_among(*sets, category=category, n_councils=[2] * 17 + [9]), group="ict"
    )
    assert partial.low == pytest.approx(whole.low - 7) and partial.high == whole.high
    unknown = lead_in_councils(
        share_among(*sets, category=category, n_councils=[None] + [2] * 17), group="ict"
    )
    assert unknown.high == np.inf and unknown.low == whole.low
    assert "nothing bounds it above" in unknown.told


def test_a_service_that_few_councils_share_is_not_compared():
    known = share_among((0, 1), (2, 3), category=["ict", "legal"])
    assert isinstance(lead_in_councils(known, group="ict"), Unknown)
    assert isinstance(lead_in_councils(known, group="waste"), Unknown)


def test_partners_within_regions_are_more_alike_than_random_pairs():
    near = [(n, n + 1) for n in range(0, 40, 2)]
    far = [(n, n + 20) for n in range(20)]
    close = compare_with_random_pairs(share_among(*near), of="same_region", that="are near")
    assert close.estimate > 2 and close.low > 1 and close.n == 20
    apart = compare_with_random_pairs(share_among(*far), of="same_region", that="are near")
    assert apart.estimate == 0 and apart.high < 1
    few = compare_with_random_pairs(share_among((0, 1)), of="same_region", that="x")
    assert isinstance(few, Unknown)


def test_without_any_arrangement_nothing_is_found():
    assert share_of_councils(know()).estimate == 0
    assert isinstance(lead_in_councils(know(), group="ict"), Unknown)
