"""What is known to test a claim."""

import numpy as np
import pytest

from builders import build_register
from claim_builders import gather, know, list_savings
from sharing.claim_facts import COLUMNS, gather_facts, select
from sharing.public_bodies import EMERGENCY, name_settings

MEMBERS = [
    {"arrangement_id": "a-0", "authority_code": "ASF"},
    {"arrangement_id": "a-0", "authority_code": "DOV"},
    {"arrangement_id": "a-1", "authority_code": "ASF"},
    {"arrangement_id": "a-1", "authority_code": "KEN"},
    {"arrangement_id": "a-1", "kind": "nhs", "name": "A trust"},
    {"arrangement_id": "a-2", "authority_code": "ASF"},
    {"arrangement_id": "a-2", "authority_code": "BRW"},
    {"arrangement_id": "a-2", "kind": "private", "name": "A firm"},
    {"arrangement_id": "a-3", "authority_code": "DOV"},
]


def test_facts_tell_what_named_councils_and_other_partners_have_in_common():
    facts = know(members=MEMBERS, **list_savings(1e5, 2e5, 3e5, 4e5)).arrangements
    told = facts[["two_named", "one_type", "only_districts", "district_with_upper_tier"]]
    assert told.to_numpy().tolist() == [
        [True, True, True, False],
        [True, False, False, True],
        [True, True, True, False],
        [False, False, False, False],
    ]
    assert facts.several_places.tolist() == [False, False, True, False]
    assert facts.other_bodies.tolist() == [False, True, False, False]
    assert facts.blue_light_or_health.tolist() == [False, True, False, False]


def test_fire_and_police_services_with_each_other_test_no_claim_about_councils():
    services = [
        {"arrangement_id": "a-0", "kind": "fire", "name": "A fire service"},
        {"arrangement_id": "a-0", "kind": "police", "name": "A police force"},
        {"arrangement_id": "a-1", "kind": "police", "name": "A police force"},
        {"arrangement_id": "a-1", "authority_code": "KEN"},
    ]
    known = know(members=services, **list_savings(1e5, 2e5, n_councils=[0, 1]))
    assert list(known.arrangements.index) == ["a-1"]


def test_facts_tell_which_savings_can_be_compared():
    tables = list_savings(1e5, 2e5, n_councils=[2, 1])
    tables["reports"][1]["scope"] = "partial"
    tables["arrangements"].append({"arrangement_id": "none", "start_year": 2012})
    facts = know(**tables).arrangements
    assert facts.reported.tolist() == [True, True, False]
    assert facts.usable.tolist() == [True, False, False]
    assert facts.saving_per_council_gbp.tolist()[0] == facts.annual_saving_gbp.tolist()[0] / 2
    assert np.isnan(facts.annual_saving_cash_gbp.iloc[1])


def test_every_column_that_a_test_may_name_exists():
    assert set(COLUMNS) <= set(know(**list_savings(1e5)).arrangements.columns)


def test_a_claim_about_a_nation_is_tested_with_its_arrangements_alone():
    tables = list_savings(1e5, 2e5, nation=["England", "Wales"])
    assert len(know(**tables).arrangements) == 2
    known = know(claim={"country": "England"}, **tables)
    assert known.arrangements.index.tolist() == ["a-0"] and known.here == " in England"


def test_a_claim_that_speaks_of_a_year_is_tested_with_what_was_known_by_then_and_no_later():
    tables = list_savings(1e5, 2e5)
    tables["reports"][1] |= {"reported_on": "2012"}
    tables["arrangements"][0] |= {"start_year": 2013}
    known = know(2014, as_of=2012, **tables)
    assert known.arrangements.index.tolist() == ["a-1"] and known.here == " by 2012"
    assert know(2012, as_of=2014, **tables).edition.year == 2012
    assert know(2014, **tables).here == ""


def test_totals_and_awards_are_those_in_print_by_the_edition_even_for_an_earlier_year():
    totals = [
        {"total_id": "T001", "source_date": "2013"},
        {"total_id": "T002", "source_date": "2016"},
    ]
    known = know(2014, as_of=2011, totals=totals, **list_savings(1e5))
    assert known.totals.total_id.tolist() == ["T001"]


def test_conditions_are_values_lists_or_limits_and_nothing_missing_lies_within_limits():
    tables = list_savings(1e5, 2e5, 3e5, category=["ict", "legal", "ict"])
    tables["arrangements"][1] |= {"start_year": None}
    facts = know(**tables).arrangements
    assert select(facts, {}).index.tolist() == ["a-0", "a-1", "a-2"]
    assert select(facts, {"category": "ict"}).index.tolist() == ["a-0", "a-2"]
    assert len(select(facts, {"category": ["ict", "legal"], "started": True})) == 3
    assert select(facts, {"start_year": {"at_least": 2010}}).index.tolist() == ["a-0", "a-2"]
    assert select(facts, {"start_year": {"at_most": 2009}}).empty


def test_the_pages_that_carry_a_claim_are_its_own_and_those_of_claims_with_the_same_title():
    register = build_register(
        claims=[
            {"claim_id": "c", "claim": "C", "url": "https://example.org/1"},
            {
                "claim_id": "d",
                "claim": "D",
                "url": "",
                "also_in": "https://x.org/2 https://x.org/3",
            },
            {
                "claim_id": "e",
                "claim": "E",
                "source_title": "Other",
                "url": "https://example.org/4",
            },
        ]
    )
    known = gather(register).know(register.claims.iloc[0], None)
    assert known.own_pages == {"https://example.org/1", "https://x.org/2", "https://x.org/3"}


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_facts_agree_with_what_the_edition_counts_by_itself(findings, year):
    found = findings(year)
    facts = gather_facts(found.register, found.analysis)
    settings = name_settings(found.analysis.on_record, found.register.members)
    of_councils = settings.index[settings != EMERGENCY]
    assert list(facts.index) == list(of_councils)
    table = found.table[found.table.arrangement_id.isin(of_councils)]
    assert facts.usable.sum() == len(table)
    trail = found.analysis.trail[found.analysis.trail.arrangement_id.isin(of_councils)]
    assert facts.reported.sum() == trail.arrangement_id.nunique()
    saving = table.set_index("arrangement_id").annual_saving_gbp
    assert facts.annual_saving_gbp.dropna().sort_index().equals(saving.sort_index())
