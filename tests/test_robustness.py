"""Every combination is a row, and each row is what the book finds with those choices."""

import itertools
from dataclasses import asdict, replace

import numpy as np
import pandas as pd
import pytest

from builders import build_register
from sharing.choices import BASELINE, OPTIONS, Choices
from sharing.edition import Edition, analyse
from sharing.headlines import HEADLINES, find_term, scale_coefficient
from sharing.intervals import estimate_median, estimate_share
from sharing.models import Fit, add_model_columns, fit_model
from sharing.refits import MODELS
from sharing.robustness import (
    NO_SAVING,
    OF_REPORTS,
    OF_ROWS,
    TableFits,
    define_grid,
    explore,
    find_row,
    run_grid,
)

EDITION = Edition(2015, price_year=2015)
SAVINGS = [50_000, 200_000, 400_000, 600_000, 800_000, 1_000_000, 3_000_000]


def build_small():
    """Seven arrangements of two councils with one report each, one of them undated."""
    names = [f"a-{number}" for number in range(len(SAVINGS))]
    return build_register(
        arrangements=[{"arrangement_id": name} for name in names],
        reports=[
            {"arrangement_id": name, "report_id": f"{name}-r1", "amount_gbp": amount}
            | ({"reported_on": "2014"} if number else {})
            for number, (name, amount) in enumerate(zip(names, SAVINGS, strict=True))
        ],
    )


@pytest.fixture(scope="module")
def small():
    return run_grid(build_small(), EDITION, BASELINE, workers=1)


def draw_choices(count: int) -> list[Choices]:
    grid = define_grid()
    rows = np.random.default_rng(20261122).choice(len(grid), count, replace=False)
    return [Choices(**grid.loc[row]) for row in rows]


def measure_slowly(table: pd.DataFrame) -> dict[str, tuple[float, ...]]:
    """Every headline by the book's own functions: estimate, low, high, n, clusters."""
    share = estimate_share(table.under_threshold == 1, table.cluster)
    median = estimate_median(table.annual_saving_gbp, table.cluster)
    found = {
        name: (one.estimate, one.low, one.high, one.n, one.clusters)
        for name, one in {"share_under_threshold": share, "median_saving": median}.items()
    }
    for model, names in MODELS.items():
        fit = fit_model(model, table)
        for name in names:
            columns = fit.design.matrix.columns if isinstance(fit, Fit) else pd.Index([])
            place = find_term(columns, HEADLINES[name].term)
            if place is None:
                found[name] = (np.nan,) * 3
                continue
            row = fit.terms.loc[place]
            ends = [scale_coefficient(name, row[end]) for end in ("estimate", "low", "high")]
            found[name] = (*ends, fit.nobs, fit.clusters)
    return found


def test_the_grid_holds_every_combination_once():
    grid = define_grid()
    assert len(grid) == np.prod([len(options) for options in OPTIONS.values()])
    assert not grid.duplicated().any()
    assert list(grid) == list(OPTIONS)
    for name, options in OPTIONS.items():
        assert set(grid[name]) == set(options)


def test_every_decision_is_about_reports_or_about_rows():
    assert sorted([*OF_REPORTS, *OF_ROWS]) == sorted(OPTIONS)


def test_a_row_is_found_by_its_choices():
    grid = define_grid()
    for choices in draw_choices(5):
        assert dict(grid.loc[find_row(grid, choices)]) == asdict(choices)
    assert find_row(grid, BASELINE) == 0


@pytest.mark.parametrize("choices", draw_choices(12), ids=range(12))
def test_a_combination_is_what_the_book_finds_with_those_choices(register, choices):
    edition = Edition(2026)
    of_reports = replace(BASELINE, **{name: getattr(choices, name) for name in OF_REPORTS})
    fits = TableFits(analyse(register, edition, of_reports).table, edition.threshold_gbp)
    quick = fits.read(choices)
    table = analyse(register, edition, choices).table
    slow = measure_slowly(add_model_columns(table, edition.threshold_gbp))
    assert quick.keys() == set(HEADLINES)
    for name, expected in slow.items():
        assert quick[name][: len(expected)] == pytest.approx(expected, rel=1e-9, nan_ok=True), name
        assert (quick[name].why == "") == bool(np.isfinite(expected[:3]).all())


def test_reading_other_combinations_first_changes_nothing(register):
    table = analyse(register, Edition(2014)).table
    varied = {name: OPTIONS[name] for name in ("grouping", "clustering", "prices")}
    every = [
        replace(BASELINE, **dict(zip(varied, row, strict=True)))
        for row in itertools.product(*varied.values())
    ]
    warm = TableFits(table, 100_000)
    for choices in [*every, *reversed(every)]:
        fresh = pd.DataFrame(TableFits(table, 100_000).read(choices))
        pd.testing.assert_frame_equal(pd.DataFrame(warm.read(choices)), fresh)


def test_the_books_own_choices_give_the_books_own_findings(findings):
    found = findings(2026)
    readings = TableFits(found.analysis.table, found.edition.threshold_gbp).read(found.choices)
    share, median = readings["share_under_threshold"], readings["median_saving"]
    assert share[:3] == (found.share.estimate, found.share.low, found.share.high)
    assert median[:3] == (found.median.estimate, found.median.low, found.median.high)
    terms = found.log_ols.terms.set_index("term")
    achieved = np.exp(terms.loc["achieved", ["estimate", "low", "high"]].astype(float))
    assert readings["achieved_against_expected"][:3] == pytest.approx(tuple(achieved))


def test_each_choice_has_its_effect_on_a_small_register(small):
    def read(headline: str, **options: str) -> float:
        row = find_row(small.grid, replace(BASELINE, **options))
        return small.readings[headline].estimate[row]

    assert read("share_under_threshold") == pytest.approx(1 / 7)
    assert read("median_saving", prices="cash") == 600_000
    assert read("median_saving") == 750_000  # the deflator is 80 in 2014 and 100 in 2015
    assert read("median_saving", undated_reports="leave out") == 875_000
    assert read("share_under_threshold", undated_reports="leave out") == 0
    assert read("median_saving", prices="cash", outliers="leave out") == 500_000
    assert np.isnan(read("median_saving", forecasts="leave out"))
    assert small.chosen == 0


def test_every_combination_stays_a_row_with_its_reason(small):
    assert len(small.grid) == len(define_grid())
    for readings in small.readings.values():
        assert readings.index.equals(small.grid.index)
        complete = readings[["estimate", "low", "high"]].notna().all(axis=1)
        assert ((readings.why == "") == complete).all()
    achieved_only = small.grid.forecasts == "leave out"
    assert (small.readings["median_saving"].why[achieved_only] == NO_SAVING).all()


def test_the_number_of_workers_changes_nothing(small):
    again = run_grid(build_small(), EDITION, replace(BASELINE, prices="cash"), workers=2)
    assert again.grid.prices[again.chosen] == "cash"
    for name, readings in small.readings.items():
        pd.testing.assert_frame_equal(readings, again.readings[name])


def test_an_edition_without_any_saving_has_a_reason_in_every_row():
    register = build_register(arrangements=[{"arrangement_id": "a", "start_year": 2010}])
    multiverse = run_grid(register, EDITION, BASELINE, workers=1)
    for readings in multiverse.readings.values():
        assert (readings.why == NO_SAVING).all() and readings.estimate.isna().all()


def test_a_register_without_checksum_is_not_remembered(findings, monkeypatch):
    import sharing.robustness as module

    found = replace(findings(2011), register=build_small(), edition=EDITION)
    monkeypatch.setattr(module, "run_grid", lambda *given: given)
    monkeypatch.setattr("sharing.results.remember", lambda *_: pytest.fail("looked in the cache"))
    assert explore(found) == (found.register, EDITION, found.choices)
