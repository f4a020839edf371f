"""Figures of what partnerships expected and achieved over time."""

import altair as alt
import pandas as pd

from sharing.charts.axes import POUND_TICKS, POUNDS
from sharing.theme import COLOURS

STATUSES = {"expected": "accent", "achieved": "main"}


def show_promises_over_time(points: pd.DataFrame) -> alt.LayerChart:
    """Expected and achieved savings by the year of their report, one thin line for a partnership.

    Parameters
    ----------
    points
        ``profile`` (written in the figure), ``name`` of the arrangement, ``year``, ``status``,
        ``saving`` (pounds a year) and ``order`` along the line; a year in every row.
    """
    first, last = _find_ends(points)
    lowest = float(min(points.saving.min(), 0)) if len(points) else 0.0
    highest = 1.6 * float(points.saving.max()) if len(points) else float(POUND_TICKS[-1])
    ticks = [tick for tick in POUND_TICKS if lowest <= tick <= highest]
    x = alt.X(
        "year:Q",
        title="Year of the report",
        scale=alt.Scale(domain=[first - 0.6, last + 0.6], nice=False),
        axis=alt.Axis(format="d", tickMinStep=1, grid=False),
    )
    y = alt.Y(
        "saving:Q",
        title="Saving a year",
        scale=alt.Scale(type="symlog", constant=100_000, domain=[lowest, highest], nice=False),
        axis=alt.Axis(values=ticks, labelExpr=POUNDS),
    )
    base = alt.Chart(points).encode(x=x, y=y)
    lines = base.mark_line(color=COLOURS["muted"], strokeWidth=1).encode(
        detail="name:N", order="order:Q"
    )
    scale = alt.Scale(
        domain=list(STATUSES), range=[COLOURS[colour] for colour in STATUSES.values()]
    )
    dots = base.mark_point(size=90, opacity=0.9).encode(
        color=alt.Color("status:N", title=None, scale=scale, sort=list(STATUSES)),
        shape=alt.Shape(
            "status:N",
            title=None,
            sort=list(STATUSES),
            scale=alt.Scale(domain=list(STATUSES), range=["diamond", "circle"]),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Arrangement"),
            alt.Tooltip("year:Q", title="Reported", format="d"),
            alt.Tooltip("status:N", title="Status"),
            alt.Tooltip("saving:Q", title="£ a year", format=",.0f"),
        ],
    )
    names = [_write_names(base, points, side, (first + last) / 2) for side in ("left", "right")]
    return alt.layer(lines, dots, *names).properties(width="container", height=420)


def _find_ends(points: pd.DataFrame) -> tuple[float, float]:
    if points.empty:
        return 2010.0, 2020.0
    return float(points.year.min()), max(float(points.year.max()), float(points.year.min()) + 3)


def _write_names(base: alt.Chart, points: pd.DataFrame, side: str, middle: float) -> alt.Chart:
    """Names above each arrangement's highest dot, on the side that has room for them."""
    highest = points.sort_values("saving").drop_duplicates("name", keep="last")
    at = highest[(highest.year <= middle) == (side == "left")]
    return (
        base.properties(data=at.reset_index(drop=True))
        .mark_text(align=side, dy=-14, color=COLOURS["neutral"])
        .encode(text="profile:N")
    )
