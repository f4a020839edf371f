"""Random partnerships keep what they must, agree with counts by hand, and are right as often."""

from dataclasses import replace
from math import comb

import numpy as np
import pandas as pd
import pytest

from builders import build_table
from sharing import likeness as likeness_module
from sharing.authorities import measure_distances
from sharing.likeness import (
    COLUMNS,
    LIKENESS,
    MATCHES,
    VARIANTS,
    Partnerships,
    compare_with_random,
    deal_councils,
    find_likeness,
    gather_partnerships,
    measure_likeness,
    summarise_pairs,
)
from sharing.places import Features, list_councils

RNG = np.random.default_rng(1)


def partnerships_of(*sets: tuple[int, ...]) -> Partnerships:
    """Partnerships of councils named by their places in a list."""
    councils = pd.Index([str(n) for n in range(30)])
    return gather_partnerships(
        pd.Series([tuple(str(n) for n in codes) for codes in sets], dtype=object), councils
    )


def features_of(size: int = 30, **values: np.ndarray) -> Features:
    return Features(values, ~np.eye(size, dtype=bool))


def anyone(size: int = 30) -> pd.Series:
    return pd.Series([""] * size)


def test_partnerships_hold_every_pair_once_and_weigh_the_same():
    found = partnerships_of((3, 5), (2, 4, 6))
    assert found.slots.tolist() == [3, 5, 2, 4, 6]
    assert list(zip(found.first, found.second, strict=True)) == [(0, 1), (2, 3), (2, 4), (3, 4)]
    assert found.weight.tolist() == pytest.approx([1, 1 / 3, 1 / 3, 1 / 3])
    assert found.count == 2


def test_no_partnerships_are_empty():
    found = partnerships_of()
    assert (found.count, len(found.slots), len(found.weight)) == (0, 0, 0)


def test_dealt_councils_keep_their_number_of_partnerships_and_their_group():
    found = partnerships_of((0, 1, 2), (1, 3), (3, 4), (3, 5))
    groups = pd.Series(["a" if n in (0, 1, 3) else "b" for n in range(30)])
    dealt = deal_councils(found, groups, 200, RNG)
    assert dealt.shape == (200, 9)
    assert (np.sort(dealt, axis=1) == np.sort(found.slots)).all()
    letters = groups.to_numpy()
    assert (letters[dealt] == letters[found.slots]).all()
    assert len(np.unique(dealt, axis=0)) > 20


def test_a_share_weighs_every_partnership_the_same_and_a_median_takes_the_middle():
    together = np.zeros((30, 30), dtype=bool)
    together[0, 1] = together[1, 0] = True
    far = np.abs(np.subtract.outer(np.arange(30), np.arange(30))).astype(np.float32)
    found = partnerships_of((0, 1), (2, 4, 9))
    summed = summarise_pairs(found, features_of(together=together, far=far), found.slots[None, :])
    assert summed["together"].tolist() == pytest.approx([0.5])
    # Distances 1 (weight 1), 2, 7 and 5 (weight 1/3 each): half of the weight is reached at 1.
    assert summed["far"].tolist() == [1.0]


def test_pairs_that_could_not_be_are_set_aside():
    true = np.ones((30, 30), dtype=bool)
    features = features_of(never=~true, ever=true)
    features.valid[0, 1] = features.valid[1, 0] = False
    features.values["never"][0, 1] = True
    found = partnerships_of((0, 1), (2, 3))
    summed = summarise_pairs(found, features, found.slots[None, :])
    assert (summed["never"][0], summed["ever"][0]) == (0, 1)


def test_lots_give_the_share_that_counting_gives():
    """Twenty councils in ten pairs, half of them red: 9 of 19 other councils match by lot."""
    red = np.arange(20) < 10
    same = red[:, None] == red
    pairs = partnerships_of(*[(n, n + 1) for n in range(0, 20, 2)])
    found = compare_with_random(pairs, features_of(20, same=same), anyone(20), 4000).iloc[0]
    assert found.observed == 1
    assert found.expected == pytest.approx(9 / 19, abs=0.01)
    assert found.ratio == pytest.approx(19 / 9, abs=0.05)
    # All ten alike: choose which 5 of 10 pairs are red, of all ways to choose 10 of 20 councils.
    assert found.p_value == pytest.approx(2 * comb(10, 5) / comb(20, 10), abs=0.003)
    assert found.p_value >= 2 / 4001


def test_councils_dealt_within_their_group_keep_what_the_group_decides():
    red = np.arange(20) < 10
    same = red[:, None] == red
    pairs = partnerships_of(*[(n, n + 1) for n in range(0, 20, 2)])
    groups = pd.Series(np.where(red, "red", "blue"))
    found = compare_with_random(pairs, features_of(20, same=same), groups, 99).iloc[0]
    assert (found.low, found.expected, found.high, found.ratio) == (1, 1, 1, 1)
    assert found.p_value == 1


def test_the_same_seed_gives_the_same_lots_and_another_gives_others():
    far = np.abs(np.subtract.outer(np.arange(30), np.arange(30))).astype(np.float32)
    pairs = partnerships_of(*[(n, (n + 1) % 30) for n in range(0, 30, 2)])
    one, again = (compare_with_random(pairs, features_of(far=far), anyone(), 60) for _ in "12")
    other = compare_with_random(pairs, features_of(far=far), anyone(), 60, seed=5)
    assert one.equals(again) and not one.equals(other)


def test_the_number_of_lots_does_not_depend_on_how_they_are_cut(monkeypatch):
    seen = []
    deal = likeness_module.deal_councils
    monkeypatch.setattr(
        likeness_module, "deal_councils", lambda *args: seen.append(args[2]) or deal(*args)
    )
    same = np.ones((30, 30), dtype=bool)
    compare_with_random(partnerships_of((0, 1)), features_of(same=same), anyone(), 601)
    assert seen == [250, 250, 101]


def simulate(pull: float, draws: int) -> list[pd.Series]:
    """Comparisons of partnerships that prefer the near with strength ``pull`` (0: not at all)."""
    rng = np.random.default_rng(3)
    place = rng.random((60, 2)) * 100
    far = np.sqrt(((place[:, None] - place) ** 2).sum(axis=2)).astype(np.float32)
    features = Features({"near": far < 25, "far": far}, ~np.eye(60, dtype=bool))
    told = []
    for _ in range(draws):
        sets = []
        for size in rng.choice([2, 2, 2, 3, 5], 40):
            chosen = [int(rng.integers(60))]
            while len(chosen) < size:
                odds = np.exp(-pull * far[chosen[0]] / 25)
                odds[chosen] = 0
                chosen.append(int(rng.choice(60, p=odds / odds.sum())))
            sets.append(tuple(chosen))
        councils = pd.Index([str(n) for n in range(60)])
        named = pd.Series([tuple(map(str, codes)) for codes in sets], dtype=object)
        gathered = gather_partnerships(named, councils)
        told.append(compare_with_random(gathered, features, anyone(60), 199).set_index("statistic"))
    return told


def test_partnerships_that_are_random_are_called_near_as_seldom_as_promised():
    told = simulate(0, 300)
    for statistic in ("near", "far"):
        rows = [each.loc[statistic] for each in told]
        # 5% expected; 300 trials give up to 8.3% with probability 0.99.
        assert 0.015 <= np.mean([row.p_value <= 0.05 for row in rows]) <= 0.083
        inside = np.mean([row.ratio_low <= 1 <= row.ratio_high for row in rows])
        assert 0.917 <= inside <= 0.985


def test_partnerships_that_prefer_the_near_are_found_out():
    told = simulate(1, 40)
    assert np.mean([each.loc["near"].p_value <= 0.05 for each in told]) >= 0.9
    assert np.mean([each.loc["near"].ratio > 1 for each in told]) == 1


def test_a_statistic_that_lots_never_give_has_no_finite_ratio_but_a_p_value():
    none = np.zeros((30, 30), dtype=bool)
    none[0, 1] = none[1, 0] = True
    pairs = partnerships_of((0, 1), *[(n, n + 1) for n in range(2, 30, 2)])
    found = compare_with_random(pairs, features_of(rare=none), anyone(), 19).iloc[0]
    assert found.p_value >= 2 / 20
    assert found.ratio_high == np.inf


@pytest.fixture(scope="module")
def measured(findings):
    return measure_likeness(findings(2026), draws=199, variant_draws=39)


def test_the_real_partners_are_compared_by_every_match_and_statistic(measured):
    assert measured.why == "" and measured.partnerships > 300
    counts = measured.table.groupby("match").statistic.nunique()
    assert counts[["type", "region"]].tolist() == [len(LIKENESS)] * 2
    assert counts["any"] > len(LIKENESS)
    assert set(measured.table.match) == set(MATCHES)
    assert measured.variants.groupby("variant").statistic.apply(tuple).tolist() == [VARIANTS] * 4
    assert not measured.table[list(COLUMNS[1:6])].isna().to_numpy().any()


def test_what_a_match_holds_equal_stays_nearly_equal(measured):
    """Nearly: a dealt partnership may lose a pair of a council with itself."""
    assert measured.read("same_type", "type").ratio == pytest.approx(1, abs=0.02)
    assert measured.read("same_region", "region").ratio == pytest.approx(1, abs=0.02)


def test_the_observed_values_do_not_depend_on_the_match(measured):
    observed = measured.table.groupby("statistic")["observed"].agg(["min", "max"])
    assert observed["min"].tolist() == pytest.approx(observed["max"].tolist(), rel=1e-12)


def test_the_median_distance_of_pairs_alone_agrees_with_another_way_to_count(measured, findings):
    """Partnerships of two: an unweighted median over distinct sets, from the plain tables."""
    found = findings(2026)
    known = found.analysis.on_record
    started = known.index[known.stage.isin(["operating", "ended"])]
    councils = list_councils(found.register.authorities).reset_index()
    members = found.register.members
    members = members[members.arrangement_id.isin(started)]
    pairs = measure_distances(members, councils.dropna(subset=["latitude", "population"]))
    alone = pairs.groupby("arrangement_id").filter(lambda part: len(part) == 1)
    alone = alone.drop_duplicates(["first", "second"])
    row = measured.variants[
        (measured.variants.variant == "Partnerships of two named councils only")
        & (measured.variants.statistic == "distance_km")
    ]
    assert row.observed.iloc[0] == pytest.approx(alone.distance_km.median(), rel=0.02)


def test_councils_that_share_several_services_are_one_partnership(measured, findings):
    found = findings(2026)
    known = found.analysis.on_record
    started = known.index[known.stage.isin(["operating", "ended"])]
    councils = list_councils(found.register.authorities).dropna(subset=["latitude", "population"])
    members = found.register.members
    named = members[
        members.arrangement_id.isin(started) & members.authority_code.isin(councils.index)
    ]
    sets = named.groupby("arrangement_id").authority_code.agg(frozenset)
    assert measured.partnerships == len({codes for codes in sets if len(codes) > 1})
    assert measured.partnerships < (sets.map(len) > 1).sum()


def test_a_statistic_that_was_not_compared_is_an_error(measured):
    with pytest.raises(KeyError, match="Two districts"):
        measured.read("Two districts", "type")


@pytest.mark.parametrize("year", [2011, 2015])
def test_published_editions_compare_partners(findings, year):
    found = measure_likeness(findings(year), draws=39, variant_draws=19)
    assert found.why == "" and found.read("distance_km").observed > 0


def test_too_few_partnerships_give_a_reason(findings):
    found = findings(2026)
    bare = replace(found.register, members=build_table("members", []))
    none = measure_likeness(replace(found, register=bare))
    assert none.why.endswith("this edition has 0")
    assert none.table.empty and none.variants.empty
    with pytest.raises(KeyError):
        none.read("distance_km")


def test_registers_without_a_checksum_are_not_remembered(findings, monkeypatch):
    def refuse(*_: object) -> None:
        raise AssertionError("remembered")

    monkeypatch.setattr("sharing.results.remember", refuse)
    found = findings(2026)
    bare = replace(found.register, members=build_table("members", []), data_sha256="")
    assert find_likeness(replace(found, register=bare)).partnerships == 0
    with pytest.raises(AssertionError, match="remembered"):
        find_likeness(found)
