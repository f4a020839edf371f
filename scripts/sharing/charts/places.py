"""Figures of who shares with whom, and of how many do."""

import altair as alt
import pandas as pd

from sharing.charts.axes import place_rows, size_rows
from sharing.theme import COLOURS

PARTNERS, BY_LOT = "Partners", "By lot"
REGISTER, PUBLISHED = "Register", "Published"


def compare_with_lot(shares: pd.DataFrame) -> alt.LayerChart:
    """Real shares as dots, joined to the share that lots would give, with its range.

    Parameters
    ----------
    shares
        ``label``, ``partners``, ``by_lot``, ``low``, ``high``; rows in the order to be shown.
    """
    order = list(shares.label)
    highest = float(shares[["partners", "high"]].max().max()) if len(shares) else 1.0
    scale = alt.Scale(domain=[0, min(1.0, 1.08 * highest)], nice=False)
    axis = alt.Axis(format=".0%", tickCount=5)
    share = alt.X("partners:Q", title="Share of pairs", axis=axis, scale=scale)
    rows = place_rows("label", order)
    real = alt.Chart(shares.assign(of=PARTNERS)).encode(y=rows)
    lots = alt.Chart(shares.assign(of=BY_LOT)).encode(y=rows)
    kinds = [PARTNERS, BY_LOT]
    colours = alt.Scale(domain=kinds, range=[COLOURS["main"], COLOURS["accent"]])
    shapes = alt.Scale(domain=kinds, range=["circle", "diamond"])
    look = {
        "color": alt.Color("of:N", title=None, sort=kinds, scale=colours),
        "shape": alt.Shape("of:N", title=None, sort=kinds, scale=shapes),
        "tooltip": [
            alt.Tooltip("label:N", title="Pairs"),
            alt.Tooltip("partners:Q", title=PARTNERS, format=".1%"),
            alt.Tooltip("by_lot:Q", title=BY_LOT, format=".1%"),
        ],
    }
    joints = real.mark_rule(strokeWidth=1.5, color=COLOURS["muted"]).encode(x=share, x2="by_lot:Q")
    ranges = lots.mark_rule(strokeWidth=4, color=COLOURS["accent"]).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    chance = lots.mark_point(size=90, opacity=1).encode(x=alt.X("by_lot:Q", scale=scale), **look)
    dots = real.mark_point(size=150, opacity=1).encode(x=share, **look)
    return size_rows(joints + ranges + chance + dots, len(order), 40)


def follow_participation(shares: pd.DataFrame) -> alt.LayerChart:
    """The register's share of councils by year as a line, published shares as dots.

    Parameters
    ----------
    shares
        ``of`` (`REGISTER` or `PUBLISHED`), ``year``, ``share``, ``label``.
    """
    colour = alt.Color(
        "of:N",
        title=None,
        sort=[REGISTER, PUBLISHED],
        scale=alt.Scale(domain=[REGISTER, PUBLISHED], range=[COLOURS["main"], COLOURS["accent"]]),
    )
    years = alt.X(
        "year:Q",
        title=None,
        axis=alt.Axis(format="d", tickMinStep=1, grid=False),
        scale=alt.Scale(nice=False, padding=16),
    )
    share = alt.Y(
        "share:Q",
        title="Share of England's councils",
        axis=alt.Axis(format=".0%", tickCount=5),
        scale=alt.Scale(domain=[0, 1]),
    )
    tips = [
        alt.Tooltip("of:N", title="From"),
        alt.Tooltip("year:Q", title="Year", format="d"),
        alt.Tooltip("label:N", title="Share"),
    ]
    base = alt.Chart(shares).encode(x=years, y=share, color=colour, tooltip=tips)
    ours = base.transform_filter(alt.datum.of == REGISTER)
    theirs = base.transform_filter(alt.datum.of == PUBLISHED)
    chart = (
        ours.mark_line()
        + ours.mark_point(size=40, opacity=1)
        + theirs.mark_point(size=90, shape="diamond", opacity=1)
    )
    return chart.properties(width="container", height=300)


def show_periods(periods: pd.DataFrame) -> alt.LayerChart:
    """A share with its interval for each period.

    Parameters
    ----------
    periods
        ``period``, ``share``, ``low``, ``high``, ``label``; rows in the order to be shown.
    """
    order = list(periods.period)
    highest = float(periods.high.max()) if len(periods) else 1.0
    axis = alt.Axis(format=".0%", tickCount=5)
    scale = alt.Scale(domain=[0, min(1.0, 1.1 * highest)], nice=False)
    share = alt.X("share:Q", title="Share of arrangements", axis=axis, scale=scale)
    base = alt.Chart(periods).encode(y=place_rows("period", order))
    ranges = base.mark_rule(strokeWidth=3, color=COLOURS["main"]).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    points = base.mark_point(size=130, opacity=1, shape="diamond", color=COLOURS["main"]).encode(
        x=share,
        tooltip=[
            alt.Tooltip("period:N", title="Started"),
            alt.Tooltip("label:N", title="With another body"),
            alt.Tooltip("low:Q", title="95% from", format=".1%"),
            alt.Tooltip("high:Q", title="to", format=".1%"),
        ],
    )
    texts = base.mark_text(align="left", baseline="bottom", dx=8, dy=-8).encode(
        x=share, text="label:N"
    )
    return size_rows(ranges + points + texts, len(order), 58)
