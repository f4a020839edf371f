"""What the chapter on the trend says of totals and starts is true and well formed everywhere."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
import pytest

from builders import build_table, write_savings
from sharing import national
from sharing.chapters import starts, trend
from sharing.crosschecks import check_totals
from sharing.edition import Edition
from sharing.results import Findings, find
from test_national import DEFLATOR, SAVED, build_totals
from test_statements import find_flaws

YEARS = [2003, 2009, *range(2011, 2020), 2026]
PAGE = {"source_title": "One page"}


@dataclass(frozen=True)
class Known:
    """All that the chapter's sentences rest on."""

    found: Findings
    totals: pd.DataFrame
    series: pd.DataFrame
    rises: pd.DataFrame
    starts: pd.DataFrame
    last_total: str

    @property
    def last_year(self) -> int:
        return int(self.last_total[:4]) if self.last_total else self.found.edition.year


def gather(found: Findings, totals: pd.DataFrame | None = None) -> Known:
    totals = national.know_totals(found) if totals is None else totals
    series = national.follow_savings(totals, found.register.deflator, found.edition.price_year)
    return Known(
        found,
        totals,
        series,
        national.measure_rises(series),
        national.count_starts(found.analysis.on_record, found.edition.year),
        series.as_of.iloc[-1] if len(series) else "",
    )


def compare_with_last_count(known: Known) -> str:
    counts = national.follow_metric(known.totals, "arrangements")
    if counts.empty:
        return ""
    return starts.compare_with_count(known.found.analysis.on_record, counts.iloc[-1])


SENTENCES: dict[str, Callable[[Known], str]] = {
    "answer": lambda known: trend.answer_growth(known.series, known.found.edition),
    "real": lambda known: trend.find_real(known.series, 2024),
    "pace": lambda known: trend.find_pace(known.rises),
    "newest": lambda known: trend.find_newest(known.series, known.found.edition),
    "each": lambda known: trend.find_each(known.series, known.rises),
    "participation": lambda known: trend.find_participation(known.totals),
    "first total": lambda known: trend.find_first_total(
        known.totals, known.series, known.found.register.deflator, known.found.edition.price_year
    ),
    "series": lambda known: trend.describe_series(known.series, "cash_gbp"),
    "credit": lambda known: f"From {trend.credit_totals(known.series)}.",
    "starts": lambda known: starts.find_starts(
        known.starts, known.found.analysis.on_record, known.last_total
    ),
    "count": compare_with_last_count,
    "reported": lambda known: starts.compare_reported(
        national.compare_periods(known.found, known.last_year), known.last_year
    ),
    "begun": lambda known: starts.describe_starts(
        starts.plot_starts(known.starts, known.last_total)
    ),
}
TITLES: dict[str, Callable[[Known], str]] = {
    "totals": lambda known: trend.title_totals(known.series, known.found.edition),
    "each": lambda known: trend.title_each(known.series),
    "starts": lambda known: starts.title_starts(known.starts, known.last_total),
}


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_well_formed_in_real_editions(findings, name, year):
    said = SENTENCES[name](gather(findings(year)))
    assert said == "" or find_flaws(said) == [], said


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize("name", TITLES)
def test_every_title_is_well_formed_in_real_editions(findings, name, year):
    title = TITLES[name](gather(findings(year)))
    assert find_flaws(f"{title}.") == [], title


@pytest.fixture(scope="module")
def nothing(tmp_path_factory) -> Findings:
    return find(Edition(2026, 2015), write_savings(tmp_path_factory.mktemp("none")))


@pytest.mark.parametrize("name", SENTENCES)
def test_an_edition_without_savings_and_totals_says_so(nothing, name):
    said = SENTENCES[name](gather(nothing, build_totals()))
    assert said == "" or find_flaws(said) == [], said


@pytest.mark.parametrize("name", TITLES)
def test_an_edition_without_savings_and_totals_has_titles(nothing, name):
    assert find_flaws(f"{TITLES[name](gather(nothing, build_totals()))}.") == []


def test_an_edition_without_totals_has_no_answer(nothing):
    assert trend.answer_growth(gather(nothing, build_totals()).series, Edition(2026)) == (
        "It cannot be told yet: no national total of savings is on record by 2026."
    )


def follow(*values: float, doubt: str = "") -> pd.DataFrame:
    """A series of one total a year from 2012 on, the last of them of the given doubt."""
    rows = [
        SAVED | {"as_of": str(2012 + place), "value": value} for place, value in enumerate(values)
    ]
    rows[-1] |= {"doubt": doubt}
    return national.follow_savings(build_totals(*rows), DEFLATOR, 2015)


def test_a_total_that_rose_at_every_count_is_said_to_have_risen():
    assert trend.answer_growth(follow(1e8, 2e8, 3.5e8), Edition(2026)) == (
        "Yes, as far as it was counted: the published total, which adds up the savings of "
        "all years, rose from £100m in 2012 to £350m in 2014."
    )


def test_a_total_that_fell_once_is_not_said_to_have_risen():
    assert trend.answer_growth(follow(1e8, 3e8, 2e8), Edition(2026)).startswith(
        "Not at every count: the published total, which adds up the savings of all years, went "
    )


def test_a_doubtful_total_answers_nothing():
    series = follow(1e8, 2e8, doubt="odd")
    assert trend.answer_growth(series, Edition(2013)) == (
        "It cannot be told yet: by 2013 only two national totals of savings are on record, £100m "
        "(2012) and £200m (2013, doubtful)."
    )
    assert trend.find_real(series, 2015) == "" and trend.find_newest(series, Edition(2013)) == ""


def test_the_pace_is_told_for_the_last_rise_and_those_before():
    told = [
        trend.find_pace(national.measure_rises(follow(*values)))
        for values in ([1e8], [1e8, 2e8], [1e8, 2e8, 4e8], [1e8, 2e8, 4e8, 5e8])
    ]
    assert told == [
        "",
        "From 2012 to 2013 it rose by £100m, which is £100m a year.",
        "From 2013 to 2014 it rose by £200m, which is £200m a year; before that by £100m a year.",
        "From 2014 to 2015 it rose by £100m, which is £100m a year; before that by £100m to £200m "
        "a year.",
    ]


def test_the_newest_total_is_called_old_only_where_it_is():
    series = follow(1e8, 2e8)
    assert trend.find_newest(series, Edition(2013)) == ""
    assert trend.find_newest(series, Edition(2014)) == (
        "No national total after 2013 is on record."
    )


def test_the_saving_for_each_is_followed_from_the_first_to_the_last_firm_total():
    totals = build_totals(
        SAVED | PAGE | {"as_of": "2012", "value": 100e6},
        PAGE | {"as_of": "2012", "value": 100},
        SAVED | PAGE | {"as_of": "2013", "value": 150e6},
        PAGE | {"as_of": "2013", "value": 300},
    )
    series = national.follow_savings(totals, DEFLATOR.assign(index_2024=100.0), 2015)
    assert trend.find_each(series, national.measure_rises(series)) == (
        "For each arrangement on the map, the savings so far came to £1m in 2012 and £500,000 in "
        "2013 (cash)."
    )
    assert trend.title_each(series) == (
        "For each arrangement, the savings so far went from £1m in 2012 to £500,000 in 2013"
    )
    same = series.assign(each_real_gbp=1e6)
    assert "were £1m both in 2012 and in 2013" in trend.title_each(same)


def test_participation_is_told_beside_the_number_of_arrangements():
    share = {"metric": "share_of_councils_sharing", "unit": "percent"}
    rows = [share | {"as_of": "2012", "value": 90}, share | {"as_of": "2014", "value": 98}]
    counts = [{"as_of": "2011", "value": 5}, {"as_of": "2012", "value": 50}]
    assert trend.find_participation(build_totals(*rows[:1])) == (
        "In 2012, 90% of councils shared some service."
    )
    told = trend.find_participation(build_totals(*rows, *counts, {"as_of": "2014", "value": 80}))
    assert told.endswith("the number of arrangements went from 50 to 80 (2014).")
    assert "Few councils" not in trend.find_participation(build_totals(*rows, *counts))


def test_the_chart_has_a_row_for_every_total_and_kind_of_prices():
    series = follow(1e8, 2e8, doubt="odd")
    points = trend.plot_totals(series, 2015)
    assert len(points) == 4
    assert list(points.prices.unique()) == ["Pounds of 2015", trend.CASH]
    assert list(points[points.prices == trend.CASH].saving) == [1e8, 2e8]
    assert list(points.doubtful) == [False, True] * 2


def test_a_doubtful_total_stays_in_the_table_and_is_marked():
    table = trend.tabulate_totals(follow(1e8, 2e8, doubt="odd"), 2015)
    assert list(table["Saved so far"]) == ["£100m", "£200m (doubtful)"]


def test_rises_are_tabled_with_what_the_dates_allow():
    totals = build_totals(
        SAVED | {"as_of": "2012", "value": 100e6}, SAVED | {"as_of": "2012-11", "value": 250e6}
    )
    table = trend.tabulate_rises(
        national.measure_rises(national.follow_savings(totals, DEFLATOR, 2015))
    )
    assert table["As the dates allow"][0] == "any"
    assert table["A year for each arrangement"][0] == "not known"


ON_RECORD = build_table(
    "arrangements",
    [
        {"arrangement_id": "a", "start_year": 2011},
        {"arrangement_id": "b", "start_year": 2013},
        {"arrangement_id": "c", "start_year": 2013},
        {"arrangement_id": "d"},
        {"arrangement_id": "e", "start_year": 2012, "nation": "Wales"},
        {"arrangement_id": "f", "stage": "proposed"},
    ],
)


def test_starts_are_told_with_those_after_the_last_total_and_those_unknown():
    counted = national.count_starts(ON_RECORD, 2014)
    assert starts.find_starts(counted, ON_RECORD, "2012-05") == (
        "Four arrangements on record that started have a known year of it; for one other it "
        "is not known. Two starts came after 2012."
    )
    assert starts.title_starts(counted, "2012-05") == (
        "Two arrangements are known to have started in the years after the last national total, "
        "of May 2012"
    )
    assert starts.title_starts(counted, "2014") == (
        "More arrangements are known to have started in 2013 than in any other year: 2"
    )
    assert "came after" not in starts.find_starts(counted, ON_RECORD, "")


def test_the_register_is_set_beside_the_count_of_the_same_year():
    count = build_totals({"as_of": "2012-05", "value": 80}).iloc[0]
    assert starts.compare_with_count(ON_RECORD, count) == (
        "The number printed for May 2012 is 80. The register has one arrangement in England known "
        "to have started by 2012, and one other whose start year is not known."
    )


def test_the_bars_are_parted_at_the_last_total():
    bars = starts.plot_starts(national.count_starts(ON_RECORD, 2014), "2012-05")
    assert list(bars.year) == [2011, 2012, 2013, 2014]
    assert list(bars["count"]) == [1, 1, 2, 0]
    assert bars.when.nunique() == 2 and (bars.when[:2] == bars.when[0]).all()
    long = national.count_starts(ON_RECORD.assign(start_year=1980), 2014)
    assert len(starts.plot_starts(long, "")) == starts.YEARS_SHOWN


@pytest.mark.parametrize(
    ("low", "high", "end"),
    [
        (2.0, 3.0, "The two ranges overlap, so no change can be told from chance."),
        (4.5, 6.0, "The two ranges do not overlap."),
        (float("nan"), float("nan"), "(three reports; too few to give a range)."),
    ],
)
def test_periods_are_compared_by_their_ranges(low, high, end):
    periods = pd.DataFrame(
        {"period": ["after", "up to"], "n": [3, 40], "median": [5e6, 2.5e6]}
        | {"low": [low * 1e6, 1e6], "high": [high * 1e6, 4e6]}
    )
    said = starts.compare_reported(periods, 2019)
    assert said.startswith(
        "The middle saving reported up to 2019 was £2.5m a year (40 reports; £1m"
    )
    assert "and after 2019 it was £5m a year" in said
    assert said.endswith(end)


def test_the_years_without_a_known_start_have_no_title(nothing):
    counted = national.count_starts(ON_RECORD.head(0), 2014)
    assert starts.title_starts(counted, "2012") == "No arrangement on record has a known start"


def test_the_answer_of_the_newest_edition_rests_on_the_rows(findings):
    known = gather(findings(2026))
    assert "£263m in January 2013 to more than £1.34bn in June 2019" in trend.answer_growth(
        known.series, known.found.edition
    )
    assert len(check_totals(known.totals, known.found.register.authorities)) == 11
