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

Floats = NDArray[np.float64]
ON_LINE = 1e-5


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
    model = sm.GLM(outcome / unit, design, family=sm.families.Poisson())
    try:
        fit = model.fit(tol=1e-12, maxiter=200)
    except ValueError as overflow:
        raise NoSolution("the iterations for the mean run away") from overflow
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

    Savings in groups often leave many sets of coefficients that fit equally well. The one given is
    where statsmodels' iterations stop, at its own defaults; no other has a sum of absolute
    residuals that is smaller by more than a hundred-thousandth. The density is the difference
    quotient of the residuals' quantiles at Chamberlain's bandwidth (in Sims, Advances in
    Econometrics: Sixth World Congress 1, 1994), which takes it to be the same for all arrangements;
    wider bandwidths made intervals too wide in simulations on the register's own designs.
    Observations on the line have a residual of nothing, so ``design.T @ residuals`` is nothing only
    up to those.

    Raises
    ------
    NoSolution
        If the savings hardly vary around the line.
    """
    with np.errstate(all="ignore"), warnings.catch_warnings():
        # It warns of its own covariance, which is not used.
        warnings.simplefilter("ignore")
        params = np.asarray(sm.QuantReg(outcome, design).fit(q=0.5).params)
    if not np.isfinite(params).all():
        raise NoSolution("no median regression fits")
    residuals = outcome - design @ params
    on_line = np.abs(residuals) <= ON_LINE * max(1.0, float(np.abs(outcome).max()))
    signs = np.where(on_line, 0.0, np.sign(residuals)) / 2
    return Solution(
        params, design, signs / _measure_density(residuals[~on_line], len(outcome)), design @ params
    )


def _measure_density(residuals: Floats, rows: int) -> float:
    """The density of the errors at their median."""
    reach = min(float(stats.norm.ppf(0.975)) / np.sqrt(4 * rows), 0.45)
    spread = np.quantile(residuals, [0.5 - reach, 0.5 + reach]) if len(residuals) else np.zeros(2)
    if spread[1] <= spread[0]:
        raise NoSolution("too many savings are equal to tell how they vary around the median")
    return float(2 * reach / (spread[1] - spread[0]))
