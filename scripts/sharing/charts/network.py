"""The network of who shares with whom, as a picture of its own."""

from html import escape

from sharing.partner_network import LABELLED, WIDTH, PartnerNetwork
from sharing.theme import COLOURS, FONT, GRID, TEXT

AREA_COLOURS = {
    "South and East": COLOURS["main"],
    "Midlands": COLOURS["accent"],
    "North": COLOURS["good"],
    "London": COLOURS["bad"],
    "Wales and Scotland": COLOURS["neutral"],
    "": COLOURS["muted"],
    "Northern Ireland": COLOURS["muted"],
}
LEGEND = 34
WIDTHS = ((2, 1.0), (4, 2.2), (8, 4.0))


def draw_groups(network: PartnerNetwork) -> str:
    """Councils as dots, lines between those that share again, groups beside each other."""
    height = network.height + LEGEND
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {height:.0f}" '
        f'font-family="{FONT}" font-size="13">{_legend(network)}'
        f'<g transform="translate(0 {LEGEND})">{_lines(network)}{_dots(network)}'
        f"{_labels(network)}</g></svg>"
    )


def _lines(network: PartnerNetwork) -> str:
    paths = {width: "" for _, width in WIDTHS}
    spots = network.councils[["x", "y"]]
    for first, second, count in network.pairs.itertuples(index=False):
        width = max(width for least, width in WIDTHS if count >= least)
        one, other = spots.loc[first], spots.loc[second]
        paths[width] += f"M{one.x:.1f} {one.y:.1f}L{other.x:.1f} {other.y:.1f}"
    drawn = "".join(f'<path stroke-width="{width}" d="{path}"/>' for width, path in paths.items())
    colour = COLOURS["muted"]
    return f'<g fill="none" stroke="{colour}" stroke-opacity="0.8">{drawn}</g>'


def _dots(network: PartnerNetwork) -> str:
    drawn = "".join(
        f'<g fill="{AREA_COLOURS[area]}">'
        + "".join(
            f'<circle cx="{dot.x:.1f}" cy="{dot.y:.1f}" r="4.5"><title>{escape(dot.name)}</title>'
            "</circle>"
            for dot in part.itertuples(index=False)
        )
        + "</g>"
        for area, part in network.councils.groupby("area")
    )
    return f'<g stroke="{GRID}" stroke-width="0.7">{drawn}</g>'


def _labels(network: PartnerNetwork) -> str:
    large = network.groups[network.groups.councils >= LABELLED]
    return "".join(
        f'<text x="{group.x:.1f}" y="{group.y + 20:.1f}" text-anchor="middle" font-size="12" '
        f'fill="{TEXT}">{group.councils} around<tspan x="{group.x:.1f}" dy="14">'
        f"{escape(group.hub)}</tspan></text>"
        for group in large.itertuples()
    )


def _legend(network: PartnerNetwork) -> str:
    present = [area for area in AREA_COLOURS if area and area in set(network.councils.area)]
    drawn, left = "", 0.0
    for area in present:
        drawn += (
            f'<circle cx="{left + 6:.0f}" cy="12" r="5" fill="{AREA_COLOURS[area]}"/>'
            f'<text x="{left + 16:.0f}" y="16.5" fill="{TEXT}">{area}</text>'
        )
        left += 34 + 7.2 * len(area)
    return drawn
