"""The correction for publicity undoes a known selection, and says what the maps leave open."""

import numpy as np
import pandas as pd
import pytest

from made_planner import FAMILIES, make_savings
from sharing.models import NotEstimated
from sharing.prediction import fit_predictor, prepare
from sharing.prediction_publicity import Chances, correct, invert_chances, measure_chances

KINDS = pd.DataFrame({"family": FAMILIES, "partners_group": "2", "log_size": 1.0})
EDGES = (250_000.0, 1_000_000.0)
LEVELS = (0.25, 0.5, 0.75)
LIMIT = 100_000.0


@pytest.fixture(scope="module")
def predictor():
    return fit_predictor(prepare(make_savings()))


def test_inverse_chances_are_the_maps_shares_over_the_registers():
    savings = [50_000.0] * 10 + [200_000.0] * 10 + [2_000_000.0] * 20
    english = pd.DataFrame(
        {"annual_saving_cash_gbp": savings, "cluster": [str(place) for place in range(40)]}
    )

    def cumulate(edges: tuple[float, ...]) -> np.ndarray:
        assert edges == (100_000.0, 250_000.0)
        return np.array([[0.5, 0.9], [0.25, 0.5]])

    chances = invert_chances("any", english, cumulate)
    assert chances.inverse == pytest.approx(np.array([[2, 1.6, 0.2], [1, 1, 1]]))
    assert chances.weigh(english).shape == (2, 40)


def test_a_scale_moves_savings_to_other_bands():
    table = pd.DataFrame({"annual_saving_cash_gbp": [300_000.0]})
    inverse = np.array([[3.0, 2.0, 1.0]])
    assert Chances("", EDGES, inverse).weigh(table)[0, 0] == 2
    assert Chances("", EDGES, inverse, 0.5).weigh(table)[0, 0] == 3


def test_a_map_like_the_register_changes_nothing(predictor):
    flat = Chances("flat", EDGES, np.ones((3, 3)))
    corrected = correct(predictor, KINDS, [flat], LEVELS, LIMIT)
    plain = predictor.forecast(KINDS)
    assert corrected.middle == pytest.approx(plain.find_ends(LEVELS))
    assert corrected.low == pytest.approx(corrected.high)
    assert corrected.under_middle == pytest.approx(plain.find_share_under(LIMIT))
    assert corrected.groups == pytest.approx(predictor.groups)


def test_the_range_runs_over_every_map_and_weighting(predictor):
    flat, steep = np.ones((5, 3)), np.tile([4.0, 1.0, 0.25], (5, 1))
    both = [Chances("flat", EDGES, flat), Chances("steep", EDGES, steep)]
    alone = [correct(predictor, KINDS, [one], LEVELS, LIMIT) for one in both]
    told = correct(predictor, KINDS, both, LEVELS, LIMIT)
    assert told.low == pytest.approx(np.minimum(alone[0].middle, alone[1].middle))
    assert told.high == pytest.approx(np.maximum(alone[0].middle, alone[1].middle))
    assert (alone[1].middle < alone[0].middle).all()
    assert told.groups == pytest.approx(alone[1].groups) and told.groups < alone[0].groups


def test_an_end_that_few_groups_cannot_give_is_nan(predictor):
    one_counts = np.array([[1e6, 1.0, 1e-6]])
    corrected = correct(
        predictor, KINDS, [Chances("", (110_000.0, EDGES[1]), one_counts)], (0.01, 0.5), LIMIT
    )
    assert np.isnan(corrected.middle[:, 0]).all() and np.isnan(corrected.low[:, 0]).all()


def test_a_few_maps_that_cannot_give_an_end_are_left_out(predictor):
    maps = np.vstack([np.ones((19, 3)), [[1e6, 1.0, 1e-6]]])
    edges = (110_000.0, EDGES[1])
    corrected = correct(predictor, KINDS, [Chances("", edges, maps)], (0.05, 0.5), LIMIT)
    plain = predictor.forecast(KINDS).find_ends((0.05, 0.5))
    assert corrected.middle == pytest.approx(plain)
    assert corrected.low[:, 0] == pytest.approx(plain[:, 0])
    assert (corrected.low[:, 1] < plain[:, 1]).all()


def test_a_known_selection_is_undone():
    """Many savings of which the small are rarely publicised: the median comes back."""
    whole = make_savings(groups=2_000, each=1, seed=8)
    rng = np.random.default_rng(9)
    bands = np.searchsorted(EDGES, whole.annual_saving_cash_gbp, side="right")
    chance = np.array([0.05, 0.2, 0.9])[bands]
    public = prepare(whole[rng.random(2_000) < chance].head(400))
    predictor = fit_predictor(public)
    known = Chances("known", EDGES, 1 / np.array([[0.05, 0.2, 0.9]]))
    true = whole[whole.family == FAMILIES[0]].annual_saving_gbp.median()
    plain = predictor.forecast(KINDS).find_ends((0.5,))[0, 0]
    corrected = correct(predictor, KINDS, [known], (0.5,), LIMIT).middle[0, 0]
    assert abs(np.log(corrected / true)) < 0.5 * abs(np.log(plain / true))


def test_an_edition_before_the_facts_cannot_correct(findings):
    found = measure_chances(findings(2011))
    assert isinstance(found, NotEstimated) and "2011" in found.why


@pytest.mark.parametrize("year", [2016, 2026])
def test_an_edition_that_knows_the_facts_has_every_shape(findings, year):
    found = measure_chances(findings(year))
    assert [one.weighting for one in found][-1] == "savings halved" and len(found) == 4
    # The smallest savings are rarest among the publicised, and the largest commonest.
    for one in found:
        middle = np.median(one.inverse, axis=0)
        assert middle[0] > 1 > middle[-1] > 0
