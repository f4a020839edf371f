"""What a referee asks of a fitted model: residuals, influence, collinearity and functional form.

A generalised linear model and a median regression are judged by the least-squares problem that they
solve at their solution (Pregibon, Annals of Statistics 9, 1981).
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy import stats
from statsmodels.stats.outliers_influence import variance_inflation_factor

from sharing.covariance import estimate_clustered
from sharing.estimators import NoSolution
from sharing.models import METHODS, Fit

MANY_TIMES = 4


@dataclass(frozen=True)
class FormTest:
    """A test of the functional form; nan where it cannot be made.

    ``estimate`` is the coefficient of the squared linear predictor, which is nothing in a model
    whose form is right.
    """

    estimate: float
    p_value: float


def measure_influence(fit: Fit) -> pd.DataFrame:
    """How far each arrangement stands from the model, and how far it pulls it.

    Returns
    -------
    DataFrame indexed as the model's rows: ``arrangement_id``, ``fitted`` (linear predictor),
    ``residual`` (standardised: divided by its own standard deviation), ``leverage`` (between 0 and
    1; the sum is the number of coefficients) and ``cooks_distance`` (Cook, Technometrics 19, 1977).
    """
    design, residuals = fit.solution.design, fit.solution.residuals
    rows, coefficients = design.shape
    orthogonal = np.linalg.qr(design)[0]
    leverage = (orthogonal**2).sum(axis=1)
    variance = (residuals**2).sum() / (rows - coefficients)
    free = np.clip(1 - leverage, 1e-12, None)
    standard = residuals / np.sqrt(variance * free)
    return pd.DataFrame(
        {
            "arrangement_id": fit.design.rows.arrangement_id,
            "fitted": fit.solution.fitted,
            "residual": standard,
            "leverage": leverage,
            "cooks_distance": standard**2 * leverage / free / coefficients,
        },
        index=fit.design.rows.index,
    )


def name_influential(fit: Fit, most: int = 5) -> pd.DataFrame:
    """The arrangements with a Cook's distance above 4/n, at most ``most``, the largest first.

    The columns of `measure_influence`.
    """
    influence = measure_influence(fit)
    large = influence[influence.cooks_distance > MANY_TIMES / fit.nobs]
    return large.sort_values("cooks_distance", ascending=False).head(most)


def measure_inflation(fit: Fit) -> pd.Series:
    """The variance inflation factor of each coefficient but the intercept, by its term.

    How many times its variance is what it would be if its column were unrelated to the others
    (Marquardt, Technometrics 12, 1970).
    """
    matrix = fit.design.matrix
    columns = [place for place, name in enumerate(matrix.columns) if name != "Intercept"]
    values = matrix.to_numpy()
    return pd.Series(
        [float(variance_inflation_factor(values, place)) for place in columns],
        index=matrix.columns[columns],
    )


def judge_form(fit: Fit) -> FormTest:
    """Whether the square of the linear predictor still explains something.

    The link test (Tukey, Biometrics 5, 1949; Pregibon, Applied Statistics 29, 1980; for least
    squares it is Ramsey's RESET with one power), with the errors clustered as the model's own.
    """
    predictor = fit.solution.fitted
    spread = predictor.std()
    if spread == 0:
        return FormTest(np.nan, np.nan)
    square = ((predictor - predictor.mean()) / spread) ** 2
    wider = np.column_stack([fit.design.matrix.to_numpy(), square])
    if np.linalg.matrix_rank(wider) < wider.shape[1]:
        return FormTest(np.nan, np.nan)
    method = METHODS[fit.name]
    try:
        solution = method.fit(fit.design.outcome.to_numpy(dtype=float), wider)
    except NoSolution:
        return FormTest(np.nan, np.nan)
    clusters = pd.factorize(fit.design.rows.cluster)[0]
    robust = estimate_clustered(solution.design, solution.residuals, clusters, method.correction)
    ratio = abs(solution.params[-1]) / robust.std_error[-1]
    return FormTest(float(solution.params[-1]), float(2 * stats.t.sf(ratio, robust.df[-1])))
