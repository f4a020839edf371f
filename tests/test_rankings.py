"""Which group saves most, and how sure that is: ranks, draws, and how often they are wrong."""

import numpy as np
import pandas as pd
import pytest

from sharing.intervals import summarise_groups
from sharing.rankings import (
    SIZES,
    describe_sizes,
    find_peaks,
    group_sizes,
    limit_ranks,
    rank_groups,
)
from test_comparisons import draw_savings


def build_table(**savings: list[float]) -> pd.DataFrame:
    """One arrangement of its own cluster for each saving, in a family of that name."""
    rows = [(family, value) for family, values in savings.items() for value in values]
    table = pd.DataFrame(rows, columns=["family", "annual_saving_gbp"])
    return table.assign(cluster=[f"c{number}" for number in range(len(table))])


FAR = build_table(low=list(range(1, 11)), high=list(range(101, 111)), mid=list(range(51, 61)))
SAME = build_table(one=list(range(1, 11)), two=list(range(1, 11)), three=list(range(1, 11)))


def test_sizes_run_from_two_to_eight_or_more():
    councils = pd.Series([0, 1, 2, 7, 8, 32, None], dtype="Int64")
    assert group_sizes(councils).tolist() == ["", "", "2", "7", "8 or more", "8 or more", ""]
    assert SIZES[0] == "2" and SIZES[-1] == "8 or more" and len(SIZES) == 7


def test_groups_far_apart_have_one_rank_each_and_come_first_in_nearly_every_draw():
    ranked = rank_groups(FAR, "family", FAR.annual_saving_gbp)
    assert ranked.family.tolist() == ["high", "mid", "low"]
    assert ranked[["rank", "best_rank", "worst_rank"]].to_numpy().tolist() == [
        [1, 1, 1],
        [2, 2, 2],
        [3, 3, 3],
    ]
    assert ranked.first_by_median.tolist() == [0.9999, 0.0001, 0.0001]
    assert ranked.last_by_median.tolist() == [0.0001, 0.0001, 0.9999]


def test_equal_groups_may_have_any_rank_and_share_the_first_place():
    ranked = rank_groups(SAME, "family", SAME.annual_saving_gbp)
    assert (ranked["rank"] == 1).all()
    assert (ranked.best_rank == 1).all() and (ranked.worst_rank == 3).all()
    assert ranked.first_by_median.sum() == pytest.approx(1)
    assert ranked.first_by_median.between(0.3, 0.37).all()


def test_the_ranges_hold_together_and_so_are_wider_than_each_alone():
    together = rank_groups(FAR, "family", FAR.annual_saving_gbp).set_index("family").sort_index()
    alone, exact = (
        summarise_groups(FAR, "family", FAR.annual_saving_gbp, level).set_index("family")
        for level in (0.95, 1 - 0.05 / 3)
    )
    assert (together.low < alone.low).all() and (together.high > alone.high).all()
    assert together.low.tolist() == exact.low.tolist()


def test_a_family_of_few_partner_groups_does_not_compete():
    thin = FAR.assign(cluster=FAR.cluster.where(FAR.family != "mid", "one"))
    assert rank_groups(thin, "family", thin.annual_saving_gbp).family.tolist() == ["high", "low"]


def test_fewer_than_two_families_are_not_ranked():
    alone = FAR[FAR.family == "high"]
    assert rank_groups(alone, "family", alone.annual_saving_gbp).empty
    empty = FAR.iloc[:0]
    assert list(rank_groups(empty, "family", empty.annual_saving_gbp)) == list(
        rank_groups(FAR, "family", FAR.annual_saving_gbp)
    )


def test_a_group_that_a_draw_leaves_out_is_neither_its_first_nor_its_last():
    # "lone" is in 63% of draws; when it is there, it has the largest of all.
    table = build_table(lone=[100.0], many=[1.0] * 9)
    told = find_peaks(table.annual_saving_gbp, table.family, table.cluster)
    assert told.loc["lone", "first_by_median"] == pytest.approx(1 - 0.9**10, abs=0.02)
    assert told.loc["lone", "first_by_mean"] == pytest.approx(1 - 0.9**10, abs=0.02)
    assert told.loc["lone", "last_by_median"] < 0.001
    assert told.first_by_median.sum() == pytest.approx(1)


def test_no_share_is_finer_than_the_number_of_draws_allows():
    told = find_peaks(FAR.annual_saving_gbp, FAR.family, FAR.cluster, draws=99)
    assert told.to_numpy().min() == 1 / 100 and told.to_numpy().max() == 99 / 100


def test_the_median_and_the_mean_may_have_different_peaks():
    table = build_table(steady=[5.0] * 9, wild=[1.0] * 8 + [900.0])
    told = find_peaks(table.annual_saving_gbp, table.family, table.cluster)
    assert told.loc["steady", "first_by_median"] > 0.99
    assert told.loc["wild", "first_by_mean"] == pytest.approx(1 - (17 / 18) ** 18, abs=0.02)


@pytest.mark.parametrize("within", [0.0, 0.4])
def test_equal_groups_are_seldom_told_apart(within):
    rng = np.random.default_rng(21)
    clusters = np.repeat(np.arange(30), [8, 6, 5, 3, 2] + [1] * 25)
    groups = pd.Series(np.arange(len(clusters)) % 4, dtype="str").rename("family")
    wrong = []
    for _ in range(200):
        savings = draw_savings(rng, clusters, within, 1.4)
        told = limit_ranks(savings, groups, pd.Series(clusters), draws=399)
        wrong.append((told.best_rank > 1).any() or (told.worst_rank < 4).any())
    assert np.mean(wrong) <= 0.08


def test_groups_that_differ_much_are_told_apart():
    told = limit_ranks(FAR.annual_saving_gbp, FAR.family, FAR.cluster, draws=399)
    assert told.best_rank.to_dict() == {"high": 1, "low": 3, "mid": 2}
    assert (told.best_rank == told.worst_rank).all()


def test_sizes_are_described_for_each_council():
    table = pd.DataFrame(
        {
            "n_councils": pd.Series([2] * 12 + [4] * 12 + [5, 1, None], dtype="Int64"),
            "annual_saving_gbp": [2.0 * n for n in range(1, 13)]
            + [4.0 * n for n in range(101, 113)]
            + [5.0, 7.0, 9.0],
            "cluster": [f"c{number}" for number in range(27)],
        }
    )
    told = describe_sizes(table).set_index("size")
    assert told.index.tolist() == ["2", "4", "5"]
    assert told["median"].tolist() == [6.5, 106.5, 1] and told["mean"].tolist() == [6.5, 106.5, 1]
    assert (told.low_together <= told.low).iloc[:2].all()
    assert told.loc["5", ["low", "low_together", "mean_low"]].isna().all()
    assert told.first_by_median_among_large.isna().tolist() == [False, False, True]
    assert told.best_rank_among_large.iloc[:2].tolist() == [2, 1]
    assert told.first_by_median["4"] == 0.9999
    assert told.last_by_median["5"] == pytest.approx(1 - (24 / 25) ** 25, abs=0.02)


def test_no_partnership_of_two_councils_or_more_gives_no_size():
    table = pd.DataFrame(
        {
            "n_councils": pd.Series([1], dtype="Int64"),
            "annual_saving_gbp": [1.0],
            "cluster": ["a"],
        }
    )
    assert describe_sizes(table).empty and describe_sizes(table.iloc[:0]).empty
