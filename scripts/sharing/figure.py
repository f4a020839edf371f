"""A figure as it is published: title, chart, its words for those who cannot see it, its data.

``publish`` makes the HTML. It holds a static picture that needs no JavaScript, and the chart's
specification, which ``book/_assets/book.js`` mounts over the picture when it can.
"""

import json
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import altair as alt
import pandas as pd
import vl_convert

from sharing import theme
from sharing.spreadsheet_cells import neutralise_frame

STATIC_WIDTH, SMALL_WIDTH = 640, 320
# A reader's font may be wider than the one that measured the words.
ROOM = {"left": 24, "right": 16, "top": 5, "bottom": 5}
NOTHING = '<p class="figure-empty">There is nothing to show: this figure has no data.</p>'
Spec = dict[str, Any]


@dataclass(frozen=True)
class PublishedFigure:
    """One figure's HTML; a notebook shows it when it is the last value of a cell."""

    name: str
    title: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def publish(
    chart: alt.TopLevelMixin,
    *,
    name: str,
    title: str,
    subtitle: str,
    alt_text: str,
    source: str,
    note: str = "",
    table: pd.DataFrame | None = None,
    small: bool = False,
) -> PublishedFigure:
    """Turn a chart into a figure that anyone can read, on any device, without a network.

    Parameters
    ----------
    chart
        An Altair chart, made with ``width="container"`` unless it is faceted or concatenated.
    name
        Lower-case words joined by hyphens; the figure's address on its page is ``#fig-<name>``.
    title
        The finding, in a sentence.
    subtitle
        Measure, unit and period.
    alt_text
        What the chart shows, for those who cannot see it: the finding and its main numbers.
    source, note
        Where the data comes from; what a reader should beware of.
    table
        The numbers behind the chart. If it, or the chart's own data, has no rows, the figure
        says in words that there is nothing to show.
    small
        Whether the figure stands beside others: its static picture is then drawn for a phone's
        width, so that its words keep their size.

    Raises
    ------
    ValueError
        If a text that readers need is empty, or ``name`` cannot be an address.
    """
    _require(name=name, title=title, subtitle=subtitle, alt_text=alt_text, source=source)
    if table is not None and any(table.index.names):
        table = table.reset_index()
    width = SMALL_WIDTH if small else STATIC_WIDTH
    body = NOTHING if table is not None and table.empty else _chart(chart, name, alt_text, width)
    if table is not None and body != NOTHING:
        body += _data(table, name, title)
    return PublishedFigure(name, title, _frame(body, name, title, subtitle, source, note))


def publish_svg(
    svg: str,
    *,
    name: str,
    title: str,
    subtitle: str,
    alt_text: str,
    source: str,
    note: str = "",
    table: pd.DataFrame,
    before: str = "",
    after: str = "",
) -> PublishedFigure:
    """Publish a picture that is drawn already, with the frame, words and data of `publish`.

    Parameters
    ----------
    svg
        One ``<svg>`` with a ``viewBox``, all names in it escaped; only the theme's colours, which
        the page repaints in the dark.
    before, after
        HTML above and below the picture, such as controls; its maker escapes what it holds.
    table
        As for `publish`; if it has no rows, the figure says that there is nothing to show.
    """
    _require(name=name, title=title, subtitle=subtitle, alt_text=alt_text, source=source)
    body = NOTHING
    if not table.empty:
        body = (
            f'{before}<div class="figure-chart is-drawn" role="img" '
            f'aria-label="{escape(alt_text)}"><div class="figure-static">{svg}</div></div>{after}'
            f"{_data(table, name, title)}"
        )
    return PublishedFigure(name, title, _frame(body, name, title, subtitle, source, note))


def write_vega_bundle(path: Path) -> None:
    """Write Vega-Embed with all it needs as one classic script, which sets ``vegaEmbed``."""
    # vl-convert's bundle is a module; browsers refuse modules on pages opened from a disk.
    code = vl_convert.javascript_bundle("window.vegaEmbed = vegaEmbed;")
    licence = "/* Vega, Vega-Lite and Vega-Embed, BSD 3-Clause, https://github.com/vega */"
    path.write_text(f'{licence}\n(() => {{"use strict";\n{code}\n}})();\n', encoding="utf-8")


def _require(name: str, **texts: str) -> None:
    for what, text in texts.items():
        if not text.strip():
            raise ValueError(f"Figure {name!r} has no {what}: give publish() a {what}=.")
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", name):
        raise ValueError(f"Figure name {name!r} must be lower-case words joined by hyphens.")


def _frame(body: str, name: str, title: str, subtitle: str, source: str, note: str) -> str:
    caption = f"<p>Source: {escape(source)}</p>"
    caption += f"<p>Note: {escape(note)}</p>" if note.strip() else ""
    return (
        f'<figure class="book-figure" id="fig-{name}" aria-labelledby="fig-{name}-title">'
        f'<p class="figure-title" id="fig-{name}-title">'
        f'<a class="figure-number" href="#fig-{name}">Figure</a> {escape(title)}</p>'
        f'<p class="figure-subtitle">{escape(subtitle)}</p>{body}'
        f"<figcaption>{caption}</figcaption></figure>"
    )


def _chart(chart: alt.TopLevelMixin, name: str, alt_text: str, width: int) -> str:
    theme.enable()
    spec = chart.to_dict()
    if _has_no_data(spec):
        return NOTHING
    # A "<" in the data could end the script.
    code = json.dumps(spec, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    return (
        f'<div class="figure-chart" role="img" aria-label="{escape(alt_text)}">'
        '<div class="figure-static" aria-hidden="true">'
        f"{_static_svg(spec, name, width)}</div></div>"
        f'<script type="application/json" class="figure-spec">{code}</script>'
    )


def _static_svg(spec: Spec, name: str, width: int) -> str:
    if spec.get("width") == "container":
        fit = {"type": "fit-x", "contains": "padding"}
        spec = spec | {"width": width, "autosize": fit, "padding": ROOM}
    svg = vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
    # vl-convert counts on through a process, and every figure of a page shares its ids.
    for number, old in enumerate(dict.fromkeys(re.findall(r'\bid="([^"]+)"', svg)), start=1):
        new = f"fig-{name}-part{number}"
        svg = svg.replace(f'id="{old}"', f'id="{new}"').replace(f"url(#{old})", f"url(#{new})")
        svg = svg.replace(f'href="#{old}"', f'href="#{new}"')
    return svg


def _has_no_data(spec: Spec) -> bool:
    tables = spec.get("datasets", {}).values()
    return bool(tables) and not any(len(rows) for rows in tables)


def _data(table: pd.DataFrame, name: str, title: str) -> str:
    numeric = [pd.api.types.is_numeric_dtype(kind) for kind in table.dtypes]
    kinds = [' class="number"' if is_number else "" for is_number in numeric]
    columns = [_words(table.iloc[:, place]) for place in range(table.shape[1])]
    head = _row('<th scope="col"', kinds, map(str, table.columns), "</th>")
    rows = "".join(_row("<td", kinds, row, "</td>") for row in zip(*columns, strict=True))
    # The mark makes Excel read the pound sign as a pound sign.
    download = quote("\ufeff" + neutralise_frame(table).to_csv(index=False, lineterminator="\r\n"))
    return (
        '<details class="figure-data"><summary>Show the data</summary>'
        f'<div class="table-box" role="region" tabindex="0" aria-labelledby="fig-{name}-table">'
        f'<table><caption id="fig-{name}-table">Data: {escape(title)}</caption>'
        f"<thead>{head}</thead><tbody>{rows}</tbody></table></div>"
        f'<p><a download="{name}.csv" href="data:text/csv;charset=utf-8,{download}">'
        "Download these numbers (CSV)</a></p></details>"
    )


def _row(start: str, kinds: list[str], texts: Iterable[str], end: str) -> str:
    cells = (f"{start}{kind}>{escape(t)}{end}" for kind, t in zip(kinds, texts, strict=True))
    return f"<tr>{''.join(cells)}</tr>"


def _words(values: pd.Series) -> list[str]:
    """A column as people read it: missing values in words, numbers no finer than they need."""
    known = values.dropna()
    show: Callable[[Any], str] = str
    if pd.api.types.is_bool_dtype(known):
        show = {True: "yes", False: "no"}.__getitem__
    elif pd.api.types.is_datetime64_any_dtype(known):
        show = "{0.day} {0:%B %Y}".format
    elif pd.api.types.is_numeric_dtype(known):
        show = _number_format(known)
    return ["no data" if pd.isna(value) else show(value) for value in values]


def _number_format(known: pd.Series) -> Callable[[float], str]:
    whole = bool((known % 1 == 0).all())
    if whole and known.between(1900, 2100).all():
        return "{:.0f}".format
    largest = known.abs().max()
    places = 0 if whole or largest >= 1000 else 1 if largest >= 100 else 2 if largest >= 1 else 3
    return f"{{:,.{places}f}}".format
