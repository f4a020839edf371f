"""The four ways to fit, each brought to the least-squares form that the covariance needs.

At its solution every one of them is a weighted least-squares problem, so one cluster-robust
covariance (`sharing.covariance`) serves them all. statsmodels does the fitting.
"""

import warnings
from dataclasses import dataclass

import numpy as np
import statsmodels.api as sm
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import linprog

Floats = NDArray[np.float64]
TOLERANCE = 1e-9


@dataclass(frozen=True)
class Solution:
    """A fit's coefficients, and the least-squares problem that it solves there.

    Attributes
    ----------
    params
        Shape (k,).
    design, residuals
        Of shape (n, k) and (n,), such that ``design.T @ residuals`` is nothing at the solution and
        the coefficients' errors are ``inv(design.T @ design) @ design.T @ errors``.
    fitted
        The linear predictor, shape (n,).
    """

    params: Floats
    design: Floats
    residuals: Floats
    fitted: Floats


class NoSolution(Exception):
    """The iterations did not arrive at a solution."""


def fit_least_squares(outcome: Floats, design: Floats) -> Solution:
    """Ordinary least squares."""
    params = np.asarray(sm.OLS(outcome, design).fit().params)
    fitted = design @ params
    return Solution(params, design, outcome - fitted, fitted)


def fit_mean(outcome: Floats, design: Floats) -> Solution:
    """The mean on a log link by Poisson pseudo-maximum likelihood.

    Consistent whatever the outcome's distribution, zeros included, as long as the mean is right
    (Gourieroux, Monfort and Trognon, Econometrica 52, 1984; Santos Silva and Tenreyro, Review of
    Economics and Statistics 88, 2006).

    Raises
    ------
    NoSolution
        If the iterations do not converge.
    """
    # In units of the mean, so that the iterations start near their end.
    unit = outcome.mean()
    fit = sm.GLM(outcome / unit, design, family=sm.families.Poisson()).fit(tol=1e-12, maxiter=200)
    if not fit.converged:
        raise NoSolution("the iterations for the mean do not settle")
    params = np.asarray(fit.params).copy()
    mean = np.exp(design @ params)
    params += np.linalg.lstsq(design, np.full(len(design), np.log(unit)), rcond=None)[0]
    root = np.sqrt(mean)
    return Solution(params, root[:, None] * design, (outcome / unit - mean) / root, design @ params)


def fit_probability(outcome: Floats, design: Floats) -> Solution:
    """A logit.

    Raises
    ------
    NoSolution
        If the iterations do not converge.
    """
    fit = sm.Logit(outcome, design).fit(disp=0, maxiter=200, method="newton", tol=1e-12)
    if not fit.mle_retvals["converged"]:
        raise NoSolution("the iterations for the chance do not settle")
    params = np.asarray(fit.params)
    chance = 1 / (1 + np.exp(-design @ params))
    root = np.sqrt(chance * (1 - chance))
    return Solution(params, root[:, None] * design, (outcome - chance) / root, design @ params)


def fit_median(outcome: Floats, design: Floats) -> Solution:
    """Median regression; the residuals are signs divided by the errors' density at the median.

    statsmodels iterates towards the solution; the exact one passes through k observations and is
    found from there, or failing that by linear programming. The density is the difference quotient
    of the residuals' quantiles at Hall and Sheather's bandwidth (Koenker, Quantile Regression,
    2005, section 3.4), which takes it to be the same for all arrangements.

    Raises
    ------
    NoSolution
        If no linear programme finds the solution.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", sm.tools.sm_exceptions.IterationLimitWarning)
        near = np.asarray(sm.QuantReg(outcome, design).fit(q=0.5, max_iter=2000).params)
    params = _settle(near, outcome, design)
    residuals = outcome - design @ params
    on_line = np.abs(residuals) <= TOLERANCE * max(1.0, float(np.abs(outcome).max()))
    signs = np.where(on_line, 0.0, np.sign(residuals)) / 2
    return Solution(
        params, design, signs / _measure_density(residuals[~on_line], len(outcome)), design @ params
    )


def _settle(near: Floats, outcome: Floats, design: Floats) -> Floats:
    """The exact median regression from a near one: through the k nearest points if optimal."""
    order = np.argsort(np.abs(outcome - design @ near), kind="stable")
    basis = _find_basis(design[order])
    if basis is not None:
        rows = order[basis]
        params = np.linalg.solve(design[rows], outcome[rows])
        signs = np.sign(outcome - design @ params)
        signs[rows] = 0
        if np.all(np.abs(np.linalg.solve(design[rows].T, design.T @ signs)) <= 1 + TOLERANCE):
            return params
    return _programme(outcome, design)


def _find_basis(ordered: Floats) -> list[int] | None:
    """The first rows that together span all columns, or None."""
    chosen: list[int] = []
    for row in range(len(ordered)):
        if np.linalg.matrix_rank(ordered[[*chosen, row]]) > len(chosen):
            chosen.append(row)
            if len(chosen) == ordered.shape[1]:
                return chosen
    return None


def _programme(outcome: Floats, design: Floats) -> Floats:
    """Median regression as a linear programme (Koenker and Bassett, Econometrica 46, 1978)."""
    rows, columns = design.shape
    cost = np.concatenate([np.zeros(columns), np.ones(2 * rows)])
    equal = np.hstack([design, np.eye(rows), -np.eye(rows)])
    bounds = [(None, None)] * columns + [(0, None)] * (2 * rows)
    found = linprog(cost, A_eq=equal, b_eq=outcome, bounds=bounds, method="highs")
    if not found.success:
        raise NoSolution("no median regression fits")
    return found.x[:columns]


def _measure_density(residuals: Floats, rows: int) -> float:
    """The density of the errors at their median."""
    normal = stats.norm.ppf(0.975) ** (2 / 3) * (1.5 * stats.norm.pdf(0) ** 2) ** (1 / 3)
    reach = min(rows ** (-1 / 3) * normal, 0.45)
    low, high = np.quantile(residuals, [0.5 - reach, 0.5 + reach])
    if high <= low:
        raise NoSolution("too many savings are equal to tell how they vary around the median")
    return float(2 * reach / (high - low))
