"""Figures of publicity: sizes on the map and in the news, chances, and findings reweighted."""

import textwrap

import altair as alt
import pandas as pd

from sharing.charts.axes import place_rows, size_rows
from sharing.theme import COLOURS

RATIO_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 10)
WIDEST = (0.08, 12)
PERCENT_TICKS = (0, 0.25, 0.5, 0.75, 1)
LINE_LENGTH = 22


def compare_sizes(shares: pd.DataFrame) -> alt.LayerChart:
    """Shares by size of saving for two sources: ``band``, ``of``, ``share``, ``low``, ``high``."""
    kinds = list(dict.fromkeys(shares["of"]))
    highest = float(shares.high.max()) if len(shares) else 1.0
    axis = alt.Axis(format=".0%", tickCount=5)
    scale = alt.Scale(domain=[0, highest], nice=True)
    base = alt.Chart(shares).encode(
        y=place_rows("band", list(dict.fromkeys(shares.band))),
        yOffset=alt.YOffset("of:N", sort=kinds),
        color=_colour("of", kinds, ["muted", "main"]),
    )
    whiskers = base.mark_rule(strokeWidth=3, opacity=0.55).encode(
        x=alt.X("low:Q", title=None, axis=axis, scale=scale), x2="high:Q"
    )
    points = base.mark_point(size=80, opacity=1).encode(
        x=alt.X("share:Q", scale=scale),
        shape=alt.Shape("of:N", sort=kinds, legend=None),
        tooltip=[
            alt.Tooltip("band:N", title="Saving a year"),
            alt.Tooltip("of:N", title="Source"),
            alt.Tooltip("share:Q", title="Share", format=".1%"),
            alt.Tooltip("low:Q", title="from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    return size_rows(whiskers + points, shares.band.nunique(), 46)


def show_chances(chances: pd.DataFrame) -> alt.LayerChart:
    """The chance of being publicised by band: ``band``, ``chance``, ``low``, ``high``, ``label``.

    Chances lie between 0 and 1; ``full`` marks bands that hold more than the map has room for.
    """
    axis = alt.Axis(format=".0%", values=list(PERCENT_TICKS))
    scale = alt.Scale(domain=[0, 1])
    base = alt.Chart(chances).encode(y=place_rows("band", list(chances.band)))
    whiskers = base.mark_rule(strokeWidth=3, color=COLOURS["main"], opacity=0.55).encode(
        x=alt.X("low:Q", title=None, axis=axis, scale=scale), x2="high:Q"
    )
    points = base.mark_point(size=90, opacity=1).encode(
        x=alt.X("chance:Q", scale=scale),
        color=alt.Color(
            "full:N",
            title=None,
            scale=alt.Scale(domain=[False, True], range=[COLOURS["main"], COLOURS["accent"]]),
            legend=alt.Legend(
                labelExpr="datum.value ? 'More than the map has room for' : 'Chance'"
            ),
        ),
        tooltip=[alt.Tooltip("band:N", title="Saving a year"), alt.Tooltip("label:N", title="")],
    )
    texts = base.mark_text(dy=-13, baseline="bottom")
    left = texts.transform_filter("datum.chance < 0.5").mark_text(dy=-9, align="left")
    right = texts.transform_filter("datum.chance >= 0.5").mark_text(dy=-9, align="right")
    words = [part.encode(x="chance:Q", text="label:N") for part in (left, right)]
    return size_rows(alt.layer(whiskers, points, *words), len(chances), 52)


def compare_reweighted(findings: pd.DataFrame) -> alt.LayerChart:
    """Ratios by way of weighting: ``label``, ``way``, ``kind``, ``estimate``, ``low``, ``high``.

    ``way`` names each interval of a row, in order; ``kind`` groups ways under one colour.
    """
    ratios = findings.assign(
        **{name: findings[name].clip(*WIDEST) for name in ("estimate", "low", "high")},
        row=["|".join(textwrap.wrap(label, LINE_LENGTH)) for label in findings.label],
    )
    kinds, ways = (list(dict.fromkeys(findings[name])) for name in ("kind", "way"))
    axis = alt.Axis(values=list(RATIO_TICKS), labelExpr="datum.value + '×'")
    scale = alt.Scale(type="log", domain=list(WIDEST), nice=False)
    base = alt.Chart(ratios).encode(
        y=_place_wrapped_rows("row", list(dict.fromkeys(ratios["row"]))),
        yOffset=alt.YOffset("way:N", sort=ways),
        color=_colour("kind", kinds, ["main", "neutral", "accent"]),
    )
    whiskers = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    points = base.mark_point(size=45, opacity=1).encode(
        x=alt.X("estimate:Q", scale=scale),
        tooltip=[
            alt.Tooltip("label:N", title="Comparison"),
            alt.Tooltip("way:N", title="Weighting"),
            alt.Tooltip("words:N", title="Ratio"),
        ],
    )
    none = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=COLOURS["neutral"])
    layers = none.encode(x=alt.X("x:Q", scale=scale)) + whiskers + points
    return size_rows(layers, findings.label.nunique(), 92)


def _place_wrapped_rows(by: str, order: list[str]) -> alt.Y:
    """An axis of named rows whose long names take several lines, parted by "|"."""
    axis = alt.Axis(
        ticks=False, grid=False, labelExpr="split(datum.label, '|')", labelLineHeight=14
    )
    return alt.Y(f"{by}:N", sort=order, title=None, axis=axis)


def _colour(column: str, kinds: list[str], names: list[str]) -> alt.Color:
    colours = [COLOURS[name] for name in names][: max(len(kinds), 1)]
    scale = alt.Scale(domain=kinds, range=colours) if kinds else alt.Scale(range=colours)
    return alt.Color(f"{column}:N", title=None, sort=kinds, scale=scale)
