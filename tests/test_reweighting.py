"""Reweighting gives back what is known of a simulated map, and its intervals hold it."""

import numpy as np
import pandas as pd
import pytest

from publicised import RATIO, KindMeasure, draw_map, state_facts
from sharing import national_map
from sharing.headlines import HEADLINES, measure_headlines
from sharing.intervals import LEVEL
from sharing.map_facts import CATEGORIES
from sharing.models import NotEstimated
from sharing.national_map import SHAPES, reconstruct
from sharing.reweighting import (
    AS_IT_STANDS,
    CIRCULAR,
    EVERYWHERE,
    HALVED,
    Measure,
    find_ends,
    measure_publicity,
    measure_reweighted,
)
from sharing.selection import choose_edges, choose_english, find_bands, share_bands

ESTIMATED = [2016, 2026]


def two_kinds(*savings: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "annual_saving_cash_gbp": savings,
            "kind": [0, 1] * (len(savings) // 2),
            "cluster": [str(place) for place in range(len(savings))],
        }
    )


def test_numbers_are_measured_under_the_maps_shares():
    table = two_kinds(*[50_000] * 20, *[200_000, 800_000] * 10)
    bands = np.repeat([0, 1], 20)
    found = measure_reweighted(
        table, KindMeasure(table), "any", bands, np.array([[0.75, 0.25]]), draws=50
    ).set_index("name")
    assert found.estimate["under"] == pytest.approx(0.75)
    # The mean difference of logs is nothing in the first band and log 4 in the second.
    assert found.estimate["ratio"] == pytest.approx(4**0.25)
    assert (found.weighting == "any").all()


def test_the_facts_ends_are_the_least_and_the_most_over_the_maps():
    table = two_kinds(*[50_000] * 20, *[200_000, 800_000] * 10)
    shares = np.array([[0.5, 0.5], [0.6, 0.4], [0.9, 0.1]])
    found = measure_reweighted(
        table, KindMeasure(table), "any", np.repeat([0, 1], 20), shares, draws=50
    ).set_index("name")
    assert found.estimate["under"] == pytest.approx(0.6)
    assert found.facts_low["under"] == pytest.approx(0.5)
    assert found.facts_high["under"] == pytest.approx(0.9)


def test_one_band_leaves_the_table_as_it_stands():
    table = two_kinds(*np.geomspace(1e4, 1e7, 40))
    measure = KindMeasure(table)
    one_band = np.zeros(40, dtype=int)
    found = measure_reweighted(table, measure, "plain", one_band, np.ones((1, 1)), draws=100)
    plain = measure.measure(np.ones(40))
    assert found.set_index("name").estimate.to_dict() == pytest.approx(plain)
    assert (found.low < found.estimate).all() and (found.high > found.estimate).all()


def test_percentiles_are_moved_out_for_few_groups():
    drawn = pd.DataFrame({"x": np.arange(100_001.0)})
    many, few = (find_ends(drawn, groups).loc["x"] for groups in (1e6, 10))
    assert many.low == pytest.approx(100_000 * (1 - LEVEL) / 2, rel=0.01)
    assert few.low < 0.5 * many.low and few.high > many.high
    # Hesterberg's table for ten observations: 0.86% on either side.
    assert few.low == pytest.approx(100_000 * 0.0086, rel=0.02)


def test_a_number_that_too_many_resamples_lack_has_no_range():
    drawn = pd.DataFrame({"often": [1.0, 2, 3, np.nan], "always": [1.0, 2, 3, 4]})
    ends = find_ends(drawn, 30)
    assert ends.loc["often"].isna().all() and ends.loc["always"].notna().all()


def test_a_familys_share_is_its_part_of_all_that_is_saved(findings):
    english = choose_english(findings(2026))
    inside = english.family == "Back office"
    saved = english.annual_saving_cash_gbp
    measured = Measure(english).measure(np.ones(len(english)))
    assert measured["Back office"] == pytest.approx(saved[inside].sum() / saved.sum())
    assert np.isnan(Measure(english).measure(np.zeros(len(english)))["Back office"])


def test_what_is_known_of_a_simulated_map_lies_in_the_reweighted_intervals(monkeypatch):
    """Of the map: the middle saving, and the ratio between two kinds of arrangements.

    As it stands, the publicised part is far from the middle saving.
    """
    monkeypatch.setattr(national_map, "SHAPES", {"log-normal": SHAPES["log-normal"]})
    rng = np.random.default_rng(7)
    held, as_it_stands, near = [], [], []
    for seed in range(40):
        drawn = draw_map(rng)
        publicised = drawn[drawn.publicised].reset_index(drop=True)
        savings = drawn.annual_saving_cash_gbp
        whole = reconstruct(state_facts(savings.to_numpy()), wanted=40, seed=seed)[0]
        edges = choose_edges(publicised)
        bands, shares = find_bands(publicised, edges), share_bands(whole, edges)
        measure = KindMeasure(publicised)
        found = measure_reweighted(publicised, measure, "any", bands, shares, draws=200)
        found = found.set_index("name")
        truth = {"ratio": RATIO, "median": savings.median()}
        held.append([found.low[name] <= truth[name] <= found.high[name] for name in truth])
        plain = publicised.annual_saving_cash_gbp.median()
        as_it_stands.append(found.low["median"] <= plain <= found.high["median"])
        near.append(found.estimate["median"] / truth["median"])
    assert np.mean(held, axis=0).min() >= 0.875
    assert np.mean(as_it_stands) < 0.1
    assert 0.85 < np.median(near) < 1.15


@pytest.mark.parametrize("year", [2011, 2014, 2015])
def test_before_the_facts_were_published_there_is_a_reason_and_no_estimate(findings, year):
    found = measure_publicity(findings(year))
    assert isinstance(found, NotEstimated)
    assert f"by the end of {year}" in found.why


@pytest.fixture(scope="module", params=ESTIMATED)
def measured(request, findings):
    return measure_publicity(findings(request.param))


def test_every_number_is_given_as_it_stands_and_in_every_reweighting(measured):
    ways = {EVERYWHERE, AS_IT_STANDS, *SHAPES, HALVED}
    for name in (*HEADLINES, *CATEGORIES):
        here = measured.numbers[measured.numbers.name == name]
        assert set(here.weighting) == ways and len(here) == len(ways)
    assert set(measured.weights.weighting) == set(measured.bands.weighting) == {*SHAPES, HALVED}


def test_the_whole_register_stands_as_in_the_rest_of_the_book(findings):
    found = findings(2026)
    numbers = measure_publicity(found).numbers.set_index(["name", "weighting"]).estimate
    for table, weighting in ((found.table, EVERYWHERE), (choose_english(found), AS_IT_STANDS)):
        plain = measure_headlines(table)
        for name in HEADLINES:
            assert numbers[(name, weighting)] == pytest.approx(plain[name])


def test_intervals_hold_their_estimates_and_facts_lie_around_them(measured):
    numbers = measured.numbers[measured.numbers.low.notna()]
    assert (numbers.low <= numbers.estimate).all() and (numbers.estimate <= numbers.high).all()
    assert (numbers.facts_low <= numbers.estimate + 1e-9).all()
    assert (numbers.facts_high >= numbers.estimate - 1e-9).all()


def test_the_share_under_the_threshold_is_the_maps_own_where_small_savings_weigh_alone(measured):
    numbers = measured.numbers.set_index(["name", "weighting"]).estimate
    for row in measured.weights[measured.weights.weighting != HALVED].itertuples():
        lowest = measured.bands[measured.bands.weighting == row.weighting].iloc[0]
        given = numbers[(CIRCULAR[0], row.weighting)]
        if row.smallest_under == lowest.under:
            assert given == pytest.approx(lowest.map_share, rel=1e-6)
        else:
            assert given < lowest.map_share


def test_a_reweighting_rests_on_fewer_than_it_weighs(measured):
    weights = measured.weights
    assert weights.effective.between(5, measured.english).all()
    assert (weights.groups < weights.effective).all()
    assert weights.heaviest.between(1 / measured.english, 0.2).all()


def test_what_was_publicised_by_the_maps_year_is_the_same_whatever_is_found_later(findings):
    found = [measure_publicity(findings(year)) for year in ESTIMATED]
    assert len({one.publicised for one in found}) == 1
    assert len({one.saved for one in found}) == 1


def test_the_same_table_gives_the_same_numbers():
    table = two_kinds(*np.geomspace(1e4, 1e7, 40))
    bands, shares = find_bands(table, (1e5,)), np.array([[0.5, 0.5], [0.7, 0.3]])
    first, again = (
        measure_reweighted(table, KindMeasure(table), "any", bands, shares, draws=50)
        for _ in range(2)
    )
    pd.testing.assert_frame_equal(first, again)


def test_an_edition_without_savings_says_so(findings, monkeypatch):
    found = findings(2016)
    nothing = found.table.head(0)
    monkeypatch.setattr("sharing.reweighting.choose_english", lambda _: nothing)
    told = measure_publicity(found)
    assert told.why == "the edition has 0 savings in England, too few to compare"


def compute_anew(name, module, request, compute):
    return compute()


def test_facts_that_no_map_meets_are_said_to_leave_none(findings, monkeypatch):
    monkeypatch.setattr("sharing.reweighting.reconstruct", lambda facts: [])
    monkeypatch.setattr("sharing.results.remember", compute_anew)
    monkeypatch.setattr("sharing.reweighting.remember", compute_anew)
    told = measure_publicity(findings(2016))
    assert told.why == "hardly any map that was simulated agrees with the facts"
