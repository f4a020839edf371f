"""Bounds hold whatever the missing savings are, and no tighter than what is assumed of them."""

import numpy as np
import pandas as pd
import pytest

from builders import write_folder, write_rows, write_savings
from sharing.edition import Edition
from sharing.map_facts import LARGEST_ELSEWHERE_GBP
from sharing.missing_savings import (
    ANYTHING,
    NO_LARGER,
    ON_THE_MAP,
    bound_findings,
    bound_missing,
    count_missing,
    find_tipping_share,
)
from sharing.results import find

KNOWN = pd.Series([50_000.0, 200_000, 300_000])


def bounds_of(missing: int, largest: float | None = 1_000_000) -> pd.DataFrame:
    return bound_missing(KNOWN, missing, 100_000, largest).set_index("assumption")


def test_nothing_missing_leaves_nothing_open():
    bounds = bounds_of(0)
    assert list(bounds.index) == [ANYTHING, ON_THE_MAP, NO_LARGER]
    assert np.allclose(bounds[["share_low", "share_high"]], 1 / 3)
    assert (bounds[["median_low", "median_high"]] == 200_000).all(axis=None)


def test_one_missing_moves_the_median_to_its_neighbours():
    anything = bounds_of(1).loc[ANYTHING]
    assert (anything.share_low, anything.share_high) == (0.25, 0.5)
    assert (anything.median_low, anything.median_high) == (125_000, 250_000)


def test_as_many_missing_as_known_leave_the_median_without_a_bound():
    anything = bounds_of(4).loc[ANYTHING]
    assert (anything.median_low, anything.median_high) == (-np.inf, np.inf)
    assert (anything.share_low, anything.share_high) == (1 / 7, 5 / 7)


def test_missing_savings_of_the_maps_range_bound_the_median_by_it():
    on_the_map = bounds_of(4).loc[ON_THE_MAP]
    assert (on_the_map.median_low, on_the_map.median_high) == (0, 1_000_000)
    assert (on_the_map.share_low, on_the_map.share_high) == (1 / 7, 5 / 7)


def test_a_largest_under_the_threshold_bounds_the_share_too():
    bounds = bounds_of(4, largest=90_000).loc[ON_THE_MAP]
    assert bounds.share_low == bounds.share_high == 5 / 7


def test_missing_savings_typically_no_larger_keep_the_known_share_and_median_as_ends():
    no_larger = bounds_of(4).loc[NO_LARGER]
    assert (no_larger.share_low, no_larger.median_high) == (1 / 3, 200_000)
    assert (no_larger.share_high, no_larger.median_low) == (5 / 7, -np.inf)


def test_an_unknown_largest_leaves_its_row_out():
    assert list(bounds_of(4, largest=None).index) == [ANYTHING, NO_LARGER]


def test_nothing_known_and_nothing_missing():
    nothing = bound_missing(KNOWN.head(0), 0, 100_000, None)
    assert nothing.assumption.tolist() == [ANYTHING]
    assert nothing.drop(columns="assumption").isna().all(axis=None)
    all_missing = bound_missing(KNOWN.head(0), 5, 100_000, None).iloc[0]
    assert (all_missing.share_low, all_missing.share_high) == (0, 1)


@pytest.mark.parametrize("seed", range(5))
def test_no_way_of_filling_in_the_missing_breaks_the_bounds(seed):
    rng = np.random.default_rng(seed)
    known = pd.Series(np.exp(rng.normal(12, 1, 21)))
    filled = {
        ANYTHING: rng.normal(0, 1e6, 15),
        ON_THE_MAP: rng.uniform(0, 2e6, 15),
        NO_LARGER: known.to_numpy()[rng.integers(21, size=15)] * 0.3,
    }
    for row in bound_missing(known, 15, 100_000, 2e6).itertuples():
        everything = np.concatenate([known, filled[row.assumption]])
        assert row.share_low <= (everything < 100_000).mean() <= row.share_high
        assert row.median_low <= np.median(everything) <= row.median_high


def test_the_tipping_share_is_what_half_of_all_takes():
    assert find_tipping_share(1, 3, 7) == pytest.approx(4 / 7)
    assert find_tipping_share(9, 10, 2) == 0
    assert np.isnan(find_tipping_share(1, 3, 0))


def test_an_edition_counts_every_arrangement_on_record(findings):
    found = findings(2026)
    bounds = bound_findings(found).set_index("assumption").loc[ANYTHING]
    under = (found.table.annual_saving_cash_gbp < 100_000).sum()
    assert count_missing(found) == 640
    assert bounds.share_low == pytest.approx(under / 826)
    assert bounds.share_high == pytest.approx((under + 640) / 826)


@pytest.mark.parametrize(("year", "given"), [(2015, False), (2016, True)])
def test_the_maps_largest_is_used_once_it_was_published(findings, year, given):
    bounds = bound_findings(findings(year)).set_index("assumption")
    assert (ON_THE_MAP in bounds.index) == given
    if given:
        assert bounds.median_high[ON_THE_MAP] == LARGEST_ELSEWHERE_GBP


def test_an_edition_without_savings_is_bounded_by_nothing(tmp_path):
    folder = write_folder(tmp_path, write_rows({"deflator": [{"year": 2024, "index_2024": 100}]}))
    assert bound_findings(find(Edition(2026), folder)).share_low.isna().all()


def test_other_data_without_the_maps_totals_are_bounded_too(tmp_path):
    found = find(Edition(2026, price_year=2015), write_savings(tmp_path, {"saving": 500_000}))
    assert bound_findings(found).assumption.tolist() == [ANYTHING, NO_LARGER]
