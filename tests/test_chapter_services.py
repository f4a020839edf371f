"""The chapter on services: literal frames, and every sentence in every edition."""

import pandas as pd
import pytest
import yaml

from builders import write_savings
from sharing.chapters import services
from sharing.comparisons import compare_each
from sharing.edition import Edition
from sharing.intervals import summarise_groups
from sharing.paths import EDITIONS
from sharing.rankings import rank_groups
from sharing.results import Findings, find

YEARS = [entry["year"] for entry in yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))]
NAN = float("nan")
RANKS = pd.DataFrame(
    {
        "family": ["Waste, environment and transport", "Legal", "ICT"],
        "n": [9, 8, 7],
        "clusters": [9, 8, 7],
        "median": [3e6, 2e6, 1e5],
        "low": [1e6, NAN, 5e4],
        "high": [4e6, NAN, 2e5],
        "rank": [1, 2, 3],
        "best_rank": [1, 1, 3],
        "worst_rank": [2, 2, 3],
        "first_by_median": [0.7, 0.2999, 0.0001],
        "last_by_median": [0.0001, 0.0002, 0.9997],
    }
)


def test_the_ends_of_the_ranking_are_named_with_who_could_take_their_place():
    assert services.find_ranks(RANKS) == (
        "Waste, environment and transport has the largest median saving, £3m a year, and "
        f"{services._name('ICT')} the smallest, £100,000."
    )
    assert services.find_possible(RANKS).lower() == (
        "this compares the three service families found in at least six independent partner "
        "groups. judged all together, waste, environment and transport; and legal "
        "could each rank first. ict is the only one that could rank last."
    )


def test_a_ranking_in_which_anything_goes_says_so():
    loose = RANKS.assign(best_rank=1, worst_rank=3)
    assert "Any of them could rank first or last." in services.find_possible(loose)


def test_the_headline_counts_the_families_that_could_be_first_or_last():
    title = services.title_ranks(RANKS)
    assert title == "Two of three kinds of service could rank first, only one could rank last"


def test_draws_give_the_shares_of_the_ends():
    told = services.find_draws(RANKS)
    assert "comes first in 70% of the draws" in told and "comes last in more than 99%" in told


def test_no_ranking_is_told_as_such():
    none = RANKS.iloc[:0]
    assert services.find_ranks(none) == services.TOO_FEW == services.describe_ranks(none)
    assert services.find_draws(none) == services.find_possible(none) == ""
    assert services.title_ranks(none).startswith("Too few")
    assert services.title_medians(none).startswith("Too few")
    assert services.judge_medians(none, pd.Series(["ICT"])) == services.TOO_FEW


def test_families_without_a_range_or_a_rank_are_named():
    told = services.judge_medians(RANKS, pd.Series(["ICT", "Legal", "Fire and police"] * 2))
    assert "range of their own at that level: legal." in told
    assert "Not ranked, for want of independent partner groups: fire and police (2)." in told


def test_ranked_families_without_any_range_are_not_said_to_have_one():
    """As in an edition of 2010, which anyone may rerun."""
    told = services.judge_medians(RANKS.assign(low=NAN, high=NAN), RANKS.family)
    assert told.startswith("Where a ranked family has a range, it holds together with the others")
    assert " no families" not in told and "range of their own at that level:" in told


def test_only_families_clear_of_the_others_are_told():
    ratios = pd.DataFrame(
        {"family": ["A", "B", "C", "D"], "ratio": [2.0, 0.4, 1.1, 9.0]}
        | {"low": [1.2, 0.2, 0.8, NAN], "high": [3.0, 0.6, 1.5, NAN], "n": 9, "clusters": 9}
    )
    told = services.find_rest(ratios)
    assert told.startswith("Each of three families") and "2.00 times (1.20 to 3.00)" in told
    assert "0.40 times (0.20 to 0.60)" in told and "1.10" not in told and "9.00" not in told
    assert "None has a median" in services.find_rest(ratios.iloc[2:])
    assert services.find_rest(ratios.iloc[3:]).startswith("No family")


def test_ranked_families_come_first_and_the_others_show_no_range():
    summary = pd.DataFrame(
        {"family": ["Fire", "ICT", "Legal", "Other", "Waste, environment and transport"]}
        | {"n": 9, "clusters": 2, "median": [9e6, 1e5, 2e6, 9.5e6, 3e6], "low": 1.0, "high": 2.0}
    )
    told = services.order_families(RANKS, summary)
    assert told.family.tolist() == [*RANKS.family, "Other", "Fire"]
    assert told.low.isna().tolist() == [False, True, False, True, True]
    assert services.order_families(RANKS.iloc[:0], summary.iloc[:0]).empty


def test_the_table_shows_ranges_ranks_and_draws_as_words():
    told = services.tabulate_ranks(RANKS)
    assert told["Could rank"].tolist() == ["1 to 2", "1 to 2", "3"]
    assert told["Range (all together)"][1] == "too few to give a range"
    assert told["First in draws"].tolist() == ["70%", "30%", "less than 0.1%"]


def gather(found: Findings) -> list[str]:
    savings = found.table.annual_saving_gbp
    ranks = rank_groups(found.table, "family", savings)
    ratios = compare_each(found.table, "family", savings)
    shown = services.order_families(ranks, summarise_groups(found.table, "family", savings))
    assert sorted(shown.family) == sorted(found.table.family.unique())
    assert len(services.tabulate_rest(ratios)) == found.table.family.nunique()
    assert len(services.tabulate_ranks(ranks)) == len(ranks)
    return [
        services.find_ranks(ranks),
        services.title_ranks(ranks),
        services.title_medians(ranks),
        services.describe_ranks(ranks),
        services.find_rest(ratios),
        services.judge_medians(ranks, found.table.family),
        services.explain_ranks(),
    ]


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_stands_in_every_edition(findings, year):
    for sentence in gather(findings(year)):
        assert sentence.strip() and "nan" not in sentence.lower().replace("finance", "")


def test_an_edition_without_savings_says_so(tmp_path):
    found = find(Edition(2014, price_year=2015), write_savings(tmp_path))
    assert gather(found)[0] == services.TOO_FEW
