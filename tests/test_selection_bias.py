"""Selection by size does what its closed form says, and its strength is read off bands exactly."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy import stats
from scipy.special import expit

from sharing import selection_bias
from sharing.coverage import PLAIN, SETTINGS, Coverage
from sharing.headlines import find_weighted_median
from sharing.selection_bias import (
    MEASURED,
    STRENGTHS,
    calibrate,
    cover_publicity,
    estimate_strength,
)
from sharing.targets import draw_large_world
from sharing.worlds import draw_world

EDGES = (100_000.0, 200_000.0, 400_000.0, 800_000.0)


def build_bands(strength: float, publicised: list[int] | None = None) -> pd.DataFrame:
    """Bands whose odds follow the power exactly at their middles."""
    above, under = np.array([-np.inf, *EDGES]), np.array([*EDGES, np.inf])
    middle = np.sqrt(np.array([50_000.0, *EDGES]) * np.array([*EDGES, 1.6e6]))
    return pd.DataFrame(
        {
            "above": above,
            "under": under,
            "chance": expit(strength * np.log(middle / 500_000)),
            "publicised": publicised or [3, 5, 9, 20, 30],
        }
    )


@pytest.mark.parametrize("strength", [0.0, 0.7, 2.5])
def test_the_power_is_found_again_where_the_odds_follow_it(strength):
    assert estimate_strength(build_bands(strength)) == pytest.approx(strength)


def test_bands_whose_chance_is_nothing_or_beyond_one_are_left_out():
    bands = build_bands(1.5)
    bands.loc[3, "chance"] = 1.2
    assert estimate_strength(bands) == pytest.approx(1.5)
    bands.loc[0, "chance"] = 0.0
    assert np.isnan(estimate_strength(bands))


def test_the_open_band_at_the_top_has_no_middle_and_does_not_count():
    bands = build_bands(1.5)
    bands.loc[4, "chance"] = 0.001
    assert estimate_strength(bands) == pytest.approx(1.5)


def test_bands_count_by_what_was_publicised_in_them():
    bands = build_bands(1.0, [1000, 1000, 1000, 1, 1])
    bands.loc[3, "chance"] = 0.999
    assert estimate_strength(bands) == pytest.approx(1.0, abs=0.05)


def test_two_bands_are_too_few():
    assert np.isnan(estimate_strength(build_bands(1.0).head(2)))


def test_a_pure_power_moves_the_median_by_its_closed_form_and_no_ratio():
    """Selection by the power k adds k times the variance to the mean of a log-normal."""
    truth = replace(PLAIN, strength=1.2, at_a_million=1e-9)
    ranks = (np.arange(200_000) + 0.5) / 200_000
    for mean in (11.0, 13.0):
        savings = np.exp(mean + 1.1 * stats.norm.ppf(ranks))
        median = find_weighted_median(savings, truth.publicise(savings))
        assert np.log(median) == pytest.approx(mean + 1.2 * 1.1**2, abs=0.01)


@pytest.fixture(scope="module", autouse=True)
def few_worlds():
    """Calibration on fewer worlds than the page takes, for speed."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            selection_bias, "draw_large_world", lambda *world: draw_large_world(*world, 40)
        )
        yield


@pytest.fixture(scope="module")
def strong(few_worlds):
    return calibrate(2.5)


def test_a_selected_register_is_as_large_as_the_plain_one(strong):
    worlds = [draw_world(strong, np.random.default_rng(seed))[0] for seed in range(12)]
    counts = np.array([world.published.sum() for world in worlds])
    error = counts.std() / np.sqrt(len(counts))
    assert counts.mean() == pytest.approx(PLAIN.arrangements, abs=4 * error)


def test_a_selected_register_has_the_plain_median_and_its_world_a_much_lower_one(strong):
    plain = PLAIN.find_median(draw_large_world(PLAIN, 100_000, 40).table.mean_log.to_numpy())
    worlds = [draw_world(strong, np.random.default_rng(seed))[0] for seed in range(12)]
    savings = pd.concat(worlds)
    published = savings.annual_saving_gbp[savings.published].median()
    assert published == pytest.approx(plain, rel=0.15)
    assert savings.annual_saving_gbp.median() < plain / 3


def test_without_strength_nothing_moves():
    truth = calibrate(0.0)
    assert truth.intercept == pytest.approx(PLAIN.intercept, abs=0.05)
    assert truth.at_a_million == pytest.approx(PLAIN.arrangements / truth.arrangements)


def test_each_strength_is_computed_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path)
    monkeypatch.setattr(selection_bias, "calibrate", lambda strength: strength)
    asked = []

    def count(truth, replications, estimators):
        asked.append(truth)
        return {"terms": replications, "estimators": estimators}

    monkeypatch.setattr(selection_bias, "simulate_coverage", count)
    wanted = dict.fromkeys(STRENGTHS, Coverage(3, MEASURED))
    assert cover_publicity(3) == wanted == cover_publicity(3)
    assert asked == list(STRENGTHS)


def test_strengths_rise_from_none():
    assert list(STRENGTHS) == sorted(STRENGTHS) and STRENGTHS[0] > 0
    assert SETTINGS["plain"].truth.strength == 0
