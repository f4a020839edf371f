"""The figure of the planner's forecasts: ranges of each service, plain and corrected."""

import textwrap

import altair as alt
import pandas as pd

from sharing.charts.axes import POUNDS, size_rows
from sharing.theme import COLOURS

TICKS = (1_000, 10_000, 100_000, 1_000_000, 10_000_000, 100_000_000)
WIDEST = 22
NARROWEST = (10_000.0, 10_000_000.0)


def show_forecasts(ranges: pd.DataFrame, threshold: float) -> alt.LayerChart:
    """Ranges of a new saving by row, thick for half and thin for what reaches further.

    Parameters
    ----------
    ranges
        ``label`` (the row), ``of`` (whose forecast; in order), ``half_low``, ``half_high``,
        ``thin_low``, ``thin_high`` (pounds above zero; nan where there is none), ``words``.
    threshold
        Pounds a year at which a line stands.
    """
    rows = ranges.assign(row=["|".join(textwrap.wrap(label, WIDEST)) for label in ranges.label])
    kinds = list(dict.fromkeys(ranges["of"]))
    ends = ranges[["half_low", "half_high", "thin_low", "thin_high"]]
    domain = [
        min(NARROWEST[0], float(ends.min().min()) if len(ranges) else NARROWEST[0]),
        max(NARROWEST[1], float(ends.max().max()) if len(ranges) else NARROWEST[1]),
    ]
    scale = alt.Scale(type="log", domain=domain, nice=False)
    axis = alt.Axis(
        values=[tick for tick in TICKS if domain[0] <= tick <= domain[1]], labelExpr=POUNDS
    )
    colours = [COLOURS["main"], COLOURS["accent"]][: max(len(kinds), 1)]
    base = alt.Chart(rows).encode(
        y=_place_rows(list(dict.fromkeys(rows.row))),
        yOffset=alt.YOffset("of:N", sort=kinds),
        color=alt.Color(
            "of:N",
            title=None,
            sort=kinds,
            scale=alt.Scale(domain=kinds, range=colours) if kinds else alt.Scale(),
        ),
        tooltip=[alt.Tooltip("label:N", title="Service"), alt.Tooltip("words:N", title="Forecast")],
    )
    thin = base.transform_filter("datum.thin_low > 0").mark_rule(strokeWidth=2)
    thick = base.transform_filter("isValid(datum.half_low)").mark_rule(strokeWidth=8)
    line = alt.Chart(pd.DataFrame({"x": [threshold]})).mark_rule(
        color=COLOURS["neutral"], strokeDash=[5, 4]
    )
    layers = alt.layer(
        line.encode(x=alt.X("x:Q", scale=scale, axis=axis, title=None)),
        thin.encode(x=alt.X("thin_low:Q", scale=scale, axis=axis, title=None), x2="thin_high:Q"),
        thick.encode(x=alt.X("half_low:Q", scale=scale), x2="half_high:Q"),
    )
    return size_rows(layers, ranges.label.nunique(), 46)


def _place_rows(order: list[str]) -> alt.Y:
    axis = alt.Axis(
        ticks=False, grid=False, labelExpr="split(datum.label, '|')", labelLineHeight=14
    )
    return alt.Y("row:N", sort=order, title=None, axis=axis)
