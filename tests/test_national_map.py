"""Reconstructed maps agree with the facts they come from, and hold a map that is known."""

import numpy as np
import pytest
from scipy import stats

from sharing import national_map
from sharing.map_facts import LARGEST_ELSEWHERE_GBP, Fact, MapFacts
from sharing.national_map import (
    SHAPES,
    Shape,
    read_greatest_entropy,
    read_loglogistic,
    read_lognormal,
    reconstruct,
    simulate_maps,
)

EDGES = [100_000.0, 250_000.0, 500_000.0, 1_000_000.0]


def state_facts(**ends: tuple[float, float]) -> MapFacts:
    wide = {
        "listed": (416, 416),
        "without": (0, 0),
        "total": (0, np.inf),
        "share": (0, 1),
        "reading": (0, 2),
        "largest": (0, np.inf),
    }
    facts = (Fact(name, "", *pair, "", "", ()) for name, pair in (wide | ends).items())
    return MapFacts(tuple(facts), 2015)


FACTS = state_facts(
    without=(0, 150), total=(9e7, 1.5e8), share=(0.5, 2 / 3), largest=(2_500_000, 4_000_000)
)


def column(value: float) -> np.ndarray:
    return np.array([[value]])


@pytest.mark.parametrize("rank", [0.01, 0.5, 0.9])
def test_a_shape_gives_the_saving_at_a_rank(rank):
    ranks = column(rank)
    lognormal = stats.lognorm(1.4, scale=90_000).ppf(rank)
    assert read_lognormal(column(90_000), column(1.4), ranks) == pytest.approx(lognormal)
    fisk = stats.fisk(1 / 0.8, scale=90_000).ppf(rank)
    assert read_loglogistic(column(90_000), column(0.8), ranks) == pytest.approx(fisk)


def test_greatest_entropy_falls_alike_on_either_side_of_the_threshold():
    share, decay = column(0.6), column(500_000.0)
    ranks = np.linspace(0, 1, 200_001)[None, :]
    savings = read_greatest_entropy(share, decay, ranks)[0]
    assert savings[0] == 0 and savings[-1] == pytest.approx(LARGEST_ELSEWHERE_GBP)
    assert (savings < 100_000).mean() == pytest.approx(0.6, abs=1e-4)
    small = stats.truncexpon(100_000 / 500_000, scale=500_000)
    assert savings[savings < 100_000].mean() == pytest.approx(small.mean(), rel=1e-4)
    large = stats.truncexpon(3_900_000 / 500_000, loc=100_000, scale=500_000)
    assert savings[savings >= 100_000].mean() == pytest.approx(large.mean(), rel=1e-4)


def test_drawing_the_largest_first_is_as_if_all_were_drawn_together(monkeypatch):
    monkeypatch.setattr(national_map, "BATCH", 2_000)
    plain = Shape((90_000, 90_000), (1.4, 1.4), read_lognormal)
    rng = np.random.default_rng(1)
    logs = np.log(simulate_maps(state_facts(), plain, rng) / 90_000) / 1.4
    assert logs.shape == (2_000, 416)
    assert stats.kstest(logs.max(axis=1), lambda x: stats.norm.cdf(x) ** 416).pvalue > 0.001
    assert stats.kstest(logs[:, 1], stats.norm.cdf).pvalue > 0.001
    assert logs.mean() == pytest.approx(0, abs=0.005) and logs.std() == pytest.approx(1, abs=0.005)


@pytest.fixture(scope="module")
def wholes():
    return reconstruct(FACTS, wanted=60)


def test_every_map_that_is_kept_agrees_with_every_fact(wholes):
    assert [whole.name for whole in wholes] == list(SHAPES)
    for whole in wholes:
        assert len(whole.savings) == 60 <= whole.tried
        figures = whole.figures
        assert figures.min() >= 266 and figures.max() <= 416
        total, largest = np.nansum(whole.savings, axis=1), np.nanmax(whole.savings, axis=1)
        assert ((total >= 9e7) & (total <= 1.5e8)).all()
        assert ((largest >= 2_500_000) & (largest <= 4_000_000)).all()
        under = (whole.savings < 100_000).sum(axis=1)
        readings = np.array([under / figures, under / 416, (under + 416 - figures) / 416])
        assert ((readings >= 0.5) & (readings <= 2 / 3)).any(axis=0).all()


def test_all_that_a_fact_leaves_open_is_used(wholes):
    for whole in wholes:
        assert whole.figures.max() - whole.figures.min() > 100
        small = whole.cumulate([100_000])[:, 0]
        assert small.min() < 0.45 and small.max() > 0.55


def test_the_share_under_a_point_counts_those_with_a_figure():
    savings = np.array([[50_000.0, 100_000.0, 200_000.0, np.nan]])
    whole = national_map.Reconstruction("any", savings, 1)
    assert whole.figures.tolist() == [3]
    assert whole.cumulate([100_000, 150_000, 1e9]).tolist() == [[1 / 3, 2 / 3, 1]]


def test_facts_that_contradict_one_another_leave_no_map():
    impossible = state_facts(total=(1e9, 2e9), share=(0.5, 0.6), largest=(2.5e6, 4e6))
    found = reconstruct(impossible, wanted=10, most_batches=2)
    assert [len(whole.savings) for whole in found] == [0, 0, 0]


def test_the_same_seed_gives_the_same_maps():
    first, again = (reconstruct(FACTS, wanted=20, most_batches=8) for _ in range(2))
    assert len(first[0].savings) == 20
    for whole, same in zip(first, again, strict=True):
        np.testing.assert_array_equal(whole.savings, same.savings)


def test_a_known_map_lies_in_the_range_of_the_maps_that_agree_with_its_facts(monkeypatch):
    """A log-normal truth of known bands: the middle 95% of the maps hold nearly all of them."""
    monkeypatch.setattr(national_map, "SHAPES", {"log-normal": SHAPES["log-normal"]})
    rng = np.random.default_rng(5)
    held = []
    for _ in range(10):
        truth = np.exp(rng.normal(np.log(95_000), 1.3, 416))
        facts = state_facts(
            total=(0.8 * truth.sum(), 1.3 * truth.sum()),
            share=((truth < 100_000).mean() - 0.05, (truth < 100_000).mean() + 0.1),
            largest=(0.8 * truth.max(), 1.2 * truth.max()),
        )
        whole = reconstruct(facts, wanted=100)[0]
        low, high = np.quantile(whole.cumulate(EDGES), [0.025, 0.975], axis=0)
        known = np.array([(truth < edge).mean() for edge in EDGES])
        held.append((known >= low) & (known <= high))
    assert np.mean(held) >= 0.9
