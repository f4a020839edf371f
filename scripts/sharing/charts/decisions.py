"""Figures of the grid of all choices: the specification curve, and every headline's range."""

import altair as alt
import numpy as np
import pandas as pd

from sharing.charts.axes import POUNDS, place_rows, size_rows
from sharing.theme import COLOURS

CURVE_HEIGHT, GAP, STRIP_HEIGHT = 220, 24, 36
POUND_TICKS = (10_000, 100_000, 250_000, 500_000, 1_000_000, 2_000_000, 5_000_000, 10_000_000)
RATIO_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)
WIDEST = (0.05, 20)
SHOW_RATIO = "datum.value + '×'"
SHADES = alt.Scale(domain=[0, 1], range=[0.04, 1])
NUMBERS = ["estimate", "low", "high"]
CLEAR, OPEN = "Clear of no difference", "Could be no difference"


def plot_curve(curve: pd.DataFrame, strips: pd.DataFrame, unit: str, null: float) -> alt.LayerChart:
    """Estimates sorted by size with their intervals, and below them where each option lies.

    Parameters
    ----------
    curve
        ``place`` (per cent of the sorted curve), ``estimate``, ``low``, ``high``, ``clear``
        (whether the interval is clear of ``null``) and ``own`` (whether these are the book's
        choices). Ratios are cut at `WIDEST`.
    strips
        ``option``, ``start`` and ``end`` (per cent of the sorted curve), ``share`` (of the
        combinations there that take the option, 0 to 1).
    unit
        ``share``, ``pounds`` or ``ratio``.
    null
        The value of no difference, nan for none.
    """
    order = list(dict.fromkeys(strips.option))
    top = CURVE_HEIGHT + GAP
    bottom = top + STRIP_HEIGHT * max(len(order), 1)
    # Names stand above their strips, which then have a phone's whole width.
    axis = alt.Axis(
        orient="left",
        ticks=False,
        grid=False,
        domain=False,
        labelAlign="left",
        labelPadding=0,
        labelOffset=-17,
        labelOverlap=False,
        labelLimit=320,
    )
    lower = (
        alt.Chart(strips)
        .mark_rect(color=COLOURS["main"])
        .encode(
            x=_place("start"),
            x2="end:Q",
            y=alt.Y(
                "option:N",
                title=None,
                axis=axis,
                sort=order,
                scale=alt.Scale(range=[top, bottom], paddingInner=0.6, paddingOuter=0.6),
            ),
            opacity=alt.Opacity("share:Q", legend=None, scale=SHADES),
        )
    )
    both = alt.layer(_draw_curve(curve, unit, null), lower)
    return both.resolve_scale(y="independent").properties(width="container", height=bottom)


def compare_ranges(ranges: pd.DataFrame) -> alt.LayerChart:
    """The spread of every ratio over all combinations, on a ratio scale.

    Parameters
    ----------
    ranges
        ``label``, ``smallest``, ``low``, ``middle``, ``high``, ``largest``, ``own`` (nan where the
        book's choices give none). What lies outside `WIDEST` is cut there.
    """
    numbers = ["smallest", "low", "middle", "high", "largest", "own"]
    shown = ranges.assign(**ranges[numbers].astype(float).clip(*WIDEST))
    lowest = min(0.5, float(shown.smallest.min())) if len(shown) else 0.5
    highest = max(2.0, float(shown.largest.max())) if len(shown) else 2.0
    scale = alt.Scale(type="log", domain=[lowest / 1.05, highest * 1.05], nice=False)
    ticks = [tick for tick in RATIO_TICKS if lowest <= tick <= highest]
    axis = alt.Axis(values=ticks, labelExpr=SHOW_RATIO)
    base = alt.Chart(shown).encode(y=place_rows("label", list(shown.label)))
    tips = [alt.Tooltip("label:N", title="Ratio")]
    tips += [alt.Tooltip(f"{name}:Q", title=name.capitalize(), format=".2f") for name in numbers]
    all_of_them = base.mark_rule(strokeWidth=2, color=COLOURS["muted"]).encode(
        x=alt.X("smallest:Q", title=None, scale=scale, axis=axis), x2="largest:Q"
    )
    most = base.mark_bar(height=12, color=COLOURS["main"]).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q", tooltip=tips
    )
    own = (
        base.transform_filter("isValid(datum.own)")
        .mark_point(shape="diamond", filled=True, size=160, opacity=1, color=COLOURS["accent"])
        .encode(x=alt.X("own:Q", scale=scale), tooltip=tips)
    )
    none = alt.Chart(pd.DataFrame({"null": [1.0] * bool(len(shown))}))
    line = none.mark_rule(color=COLOURS["neutral"]).encode(x=alt.X("null:Q", scale=scale))
    layers = line + all_of_them + most + own
    return size_rows(layers, len(shown), 48)


def _draw_curve(curve: pd.DataFrame, unit: str, null: float) -> alt.LayerChart:
    """The intervals, the estimates, the line of no difference and the book's own estimate."""
    shown = curve.assign(clear=np.where(curve.clear, CLEAR, OPEN))
    if unit == "ratio":
        shown[NUMBERS] = shown[NUMBERS].clip(*WIDEST)
    scale, axis = _scale_values(shown, unit)
    colour = alt.Color(
        "clear:N",
        title=None,
        scale=alt.Scale(domain=[CLEAR, OPEN], range=[COLOURS["main"], COLOURS["muted"]]),
    )
    judged = np.isfinite(null)
    base = alt.Chart(shown).encode(
        x=_place("place"), color=colour if judged else alt.value(COLOURS["main"])
    )
    low = alt.Y("low:Q", title=None, scale=scale, axis=axis)
    value = alt.Y("estimate:Q", title=None, scale=scale, axis=axis)
    lines = base.mark_rule(strokeWidth=1, opacity=0.6).encode(y=low, y2="high:Q")
    points = base.mark_circle(size=16, opacity=1).encode(y=value)
    own = base.transform_filter("datum.own").mark_point(
        shape="diamond", filled=True, size=160, opacity=1
    )
    layers = [lines, points, own.encode(y=value, color=alt.value(COLOURS["accent"]))]
    # With a line alone the figure would not say that there is nothing to show.
    if judged and len(shown):
        none = alt.Chart(pd.DataFrame({"null": [null]})).mark_rule(color=COLOURS["neutral"])
        layers.insert(0, none.encode(y=alt.Y("null:Q", title=None, scale=scale, axis=axis)))
    return alt.layer(*layers)


def _scale_values(shown: pd.DataFrame, unit: str) -> tuple[alt.Scale, alt.Axis]:
    """The scale and axis of the upper part: logarithmic but for shares."""
    reach = [CURVE_HEIGHT, 0]
    values = shown[NUMBERS].to_numpy(dtype=float)
    values = values[np.isfinite(values)] if np.isfinite(values).any() else np.array([1.0])
    lowest, highest = float(values.min()), float(values.max())
    if unit == "share":
        scale = alt.Scale(domain=[0, max(highest, 0.6)], range=reach, nice=False)
        return scale, alt.Axis(format=".0%", tickCount=5)
    if unit == "ratio":
        lowest, highest = min(lowest, 0.5), max(highest, 2.0)
        ticks, show = RATIO_TICKS, SHOW_RATIO
    else:
        ticks, show = POUND_TICKS, POUNDS
    kind = "log" if lowest > 0 else "symlog"
    scale = alt.Scale(type=kind, domain=[lowest, highest], range=reach, nice=False)
    inside = [tick for tick in ticks if lowest <= tick <= highest]
    return scale, alt.Axis(values=inside, labelExpr=show)


def _place(column: str) -> alt.X:
    """Where on the sorted curve, in per cent; the order is all that it means."""
    return alt.X(
        f"{column}:Q",
        title="From the smallest to the largest estimate",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(labels=False, ticks=False, grid=False, domain=False),
    )
