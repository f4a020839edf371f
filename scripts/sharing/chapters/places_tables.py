"""The chapter on places: its frames for figures and tables of nearness and likeness."""

from itertools import pairwise

import pandas as pd

from sharing.likeness import Likeness
from sharing.places import BANDS, MIXED, NEAR_KM, NEAREST, OWN, PAIRS, name_band
from sharing.prose import SMALL, say_between, say_percent

PARTNERS, BY_LOT = "Partners", "By lot"
LABELS = {
    "distance_km": "Distance in the middle",
    "within_50_km": f"Within {NEAR_KM} km",
    "nearest": f"Among the {SMALL[NEAREST]} nearest",
    "same_region": "In one region",
    "same_county": "In one county council's area",
    "same_type": "Of one type",
    "same_region_and_type": "In one region and of one type",
    "size_ratio": "Larger to smaller population",
}
DRAWN = ("within_50_km", "nearest", "same_region", "same_county", "same_type")
DRAWN += ("same_region_and_type",)
HELD = {"type": ("same_type",), "region": ("same_region",)}
HEADINGS = {
    "any": "By lot",
    "type": "By lot within a type",
    "region": "By lot within a region",
}


def describe_shares(shares: pd.DataFrame) -> str:
    """The alternative text of shares beside those by lot."""
    told = [
        f"{row.label}: {say_percent(row.partners)} of partners, {say_percent(row.by_lot)} by lot"
        for row in shares.itertuples()
    ]
    return "; ".join(told) + "." if told else "Nothing is compared."


def plot_distances(likeness: Likeness) -> pd.DataFrame:
    """The share of pairs in each band of distances: `plot_shares` of the bands."""
    bands = [name_band(low, high) for low, high in pairwise(BANDS)]
    return plot_shares(likeness, dict(zip(bands, bands, strict=True)))


def plot_likeness(likeness: Likeness) -> pd.DataFrame:
    """The share of pairs that are near or alike: `plot_shares` of the likenesses."""
    return plot_shares(likeness, {name: LABELS[name] for name in DRAWN})


def plot_shares(likeness: Likeness, labels: dict[str, str]) -> pd.DataFrame:
    """Shares of pairs beside those by lot, in the order of ``labels``.

    Returns
    -------
    DataFrame with ``label``, ``partners``, ``by_lot``, ``low`` and ``high`` (the middle 95% of the
    lots); no rows where nothing is compared.
    """
    rows = likeness.table[likeness.table.match == "any"].set_index("statistic")
    rows = rows.reindex([name for name in labels if name in rows.index])
    return pd.DataFrame(
        {
            "label": rows.index.map(labels).astype(object),
            "partners": rows.observed.to_numpy(dtype=float),
            "by_lot": rows.expected.to_numpy(dtype=float),
            "low": rows.low.to_numpy(dtype=float),
            "high": rows.high.to_numpy(dtype=float),
        }
    )


def tabulate_matches(likeness: Likeness) -> pd.DataFrame:
    """Partners beside pairs by lot of each kind, as a table to read."""
    rows = []
    for statistic, label in LABELS.items() if not likeness.why else ():
        cells = {"Pairs of councils": label}
        cells[PARTNERS] = _say(statistic, likeness.read(statistic).observed)
        for match, heading in HEADINGS.items():
            row = likeness.read(statistic, match)
            same = statistic in HELD.get(match, ())
            cells[heading] = (
                "held equal"
                if same
                else f"{_say(statistic, row.expected)} ({_say_ends(statistic, row)})"
            )
        rows.append(cells)
    return pd.DataFrame(rows, columns=["Pairs of councils", PARTNERS, *HEADINGS.values()])


def tabulate_variants(likeness: Likeness) -> pd.DataFrame:
    """What other choices would have found, as a table to read."""
    rows = []
    for variant, part in likeness.variants.groupby("variant", sort=False):
        told = part.set_index("statistic")
        cells = {"If instead": variant}
        for statistic in ("distance_km", "same_type", "same_region_and_type"):
            row = told.loc[statistic]
            cells[LABELS[statistic]] = (
                f"{_say(statistic, row.observed)}, by lot {_say(statistic, row.expected)}"
            )
        rows.append(cells)
    return pd.DataFrame(rows)


def tabulate_sorts(likeness: Likeness) -> pd.DataFrame:
    """The sorts of pairs by type, as a table to read."""
    sorts = [OWN, *PAIRS.values(), MIXED]
    shares = plot_shares(likeness, {name: name for name in sorts})
    shares = shares.sort_values("partners", ascending=False, kind="stable")
    return pd.DataFrame(
        {
            "Pair": shares.label,
            PARTNERS: shares.partners.map(say_percent),
            BY_LOT: [
                f"{say_percent(row.by_lot)} ({say_between(row.low, row.high, 'share')})"
                for row in shares.itertuples()
            ],
        }
    ).reset_index(drop=True)


def _say(statistic: str, value: float) -> str:
    if statistic == "distance_km":
        return f"{value:.0f} km"
    return f"{value:.2f} times" if statistic == "size_ratio" else say_percent(value)


def _say_ends(statistic: str, row: pd.Series) -> str:
    low, high = _say(statistic, row.low), _say(statistic, row.high)
    return f"{low.removesuffix(' km').removesuffix(' times')} to {high}"
