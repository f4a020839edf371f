"""Figures of coverage, and of what selection does to the headlines."""

import altair as alt
import pandas as pd

from sharing.charts.axes import place_rows, size_rows
from sharing.theme import COLOURS

ROW, GAP = 20, 10
VERDICTS = ("As promised", "Too rarely", "Too often")
RATIO_TICKS = (0.1, 0.25, 0.5, 1, 2, 4, 8)
RATIO_ENDS = (0.05, 12)


def show_coverage(found: pd.DataFrame, promised: tuple[float, float]) -> alt.LayerChart:
    """Every kind of interval's coverage in every setting, over the band that is promised.

    Parameters
    ----------
    found
        `sharing.chapters.validation.collect_coverage`: ``interval``, ``setting``, ``coverage``,
        ``low``, ``high``, ``verdict``, in the order to be shown.
    promised
        The two ends of the band.
    """
    settings = list(found.setting.unique())
    lowest = min(0.88, float(found.low.min()) - 0.01)
    scale = alt.Scale(domain=[lowest, 1], nice=False)
    axis = alt.Axis(format=".0%", values=[0.8, 0.85, *promised])
    band = alt.Chart(pd.DataFrame({"low": [promised[0]], "high": [promised[1]]}))
    within = band.mark_rect(color=COLOURS["main"], opacity=0.13).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    base = alt.Chart(found).encode(
        y=place_rows("interval", list(found.interval.unique())),
        yOffset=alt.YOffset("setting:N", sort=settings),
        color=alt.Color(
            "verdict:N",
            title=None,
            scale=alt.Scale(
                domain=list(VERDICTS),
                range=[COLOURS["main"], COLOURS["accent"], COLOURS["muted"]],
            ),
        ),
    )
    whiskers = base.mark_rule(strokeWidth=1.5, clip=True).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    points = base.mark_point(size=36, opacity=1).encode(
        x=alt.X("coverage:Q", scale=scale),
        tooltip=[
            alt.Tooltip("interval:N", title="Interval"),
            alt.Tooltip("setting:N", title="Setting"),
            alt.Tooltip("coverage:Q", title="Holds the truth", format=".1%"),
            alt.Tooltip("low:Q", title="from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    height = ROW + GAP * max(len(settings) - 1, 0)
    return size_rows(within + whiskers + points, found.interval.nunique(), height)


def show_selection(headlines: pd.DataFrame) -> alt.LayerChart:
    """What registers state over the truth, headline by headline, at each strength of selection.

    Parameters
    ----------
    headlines
        `sharing.chapters.selection_bias.collect_headlines`: ``headline``, ``publicity``,
        ``ratio``, ``least``, ``most``, in the order to be shown; at most three kinds of publicity.
    """
    kinds = list(headlines.publicity.unique())
    axis = alt.Axis(values=list(RATIO_TICKS), labelExpr="format(datum.value, '~g') + '×'")
    scale = alt.Scale(type="log", domain=list(RATIO_ENDS), clamp=True, nice=False)
    base = alt.Chart(headlines).encode(
        y=place_rows("headline", list(headlines.headline.unique())),
        yOffset=alt.YOffset("publicity:N", sort=kinds),
        color=alt.Color(
            "publicity:N",
            title=None,
            sort=kinds,
            scale=alt.Scale(
                domain=kinds, range=[COLOURS["muted"], COLOURS["main"], COLOURS["accent"]]
            ),
            legend=alt.Legend(columns=1),
        ),
    )
    whiskers = base.mark_rule(strokeWidth=2).encode(
        x=alt.X("least:Q", scale=scale, axis=axis, title=None), x2="most:Q"
    )
    points = base.mark_point(size=60, opacity=1).encode(
        x=alt.X("ratio:Q", scale=scale),
        tooltip=[
            alt.Tooltip("headline:N", title="Headline"),
            alt.Tooltip("publicity:N", title="Publicity"),
            alt.Tooltip("ratio:Q", title="Register over truth", format=".2f"),
        ],
    )
    truth = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=COLOURS["neutral"])
    right = truth.encode(x=alt.X("x:Q", scale=scale))
    height = ROW + GAP * max(len(kinds) - 1, 0)
    return size_rows(right + whiskers + points, headlines.headline.nunique(), height)
