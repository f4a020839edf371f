"""The planner's trials on made-up registers count what they say they count."""

import numpy as np
import pandas as pd
import pytest

from sharing import prediction_trials
from sharing.prediction_trials import (
    CORRECTED,
    LEVELS,
    PLAIN,
    UNCORRECTED,
    count_held,
    try_planner,
    try_strength,
)


def test_ranges_without_an_end_hold_all_beyond_it():
    ends = np.array([[2.0, 3, 1, 4], [2, 3, np.nan, 4], [2, 3, 1, np.nan]])
    groups = pd.Series(["a", "b", "c"])
    assert len(LEVELS) == 4
    assert count_held(ends, np.array([2.5, 0, 9]), groups) == {"half": 1 / 3, "ninety": 1.0}
    assert count_held(ends, np.array([0.0, 9, 0]), groups) == {"half": 0.0, "ninety": 0.0}


def test_each_group_counts_once():
    ends = np.tile([2.0, 3, 1, 4], (4, 1))
    savings = np.array([2.5, 2.5, 2.5, 9])
    assert count_held(ends, savings, pd.Series(["a", "a", "a", "b"]))["half"] == 0.5


@pytest.fixture(scope="module")
def tried():
    return try_strength(1.0, 3).set_index("of")


def test_plain_ranges_hold_the_publicised_and_not_all(tried):
    assert tried.half[PLAIN] == pytest.approx(0.5, abs=0.12)
    assert tried.ninety[PLAIN] == pytest.approx(0.9, abs=0.08)
    assert tried.half[UNCORRECTED] < tried.half[PLAIN]


def test_the_correction_holds_more_of_all(tried):
    assert tried.half[CORRECTED] > tried.half[UNCORRECTED]
    assert tried.ninety[CORRECTED] > tried.ninety[UNCORRECTED]
    assert (tried.replications == 3).all() and (tried.half_error > 0).all()


def test_every_strength_is_tried_once(monkeypatch, tmp_path):
    monkeypatch.setattr("sharing.remember.CACHE", tmp_path / "cache")
    calls: list[float] = []

    def note(strength: float, replications: int) -> pd.DataFrame:
        calls.append(strength)
        return pd.DataFrame({"strength": [strength], "replications": [replications]})

    monkeypatch.setattr(prediction_trials, "try_strength", note)
    assert try_planner(2).equals(try_planner(2))
    assert calls == list(prediction_trials.STRENGTHS)
