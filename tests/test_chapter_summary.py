"""The summary's findings and advice are true in every edition, however little it knows."""

from dataclasses import replace

import pandas as pd
import pytest

from sharing.chapters import summary
from sharing.models import NotEstimated
from sharing.promises import LIKE, measure_delivery, pair_figures
from sharing.rankings import rank_groups
from sharing.sensitivity import Holding
from test_statements import find_flaws

NONE = NotEstimated("publicity", "too little is known")


def pairs_of(found):
    return pair_figures(found.analysis.trail, found.table, found.analysis.on_record.start_year)


def delivery_of(found):
    return measure_delivery(pairs_of(found))


def like_of(found):
    pairs = pairs_of(found)
    return measure_delivery(pairs[pairs.comparable == LIKE])


def ranks_of(found):
    return rank_groups(found.table, "family", found.table.annual_saving_gbp)


def holding(**kinds) -> Holding:
    """A headline that 60 of 80 estimates put above one, 20 of them clearly."""
    told = {
        "headline": "five_or_more_against_two",
        "combinations": 100,
        "estimated": 80,
        "above": 60,
        "below": 20,
        "clear_above": 20,
        "clear_below": 0,
        "chosen": 2.4,
        "chosen_clear": True,
        "smallest": 0.9,
        "largest": 3.0,
    }
    return Holding(**(told | kinds))


@pytest.mark.parametrize("year", [2006, 2011, 2015, 2026])
def test_every_sentence_is_well_formed(findings, year):
    found = findings(year)
    entries = [
        summary.tell_size(found),
        summary.tell_publicity(NONE),
        summary.tell_partners(found, holding(), NONE),
        summary.tell_services(ranks_of(found)),
        summary.tell_delivery(found, delivery_of(found), like_of(found)),
    ]
    told = [part for one in entries for part in (one.finding, one.sure) if part]
    told += [
        one.replace("**", "")
        for one in summary.list_advice(found, delivery_of(found), ranks_of(found))
    ]
    assert [(said, find_flaws(said)) for said in told if find_flaws(said)] == []


def test_the_size_is_told_with_its_range_and_what_it_holds_for(findings):
    told = summary.tell_size(findings(2026))
    assert "£1m a year; 6.5% are under £100,000" in told.finding
    assert "£810,000 to £1.2m" in told.sure and "the 186 that can be compared" in told.sure


def test_the_partners_finding_says_in_how_many_combinations_it_holds(findings):
    told = summary.tell_partners(findings(2026), holding(), NONE)
    assert "Of all 80 combinations of choices, 75% point the same way and 25% are" in told.sure


def test_the_pairs_that_compare_like_with_like_are_told_apart(findings):
    like = like_of(findings(2026))
    assert summary.find_like(like).startswith(f"Among the {like.median.n} that compare like")
    bare = replace(like, median=replace(like.median, n=0))
    assert summary.find_like(bare) == "None of them compares like with like."


def test_partners_without_an_estimate_claim_no_combination(findings):
    told = summary.tell_partners(findings(2026), holding(estimated=0), NONE)
    assert "%" not in told.sure


def test_a_studys_answer_is_told_with_its_first_sentence_as_the_finding():
    told = summary.tell_studies("No gain was found. Abroad, two show a saving.")
    assert told.finding == "No gain was found." and told.sure == "Abroad, two show a saving."
    assert summary.tell_studies("No study.").finding == "No study."


def test_findings_are_numbered_and_a_missing_doubt_leaves_no_blank():
    told = summary.write_entries(
        [summary.Entry("A.", "B.", "claims"), summary.Entry("C.", "", "findings/partners")]
    )
    assert told == "1. **A.** B. [Claims](claims)\n2. **C.** [Partners](findings/partners)"


def test_advice_counts_what_was_left_out(findings):
    found = findings(2026)
    told = " ".join(summary.list_advice(found, delivery_of(found), ranks_of(found)))
    flow = found.analysis.flow
    left = flow["no stated basis"] + flow["years unknown"]
    assert f"want of the years: {left} arrangements" in told
    assert f"one part: {flow['one partner or one part']}" in told
    achieved = (found.table.status == "achieved").sum()
    assert f"{achieved} of the {len(found.table)} comparable savings" in told


def test_without_savings_there_is_no_number_to_tell(findings):
    found = findings(2026)
    bare = replace(found, share=replace(found.share, n=0))
    assert "No saving can be compared" in summary.tell_size(bare).finding
    assert "No service can be said" in summary.tell_services(pd.DataFrame()).finding


def test_the_edition_and_its_version_are_cited(findings):
    told = summary.cite_book(findings(2015))
    assert "Edition 2015, version 2026.11." in told
