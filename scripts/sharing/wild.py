"""The wild cluster bootstrap, for least squares with few clusters.

The null hypothesis is imposed, whole clusters change sign and size together by Webb's six-point
weights, and intervals hold the values that the test does not reject (Cameron, Gelbach and Miller,
Review of Economics and Statistics 90, 2008; Webb, Canadian Journal of Economics 56, 2023;
MacKinnon, Nielsen and Webb, Journal of Econometrics 232, 2023, for the formulas by cluster).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
FEW_CLUSTERS = 40
DRAWS = 999
SEED = 20261122
WEIGHTS = np.array([-np.sqrt(1.5), -1, -np.sqrt(0.5), np.sqrt(0.5), 1, np.sqrt(1.5)])
STEPS = 24
WIDEST = 64
TIE = 1e-9


@dataclass(frozen=True)
class Wild:
    """Bootstrap p-values of no effect, and 95% intervals by inverting the test, of shape (k,).

    No p-value is finer than 1 / (`DRAWS` + 1). An end that the test never rejects is infinite.
    """

    p_value: Floats
    low: Floats
    high: Floats


@dataclass(frozen=True)
class _Term:
    """One coefficient under every draw, as far as that does not depend on the hypothesis.

    The errors that a hypothesis leaves are the residuals less the regressor, net of all others,
    times the distance of the value from the estimate. So what each draw makes of the two apart
    serves every value.

    Attributes
    ----------
    unit
        The standard error.
    shift
        What moves the estimate: of the residuals and of the regressor, shape (2, draws).
    squares
        The variance of the estimate: of the residuals, of both together (twice, and less than
        nothing where they go together), and of the regressor; shape (3, draws).
    """

    estimate: float
    unit: float
    shift: Floats
    squares: Floats


def bootstrap_terms(outcome: Floats, design: Floats, clusters: NDArray[np.intp]) -> Wild:
    """The wild cluster bootstrap of every coefficient.

    Parameters
    ----------
    outcome, design
        Shapes (n,) and (n, k).
    clusters
        Cluster number of each row from 0, shape (n,).
    """
    member = (clusters[:, None] == np.arange(clusters.max() + 1)).astype(float)
    draws = np.random.default_rng(SEED).choice(WEIGHTS, size=(member.shape[1], DRAWS))
    found = [
        _invert(_prepare(outcome, design, place, member, draws)) for place in range(design.shape[1])
    ]
    return Wild(*(np.array(values) for values in zip(*found, strict=True)))


def _prepare(outcome: Floats, design: Floats, place: int, member: Floats, draws: Floats) -> _Term:
    inverse = np.linalg.inv(design.T @ design) @ design.T
    others, column = np.delete(design, place, axis=1), design[:, place]
    # With no other regressor there is nothing to take out.
    basis = np.linalg.qr(others)[0] if others.shape[1] else np.zeros((len(design), 0))
    residuals = outcome - design @ (inverse @ outcome)
    influence = inverse[place]
    parts = np.stack([residuals, column - basis @ (basis.T @ column)])[:, :, None] * member
    left = parts - design @ (inverse @ parts)
    scores = (influence[:, None] * member).T @ left @ draws
    gram = np.einsum("igd,jgd->ijd", scores, scores)
    return _Term(
        float(influence @ outcome),
        float(np.sqrt((((influence * residuals) @ member) ** 2).sum())),
        influence @ parts @ draws,
        np.stack([gram[0, 0], -2 * gram[0, 1], gram[1, 1]]),
    )


def _test(term: _Term, distance: float) -> float:
    """The p-value of the hypothesis that the coefficient is the estimate and ``distance``."""
    shift = np.array([1, -distance]) @ term.shift
    spread = np.sqrt(np.array([1, distance, distance**2]) @ term.squares)
    simulated = np.abs(shift) / spread
    # Equal weights give back the statistic itself, which rounding must not turn into a smaller one.
    reached = simulated >= abs(distance) / term.unit * (1 - TIE)
    return float((1 + reached.sum()) / (len(simulated) + 1))


def _invert(term: _Term) -> tuple[float, float, float]:
    low, high = (_find_end(term, side * term.unit) for side in (-1, 1))
    return _test(term, -term.estimate), low, high


def _find_end(term: _Term, step: float) -> float:
    """The furthest value in the direction of ``step`` that the test at 5% does not reject."""
    reach = 1.0
    while _test(term, reach * step) > 0.05:
        reach *= 2
        if reach > WIDEST:
            return float(np.inf * np.sign(step))
    inside, outside = 0.0, reach
    for _ in range(STEPS):
        middle = (inside + outside) / 2
        if _test(term, middle * step) > 0.05:
            inside = middle
        else:
            outside = middle
    return float(term.estimate + inside * step)
