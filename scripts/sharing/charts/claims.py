"""Figures of how many claims, or findings, end one way or another."""

from collections.abc import Mapping

import altair as alt
import pandas as pd

from sharing.charts.axes import place_rows, size_rows
from sharing.theme import COLOURS

AXIS = alt.Axis(tickMinStep=1, tickCount=5, grid=False)


def stack_counts(
    counts: pd.DataFrame, by: str, parts: Mapping[str, tuple[str, str]], axis_title: str
) -> alt.LayerChart:
    """Bars of counts, each made of coloured parts, with the parts in short words above it.

    Parameters
    ----------
    counts
        ``by``, ``part`` and ``count``, rows in the order to be shown.
    parts
        For each part, in order, the name of its colour in `sharing.theme.COLOURS` and a short word.
    """
    names = {part: f"{word}: {part}" for part, (_, word) in parts.items()}
    shown = counts.assign(shown=counts.part.map(names), place=counts.part.map(list(parts).index))
    order = list(dict.fromkeys(counts[by]))
    bars = (
        alt.Chart(shown)
        .mark_bar(height=14, yOffset=9)
        .encode(
            y=place_rows(by, order),
            x=alt.X("count:Q", title=axis_title, axis=AXIS),
            order="place:Q",
            color=alt.Color(
                "shown:N",
                title=None,
                legend=alt.Legend(columns=_break_legend(len(parts))),
                scale=alt.Scale(
                    domain=list(names.values()),
                    range=[COLOURS[colour] for colour, _ in parts.values()],
                ),
            ),
            tooltip=[
                alt.Tooltip(f"{by}:N", title="About"),
                alt.Tooltip("part:N", title="Part"),
                alt.Tooltip("count:Q", title=axis_title),
            ],
        )
    )
    texts = (
        alt.Chart(_say_parts(counts, by, {part: word for part, (_, word) in parts.items()}))
        .mark_text(align="left", dy=-9, dx=2)
        .encode(y=place_rows(by, order), x=alt.datum(0), text="words:N")
    )
    return size_rows(bars + texts, len(order), 48)


def _break_legend(parts: int) -> dict[str, str]:
    """In how many columns the legend stands: a line for each part on a phone, two for many."""
    return {"expr": f"containerSize()[0] < 480 ? 1 : {2 if parts > 4 else 0}"}


def _say_parts(counts: pd.DataFrame, by: str, words: Mapping[str, str]) -> pd.DataFrame:
    """What each bar is made of: "4 yes, 1 no"."""
    told = counts[counts["count"] > 0]
    told = told.assign(words=told["count"].astype(str) + " " + told.part.map(words))
    return told.groupby(by, sort=False).words.agg(", ".join).reset_index()
