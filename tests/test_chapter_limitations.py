"""Limits are measured where they can be, widest first, and told in words where they cannot."""

from dataclasses import replace

import pandas as pd
import pytest

from sharing.chapters import limitations as chapter
from sharing.missing_savings import bound_findings
from test_chapter_summary import holding
from test_statements import find_flaws

CHOICES = holding(headline="share_under_threshold", smallest=0.01, largest=0.11)


def limits_of(found, on_map=0.5):
    return chapter.measure_limits(found, bound_findings(found), on_map, CHOICES)


def test_the_widest_limit_comes_first(findings):
    limits = limits_of(findings(2026))
    width = limits.high - limits.low
    assert width.is_monotonic_decreasing and limits.limit.iloc[0] == chapter.MISSING
    assert len(limits) == 6


def test_each_span_holds_the_share_that_is_known(findings):
    found = findings(2026)
    limits = limits_of(found)
    assert ((limits.low <= found.share.estimate) & (found.share.estimate <= limits.high)).all()
    assert limits.set_index("limit").high[chapter.PUBLICITY] == 0.5


def test_a_map_that_is_not_known_leaves_its_limit_out(findings):
    assert chapter.PUBLICITY not in set(limits_of(findings(2026), None).limit)


@pytest.mark.parametrize("year", [2006, 2011, 2015, 2026])
def test_every_sentence_is_well_formed(findings, year):
    found = findings(year)
    told = [
        chapter.answer_limits(limits_of(found), found).replace("**", ""),
        chapter.find_forecasts(found),
        chapter.find_errors(found),
        chapter.find_groups(found),
        chapter.find_gaps(found),
    ]
    assert [(said, find_flaws(said)) for said in told if find_flaws(said)] == []


def test_what_is_not_known_is_counted(findings):
    found = findings(2026)
    known = found.analysis.on_record
    told = chapter.find_gaps(found)
    assert f"number of councils of {known.n_councils.isna().sum()}" in told
    assert f"year of the start of {known.start_year.isna().sum()}" in told


def test_errors_are_a_share_of_what_was_checked_again(findings):
    found = findings(2026)
    audit = found.register.audit
    told = chapter.find_errors(found)
    assert f"Of {len(audit)} reports" in told and "12% held" in told
    bare = replace(found, register=replace(found.register, audit=audit.head(0)))
    assert chapter.find_errors(bare) == "No report was checked a second time."


def test_nothing_to_compare_is_said(findings):
    none = pd.DataFrame(columns=chapter.COLUMNS)
    assert "no saving that can be compared" in chapter.answer_limits(none, findings(2026))


def test_the_table_says_what_each_limit_leaves_open(findings):
    shown = chapter.tabulate_limits(limits_of(findings(2026)))
    assert shown["Leaves open"].iloc[0] == "1.5% to 79%"
    assert list(shown.columns) == ["Limit", "Leaves open", "What was done"]
