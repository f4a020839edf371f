"""Made-up worlds follow their truth, and their partner groups the process that they are said to."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from scipy.special import gammaln

from sharing.truth import SEVERAL, Truth
from sharing.worlds import FAMILIES, GROUPS, MIX, REGIONS, draw_groups, draw_world

PLAIN = Truth()


def draw(truth: Truth, seed: int = 1) -> tuple[pd.DataFrame, pd.DataFrame]:
    return draw_world(truth, np.random.default_rng(seed))


def draw_labels(draws: int, arrangements: int, discount: float) -> np.ndarray:
    """The groups of as many worlds with a concentration of five, one row each."""
    truth = replace(PLAIN, arrangements=arrangements, concentration=5.0, discount=discount)
    rng = np.random.default_rng(20261122)
    return np.array([draw_groups(truth, rng) for _ in range(draws)])


def test_the_same_seed_draws_the_same_world():
    for one, other in zip(draw(PLAIN), draw(PLAIN), strict=True):
        pd.testing.assert_frame_equal(one, other)
    assert not draw(PLAIN, 2)[0].equals(draw(PLAIN)[0])


def test_without_luck_every_saving_is_the_exponential_of_its_mean():
    world = draw(replace(PLAIN, shared_sd=0.0, own_sd=0.0))[0]
    assert np.log(world.annual_saving_gbp).tolist() == pytest.approx(world.mean_log.tolist())


def test_partner_groups_share_their_luck():
    world = draw(replace(PLAIN, own_sd=0.0))[0]
    luck = np.log(world.annual_saving_gbp) - world.mean_log
    assert luck.groupby(world.group).std().max() == pytest.approx(0, abs=1e-9)
    assert luck.groupby(world.group).first().std() == pytest.approx(PLAIN.shared_sd, rel=0.3)


def test_own_luck_has_its_spread_and_a_wide_share():
    truth = replace(PLAIN, arrangements=4000, shared_sd=0.0, wide_share=0.5, wide_factor=3.0)
    world = draw(truth)[0]
    luck = np.log(world.annual_saving_gbp) - world.mean_log
    assert luck.std() == pytest.approx(truth.own_sd * np.sqrt(0.5 + 0.5 * 9), rel=0.05)


@pytest.mark.parametrize("discount", [0.0, 0.4])
def test_groups_are_as_many_as_pitman_and_yor_expect(discount):
    """Without a discount: the sum of the concentration over itself and those seated before."""
    counts = 1 + draw_labels(400, 60, discount).max(axis=1)
    expected = sum(5 / (5 + seated) for seated in range(60))
    if discount:
        log_ratio = gammaln(65 + discount) + gammaln(5) - gammaln(65) - gammaln(5 + discount)
        expected = 5 / discount * np.expm1(log_ratio)
    assert counts.mean() == pytest.approx(expected, abs=4 * counts.std() / np.sqrt(400))


@pytest.mark.parametrize(("one", "other"), [(0, 1), (0, 2), (1, 2), (4, 39)])
def test_any_two_arrangements_share_a_group_with_the_same_chance(one, other):
    """It is (1 - discount) / (1 + concentration), wherever the two stand."""
    labels = draw_labels(4000 if other < 3 else 1500, other + 1, 0.4)
    same = (labels[:, one] == labels[:, other]).mean()
    assert same == pytest.approx(0.6 / 6, abs=4 * np.sqrt(0.09 / len(labels)))


def test_families_and_numbers_of_councils_come_in_their_shares():
    world = draw(replace(PLAIN, arrangements=20_000, concentration=200.0))[0]
    shares = pd.crosstab(world.family, world.partners_group, normalize=True)
    found = shares.loc[list(FAMILIES), list(GROUPS)].to_numpy()
    assert found == pytest.approx(MIX / MIX.sum(), abs=0.012)
    assert world.n_councils[world.partners_group == "5+"].between(5, 32).all()
    assert (world.n_councils[world.partners_group == "3"] == 3).all()


def test_an_arrangement_of_one_council_has_another_body():
    world = draw(replace(PLAIN, arrangements=2000))[0]
    assert world.other_bodies[world.partners_group == "0-1"].all()
    assert not world.other_bodies[world.partners_group == "2"].all()


def test_every_arrangement_names_distinct_councils_of_its_group_alone():
    world, members = draw(PLAIN)
    assert not members.duplicated(["place", "council"]).any()
    groups = members.council.groupby(world.group.to_numpy()[members.place]).agg(set)
    assert sum(map(len, groups)) == members.council.nunique()


def test_complete_lists_name_as_many_councils_as_share():
    world, members = draw(replace(PLAIN, unlisted=0.0))
    assert (members.groupby("place").size() == world.n_councils).all()
    assert not world.population_incomplete.any()


def test_incomplete_lists_name_half_of_the_councils():
    world, members = draw(replace(PLAIN, unlisted=1.0))
    several = world.n_councils > 1
    named = members.groupby("place").size()
    assert (named[several] == (world.n_councils[several] + 1) // 2).all()
    assert (world.population_incomplete == several).all()


def test_the_population_is_that_of_the_councils_named():
    world, members = draw(PLAIN)
    people = members.groupby("place").population.sum()
    assert np.exp(world.log_population).tolist() == pytest.approx(people.tolist())
    assert (members.groupby("council").population.nunique() == 1).all()


def test_a_hidden_hub_is_named_by_no_arrangement_of_several_councils():
    world, members = draw(replace(PLAIN, hub_unnamed=1.0, unlisted=0.0))
    several = world.n_councils > 1
    assert (members.groupby("place").size()[several] == world.n_councils[several] - 1).all()
    hubs = set(members.council[members.place.isin(world.index[~several])])
    assert not hubs & set(members.council[members.place.isin(world.index[several])])


def test_a_partner_group_lies_in_one_region_unless_it_spans_several():
    world = draw(PLAIN)[0]
    placed = world[world.region != ""]
    assert (placed.groupby("group").region.nunique() == 1).all()
    assert set(placed.region) <= set(REGIONS)
    assert ((world.area == SEVERAL) == ((world.region == "") & (world.nation == "England"))).all()


def test_zeros_and_losses_come_in_their_shares():
    world = draw(replace(PLAIN, arrangements=5000, zero_share=0.2, loss_share=0.1))[0]
    assert (world.annual_saving_gbp == 0).mean() == pytest.approx(0.2, abs=0.02)
    assert (world.annual_saving_gbp < 0).mean() == pytest.approx(0.1, abs=0.02)


def test_savings_are_publicised_by_their_chance():
    truth = replace(PLAIN, arrangements=5000, strength=1.0, at_a_million=0.4)
    world = draw(truth)[0]
    assert world.chance.to_numpy() == pytest.approx(truth.publicise(world.annual_saving_gbp))
    assert world.published.mean() == pytest.approx(world.chance.mean(), abs=0.02)
    large = world.annual_saving_gbp > 2e6
    assert world.published[large].mean() > 2 * world.published[~large].mean()


def test_a_start_that_is_unknown_counts_no_years():
    world = draw(PLAIN)[0]
    assert (world.years_since_start[world.start_unknown] == 0).all()
    assert world.start_unknown[world.undated].all()
