"""The look of every chart: one Altair theme named "book".

``book/_assets/book.css`` repaints exactly these colours in dark mode, so a colour added here
needs a partner there.
"""

from typing import Any

import altair as alt

# Least CIE76 distance between any two, over normal sight and full protanopia, deuteranopia and
# tritanopia (Machado 2009): 20. All but muted reach 4.5:1 on white, so they may colour text.
COLOURS: dict[str, str] = {
    "main": "#1a6bd0",
    "accent": "#c4540f",
    "good": "#0a5f3e",
    "bad": "#951a7c",
    "muted": "#8c9399",
    "neutral": "#1d232b",
}
TEXT = "#40474f"
LINE = "#868d95"
GRID = "#e2e5e9"
FONT = "system-ui, -apple-system, Segoe UI, Roboto, Helvetica Neue, Arial, sans-serif"
TEXT_SIZE = 13


def enable() -> None:
    """Register the theme and make it the one that Altair applies from now on."""
    alt.theme.register("book", enable=True)(_theme)


def _theme() -> alt.theme.ThemeConfig:
    return alt.theme.ThemeConfig({"config": _axes() | _marks() | _frame()})


def _frame() -> dict[str, Any]:
    return {
        # The figure as a whole carries the alt text, so parts must not speak for themselves.
        "aria": False,
        "background": "transparent",
        "font": FONT,
        "view": {"stroke": None, "continuousWidth": 640, "continuousHeight": 320},
        "title": {"anchor": "start", "color": TEXT, "fontSize": 15, "fontWeight": 600},
        "header": {"labelColor": TEXT, "labelFontSize": TEXT_SIZE, "titleColor": TEXT},
        "legend": {
            "orient": "top",
            # Leaves room for the title that stands above the vertical axis.
            "offset": 28,
            "labelColor": TEXT,
            "labelFontSize": TEXT_SIZE,
            "titleColor": TEXT,
            "titleFontSize": TEXT_SIZE,
            "titleFontWeight": 600,
            "labelLimit": 280,
            # Beside each other on a screen, one below the other on a phone.
            "columns": {"expr": "containerSize()[0] < 480 ? 1 : 0"},
        },
    }


def _axes() -> dict[str, Any]:
    axis = {
        "labelColor": TEXT,
        "labelFontSize": TEXT_SIZE,
        "labelLimit": {"expr": "containerSize()[0] < 480 ? 130 : 240"},
        "titleColor": TEXT,
        "titleFontSize": TEXT_SIZE,
        "titleFontWeight": "normal",
        "gridColor": GRID,
        "domainColor": LINE,
        "tickColor": LINE,
        "labelOverlap": True,
    }
    lying = {"titleAlign": "left", "titleAnchor": "start", "titlePadding": 8}
    # Read without tilting the head: above the axis instead of turned along it.
    standing = {"titleAngle": 0, "titleAlign": "left", "titleAnchor": "end"}
    place = {"titleX": 0, "titleY": -10, "titleBaseline": "bottom", "domain": False}
    return {"axis": axis, "axisX": lying, "axisY": standing | place}


def _marks() -> dict[str, Any]:
    hues = list(COLOURS.values())
    return {
        "range": {"category": hues, "ramp": {"scheme": "blues"}, "heatmap": {"scheme": "blues"}},
        "mark": {"color": COLOURS["main"]},
        "line": {"strokeWidth": 2.5},
        "point": {"filled": True, "size": 70},
        "rule": {"color": LINE},
        "text": {"color": TEXT, "fontSize": TEXT_SIZE},
    }
