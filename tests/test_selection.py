"""The chance of being publicised is found where it is known, and weights undo it."""

import numpy as np
import pandas as pd
import pytest

from builders import write_folder, write_rows
from publicised import draw_map, state_facts
from sharing import national_map
from sharing.edition import Edition
from sharing.national_map import SHAPES, Reconstruction, reconstruct
from sharing.results import find
from sharing.selection import (
    EDGES,
    choose_edges,
    choose_english,
    choose_publicised,
    describe_weights,
    find_bands,
    measure_bands,
    measure_effective,
    measure_effective_groups,
    share_bands,
    weigh_bands,
)


def table_of(*counts: int, groups: int = 1_000) -> pd.DataFrame:
    """So many savings in each band, one after the other in so many groups."""
    middles = [edge - 1 for edge in EDGES] + [EDGES[-1]]
    savings = np.repeat(middles, counts)
    clusters = [str(place % groups) for place in range(len(savings))]
    return pd.DataFrame({"annual_saving_cash_gbp": savings, "cluster": clusters})


def test_a_saving_at_an_edge_counts_above_it_and_a_loss_in_the_lowest_band():
    table = pd.DataFrame({"annual_saving_cash_gbp": [-5.0, 0, 99_999, 100_000, 2.5e6, 1e9]})
    assert find_bands(table, EDGES).tolist() == [0, 0, 0, 1, 5, 5]
    assert find_bands(table, EDGES, 0.5).tolist() == [0, 0, 0, 0, 4, 5]


def test_bands_with_enough_stand_alone():
    assert choose_edges(table_of(5, 5, 5, 5, 5, 5)) == EDGES


@pytest.mark.parametrize(
    ("counts", "joined"),
    [
        ((4, 5, 5, 5, 5, 5), EDGES[1:]),
        ((2, 1, 2, 9, 9, 9), EDGES[2:]),
        ((9, 9, 9, 9, 9, 4), EDGES[:4]),
        ((9, 0, 0, 0, 0, 9), (EDGES[0],)),
        ((9, 0, 0, 0, 0, 4), ()),
        ((1, 1, 1, 1, 0, 0), ()),
        ((0, 0, 0, 0, 0, 0), ()),
    ],
)
def test_a_band_with_too_few_joins_the_next_and_the_top_the_one_below(counts, joined):
    assert choose_edges(table_of(*counts)) == joined


def test_many_savings_of_too_few_partner_groups_are_too_few():
    assert choose_edges(table_of(9, 9, 9, 9, 9, 9, groups=2)) == ()


def test_halving_the_savings_moves_them_down_a_band():
    assert choose_edges(table_of(0, 0, 5, 5, 0, 0), 0.5) == (EDGES[1],)


def test_weights_give_each_band_the_share_it_has_on_the_map():
    bands = np.array([0, 1, 1, 1])
    weights = weigh_bands(bands, np.array([0.6, 0.4]), np.ones(4))
    np.testing.assert_allclose(weights, [0.6, 0.4 / 3, 0.4 / 3, 0.4 / 3])


def test_in_a_resample_an_arrangement_weighs_as_often_as_it_was_drawn():
    bands = np.array([0, 0, 1, 1])
    weights = weigh_bands(bands, np.array([0.5, 0.5]), np.array([2.0, 0, 1, 1]))
    np.testing.assert_allclose(weights, [0.5, 0, 0.25, 0.25])


def test_a_band_that_a_resample_leaves_empty_gets_no_weight():
    weights = weigh_bands(np.array([0, 1]), np.array([0.5, 0.5]), np.array([0.0, 2]))
    assert weights.tolist() == [0, 0.5]


def test_effective_numbers_count_equal_weights_fully_and_a_single_one_as_one():
    assert measure_effective(np.ones(7)) == pytest.approx(7)
    assert measure_effective(np.array([1.0, 0, 0])) == pytest.approx(1)
    assert measure_effective(np.array([3.0, 1])) == pytest.approx(16 / 10)
    clusters = pd.Series(["a", "a", "b"])
    assert measure_effective_groups(np.ones(3), clusters) == pytest.approx(9 / 5)


def test_the_description_of_weights_names_the_heaviest_and_the_smallest():
    clusters, bands = pd.Series(["a", "b", "b"]), np.array([0, 1, 1])
    told = describe_weights("any", clusters, bands, np.array([0.5, 0.25, 0.25]))
    assert told["heaviest"] == told["smallest_share"] == 0.5
    assert told["smallest"] == 1
    assert told["effective"] == pytest.approx(8 / 3) and told["groups"] == pytest.approx(2)


def test_the_shares_of_a_map_add_up_to_one():
    savings = np.array([[1.0, 150_000, 150_000, 3e6], [1, 2, 3, np.nan]])
    shares = share_bands(Reconstruction("any", savings, 1), (100_000.0, 1_000_000.0))
    assert shares.tolist() == [[0.25, 0.5, 0.25], [1, 0, 0]]


def test_the_chance_is_the_number_publicised_over_the_number_on_the_map():
    savings = np.repeat([50_000.0, 150_000, 5e6], [100, 40, 2])
    whole = Reconstruction("any", np.tile(savings, (3, 1)), 1)
    publicised = table_of(2, 10, 0, 0, 0, 3)
    bands = measure_bands(whole, table_of(1, 0, 0, 0, 0, 3), publicised)
    assert bands.map_count.tolist() == [100, 40, 0, 0, 0, 2]
    assert bands.chance[[0, 1, 5]].tolist() == [0.02, 0.25, 1.5]
    assert bands.publicised.tolist() == [2, 10, 0, 0, 0, 3]
    assert bands.share.tolist() == [0.25, 0, 0, 0, 0, 0.75]
    held = bands.loc[[0, 1, 5]]
    assert (held.chance_low < held.chance).all() and (held.chance_high > held.chance).all()
    assert bands.chance[[2, 3, 4]].isna().all()


def test_more_publicised_than_none_on_the_map_is_without_limit():
    whole = Reconstruction("any", np.full((3, 100), 50_000.0), 1)
    bands = measure_bands(whole, table_of(1, 1, 0, 0, 0, 0), table_of(1, 1, 0, 0, 0, 0))
    assert np.isposinf(bands.chance[1])


def test_the_interval_of_a_chance_takes_the_worse_end_of_the_map():
    counts = np.linspace(50, 150, 41).round().astype(int)
    savings = np.full((41, 200), 1e6)
    for row, count in enumerate(counts):
        savings[row, :count] = 50_000
    narrow = Reconstruction("any", savings[20:21], 1)
    wide = Reconstruction("any", savings, 1)
    publicised = table_of(10, 0, 0, 0, 10, 0)
    inner, outer = (
        measure_bands(whole, publicised, publicised).iloc[0] for whole in (narrow, wide)
    )
    assert inner.chance == outer.chance == 0.1
    assert outer.chance_low == pytest.approx(inner.chance_low * 100 / outer.count_high)
    assert outer.chance_high == pytest.approx(inner.chance_high * 100 / outer.count_low)


@pytest.fixture(scope="module")
def mixed(tmp_path_factory):
    rows = [
        {"arrangement_id": "here", "stage": "operating"},
        {"arrangement_id": "late", "stage": "operating"},
        {"arrangement_id": "idea", "stage": "proposed"},
        {"arrangement_id": "away", "nation": "Wales"},
    ]
    when = {"here": "2014", "late": "2019", "idea": "2014", "away": "2014"}
    tables = {
        "arrangements": [row | {"name": row["arrangement_id"], "start_year": 2012} for row in rows],
        "reports": [
            {"report_id": f"{name}-r1", "arrangement_id": name, "reported_on": date}
            | {"date_precision": "year"}
            for name, date in when.items()
        ],
        "sources": [{"source_id": "src-00000001"}],
        "categories": [{"category": "ict", "label": "ICT"}],
        "deflator": [{"year": 2024, "index_2024": 100}],
    }
    folder = tmp_path_factory.mktemp("mixed")
    return find(Edition(2026), write_folder(folder, write_rows(tables)))


def test_only_english_arrangements_are_compared_with_the_map(mixed):
    assert set(choose_english(mixed).arrangement_id) == {"here", "late", "idea"}


def test_only_what_had_started_and_was_known_by_then_counts_as_publicised(mixed):
    assert choose_publicised(mixed, 2015).arrangement_id.tolist() == ["here"]
    assert set(choose_publicised(mixed, 2026).arrangement_id) == {"here", "late"}


def test_a_known_chance_is_found_within_its_interval(monkeypatch):
    """416 arrangements publicised with a known chance: the interval holds it, band by band."""
    monkeypatch.setattr(national_map, "SHAPES", {"log-normal": SHAPES["log-normal"]})
    rng = np.random.default_rng(11)
    held, wrong = [], []
    for seed in range(15):
        drawn = draw_map(rng)
        publicised = drawn[drawn.publicised].reset_index(drop=True)
        facts = state_facts(drawn.annual_saving_cash_gbp.to_numpy())
        whole = reconstruct(facts, wanted=60, seed=seed)[0]
        bands = measure_bands(whole, publicised, publicised)
        truth = drawn.groupby(find_bands(drawn, EDGES)).chance.mean().reindex(range(6))
        held.append(truth[:5].between(bands.chance_low[:5], bands.chance_high[:5]))
        wrong.append(0.5 * (1 + truth[0]) <= bands.chance_high[0])
    assert np.mean(held) >= 0.95
    assert np.mean(wrong) < 0.1
