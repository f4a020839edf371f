"""What the headlines owe to a single connected partner group, or to one large saving.

Each is left out in turn and every headline measured again (the jackknife over clusters; MacKinnon,
Nielsen and Webb, Stata Journal 23, 2023, on reporting it). The regressions keep the rows and terms
that they have with everything in.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sharing.headlines import HEADLINES, HeadlineMeasure
from sharing.results import Findings

LARGEST = 10
GROUP, ARRANGEMENT = "partner group", "arrangement"


def leave_out_each(found: Findings) -> pd.DataFrame:
    """Every headline without one connected partner group, and without one of the largest savings.

    Returns
    -------
    One row per thing left out: ``kind`` (`GROUP` or `ARRANGEMENT`), ``arrangement_id`` (of a
    group, that of its largest saving), ``arrangements`` (how many are left out), and a column for
    each of `sharing.headlines.HEADLINES` (nan where the rest cannot carry it).
    """
    table = found.table.reset_index(drop=True)
    measure = HeadlineMeasure(table)
    ordered = table.sort_values("annual_saving_gbp", ascending=False, kind="stable")
    groups = [
        (GROUP, part.arrangement_id.iloc[0], table.cluster == name)
        for name, part in ordered.groupby("cluster", sort=False)
    ]
    single = [
        (ARRANGEMENT, name, table.arrangement_id == name)
        for name in ordered.arrangement_id.head(LARGEST)
    ]
    rows = [
        {"kind": kind, "arrangement_id": name, "arrangements": int(out.sum())}
        | measure.measure((~out).to_numpy(dtype=float))
        for kind, name, out in groups + single
    ]
    return pd.DataFrame(rows, columns=["kind", "arrangement_id", "arrangements", *HEADLINES])


@dataclass(frozen=True)
class Influence:
    """The range of a headline as one group at a time is left out, and the one that moves it most.

    ``estimate`` is the headline with everything in; ``lost`` counts the groups without which it
    cannot be given. ``moved_to`` is the headline without the group of ``arrangements``
    arrangements whose largest saving is ``arrangement_id``.
    """

    headline: str
    estimate: float
    smallest: float
    largest: float
    lost: int
    arrangement_id: str
    arrangements: int
    moved_to: float


def find_most_influential(found: Findings, left_out: pd.DataFrame) -> list[Influence]:
    """For each headline that the edition gives, what leaving out one group does to it at most.

    Parameters
    ----------
    left_out
        `leave_out_each` of the same findings.
    """
    whole = HeadlineMeasure(found.table.reset_index(drop=True)).measure()
    groups = left_out[left_out.kind == GROUP].reset_index(drop=True)
    told = []
    for name, estimate in whole.items():
        values = groups[name].dropna()
        if np.isnan(estimate) or values.empty:
            continue
        most = groups.loc[(values - estimate).abs().idxmax()]
        told.append(
            Influence(
                name,
                estimate,
                float(values.min()),
                float(values.max()),
                len(groups) - len(values),
                most.arrangement_id,
                int(most.arrangements),
                float(most[name]),
            )
        )
    return told
