"""Separation is found exactly where it is."""

import itertools

import numpy as np
import pandas as pd
import pytest

from sharing.separation import is_drawn_to_zero, is_separated


def separated_by_brute_force(outcome: np.ndarray, design: np.ndarray) -> bool:
    """Whether a direction separates, of all that k - 1 rows or fewer leave free."""
    signed = design * np.where(outcome > 0, 1, -1)[:, None]
    for chosen in itertools.combinations(range(len(signed)), design.shape[1] - 1):
        _, sizes, directions = np.linalg.svd(signed[list(chosen)])
        if (sizes > 1e-9).sum() < design.shape[1] - 1:
            continue
        for direction in (directions[-1], -directions[-1]):
            reach = signed @ direction
            if reach.min() > -1e-9 and reach.max() > 1e-9:
                return True
    return False


def test_separation_is_found_exactly_where_brute_force_finds_it():
    found, truth = [], []
    for seed in range(150):
        rng = np.random.default_rng(seed)
        design = np.column_stack([np.ones(12), rng.normal(size=12), rng.normal(size=12)])
        outcome = (design[:, 1] + rng.normal(size=12) > 0).astype(float)
        found.append(is_separated(pd.Series(outcome), pd.DataFrame(design)))
        truth.append(separated_by_brute_force(outcome, design))
    assert found == truth
    assert 20 < sum(truth) < 130


@pytest.mark.parametrize(
    ("flag", "outcome", "separated"),
    [
        ([0, 0, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1], True),
        ([0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 1, 1], True),
        ([0, 0, 0, 1, 1, 1], [0, 1, 0, 1, 0, 1], False),
        ([0, 0, 0, 0, 0, 1], [0, 1, 0, 1, 0, 0], True),
    ],
)
def test_separation_in_part_is_separation(flag, outcome, separated):
    matrix = pd.DataFrame({"Intercept": 1.0, "flag": flag})
    assert is_separated(pd.Series(outcome), matrix) is separated


@pytest.mark.parametrize(
    ("flag", "outcome", "drawn"),
    [
        ([0, 0, 0, 1, 1, 1], [3, 5, 0, 0, 0, 0], True),
        ([0, 0, 0, 1, 1, 1], [3, 5, 0, 0, 0, 9], False),
        ([0, 0, 0, 1, 1, 1], [0, 0, 0, 4, 5, 6], True),
        ([0, 0, 0, 1, 1, 1], [1, 2, 3, 4, 5, 6], False),
        ([0, 1, 2, 2, 2, 2], [0, 0, 3, 4, 5, 6], True),
        ([0, 1, 2, 3, 2, 2], [0, 0, 3, 0, 5, 6], False),
    ],
)
def test_zeros_that_nothing_else_is_like_have_no_finite_mean(flag, outcome, drawn):
    matrix = pd.DataFrame({"Intercept": 1.0, "flag": flag})
    assert is_drawn_to_zero(pd.Series(outcome), matrix) is drawn
