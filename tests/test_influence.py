"""Leaving out a group does what dropping its rows does, and the one that moves most is named."""

import numpy as np
import pytest

from builders import write_savings
from sharing.edition import Edition
from sharing.headlines import HEADLINES, measure_headlines
from sharing.influence import ARRANGEMENT, GROUP, LARGEST, find_most_influential, leave_out_each
from sharing.results import find

EDITION = Edition(2015, price_year=2015)


@pytest.fixture(scope="module")
def three(tmp_path_factory):
    savings = ({"saving": value} for value in (50_000, 400_000, 900_000))
    return find(EDITION, write_savings(tmp_path_factory.mktemp("data"), *savings))


def test_every_group_is_left_out_once_and_the_largest_savings_alone(findings):
    found = findings(2026)
    table = leave_out_each(found)
    groups = table[table.kind == GROUP]
    assert len(groups) == found.table.cluster.nunique()
    assert groups.arrangements.sum() == len(found.table)
    single = table[table.kind == ARRANGEMENT]
    largest = found.table.set_index("arrangement_id").annual_saving_gbp.nlargest(LARGEST)
    assert set(single.arrangement_id) == set(largest.index)
    assert (single.arrangements == 1).all()


def test_a_group_is_named_by_its_largest_saving(findings):
    found = findings(2026)
    groups = leave_out_each(found)
    groups = groups[groups.kind == GROUP]
    savings = found.table.set_index("arrangement_id")
    for name in groups.arrangement_id:
        mates = savings[savings.cluster == savings.cluster[name]]
        assert savings.annual_saving_gbp[name] == mates.annual_saving_gbp.max()


def test_what_is_left_is_what_the_other_rows_give(three):
    table = leave_out_each(three)
    assert table.share_under_threshold[:3].tolist() == [0.5, 0.5, 0]
    # In pounds of 2015, of 1.25 to one of 2014.
    assert table.median_saving[:3].tolist() == [281_250, 593_750, 812_500]
    assert np.isnan(table.five_or_more_against_two).all()


def test_a_regression_without_a_group_keeps_its_terms(findings):
    found = findings(2026)
    group = leave_out_each(found).iloc[0]
    cluster = found.table.set_index("arrangement_id").cluster[group.arrangement_id]
    weights = (found.table.cluster != cluster).to_numpy(dtype=float)
    assert dict(group[list(HEADLINES)]) == measure_headlines(
        found.table.reset_index(drop=True), weights
    )


def test_the_range_and_the_most_influential_group_are_found(three):
    share, median = find_most_influential(three, leave_out_each(three))
    assert (share.headline, share.smallest, share.largest) == ("share_under_threshold", 0, 0.5)
    assert (share.arrangement_id, share.arrangements, share.moved_to) == ("a-0", 1, 0)
    assert median.headline == "median_saving"
    assert (median.estimate, median.smallest, median.largest) == (500_000, 281_250, 812_500)
    assert (median.arrangement_id, median.moved_to, median.lost) == ("a-0", 812_500, 0)


def test_groups_without_which_a_headline_cannot_be_given_are_counted(three):
    table = leave_out_each(three)
    table.loc[1, "median_saving"] = np.nan
    share, median = find_most_influential(three, table)
    assert (share.lost, median.lost) == (0, 1)
    assert median.smallest == 281_250
    table["median_saving"] = np.nan
    assert [one.headline for one in find_most_influential(three, table)] == [share.headline]


@pytest.mark.parametrize("savings", [[], [400_000]])
def test_few_savings_leave_nothing_to_tell(tmp_path, savings):
    found = find(EDITION, write_savings(tmp_path, *({"saving": value} for value in savings)))
    table = leave_out_each(found)
    assert list(table.columns[:3]) == ["kind", "arrangement_id", "arrangements"]
    assert find_most_influential(found, table) == []
