"""Amounts are said as printed, and every choice is explained by what decided it."""

import math
from dataclasses import replace

import pytest

from sharing.choices import BASELINE
from sharing.edition import NO_SAVING, REASONS
from sharing.record_words import (
    describe_report,
    explain_choice,
    explain_use,
    say_amount,
    say_life,
    say_partner,
    say_period,
    say_size,
)
from sharing.records import Partner, Record, Report, collect_records
from sharing.savings import STEPS

NAN = math.nan
REPORT = Report(
    *("r1", 1_000_000, NAN, NAN, "", "annual", "expected", NAN, NAN, NAN, "whole", "sharing"),
    *("2014-07-01", "day", 1e6, 1.2e6, "annual", 1.0, 1.0, "chosen", None),
)
RECORD = Record(
    *("a", "A", "ICT", "ict", "Back office", "London", 2, "2", None, None, "operating", ""),
    *((), (REPORT,), (), 1.2e6, "expected", ""),
)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "£1,000,000 a year"),
        ({"qualifier": "nearly"}, "nearly £1,000,000 a year"),
        ({"amount_low": 2e5, "amount_high": 4e5}, "£200,000 to £400,000 a year"),
        ({"basis": "cumulative", "years_covered": 3.0}, "£1,000,000 in total over three years"),
        ({"basis": "cumulative"}, "£1,000,000 in total"),
        ({"basis": "one_off", "amount_gbp": -5.0}, "−£5 once"),
        ({"basis": "unclear"}, "£1,000,000 (whether a year or in total is not stated)"),
    ],
)
def test_an_amount_is_said_as_printed(changes, said):
    assert say_amount(replace(REPORT, **changes)) == said


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (NAN, NAN, ""),
        (2014.0, NAN, "from 2014"),
        (NAN, 2019.0, "by 2019"),
        (2014.0, 2019.0, "2014 to 2019"),
    ],
)
def test_a_period_is_said_as_far_as_it_is_known(start, end, said):
    assert say_period(replace(REPORT, period_start=start, period_end=end)) == said


def test_what_is_not_from_sharing_is_said():
    assert describe_report(REPORT) == "expected, for the whole arrangement"
    other = replace(REPORT, attribution="other", scope="partial", period_end=2019.0)
    assert describe_report(other) == (
        "expected, for one part of the arrangement, by 2019, from something other than sharing"
    )


def test_what_was_made_of_a_report_is_said():
    assert explain_use(REPORT, 2024) == "Chosen: £1m a year, £1.2m in pounds of 2024."
    total = replace(REPORT, use="superseded", annualised_by="years covered", years=3.0)
    assert explain_use(total, 2024).startswith("Not chosen, another report comes first: £1m")
    assert "the total divided by the 3 years it covers" in explain_use(total, 2024)
    for step, told in STEPS.items():
        unused = replace(REPORT, use=step, annual_saving_gbp=NAN, annual_saving_cash_gbp=NAN)
        assert explain_use(unused, 2024) == f"Not used. {told}."


def chosen_from(*changes: dict, **choices: str) -> str:
    others = tuple(replace(REPORT, **({"use": "superseded"} | change)) for change in changes)
    record = replace(RECORD, reports=(REPORT, *others))
    return explain_choice(record, replace(BASELINE, **choices))


def test_a_choice_is_explained_by_what_decided_it():
    assert chosen_from() == "It rests on the one report that can be used."
    assert chosen_from({"use": "one-off"}) == "It rests on the one report that can be used."
    assert chosen_from({"status": "achieved"}, forecasts="before achieved") == (
        "Chosen from two usable reports: a forecast comes before a result."
    )
    assert chosen_from({"basis": "cumulative"}, {"reported_on": "2012"}) == (
        "Chosen from three usable reports: a year's figure before a total and the newest before "
        "the older."
    )
    tie = chosen_from({"report_id": "r2"})
    assert tie.endswith("of several of one date, the first in the register's order.")
    assert "the newest period" in chosen_from({"report_id": "r2"}, ties="newest period")
    result = replace(
        RECORD, reports=(replace(REPORT, status="achieved"), replace(REPORT, use="superseded"))
    )
    assert "a result comes before a forecast" in explain_choice(result)


def test_an_arrangement_without_a_saving_says_why():
    assert explain_choice(replace(RECORD, reason=NO_SAVING)) == f"{REASONS[NO_SAVING]}."


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_every_record_can_be_put_in_words(findings, year):
    found = findings(year)
    for record in collect_records(found):
        told = [
            explain_choice(record, found.choices),
            say_life(record),
            say_size(record.n_councils),
        ]
        for report in record.reports:
            told += [say_amount(report), describe_report(report), explain_use(report, 2024)]
        assert all(told) and not any("nan" in text.lower().split() for text in told)


def test_life_size_and_partners_are_said():
    assert say_life(replace(RECORD, start_year=2012)) == "operating, since 2012"
    assert say_life(replace(RECORD, start_year=2012, end_year=2018, stage="ended")) == (
        "ended, 2012 to 2018"
    )
    assert say_life(replace(RECORD, end_year=2018, stage="ended")) == "ended in 2018"
    assert say_life(RECORD) == "operating"
    assert (say_size(None), say_size(3)) == ("number of councils not known", "three councils")
    assert say_partner(Partner("council", "ASF", "Ashford")) == "Ashford"
    assert say_partner(Partner("nhs", "", "Trust")) == "Trust (health body)"
