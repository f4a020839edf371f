"""What the published tables keep, as sentences over the real files."""

import csv
import hashlib
import json
from datetime import date

import frictionless
import pandas as pd
import pytest
import yaml

from sharing.paths import DATA, DESCRIPTOR

RESOURCES = json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]
CORRECTIONS = yaml.load((DATA / "corrections.yml").read_text(encoding="utf-8"), yaml.BaseLoader)
# Office for National Statistics, mid-2020 population estimates: England, 56.55 million.
ENGLAND_2020 = 56_550_138
each_table = pytest.mark.parametrize("resource", RESOURCES, ids=[r["name"] for r in RESOURCES])


def rows_of(resource: dict) -> list[dict[str, str]]:
    with (DATA / resource["path"]).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_frictionless_finds_the_whole_package_valid():
    report = frictionless.validate(str(DESCRIPTOR))
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])
    assert {task.name for task in report.tasks} == {resource["name"] for resource in RESOURCES}
    assert {task.name: task.stats["rows"] for task in report.tasks} == {
        resource["name"]: resource["rows"] for resource in RESOURCES
    }


@each_table
def test_the_descriptor_states_the_size_and_checksum_of_each_table(resource):
    content = (DATA / resource["path"]).read_bytes()
    assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
    assert resource["bytes"] == len(content)
    assert resource["rows"] == len(rows_of(resource))


@each_table
def test_the_descriptor_states_the_columns_of_each_table_in_order(resource):
    with (DATA / resource["path"]).open(encoding="utf-8", newline="") as handle:
        header = next(csv.reader(handle))
    assert [field["name"] for field in resource["schema"]["fields"]] == header


@each_table
def test_every_column_is_explained_with_an_example_that_stands_in_it(resource):
    rows = rows_of(resource)
    for field in resource["schema"]["fields"]:
        assert field["description"].strip(), field["name"]
        assert field["title"].strip(), field["name"]
        assert field["example"] in {row[field["name"]] for row in rows}, field["name"]


@each_table
def test_every_table_has_a_source_and_a_licence(resource):
    assert resource["sources"] and resource["licenses"]
    assert resource["description"].strip()


def test_every_table_of_the_folder_is_described():
    on_disk = {file.relative_to(DATA).as_posix() for file in DATA.glob("r*/*.csv")}
    assert on_disk == {resource["path"] for resource in RESOURCES}


def test_every_correction_still_has_something_to_correct():
    tables = {resource["name"]: resource for resource in RESOURCES}
    for entry in CORRECTIONS:
        resource = tables[entry["table"]]
        key = resource["schema"]["primaryKey"]
        [row] = [row for row in rows_of(resource) if row[key] == entry["id"]]
        assert row[entry["column"]] == entry["expect"], entry
        assert entry["value"] != entry["expect"]
        assert entry["reason"].endswith(".")


def test_no_place_is_corrected_twice():
    places = [(entry["table"], entry["id"], entry["column"]) for entry in CORRECTIONS]
    assert len(places) == len(set(places))


def test_corrections_reach_the_register(register):
    for entry in CORRECTIONS:
        frame = getattr(register, entry["table"])
        here = frame[frame.columns[0]] == entry["id"]
        (value,) = frame.loc[here, entry["column"]]
        assert value == type(value)(entry["value"])


def test_the_source_of_every_report_is_linked_to_its_arrangement(register):
    links = set(register.arrangement_sources.itertuples(index=False, name=None))
    pairs = register.reports[["arrangement_id", "source_id"]].itertuples(index=False, name=None)
    assert set(pairs) <= links


def test_every_arrangement_has_a_page_and_every_page_an_arrangement(register):
    links = register.arrangement_sources
    assert set(links.arrangement_id) == set(register.arrangements.arrangement_id)
    assert set(links.source_id) == set(register.sources.source_id)


def test_no_arrangement_lists_more_councils_than_share(register):
    councils = register.members[register.members.kind == "council"]
    listed = councils.groupby("arrangement_id").size()
    stated = register.arrangements.set_index("arrangement_id").n_councils.dropna()
    assert (listed.reindex(stated.index).fillna(0) <= stated).all()


def test_only_councils_have_an_authority_code(register):
    coded = register.members[register.members.authority_code != ""]
    assert set(coded.kind) == {"council"}


def test_a_report_that_prints_years_and_a_period_counts_the_same_years(register):
    printed = register.reports.dropna(subset=["years_covered", "period_start", "period_end"])
    assert len(printed) >= 50
    assert (printed.years_covered == printed.period_end - printed.period_start).all()


def test_no_total_covers_no_time(register):
    reports = register.reports
    assert (reports.years_covered.dropna() > 0).all()
    assert ((reports.period_end - reports.period_start).dropna() > 0).all()


def test_an_amount_between_two_is_their_midpoint(register):
    ranged = register.reports.dropna(subset=["amount_low", "amount_high"])
    assert len(ranged) > 10
    middle = (ranged.amount_low + ranged.amount_high).astype("float64") / 2
    assert ((ranged.amount_gbp - middle).abs() <= 0.5).all()


def test_no_report_is_dated_after_the_register_was_compiled(register):
    assert register.reports.reported_on.max() <= "2026-11-21"
    assert register.sources.published_on.max() <= "2026-11-21"


def test_a_dated_report_has_a_precision_and_an_undated_one_has_none(register):
    reports = register.reports
    assert ((reports.reported_on == "") == (reports.date_precision == "")).all()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        (resource["name"], field["name"])
        for resource in RESOURCES
        for field in resource["schema"]["fields"]
        if "(19|20)" in field.get("constraints", {}).get("pattern", "")
    ],
)
def test_every_full_date_is_a_day_of_the_calendar(register, table, column):
    texts = getattr(register, table)[column]
    for text in texts[texts.str.len() == 10]:
        date.fromisoformat(text)


def test_about_a_quarter_of_the_reports_have_no_date(register):
    assert 0.2 < (register.reports.reported_on == "").mean() < 0.3


def test_every_audited_report_is_in_the_register_unless_it_was_removed(register):
    kept = register.audit[register.audit.outcome != "removed"].report_id
    removed = register.audit[register.audit.outcome == "removed"].report_id
    assert set(kept) <= set(register.reports.report_id)
    assert not set(removed) & set(register.reports.report_id)


def test_england_has_the_population_that_the_statistics_office_gives(register):
    """Outside check: lower-tier and unitary councils cover every person in England once."""
    above = ["County", "Combined authority", "Strategic Regional Authority"]
    councils = register.authorities[~register.authorities.type.isin(above)]
    england = councils[(councils.nation == "England") & councils.is_current]
    assert england.population_2020.notna().all()
    assert england.population_2020.sum() == pytest.approx(ENGLAND_2020, rel=0.001)


def test_a_county_has_the_people_of_its_districts(register):
    authorities = register.authorities[register.authorities.is_current]
    counties = authorities[authorities.type == "County"].set_index("authority_code")
    districts = authorities[authorities.county_code.isin(counties.index)]
    inside = districts.groupby("county_code").population_2020.sum()
    assert len(inside) >= 20
    assert (inside - counties.population_2020[inside.index]).abs().max() <= 5


def test_every_successor_of_a_council_is_a_council(register):
    replaced = register.authorities.replaced_by[register.authorities.replaced_by != ""]
    codes = {code for entry in replaced for code in entry.split(",")}
    assert codes
    assert codes <= set(register.authorities.authority_code)


def test_a_council_that_ended_is_not_current_and_ended_after_it_began(register):
    ended = register.authorities[register.authorities.end_date != ""]
    assert not ended[ended.end_date <= "2026-11-21"].is_current.any()
    both = ended[ended.start_date != ""]
    assert (both.start_date < both.end_date).all()


def test_a_region_lies_in_its_nation(register):
    authorities = register.authorities[register.authorities.region != ""]
    elsewhere = authorities[authorities.nation != "England"]
    assert (elsewhere.region == elsewhere.nation).all()
    english = authorities[authorities.nation == "England"]
    assert english.region.nunique() == 9


def test_no_label_or_name_has_stray_blanks(register):
    for frame in (register.authorities, register.categories, register.arrangements):
        for column in frame.columns:
            if frame[column].dtype == "str" and column != "notes":
                texts = frame[column]
                assert (texts == texts.str.strip()).all(), column
                assert not texts.str.contains("  ", regex=False).any(), column


def test_there_are_24_categories_in_10_families_and_each_is_used(register):
    assert len(register.categories) == 24
    assert register.categories.family.nunique() == 10
    assert set(register.arrangements.category) == set(register.categories.category)


def test_the_deflator_has_every_year_and_its_index_follows_its_growth(register):
    deflator = register.deflator
    assert deflator.year.tolist() == list(range(2000, 2025))
    assert deflator.index_2024.iloc[-1] == 100
    growth = 100 * (deflator.index_2024 / deflator.index_2024.shift() - 1)
    pd.testing.assert_series_equal(
        growth[1:], deflator.gdp_deflator_growth_percent[1:], atol=1e-4, check_names=False
    )


def test_the_sizes_that_the_readme_states_are_true(register):
    assert len(register.arrangements) == 826
    assert len(register.authorities) == 470
    assert 1_250 < len(register.sources) < 1_350


def test_most_reports_are_forecasts(register):
    assert (register.reports.status == "expected").mean() > 0.5


def test_every_category_of_a_total_is_known_or_means_all_services(register):
    known = {*register.categories.category, ""}
    assert set(register.totals.category) <= known
