"""Figures of counts, shares, savings and effects."""

import altair as alt
import numpy as np
import pandas as pd

from sharing.charts.axes import place_rows, scale_counts, scale_pounds, size_rows
from sharing.theme import COLOURS

PERCENT_TICKS = (-75, 0, 300, 1500)
# A group too small for a range shows its dots alone: its median would look as sure as any other.
GIVEN = "isValid(datum.low) && isValid(datum.high)"


def count_rows(counts: pd.DataFrame, by: str, axis_title: str) -> alt.LayerChart:
    """Bars of counts, in the order of the frame: columns ``by`` and ``count``."""
    base = alt.Chart(counts).encode(y=place_rows(by, list(counts[by])))
    bars = base.mark_bar().encode(
        x=scale_counts("count", axis_title, counts["count"]),
        tooltip=[alt.Tooltip(f"{by}:N"), alt.Tooltip("count:Q", title=axis_title)],
    )
    texts = base.mark_text(align="left", dx=5).encode(x="count:Q", text="count:Q")
    return size_rows(bars + texts, len(counts), 36)


def show_medians(points: pd.DataFrame, summary: pd.DataFrame, by: str) -> alt.LayerChart:
    """Every arrangement as a dot, and each group's median with its interval, on a pound scale.

    Parameters
    ----------
    points
        One row per arrangement: ``by``, ``saving`` (pounds a year), ``name``.
    summary
        `sharing.intervals.summarise_groups`, rows in the order to be shown.
    """
    order = list(summary[by])
    dots = (
        alt.Chart(points.assign(spread=_spread(points[by])))
        .mark_circle(size=34, opacity=0.45, color=COLOURS["muted"])
        .encode(
            x=scale_pounds("saving", points.saving),
            y=place_rows(by, order),
            yOffset=alt.YOffset("spread:Q", scale=alt.Scale(domain=[-1.6, 1.6])),
            tooltip=[
                alt.Tooltip("name:N", title="Arrangement"),
                alt.Tooltip("saving:Q", title="Saving a year, £", format=",.0f"),
            ],
        )
    )
    base = alt.Chart(summary).encode(y=place_rows(by, order))
    intervals = (
        base.transform_filter(GIVEN)
        .mark_rule(strokeWidth=3, color=COLOURS["main"])
        .encode(x=scale_pounds("low", points.saving), x2="high:Q")
    )
    medians = (
        base.transform_filter(GIVEN)
        .mark_point(size=130, shape="diamond", color=COLOURS["main"])
        .encode(
            x=scale_pounds("median", points.saving),
            tooltip=[
                alt.Tooltip(f"{by}:N"),
                alt.Tooltip("median:Q", title="Median, £", format=",.0f"),
                alt.Tooltip("low:Q", title="95% from, £", format=",.0f"),
                alt.Tooltip("high:Q", title="to, £", format=",.0f"),
                alt.Tooltip("n:Q", title="Arrangements"),
            ],
        )
    )
    return size_rows(dots + intervals + medians, len(order), 46)


def show_effects(effects: pd.DataFrame) -> alt.LayerChart:
    """Coefficients as percentages on a ratio scale: ``label``, ``percent``, ``low``, ``high``."""
    ratios = effects.assign(
        **{name: 1 + effects[name] / 100 for name in ("percent", "low", "high")},
        clear=(effects.low > 0) | (effects.high < 0),
    )
    axis = alt.Axis(
        values=[1 + tick / 100 for tick in PERCENT_TICKS],
        labelExpr="(datum.value > 1 ? '+' : '') + format((datum.value - 1) * 100, '.0f') + '%'",
    )
    # The furthest tails are cut: the table beside the figure has every number.
    scale = alt.Scale(type="log", domain=[0.08, 16], clamp=True, nice=False)
    base = alt.Chart(ratios).encode(
        y=place_rows("label", list(ratios.label)),
        color=alt.Color(
            "clear:N",
            title=None,
            scale=alt.Scale(domain=[True, False], range=[COLOURS["main"], COLOURS["muted"]]),
            legend=alt.Legend(
                labelExpr="datum.value ? 'Clearly different' : 'Could be no difference'"
            ),
        ),
    )
    whiskers = base.mark_rule(strokeWidth=2.5).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None),
        x2="high:Q",
    )
    points = base.mark_point(size=90).encode(x=alt.X("percent:Q", scale=scale))
    none = alt.Chart(pd.DataFrame({"x": [1.0]})).mark_rule(color=COLOURS["neutral"])
    return size_rows(none.encode(x=alt.X("x:Q", scale=scale)) + whiskers + points, len(ratios), 36)


def count_years(counts: pd.DataFrame, by: str, axis_title: str) -> alt.Chart:
    """Stacked bars by year: columns ``year``, ``by`` (at most two kinds) and ``count``."""
    return (
        alt.Chart(counts)
        .mark_bar()
        .encode(
            x=alt.X("year:O", title=None, axis=alt.Axis(labelAngle=0)),
            y=alt.Y("count:Q", title=axis_title),
            color=alt.Color(
                f"{by}:N",
                title=None,
                scale=alt.Scale(range=[COLOURS["main"], COLOURS["muted"]]),
            ),
            tooltip=["year:O", f"{by}:N", "count:Q"],
        )
        .properties(width="container", height=280)
    )


def bin_distances(distances: pd.DataFrame) -> pd.DataFrame:
    """Count partnerships by the distance between their two furthest councils, in kilometres."""
    edges = [0, 25, 50, 75, 100, 150, 200, np.inf]
    names = ["Under 25 km", "25 to 50 km", "50 to 75 km", "75 to 100 km", "100 to 150 km"]
    names += ["150 to 200 km", "200 km or more"]
    furthest = distances.groupby("arrangement_id").distance_km.max()
    banded = pd.cut(furthest, edges, labels=names, right=False)
    return banded.value_counts(sort=False).rename_axis("distance").reset_index(name="count")


def _spread(groups: pd.Series) -> pd.Series:
    """A fixed offset between -1 and 1 for each dot, so that dots of a group can be told apart."""
    place = groups.groupby(groups).cumcount()
    return (place * 0.618034 % 1) * 2 - 1
