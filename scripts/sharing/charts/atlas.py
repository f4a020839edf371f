"""The map of sharing as a picture of its own: coast, lines between partners, councils as dots.

Colours and widths are attributes, not styles, so that a copy taken from the page looks the same.
``book/_assets/map.js`` finds its way by the class names.
"""

from dataclasses import dataclass
from html import escape

import numpy as np
import pandas as pd

from sharing.atlas import Atlas, count_links
from sharing.coastline import Line
from sharing.theme import COLOURS, FONT, GRID, LINE, TEXT

WIDTH, HEIGHT = 480, 700
# Least number of arrangements of a line, and its width.
WIDTHS = ((1, 0.8), (2, 1.6), (4, 3))
LINES_OPACITY = 0.5
RADIUS, UNNAMED_RADIUS, OUTLINE = 1.05, 0.9, 0.5
HOME = "United Kingdom"


@dataclass(frozen=True)
class Window:
    """A rectangle of the National Grid (kilometres) and where the picture shows it (pixels)."""

    name: str
    west: float
    north: float
    scale: float
    left: float = 0
    top: float = 0
    width: float = WIDTH
    height: float = HEIGHT
    dots: float = 1

    def place(self, x: Line | float, y: Line | float) -> tuple[Line, Line]:
        """Pixels from the left and from the top of the window."""
        return (np.asarray(x) - self.west) * self.scale, (self.north - np.asarray(y)) * self.scale

    def holds(self, councils: pd.DataFrame) -> pd.Series:
        """Which councils lie in the window."""
        across, down = self.place(councils.x, councils.y)
        inside = (across > 0) & (across < self.width) & (down > 0) & (down < self.height)
        return pd.Series(inside, index=councils.index)


MAIN = Window("", -10, 985, 0.706)
INSETS = (
    Window("London", 500.5, 206, 2.28, 330, 196, 146, 120, 1.5),
    Window("Orkney, Shetland", 322, 1224, 0.35, 418, 2, 58, 84),
)


def draw_map(atlas: Atlas, coastline: dict[str, list[Line]]) -> str:
    """The map as SVG; an empty atlas gives the empty coast."""
    return (
        f'<svg class="map" xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="{FONT}" font-size="13">'
        f'<g class="map-scene">{_coast(coastline)}{_layer(atlas, MAIN)}</g>'
        f'<g class="map-insets">{"".join(_inset(atlas, window) for window in INSETS)}</g>'
        f"{_legend(atlas)}</svg>"
    )


def draw_lines(links: pd.Series, councils: pd.DataFrame, window: Window) -> str:
    """The lines between partners, as one path for each width of `WIDTHS`.

    Parameters
    ----------
    links
        Arrangements by pair of codes, as `sharing.atlas.count_links` counts them.
    """
    paths = {width: "" for _, width in WIDTHS}
    for (one, other), count in links.items():
        if one in councils.index and other in councils.index:
            width = max(width for least, width in WIDTHS if count >= least)
            ends = [window.place(*councils.loc[code, ["x", "y"]]) for code in (one, other)]
            paths[width] += "M{:.1f} {:.1f}L{:.1f} {:.1f}".format(*ends[0], *ends[1])
    drawn = "".join(
        f'<path stroke-width="{width}" vector-effect="non-scaling-stroke" d="{path}"/>'
        for width, path in paths.items()
    )
    return (
        f'<g class="map-lines" fill="none" stroke="{COLOURS["main"]}" stroke-linecap="round" '
        f'stroke-opacity="{LINES_OPACITY}">{drawn}</g>'
    )


def draw_dots(councils: pd.DataFrame, window: Window) -> str:
    """The councils as dots, the largest first so that no dot hides a smaller one."""
    across, down = window.place(councils.x, councils.y)
    dots = councils.assign(across=across, down=down).sort_values("arrangements", ascending=False)
    drawn = "".join(_dot(dot, window) for dot in dots.itertuples())
    look = f'fill="{COLOURS["main"]}" stroke="{GRID}" stroke-width="{OUTLINE}"'
    return f'<g class="map-dots" {look}>{drawn}</g>'


def _dot(dot: tuple, window: Window) -> str:
    """One council; what most dots have in common, their group says."""
    radius = window.dots * RADIUS * max(dot.arrangements, 1.5) ** 0.5
    look = ""
    if not dot.arrangements:
        radius, look = UNNAMED_RADIUS * window.dots, f' fill="{COLOURS["muted"]}"'
    elif not dot.own:
        look = f' fill="{GRID}" stroke="{COLOURS["main"]}"'
    place = f'cx="{dot.across:.1f}" cy="{dot.down:.1f}" r="{radius:.1f}"'
    return f'<circle data-code="{escape(dot.Index)}" {place}{look}/>'


def _layer(atlas: Atlas, window: Window) -> str:
    placed = atlas.placed
    here = placed if window is MAIN else placed[window.holds(placed)]
    lines = draw_lines(count_links(atlas.arrangements), here, window)
    return lines + draw_dots(here, window)


def _coast(coastline: dict[str, list[Line]]) -> str:
    """The land; tenths of a pixel as whole numbers, each point from the one before, are short."""
    home, abroad = "", ""
    for country, rings in coastline.items():
        for ring in rings:
            points = np.rint(10 * np.column_stack(MAIN.place(*ring.T))).astype(int)
            steps = np.diff(points, axis=0)
            steps = steps[np.abs(steps).sum(axis=1) > 0]
            path = f"M{points[0][0]} {points[0][1]}l"
            path += " ".join(f"{x} {y}" for x, y in steps[:-1]) + "z"
            home, abroad = (home + path, abroad) if country == HOME else (home, abroad + path)
    return (
        f'<g fill="{GRID}"><g id="fig-map-coast" transform="scale(0.1)">'
        f'<path d="{home}"/><path fill-opacity="0.5" d="{abroad}"/></g></g>'
    )


def _inset(atlas: Atlas, window: Window) -> str:
    left, top = MAIN.place(window.west, window.north)
    shown = window.scale / MAIN.scale
    view = f"{left:.1f} {top:.1f} {window.width / shown:.2f} {window.height / shown:.2f}"
    size = f'width="{window.width}" height="{window.height}"'
    return (
        f'<g class="map-inset" transform="translate({window.left} {window.top})">'
        f'<svg {size} viewBox="{view}"><use href="#fig-map-coast" fill="{GRID}"/></svg>'
        f"<svg {size}>{_layer(atlas, window)}</svg>"
        f'<rect {size} fill="none" stroke="{LINE}"/>'
        f'<text x="{window.width}" y="{window.height + 15}" text-anchor="end" fill="{TEXT}">'
        f"{window.name}</text></g>"
    )


def _legend(atlas: Atlas) -> str:
    """What a dot and a line stand for, in the empty sea."""
    most = int(atlas.councils.arrangements.max()) if len(atlas.councils) else 0
    sizes = [size for size in (1, 5, 20) if size <= max(most, 1)]
    dots = "".join(
        f'<circle cx="{6 + 44 * place}" cy="22" r="{RADIUS * max(size, 1.5) ** 0.5:.1f}" '
        f'fill="{COLOURS["main"]}"/><text x="{15 + 44 * place}" y="27" fill="{TEXT}">{size}</text>'
        for place, size in enumerate(sizes)
    )
    lines = "".join(
        f'<path stroke="{COLOURS["main"]}" stroke-opacity="{LINES_OPACITY + 0.2}" '
        f'stroke-width="{width}" d="M{48 * place} 62h16"/>'
        f'<text x="{21 + 48 * place}" y="67" fill="{TEXT}">{words}</text>'
        for place, ((_, width), words) in enumerate(zip(WIDTHS, ("1", "2–3", "4+"), strict=True))
    )
    return (
        f'<g class="map-legend" transform="translate(330 118)"><text y="8" fill="{TEXT}">'
        f'Arrangements</text>{dots}<text y="48" fill="{TEXT}">Shared by a pair</text>{lines}</g>'
    )
