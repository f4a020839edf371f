"""An edition knows what was reported by its year, and accounts for every arrangement."""

import math

import networkx as nx
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from builders import VALID, build_register, build_reports, build_table
from sharing.edition import (
    PARTNER_GROUPS,
    REASONS,
    Edition,
    analyse,
    connect_partners,
    group_partners,
    name_region,
)
from sharing.errors import PriceYearUnknown
from sharing.register import Register

PRICES = {"price_year": 2015}
DATED = build_reports(
    {"reported_on": "2011-12-31"},
    {"reported_on": "2012"},
    {"reported_on": "2012-12-31"},
    {"reported_on": "2013-01"},
    {},
)


def known(year: int) -> list[str]:
    return Edition(year).known_reports(DATED).report_id.tolist()


def report(number: int, arrangement: str = "a", **cells: object) -> dict[str, object]:
    return {"report_id": f"a-r{number}", "arrangement_id": arrangement} | cells


def account(register: Register, edition: Edition) -> tuple[int, int]:
    """Arrangements of the table and of the flow together, and arrangements of the register."""
    analysis = analyse(register, edition)
    return len(analysis.table) + sum(analysis.flow.values()), len(register.arrangements)


def test_reports_are_known_up_to_the_end_of_the_year():
    assert known(2010) == []
    assert known(2011) == ["a-r1"]
    assert known(2012) == ["a-r1", "a-r2", "a-r3"]


def test_undated_reports_enter_only_an_edition_that_knows_every_dated_one():
    assert known(2013) == ["a-r1", "a-r2", "a-r3", "a-r4", "a-r5"]
    assert known(2030) == known(2013)
    assert Edition(2013).knows_undated(DATED)
    assert not Edition(2012).knows_undated(DATED)


def test_undated_reports_alone_are_known_to_every_edition():
    assert Edition(1999).known_reports(build_reports({}, {})).report_id.tolist() == ["a-r1", "a-r2"]


def test_a_later_report_replaces_an_earlier_one_only_in_a_later_edition():
    register = build_register(
        arrangements=[{"arrangement_id": "a"}, {"arrangement_id": "b"}],
        reports=[
            report(1, reported_on="2012", amount_gbp=100),
            report(2, reported_on="2014", amount_gbp=200),
            report(3, "b", reported_on="2015"),
        ],
    )
    figures = {
        year: analyse(register, Edition(year, **PRICES)).table.set_index("arrangement_id").report_id
        for year in (2011, 2013, 2014)
    }
    assert figures[2011].to_dict() == {}
    assert figures[2013].to_dict() == {"a": "a-r1"}
    assert figures[2014].to_dict() == {"a": "a-r2"}


def test_the_price_year_of_what_nothing_dates_does_not_look_into_the_future():
    register = build_register(
        arrangements=[{"arrangement_id": "a"}],
        reports=[report(1, reported_on="2011"), report(2, status="achieved")],
    )
    [row] = analyse(register, Edition(2011, **PRICES)).table.itertuples()
    assert (row.report_id, row.price_of, row.price_of_known_by) == ("a-r2", 2011, "assumed")


@pytest.mark.parametrize("year", [2009, 2016])
def test_a_price_year_that_the_deflator_lacks_is_an_error(year):
    register = build_register(arrangements=[{"arrangement_id": "a"}], reports=[report(1)])
    with pytest.raises(PriceYearUnknown):
        analyse(register, Edition(2015, price_year=year))


def test_every_reason_is_given_where_it_belongs():
    names = ["late", "silent", "part", "other", "once", "vague", "total", "used"]
    when = {"reported_on": "2012"}
    register = build_register(
        arrangements=[
            {"arrangement_id": name, "start_year": 2014 if name == "late" else 2010}
            for name in names
        ],
        reports=[
            report(1, "late", reported_on="2013"),
            report(2, "silent", reported_on="2013"),
            report(3, "part", scope="partial", **when),
            report(4, "other", attribution="other", **when),
            report(5, "once", basis="one_off", **when),
            report(6, "vague", basis="unclear", **when),
            report(7, "used", **when),
            report(8, "used", scope="partial", **when),
        ],
    )
    analysis = analyse(register, Edition(2012, **PRICES))
    assert analysis.reasons.to_dict() == {
        "late": "not on record yet",
        "silent": "no saving reported",
        "total": "no saving reported",
        "part": "one partner or one part",
        "other": "not from sharing",
        "once": "one-off",
        "vague": "no stated basis",
    }
    assert analysis.flow == {
        "not on record yet": 1,
        "no saving reported": 2,
        "one partner or one part": 1,
        "not from sharing": 1,
        "one-off": 1,
        "no stated basis": 1,
        "years unknown": 0,
    }
    assert analysis.table.arrangement_id.tolist() == ["used"]


def test_a_total_of_unknown_years_is_counted_as_such():
    register = build_register(
        arrangements=[{"arrangement_id": "a"}],
        reports=[report(1, basis="cumulative", reported_on="2012")],
    )
    analysis = analyse(register, Edition(2012, **PRICES))
    assert analysis.flow["years unknown"] == 1


def test_an_arrangement_is_on_record_by_its_start_a_report_or_a_page():
    register = build_register(
        arrangements=[
            {"arrangement_id": "started", "start_year": 2012},
            {"arrangement_id": "starts", "start_year": 2013},
            {"arrangement_id": "reported"},
            {"arrangement_id": "described"},
            {"arrangement_id": "described-later"},
            {"arrangement_id": "undated"},
        ],
        reports=[
            report(1, "reported", reported_on="2012"),
            report(2, "undated"),
            report(3, "starts", reported_on="2014"),
        ],
        sources=[
            {"source_id": "src-00000001", "published_on": "2012-12-31"},
            {"source_id": "src-00000002", "published_on": "2013"},
            {"source_id": "src-00000003"},
        ],
        arrangement_sources=[
            {"arrangement_id": "described", "source_id": "src-00000001"},
            {"arrangement_id": "described-later", "source_id": "src-00000002"},
            {"arrangement_id": "undated", "source_id": "src-00000003"},
        ],
    )
    before = analyse(register, Edition(2012, **PRICES)).on_record
    assert sorted(before.index) == ["described", "reported", "started"]
    assert len(analyse(register, Edition(2014, **PRICES)).on_record) == 6


STAGES = [
    ("ended", 2005, 2009, "ended"),
    ("ended", 2005, 2010, "ended"),
    ("ended", 2005, 2011, "operating"),
    ("operating", 2010, None, "operating"),
    ("operating", 2011, None, "proposed"),
    ("ended", 2011, 2013, "proposed"),
    ("proposed", None, None, "proposed"),
    ("abandoned", None, None, "abandoned"),
]


@pytest.mark.parametrize(("stage", "start", "end", "then"), STAGES)
def test_the_stage_is_the_one_of_the_editions_year(stage, start, end, then):
    register = build_register(
        arrangements=[
            {"arrangement_id": "a", "stage": stage, "start_year": start, "end_year": end}
        ],
        reports=[report(1, reported_on="2010"), report(2, reported_on="2014")],
    )
    analysis = analyse(register, Edition(2010, **PRICES))
    assert analysis.on_record.stage.to_dict() == {"a": then}
    assert analysis.table.stage.tolist() == [then]


def test_the_newest_edition_shows_each_stage_as_it_stands(register):
    analysis = analyse(register, Edition(2026))
    assert analysis.on_record.stage.value_counts().to_dict() == (
        register.arrangements.stage.value_counts().to_dict()
    )


ANY_ROW = st.fixed_dictionaries(
    {
        "arrangement_id": st.sampled_from(["a", "b", "c", "d"]),
        "amount_gbp": st.integers(-(10**6), 10**9),
        "basis": st.sampled_from(["annual", "cumulative", "one_off", "unclear"]),
        "status": st.sampled_from(["achieved", "expected"]),
        "scope": st.sampled_from(["whole", "whole", "per_partner", "partial"]),
        "attribution": st.sampled_from(["sharing", "sharing", "other"]),
        "years_covered": st.sampled_from([None, 0.5, 3, 10]),
        "period_start": st.sampled_from([None, 2008, 2012]),
        "period_end": st.sampled_from([None, 2012, 2030]),
        "reported_on": st.sampled_from(["", "2009", "2012-05", "2014-12-31", "2026"]),
    }
)


@settings(
    max_examples=60,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(
    rows=st.lists(ANY_ROW, max_size=7),
    starts=st.lists(st.sampled_from([None, 1999, 2012, 2027]), min_size=4, max_size=4),
    year=st.integers(2008, 2028),
    price_year=st.integers(2010, 2015),
)
def test_every_arrangement_is_either_used_or_left_out_for_one_reason(
    rows, starts, year, price_year
):
    register = build_register(
        arrangements=[
            {"arrangement_id": name, "start_year": start}
            for name, start in zip("abcd", starts, strict=True)
        ],
        reports=[{"report_id": f"a-r{number}"} | row for number, row in enumerate(rows, start=1)],
    )
    analysis = analyse(register, Edition(year, price_year))
    used, left_out = set(analysis.table.arrangement_id), set(analysis.reasons.index)
    assert used | left_out == set("abcd")
    assert not used & left_out
    assert len(analysis.table) + sum(analysis.flow.values()) == 4
    assert analysis.table.arrangement_id.is_unique
    assert analysis.reasons.isin(list(REASONS)).all()
    assert (analysis.trail.use == "chosen").sum() == len(analysis.table)
    savings = analysis.table[["annual_saving_cash_gbp", "annual_saving_gbp"]].astype("float64")
    assert savings.map(math.isfinite).all(axis=None)


@pytest.mark.parametrize("year", [1990, 2006, 2011, 2012, 2015, 2019, 2025, 2026, 2040])
def test_the_real_register_adds_up_in_every_edition(register, year):
    counted, arrangements = account(register, Edition(year))
    assert counted == arrangements == 826


def test_an_edition_never_knows_less_than_an_earlier_one(register):
    known = [set(analyse(register, Edition(year)).on_record.index) for year in (2009, 2014, 2019)]
    assert known[0] < known[1] < known[2]


def test_no_report_in_an_edition_is_dated_after_it(register):
    for year in (2011, 2015, 2019):
        table = analyse(register, Edition(year)).table
        assert (table.reported_on != "").all()
        assert table.reported_on.str[:4].astype(int).max() <= year


@pytest.mark.parametrize(
    ("councils", "group"),
    [
        (0, "0-1"),
        (1, "0-1"),
        (2, "2"),
        (3, "3"),
        (4, "4"),
        (5, "5+"),
        (48, "5+"),
        (None, "unknown"),
    ],
)
def test_partners_are_grouped_by_number(councils, group):
    counts = pd.Series([councils], dtype="Int64", index=[7])
    found = group_partners(counts)
    assert found.to_dict() == {7: group}
    assert group in PARTNER_GROUPS


@pytest.mark.parametrize(
    ("nation", "region", "name"),
    [
        ("England", "London", "London"),
        ("England", None, "Several regions"),
        ("Wales", None, "Wales"),
        ("Northern Ireland", None, "Northern Ireland"),
    ],
)
def test_a_region_is_the_english_one_the_nation_or_several(nation, region, name):
    arrangements = build_table(
        "arrangements",
        [{"arrangement_id": "a", "name": "A", "nation": nation, "region": region}],
    )
    assert name_region(arrangements).tolist() == [name]


def partner(arrangement: str, code: str = "", kind: str = "council", name: str = ""):
    return {"arrangement_id": arrangement, "authority_code": code, "kind": kind, "name": name}


def groups(*rows: dict[str, str], of: str = "abc") -> dict[str, str]:
    return connect_partners(build_table("members", rows), pd.Series(list(of))).to_dict()


def test_arrangements_are_one_group_when_a_chain_of_councils_connects_them():
    chain = [
        partner("a", "AAA"),
        partner("b", "AAA"),
        partner("b", "BBB"),
        partner("c", "BBB"),
        partner("d", "DDD"),
    ]
    assert groups(*chain, of="dcba") == {"a": "a", "b": "a", "c": "a", "d": "d"}


def test_an_arrangement_outside_the_analysis_connects_nothing():
    rows = [partner("a", "AAA"), partner("b", "AAA"), partner("b", "BBB"), partner("c", "BBB")]
    assert groups(*rows, of="ac") == {"a": "a", "c": "c"}


def test_an_arrangement_without_members_is_a_group_of_its_own():
    assert groups(partner("a", "AAA"), of="ab") == {"a": "a", "b": "b"}


@pytest.mark.parametrize(
    ("first", "second", "connected"),
    [
        (("fire", "Devon Fire and Rescue Service"), ("fire", "Devon fire authority"), True),
        (("police", "Kent Police"), ("police", "Kent Constabulary"), True),
        (("fire", "Kent Fire"), ("police", "Kent Police"), False),
        (("fire", "Fire and rescue"), ("fire", "Fire and rescue"), False),
        (("police", "Police"), ("police", "Police"), False),
        (("private", "Capita"), ("private", "Capita"), False),
        (("nhs", "NHS trust"), ("nhs", "NHS trust"), False),
    ],
)
def test_fire_and_police_connect_by_place_and_firms_not_at_all(first, second, connected):
    rows = [partner("a", "", *first), partner("b", "", *second)]
    found = groups(*rows, of="ab")
    assert (found["a"] == found["b"]) is connected


def test_the_real_groups_are_those_of_a_second_way_to_connect_councils(findings):
    """Joining the arrangements pairwise can only leave groups that the book joins further."""
    found = findings(2026)
    cluster = found.table.set_index("arrangement_id").cluster
    councils = found.register.members[found.register.members.authority_code != ""]
    councils = councils[councils.arrangement_id.isin(cluster.index)]
    graph = nx.Graph()
    graph.add_nodes_from(cluster.index)
    for _, sharing in councils.groupby("authority_code").arrangement_id:
        nx.add_path(graph, list(sharing))
    for component in nx.connected_components(graph):
        assert cluster[list(component)].nunique() == 1
    assert cluster.nunique() <= nx.number_connected_components(graph) <= cluster.nunique() + 10


@pytest.fixture
def row():
    """The table's row of one arrangement of two known councils, and of one partner by name."""
    register = build_register(
        arrangements=[
            {"arrangement_id": "a", "n_councils": 3, "start_year": 2012, "region": "South East"},
            {"arrangement_id": "b", "n_councils": 2, "category": "waste"},
        ],
        members=[
            partner("a", "KEN"),
            partner("a", "ASF"),
            partner("a", kind="nhs", name="Kent NHS"),
            partner("b", "ASF"),
            partner("b", "BRW"),
            partner("b", kind="private", name="Capita"),
        ],
        reports=[report(1, reported_on="2014-05"), report(2, "b", amount_gbp=0)],
        authorities=[
            row | {"population_2020": 1000 if row["authority_code"] == "KEN" else 100}
            for row in VALID["authorities"]
        ],
    )
    table = analyse(register, Edition(2014, **PRICES)).table.set_index("arrangement_id")
    return table.loc


def test_the_table_holds_what_the_models_use(row):
    assert row["a", ["n_councils", "partners_group", "category", "family"]].tolist() == [
        3,
        "3",
        "ict",
        "Back office",
    ]
    assert row["b", "family"] == "Waste, environment and transport"
    assert row["a", ["region", "area"]].tolist() == ["South East", "South and East"]
    assert row["b", ["region", "area"]].tolist() == ["Several regions", "Several regions"]
    assert row["a", "cluster"] == row["b", "cluster"] == "a"


def test_years_since_the_start_are_those_at_the_report(row):
    assert row["a", ["years_since_start", "start_unknown"]].tolist() == [2, False]
    assert row["b", ["years_since_start", "start_unknown"]].tolist() == [0, True]


def test_a_private_partner_is_no_other_public_body(row):
    assert bool(row["a", "other_bodies"])
    assert not bool(row["b", "other_bodies"])


def test_a_county_and_its_district_are_counted_once_and_a_short_list_is_flagged(row):
    assert row["a", ["population", "population_incomplete"]].tolist() == [1000, True]
    assert row["b", ["population", "population_incomplete"]].tolist() == [200, False]
    assert row["a", "log_population"] == pytest.approx(math.log(1000))


def test_a_saving_of_zero_stays_in_the_table(row):
    assert row["b", "annual_saving_gbp"] == 0


def test_an_unknown_population_is_given_the_mean_of_the_logs():
    register = build_register(
        arrangements=[{"arrangement_id": name} for name in "abc"],
        members=[partner("a", "KEN"), partner("b", "ASF"), partner("c", "OLD")],
        reports=[report(number, name) for number, name in enumerate("abc", start=1)],
        authorities=[
            row | {"population_2020": {"KEN": 400, "ASF": 100}.get(row["authority_code"])}
            for row in VALID["authorities"]
        ],
    )
    table = analyse(register, Edition(2014, **PRICES)).table
    assert table.log_population.tolist() == pytest.approx(
        [math.log(400), math.log(100), math.log(200)]
    )
    assert pd.isna(table.population[2])


def test_an_edition_without_any_report_is_empty_and_adds_up():
    register = build_register(
        arrangements=[{"arrangement_id": "a"}], reports=[report(1, reported_on="2012")]
    )
    analysis = analyse(register, Edition(2011, **PRICES))
    assert len(analysis.table) == 0
    assert analysis.flow["not on record yet"] == 1
    assert {"arrangement_id", "annual_saving_gbp", "cluster"} <= set(analysis.table.columns)


def test_a_register_whose_reports_are_all_undated_can_be_analysed():
    register = build_register(arrangements=[{"arrangement_id": "a"}], reports=[report(1)])
    assert account(register, Edition(2020, **PRICES)) == (1, 1)
    assert len(analyse(register, Edition(2020, **PRICES)).table) == 1
