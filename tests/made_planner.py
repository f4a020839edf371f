"""Made-up savings, forecasts and checks for the tests of the planner."""

import numpy as np
import pandas as pd

from sharing.models import NotEstimated
from sharing.planner import COLUMNS, CORRECTED, DOTS, SIZES, UNDER, Planner
from sharing.prediction_check import NOTHING, WAYS, LeftOut

FAMILIES = ("Back office", "Whole council")
WHY = "none of the facts had been published"


def make_savings(groups: int = 40, each: int = 2, seed: int = 1) -> pd.DataFrame:
    """An analysis table in which the second family saves eight times as much as the first."""
    rng = np.random.default_rng(seed)
    count = groups * each
    family = np.arange(count) % 2
    councils = rng.choice([2, 3, 4, 7], count)
    logs = np.log(300_000) + np.log(8) * family + rng.normal(0, 0.5, count)
    savings = np.exp(logs)
    return pd.DataFrame(
        {
            "arrangement_id": [f"a-{place:03d}" for place in range(count)],
            "family": np.array(FAMILIES)[family],
            "n_councils": pd.Series(councils, dtype="Int64"),
            "partners_group": np.where(councils > 4, "5+", councils.astype(str)),
            "achieved": rng.integers(2, size=count),
            "log_population": rng.normal(12, 1, count),
            "population_incomplete": 0,
            "annual_saving_gbp": savings,
            "annual_saving_cash_gbp": savings / 1.25,
            "reported_on": "2014",
            "cluster": [f"g-{place // each:03d}" for place in range(count)],
        }
    )


def make_planner(corrected: bool = True, **cell: float) -> Planner:
    """Answers for two families; ``cell`` replaces numbers of every answer."""
    numbers = {"councils": 2.0, "arrangements": 4, "family_arrangements": 30, "family_groups": 12}
    numbers |= {"half_low": 4e5, "median": 1e6, "half_high": 2e6}
    numbers |= {"ninety_low": 1.2e5, "ninety_high": 6e6, "share_under": 0.04}
    for name, middle in zip((*CORRECTED, UNDER), (5e4, 4e5, 1.2e6, 0.3), strict=True):
        ends = (middle, middle / 2, 2 * middle) if corrected else (np.nan,) * 3
        numbers |= dict(zip((name, f"{name}_least", f"{name}_most"), ends, strict=True))
    rows = [
        {"family": family, "partners_group": size} | numbers | cell
        for family in FAMILIES
        for size in SIZES
    ]
    dots = np.tile(np.geomspace(1e5, 1e7, DOTS), (len(rows), 1))
    return Planner(
        cells=pd.DataFrame(rows)[list(COLUMNS)],
        dots=dots,
        corrected_dots=dots / 8 if corrected else np.full_like(dots, np.nan),
        arrangements=60,
        groups=24,
        none_gained=2,
        left_out=1,
        corrected=13.4 if corrected else NotEstimated("national_map", WHY),
    )


def make_left_out(errors: dict[str, float], held: float = 0.5) -> LeftOut:
    """Twenty groups of two; the error of each way is as given, about a tenth more or less."""
    rows = []
    for way in (NOTHING, *WAYS):
        for place in range(40):
            group = place // 2
            noise = 1 + 0.1 * (-1) ** group
            inside = (group % 10) < 10 * held
            rows.append(
                {"way": way, "family": FAMILIES[place % 2], "cluster": f"g{group}"}
                | {"crps": errors.get(way, 1.0) * noise}
                | {"half_held": inside, "half_low": 1e5, "half_high": 5e5}
                | {"ninety_held": True, "ninety_low": 1e4, "ninety_high": 5e5}
            )
    return LeftOut(pd.DataFrame(rows))
