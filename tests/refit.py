"""A second program: refits every model of an edition from what it publishes, and nothing else.

It reads ``results.json`` and ``data/analysis.csv``, and uses numpy, scipy, pandas and patsy (and
statsmodels for medians, which many lines fit equally well), but nothing from the package.
``python tests/refit.py FOLDER`` prints the largest differences.
"""

import json
import math
import sys
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
import patsy
import statsmodels.api as sm
from scipy import optimize, stats

TEXTS = ("partners_group", "family", "area", "cluster")
CR2, CR3 = -0.5, -1.0
NUMBERS = ("estimate", "std_error", "df", "support", "low", "high", "p_value")


@dataclass(frozen=True)
class ByHand:
    """A second way to CR2 and CR3: everything from the thin Q of the design, nothing of n by n.

    By the push-through identity, (I - QQ')^p Q = Q (I - Q'Q)^p for the rows of a cluster, with p of
    -1/2 for CR2 and -1 for CR3. CR3 has one degree of freedom less than its support.
    ``reach`` holds one (k, rows) array per cluster, which turns its residuals into its part of
    every coefficient.
    """

    estimate: np.ndarray
    design: np.ndarray
    places: list[np.ndarray]
    reach: list[np.ndarray]
    df: np.ndarray
    support: np.ndarray

    def errors(self, residuals: np.ndarray) -> np.ndarray:
        """The standard errors for residuals of shape (draws, n): shape (draws, k)."""
        parts = [
            residuals[:, here] @ reach.T
            for here, reach in zip(self.places, self.reach, strict=True)
        ]
        return np.sqrt((np.stack(parts) ** 2).sum(axis=0))


def work_by_hand(
    design: np.ndarray, outcome: np.ndarray, clusters: pd.Series, power: float = CR2
) -> ByHand:
    q, r = np.linalg.qr(design)
    back = np.linalg.inv(r)
    places = [np.flatnonzero(clusters.to_numpy() == group) for group in clusters.unique()]
    reach = []
    for here in places:
        left, size, right = np.linalg.svd(q[here], full_matrices=False)
        rest = 1 - size**2
        scale = np.where(rest > 1e-10, size * np.maximum(rest, 1e-300) ** power, 0)
        reach.append(back @ (left * scale @ right).T)
    support = count_support_by_hand(design, places)
    fewer = np.maximum(support - 1, 1)
    freedom = fewer if power == CR3 else count_freedom_by_hand(q, places, reach)
    return ByHand(back @ (q.T @ outcome), design, places, reach, freedom, support)


def count_freedom_by_hand(q: np.ndarray, places: list, reach: list) -> np.ndarray:
    """Bell and McCaffrey's degrees of freedom from the products of every two clusters' weights."""
    freedom = []
    for term in range(q.shape[1]):
        weights = [own[term] for own in reach]
        seen = np.array([q[here].T @ own for here, own in zip(places, weights, strict=True)])
        products = np.diag([own @ own for own in weights]) - seen @ seen.T
        freedom.append(np.trace(products) ** 2 / (products**2).sum())
    return np.array(freedom)


def count_support_by_hand(design: np.ndarray, places: list) -> np.ndarray:
    """The effective number of clusters behind what is left of each column beside the others."""
    found = []
    for term in range(design.shape[1]):
        column, others = design[:, term], np.delete(design, term, axis=1)
        left = column - others @ np.linalg.lstsq(others, column, rcond=None)[0]
        shares = np.array([(left[here] ** 2).sum() for here in places]) / (left**2).sum()
        found.append(1 / (shares**2).sum())
    return np.array(found)


Refit = tuple[np.ndarray, np.ndarray, np.ndarray]


def refit_least_squares(outcome: np.ndarray, design: np.ndarray) -> Refit:
    """Coefficients, and the design and residuals that their errors are made of."""
    estimate = np.linalg.lstsq(design, outcome, rcond=None)[0]
    return estimate, design, outcome - design @ estimate


def climb(outcome: np.ndarray, design: np.ndarray, link: str) -> Refit:
    """Newton's method for a canonical link, each step halved until the likelihood grows."""
    sums = {"log": np.exp, "logit": lambda at: np.logaddexp(0, at)}[link]
    mean = {"log": np.exp, "logit": lambda at: 1 / (1 + np.exp(-at))}[link]
    slope = {"log": lambda mean: mean, "logit": lambda mean: mean * (1 - mean)}[link]
    share = outcome.mean()
    start = {"log": np.log(share), "logit": np.log(share) - np.log1p(-share)}[link]
    estimate = np.linalg.lstsq(design, np.full(len(outcome), start), rcond=None)[0]

    def likelihood(at: np.ndarray) -> float:
        return float(outcome @ (design @ at) - sums(design @ at).sum())

    for _ in range(200):
        expected = mean(design @ estimate)
        curve = design.T @ (slope(expected)[:, None] * design)
        step = np.linalg.solve(curve, design.T @ (outcome - expected))
        size = 1.0
        while size > 1e-9 and not likelihood(estimate + size * step) >= likelihood(estimate):
            size /= 2
        # At the top, rounding decides which likelihood is larger: Newton's last step is right.
        estimate = estimate + (size if size > 1e-9 else 1) * step
        if np.abs(step).max() < 1e-10:
            break
    root = np.sqrt(slope(mean(design @ estimate)))
    return estimate, root[:, None] * design, (outcome - mean(design @ estimate)) / root


def refit_mean(outcome: np.ndarray, design: np.ndarray) -> Refit:
    """The Poisson likelihood's maximum, in the units of the outcome."""
    with np.errstate(divide="ignore", invalid="ignore"):
        return climb(outcome, design, "log")


def refit_chance(outcome: np.ndarray, design: np.ndarray) -> Refit:
    """The logit likelihood's maximum."""
    return climb(outcome, design, "logit")


def refit_median(outcome: np.ndarray, design: np.ndarray) -> Refit:
    """statsmodels' median regression at its defaults, and signs over the density."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimate = np.asarray(sm.QuantReg(outcome, design).fit(q=0.5).params)
    residuals = outcome - design @ estimate
    off = np.abs(residuals) > 1e-5 * max(1, np.abs(outcome).max())
    reach = min(stats.norm.ppf(0.975) * math.sqrt(0.25 / len(outcome)), 0.45)
    spread = np.quantile(residuals[off], 0.5 + reach) - np.quantile(residuals[off], 0.5 - reach)
    return estimate, design, np.where(off, np.sign(residuals), 0) / 2 * spread / (2 * reach)


def solve_primal(outcome: np.ndarray, design: np.ndarray) -> optimize.OptimizeResult:
    """The linear programme of least absolute deviations: coefficients, then errors up and down."""
    rows, columns = design.shape
    return optimize.linprog(
        np.concatenate([np.zeros(columns), np.ones(2 * rows)]),
        A_eq=np.hstack([design, np.eye(rows), -np.eye(rows)]),
        b_eq=outcome,
        bounds=[(None, None)] * columns + [(0, None)] * (2 * rows),
        method="highs",
    )


METHODS: dict[str, Callable[[np.ndarray, np.ndarray], Refit]] = {
    "ordinary": refit_least_squares,
    "Poisson": refit_mean,
    "median": refit_median,
    "logit": refit_chance,
}


def tabulate(refit: Refit, clusters: pd.Series, power: float = CR2) -> pd.DataFrame:
    """The numbers of `NUMBERS`, one row for each coefficient."""
    estimate, design, residuals = refit
    hand = work_by_hand(design, residuals, clusters, power)
    [error] = hand.errors(residuals[None, :])
    error = np.where(hand.support < 2, np.nan, error)
    reach = stats.t.ppf(0.975, hand.df) * error
    return pd.DataFrame(
        {
            "estimate": estimate,
            "std_error": error,
            "df": hand.df,
            "support": hand.support,
            "low": estimate - reach,
            "high": estimate + reach,
            "p_value": 2 * stats.t.sf(np.abs(estimate / error), hand.df),
        }
    )


def refit_model(model: dict, name: str, table: pd.DataFrame) -> pd.DataFrame:
    """The terms of one model of ``results.json``, from its formula and its rows."""
    rows = table[table[f"in_{name}"] == 1]
    outcome, design = patsy.dmatrices(model["formula"], rows, return_type="dataframe")
    method = METHODS[model["method"].split()[0]]
    terms = tabulate(
        method(outcome.to_numpy(float)[:, 0], design.to_numpy(float)),
        rows.cluster.reset_index(drop=True),
        CR3 if "CR3" in model["covariance"] else CR2,
    )
    terms.insert(0, "term", design.columns)
    return terms


def compare(folder: Path) -> pd.DataFrame:
    """Every published number of every model beside its refit: published, refitted, difference.

    The difference is relative to the published number; infinite where only one of them exists.
    """
    models = json.loads((folder / "results.json").read_text(encoding="utf-8"))["models"]
    table = pd.read_csv(folder / "data" / "analysis.csv", dtype=dict.fromkeys(TEXTS, str))
    compared = [pd.DataFrame(columns=["model", "term", "number", "published", "refitted"])]
    for name, model in models.items():
        published = pd.DataFrame(model["terms"]).set_index("term")[list(NUMBERS)].astype(float)
        again = refit_model(model, name, table).set_index("term")[list(NUMBERS)]
        assert again.index.tolist() == published.index.tolist(), name
        both = pd.DataFrame({"published": published.stack(), "refitted": again.stack()})
        both = both.rename_axis(["term", "number"]).reset_index()
        compared.append(both.assign(model=name))
    found = pd.concat(compared, ignore_index=True)
    away = (found.published - found.refitted).abs().astype(float)
    neither = found.published.isna() & found.refitted.isna()
    relative = (away / found.published.abs().astype(float)).fillna(np.inf)
    return found.assign(difference=relative.where(~neither, 0.0))


if __name__ == "__main__":
    differences = compare(Path(sys.argv[1]))
    print(differences.groupby(["model", "number"]).difference.max().unstack().to_string())
