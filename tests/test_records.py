"""A record holds what its edition knew, and nothing later."""

import math

import pandas as pd
import pytest

from builders import VALID, write_folder, write_rows
from sharing.edition import NO_SAVING, Edition
from sharing.records import collect_councils, collect_records, list_places
from sharing.results import Findings, find


def made(folder, year: int = 2026, **tables) -> Findings:
    return find(Edition(year, 2015), write_folder(folder, write_rows(VALID | tables)))


def by_id(found: Findings) -> dict:
    return {record.arrangement_id: record for record in collect_records(found)}


def test_a_record_holds_partners_reports_and_pages(tmp_path):
    record = by_id(made(tmp_path))["alpha-ict"]
    assert (record.name, record.family, record.n_councils, record.size) == (
        *("Alpha ICT", "Back office", 2, "2"),
    )
    assert [partner.name for partner in record.partners] == ["Ashford", "Brentwood"]
    assert record.codes == ("ASF", "BRW")
    (report,) = record.reports
    assert (report.amount_gbp, report.amount_low, report.amount_high) == (3e5, 2e5, 4e5)
    assert report.annual_saving_cash_gbp == 1e5 and report.use == "chosen"
    assert report.source.source_id == "src-00000001"
    assert [source.source_id for source in record.sources] == ["src-00000001"]
    assert record.saving == pytest.approx(1e5 / 0.75) and record.status == "expected"
    assert record.reason == ""


def test_an_early_edition_knows_no_later_end_report_page_or_note(tmp_path):
    arrangements = [dict(VALID["arrangements"][0]) | {"notes": "Ended in 2018.", "stage": "ended"}]
    tables = {"arrangements": arrangements, "members": VALID["members"][:2], "audit": []}
    tables |= {
        "reports": VALID["reports"][:1],
        "arrangement_sources": [
            {"arrangement_id": "alpha-ict", "source_id": source}
            for source in ("src-00000001", "src-00000002")
        ],
    }
    early = by_id(made(tmp_path / "early", 2013, **tables))["alpha-ict"]
    assert (early.stage, early.end_year, early.notes) == ("operating", None, "")
    assert (early.reports, early.sources, early.reason) == ((), (), NO_SAVING)
    assert math.isnan(early.saving)
    late = by_id(made(tmp_path / "late", 2026, **tables))["alpha-ict"]
    assert (late.stage, late.end_year, late.notes) == ("ended", 2018, "Ended in 2018.")
    assert len(late.reports) == 1 and len(late.sources) == 2


def test_reports_stand_by_date_with_the_undated_last(tmp_path):
    reports = [
        {"report_id": f"alpha-ict-r{number}", "arrangement_id": "alpha-ict", "reported_on": when}
        | ({"date_precision": "year"} if when else {})
        for number, when in [(10, "2012"), (9, "2012"), (1, ""), (2, "2011")]
    ]
    record = by_id(made(tmp_path, reports=reports, audit=[]))["alpha-ict"]
    assert [report.report_id[-3:] for report in record.reports] == ["-r2", "-r9", "r10", "-r1"]


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_every_arrangement_on_record_has_a_record_that_knows_nothing_later(findings, year):
    found = findings(year)
    records = collect_records(found)
    assert {r.arrangement_id for r in records} == set(found.analysis.on_record.index)
    reports = [report for record in records for report in record.reports]
    assert {report.report_id for report in reports} == set(found.analysis.trail.report_id)
    dates = [report.reported_on for report in reports]
    dates += [source.published_on for record in records for source in record.sources]
    assert [date for date in dates if date and int(date[:4]) > year] == []
    assert [r for r in records if (r.end_year or 0) > year or (r.start_year or 0) > year] == []
    assert sum(not record.reason for record in records) == len(found.table)


def test_amounts_are_those_printed(findings):
    found = findings(2026)
    printed = found.register.reports.set_index("report_id").amount_gbp
    for record in collect_records(found):
        for report in record.reports:
            assert report.amount_gbp == printed[report.report_id]


def test_every_council_lists_its_arrangements(findings):
    found = findings(2026)
    councils = collect_councils(found, collect_records(found))
    members = found.register.members
    for council in councils:
        wanted = members.arrangement_id[members.authority_code == council.authority_code]
        assert set(council.arrangement_ids) == set(wanted)
    names = [council.name for council in councils]
    assert len(names) == len(set(names)) == len(found.register.authorities)


def test_a_past_council_without_a_region_lies_where_its_successor_does(findings):
    found = findings(2026)
    places = {c.authority_code: c.place for c in collect_councils(found, collect_records(found))}
    assert places["POL"] == "South West" and places["WAV"] == "East of England"
    assert set(places.values()) == set(list_places(found))


def test_a_council_of_later_years_is_left_out_unless_it_shares(findings):
    found = findings(2011)
    begun = found.register.authorities.set_index("authority_code").start_date
    for council in collect_councils(found, collect_records(found)):
        later = pd.to_numeric(begun[council.authority_code][:4]) > 2011
        assert council.arrangement_ids or not later
