"""Results of simulations are kept with the project, and used only by the code that made them."""

import numpy as np
import pandas as pd
import pytest

from sharing.coverage import EVERY, SETTINGS, measure_register, plan_settings
from sharing.prediction_trials import plan_trials
from sharing.selection_bias import MEASURED, STRENGTHS, calibrate, plan_publicity
from sharing.simulations import STAMP, Simulation

TABLE = pd.DataFrame(
    {
        "term": ["a, b", "", 'say "c"', None],
        "share": [0.1 + 0.2, np.nan, 1e-300, -2 / 3],
        "given": [1, 2, 3, 4],
    }
)


@pytest.fixture
def project(monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.simulations.SIMULATIONS", tmp_path / "simulations")
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path / "cache")
    return tmp_path / "simulations"


@pytest.fixture
def plan():
    """A plan of a request, and how often it was computed."""
    asked = []

    def plan(request):
        def compute():
            asked.append(request)
            return {"terms": TABLE, "first": TABLE[::-1].reset_index(drop=True)}

        return Simulation("trial", "sharing.simulations", request, compute)

    plan.asked = asked
    return plan


def test_what_is_kept_comes_back_to_the_last_digit(project, plan):
    plan(1).keep()
    assert sorted(path.name for path in (project / "trial").iterdir()) == [
        "first.csv",
        STAMP,
        "terms.csv",
    ]
    frames = plan(1).recall()
    assert plan.asked == [1]
    pd.testing.assert_frame_equal(frames["terms"], TABLE, check_exact=True)
    assert list(frames) == ["first", "terms"]


def test_another_request_or_other_code_is_computed_anew(project, plan, monkeypatch):
    plan(1).keep()
    assert plan(1).is_kept() and not plan(2).is_kept()
    plan(2).recall()
    monkeypatch.setattr("sharing.simulations.digest_code", lambda module: "other")
    assert not plan(1).is_kept()
    plan(3).recall()
    assert plan.asked == [1, 2, 3]


def test_a_newer_result_takes_the_place_of_the_older(project, plan):
    plan(1).keep()
    (project / "trial" / "left_over.csv").write_text("a\n1\n")
    plan(2).keep()
    assert plan(2).is_kept() and not plan(1).is_kept()
    assert not (project / "trial" / "left_over.csv").exists()


def test_a_result_without_its_stamp_is_none(project, plan):
    plan(1).keep()
    (project / "trial" / STAMP).unlink()
    assert not plan(1).is_kept()


@pytest.mark.parametrize(
    "simulation",
    [*plan_settings().values(), *plan_publicity().values(), plan_trials()],
    ids=lambda simulation: simulation.name,
)
def test_every_result_was_kept_by_this_code(simulation):
    assert simulation.is_kept(), (
        "Its code has changed: run `make simulate` and read the difference."
    )


@pytest.mark.parametrize("name", SETTINGS)
def test_the_first_register_of_a_setting_gives_what_is_kept(name):
    compare_first(plan_settings()[name], SETTINGS[name].truth, EVERY)


@pytest.mark.parametrize("strength", STRENGTHS)
def test_the_first_register_under_selection_gives_what_is_kept(strength):
    compare_first(plan_publicity()[strength], calibrate(strength), MEASURED)


def compare_first(simulation, truth, estimators):
    """Within 1e-6: other processors round otherwise."""
    again = measure_register(truth, 0, estimators)
    assert len(again)
    pd.testing.assert_frame_equal(simulation.recall()["first"], again, rtol=1e-6)
