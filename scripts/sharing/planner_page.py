"""The planner as it is published: a form, its answers in words, dots and real arrangements.

Every answer is worked out here; ``book/_assets/planner.js`` only shows the one that is chosen.
Without JavaScript a table of all of them stands in its place.
"""

import json
import math
import re
from html import escape
from typing import Any

import numpy as np
import pandas as pd

from sharing.chapters import planner as words
from sharing.models import NotEstimated
from sharing.planner import SIZES, Planner, list_kinds, match
from sharing.pooling import Floats
from sharing.prediction import prepare
from sharing.prose import say_pounds
from sharing.results import Findings
from sharing.tables import PublishedTable

LEAST, MOST = 1_000.0, 100_000_000.0
TICKS = (1_000.0, 10_000.0, 100_000.0, 1_000_000.0, 10_000_000.0, 100_000_000.0)
BINS = 36
FIRST_SIZE = "2"
REGISTER = "reference/register.html"
PICTURES = (("plain", "As publicised"), ("corrected", "If all were publicised alike"))
Json = dict[str, Any]


def publish_planner(
    found: Findings, planner: Planner | NotEstimated, warning: str = ""
) -> PublishedTable:
    """The planner's HTML; says in words if the edition has none.

    Parameters
    ----------
    warning
        How the corrected answers are to be read; it stands under every answer.
    """
    if isinstance(planner, NotEstimated):
        why = escape(planner.why)
        return PublishedTable("planner", f'<p class="planner-none">No forecast: {why}.</p>')
    data = write_data(found, planner)
    data["key"] = f"{warning} {data['key']}".strip()
    # A "<" in the data could end the script.
    code = json.dumps(data, ensure_ascii=False, allow_nan=False).replace("<", "\\u003c")
    table = _write_table(words.tabulate(planner))
    return PublishedTable(
        "planner",
        "<noscript><style>.planner{display:none}.planner-all>summary{display:none}"
        ".planner-all>.table-box{display:block!important}</style></noscript>"
        f'<div class="planner" id="planner">{_write_form(data)}{_write_answer(data)}</div>'
        '<details class="planner-all" open><summary>All answers in one table</summary>'
        f"{table}</details>"
        f'<script type="application/json" class="planner-data">{code}</script>',
    )


def write_data(found: Findings, planner: Planner) -> Json:
    """All that the page can show, as JSON.

    ``families`` and ``sizes`` (``slug``, ``name``), ``start`` (the slugs shown first), ``cells`` by
    "family/size", and ``items``, the arrangements that cells name by their place.
    """
    rows = prepare(found.table)
    families = list(dict.fromkeys(planner.cells.family))
    kinds = list_kinds(rows, families)
    matches = [match(found.table, kind) for _, kind in kinds.iterrows()]
    used = list(dict.fromkeys(place for found_ones in matches for place in found_ones.index))
    first = planner.cells.loc[planner.cells.arrangements.idxmax()]
    cells = {
        f"{make_slug(cell.family)}/{make_slug(cell.partners_group)}": _write_cell(
            found, planner, place, cell, matches[place], used
        )
        for place, (_, cell) in enumerate(planner.cells.iterrows())
    }
    return {
        "families": [{"slug": make_slug(name), "name": name} for name in families],
        "sizes": [{"slug": make_slug(size), "name": words.NAMES[size]} for size in SIZES],
        "start": [make_slug(first.family), make_slug(FIRST_SIZE)],
        "key": words.say_key(planner, found.edition),
        "line": place_on_axis(float(found.edition.threshold_gbp)),
        "cells": cells,
        "items": [_write_item(found, found.table.loc[place]) for place in used],
    }


def make_slug(name: str) -> str:
    """A name as a link holds it: lower-case words joined by hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", name.lower().replace("+", " or more")).strip("-")


def place_on_axis(saving: float) -> float:
    """Where a saving stands on the picture's axis, in per cent of its width."""
    inside = min(max(saving, LEAST), MOST)
    return round(100 * math.log(inside / LEAST) / math.log(MOST / LEAST), 2)


def stack_dots(savings: Floats) -> list[list[float]]:
    """Dots stacked in columns: per cent of the width, and place in its column from 0.

    ``savings`` that are nan have no dot.
    """
    heights: dict[int, int] = {}
    dots = []
    for saving in savings[~np.isnan(savings)]:
        column = min(int(place_on_axis(float(saving)) / 100 * BINS), BINS - 1)
        dots.append([round(100 * (column + 0.5) / BINS, 2), heights.get(column, 0)])
        heights[column] = heights.get(column, 0) + 1
    return dots


def _write_cell(
    found: Findings,
    planner: Planner,
    place: int,
    cell: pd.Series,
    matches: pd.DataFrame,
    used: list[int],
) -> Json:
    threshold = float(found.edition.threshold_gbp)
    corrected = (cell.corrected_half_low, cell.corrected_half_high)
    return {
        "words": [
            words.say_forecast(cell),
            words.say_corrected(cell, planner),
            words.say_threshold(cell, planner, threshold),
            words.say_support(cell),
        ],
        "alt": words.describe_picture(cell, planner),
        "plain": _write_picture(planner.dots[place], (cell.half_low, cell.half_high)),
        "corrected": _write_picture(planner.corrected_dots[place], corrected),
        "matches": [[used.index(index), words.say_match(row)] for index, row in matches.iterrows()],
    }


def _write_picture(dots: Floats, half: tuple[float, float]) -> Json:
    known = not any(math.isnan(end) for end in half)
    return {
        "dots": stack_dots(dots),
        "half": [place_on_axis(end) for end in half] if known else None,
    }


def _write_item(found: Findings, row: pd.Series) -> Json:
    facts = found.analysis.on_record.loc[row.arrangement_id]
    councils = "number of councils not known"
    if pd.notna(row.n_councils):
        councils = words.say_councils(row.n_councils)
    return {
        "id": row.arrangement_id,
        "name": str(facts["name"]),
        "saving": f"{say_pounds(row.annual_saving_gbp)} a year, {row.status}",
        "facts": f"{councils}, {row.family}, {row.stage}",
    }


def _write_form(data: Json) -> str:
    choices = (
        ("service", "Service", data["families"], data["start"][0]),
        ("councils", "Partners", data["sizes"], data["start"][1]),
    )
    fields = "".join(
        f'<p><label for="planner-{name}">{label}</label>'
        f'<select id="planner-{name}" name="{name}" autocomplete="off">'
        + "".join(
            f'<option value="{escape(one["slug"])}"{" selected" * (one["slug"] == chosen)}>'
            f"{escape(one['name'])}</option>"
            for one in options
        )
        + "</select></p>"
        for name, label, options, chosen in choices
    )
    return f'<form class="planner-form" aria-label="Your partnership">{fields}</form>'


def _write_answer(data: Json) -> str:
    cell = data["cells"]["/".join(data["start"])]
    forecast, corrected, threshold, support = map(escape, cell["words"])
    items = "".join(_write_match(data["items"][place], how) for place, how in cell["matches"])
    return (
        '<div class="planner-words" role="status" aria-live="polite" aria-atomic="true">'
        '<p class="planner-lost" hidden></p>'
        f'<p class="planner-main">{forecast}</p><p>{corrected}</p><p>{threshold}</p>'
        f'<p class="planner-support">{support}</p></div>'
        f'<div class="planner-picture" role="img" aria-label="{escape(cell["alt"])}">'
        f"{''.join(_write_row(name, title, cell[name], data['line']) for name, title in PICTURES)}"
        f'{_write_axis()}</div><p class="planner-key">{escape(data["key"])}</p>'
        '<p class="planner-share"><button type="button">Copy a link to this answer</button> '
        '<span role="status"></span></p>'
        '<p class="planner-heading" id="planner-matches">The most similar on the register</p>'
        f'<ol class="planner-matches" aria-labelledby="planner-matches">{items}</ol>'
    )


def _write_row(name: str, title: str, picture: Json, line: float) -> str:
    half = picture["half"]
    band = f"left:{half[0]}%;width:{half[1] - half[0]:.2f}%" if half else "display:none"
    dots = "".join(
        f'<i class="planner-dot" style="left:{left}%;--up:{up}"></i>'
        for left, up in picture["dots"]
    )
    empty = "" if picture["dots"] else " hidden"
    return (
        f'<div class="planner-row planner-{name}"{empty}><p>{title}</p>'
        f'<div class="planner-track"><i class="planner-line" style="left:{line}%"></i>'
        f'<i class="planner-half" style="{band}"></i>{dots}</div></div>'
    )


def _write_axis() -> str:
    labels = "".join(
        f'<span style="left:{place_on_axis(tick)}%">{_say_tick(tick)}</span>' for tick in TICKS
    )
    return f'<div class="planner-axis">{labels}</div>'


def _say_tick(tick: float) -> str:
    least = "≤\u2009" if tick == LEAST else ""
    return least + (f"£{tick / 1e6:.0f}m" if tick >= 1e6 else f"£{tick / 1e3:.0f}k")


def _write_match(item: Json, how: str) -> str:
    return (
        f'<li><a href="{REGISTER}#{escape(item["id"])}">{escape(item["name"])}</a>'
        f"<span>{escape(item['saving'])}</span>"
        f"<small>{escape(item['facts'])}. Match: {escape(how)}.</small></li>"
    )


def _write_table(table: pd.DataFrame) -> str:
    head = "".join(f'<th scope="col">{escape(str(name))}</th>' for name in table.columns)
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td data-label="{escape(str(name))}">{escape(str(value))}</td>'
            for name, value in zip(table.columns, row, strict=True)
        )
        + "</tr>"
        for row in table.itertuples(index=False)
    )
    return (
        '<div class="table-box" role="region" tabindex="0" aria-label="All answers">'
        "<table><caption>Reported saving a year of a new partnership: every answer</caption>"
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
