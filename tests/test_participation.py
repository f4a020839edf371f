"""Councils take part from the start of an arrangement to its end, and are counted once."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from builders import Row, build_register
from sharing.edition import Edition, analyse
from sharing.participation import (
    count_arrangements,
    count_district_pairs,
    count_pairs,
    date_arrangements,
    follow_participation,
    measure_participation,
    read_published_shares,
    share_across_regions,
    share_of_districts_only,
    share_of_one_type,
)
from sharing.places import list_councils
from sharing.register import Register
from sharing.results import Findings

DISTRICT, COUNTY, UNITARY = "Non-metropolitan district", "County", "Unitary authority"
PLACE = {"latitude": 52.0, "longitude": 0.0, "population_2020": 100_000, "region": "East"}


def authority(code: str, kind: str = DISTRICT, **facts: object) -> Row:
    named = {"authority_code": code, "name": f"{code} town", "official_name": f"{code} Council"}
    return named | {"type": kind} | PLACE | facts


AUTHORITIES = [
    authority("A"),
    authority("B"),
    authority("C", region="North"),
    authority("D", COUNTY),
    authority("E", UNITARY, region=""),
    authority("OLD", end_date="2019-04-01"),
    authority("M", "Metropolitan district", start_date="2019-04-01"),
]


def register_of(**arrangements: Row) -> Register:
    """A register of arrangements, each with its ``who`` (codes) and, as wanted, page years."""
    rows, members, sources, links = [], [], [], []
    for name, facts in arrangements.items():
        of = {"arrangement_id": name}
        rows.append(of | {key: facts[key] for key in facts if key not in ("who", "page")})
        members += [of | {"authority_code": code} for code in facts.get("who", ())]
        if "page" in facts:
            source = {"source_id": f"src-{name}"}
            sources.append(source | {"published_on": facts["page"]})
            links.append(of | source)
    return build_register(
        arrangements=rows,
        members=members,
        sources=sources,
        arrangement_sources=links,
        authorities=AUTHORITIES,
    )


def findings_of(found: Findings, register: Register, year: int = 2026) -> Findings:
    edition = Edition(year, 2015)
    analysis = analyse(register, edition, found.choices)
    return replace(found, register=register, edition=edition, analysis=analysis)


def test_an_arrangement_is_dated_by_its_start_or_else_by_its_first_page_or_report():
    register = register_of(
        known={"start_year": 2012, "page": "2010-05"},
        page={"page": "2014", "end_year": 2018},
        nothing={},
    )
    dates = date_arrangements(register)
    assert dates.loc["known"].tolist() == [2012, 2012, np.inf]
    assert dates.loc["page", ["known_from", "until"]].tolist() == [2014, 2018]
    assert np.isnan(dates.start["page"]) and np.isnan(dates.known_from["nothing"])


def test_a_report_dates_an_arrangement_that_no_page_dates():
    built = build_register(
        arrangements=[{"arrangement_id": "a"}],
        reports=[{"report_id": "r", "arrangement_id": "a", "reported_on": "2013-02"}],
    )
    assert date_arrangements(built).known_from["a"] == 2013


def counted(year: int, **arrangements: Row) -> tuple[int, int, int]:
    found = measure_participation(register_of(**arrangements), year)
    return found.sharing, found.since_start, found.existing


def test_councils_take_part_from_the_start_to_the_year_before_the_end():
    pact = {"who": ["A", "B"], "start_year": 2012, "end_year": 2015, "stage": "ended"}
    assert [counted(year, pact=pact)[0] for year in (2011, 2012, 2014, 2015)] == [0, 2, 2, 0]


def test_a_council_in_several_arrangements_counts_once():
    one = {"who": ["A", "B"], "start_year": 2012}
    two = {"who": ["A", "C"], "start_year": 2012}
    assert counted(2012, one=one, two=two) == (3, 3, 6)


def test_an_arrangement_of_unknown_start_counts_from_its_page_but_not_among_known_starts():
    pact = {"who": ["A", "B"], "page": "2014-01-01"}
    assert counted(2013, pact=pact)[:2] == (0, 0)
    assert counted(2014, pact=pact)[:2] == (2, 0)


@pytest.mark.parametrize(
    "facts",
    [
        {"stage": "proposed"},
        {"stage": "abandoned"},
        {"stage": "ended"},
        {"n_councils": 1},
        {"n_councils": 0},
    ],
    ids=["proposed", "abandoned", "ended nobody knows when", "one council", "none"],
)
def test_what_is_no_sharing_in_operation_does_not_count(facts):
    assert counted(2014, pact={"who": ["A", "B"], "start_year": 2012} | facts)[0] == 0


def test_an_unknown_number_of_councils_counts():
    assert counted(2014, pact={"who": ["A"], "start_year": 2012, "n_councils": ""})[0] == 1


def test_a_council_that_ceased_counts_neither_above_nor_below_the_line():
    pact = {"who": ["A", "OLD"], "start_year": 2012}
    assert counted(2018, pact=pact)[::2] == (2, 6)
    assert counted(2019, pact=pact)[::2] == (1, 6)


def test_years_are_followed_from_2010_and_the_share_is_of_the_existing():
    register = register_of(pact={"who": ["A", "B", "C"], "start_year": 2011})
    found = follow_participation(register, 2012)
    assert found.year.tolist() == [2010, 2011, 2012]
    assert found.share.tolist() == [0, 0.5, 0.5]
    assert follow_participation(register, 2009).empty


def test_no_later_year_of_the_real_register_forgets_an_arrangement_still_operating(register):
    found = follow_participation(register, 2018)
    assert (found.existing == 353).all()
    assert found.sharing.is_monotonic_increasing
    assert (found.since_start <= found.sharing).all()


def total(total_id: str, **facts: object) -> Row:
    shared = {"metric": "share_of_councils_sharing", "unit": "percent", "value": 96}
    own = {"total_id": total_id, "url": f"https://example.org/{total_id}"}
    return own | {"as_of": "2014"} | shared | facts


def test_published_shares_are_those_known_and_of_all_services_in_england():
    register = build_register(
        reports=[{"report_id": "r", "arrangement_id": "a", "reported_on": "2018"}],
        totals=[
            total("known"),
            total("later page", source_date="2017-05"),
            total("later year", as_of="2016-04"),
            total("undated", as_of=""),
            total("back office", category="ict"),
            total("abroad", scope="UK"),
            total("count", metric="arrangements"),
        ],
    )
    known = read_published_shares(register, Edition(2015))
    assert known.total_id.tolist() == ["known"]
    assert known[["year", "share"]].to_numpy().tolist() == [[2014, 0.96]]
    newest = read_published_shares(register, Edition(2018))
    assert set(newest.total_id) == {"known", "later page", "later year", "undated"}
    assert read_published_shares(register, Edition(2010)).empty


SHARES = register_of(
    one={"who": ["A", "B"]},
    two={"who": ["A", "C"]},
    three={"who": ["A", "B", "D"]},
    mixed={"who": ["A", "D", "E"]},
    alone={"who": ["D"]},
    planned={"who": ["B", "C"], "stage": "proposed"},
)


def test_councils_are_counted_with_their_arrangements_and_partners(findings):
    counted = count_arrangements(findings_of(findings(2026), SHARES))
    assert counted.arrangements.to_dict() == {"A": 4, "D": 3, "B": 2, "C": 1, "E": 1, "M": 0}
    assert counted.partners.to_dict() == {"A": 4, "D": 3, "B": 2, "C": 1, "E": 2, "M": 0}
    assert counted.index[0] == "A"


def test_a_council_that_no_arrangement_names_counts_nothing(findings):
    counted = count_arrangements(findings_of(findings(2026), register_of(one={"who": ["A", "B"]})))
    assert counted.loc["E", ["arrangements", "partners"]].tolist() == [0, 0]


def test_pairs_are_counted_together_and_alone(findings):
    pairs = count_pairs(findings_of(findings(2026), SHARES))
    first = pairs.iloc[0]
    assert first[["first", "second", "arrangements", "alone"]].tolist() == [
        *("A town", "B town", 2, 1)
    ]
    assert pairs.arrangements.sum() == 1 + 1 + 3 + 3
    assert pairs[(pairs["first"] == "B town") & (pairs["second"] == "C town")].empty


def test_no_pairs_are_an_empty_table(findings):
    assert count_pairs(findings_of(findings(2026), register_of(one={"who": ["A"]}))).empty


def test_arrangements_across_regions_are_counted_where_every_region_is_known(findings):
    found = share_across_regions(findings_of(findings(2026), SHARES))
    # one and three lie in one region; two and planned in two; mixed names one of none.
    assert (found.estimate, found.n) == (0.5, 4)


def test_arrangements_of_one_type_are_counted(findings):
    found = share_of_one_type(findings_of(findings(2026), SHARES))
    assert (found.estimate, found.n) == (3 / 5, 5)


def test_districts_are_counted_among_themselves_and_with_counties_or_unitaries(findings):
    found = findings_of(findings(2026), SHARES)
    assert count_district_pairs(found).to_dict() == {
        "one": "districts only",
        "two": "districts only",
        "planned": "districts only",
        "three": "with counties or unitaries",
        "mixed": "with counties or unitaries",
    }
    assert share_of_districts_only(found).estimate == 3 / 5


def test_districts_with_councils_of_yet_another_type_count_in_neither(findings):
    register = register_of(one={"who": ["A", "M"]}, two={"who": ["A", "D", "M"]}, no={"who": "DE"})
    assert count_district_pairs(findings_of(findings(2026), register)).empty


def test_districts_are_counted_up_to_a_year_where_one_is_given(findings):
    register = register_of(
        early={"who": ["A", "B"], "page": "2010"},
        late={"who": ["A", "D"], "start_year": 2012},
        undated={"who": ["A", "C"]},
    )
    found = findings_of(findings(2026), register)
    assert count_district_pairs(found, 2011).to_dict() == {"early": "districts only"}
    assert share_of_districts_only(found, 2009).n == 0


@pytest.mark.parametrize("year", [2011, 2026])
def test_real_shares_are_shares(findings, year):
    for measure in (share_across_regions, share_of_one_type, share_of_districts_only):
        found = measure(findings(year))
        assert 0 <= found.low < found.estimate < found.high <= 1
        assert found.n > 100


def test_the_councils_of_the_real_register_add_up(findings):
    found = findings(2026)
    counted, pairs = count_arrangements(found), count_pairs(found)
    assert len(counted) == 317
    assert pairs.arrangements.ge(pairs.alone).all()
    # A county and the unitary council that followed it may bear one name.
    everyone = list_councils(found.register.authorities)["name"]
    unique = counted[~counted["name"].isin(everyone[everyone.duplicated()])].set_index("name")
    named = pd.concat([pairs["first"], pairs["second"]]).value_counts()
    assert len(unique) > 300
    assert (named.reindex(unique.index).fillna(0) == unique.partners).all()
