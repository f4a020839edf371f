"""A simulated register keeps the contract, and the pipeline gets its truth back from it exactly."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sharing.descriptor import Table
from sharing.edition import Analysis, Edition, analyse
from sharing.models import Fit, add_model_columns, fit_model, read_effects
from sharing.savings import CHOSEN
from sharing.simulate import Simulated, simulate, simulate_register
from sharing.truth import Truth
from sharing.validation import find_faults

EDITION = Edition(2026)
SURE = replace(Truth(), shared_sd=0.0, own_sd=0.0, undated=0.0)


@pytest.fixture(scope="module")
def sure() -> tuple[Simulated, Analysis]:
    """A register without luck, and what the pipeline makes of it."""
    made = simulate(SURE, 1)
    return made, analyse(made.register, EDITION)


@pytest.fixture(scope="module")
def selected() -> tuple[Simulated, Analysis]:
    """A register in which larger savings are publicised more often."""
    made = simulate(replace(Truth(), arrangements=400, strength=1.0, at_a_million=0.5), 2)
    return made, analyse(made.register, EDITION)


def write_texts(frame: pd.DataFrame) -> pd.DataFrame:
    """A typed table as the texts of its CSV file."""
    texts = {
        name: [
            "" if pd.isna(value) else str(value).lower() if isinstance(value, bool) else str(value)
            for value in frame[name].astype("object")
        ]
        for name in frame
    }
    return pd.DataFrame(texts, columns=frame.columns, dtype="str")


def line_up(made: Simulated, analysis: Analysis) -> pd.DataFrame:
    """The world's rows in the order of the analysis table."""
    return made.world.set_index("arrangement_id").loc[analysis.table.arrangement_id]


def test_a_simulated_register_breaks_no_rule_of_the_contract(
    selected: tuple[Simulated, Analysis], tables: dict[str, Table]
):
    frames = {name: write_texts(getattr(selected[0].register, name)) for name in tables}
    assert find_faults(frames, tables) == []


def test_it_has_the_columns_and_types_of_the_real_one(selected, register, tables):
    for name in tables:
        simulated, real = getattr(selected[0].register, name), getattr(register, name)
        pd.testing.assert_series_equal(simulated.dtypes, real.dtypes)


def test_the_same_seed_makes_the_same_register(tables):
    one, other, third = (simulate_register(Truth(), seed) for seed in (3, 3, 4))
    for name in tables:
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name))
    assert not one.reports.equals(third.reports)


def test_the_pipeline_finds_every_saving_again_to_the_pound(sure):
    made, analysis = sure
    real = line_up(made, analysis)
    assert len(analysis.table) == SURE.arrangements
    savings = analysis.table.annual_saving_gbp.to_numpy()
    assert savings == pytest.approx(real.annual_saving_gbp.to_numpy(), abs=2)
    cash = analysis.table.annual_saving_cash_gbp.to_numpy()
    assert cash == pytest.approx((real.annual_saving_gbp * real.cash_ratio).to_numpy(), abs=1)


@pytest.mark.parametrize(
    "column",
    [
        *("partners_group", "n_councils", "family", "area", "status", "other_bodies"),
        *("years_since_start", "start_unknown", "log_population", "population_incomplete"),
    ],
)
def test_the_pipeline_finds_all_that_savings_depend_on(sure, column):
    made, analysis = sure
    real, found = line_up(made, analysis)[column], analysis.table[column]
    if column == "log_population":
        assert found.to_numpy() == pytest.approx(real.to_numpy())
    else:
        assert found.tolist() == real.tolist()


def test_without_luck_the_regression_returns_the_effects_themselves(sure):
    table = add_model_columns(sure[1].table, EDITION.threshold_gbp)
    fit = fit_model("log_ols", table)
    assert isinstance(fit, Fit) and fit.controlled
    effects = read_effects(fit)
    found = dict(
        zip(effects.variable + effects.level, np.log1p(effects.percent / 100), strict=True)
    )
    wanted = {
        **{f"partners_group{level}": effect for level, effect in SURE.partners},
        **{f"family{level}": effect for level, effect in SURE.families},
        **{f"area{level}": effect for level, effect in (*SURE.areas, ("North", 0.0))},
        **{name: getattr(SURE, name) for name in ("achieved", "log_population", "other_bodies")},
        "population_incomplete": SURE.population_incomplete,
        "years_since_start": SURE.years_since_start,
        "start_unknown": SURE.start_unknown,
    }
    assert found == pytest.approx(wanted, abs=1e-4)
    assert fit.terms.estimate[0] == pytest.approx(SURE.intercept, abs=1e-3)


def test_reports_that_must_not_count_are_there_and_do_not_count(sure):
    trail = sure[1].trail
    assert set(trail.use) == {
        *(CHOSEN, "superseded", "one partner or one part", "not from sharing"),
        *("one-off", "no stated basis"),
    }
    assert trail[trail.use == CHOSEN].report_id.str.endswith("-r2").all()


def test_savings_are_reported_as_yearly_figures_and_as_totals(sure):
    chosen = sure[1].trail[sure[1].trail.use == CHOSEN]
    assert set(chosen.annualised_by) == {"annual", "years covered"}
    assert set(chosen.price_of_known_by) == {"report", "middle of period", "middle of years"}


def test_the_connected_partner_groups_are_those_that_share_luck(sure):
    made, analysis = sure
    pairs = pd.DataFrame(
        {"mine": line_up(made, analysis).group.to_numpy(), "found": analysis.table.cluster}
    ).drop_duplicates()
    assert pairs.mine.is_unique and pairs.found.is_unique


def test_unnamed_hubs_break_the_connected_partner_groups_up():
    made = simulate(replace(SURE, hub_unnamed=0.5), 1)
    table = analyse(made.register, EDITION).table
    assert table.cluster.nunique() > made.world.group.nunique()


def test_partner_groups_are_as_unequal_as_the_real_ones(findings):
    real = findings(2026).table.cluster.value_counts()
    sizes = [simulate(Truth(), seed).world.group.value_counts() for seed in range(20)]
    for measure in (len, max, lambda counts: counts.sum() ** 2 / (counts**2).sum()):
        drawn = [measure(counts) for counts in sizes]
        assert min(drawn) <= measure(real) <= max(drawn)


def test_what_was_not_publicised_stands_in_the_register_without_a_report(selected):
    made, analysis = selected
    assert 0 < made.world.published.sum() < len(made.world)
    assert len(made.register.arrangements) == len(made.world)
    published = set(made.world.arrangement_id[made.world.published])
    assert set(made.register.reports.arrangement_id) == published
    assert analysis.flow["no saving reported"] == len(made.world) - len(published)


def test_undated_reports_are_known_to_the_newest_edition(selected):
    made, analysis = selected
    undated = line_up(made, analysis).undated.to_numpy()
    assert ((analysis.table.reported_on == "") == undated).all()
    assert undated.any() and not undated.all()
