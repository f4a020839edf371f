"""Axes and sizes that the figures share."""

import altair as alt
import pandas as pd

POUNDS = (
    "(datum.value < 0 ? '−' : '') + (abs(datum.value) >= 1e6 ? '£' + format(abs(datum.value) / 1e6,"
    " ',') + 'm' : abs(datum.value) >= 1e3 ? '£' + format(abs(datum.value) / 1e3, ',') + 'k' : '£'"
    " + abs(datum.value))"
)
POUND_TICKS = (0, 100_000, 1_000_000, 10_000_000)
# On a phone a long name takes two lines.
WRAPPED = (
    "containerSize()[0] < 480 && length(datum.label) > 15 ? split(replace(datum.label, "
    "regexp('^(.{8,18}) (.*)$'), '$1|$2'), '|') : datum.label"
)


def place_rows(by: str, order: list[str]) -> alt.Y:
    """An axis of named rows in the given order, with names that wrap on a phone."""
    axis = alt.Axis(
        ticks=False,
        grid=False,
        labelExpr=WRAPPED,
        labelPadding=6,
        labelLineHeight=14,
        labelLimit={"expr": "containerSize()[0] < 480 ? 150 : 240"},
    )
    return alt.Y(f"{by}:N", sort=order, title=None, axis=axis)


def scale_counts(column: str, title: str, values: pd.Series) -> alt.X:
    """An axis of counts with room for the number that stands at the end of each bar."""
    room = alt.Scale(domain=[0, 1.3 * max(1, values.max())], nice=False)
    axis = alt.Axis(tickMinStep=1, tickCount=5)
    return alt.X(f"{column}:Q", title=title, axis=axis, scale=room)


def scale_pounds(column: str, savings: pd.Series) -> alt.X:
    """A pound axis, linear around zero so that losses stand on it, and logarithmic above."""
    lowest = float(min(savings.min(), 0)) if len(savings) else 0.0
    highest = float(savings.max()) if len(savings) else float(POUND_TICKS[-1])
    ticks = [tick for tick in POUND_TICKS if lowest <= tick <= highest]
    axis = alt.Axis(values=ticks, labelExpr=POUNDS, labelAngle=0)
    scale = alt.Scale(type="symlog", constant=100_000, domain=[lowest, highest], nice=False)
    return alt.X(f"{column}:Q", title=None, scale=scale, axis=axis)


def size_rows(chart: alt.LayerChart, rows: int, height: int) -> alt.LayerChart:
    """The chart as wide as its page, and ``height`` pixels high for each row."""
    return chart.properties(width="container", height=max(rows, 1) * height)
