"""Places on the British National Grid: the map's projection, and the coast drawn in it."""

import json
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sharing.paths import DATA

# The project's own, whichever data folder a reader gives: the coast is no part of a register.
COASTLINE = DATA / "reference" / "coastline.json"
# Airy's ellipsoid in metres, and the grid's scale and true origin.
AIRY_A, AIRY_B = 6_377_563.396, 6_356_256.909
SCALE, LATITUDE, LONGITUDE = 0.9996012717, np.radians(49), np.radians(-2)
EASTING, NORTHING = 400_000, -100_000
Line = NDArray[np.float64]


def project(latitude: ArrayLike, longitude: ArrayLike) -> tuple[Line, Line]:
    """Kilometres east and north on the British National Grid.

    The transverse Mercator projection of Ordnance Survey, *A guide to coordinate systems in Great
    Britain*, annex C. The shift between today's coordinates (WGS 84) and the grid's datum, some
    100 metres, is left out: no map of the country shows it.

    Parameters
    ----------
    latitude, longitude
        Degrees north and east; nan stays nan.
    """
    phi, meridian = np.radians(np.asarray(latitude)), np.radians(np.asarray(longitude))
    squared = 1 - (AIRY_B / AIRY_A) ** 2
    across = AIRY_A * SCALE / np.sqrt(1 - squared * np.sin(phi) ** 2)
    along = across * (1 - squared) / (1 - squared * np.sin(phi) ** 2)
    eta = across / along - 1
    tan, cos, away = np.tan(phi) ** 2, np.cos(phi), meridian - LONGITUDE
    step = cos * away
    north = (
        _measure_meridian(phi)
        + across * np.tan(phi) * step**2 / 2
        + across * np.tan(phi) * step**4 / 24 * (5 - tan + 9 * eta)
        + across * np.tan(phi) * step**6 / 720 * (61 - 58 * tan + tan**2)
    )
    east = (
        across * step
        + across * step**3 / 6 * (across / along - tan)
        + across * step**5 / 120 * (5 - 18 * tan + tan**2 + 14 * eta - 58 * tan * eta)
    )
    return (EASTING + east) / 1000, (NORTHING + north) / 1000


def read_coastline(path: Path = COASTLINE) -> dict[str, list[Line]]:
    """The outlines of each country, each of shape (points, 2) in kilometres east and north."""
    countries = json.loads(path.read_text(encoding="utf-8"))["features"]
    return {
        country["properties"]["name"]: [
            np.column_stack(project(*np.array(ring).T[::-1]))
            for polygon in country["geometry"]["coordinates"]
            for ring in polygon
        ]
        for country in countries
    }


def _measure_meridian(phi: Line) -> Line:
    """Metres along the central meridian from the true origin."""
    n = (AIRY_A - AIRY_B) / (AIRY_A + AIRY_B)
    less, more = phi - LATITUDE, phi + LATITUDE
    return (
        AIRY_B
        * SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
            + 15 / 8 * (n**2 + n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )
