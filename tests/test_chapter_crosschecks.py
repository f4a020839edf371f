"""Every check has words that say its numbers, in every edition that knows its totals."""

import re
from string import Formatter

import pytest

from builders import VALID, build_table
from sharing import national
from sharing.chapters import crosschecks
from sharing.crosschecks import CHECKS, Check, CheckResult, check_totals
from test_national import build_totals
from test_statements import find_flaws

AUTHORITIES = build_table("authorities", VALID["authorities"])
YEARS = [2003, *range(2011, 2020), 2026]


def judge(verdict: str) -> CheckResult:
    printed = {"fits": 100, "nearly": 105, "not": 200}[verdict]
    return CheckResult(Check("T001", ("T002",), "count"), printed, (100,), 0)


def test_every_check_has_words_and_all_words_have_a_check():
    assert set(crosschecks.WORDS) == set(CHECKS)


@pytest.mark.parametrize("name", CHECKS)
def test_the_words_of_a_check_name_only_its_totals(name):
    named = {field for _, field, _, _ in Formatter().parse(crosschecks.WORDS[name]) if field}
    totals = {field.removesuffix("_on") for field in named}
    assert totals - {"printed", "implied", "councils"} <= set(CHECKS[name].total_ids)
    assert not re.search(r"£|\d(?<!T\d)(?<!T\d\d)(?<!T\d\d\d)", crosschecks.WORDS[name])


@pytest.mark.parametrize("year", YEARS)
def test_every_item_is_well_formed_in_real_editions(findings, year):
    found = findings(year)
    totals = national.know_totals(found)
    results = check_totals(totals, found.register.authorities)
    items = crosschecks.list_checks(results, totals)
    assert len(items.splitlines()) == len(results)
    for item in items.splitlines():
        assert item.startswith("- **") and find_flaws(item[2:]) == [], item
    assert find_flaws(crosschecks.count_contradictions(results)) == []
    last = crosschecks.find_last_check(results, totals)
    assert (last != "") == (year >= 2019)
    assert last == "" or find_flaws(last) == []


def test_items_that_do_not_fit_come_first(findings):
    found = findings(2026)
    totals = national.know_totals(found)
    items = crosschecks.list_checks(check_totals(totals, found.register.authorities), totals)
    verdicts = re.findall(r"\*\*(.+?)\*\*", items)
    assert verdicts == ["Does not fit."] * 8 + ["Nearly fits."] + ["Fits."] * 2


def test_the_numbers_of_an_item_are_those_of_the_rows(findings):
    found = findings(2026)
    totals = national.know_totals(found)
    items = crosschecks.list_checks(check_totals(totals, found.register.authorities), totals)
    for said in (
        "councils saved £350m in the last year. £357m was all",
        "That makes £274m a year before, while £263m had been printed for January 2013 and £278m",
        "337 arrangements for 2014. That is the number of councils (337 in April 2014)",
        "go from 26 to 37",
        "63 more, not 11",
        "65% more councils shared than a year before. From 219 (December 2011) to 337 is 54% more",
        "would add £6.1m, not £131m",
        "nearly £200m was saved in the last year alone. From the totals printed for 2018 it is a "
        "rise of £369m to £500m",
        "38 arrangements in the year to May 2015. In all England the number rose by 33",
        "337 of the 353 councils",
    ):
        assert said in items


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        ([], "No printed figures are on record that can be checked against each other."),
        (["not"], "The one printed figure that can be checked does not fit."),
        (["nearly"], "The one printed figure that can be checked fits."),
        (["not", "not"], "None of the two figures that can be checked fits."),
        (
            ["not", "fits", "nearly"],
            "One of the 3 printed figures that can be checked does not fit.",
        ),
        (["fits", "fits"], "None of the 2 printed figures that can be checked do not fit."),
    ],
)
def test_contradictions_are_counted(verdicts, said):
    results = {str(place): judge(verdict) for place, verdict in enumerate(verdicts)}
    assert crosschecks.count_contradictions(results) == said


def test_the_last_rise_is_not_called_contradicted_where_it_fits():
    rows = [{"value": 50}] * 73
    rows[66], rows[67], rows[68], rows[72] = ({"value": v} for v in (100, 120, 150, 40))
    totals = build_totals(*rows)
    results = check_totals(totals, AUTHORITIES, {"last-year": CHECKS["last-year"]})
    assert results["last-year"].verdict == "fits"
    assert crosschecks.find_last_check(results, totals) == ""
    assert crosschecks.find_last_check({}, totals) == ""


def test_doubtful_national_figures_are_tabled_with_their_doubts():
    totals = build_totals(
        {"as_of": "2013-01", "doubt": "counted twice", "value": 40},
        {"as_of": "2012", "doubt": "a guess", "metric": "savings_growth", "unit": "gbp"},
        {"as_of": "2012"},
        {"as_of": "2012", "doubt": "other", "metric": "grant_total"},
        {"as_of": "2012", "doubt": "one service", "category": "legal"},
    )
    table = crosschecks.tabulate_doubts(totals)
    assert list(table["Why it is doubtful"]) == ["a guess", "counted twice"]
    assert list(table.What) == ["Rise of savings, England", "Arrangements, England"]
    assert list(table.Date) == ["2012", "January 2013"]
