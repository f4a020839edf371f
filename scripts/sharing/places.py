"""England's councils as places: where each is, and how near and alike every two of them are.

A county council's centre is the mean of its districts' centres, and its region theirs: the source
places several counties outside their own borders (Lancashire near Leicester).
"""

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.authorities import measure_distances

TYPES = {
    "Non-metropolitan district": "district",
    "County": "county",
    "Unitary authority": "unitary",
    "Metropolitan district": "metropolitan",
    "London borough": "London",
    "City corporation": "London",
}
NEAR_KM = 50
NEAREST = 5
BANDS = (0, 10, 25, 50, 100, 200, np.inf)
OWN, MIXED = "A district and its own county", "Other mixes of types"
PAIRS = {
    ("district", "district"): "Two districts",
    ("county", "district"): "A district and another county",
    ("district", "unitary"): "A district and a unitary council",
    ("county", "county"): "Two counties",
    ("county", "unitary"): "A county and a unitary council",
    ("unitary", "unitary"): "Two unitary councils",
    ("metropolitan", "metropolitan"): "Two metropolitan districts",
    ("London", "London"): "Two London boroughs",
}
Booleans = NDArray[np.bool_]
Matrix = NDArray[np.float32] | Booleans


@dataclass(frozen=True)
class Features:
    """What is measured of every pair of n councils, each of shape (n, n).

    Attributes
    ----------
    values
        True or false, or numbers, by what they measure: see `measure_features`.
    valid
        Which pairs could be: two councils that existed at the same time.
    """

    values: dict[str, Matrix]
    valid: Booleans

    @cached_property
    def kinds(self) -> tuple[NDArray[np.int32], pd.DataFrame]:
        """The kinds of pair by all that is true or false of them.

        Returns
        -------
        The kind of every pair as a whole number from 0, shape (n * n,); and one row per kind with
        a column for each entry of ``values`` that is true or false, and ``valid``.
        """
        values = self.values | {"valid": self.valid}
        flags = {name: matrix.ravel() for name, matrix in values.items() if matrix.dtype == bool}
        bits = np.zeros(self.valid.size, dtype=np.int64)
        for place, flag in enumerate(flags.values()):
            bits |= flag.astype(np.int64) << place
        _, first, kind = np.unique(bits, return_index=True, return_inverse=True)
        return kind.astype(np.int32), pd.DataFrame(
            {name: flag[first] for name, flag in flags.items()}
        )


def list_councils(authorities: pd.DataFrame) -> pd.DataFrame:
    """England's principal councils, past and present.

    Returns
    -------
    DataFrame indexed by ``authority_code`` with ``name``, ``kind`` (a value of `TYPES`),
    ``region`` ("" if unknown), ``county`` (the code of the county council that it is or lies in; ""
    for a single-tier council), ``population`` (2020), ``latitude`` and ``longitude`` (nan if
    unknown), ``first`` and ``last`` (years in which it began and ceased; infinite if not stated).
    """
    english = authorities[(authorities.nation == "England") & authorities.type.isin(TYPES)]
    councils = english.set_index("authority_code")
    districts = councils[(councils.county_code != "") & councils.latitude.notna()]
    around = districts.groupby("county_code")
    centres = around[["latitude", "longitude"]].mean().reindex(councils.index)
    place = centres.combine_first(councils[["latitude", "longitude"]].astype("float64"))
    regions = around.region.agg(lambda names: names.mode().iloc[0]).reindex(councils.index)
    is_county = councils.type == "County"
    return pd.DataFrame(
        {
            "name": councils["name"],
            "kind": councils.type.map(TYPES),
            "region": regions.fillna(councils.region),
            "county": councils.county_code.mask(is_county, councils.index.to_series()),
            "population": councils.population_2020.astype("float64"),
            "latitude": place.latitude,
            "longitude": place.longitude,
            "first": pd.to_numeric(councils.start_date.str[:4]).fillna(-np.inf),
            "last": pd.to_numeric(councils.end_date.str[:4]).fillna(np.inf),
        }
    )


def find_existing(councils: pd.DataFrame, year: int) -> pd.DataFrame:
    """The councils of `list_councils` that exist at the end of ``year``.

    The source knows councils that ceased in 2019 or later, so the list is whole from April 2009.
    """
    return councils[(councils["first"] <= year) & (councils["last"] > year)]


def name_sets(members: pd.DataFrame, arrangement_ids: pd.Index, councils: pd.Index) -> pd.Series:
    """The ``councils`` named in each arrangement, in order, where there are two or more.

    Returns
    -------
    Series of tuples of codes, indexed by ``arrangement_id``.
    """
    named = members[members.arrangement_id.isin(arrangement_ids)]
    named = named[named.authority_code.isin(councils)]
    groups = named.groupby("arrangement_id").authority_code
    sets = {arrangement: tuple(sorted({*codes})) for arrangement, codes in groups}
    chosen = {arrangement: codes for arrangement, codes in sets.items() if len(codes) >= 2}
    return pd.Series(chosen, dtype=object).rename_axis("arrangement_id")


def measure_features(councils: pd.DataFrame) -> Features:
    """How near and alike every two councils are.

    Parameters
    ----------
    councils
        As `list_councils` gives them, with places and populations known.

    Returns
    -------
    ``values`` holds ``distance_km`` between the centres, ``within_50_km``, ``nearest`` (one is
    among the `NEAREST` councils of its time that are nearest to the other), ``same_region``,
    ``same_county`` (both in one county council's area), ``same_type``, ``same_region_and_type``,
    ``size_ratio`` (the larger population over the smaller), one entry for each band of `BANDS`,
    and one for each sort of pair (`PAIRS`, `OWN`, `MIXED`; a pair is of exactly one sort).
    """
    codes = councils.index
    everywhere = pd.DataFrame({"arrangement_id": "all", "authority_code": codes})
    pairs = measure_distances(everywhere, councils.reset_index())
    distance = np.full((len(codes), len(codes)), np.inf, dtype=np.float32)
    one, other = codes.get_indexer(pairs["first"]), codes.get_indexer(pairs["second"])
    distance[one, other] = distance[other, one] = pairs.distance_km
    began, ceased = councils["first"].to_numpy(), councils["last"].to_numpy()
    valid = (began[:, None] < ceased) & (began < ceased[:, None]) & np.isfinite(distance)
    near = np.where(valid, distance, np.inf).argsort(axis=1).argsort(axis=1) < NEAREST
    people = np.log(councils.population.to_numpy())
    same_type, same_region = _equal(councils.kind), _equal(councils.region)
    values = {
        "distance_km": distance,
        "within_50_km": distance < NEAR_KM,
        "nearest": (near | near.T) & valid,
        "same_region": same_region,
        "same_county": _equal(councils.county),
        "same_type": same_type,
        "same_region_and_type": same_region & same_type,
        "size_ratio": np.exp(np.abs(people[:, None] - people)).astype(np.float32),
    }
    bands = {
        name_band(low, high): (distance >= low) & (distance < high) for low, high in pairwise(BANDS)
    }
    return Features(values | bands | sort_pairs(councils), valid)


def name_band(low: float, high: float) -> str:
    """A band of distances as a figure names it."""
    if not low:
        return f"Under {high:.0f} km"
    return f"{low:.0f} km or more" if np.isinf(high) else f"{low:.0f} to {high:.0f} km"


def sort_pairs(councils: pd.DataFrame) -> dict[str, Matrix]:
    """Which sort of pair every two councils are, by the sort's name; each is of exactly one."""
    kind = councils.kind.to_numpy(dtype=object)
    is_county = kind == "county"
    own = _equal(councils.county) & (is_county[:, None] ^ is_county)
    sorts: dict[str, Matrix] = {OWN: own}
    known = own.copy()
    for (one, other), name in PAIRS.items():
        both = (kind == one)[:, None] & (kind == other)
        sorts[name] = (both | both.T) & ~own
        known |= sorts[name]
    return sorts | {MIXED: ~known}


def _equal(labels: pd.Series) -> Booleans:
    """Whether every two councils have the same label; nothing equals a missing one."""
    values = labels.to_numpy(dtype=object)
    return (values[:, None] == values) & (values != "")
