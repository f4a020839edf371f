"""What each estimator aims at agrees with closed forms, hand-made worlds and large draws."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import logit

from sharing.headlines import HEADLINES
from sharing.models import add_model_columns
from sharing.specifications import AREAS, FAMILIES, PARTNERS, SPECIFICATIONS
from sharing.targets import ESTIMATORS, World, draw_large_world
from sharing.truth import Truth

THRESHOLD = 100_000
PLAIN = Truth()
CONTROLS = (
    f"{FAMILIES} + achieved + log_population + population_incomplete + years_since_start + "
    f"start_unknown + other_bodies + {AREAS}"
)
RIGHT = f"{PARTNERS} + {CONTROLS}"


@pytest.fixture(scope="module")
def world() -> World:
    """A large world of the plain truth."""
    return draw_large_world(PLAIN, THRESHOLD, 60)


def small_world(truth: Truth, **columns: list[object]) -> World:
    """A world of a few arrangements in prices of 2024."""
    filled = {"cash_ratio": 1.0, "price_held": False, "status": "expected", "n_councils": 2}
    filled |= {"population_incomplete": False, "start_unknown": False, "other_bodies": False}
    table = pd.DataFrame(columns).assign(**{k: v for k, v in filled.items() if k not in columns})
    saved = table.assign(annual_saving_gbp=1.0, annual_saving_cash_gbp=1.0)
    return World(truth, THRESHOLD, add_model_columns(saved, THRESHOLD))


def test_every_model_but_a_spline_can_be_looked_up():
    assert set(SPECIFICATIONS) - set(ESTIMATORS) == {"log_ols_spline"}


def test_a_large_world_keeps_the_partner_groups_of_its_worlds_apart(world):
    assert len(world.table) == 60 * PLAIN.arrangements
    groups = world.table.groupby("cluster").group
    assert (groups.nunique() == 1).all()
    assert groups.size().max() < PLAIN.arrangements
    assert world.table.cluster.nunique() > 60 * world.table.group.max() / 4


def test_the_share_aimed_at_is_that_of_a_large_draw(world):
    aim = ESTIMATORS["share_under_threshold"].aim(world, "")[""]
    assert world.table.under_threshold.mean() == pytest.approx(aim, abs=0.01)


def test_the_median_aimed_at_is_that_of_a_large_draw(world):
    aim = ESTIMATORS["median_saving"].aim(world, "")[""]
    assert world.table.annual_saving_gbp.median() == pytest.approx(aim, rel=0.08)


@pytest.mark.parametrize(
    ("name", "by"), [("by_partners", "partners_group"), ("by_family", "family")]
)
def test_group_medians_aimed_at_are_those_of_a_large_draw(world, name, by):
    aims = ESTIMATORS[name].aim(world, "")
    drawn = world.table.groupby(by).annual_saving_gbp.median()
    assert aims == pytest.approx(drawn.to_dict(), rel=0.3)
    assert aims["Whole council" if by == "family" else "5+"] > max(
        aim for group, aim in aims.items() if group not in ("Whole council", "5+")
    )


def test_savings_for_each_council_are_divided_by_the_number_of_councils():
    world = small_world(
        PLAIN, mean_log=[3.0, 5.0, 9.0], n_councils=[2, 4, 1], partners_group=["2", "4", "0-1"]
    )
    aims = ESTIMATORS["per_partner"].aim(world, "")
    assert aims == pytest.approx({"2": np.exp(3) / 2, "4": np.exp(5) / 4})


@pytest.mark.parametrize("name", ["log_ols", "mean_glm", "median"])
def test_a_model_that_is_right_aims_at_the_effects_themselves(world, name):
    aims = ESTIMATORS[name].aim(world, f"{SPECIFICATIONS[name].outcome} ~ {RIGHT}")
    for column, effects in ((PARTNERS, PLAIN.partners), (FAMILIES, PLAIN.families)):
        for level, effect in effects:
            assert aims[f"{column}[T.{level}]"] == pytest.approx(effect, abs=1e-3)
    assert aims["achieved"] == pytest.approx(PLAIN.achieved, abs=1e-3)
    assert aims["log_population"] == pytest.approx(PLAIN.log_population, abs=1e-3)


def test_zeros_and_losses_move_the_intercepts_alone(world):
    poor = World(replace(PLAIN, zero_share=0.1, loss_share=0.1), THRESHOLD, world.table)
    for name in ("mean_glm", "median"):
        formula = f"{SPECIFICATIONS[name].outcome} ~ {RIGHT}"
        rich_aims, poor_aims = (ESTIMATORS[name].aim(w, formula) for w in (world, poor))
        moved = {term for term in rich_aims if abs(rich_aims[term] - poor_aims[term]) > 1e-3}
        assert moved == {"Intercept"}
        assert poor_aims["Intercept"] < rich_aims["Intercept"]


def test_the_mean_aims_at_the_mean_and_not_at_the_middle():
    world = small_world(PLAIN, mean_log=[4.0, 4.0, 6.0, 6.0], other_bodies=[False] * 2 + [True] * 2)
    aims = ESTIMATORS["mean_glm"].aim(world, "annual_saving_gbp ~ other_bodies")
    variance = PLAIN.shared_sd**2 + PLAIN.own_sd**2
    assert aims == pytest.approx({"Intercept": 4 + variance / 2, "other_bodies": 2})


def test_a_logit_aims_at_the_odds_of_the_mean_chances():
    means = np.log([50_000, 200_000, 100_000, 800_000])
    world = small_world(PLAIN, mean_log=means, other_bodies=[False, False, True, True])
    chances = PLAIN.chance_under(np.full(4, THRESHOLD), means)
    alone, others = logit(chances[:2].mean()), logit(chances[2:].mean())
    aims = ESTIMATORS["under_threshold"].aim(world, "under_threshold ~ other_bodies")
    assert aims == pytest.approx({"Intercept": alone, "other_bodies": others - alone})


def test_the_threshold_is_compared_in_cash():
    world = small_world(PLAIN, mean_log=[np.log(200_000)], cash_ratio=[0.5])
    assert ESTIMATORS["share_under_threshold"].aim(world, "")[""] == pytest.approx(0.5)


def test_a_model_that_simplifies_aims_at_what_it_converges_to():
    world = small_world(PLAIN, mean_log=[1.0, 3.0, 6.0, 100.0], n_councils=[2, 4, 8, 1])
    aims = ESTIMATORS["log_ols_log"].aim(world, "log_annual_saving ~ log_councils")
    # Equal steps of the log of councils: the slope is the difference of the ends.
    assert aims["log_councils"] == pytest.approx((6 - 1) / (2 * np.log(2)))


def test_headlines_aim_at_the_ratios_of_the_effects(world):
    aims = ESTIMATORS["headlines"].aim(world, "")
    assert set(aims) == set(HEADLINES)
    assert aims["five_or_more_against_two"] == pytest.approx(np.exp(dict(PLAIN.partners)["5+"]))
    assert aims["achieved_against_expected"] == pytest.approx(np.exp(PLAIN.achieved))
    assert aims["other_bodies_against_councils_alone"] == pytest.approx(np.exp(PLAIN.other_bodies))
    for name in ("share_under_threshold", "median_saving"):
        assert aims[name] == ESTIMATORS[name].aim(world, "")[""]


def test_every_estimator_says_of_a_register_what_it_aims_at_in_a_world(world):
    table = world.table[: 2 * PLAIN.arrangements]
    for name, estimator in ESTIMATORS.items():
        records = list(estimator.measure(table))
        assert records, name
        for formula in {record[1] for record in records}:
            aims = estimator.aim(world, formula)
            assert {r[2] for r in records if r[1] == formula} <= set(aims)
