"""The planner's answers: every service family with every number of councils, as plain data."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from sharing.models import NotEstimated
from sharing.pooling import Floats
from sharing.prediction import HALF, NINE_IN_TEN, SIZE, fit_predictor, measure_size, prepare
from sharing.prediction_publicity import Corrected, correct, measure_chances
from sharing.results import Findings

SIZES = ("0-1", "2", "3", "4", "5+")
DOTS = 20
DOT_LEVELS = tuple((place + 0.5) / DOTS for place in range(DOTS))
MOST_UNDER = 0.9
LEVELS = (*HALF, *NINE_IN_TEN, 0.5, *DOT_LEVELS)
CORRECTED_LEVELS = (*HALF, MOST_UNDER, *DOT_LEVELS)
CORRECTED = ("corrected_half_low", "corrected_half_high", "corrected_most_under")
UNDER = "corrected_share_under"
MATCHES = 8
FAMILY_SIZE = ["family", "partners_group"]
# As the edition publishes it; `Planner.cells` says what each means.
COLUMNS = (
    *FAMILY_SIZE,
    *("councils", "arrangements", "family_arrangements", "family_groups"),
    *("half_low", "median", "half_high", "ninety_low", "ninety_high", "share_under"),
    *(f"{name}{end}" for name in (*CORRECTED, UNDER) for end in ("", "_least", "_most")),
)


@dataclass(frozen=True)
class Planner:
    """What the planner of an edition can answer.

    Attributes
    ----------
    cells
        One row per ``family`` and ``partners_group`` with the columns of `COLUMNS`: ``councils``
        (the number forecast for), ``arrangements`` of both on the register, and of the family with
        its independent partner groups; the ends of the half and nine-in-ten ranges and the
        ``median`` in pounds of the price year; the share under the threshold; and the same
        corrected for publicity (``corrected_most_under``: nine in ten lie under it), each with the
        least and the most over the maps. nan where no figure can be given.
    dots, corrected_dots
        Equally likely savings, shape (cells, `DOTS`).
    arrangements, groups, none_gained, left_out
        How many arrangements and independent partner groups the forecasts rest on, how many of them
        saved nothing or lost, and how many are left out since their number of councils is unknown.
    corrected
        The least effective number of partner groups behind the corrected forecasts, or why there
        are none.
    """

    cells: pd.DataFrame
    dots: Floats
    corrected_dots: Floats
    arrangements: int
    groups: int
    none_gained: int
    left_out: int
    corrected: float | NotEstimated

    @property
    def can_correct(self) -> bool:
        """Whether publicity can be corrected for."""
        return not isinstance(self.corrected, NotEstimated)


def plan(found: Findings) -> Planner | NotEstimated:
    """Every answer of an edition's planner, computed once, or why it has none."""
    return found.remember("planner", __name__, lambda: _plan(found))


def tabulate_planner(found: Findings) -> pd.DataFrame:
    """The answers as the edition publishes them in ``data/planner.csv``; empty where none."""
    planner = plan(found)
    if isinstance(planner, NotEstimated):
        return pd.DataFrame(columns=list(COLUMNS))
    return planner.cells.round(4)


def list_kinds(table: pd.DataFrame, families: list[str]) -> pd.DataFrame:
    """Every combination that can be chosen: family, size group and the councils it stands for.

    Partnerships of five or more stand for the median number of those on the register.
    """
    large = table.n_councils[table.partners_group == SIZES[-1]]
    most = float(large.median()) if len(large) else 5.0
    councils = dict(zip(SIZES, (1.0, 2.0, 3.0, 4.0, most), strict=True))
    kinds = pd.DataFrame(
        [(family, size, councils[size]) for family in families for size in SIZES],
        columns=[*FAMILY_SIZE, "councils"],
    )
    return kinds.assign(**{SIZE: measure_size(kinds.councils.to_numpy(dtype=float))})


def match(table: pd.DataFrame, kind: pd.Series, most: int = MATCHES) -> pd.DataFrame:
    """The arrangements of the analysis table that are most like a ``kind``, best first.

    The same service comes before any other, then the nearest number of councils (as a ratio),
    then the newest report. What an arrangement saved does not decide.

    Returns
    -------
    Rows of ``table`` with ``same_family``, ``same_size``, at most ``most``.
    """
    sizes = measure_size(table.n_councils.to_numpy(dtype=float))
    found = table.assign(
        same_family=table.family == kind.family,
        same_size=table.partners_group == kind.partners_group,
        distance=np.where(
            table.partners_group == kind.partners_group, 0.0, np.abs(sizes - kind[SIZE])
        ),
    )
    kept = found[found.distance.notna() & (found.same_family | found.same_size)]
    return kept.sort_values(
        ["same_family", "distance", "reported_on", "arrangement_id"],
        ascending=[False, True, False, True],
    ).head(most)


def _plan(found: Findings) -> Planner | NotEstimated:
    rows = prepare(found.table)
    predictor = fit_predictor(rows)
    if isinstance(predictor, NotEstimated):
        return predictor
    families = sorted(set(found.register.categories.family) & set(found.table.family))
    kinds = list_kinds(rows, families)
    limit = float(found.edition.threshold_gbp)
    forecast = predictor.forecast(kinds)
    ends = forecast.find_ends(LEVELS)
    cells = _count_support(kinds, rows).assign(
        half_low=ends[:, 0],
        half_high=ends[:, 1],
        ninety_low=ends[:, 2],
        ninety_high=ends[:, 3],
        median=ends[:, 4],
        share_under=forecast.find_share_under(limit),
    )
    chances = measure_chances(found)
    corrected = (
        chances
        if isinstance(chances, NotEstimated)
        else correct(predictor, kinds, chances, CORRECTED_LEVELS, limit)
    )
    gained = rows.annual_saving_gbp > 0
    return Planner(
        cells=cells.join(_tabulate_corrected(corrected, cells.index))[list(COLUMNS)],
        dots=ends[:, 5:],
        corrected_dots=(
            corrected.middle[:, len(CORRECTED) :]
            if isinstance(corrected, Corrected)
            else np.full((len(cells), DOTS), np.nan)
        ),
        arrangements=len(rows),
        groups=predictor.groups,
        none_gained=int((~gained).sum()),
        left_out=len(found.table) - len(rows),
        corrected=corrected.groups if isinstance(corrected, Corrected) else corrected,
    )


def _count_support(kinds: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    both = rows.groupby(FAMILY_SIZE).size().rename("arrangements").reset_index()
    family = rows.groupby("family").cluster.agg(["size", "nunique"])
    family.columns = ["family_arrangements", "family_groups"]
    counted = kinds.merge(both, on=FAMILY_SIZE, how="left").join(family, on="family")
    names = ["arrangements", "family_arrangements", "family_groups"]
    return counted.assign(**{name: counted[name].fillna(0).astype(int) for name in names})


def _tabulate_corrected(corrected: Corrected | NotEstimated, index: pd.Index) -> pd.DataFrame:
    columns = [name for name in COLUMNS if name.startswith("corrected")]
    if isinstance(corrected, NotEstimated):
        return pd.DataFrame(np.nan, index=index, columns=columns)
    told = {}
    for place, name in enumerate(CORRECTED):
        told[name] = corrected.middle[:, place]
        told[f"{name}_least"] = corrected.low[:, place]
        told[f"{name}_most"] = corrected.high[:, place]
    told[UNDER] = corrected.under_middle
    told[f"{UNDER}_least"], told[f"{UNDER}_most"] = corrected.under_low, corrected.under_high
    return pd.DataFrame(told, index=index)
