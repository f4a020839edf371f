"""Figures of the models: three views side by side, and residuals."""

import altair as alt
import numpy as np
import pandas as pd

from sharing.charts.axes import place_rows
from sharing.theme import COLOURS

RATIO_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)
WIDEST = (0.05, 20)


def compare_effects(views: pd.DataFrame) -> alt.LayerChart:
    """Effects by view as ratios: columns ``label``, ``view``, ``percent``, ``low``, ``high``."""
    ratios = views.assign(
        **{
            name: (1 + views[name].astype(float) / 100).clip(*WIDEST)
            for name in ("percent", "low", "high")
        }
    )
    order = list(dict.fromkeys(views.label))
    kinds = list(dict.fromkeys(views["view"]))
    scale = alt.Scale(type="log", domain=WIDEST, nice=False)
    axis = alt.Axis(values=RATIO_TICKS, labelExpr="datum.value + '×'")
    base = alt.Chart(ratios).encode(
        y=place_rows("label", order),
        yOffset=alt.YOffset("view:N", sort=kinds),
        color=alt.Color(
            "view:N",
            title="Saving",
            sort=kinds,
            scale=alt.Scale(
                domain=kinds,
                range=[COLOURS["main"], COLOURS["accent"], COLOURS["good"]][: len(kinds)],
            ),
        ),
    )
    lines = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    points = base.mark_point(size=50, opacity=1).encode(
        x=alt.X("percent:Q", scale=scale),
        shape=alt.Shape("view:N", sort=kinds, legend=None),
        tooltip=["label:N", "view:N", alt.Tooltip("percent:Q", title="Ratio", format=".2f")],
    )
    none = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=COLOURS["neutral"])
    layers = none.encode(x=alt.X("x:Q", scale=scale)) + lines + points
    return layers.properties(width="container", height=max(len(order), 1) * 48)


def plot_residuals(points: pd.DataFrame) -> alt.LayerChart:
    """Standardised residuals against the fitted value, the most influential ones named.

    Parameters
    ----------
    points
        ``fitted``, ``residual``, ``cooks_distance``, ``name``, ``marked``.
    """
    reach = max(3.0, float(np.abs(points.residual).max())) * 1.1
    base = alt.Chart(points).encode(
        x=alt.X("fitted:Q", title="Fitted value", scale=alt.Scale(zero=False, padding=12)),
        y=alt.Y(
            "residual:Q", title="Standardised residual", scale=alt.Scale(domain=[-reach, reach])
        ),
    )
    dots = base.mark_circle(opacity=0.6).encode(
        size=alt.Size("cooks_distance:Q", legend=None, scale=alt.Scale(range=[20, 320])),
        color=alt.Color(
            "marked:N",
            title=None,
            scale=alt.Scale(domain=[True, False], range=[COLOURS["accent"], COLOURS["main"]]),
            legend=alt.Legend(labelExpr="datum.value ? 'Pulls the model most' : 'Others'"),
        ),
        tooltip=[
            alt.Tooltip("name:N", title="Arrangement"),
            alt.Tooltip("residual:Q", title="Standardised residual", format=".1f"),
            alt.Tooltip("leverage:Q", title="Leverage", format=".2f"),
            alt.Tooltip("cooks_distance:Q", title="Cook's distance", format=".2f"),
        ],
    )
    none = alt.Chart(pd.DataFrame({"y": [0.0]})).mark_rule(color=COLOURS["neutral"])
    layers = none.encode(y=alt.Y("y:Q")) + dots
    return layers.properties(width="container", height=280)
