"""Every arrangement as one dot, stacked where savings are alike (Wilkinson's dot plot)."""

import altair as alt
import numpy as np
import pandas as pd

from sharing.charts.axes import POUNDS
from sharing.theme import COLOURS

# Linear around nothing, so that losses stand on the scale, and logarithmic above.
CONSTANT = 20_000.0
COLUMNS = 40
DOT = 11
TICKS = (-100_000, 0, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
STATUSES = ("achieved", "expected")


def stack_dots(savings: pd.DataFrame, threshold: float) -> pd.DataFrame:
    """Place every saving in one of `COLUMNS` columns of a pound scale, one above the other.

    Parameters
    ----------
    savings
        One row per arrangement: ``name``, ``saving`` (pounds a year) and ``status``.
    threshold
        A column ends at it, so that no column holds savings of both sides.

    Returns
    -------
    The rows with ``place`` (pounds, the middle of the column) and ``level`` (1 at the bottom), from
    left to right and up; achieved savings below expected ones in each column.
    """
    if savings.empty:
        return savings.assign(place=0.0, level=0)
    scaled = _squeeze(savings.saving.astype(float))
    limit = float(_squeeze(pd.Series([threshold], dtype=float)).iloc[0])
    width = max(max(scaled.max(), limit) - min(scaled.min(), limit), 1.0) / COLUMNS
    # A saving of just the threshold is not under it, whatever rounding did to its logarithm.
    column = np.floor((scaled - limit) / width).where(savings.saving != threshold, 0)
    placed = savings.assign(place=_stretch(limit + (column + 0.5) * width))
    placed = placed.sort_values(["place", "status", "saving", "name"])
    return placed.assign(level=placed.groupby("place").cumcount() + 1).reset_index(drop=True)


def show_dots(dots: pd.DataFrame, threshold: float, sides: tuple[str, str]) -> alt.LayerChart:
    """Every arrangement as a dot, named on hover, and the threshold as a line.

    Parameters
    ----------
    dots
        `stack_dots`.
    threshold
        Pounds a year.
    sides
        What is written left and right of the threshold.
    """
    places = [0.0, threshold, 1_000_000.0, *dots.place]
    low, high = min(places), max(places)
    scale = alt.Scale(type="symlog", constant=CONSTANT, domain=[low, high], nice=False, padding=10)
    ticks = [tick for tick in TICKS if low <= tick <= high]
    axis = alt.Axis(values=ticks, labelExpr=POUNDS, labelAngle=0, grid=False)
    top = max(int(dots.level.max()) if len(dots) else 1, 8) + 4
    y = alt.Y("level:Q", title=None, axis=None, scale=alt.Scale(domain=[0, top]))
    x = alt.X("place:Q", title=None, axis=axis, scale=scale)
    points = (
        alt.Chart(dots)
        .mark_circle(opacity=1, size=alt.expr("containerSize()[0] < 480 ? 38 : 88"))
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "status:N",
                title=None,
                scale=alt.Scale(domain=list(STATUSES), range=[COLOURS["main"], COLOURS["muted"]]),
                legend=alt.Legend(labelExpr="datum.value == 'achieved' ? 'Achieved' : 'Expected'"),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Arrangement"),
                alt.Tooltip("saving:Q", title="Saving a year, £", format=",.0f"),
                alt.Tooltip("status:N", title="Figure"),
            ],
        )
    )
    layers = points + _mark_threshold(threshold, sides, top, x, y)
    return layers.properties(width="container", height=top * DOT)


def _mark_threshold(
    threshold: float, sides: tuple[str, str], top: int, x: alt.X, y: alt.Y
) -> alt.LayerChart:
    """A dashed line with words on both of its sides."""
    left, right = sides
    words = pd.DataFrame({"place": [threshold], "level": [top], "left": [left], "right": [right]})
    base = alt.Chart(words).encode(x=x)
    line = base.mark_rule(color=COLOURS["accent"], strokeWidth=2, strokeDash=[5, 4])
    style = {"baseline": "top", "color": COLOURS["accent"], "fontWeight": 600, "lineBreak": "\n"}
    before = base.mark_text(align="right", dx=-8, **style).encode(y=y, text="left:N")
    after = base.mark_text(align="left", dx=8, **style).encode(y=y, text="right:N")
    return line + before + after


def _squeeze(pounds: pd.Series) -> pd.Series:
    """Vega's symlog."""
    return np.sign(pounds) * np.log1p(np.abs(pounds / CONSTANT))


def _stretch(scaled: pd.Series) -> pd.Series:
    """The inverse of `_squeeze`."""
    return np.sign(scaled) * np.expm1(np.abs(scaled)) * CONSTANT
