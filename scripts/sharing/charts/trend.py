"""Figures of the national totals and of the awards."""

import altair as alt
import pandas as pd

from sharing.charts.axes import POUNDS, place_rows, size_rows
from sharing.theme import COLOURS

RATIO_TICKS = (1, 2, 5, 10, 20, 50)
SO_FAR, A_YEAR = "Saved so far", "Rise a year"
# A date that only names its year is drawn as the year that it leaves open.
OPEN = "datum.latest - datum.earliest > 0.5"
BILLIONS = f"abs(datum.value) >= 1e9 ? '£' + datum.value / 1e9 + 'bn' : {POUNDS}"


def follow_totals(points: pd.DataFrame) -> alt.LayerChart:
    """National savings so far over time, doubtful totals hollow and off the line.

    Parameters
    ----------
    points
        One row per total and kind of prices: ``at``, ``earliest`` and ``latest`` (years),
        ``saving`` (pounds), ``prices``, ``doubtful``, ``as_of``.
    """
    kinds = list(dict.fromkeys(points.prices))
    colour = alt.Color(
        "prices:N",
        title=None,
        sort=kinds,
        scale=alt.Scale(domain=kinds, range=[COLOURS["main"], COLOURS["accent"]][: len(kinds)]),
    )
    base = alt.Chart(points).encode(
        y=alt.Y("saving:Q", title="Saved so far", axis=_pounds()), color=colour
    )
    line = base.transform_filter("!datum.doubtful").mark_line().encode(x=_years(points))
    spans = (
        base.transform_filter(OPEN)
        .mark_rule(strokeWidth=1.5, opacity=0.6)
        .encode(x=_years(points, "earliest"), x2="latest:Q")
    )
    tips = [
        alt.Tooltip("as_of:N", title="Date"),
        alt.Tooltip("prices:N", title="Prices"),
        alt.Tooltip("saving:Q", title="Saved so far, £", format=",.0f"),
        alt.Tooltip("doubtful:N", title="Doubtful"),
    ]
    firm = base.transform_filter("!datum.doubtful").mark_point(filled=True, size=75, opacity=1)
    hollow = base.transform_filter("datum.doubtful").mark_point(
        filled=False, size=90, strokeWidth=2, opacity=1
    )
    dots = (mark.encode(x=_years(points), tooltip=tips) for mark in (firm, hollow))
    return alt.layer(line, spans, *dots).properties(width="container", height=340)


def follow_each(series: pd.DataFrame, rises: pd.DataFrame) -> alt.LayerChart:
    """Savings for each arrangement: so far as points, the rise a year as bars over its time.

    Parameters
    ----------
    series
        `sharing.national.follow_savings`: ``at``, ``each_real_gbp``, ``doubtful``.
    rises
        `sharing.national.measure_rises`: ``start``, ``end``, ``each_real_gbp``.
    """
    colour = alt.Color(
        "measure:N",
        title=None,
        sort=[SO_FAR, A_YEAR],
        scale=alt.Scale(domain=[SO_FAR, A_YEAR], range=[COLOURS["main"], COLOURS["accent"]]),
    )
    value = alt.Y("each_real_gbp:Q", title="For each arrangement", axis=_pounds())
    kept = ["as_of", "at", "each_real_gbp", "doubtful"]
    points = series[kept].dropna(subset=["each_real_gbp"]).assign(measure=SO_FAR)
    spans = rises[["start", "end", "each_real_gbp"]].dropna().assign(measure=A_YEAR)
    base = alt.Chart(points).encode(y=value, color=colour, x=_years(points))
    tips = [
        alt.Tooltip("as_of:N", title="Date"),
        alt.Tooltip("each_real_gbp:Q", title="For each, £", format=",.0f"),
    ]
    firm = base.transform_filter("!datum.doubtful")
    hollow = base.transform_filter("datum.doubtful")
    bars = (
        alt.Chart(spans)
        .mark_rule(strokeWidth=6)
        .encode(
            x=_years(points, "start"),
            x2="end:Q",
            y=value,
            color=colour,
            tooltip=[alt.Tooltip("each_real_gbp:Q", title="A year for each, £", format=",.0f")],
        )
    )
    return alt.layer(
        firm.mark_line(),
        firm.mark_point(filled=True, size=75, opacity=1).encode(tooltip=tips),
        hollow.mark_point(filled=False, size=90, strokeWidth=2, opacity=1).encode(tooltip=tips),
        bars,
    ).properties(width="container", height=340)


def show_ratios(ratios: pd.DataFrame, kinds: tuple[str, str, str, str]) -> alt.LayerChart:
    """Pounds expected for each pound of grant, on a ratio scale: a row for each award and sum.

    Parameters
    ----------
    ratios
        ``label``, ``kind``, ``ratio``, ``low``, ``high``, in the order to be shown.
    kinds
        The values of ``kind``: an award, one with a single year's saving, the pooled ratio, and a
        published one.
    """
    award, one_year, pooled, published = kinds
    highest = float(max(ratios.ratio.max(), ratios.high.max(), 20)) if len(ratios) else 20.0
    lowest = float(min(ratios.ratio.min(), ratios.low.min(), 1)) if len(ratios) else 1.0
    ticks = [tick for tick in RATIO_TICKS if lowest <= tick <= highest * 1.2]
    scale = alt.Scale(type="log", domain=[lowest * 0.9, highest * 1.2], nice=False)
    axis = alt.Axis(values=ticks, labelExpr="'£' + datum.value", grid=True)
    base = alt.Chart(ratios).encode(y=place_rows("label", list(ratios.label)))
    place = alt.X("ratio:Q", title="Expected for each £1 of grant", scale=scale, axis=axis)
    tips = [
        alt.Tooltip("label:N", title="Award"),
        alt.Tooltip("ratio:Q", title="For each £1, £", format=",.1f"),
        alt.Tooltip("grant:Q", title="Grant, £", format=",.0f"),
        alt.Tooltip("expected:Q", title="Expected saving, £", format=",.0f"),
    ]
    looks = {
        award: {"shape": "circle", "filled": True, "color": COLOURS["muted"]},
        one_year: {"shape": "circle", "filled": False, "color": COLOURS["muted"]},
        pooled: {"shape": "diamond", "filled": True, "color": COLOURS["main"]},
        published: {"shape": "square", "filled": True, "color": COLOURS["accent"]},
    }
    interval = base.mark_rule(strokeWidth=3, color=COLOURS["main"]).encode(
        x=alt.X("low:Q", scale=scale, axis=axis, title=None), x2="high:Q"
    )
    marks = [
        base.transform_filter(alt.datum.kind == kind)
        .mark_point(size=110, strokeWidth=2, opacity=1, **look)
        .encode(x=place, tooltip=tips)
        for kind, look in looks.items()
    ]
    given = interval.transform_filter("isValid(datum.low) && isValid(datum.high)")
    return size_rows(alt.layer(given, *marks), len(ratios), 34)


def _years(points: pd.DataFrame, column: str = "at") -> alt.X:
    """An axis of whole years around all points."""
    first = int(points["at"].min()) if len(points) else 2011
    last = int(points["at"].max()) + 1 if len(points) else 2012
    axis = alt.Axis(values=list(range(first, last + 1)), format="d", labelAngle=0, grid=False)
    scale = alt.Scale(domain=[first, last], nice=False)
    return alt.X(f"{column}:Q", title=None, scale=scale, axis=axis)


def _pounds() -> alt.Axis:
    return alt.Axis(labelExpr=BILLIONS, tickCount=5)
