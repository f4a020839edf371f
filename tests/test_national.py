"""Totals enter an edition by their pages' dates, and their rises are valued year by year."""

from functools import partial

import numpy as np
import pandas as pd
import pytest

from builders import VALID, Row, build_table, write_savings
from sharing import national
from sharing.edition import Edition
from sharing.results import find

DEFLATOR = build_table("deflator", VALID["deflator"])
SAVED: Row = {"metric": "cumulative_savings", "unit": "gbp"}


def build_totals(*rows: Row) -> pd.DataFrame:
    """Totals numbered from T001; each row on a page of its own unless it says otherwise."""
    return build_table(
        "totals",
        [
            {"total_id": f"T{number:03}", "source_title": f"Page {number}"} | dict(row)
            for number, row in enumerate(rows, start=1)
        ],
    )


def ids(rows: pd.DataFrame) -> list[str]:
    return list(rows.iloc[:, 0])


def test_a_total_is_known_from_the_year_of_its_page():
    totals = build_totals(
        {"as_of": "2010", "source_date": "2012-05-01"}, {"as_of": "2012", "source_date": "2013"}
    )
    assert ids(national.know_published(totals, 2011, undated=False)) == []
    assert ids(national.know_published(totals, 2012, undated=False)) == ["T001"]
    assert ids(national.know_published(totals, 2013, undated=False)) == ["T001", "T002"]


def test_an_undated_page_is_as_new_as_the_newest_date_on_it():
    page = {"source_title": "One page"}
    totals = build_totals(page | {"as_of": "2010"}, page | {"as_of": "2018-08"}, {"as_of": "2010"})
    assert ids(national.know_published(totals, 2017, undated=False)) == ["T003"]
    assert ids(national.know_published(totals, 2018, undated=False)) == ["T001", "T002", "T003"]


def test_what_nothing_dates_is_known_only_to_the_newest_edition():
    totals = build_totals({"as_of": ""})
    assert ids(national.know_published(totals, 2030, undated=False)) == []
    assert ids(national.know_published(totals, 2011, undated=True)) == ["T001"]


def test_claims_and_awards_are_known_by_their_pages_date_alone():
    claims = [{"claim_id": f"c-{n}", "claim": "x", "source_date": d} for n, d in enumerate("ab")]
    claims[0]["source_date"], claims[1]["source_date"] = "2014-04-28", ""
    known = partial(national.know_published, build_table("claims", claims))
    assert ids(known(2013, undated=False)) == []
    assert ids(known(2014, undated=False)) == ["c-0"]
    assert ids(known(2014, undated=True)) == ["c-0", "c-1"]


@pytest.mark.parametrize("year", [2011, 2014, 2018, 2026])
def test_an_edition_knows_no_total_that_was_printed_after_it(findings, year):
    known = national.know_totals(findings(year))
    printed = pd.to_numeric(known.source_date.str[:4])
    refers = pd.to_numeric(known.as_of.str[:4])
    assert not (printed > year).any()
    assert not (refers[printed.isna()] > year).any()
    assert (known.total_id == "T069").any() == (year >= 2019)


def test_the_newest_edition_knows_every_total(findings):
    assert len(national.know_totals(findings(2026))) == len(findings(2026).register.totals)


def test_a_total_is_found_by_its_identifier_or_named_as_missing():
    totals = build_totals({"value": 7}, {"value": 9})
    assert national.find_total(totals, "T002").value == 9
    with pytest.raises(LookupError, match="T003"):
        national.find_total(totals, "T003")


def test_a_metric_is_followed_for_england_and_all_services_in_the_order_of_dates():
    totals = build_totals(
        {"as_of": "2015"},
        {"as_of": "2013-03-19"},
        {"as_of": "2012-12", "doubt": "hm"},
        {"as_of": "2014", "scope": "London"},
        {"as_of": "2014", "category": "legal"},
        {"as_of": "2014", "metric": "arrangements_new"},
        {"as_of": ""},
    )
    series = national.follow_metric(totals, "arrangements")
    assert ids(series) == ["T003", "T002", "T001"]
    assert list(series.doubtful) == [True, False, False]
    assert list(series.earliest) == pytest.approx([2012 + 11 / 12, 2013 + 2 / 12, 2015])
    assert list(series.latest) == pytest.approx([2013, 2013.25, 2016])
    assert list(series["at"]) == pytest.approx([2012 + 11.5 / 12, 2013 + 2.5 / 12, 2015.5])


def test_each_years_part_of_a_rise_is_brought_to_constant_prices_at_its_own_year():
    totals = build_totals(
        SAVED | {"as_of": "2011", "value": 60e6}, SAVED | {"as_of": "2013", "value": 110e6}
    )
    series = national.follow_savings(totals, DEFLATOR, 2015)
    # Mid 2011 to mid 2013: a quarter of £50m at 60, a half at 62.5, a quarter at 75; 2015 is 100.
    rise = 12.5 / 0.6 + 25 / 0.625 + 12.5 / 0.75
    assert list(series.real_gbp / 1e6) == pytest.approx([100, 100 + rise])
    assert list(series.since) == ["", "T001"]


def test_the_first_total_can_be_spread_over_the_years_before_it():
    totals = build_totals(SAVED | {"as_of": "2011", "value": 60e6})
    series = national.follow_savings(totals, DEFLATOR, 2015, years_before_first=2)
    # The deflator is held at its first year, 2010.
    assert series.real_gbp[0] / 1e6 == pytest.approx(15 / 0.5 + 30 / 0.5 + 15 / 0.6)


def test_no_rise_is_measured_from_a_doubtful_total():
    totals = build_totals(
        SAVED | {"as_of": "2011", "value": 60e6},
        SAVED | {"as_of": "2012", "value": 500e6, "doubt": "odd"},
        SAVED | {"as_of": "2013", "value": 110e6},
    )
    series = national.follow_savings(totals, DEFLATOR, 2015)
    alone = national.follow_savings(totals.drop(index=1), DEFLATOR, 2015)
    assert list(series.since) == ["", "T001", "T001"]
    assert series.real_gbp[2] == pytest.approx(alone.real_gbp[1])
    rises = national.measure_rises(series)
    assert list(zip(rises.from_id, rises.to_id, strict=True)) == [("T001", "T003")]


def test_without_inflation_constant_prices_are_cash():
    flat = DEFLATOR.assign(index_2024=100.0)
    dates = ["2010", "2011-03", "2013-07", "2013-07", "2015"]
    totals = build_totals(
        *(SAVED | {"as_of": when, "value": 1e6 * n**2} for n, when in enumerate(dates, start=1))
    )
    series = national.follow_savings(totals, flat, 2015)
    assert list(series.real_gbp) == pytest.approx(list(series.cash_gbp))


def test_savings_are_divided_by_the_count_on_the_same_page_for_the_same_date():
    one = {"source_title": "One page", "as_of": "2013-01"}
    totals = build_totals(
        SAVED | one | {"value": 100e6},
        one | {"value": 50},
        one | {"value": 70, "as_of": "2012"},
        SAVED | {"as_of": "2014-01", "value": 200e6},
        {"as_of": "2014-01", "value": 10},
    )
    series = national.follow_savings(totals, DEFLATOR, 2013)
    assert series.each_cash_gbp[0] == pytest.approx(2e6)
    assert series.each_real_gbp[0] == pytest.approx(2e6)
    assert series.arrangements_id[0] == "T002"
    assert np.isnan(series.arrangements[1]) and np.isnan(series.each_cash_gbp[1])


def test_a_rise_a_year_has_the_bounds_that_open_dates_leave():
    page = {"source_title": "One page"}
    totals = build_totals(
        SAVED | page | {"as_of": "2012-01", "value": 100e6},
        page | {"as_of": "2012-01", "value": 40},
        SAVED | page | {"as_of": "2014", "value": 250e6},
        page | {"as_of": "2014", "value": 60},
    )
    rise = national.measure_rises(national.follow_savings(totals, DEFLATOR, 2015)).iloc[0]
    assert rise.years == pytest.approx(2.5 - 0.5 / 12)
    assert rise.a_year_cash_gbp == pytest.approx(150e6 / (2.5 - 0.5 / 12))
    # At most from the first of January 2012 to the end of 2014, at least from the end of January.
    assert rise.a_year_low_gbp == pytest.approx(150e6 / 3)
    assert rise.a_year_high_gbp == pytest.approx(150e6 / (2 - 1 / 12))
    assert rise.arrangements == 50
    assert rise.each_cash_gbp == pytest.approx(rise.a_year_cash_gbp / 50)


def test_two_totals_that_could_be_of_the_same_day_have_no_greatest_rise():
    totals = build_totals(
        SAVED | {"as_of": "2012", "value": 100e6}, SAVED | {"as_of": "2012-11", "value": 250e6}
    )
    rise = national.measure_rises(national.follow_savings(totals, DEFLATOR, 2015)).iloc[0]
    assert np.isinf(rise.a_year_high_gbp) and np.isfinite(rise.a_year_low_gbp)


def test_no_totals_have_no_series_and_no_rises():
    series = national.follow_savings(build_totals(), DEFLATOR, 2015)
    assert series.empty and {"real_gbp", "each_real_gbp"} <= set(series)
    assert national.measure_rises(series).empty


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_the_rises_of_an_edition_add_up_to_its_last_firm_total(findings, year):
    found = findings(year)
    series = national.follow_savings(national.know_totals(found), found.register.deflator, 2024)
    rises, firm = national.measure_rises(series), series[~series.doubtful]
    assert rises.rise_cash_gbp.sum() + firm.value.iloc[0] == pytest.approx(firm.value.iloc[-1])
    real = (rises.a_year_real_gbp * rises.years).sum() + firm.real_gbp.iloc[0]
    assert real == pytest.approx(firm.real_gbp.iloc[-1])
    assert (rises.a_year_low_gbp <= rises.a_year_cash_gbp).all()
    assert (rises.a_year_cash_gbp <= rises.a_year_high_gbp).all()


def test_starts_are_counted_for_every_year_up_to_the_editions():
    on_record = build_table(
        "arrangements",
        [
            {"arrangement_id": "a", "start_year": 2011},
            {"arrangement_id": "b", "start_year": 2011, "stage": "ended"},
            {"arrangement_id": "c", "start_year": 2013},
            {"arrangement_id": "d", "start_year": 2012, "stage": "proposed"},
            {"arrangement_id": "e"},
            {"arrangement_id": "f", "start_year": 2016},
        ],
    )
    starts = national.count_starts(on_record, 2014)
    assert list(starts.year) == [2011, 2012, 2013, 2014]
    assert list(starts.started) == [2, 0, 1, 0]
    assert list(starts.started_by) == [2, 2, 3, 3]
    assert national.count_starts(on_record.tail(0), 2014).empty


def test_the_savings_reported_are_split_at_a_year(tmp_path):
    rows = ({"saving": 100_000 * n} for n in range(1, 13))
    found = find(Edition(2026, 2015), write_savings(tmp_path, *rows))
    up_to, after = national.compare_periods(found, 2014), national.compare_periods(found, 2013)
    assert list(up_to.period) == ["up to"] and list(after.period) == ["after"]
    assert up_to.n[0] == 12
    assert up_to["median"][0] == pytest.approx(650_000 * 100 / 80)


def test_an_arrangement_counts_once_for_each_year_it_reported_in(findings):
    found = findings(2026)
    trail = found.analysis.trail
    usable = trail[trail["rank"].notna() & trail.report_year.notna()]
    pairs = set(zip(usable.arrangement_id, usable.report_year, strict=True))
    periods = national.compare_periods(found, 2019).set_index("period").n
    assert periods["after"] == sum(year > 2019 for _, year in pairs)
    assert periods["up to"] == sum(year <= 2019 for _, year in pairs)
