"""The saving by number of councils as categories, as a logarithm and as a curve, side by side.

Each least-squares model of the log saving predicts the ratio of a partnership's saving to that of
two councils with everything else in the model equal: the exponential of a difference between two
rows of its design. The interval is that of the same combination of coefficients under the
clustered covariance of `sharing.covariance`, with degrees of freedom of its own.
"""

import numpy as np
import pandas as pd
import patsy
from scipy import stats

from sharing.covariance import estimate_clustered
from sharing.edition import group_partners
from sharing.intervals import LEVEL
from sharing.models import LEAST_SUPPORT, Fit, Floats, Models

CATEGORIES, LOGARITHM, CURVE = "Categories", "Straight line in logs", "Curve"
VIEWS = {"log_ols": CATEGORIES, "log_ols_log": LOGARITHM, "log_ols_spline": CURVE}
SHOWN = (2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32)
COLUMNS = ("view", "councils", "ratio", "low", "high")


def predict_sizes(models: Models) -> pd.DataFrame:
    """The ratio of the saving to that of two councils, by number of councils and model.

    Parameters
    ----------
    models
        The fitted models by name; those of `VIEWS` are read, and left out where not estimated.

    Returns
    -------
    DataFrame with ``view`` (of `VIEWS`), ``councils`` (of `SHOWN`, none larger than was used;
    categories once each, the last at the geometric mean of its numbers), ``ratio``, ``low`` and
    ``high`` (95%; nan where it rests on too few groups; all one at two councils).
    """
    parts = [
        _predict(fit, view)
        for name, view in VIEWS.items()
        if isinstance(fit := models[name], Fit) and (fit.design.rows.n_councils == 2).any()
    ]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=list(COLUMNS))


def relate_to_two(table: pd.DataFrame) -> pd.DataFrame:
    """Each positive saving as a multiple of the geometric mean of those of two councils.

    Returns
    -------
    DataFrame with ``arrangement_id``, ``councils`` and ``ratio``, of two councils or more; empty
    where none has two.
    """
    rows = table[(table.n_councils.fillna(0) >= 2) & (table.annual_saving_gbp > 0)]
    logs = np.log(rows.annual_saving_gbp)
    ratio = np.exp(logs - logs[rows.n_councils == 2].mean())
    told = pd.DataFrame(
        {
            "arrangement_id": rows.arrangement_id,
            "councils": rows.n_councils.astype("float64"),
            "ratio": ratio,
        }
    )
    return told[told.ratio.notna()].reset_index(drop=True)


def _predict(fit: Fit, view: str) -> pd.DataFrame:
    """One model's ratios at the sizes that it has seen."""
    rows = fit.design.rows
    councils = rows.n_councils.astype("float64")
    if view == CATEGORIES:
        sharing = councils >= 2
        means = np.log(councils[sharing]).groupby(rows.partners_group[sharing]).mean()
        # The mean of equal logs comes out a hair beside its number.
        sizes = np.exp(means).round(6).sort_values()
    else:
        sizes = pd.Series([float(size) for size in SHOWN if size <= councils.max()])
    contrasts = _contrast(fit, sizes.to_numpy())
    bounds = [_bound(fit, contrast) for contrast in contrasts]
    frame = pd.DataFrame(np.exp(bounds), columns=["ratio", "low", "high"])
    return frame.assign(view=view, councils=sizes.to_numpy())[list(COLUMNS)]


def _contrast(fit: Fit, sizes: Floats) -> Floats:
    """Design rows at ``sizes``, the first of which is two, less that one; all else alike."""
    info = patsy.dmatrices(fit.formula, fit.design.rows, return_type="dataframe")[1].design_info
    like = fit.design.rows.iloc[[0] * len(sizes)].reset_index(drop=True)
    like = like.assign(log_councils=np.log(sizes), partners_group=group_partners(pd.Series(sizes)))
    (matrix,) = patsy.build_design_matrices([info], like, return_type="matrix")
    return np.asarray(matrix) - np.asarray(matrix)[0]


def _bound(fit: Fit, contrast: Floats) -> tuple[float, float, float]:
    """A combination of coefficients with its interval, on the log scale."""
    if not np.abs(contrast).max() > 1e-9:
        return 0.0, 0.0, 0.0
    # The same fit written with the combination as its first coefficient.
    pivot = int(np.abs(contrast).argmax())
    turned = np.eye(len(contrast))
    turned[pivot] = turned[0]
    turned[0] = contrast
    design = fit.solution.design @ np.linalg.inv(turned)
    clusters = pd.factorize(fit.design.rows.cluster)[0]
    robust = estimate_clustered(design, fit.solution.residuals, clusters)
    estimate = float(contrast @ fit.solution.params)
    reach = float(stats.t.ppf((1 + LEVEL) / 2, robust.df[0]) * robust.std_error[0])
    reach = np.nan if robust.support[0] < LEAST_SUPPORT else reach
    return estimate, estimate - reach, estimate + reach
