"""Figures of rankings, peaks, curves by number of councils, and promises kept."""

import altair as alt
import pandas as pd

from sharing.charts.axes import POUND_TICKS, POUNDS, place_rows, size_rows
from sharing.curves import CATEGORIES, CURVE, LOGARITHM
from sharing.theme import COLOURS

COUNCIL_TICKS = (2, 3, 4, 5, 6, 8, 12, 16, 24, 32)
RATIO_TICKS = (0.01, 0.1, 0.5, 1, 2, 10, 100)
WIDEST = (0.01, 100)
VIEW_COLOURS = {CATEGORIES: "accent", LOGARITHM: "good", CURVE: "main"}
STATISTICS = {"first_by_median": "By median", "first_by_mean": "By mean"}


def show_peaks(peaks: pd.DataFrame, by: str) -> alt.LayerChart:
    """Bars of how often each group comes first, by median and by mean.

    Parameters
    ----------
    peaks
        ``by``, ``first_by_median`` and ``first_by_mean``, shares between 0 and 1, in the order to
        be shown.
    """
    long = peaks.melt(by, list(STATISTICS), "statistic", "share").assign(
        statistic=lambda frame: frame.statistic.map(STATISTICS)
    )
    kinds = list(STATISTICS.values())
    axis = alt.Axis(format=".0%", values=[0, 0.25, 0.5, 0.75, 1])
    base = alt.Chart(long).encode(
        y=place_rows(by, list(peaks[by])),
        yOffset=alt.YOffset("statistic:N", sort=kinds),
        x=alt.X("share:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1])),
    )
    bars = base.mark_bar().encode(
        color=alt.Color(
            "statistic:N",
            title=None,
            sort=kinds,
            scale=alt.Scale(domain=kinds, range=[COLOURS["main"], COLOURS["accent"]]),
        ),
        tooltip=[
            alt.Tooltip(f"{by}:N", title="Councils"),
            alt.Tooltip("statistic:N", title="Compared"),
            alt.Tooltip("share:Q", title="Comes first in", format=".1%"),
        ],
    )
    texts = base.mark_text(align="left", dx=5).encode(text=alt.Text("share:Q", format=".0%"))
    return size_rows(bars + texts, len(peaks), 54)


def show_ranks(ranks: pd.DataFrame, by: str) -> alt.LayerChart:
    """Each group's rank and the ranks that it may have: ``rank``, ``best_rank``, ``worst_rank``.

    Parameters
    ----------
    ranks
        `sharing.rankings.rank_groups`, in the order to be shown.
    """
    last = max(len(ranks), 1)
    scale = alt.Scale(domain=[0.5, last + 0.3], nice=False)
    axis = alt.Axis(values=list(range(1, last + 1)), format="d")
    base = alt.Chart(ranks).encode(y=place_rows(by, list(ranks[by])))
    lines = base.mark_rule(strokeWidth=5, color=COLOURS["main"], opacity=0.55).encode(
        x=alt.X("best_rank:Q", title="Rank by median", scale=scale, axis=axis),
        x2="worst_rank:Q",
    )
    points = base.mark_point(size=130, shape="diamond", color=COLOURS["main"], opacity=1).encode(
        x=alt.X("rank:Q", scale=scale, axis=axis),
        tooltip=[
            alt.Tooltip(f"{by}:N"),
            alt.Tooltip("rank:Q", title="Rank"),
            alt.Tooltip("best_rank:Q", title="May be as high as"),
            alt.Tooltip("worst_rank:Q", title="or as low as"),
        ],
    )
    return size_rows(lines + points, len(ranks), 40)


def show_curves(predictions: pd.DataFrame, points: pd.DataFrame) -> alt.LayerChart:
    """The ratio to two councils by number of councils: three models over the raw savings.

    Parameters
    ----------
    predictions
        `sharing.curves.predict_sizes`: categories are drawn as points with bars, the others as
        lines, the curve with its interval as a band. What lies outside `WIDEST` is put at its edge.
    points
        ``councils``, ``ratio``, ``name``: one row per arrangement.
    """
    views = list(dict.fromkeys(predictions["view"]))
    x = _scale_councils(float(pd.concat([predictions.councils, points.councils]).max()))
    y = _scale_ratio("ratio")
    scale = alt.Scale(domain=views, range=[COLOURS[VIEW_COLOURS[view]] for view in views])
    colour = alt.Color("view:N", title=None, sort=views, scale=scale)
    bounded = {name: predictions[name].clip(*WIDEST) for name in ("ratio", "low", "high")}
    shown = predictions.assign(**bounded)
    first, last = shown["view"] == CATEGORIES, shown["view"] == CURVE
    dots = _show_dots(points.assign(ratio=points.ratio.clip(*WIDEST)), x, y)
    band = alt.Chart(shown[last & shown.low.notna()]).mark_area(opacity=0.15, color=COLOURS["main"])
    curves = alt.Chart(shown[~first]).mark_line().encode(x=x, y=y, color=colour)
    steps = alt.Chart(shown[first]).encode(x=x, color=colour)
    bars = steps.transform_filter("isValid(datum.low)").mark_rule(strokeWidth=2)
    middles = steps.mark_point(size=90, opacity=1).encode(
        y=y,
        tooltip=[
            alt.Tooltip("view:N", title="Model"),
            alt.Tooltip("ratio:Q", title="Times two councils", format=".2f"),
        ],
    )
    reach = {"y": _scale_ratio("low"), "y2": "high:Q"}
    layers = dots + band.encode(x=x, **reach) + curves + bars.encode(**reach) + middles
    return layers.properties(width="container", height=380)


def _scale_councils(largest: float) -> alt.X:
    ticks = [tick for tick in COUNCIL_TICKS if tick <= largest]
    return alt.X(
        "councils:Q",
        title="Councils",
        scale=alt.Scale(type="log", domain=[1.8, 1.1 * largest], nice=False),
        axis=alt.Axis(values=ticks, grid=False, format="d"),
    )


def _scale_ratio(column: str) -> alt.Y:
    return alt.Y(
        f"{column}:Q",
        title="Times the saving of two councils",
        scale=alt.Scale(type="log", domain=list(WIDEST), nice=False),
        axis=alt.Axis(values=list(RATIO_TICKS), labelExpr="datum.value + '×'"),
    )


def _show_dots(points: pd.DataFrame, x: alt.X, y: alt.Y) -> alt.Chart:
    return (
        alt.Chart(points)
        .mark_circle(size=30, opacity=0.4, color=COLOURS["muted"])
        .encode(
            x=x,
            y=y,
            tooltip=[
                alt.Tooltip("name:N", title="Arrangement"),
                alt.Tooltip("councils:Q", title="Councils"),
            ],
        )
    )


def show_promises(pairs: pd.DataFrame) -> alt.LayerChart:
    """Every expected saving against what was achieved, with the line on which both are equal.

    Parameters
    ----------
    pairs
        ``expected`` and ``achieved`` (pounds a year), ``like`` (whether like is compared with
        like), ``name``.
    """
    both = pd.concat([pairs.expected, pairs.achieved])
    lowest = float(min(both.min(), 0)) if len(pairs) else 0.0
    highest = 1.2 * float(both.max()) if len(pairs) else float(POUND_TICKS[-1])
    scale = alt.Scale(type="symlog", constant=100_000, domain=[lowest, highest], nice=False)
    axis = alt.Axis(
        values=[tick for tick in POUND_TICKS if lowest <= tick <= highest], labelExpr=POUNDS
    )
    x = alt.X("expected:Q", title="Expected a year", scale=scale, axis=axis)
    y = alt.Y("achieved:Q", title="Achieved a year", scale=scale, axis=axis)
    ends = pd.DataFrame({"expected": [max(lowest, 0.0), highest]})
    equal = (
        alt.Chart(ends.assign(achieved=ends.expected))
        .mark_line(color=COLOURS["neutral"], strokeWidth=1.5, strokeDash=[5, 4])
        .encode(x=x, y=y)
    )
    dots = (
        alt.Chart(pairs)
        .mark_circle(size=85, opacity=0.75)
        .encode(
            x=x,
            y=y,
            color=alt.Color(
                "like:N",
                title=None,
                scale=alt.Scale(domain=[True, False], range=[COLOURS["main"], COLOURS["accent"]]),
                legend=alt.Legend(
                    labelExpr="datum.value ? 'Like with like' : 'Less comparable'",
                ),
            ),
            tooltip=[
                alt.Tooltip("name:N", title="Arrangement"),
                alt.Tooltip("expected:Q", title="Expected, £ a year", format=",.0f"),
                alt.Tooltip("achieved:Q", title="Achieved, £ a year", format=",.0f"),
            ],
        )
    )
    return (equal + dots).properties(width="container", height=400)
