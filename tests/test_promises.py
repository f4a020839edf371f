"""What was expected beside what was achieved: which pairs are made, and what they amount to."""

import numpy as np
import pandas as pd
import pytest

from builders import Row, build_reports
from sharing.promises import (
    LIKE,
    MIXED,
    PAIR,
    UNSURE,
    estimate_geometric_mean,
    measure_delivery,
    measure_families,
    pair_figures,
)
from sharing.savings import choose_reports
from test_comparisons import draw_savings

FLAT = pd.DataFrame({"year": range(2000, 2021), "index_2024": 100.0})
STARTS = pd.Series({"a": 2010, "b": 2010}, dtype="Int64")
FORECAST = {"status": "expected", "amount_gbp": 200, "reported_on": "2011-03"}
RESULT = {"status": "achieved", "amount_gbp": 150, "reported_on": "2013-05"}
TOTAL = {"basis": "cumulative", "years_covered": 2}


def pair(*rows: Row, earliest: bool = False, deflator: pd.DataFrame = FLAT) -> pd.DataFrame:
    """The pairs of arrangements a and b from their reports."""
    trail = choose_reports(build_reports(*rows), STARTS, deflator, 2020)
    table = pd.DataFrame(
        {"arrangement_id": ["a", "b"], "cluster": ["a", "b"], "family": ["Waste", "Legal"]}
    )
    return pair_figures(trail, table, STARTS, earliest)


def build_pairs(ratios: list[float], families: list[str] | None = None) -> pd.DataFrame:
    clusters = [f"c{number}" for number in range(len(ratios))]
    return pd.DataFrame(
        {"ratio": ratios, "cash_ratio": ratios, "cluster": clusters}
        | {"family": families or ["Waste"] * len(ratios)}
    )


def test_a_forecast_and_a_later_result_of_the_same_kind_are_like_with_like():
    (told,) = pair(FORECAST, RESULT).itertuples()
    assert (told.comparable, told.years_apart) == (LIKE, 2)
    assert told.ratio == told.cash_ratio == 0.75
    assert (told.expected_report_id, told.achieved_report_id) == ("a-r1", "a-r2")
    assert (told.cluster, told.family) == ("a", "Waste")


def test_an_arrangement_with_one_kind_of_figure_makes_no_pair():
    assert pair(FORECAST, RESULT | {"arrangement_id": "b"}).empty
    assert pair(RESULT, RESULT).empty and pair(FORECAST).empty
    assert list(pair(FORECAST))[: len(PAIR)] == list(PAIR)


@pytest.mark.parametrize("result", ["2010", "2011-02", "2011-02-27"])
def test_a_forecast_dated_after_the_result_makes_no_pair(result):
    assert pair(FORECAST, RESULT | {"reported_on": result}).empty


@pytest.mark.parametrize(
    ("forecast", "result"),
    [
        ({"reported_on": ""}, {}),
        ({}, {"reported_on": ""}),
        ({}, {"reported_on": "2011"}),
        ({}, {"reported_on": "2011-12-31"}),
        ({"period_start": 2014}, {}),
        ({"period_start": 2013}, {"period_start": 2012, "period_end": 2013}),
        ({}, {"period_start": 2010}),
    ],
)
def test_what_leaves_the_order_or_the_year_open_is_not_like_with_like(forecast, result):
    (told,) = pair(FORECAST | forecast, RESULT | result).itertuples()
    assert told.comparable == UNSURE


@pytest.mark.parametrize(
    ("forecast", "result"),
    [
        ({"period_start": 2013}, {}),
        ({"period_start": 2012}, {"period_start": 2012, "period_end": 2013}),
        ({}, {"period_start": 2011}),
        (TOTAL, TOTAL),
        (TOTAL | {"period_start": 2012}, TOTAL | {"period_start": 2010, "period_end": 2013}),
    ],
)
def test_a_result_about_the_year_forecast_or_a_later_one_is_like_with_like(forecast, result):
    (told,) = pair(FORECAST | forecast, RESULT | result).itertuples()
    assert told.comparable == LIKE


def test_a_years_figure_and_a_total_are_mixed_and_the_total_is_made_annual():
    (told,) = pair(FORECAST, RESULT | TOTAL).itertuples()
    assert told.comparable == MIXED and told.ratio == 75 / 200


def test_the_most_comparable_pair_is_taken_before_the_books_own_choice():
    newest = FORECAST | {"amount_gbp": 999, "reported_on": "2013"}
    (told,) = pair(newest, FORECAST, RESULT).itertuples()
    assert (told.comparable, told.expected_report_id) == (LIKE, "a-r2")


def test_among_equals_the_newest_forecast_is_taken_or_the_earliest_on_request():
    older = FORECAST | {"amount_gbp": 100, "reported_on": "2010"}
    assert pair(FORECAST, older, RESULT).expected_report_id.item() == "a-r1"
    assert pair(FORECAST, older, RESULT, earliest=True).expected_report_id.item() == "a-r2"


def test_an_undated_forecast_is_not_the_earliest():
    undated = FORECAST | {"reported_on": ""}
    rows = (undated, FORECAST, RESULT | {"reported_on": "2011-03"})
    assert pair(*rows, earliest=True).expected_report_id.item() == "a-r2"


def test_what_the_book_sets_aside_makes_no_pair():
    assert pair(FORECAST | {"scope": "partial"}, RESULT).empty
    assert pair(FORECAST, RESULT | {"attribution": "other"}).empty


@pytest.mark.parametrize("amount", [0, -50])
def test_a_forecast_of_no_saving_has_no_ratio(amount):
    assert pair(FORECAST | {"amount_gbp": amount}, RESULT).empty


def test_ratios_are_in_constant_prices_with_cash_beside():
    doubling = FLAT.assign(index_2024=100.0 * 2.0 ** (FLAT.year - 2024))
    (told,) = pair(FORECAST, RESULT, deflator=doubling).itertuples()
    assert told.ratio == pytest.approx(0.75 / 4) and told.cash_ratio == 0.75


def test_delivery_is_the_middle_ratio_the_share_kept_and_the_geometric_mean():
    told = measure_delivery(build_pairs([0.25, 0.5, 1, 1, 2, 2, 4, 16]))
    assert told.median.estimate == told.cash_median.estimate == 1.5
    assert told.kept.estimate == 6 / 8
    assert told.geometric_mean.estimate == pytest.approx(2 ** (5 / 8))
    assert told.geometric_mean.low < told.geometric_mean.estimate < told.geometric_mean.high


def test_independent_ratios_have_the_t_interval_of_their_logs():
    ratios = pd.Series([0.2, 0.5, 0.9, 1.1, 1.6, 2.5, 3.0])
    told = estimate_geometric_mean(ratios, pd.Series(range(7)))
    logs = np.log(ratios)
    # 2.4469 is the 97.5% point of t with six degrees of freedom.
    reach = 2.446912 * logs.std(ddof=1) / np.sqrt(7)
    assert told.low == pytest.approx(np.exp(logs.mean() - reach), rel=1e-6)
    assert told.high == pytest.approx(np.exp(logs.mean() + reach), rel=1e-6)


def test_ratios_of_no_saving_have_no_part_in_the_geometric_mean():
    told = estimate_geometric_mean(pd.Series([0.0, -1, 2, 8]), pd.Series(range(4)))
    assert told.estimate == pytest.approx(4) and told.n == 2 and not told.known
    assert np.isnan(estimate_geometric_mean(pd.Series([0.0]), pd.Series([1])).estimate)


def test_no_pairs_have_no_delivery():
    told = measure_delivery(pair(FORECAST))
    assert told.median.n == 0 and np.isnan(told.kept.estimate)
    assert measure_families(pair(FORECAST)).empty


def test_families_count_who_kept_their_promise():
    told = measure_families(build_pairs([0.5, 1.0, 2.0, 0.1], ["x", "x", "x", "y"]))
    assert told.family.tolist() == ["x", "y"]
    assert told["median"].tolist() == [1.0, 0.1] and told.kept.tolist() == [2, 0]
    assert told.low.isna().all()


@pytest.mark.parametrize("within", [0.0, 0.4])
def test_the_geometric_mean_covers_about_as_often_as_it_says(within):
    rng = np.random.default_rng(31)
    clusters = np.repeat(np.arange(20), [6, 4, 3, 2] + [1] * 16)
    hits = []
    for _ in range(300):
        told = estimate_geometric_mean(
            draw_savings(rng, clusters, within, 0.9), pd.Series(clusters)
        )
        hits.append(told.low <= 1 <= told.high)
    assert 0.92 <= np.mean(hits) <= 0.98


def test_every_pair_of_the_register_is_of_one_arrangement_and_in_order(findings):
    found = findings(2026)
    pairs = pair_figures(found.analysis.trail, found.table, found.analysis.on_record.start_year)
    assert (
        pairs.arrangement_id.is_unique
        and pairs.arrangement_id.isin(found.table.arrangement_id).all()
    )
    reports = found.register.reports.set_index("report_id")
    for side in ("expected", "achieved"):
        of = reports.loc[pairs[f"{side}_report_id"]]
        assert of.arrangement_id.tolist() == pairs.arrangement_id.tolist()
        assert (of.status == side).all()
    assert not (pairs.years_apart < 0).any()
    assert (pairs.years_apart[pairs.comparable == LIKE] >= 1).all()
    assert {LIKE, UNSURE, MIXED} == set(pairs.comparable)
