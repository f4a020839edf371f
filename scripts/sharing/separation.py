"""Whether a likelihood has no maximum, because the regressors tell outcomes apart without fail."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import linprog

Floats = NDArray[np.float64]


def is_separated(outcome: pd.Series, matrix: pd.DataFrame) -> bool:
    """Whether some combination of the regressors separates the two outcomes, even in part.

    Then no finite maximum of a logit's likelihood exists (Albert and Anderson, Biometrika 71,
    1984).
    """
    signed = matrix.to_numpy() * np.where(outcome > 0, 1.0, -1.0)[:, None]
    return _can_grow(signed, signed[:0])


def is_drawn_to_zero(outcome: pd.Series, matrix: pd.DataFrame) -> bool:
    """Whether some combination of the regressors is nothing but among zeros, and of one sign there.

    Then no finite maximum of a Poisson likelihood exists (Santos Silva and Tenreyro, Economics
    Letters 107, 2010).
    """
    above = (outcome > 0).to_numpy()
    return _can_grow(matrix.to_numpy()[~above], matrix.to_numpy()[above])


def _can_grow(rising: Floats, fixed: Floats) -> bool:
    """Whether a combination of columns is nowhere below 0 in ``rising`` and not nothing there.

    It must be nothing in ``fixed``. Konis' linear programme (thesis, Oxford, 2007).
    """
    best = linprog(
        -rising.sum(axis=0),
        A_ub=-rising,
        b_ub=np.zeros(len(rising)),
        A_eq=fixed,
        b_eq=np.zeros(len(fixed)),
        bounds=(-1, 1),
        method="highs",
    )
    return bool(-best.fun > 1e-7)
