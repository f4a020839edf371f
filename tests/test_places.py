"""England's councils as places: where they are, and what sort of pair every two make."""

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from builders import build_table
from sharing.places import (
    BANDS,
    MIXED,
    OWN,
    PAIRS,
    TYPES,
    find_existing,
    list_councils,
    measure_features,
    name_band,
    name_sets,
    sort_pairs,
)

DISTRICT, UNITARY, COUNTY = "Non-metropolitan district", "Unitary authority", "County"


def authority(code: str, kind: str = UNITARY, **facts: object) -> dict[str, object]:
    where = {"latitude": 52.0, "longitude": 0.0, "population_2020": 100_000, "region": "East"}
    named = {"authority_code": code, "name": code.title(), "official_name": f"{code} Council"}
    return named | {"type": kind, "nation": "England"} | where | facts


def councils_of(*rows: dict[str, object]) -> pd.DataFrame:
    return list_councils(build_table("authorities", rows))


def test_only_englands_principal_councils_are_listed():
    found = councils_of(
        authority("A"),
        authority("W", "Welsh unitary authority", nation="Wales"),
        authority("M", "Combined authority"),
        authority("L", "City corporation"),
    )
    assert found.kind.to_dict() == {"A": "unitary", "L": "London"}


def test_a_county_stands_at_the_mean_of_its_districts_and_in_their_region():
    found = councils_of(
        authority("K", COUNTY, latitude=50.0, longitude=9.0, region="Elsewhere"),
        authority("D", DISTRICT, county_code="K", latitude=52.0, longitude=1.0),
        authority("E", DISTRICT, county_code="K", latitude=54.0, longitude=2.0),
        authority("F", DISTRICT, county_code="K", latitude=None, longitude=None, region=""),
    )
    assert found.loc["K", ["latitude", "longitude", "region"]].tolist() == [53.0, 1.5, "East"]
    assert found.county.tolist() == ["K"] * 4
    assert found.loc["D", "latitude"] == 52.0 and np.isnan(found.loc["F", "latitude"])


def test_a_county_without_placed_districts_stays_where_the_source_has_it():
    found = councils_of(authority("K", COUNTY, latitude=50.0), authority("U"))
    assert found.loc["K", ["latitude", "region"]].tolist() == [50.0, "East"]
    assert found.county.to_dict() == {"K": "K", "U": ""}


def test_every_county_of_the_source_stands_among_its_districts(register):
    found = list_councils(register.authorities)
    for code in found.index[found.kind == "county"]:
        districts = found[(found.county == code) & (found.kind == "district")]
        if districts.latitude.notna().any():
            assert districts.latitude.min() <= found.latitude[code] <= districts.latitude.max()


def test_a_council_exists_from_the_year_it_began_to_the_year_before_it_ceased():
    found = councils_of(
        authority("OLD", end_date="2019-03-31"),
        authority("NEW", start_date="2019-04-01"),
        authority("EVER"),
    )
    assert find_existing(found, 2018).index.tolist() == ["OLD", "EVER"]
    assert find_existing(found, 2019).index.tolist() == ["NEW", "EVER"]


@pytest.mark.parametrize(("year", "count"), [(2010, 353), (2018, 353), (2021, 333), (2026, 317)])
def test_england_has_as_many_councils_as_everyone_counts(register, year, count):
    """353 from 2009 is the count that the published shares are of; 317 is today's."""
    assert len(find_existing(list_councils(register.authorities), year)) == count


def members_of(**arrangements: list[str]) -> pd.DataFrame:
    rows = [
        {"arrangement_id": arrangement, "authority_code": code}
        for arrangement, codes in arrangements.items()
        for code in codes
    ]
    return build_table("members", rows)


def test_sets_hold_each_council_once_in_order_and_only_where_there_are_two():
    members = members_of(a=["Y", "X", "Y"], b=["X"], c=["X", "W"], d=["X", "Y"])
    sets = name_sets(members, pd.Index(["a", "b", "c"]), pd.Index(["X", "Y"]))
    assert sets.to_dict() == {"a": ("X", "Y")}


def test_no_sets_are_an_empty_series():
    assert name_sets(members_of(a=["X"]), pd.Index([]), pd.Index(["X"])).empty


FOUR = councils_of(
    authority("K", COUNTY, population_2020=400_000),
    authority("D", DISTRICT, county_code="K", latitude=52.0, longitude=0.0),
    authority("E", DISTRICT, county_code="K", latitude=52.2, longitude=0.0),
    authority("U", UNITARY, latitude=54.0, longitude=0.0, region="North", population_2020=50_000),
)


def test_features_are_symmetric_and_agree_with_the_facts():
    features = measure_features(FOUR)
    values = features.values
    # A degree of latitude is 111.2 km.
    assert values["distance_km"][1, 2] == pytest.approx(22.24, abs=0.01)
    assert values["distance_km"][1, 3] == pytest.approx(222.39, abs=0.01)
    assert values["within_50_km"][1].tolist() == [True, False, True, False]
    assert values["size_ratio"][0, 3] == pytest.approx(8)
    assert values["same_region"][:3, 3].tolist() == [False] * 3
    assert values["same_county"][0].tolist() == [True, True, True, False]
    assert not values["same_county"][3, 3]
    assert values["same_region_and_type"][1].tolist() == [False, True, True, False]
    for name, matrix in values.items():
        assert (matrix == matrix.T).all(), name


def test_no_council_is_a_pair_with_itself_or_with_one_it_never_met():
    features = measure_features(
        councils_of(
            authority("OLD", end_date="2019-03-31"),
            authority("NEW", start_date="2019-04-01", latitude=52.5),
            authority("EVER", latitude=53.0),
        )
    )
    assert features.valid.astype(int).tolist() == [[0, 0, 1], [0, 0, 1], [1, 1, 0]]


def test_the_nearest_are_those_of_its_time_and_it_is_enough_that_one_is_near_the_other():
    line = [authority(f"C{n}", latitude=50 + n / 10) for n in range(8)]
    gone = authority("GONE", latitude=50.01, end_date="2000-01-01")
    later = authority("LATER", latitude=50.02, start_date="2001-01-01")
    isle = authority("ISLE", latitude=60.0)
    nearest = measure_features(councils_of(*line, gone, later, isle)).values["nearest"]
    # C0's five nearest are GONE, LATER, C1, C2 and C3, and it is among no other's.
    assert nearest[0].tolist() == [False, *[True] * 3, *[False] * 4, True, True, False]
    # The isle is near to nobody, but C3 to C7 are the nearest that it has.
    assert nearest[10].tolist() == [*[False] * 3, *[True] * 5, *[False] * 3]
    assert not nearest[8, 9]
    assert (nearest == nearest.T).all()


def test_every_distance_lies_in_one_band_and_every_pair_is_of_one_sort(register):
    councils = list_councils(register.authorities).dropna(subset=["latitude", "population"])
    features = measure_features(councils)
    bands = [name_band(low, high) for low, high in pairwise(BANDS)]
    for names in (bands, [OWN, *PAIRS.values(), MIXED]):
        held = sum(features.values[name][features.valid].astype(int) for name in names)
        assert (held == 1).all()


def test_bands_are_named_by_their_edges():
    assert name_band(0, 10) == "Under 10 km"
    assert name_band(200, np.inf) == "200 km or more"
    assert name_band(10, 25) == "10 to 25 km"


def test_pairs_are_sorted_by_type_and_a_county_with_its_own_district_stands_apart():
    councils = councils_of(
        authority("K", COUNTY),
        authority("K2", COUNTY),
        authority("D", DISTRICT, county_code="K"),
        authority("U", UNITARY),
        authority("L", "London borough"),
        authority("C", "City corporation"),
        authority("M", "Metropolitan district"),
    )
    sorts = sort_pairs(councils)

    def sort_of(one: str, other: str) -> str:
        row, column = councils.index.get_indexer([one, other])
        return next(name for name, matrix in sorts.items() if matrix[row, column])

    assert sort_of("K", "D") == sort_of("D", "K") == OWN
    assert sort_of("K2", "D") == "A district and another county"
    assert sort_of("K", "K2") == "Two counties"
    assert sort_of("U", "K") == "A county and a unitary council"
    assert sort_of("D", "U") == "A district and a unitary council"
    assert sort_of("L", "C") == "Two London boroughs"
    assert sort_of("M", "L") == MIXED


def test_every_english_type_of_the_source_is_named_or_known_to_be_no_council(register):
    english = register.authorities[register.authorities.nation == "England"]
    assert set(english.type) - set(TYPES) == {"Combined authority", "Strategic Regional Authority"}
