"""Council names and codes: who a partner is, where it is, and how many people it serves.

The reference table is compiled from mySociety's UK local authorities (CC BY 4.0).
"""

import re

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

EARTH_RADIUS_KM = 6371.0088
STYLES = re.compile(
    r"\b(the|royal|london|metropolitan|county|city|district|borough|island|islands|isle|isles|"
    r"council|corporation|unitary|authority|mbc|dc|bc|cc|lb|of|upon|on)\b"
)
ALIASES = {
    "bcp": "bournemouth, christchurch and poole",
    "brighton": "brighton and hove",
    "herts": "hertfordshire",
    "hull": "kingston upon hull",
    "kings lynn": "king's lynn and west norfolk",
    "northants": "northamptonshire",
    "rbkc": "kensington and chelsea",
    "telford": "telford and wrekin",
    "windsor": "windsor and maidenhead",
}
NEAR_ENOUGH = 85


def normalise_name(name: str) -> str:
    """A council's name without case, punctuation, "&" and the words of its style.

    "London Borough of Richmond-upon-Thames" and "richmond upon thames" become the same.
    """
    text = name.lower().replace("&", " and ").replace("'", "").replace("’", "")
    text = re.sub(r"[^a-z]+", " ", text)
    text = re.sub(r"\s+", " ", STYLES.sub(" ", text)).strip()
    return text or name.lower().strip()


def resolve_name(name: str, authorities: pd.DataFrame) -> str | None:
    """The code of the council that a name means, or None where none or several fit.

    Exact official names and names win; then names equal after `normalise_name`, a current council
    before a past one.
    """
    exact = authorities[
        (authorities["official_name"].str.lower() == name.lower().strip())
        | (authorities["name"].str.lower() == name.lower().strip())
    ]
    if len(exact) == 1:
        return str(exact.authority_code.iloc[0])
    key = normalise_name(ALIASES.get(normalise_name(name), name))
    keys = authorities["name"].map(normalise_name)
    official = authorities["official_name"].map(normalise_name)
    same = authorities[(keys == key) | (official == key)]
    current = same[same.is_current.astype(str).str.lower() == "true"]
    for found in (current, same):
        if len(found) == 1:
            return str(found.authority_code.iloc[0])
    return None


def suggest_names(name: str, authorities: pd.DataFrame, limit: int = 3) -> list[str]:
    """The names nearest to one that could not be resolved, nearest first."""
    found = process.extract(
        normalise_name(name),
        dict(zip(authorities["name"], authorities["name"].map(normalise_name), strict=True)),
        scorer=fuzz.WRatio,
        limit=limit,
        score_cutoff=NEAR_ENOUGH,
    )
    return [original for _, _, original in found]


def combine_populations(members: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    """People living in the combined area of each arrangement's named councils (2020).

    A district whose county is a partner too lies inside it and is not counted twice. A combined
    authority counts only where it is the sole kind of council named, for the same reason.

    Parameters
    ----------
    members
        The register's members.
    authorities
        The reference table; councils abolished before 2020 have no population.

    Returns
    -------
    DataFrame indexed by ``arrangement_id`` with ``population`` (people; nan where none is known)
    and ``all_known`` (every named council has a code and a population).
    """
    councils = members[members.kind == "council"].merge(
        authorities[["authority_code", "type", "county_code", "population_2020"]],
        on="authority_code",
        how="left",
    )
    known = councils.population_2020.notna()
    placed = councils[known]
    present = set(zip(placed.arrangement_id.tolist(), placed.authority_code.tolist(), strict=True))
    within = zip(
        councils.arrangement_id.tolist(), councils.county_code.fillna("").tolist(), strict=True
    )
    inside = [bool(county) and (arrangement, county) in present for arrangement, county in within]
    wide = councils.type.isin(["Combined authority", "Strategic Regional Authority"])
    narrower = (~wide).groupby(councils.arrangement_id).transform("any")
    counted = councils[~np.array(inside, dtype=bool) & ~(wide & narrower)]
    return pd.DataFrame(
        {
            "population": counted.groupby("arrangement_id").population_2020.sum(min_count=1),
            "all_known": known.groupby(councils.arrangement_id).all(),
        }
    )


def measure_distances(members: pd.DataFrame, authorities: pd.DataFrame) -> pd.DataFrame:
    """Great-circle distance between the centroids of every two councils in an arrangement.

    Returns
    -------
    DataFrame with ``arrangement_id``, ``first``, ``second`` (authority codes, in order) and
    ``distance_km``; pairs with an unknown centroid are left out. Haversine formula.
    """
    places = authorities[["authority_code", "latitude", "longitude"]].dropna()
    councils = members[members.authority_code != ""].merge(places, on="authority_code")
    pairs = councils.merge(councils, on="arrangement_id", suffixes=("", "_2"))
    pairs = pairs[pairs.authority_code < pairs.authority_code_2]
    return pd.DataFrame(
        {
            "arrangement_id": pairs.arrangement_id,
            "first": pairs.authority_code,
            "second": pairs.authority_code_2,
            "distance_km": _haversine(
                pairs.latitude, pairs.longitude, pairs.latitude_2, pairs.longitude_2
            ),
        }
    ).reset_index(drop=True)


def _haversine(
    latitude: pd.Series, longitude: pd.Series, latitude_2: pd.Series, longitude_2: pd.Series
) -> pd.Series:
    first, second = np.radians(latitude), np.radians(latitude_2)
    half_chord = (
        np.sin((second - first) / 2) ** 2
        + np.cos(first) * np.cos(second) * np.sin(np.radians(longitude_2 - longitude) / 2) ** 2
    )
    return 2 * EARTH_RADIUS_KM * np.arcsin(np.sqrt(half_chord))
