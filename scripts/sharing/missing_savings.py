"""What the arrangements without a usable saving could do to the findings, at the worst.

Nothing need be assumed about why a saving is missing to bound a share or a quantile (Manski,
American Economic Review 80, 1990). The bounds tighten by what is assumed of the missing: that none
is a loss or larger than the largest published for the national map; or that they are typically no
larger than those publicised (a distribution that lies below: Manski and Pepper, Econometrica 68,
2000). They describe the arrangements on record, which are all there are, so that no sampling error
is added.
"""

import numpy as np
import pandas as pd

from sharing.map_facts import LARGEST_ELSEWHERE_GBP, TOTALS
from sharing.national import know_totals
from sharing.results import Findings

ANYTHING, ON_THE_MAP, NO_LARGER = "anything", "on the map", "no larger"


def bound_missing(
    savings: pd.Series, missing: int, threshold: float, largest: float | None
) -> pd.DataFrame:
    """Bounds on the share under ``threshold`` and the median of all, ``missing`` ones included.

    Parameters
    ----------
    savings
        The savings that are known (pounds a year), shape (n,).
    missing
        How many are not known.
    threshold
        Pounds a year.
    largest
        The most that a missing one may save under `ON_THE_MAP`; without it that row is left out.

    Returns
    -------
    One row per ``assumption`` with ``share_low``, ``share_high``, ``median_low`` and
    ``median_high``; an infinite median has no bound on that side, and all are nan for nothing.
    """
    known = savings.to_numpy(dtype=float)
    limits = {ANYTHING: (-np.inf, np.inf)}
    if largest is not None:
        limits[ON_THE_MAP] = (0.0, float(largest))
    rows = [
        {
            "assumption": assumption,
            "share_low": _share_under(known, np.full(missing, high), threshold),
            "share_high": _share_under(known, np.full(missing, low), threshold),
            "median_low": _find_median(known, np.full(missing, low)),
            "median_high": _find_median(known, np.full(missing, high)),
        }
        for assumption, (low, high) in limits.items()
    ]
    if len(known):
        rows.append(
            rows[0]
            | {
                "assumption": NO_LARGER,
                "share_low": _share_under(known, known[:0], threshold),
                "median_high": float(np.median(known)),
            }
        )
    return pd.DataFrame(rows)


def bound_findings(found: Findings) -> pd.DataFrame:
    """`bound_missing` for an edition: every arrangement on record, in cash."""
    totals = know_totals(found).set_index("total_id").value
    published = totals.get(TOTALS["largest"])
    largest = None if published is None else max(float(published), LARGEST_ELSEWHERE_GBP)
    return bound_missing(
        found.table.annual_saving_cash_gbp,
        count_missing(found),
        found.edition.threshold_gbp,
        largest,
    )


def count_missing(found: Findings) -> int:
    """How many arrangements on record have no usable saving."""
    return len(found.analysis.on_record) - len(found.table)


def find_tipping_share(under: int, known: int, missing: int) -> float:
    """The part of the missing that must lie under a threshold for half of all to do so.

    Zero where half do whatever the missing are; nan where none is missing.
    """
    return max(((known + missing) / 2 - under) / missing, 0.0) if missing else np.nan


def _share_under(known: np.ndarray, filled: np.ndarray, threshold: float) -> float:
    both = np.concatenate([known, filled])
    return float((both < threshold).mean()) if len(both) else np.nan


def _find_median(known: np.ndarray, filled: np.ndarray) -> float:
    """The median, which may be infinite."""
    both = np.sort(np.concatenate([known, filled]))
    if not len(both):
        return np.nan
    low, high = both[(len(both) - 1) // 2], both[len(both) // 2]
    return float(low if low == high else (low + high) / 2)
