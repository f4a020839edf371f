"""A council is found under any of its names, and its people are counted once."""

import math

import pandas as pd
import pytest

from builders import build_table
from sharing.authorities import (
    combine_populations,
    measure_distances,
    normalise_name,
    resolve_name,
    suggest_names,
)


def council(code: str, name: str, **cells: object) -> dict[str, object]:
    return {"authority_code": code, "name": name, "official_name": f"{name} Council"} | cells


def members(*pairs: tuple[str, str]):
    return build_table(
        "members",
        [{"arrangement_id": arrangement, "authority_code": code} for arrangement, code in pairs],
    )


@pytest.mark.parametrize(
    ("name", "key"),
    [
        ("London Borough of Richmond-upon-Thames", "richmond thames"),
        ("richmond upon thames", "richmond thames"),
        ("City of York Council", "york"),
        ("Brighton & Hove", "brighton and hove"),
        ("The Royal Borough of Kensington and Chelsea", "kensington and chelsea"),
        ("King's Lynn", "kings lynn"),
        ("King’s Lynn", "kings lynn"),
        ("Durham County Council", "durham"),
        ("Isle of Wight", "wight"),
        ("St. Helens MBC", "st helens"),
        ("Cityham", "cityham"),
        ("City of London", "city of london"),
        ("", ""),
    ],
)
def test_a_name_loses_its_style_and_keeps_its_place(name, key):
    assert normalise_name(name) == key


def test_similar_places_stay_apart():
    places = ["Derby", "Derbyshire", "Bedford", "Bedfordshire", "Lincoln", "Lincolnshire"]
    assert len({normalise_name(place) for place in places}) == 6


def test_every_current_council_is_found_under_both_its_names(register):
    current = register.authorities[register.authorities.is_current]
    for code, name, official in current[["authority_code", "name", "official_name"]].itertuples(
        index=False
    ):
        assert resolve_name(name, register.authorities) == code, name
        assert resolve_name(official, register.authorities) == code, official


def test_every_past_council_is_found_under_its_official_name(register):
    past = register.authorities[~register.authorities.is_current]
    for code, official in past[["authority_code", "official_name"]].itertuples(index=False):
        assert resolve_name(official, register.authorities) == code, official


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("LB Camden", "CMD"),
        ("  city of YORK ", "YOR"),
        ("Hull", "KHL"),
        ("BCP", "BPC"),
        ("RBKC", "KEC"),
        ("Kings Lynn & West Norfolk", "KIN"),
        ("Stratford on Avon", "STR"),
        ("Telford", "TFW"),
        ("Argyll & Bute", "AGB"),
        ("Derby City Council", "DER"),
        ("Stoke", None),
        ("Kingston", None),
        ("nonsense", None),
        ("", None),
    ],
)
def test_other_spellings_are_resolved_by_rule_or_not_at_all(register, name, code):
    assert resolve_name(name, register.authorities) == code


def test_a_current_council_comes_before_a_past_one_of_its_name():
    authorities = build_table(
        "authorities",
        [
            council("OLD", "Exshire", official_name="Exshire County Council", is_current="false"),
            council("NEW", "Exshire", official_name="Exshire Council (unitary)"),
        ],
    )
    assert resolve_name("Exshire", authorities) == "NEW"
    assert resolve_name("exshire county council", authorities) == "OLD"


def test_a_name_of_two_current_councils_is_left_open():
    authorities = build_table("authorities", [council("ONE", "Ashby"), council("TWO", "Ashby")])
    assert resolve_name("Ashby", authorities) is None


def test_names_are_suggested_nearest_first():
    authorities = build_table(
        "authorities",
        [council("A", "Stoke-on-Trent"), council("B", "Ashford"), council("C", "Ashfield")],
    )
    assert suggest_names("Ashfrod", authorities)[0] == "Ashford"
    assert suggest_names("Ashfrod", authorities, limit=1) == ["Ashford"]
    assert suggest_names("zzzz", authorities) == []


KENT = council("KEN", "Kent", type="County", population_2020=1000)
ASHFORD = council("ASF", "Ashford", county_code="KEN", population_2020=100)
DOVER = council("DOV", "Dover", county_code="KEN", population_2020=70)
MEDWAY = council("MDW", "Medway", type="Unitary authority", population_2020=300)
REGION = council("CMB", "Region", type="Combined authority", population_2020=5000)
GONE = council("GON", "Gone", is_current="false")
AUTHORITIES = build_table("authorities", [KENT, ASHFORD, DOVER, MEDWAY, REGION, GONE])


def population_of(*codes: str) -> tuple[float, bool]:
    found = combine_populations(members(*(("a", code) for code in codes)), AUTHORITIES)
    assert found.index.tolist() == ["a"]
    return found.population["a"], bool(found.all_known["a"])


@pytest.mark.parametrize(
    ("codes", "population", "all_known"),
    [
        (["ASF", "DOV"], 170, True),
        (["KEN", "ASF", "DOV"], 1000, True),
        (["KEN", "ASF", "MDW"], 1300, True),
        (["CMB"], 5000, True),
        (["CMB", "MDW"], 300, True),
        (["ASF", "GON"], 100, False),
    ],
    ids=lambda value: "+".join(value) if isinstance(value, list) else None,
)
def test_people_of_the_combined_area_are_counted_once(codes, population, all_known):
    assert population_of(*codes) == (population, all_known)


def test_a_population_that_nobody_knows_is_not_zero():
    population, all_known = population_of("GON")
    assert pd.isna(population)
    assert not all_known


def test_a_district_is_counted_where_its_county_shares_in_another_arrangement():
    found = combine_populations(members(("a", "ASF"), ("b", "KEN")), AUTHORITIES)
    assert found.population.to_dict() == {"a": 100, "b": 1000}


def test_only_councils_have_people():
    partners = build_table(
        "members",
        [
            {"arrangement_id": "a", "authority_code": "ASF"},
            {"arrangement_id": "a", "kind": "fire", "name": "Kent Fire"},
            {"arrangement_id": "b", "kind": "police", "name": "Kent Police"},
        ],
    )
    found = combine_populations(partners, AUTHORITIES)
    assert found.population.to_dict() == {"a": 100}
    assert found.all_known.to_dict() == {"a": True}


def test_a_council_without_a_code_leaves_the_population_incomplete():
    partners = build_table(
        "members",
        [
            {"arrangement_id": "a", "authority_code": "ASF"},
            {"arrangement_id": "a", "name": "Lost (abolished)"},
        ],
    )
    found = combine_populations(partners, AUTHORITIES)
    assert (found.population["a"], bool(found.all_known["a"])) == (100, False)


def test_no_real_area_holds_more_people_than_the_country(register):
    found = combine_populations(register.members, register.authorities)
    assert found.population.max() <= 67_100_000


PLACES = build_table(
    "authorities",
    [
        council("AAA", "West", latitude=52, longitude=0),
        council("BBB", "North", latitude=53, longitude=0),
        council("CCC", "East", latitude=52, longitude=1),
        council("DDD", "Nowhere"),
    ],
)


def test_a_degree_of_latitude_is_a_360th_of_the_way_round_the_earth():
    [row] = measure_distances(members(("a", "BBB"), ("a", "AAA")), PLACES).itertuples(index=False)
    assert row[:3] == ("a", "AAA", "BBB")
    assert row.distance_km == pytest.approx(2 * math.pi * 6371.0088 / 360, rel=1e-9)


def test_a_degree_of_longitude_shrinks_towards_the_pole():
    [row] = measure_distances(members(("a", "AAA"), ("a", "CCC")), PLACES).itertuples(index=False)
    half = math.sin(math.radians(0.5)) * math.cos(math.radians(52))
    assert row.distance_km == pytest.approx(2 * 6371.0088 * math.asin(half), rel=1e-9)


def test_every_pair_of_an_arrangement_is_measured_once_and_none_between_two():
    pairs = measure_distances(
        members(("a", "AAA"), ("a", "BBB"), ("a", "CCC"), ("b", "AAA"), ("b", "DDD")), PLACES
    )
    assert pairs[["arrangement_id", "first", "second"]].to_numpy().tolist() == [
        ["a", "AAA", "BBB"],
        ["a", "AAA", "CCC"],
        ["a", "BBB", "CCC"],
    ]


def test_cambridge_and_peterborough_are_about_fifty_kilometres_apart(register):
    codes = [resolve_name(name, register.authorities) for name in ("Cambridge", "Peterborough")]
    pairs = measure_distances(members(*(("a", code) for code in codes)), register.authorities)
    assert pairs.distance_km.item() == pytest.approx(51, abs=5)
