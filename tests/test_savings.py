"""Hand-computed cases: the annual saving, the year of its prices, and the report that is chosen."""

import pandas as pd
import pytest

from builders import VALID, build_reports, build_table
from sharing.errors import PriceYearUnknown
from sharing.savings import (
    STEPS,
    annualise,
    choose_reports,
    deflate,
    exclusion_reasons,
    find_price_years,
)

DEFLATOR = build_table("deflator", VALID["deflator"])
UNKNOWN_START = pd.Series({"a": pd.NA, "b": pd.NA}, dtype="Int64")


def started(year: int) -> pd.Series:
    return pd.Series({"a": year, "b": year}, dtype="Int64")


def total(**cells: object) -> dict[str, object]:
    return {"amount_gbp": 1_200_000, "basis": "cumulative"} | cells


def annual_of(start: pd.Series, **cells: object) -> tuple[object, ...]:
    row = annualise(build_reports(cells), start).iloc[0]
    saving = None if pd.isna(row.annual_saving_cash_gbp) else row.annual_saving_cash_gbp
    return row.annualised_by, saving


def price_year_of(start: pd.Series = UNKNOWN_START, **cells: object) -> tuple[float, str]:
    reports = build_reports(cells)
    row = find_price_years(reports, annualise(reports, start)).iloc[0]
    return row.price_of, row.price_of_known_by


def choose(*rows: dict[str, object], start: pd.Series = UNKNOWN_START) -> pd.DataFrame:
    return choose_reports(build_reports(*rows), start, DEFLATOR, 2015)


def uses(*rows: dict[str, object], start: pd.Series = UNKNOWN_START) -> dict[str, str]:
    trail = choose(*rows, start=start)
    return dict(zip(trail.report_id, trail.use, strict=True))


@pytest.mark.parametrize(
    ("cells", "way", "saving"),
    [
        ({"amount_gbp": 300_000}, "annual", 300_000),
        ({"amount_gbp": 300_000, "years_covered": 5}, "annual", 300_000),
        (total(years_covered=4), "years covered", 300_000),
        (total(years_covered=0.5), "years covered", 2_400_000),
        (total(years_covered=4, period_start=2010, period_end=2012), "years covered", 300_000),
        (total(period_start=2012, period_end=2015), "period", 400_000),
        (total(period_start=2012, period_end=2015, reported_on="2020"), "period", 400_000),
        (total(period_start=2012, period_end=2012), "period", 1_200_000),
        (total(), "none", None),
        (total(period_start=2012), "none", None),
        (total(reported_on="2014-05"), "none", None),
        (total(basis="one_off", years_covered=4), "none", None),
        (total(basis="unclear", years_covered=4), "none", None),
        ({"amount_gbp": 0}, "annual", 0),
        ({"amount_gbp": -18_000}, "annual", -18_000),
        (total(amount_gbp=-60_000, years_covered=3), "years covered", -20_000),
    ],
)
def test_a_saving_is_made_annual(cells, way, saving):
    assert annual_of(UNKNOWN_START, **cells) == (way, saving)


@pytest.mark.parametrize(
    ("start", "reported_on", "years"),
    [
        (2012, "2014", 3),
        (2012, "2014-01-31", 3),
        (2012, "2012-12-31", 1),
        (2014, "2012-06", 1),
    ],
)
def test_both_the_year_of_the_start_and_of_the_report_count(start, reported_on, years):
    found = annual_of(started(start), **total(reported_on=reported_on))
    assert found == ("start to report", 1_200_000 / years)


def test_an_open_period_starts_where_it_says_and_not_with_the_arrangement():
    cells = total(reported_on="2014", period_start=2013)
    assert annual_of(started(2009), **cells) == ("start to report", 600_000)


@pytest.mark.parametrize(
    ("start", "end", "years"), [(2010, 2014, 4), (2010, 2010, 1), (2013, 2011, 1)]
)
def test_a_period_of_printed_end_alone_starts_with_the_arrangement(start, end, years):
    for reported_on in ("", "2019"):
        cells = total(period_end=end, reported_on=reported_on)
        assert annual_of(started(start), **cells) == ("period", 1_200_000 / years)


def test_a_printed_end_whose_start_is_nowhere_known_gives_no_years():
    assert annual_of(UNKNOWN_START, **total(period_end=2014)) == ("none", None)
    assert annual_of(UNKNOWN_START, **total(period_end=2014, years_covered=2)) == (
        "years covered",
        600_000,
    )


def test_years_known_from_a_page_come_before_those_since_the_start():
    assert annual_of(started(2013), **total(reported_on="2014", years_covered=4)) == (
        "years covered",
        300_000,
    )
    cells = total(reported_on="2014", period_start=2012, period_end=2015)
    assert annual_of(started(2013), **cells) == ("period", 400_000)


def test_an_undated_total_since_the_start_has_no_known_years():
    assert annual_of(started(2010), **total()) == ("none", None)


def test_one_partners_share_is_not_scaled_up():
    way, saving = annual_of(UNKNOWN_START, amount_gbp=40_000, scope="per_partner")
    assert (way, saving) == ("annual", 40_000)


def test_the_divisor_is_carried():
    rows = annualise(
        build_reports({}, total(years_covered=4), total(reported_on="2014"), total()), started(2012)
    )
    assert rows.years[:3].tolist() == [1, 4, 3]
    assert pd.isna(rows.years[3])
    assert rows.report_year.fillna(0).tolist() == [0, 0, 2014, 0]


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        ({"reported_on": "2013"}, 2013),
        ({"reported_on": "2013-12-31"}, 2013),
        ({"reported_on": "2013-12", "period_start": 2009, "period_end": 2011}, 2013),
    ],
)
def test_an_annual_saving_is_in_prices_of_its_report(cells, year):
    assert price_year_of(**cells) == (year, "report")


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        # Financial years 2012-13, 2013-14 and 2014-15: the middle is October 2013.
        (total(period_start=2012, period_end=2015), 2013),
        # Four financial years from April 2012: the middle is April 2014.
        (total(period_start=2012, period_end=2016), 2014),
        (total(period_start=2012, period_end=2016, reported_on="2011"), 2014),
        (total(period_start=2012, years_covered=4, reported_on="2011"), 2014),
        (total(period_start=2012, period_end=2013), 2012),
    ],
)
def test_a_total_is_in_prices_of_the_middle_of_its_period(cells, year):
    assert price_year_of(**cells) == (year, "middle of period")


@pytest.mark.parametrize(
    ("status", "years", "year"),
    [
        # Looking back from 2014: 2012, 2013, 2014.
        ("achieved", 3, 2013),
        ("achieved", 1, 2014),
        ("achieved", 4, 2012),
        # Looking ahead from 2014: 2014, 2015, 2016.
        ("expected", 3, 2015),
        ("expected", 1, 2014),
        ("expected", 4, 2016),
        ("expected", 10, 2019),
    ],
)
def test_a_total_of_years_around_its_report_is_in_prices_of_their_middle(status, years, year):
    cells = total(status=status, years_covered=years, reported_on="2014")
    assert price_year_of(**cells) == (year, "middle of years")


@pytest.mark.parametrize("status", ["achieved", "expected"])
def test_a_total_since_the_start_is_in_prices_of_the_middle_of_those_years(status):
    cells = total(status=status, reported_on="2014")
    assert price_year_of(started(2010), **cells) == (2012, "middle of years")


@pytest.mark.parametrize(
    ("cells", "year"),
    [
        # Five financial years to March 2020, so from April 2015: the middle is October 2017.
        (total(years_covered=5, period_end=2020), 2017),
        (total(years_covered=5, period_end=2020, reported_on="2012"), 2017),
    ],
)
def test_a_period_of_known_end_and_length_has_a_known_middle(cells, year):
    assert price_year_of(**cells) == (year, "middle of period")


@pytest.mark.parametrize(("start", "year"), [(2010, 2012), (2011, 2013), (2016, 2014)])
def test_a_period_of_printed_end_alone_is_in_prices_of_the_middle_since_the_start(start, year):
    cells = total(period_end=2015, reported_on="2011")
    assert price_year_of(started(start), **cells) == (year, "middle of period")


def test_what_no_date_places_takes_the_median_year_of_the_dated_reports():
    reports = build_reports(
        {"reported_on": "2010"},
        {"reported_on": "2013-05"},
        {"reported_on": "2016"},
        {},
        total(years_covered=3),
    )
    found = find_price_years(reports, annualise(reports, UNKNOWN_START))
    assert found.price_of.tolist() == [2010, 2013, 2016, 2013, 2013]
    assert found.price_of_known_by.tolist() == ["report"] * 3 + ["assumed"] * 2


def test_reports_of_which_none_is_dated_still_have_a_price_year():
    assert pd.notna(choose({}, {}).annual_saving_gbp).all()


def test_amounts_are_brought_to_the_price_year():
    found = deflate(
        pd.Series([100.0, 100.0, 0.0, -50.0]), pd.Series([2010, 2014, 2010, 2010]), DEFLATOR, 2015
    )
    assert found.tolist() == [200, 125, 0, -100]


def test_amounts_can_be_brought_back():
    found = deflate(pd.Series([100.0]), pd.Series([2015]), DEFLATOR, 2010)
    assert found.tolist() == [50]


def test_years_outside_the_deflator_are_held_at_its_ends():
    found = deflate(pd.Series([100.0, 100.0]), pd.Series([1999, 2031]), DEFLATOR, 2014)
    assert found.tolist() == [160, 80]


def test_a_year_that_had_to_be_held_is_flagged():
    trail = choose({"reported_on": "2016"}, {"reported_on": "2015"}, {"reported_on": "2009"})
    assert trail.price_held.tolist() == [True, False, True]


@pytest.mark.parametrize("year", [2009, 2016])
def test_a_price_year_outside_the_deflator_is_an_error_that_says_which_years_there_are(year):
    with pytest.raises(PriceYearUnknown, match=f"{year}.*2010 to 2015"):
        deflate(pd.Series([1.0]), pd.Series([2012]), DEFLATOR, year)


def test_a_saving_a_year_is_made_annual_and_then_brought_to_the_price_year():
    trail = choose(total(period_start=2010, period_end=2014, status="achieved"))
    assert trail.annual_saving_cash_gbp.tolist() == [300_000]
    assert trail.price_of.tolist() == [2012]
    assert trail.annual_saving_gbp.tolist() == [pytest.approx(480_000)]


ACHIEVED = {"status": "achieved", "reported_on": "2011"}
EXPECTED = {"status": "expected", "reported_on": "2014"}


@pytest.mark.parametrize(
    ("worse", "better"),
    [
        (EXPECTED, ACHIEVED),
        (EXPECTED, ACHIEVED | total(years_covered=3)),
        (total(years_covered=3, reported_on="2014"), {"reported_on": "2011"}),
        ({"reported_on": "2013"}, {"reported_on": "2014"}),
        ({"reported_on": "2014-06-30"}, {"reported_on": "2014-07"}),
        ({"reported_on": "2014-06-29"}, {"reported_on": "2014-06-30"}),
        ({}, {"reported_on": "1999"}),
        (EXPECTED, {"status": "achieved"}),
        ({"scope": "per_partner"} | ACHIEVED, {}),
        ({"scope": "partial"} | ACHIEVED, {}),
        ({"attribution": "other"} | ACHIEVED, {}),
        ({"basis": "one_off"} | ACHIEVED, {}),
        ({"basis": "unclear"} | ACHIEVED, {}),
    ],
    ids=[
        "achieved before expected",
        "an achieved total before an expected annual",
        "annual before total",
        "newest year first",
        "newest month first",
        "newest day first",
        "undated last",
        "achieved undated before expected dated",
        "whole before one partner's",
        "whole before a part",
        "sharing only",
        "no one-off",
        "no unclear basis",
    ],
)
def test_the_better_report_is_chosen_in_whatever_order_they_stand(worse, better):
    assert uses(worse, better)["a-r2"] == "chosen"
    assert uses(better, worse)["a-r1"] == "chosen"


def test_ties_go_to_the_first_identifier():
    same = {"reported_on": "2014", "amount_gbp": 1}
    trail = choose(
        same | {"report_id": "a-r3"}, same | {"report_id": "a-r1"}, same | {"report_id": "a-r2"}
    )
    assert dict(zip(trail.report_id, trail["rank"], strict=True)) == {
        "a-r1": 1,
        "a-r2": 2,
        "a-r3": 3,
    }


def test_the_ranks_follow_the_whole_precedence():
    trail = choose(
        {"basis": "one_off"},
        {},
        total(years_covered=2, reported_on="2015"),
        {"reported_on": "2013"},
        ACHIEVED | total(years_covered=2),
        {"status": "achieved"},
        ACHIEVED,
    )
    assert trail["rank"].fillna(0).tolist() == [0, 5, 6, 4, 3, 2, 1]


def test_every_arrangement_has_its_own_choice():
    found = uses(
        {"arrangement_id": "a", "reported_on": "2014"},
        {"arrangement_id": "b", "reported_on": "2010"},
        {"arrangement_id": "b", "reported_on": "2012"},
    )
    assert found == {"a-r1": "chosen", "a-r2": "superseded", "a-r3": "chosen"}


@pytest.mark.parametrize(
    ("cells", "use"),
    [
        ({}, "chosen"),
        ({"amount_gbp": 0}, "chosen"),
        ({"amount_gbp": -5_000}, "chosen"),
        ({"scope": "per_partner"}, "one partner or one part"),
        ({"scope": "partial"}, "one partner or one part"),
        ({"attribution": "other"}, "not from sharing"),
        ({"basis": "one_off"}, "one-off"),
        ({"basis": "one_off", "years_covered": 2}, "one-off"),
        ({"basis": "unclear"}, "no stated basis"),
        (total(), "years unknown"),
        ({"scope": "partial", "attribution": "other"}, "one partner or one part"),
        ({"attribution": "other", "basis": "one_off"}, "not from sharing"),
    ],
)
def test_a_report_is_set_aside_at_the_first_step_it_fails(cells, use):
    assert uses(cells) == {"a-r1": use}


def test_a_report_set_aside_has_no_rank_and_no_annual_saving_is_made_up():
    trail = choose({"basis": "unclear"}, total())
    assert trail[["rank", "annual_saving_cash_gbp", "annual_saving_gbp"]].isna().all(axis=None)


def test_an_arrangement_is_left_out_for_the_furthest_step_that_a_report_of_it_reached():
    trail = choose(
        {"arrangement_id": "a", "scope": "partial"},
        {"arrangement_id": "a", "basis": "unclear"},
        {"arrangement_id": "a", "attribution": "other"},
        {"arrangement_id": "b", "scope": "partial"},
        {"arrangement_id": "c", "basis": "unclear"},
        {"arrangement_id": "c"},
    )
    assert exclusion_reasons(trail).to_dict() == {
        "a": "no stated basis",
        "b": "one partner or one part",
    }


def test_every_use_has_its_sentence():
    assert list(STEPS) == [
        "one partner or one part",
        "not from sharing",
        "one-off",
        "no stated basis",
        "years unknown",
    ]
    assert all(STEPS.values())


def test_no_reports_give_no_trail_and_no_reasons():
    trail = choose()
    assert len(trail) == 0
    assert len(exclusion_reasons(trail)) == 0
