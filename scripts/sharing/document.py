"""Everything an edition found, as one JSON document for others to read."""

import math
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pandas as pd

from sharing.claims import judge_claims, tabulate
from sharing.intervals import Interval
from sharing.models import Fit, NotEstimated
from sharing.results import Findings
from sharing.robustness import explore
from sharing.sensitivity import write_multiverse

SOFTWARE = ("pandas", "statsmodels", "patsy", "scipy", "numpy")


def write_document(findings: Findings, data: str | Path = "data") -> dict[str, Any]:
    """The edition's results as the published ``results.json`` holds them.

    Numbers that do not exist (an interval that cannot be given) are null.

    Parameters
    ----------
    findings
        What the edition found.
    data
        The data folder, whose ``claim_tests.yml`` declares how each claim is tested; a relative
        one counts from the project's root.

    Raises
    ------
    ClaimTestWrong
        If a declared test names what does not exist.
    """
    edition, analysis = findings.edition, findings.analysis
    return {
        "edition": {
            "year": edition.year,
            "price_year": edition.price_year,
            "threshold_gbp": edition.threshold_gbp,
            "data_sha256": findings.register.data_sha256,
            "software": {name: version(name) for name in SOFTWARE},
        },
        "sample": {
            "arrangements": len(findings.register.arrangements),
            "on_record": len(analysis.on_record),
            "with_report": int(analysis.trail.arrangement_id.nunique()),
            "usable": len(findings.table),
            "in_model": int(findings.table.in_log_ols.sum()),
            "excluded": analysis.flow,
        },
        "share_under_threshold": _interval(findings.share),
        "share_under_threshold_started": _interval(findings.started_share),
        "median_annual_saving_gbp": _interval(findings.median),
        "median_annual_saving_cash_gbp": _interval(findings.median_cash),
        "by_partners": _rows(findings.by_partners),
        "by_family": _rows(findings.by_family),
        "per_partner": _rows(findings.per_partner),
        "models": {m.name: _model(m) for m in findings.models.values() if isinstance(m, Fit)},
        "not_estimated": {
            m.name: m.why for m in findings.models.values() if isinstance(m, NotEstimated)
        },
        "claims": tabulate(judge_claims(findings, data)),
        "multiverse": write_multiverse(explore(findings)),
    }


def _interval(interval: Interval) -> dict[str, Any]:
    return {
        "estimate": _number(interval.estimate),
        "low": _number(interval.low),
        "high": _number(interval.high),
        "n": interval.n,
        "clusters": interval.clusters,
        "method": interval.method,
    }


def _model(fit: Fit) -> dict[str, Any]:
    return {
        "formula": fit.formula,
        "method": fit.method,
        "nobs": fit.nobs,
        "covariance": fit.covariance,
        "clusters": fit.clusters,
        "lost": fit.lost,
        "terms": _rows(fit.terms),
    }


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [
        {name: _number(value) for name, value in row.items()}
        for row in frame.to_dict(orient="records")
    ]


def _number(value: object) -> object:
    return None if isinstance(value, float) and not math.isfinite(value) else value
