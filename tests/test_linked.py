"""Shares of linked arrangements agree with the clustered ones where groups do not overlap."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from builders import build_table
from sharing.intervals import estimate_share, measure_effective_size
from sharing.linked import estimate_linked_share, link_arrangements, measure_linked_size


def members_of(**arrangements: list[str]) -> pd.DataFrame:
    """Members by arrangement: a code for a council, "kind:name" for another body."""
    rows = []
    for arrangement, partners in arrangements.items():
        for partner in partners:
            kind, _, name = partner.rpartition(":")
            who = {"kind": kind, "name": name} if kind else {"authority_code": partner}
            rows.append({"arrangement_id": arrangement} | who)
    return build_table("members", rows)


def test_arrangements_are_linked_by_a_council_they_share_and_not_by_a_chain():
    members = members_of(a=["X", "Y"], b=["Y", "Z"], c=["Z", "W"], d=["V"])
    links = link_arrangements(members, pd.Index(["a", "b", "c", "d"]))
    assert links.astype(int).tolist() == [[1, 1, 0, 0], [1, 1, 1, 0], [0, 1, 1, 0], [0, 0, 0, 1]]


def test_arrangements_are_linked_by_a_fire_service_however_it_is_written():
    members = members_of(
        a=["X", "fire:Kent Fire"], b=["Y", "fire:Kent Fire and Rescue"], c=["Y2", "fire:Essex Fire"]
    )
    links = link_arrangements(members, pd.Index(["a", "b", "c"]))
    assert links.astype(int).tolist() == [[1, 1, 0], [1, 1, 0], [0, 0, 1]]


def test_links_follow_the_order_asked_for_and_leave_others_out():
    members = members_of(a=["X"], b=["Y"], c=["X", "Y"])
    links = link_arrangements(members, pd.Index(["c", "a"]))
    assert links.all() and links.shape == (2, 2)


def test_an_arrangement_without_named_partners_stands_alone():
    links = link_arrangements(members_of(a=["X"]), pd.Index(["a", "b"]))
    assert links.astype(int).tolist() == [[1, 0], [0, 1]]


def blocks(sizes: list[int]) -> np.ndarray:
    group = np.repeat(np.arange(len(sizes)), sizes)
    return group[:, None] == group


def test_groups_of_equal_size_that_do_not_overlap_count_as_clusters():
    values = np.array([1, 1, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0], dtype=float)
    clusters = pd.Series(np.repeat(["a", "b", "c", "d"], 3))
    assert measure_linked_size(values, blocks([3] * 4)) == pytest.approx(
        measure_effective_size(pd.Series(values.astype(bool)), clusters)
    )


def test_unlinked_arrangements_count_all_but_one():
    values = np.array([1.0] * 3 + [0.0] * 17)
    assert measure_linked_size(values, blocks([1] * 20)) == pytest.approx(19)


def test_the_size_of_overlapping_links_is_the_one_computed_by_hand():
    # A chain a-b-c of which a and b hold; share 2/3, residuals 1/3, 1/3, -2/3.
    links = np.array([[1, 1, 0], [1, 1, 1], [0, 1, 1]], dtype=bool)
    values = np.array([1.0, 1.0, 0.0])
    groups = 9 / 7
    # Twice 1/9 for a with b, minus twice 2/9 for b with c, and the squares 6/9.
    between, within = (6 + 2 - 4) / 9, 6 / 9
    effect = max(groups / (groups - 1) * between / within, 1)
    freedom = stats.t.ppf(0.975, 2) / stats.t.ppf(0.975, 1)
    expected = max(3 / effect * freedom**2, 1)
    assert measure_linked_size(values, links) == pytest.approx(expected)


def test_where_all_agree_the_size_is_the_number_of_groups():
    assert measure_linked_size(np.ones(12), blocks([3] * 4)) == pytest.approx(4)
    assert measure_linked_size(np.zeros(3), np.ones((3, 3), dtype=bool)) == 1


def test_the_interval_is_that_of_the_clustered_share_where_groups_do_not_overlap():
    members = members_of(**{f"a{n}": [f"C{n // 3}"] for n in range(12)})
    indicator = pd.Series([True] * 4 + [False] * 8, index=[f"a{n}" for n in range(12)])
    found = estimate_linked_share(indicator, members)
    clustered = estimate_share(indicator.reset_index(drop=True), pd.Series(np.arange(12) // 3))
    assert (found.low, found.high) == pytest.approx((clustered.low, clustered.high))
    assert (found.n, found.clusters, found.estimate) == (12, 4, pytest.approx(1 / 3))


@pytest.mark.parametrize("value", [True, False])
def test_a_share_of_all_or_none_has_one_end_at_it(value):
    members = members_of(**{f"a{n}": [f"C{n}"] for n in range(10)})
    indicator = pd.Series([value] * 10, index=list(members.arrangement_id))
    found = estimate_linked_share(indicator, members)
    assert (found.low, found.high) == pytest.approx((0.05**0.1, 1) if value else (0, 1 - 0.05**0.1))


def test_a_share_of_nothing_is_unknown():
    found = estimate_linked_share(pd.Series([], dtype=bool, index=[]), members_of(a=["X"]))
    assert (found.n, found.known) == (0, False)


def simulate(
    register, ids: pd.Index, share: float, within: float, draws: int, linked: bool = True
) -> float:
    """How often the interval holds a share whose arrangements lean with their councils."""
    members = register.members[register.members.authority_code != ""]
    members = members[members.arrangement_id.isin(ids)]
    codes = pd.factorize(members.authority_code)[0]
    named = np.zeros((len(ids), codes.max() + 1))
    named[ids.get_indexer(members.arrangement_id), codes] = 1
    size = named.sum(axis=1)
    links = link_arrangements(register.members, ids) if linked else np.eye(len(ids), dtype=bool)
    rng, held = np.random.default_rng(20261122), 0
    for _ in range(draws):
        lean = named @ rng.normal(size=named.shape[1]) / np.sqrt(np.maximum(size, 1))
        lean = np.where(size > 0, lean, rng.normal(size=len(ids)))
        noise = rng.normal(size=len(ids))
        values = np.sqrt(within) * lean + np.sqrt(1 - within) * noise < stats.norm.ppf(share)
        held += holds(values.astype(float), links, share)
    return held / draws


def holds(values: np.ndarray, links: np.ndarray, share: float) -> bool:
    size, mean = measure_linked_size(values, links), values.mean()
    low = stats.beta.ppf(0.025, mean * size, size - mean * size + 1) if mean > 0 else 0
    high = stats.beta.ppf(0.975, mean * size + 1, size - mean * size) if mean < 1 else 1
    return low <= share <= high


@pytest.mark.parametrize(("share", "within"), [(0.13, 0.1), (0.5, 0.4), (0.9, 0.4)])
def test_intervals_cover_shares_of_the_real_register(register, share, within):
    ids = pd.Index(register.arrangements.arrangement_id)
    assert simulate(register, ids, share, within, draws=400) >= 0.93


def test_ignoring_the_links_would_not_have_covered(register):
    """The simulation can fail: arrangements taken as independent would be too sure."""
    ids = pd.Index(register.arrangements.arrangement_id)
    assert simulate(register, ids, 0.5, 0.4, draws=200, linked=False) < 0.85
