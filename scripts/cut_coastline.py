"""Cut the coast of the British Isles out of a world atlas, once, for ``data/reference``.

The atlas is Natural Earth's (public domain), 1:10 million, as the npm package ``world-atlas``
packs it. To cut it again::

    npm pack world-atlas@2.0.2
    tar -xzf world-atlas-2.0.2.tgz package/countries-10m.json
    python scripts/cut_coastline.py package/countries-10m.json data/reference/coastline.json
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

COUNTRIES = ("United Kingdom", "Ireland", "Isle of Man")
TOLERANCE_KM = 0.5
SMALLEST_KM2 = 5.0
KM_PER_DEGREE = 111.2
# A degree of longitude is as long as this share of a degree of latitude at 54.5° north.
NARROWER = math.cos(math.radians(54.5))
Point = tuple[float, float]
Line = list[Point]


def cut(atlas: dict[str, Any]) -> dict[str, Any]:
    """The wanted countries of a TopoJSON atlas as GeoJSON, simplified, without small islands."""
    # Arcs are simplified before they are joined, so that a common border stays common.
    arcs = [simplify(unpack(arc, atlas["transform"])) for arc in atlas["arcs"]]
    found = {
        shape["properties"]["name"]: shape for shape in atlas["objects"]["countries"]["geometries"]
    }
    return {
        "type": "FeatureCollection",
        "features": [make_feature(found[name], arcs) for name in COUNTRIES],
    }


def make_feature(shape: dict[str, Any], arcs: list[Line]) -> dict[str, Any]:
    """One country as a GeoJSON feature of many polygons."""
    polygons = [shape["arcs"]] if shape["type"] == "Polygon" else shape["arcs"]
    rings = [[join(ring, arcs) for ring in polygon] for polygon in polygons]
    large = [polygon for polygon in rings if measure_area(polygon[0]) >= SMALLEST_KM2]
    rounded = [
        [[[round(x, 3), round(y, 3)] for x, y in ring] for ring in polygon] for polygon in large
    ]
    return {
        "type": "Feature",
        "properties": {"name": shape["properties"]["name"]},
        "geometry": {"type": "MultiPolygon", "coordinates": rounded},
    }


def unpack(arc: list[list[int]], transform: dict[str, list[float]]) -> Line:
    """An arc's longitudes and latitudes: TopoJSON keeps whole steps from point to point."""
    (scale_x, scale_y), (move_x, move_y) = transform["scale"], transform["translate"]
    x = y = 0
    line = []
    for step_x, step_y in arc:
        x, y = x + step_x, y + step_y
        line.append((x * scale_x + move_x, y * scale_y + move_y))
    return line


def join(numbers: list[int], arcs: list[Line]) -> Line:
    """A ring from its arcs; ``~number`` is an arc read backwards."""
    ring: Line = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def simplify(line: Line) -> Line:
    """The line with no point moved and none left out that lies off it (Douglas and Peucker)."""
    keep = {0, len(line) - 1}
    parts = [(0, len(line) - 1)]
    while parts:
        first, last = parts.pop()
        distances = [
            measure_distance(point, line[first], line[last]) for point in line[first + 1 : last]
        ]
        if distances and max(distances) > TOLERANCE_KM:
            farthest = first + 1 + distances.index(max(distances))
            keep.add(farthest)
            parts += [(first, farthest), (farthest, last)]
    return [line[place] for place in sorted(keep)]


def measure_distance(point: Point, start: Point, end: Point) -> float:
    """Kilometres from a point to the straight line between two others."""
    (x, y), (x1, y1), (x2, y2) = (to_km(each) for each in (point, start, end))
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    along = ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length if length else 0.0
    along = min(1.0, max(0.0, along))
    return math.hypot(x - x1 - along * (x2 - x1), y - y1 - along * (y2 - y1))


def measure_area(ring: Line) -> float:
    """A ring's area in square kilometres."""
    points = [to_km(point) for point in ring]
    following = points[1:] + points[:1]
    return abs(sum(a * d - c * b for (a, b), (c, d) in zip(points, following, strict=True))) / 2


def to_km(point: Point) -> Point:
    """Kilometres from a far corner, good enough to simplify by."""
    return point[0] * KM_PER_DEGREE * NARROWER, point[1] * KM_PER_DEGREE


if __name__ == "__main__":
    source, target = map(Path, sys.argv[1:])
    cut_out = cut(json.loads(source.read_text(encoding="utf-8")))
    target.write_text(json.dumps(cut_out, separators=(",", ":")) + "\n", encoding="utf-8")
