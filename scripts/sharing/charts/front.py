"""The front page's three figures: small, alike, each row under its own words."""

import altair as alt
import numpy as np
import pandas as pd

from sharing.charts.axes import POUNDS
from sharing.theme import COLOURS

ROW = 46
WORDS_ABOVE = -10
POUND_TICKS = (100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
RATIO_TICKS = (0.1, 0.5, 1, 2, 10)
WIDEST = (0.08, 12.5)
EXPECTED = "as expected"


def compare_shares(shares: pd.DataFrame) -> alt.LayerChart:
    """Bars of shares from none to all: columns ``of``, ``share``, ``low``, ``high``, ``words``."""
    axis = alt.Axis(format=".0%", values=[0, 0.5, 1], grid=True)
    share = alt.X("share:Q", title=None, axis=axis, scale=alt.Scale(domain=[0, 1]))
    base = alt.Chart(shares).encode(y=_rows("of", list(shares["of"])))
    bars = base.mark_bar(height=14).encode(
        x=share,
        color=alt.Color(
            "of:N",
            sort=list(shares["of"]),
            scale=alt.Scale(range=[COLOURS["muted"], COLOURS["main"]][-max(1, len(shares)) :]),
            legend=None,
        ),
    )
    whiskers = base.mark_rule(strokeWidth=2, color=COLOURS["neutral"]).encode(
        x="low:Q", x2="high:Q"
    )
    return _stack(bars + whiskers + _words(base), len(shares))


def compare_medians(medians: pd.DataFrame) -> alt.LayerChart:
    """Medians with intervals: columns ``of``, ``median``, ``low``, ``high`` (pounds), ``words``."""
    known = medians[["median", "low", "high"]].to_numpy(dtype=float)
    known = known[np.isfinite(known) & (known > 0)]
    domain = [float(known.min()) / 1.3, float(known.max()) * 1.3] if len(known) else [1e5, 1e7]
    ticks = [tick for tick in POUND_TICKS if domain[0] <= tick <= domain[1]]
    scale = alt.Scale(type="log", domain=domain, nice=False, clamp=True)
    axis = alt.Axis(values=ticks, labelExpr=POUNDS, labelAngle=0, grid=True)
    base = alt.Chart(medians).encode(y=_rows("of", list(medians["of"])))
    ranges = base.mark_rule(strokeWidth=4, opacity=0.6, color=COLOURS["main"]).encode(
        x=alt.X("low:Q", title=None, axis=axis, scale=scale), x2="high:Q"
    )
    points = base.mark_point(size=110, shape="diamond", opacity=1, color=COLOURS["main"]).encode(
        x=alt.X("median:Q", scale=scale)
    )
    return _stack(ranges + points + _words(base), len(medians))


def show_ratios(ratios: pd.DataFrame, median: pd.DataFrame) -> alt.LayerChart:
    """Every ratio as a dot around the line of one, over the median and its interval.

    Parameters
    ----------
    ratios
        ``ratio`` and ``name``; what lies outside `WIDEST` is put at its edge.
    median
        One row: ``of``, ``median``, ``low``, ``high``, ``words``.
    """
    place = np.arange(len(ratios)) * 0.618034 % 1
    dots = ratios.assign(ratio=ratios.ratio.clip(*WIDEST), of="Each", words="", spread=place)
    rows = _rows("of", ["Each", *median["of"]])
    axis = alt.Axis(
        values=list(RATIO_TICKS),
        labelExpr=f"datum.value == 1 ? '{EXPECTED}' : '×' + datum.value",
        labelAngle=0,
        grid=True,
    )
    scale = alt.Scale(type="log", domain=list(WIDEST), nice=False)
    x = alt.X("ratio:Q", title=None, axis=axis, scale=scale)
    points = (
        alt.Chart(dots)
        .mark_circle(size=46, opacity=0.6, color=COLOURS["muted"])
        .encode(
            x=x,
            y=rows,
            yOffset=alt.YOffset("spread:Q", scale=alt.Scale(domain=[-0.4, 1.4])),
            tooltip=[
                alt.Tooltip("name:N", title="Arrangement"),
                alt.Tooltip("ratio:Q", title="Achieved for each £1 expected", format=".2f"),
            ],
        )
    )
    line = alt.Chart(pd.DataFrame({"one": [1.0]})).mark_rule(color=COLOURS["neutral"])
    base = alt.Chart(median).encode(y=rows)
    interval = base.mark_rule(strokeWidth=4, opacity=0.6, color=COLOURS["main"]).encode(
        x=alt.X("low:Q", scale=scale), x2="high:Q"
    )
    middle = base.mark_point(size=110, shape="diamond", opacity=1, color=COLOURS["main"]).encode(
        x=alt.X("median:Q", scale=scale)
    )
    one = line.encode(x=alt.X("one:Q", scale=scale))
    return _stack(points + one + interval + middle + _words(base), 2)


def _rows(by: str, order: list[str]) -> alt.Y:
    """Rows whose names stand in words above them instead of beside an axis."""
    scale = alt.Scale(paddingOuter=0.1)
    return alt.Y(f"{by}:N", sort=order, title=None, axis=None, scale=scale)


def _words(base: alt.Chart) -> alt.Chart:
    """Each row's words, from the left edge, above its mark."""
    texts = base.mark_text(align="left", baseline="bottom", dy=WORDS_ABOVE, fontWeight=600)
    return texts.encode(x=alt.value(0), text="words:N")


def _stack(chart: alt.LayerChart, rows: int) -> alt.LayerChart:
    return chart.properties(width="container", height=max(rows, 1) * ROW)
