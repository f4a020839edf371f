"""Tables as they are published: short ones to read, and the register to search."""

import re
from dataclasses import dataclass, field
from html import escape
from importlib.resources import files
from pathlib import Path

import pandas as pd
from great_tables import GT

from sharing.edition import REASONS, name_region
from sharing.prose import say_pounds
from sharing.results import Findings

HEADINGS = ("Arrangement", "Service", "Councils", "Stage", "Saving a year", "Sources")


@dataclass(frozen=True)
class PublishedTable:
    """One table's HTML; a notebook shows it when it is the last value of a cell."""

    name: str
    html: str = field(repr=False)

    def _repr_html_(self) -> str:
        return self.html


def publish_table(frame: pd.DataFrame, *, name: str, caption: str, source: str) -> PublishedTable:
    """A short table with its caption and source; its address on the page is ``#table-<name>``."""
    numbers = [column for column in frame if pd.api.types.is_numeric_dtype(frame[column])]
    table = (
        GT(frame, id=f"table-{name}")
        .tab_header(title=caption)
        .tab_source_note(f"Source: {source}")
        .fmt_integer(columns=numbers)
        .sub_missing(missing_text="not known")
        .tab_options(table_width="100%", table_font_size="0.95em")
    )
    return PublishedTable(name, _name_region_and_caption(table.as_raw_html(), f"table-{name}"))


def publish_register(findings: Findings) -> PublishedTable:
    """Every arrangement on record, with its partners, its saving and its sources.

    A plain table that reads without JavaScript; ``book.js`` makes it searchable. Each row's
    address is its ``arrangement_id``.
    """
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    rows = "".join(_row(entry) for entry in _entries(findings).itertuples())
    return PublishedTable(
        "register",
        '<div class="table-box register-box" role="region" tabindex="0" aria-label="Register">'
        '<table class="register-table"><caption>Every arrangement on record, by name</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>",
    )


def write_table_bundle(folder: Path) -> None:
    """Write DataTables as one classic script, which sets ``DataTable``, and its style sheet."""
    bundle = files("itables") / "html"
    code = (bundle / "dt_bundle.js").read_text(encoding="utf-8")
    # The bundle is a module; browsers refuse modules on pages opened from a disk.
    named = re.search(r"export\{[^}]*?\b(\w+) as default[^}]*\};?", code)
    if named is None:
        raise RuntimeError("itables' bundle has changed its form: look for its default export.")
    code = code.replace(named.group(0), f"window.DataTable={named.group(1)};")
    (folder / "datatables.js").write_text(f"(() => {{\n{code}\n}})();\n", encoding="utf-8")
    style_sheet = (bundle / "dt_bundle.css").read_text(encoding="utf-8")
    (folder / "datatables.css").write_text(style_sheet, encoding="utf-8")


def _name_region_and_caption(html: str, name: str) -> str:
    """Let a keyboard scroll the table's box, and make its title the table's caption."""
    box = f'<div id="{name}" role="region" tabindex="0" aria-labelledby="{name}-title"'
    html = html.replace(f'<div id="{name}"', box, 1)
    title = r'<tr class="gt_heading">\s*<td[^>]*>(.*?)</td>\s*</tr>\n?'
    heading = re.search(title, html, re.DOTALL)
    if heading is None:
        raise RuntimeError("great_tables has changed its form: look for the table's heading.")
    html = html.replace(heading.group(0), "", 1)
    caption = f'<caption class="table-title" id="{name}-title">{heading.group(1)}</caption>'
    return html.replace("<thead>", f"{caption}\n<thead>", 1)


def _entries(findings: Findings) -> pd.DataFrame:
    """One row per arrangement on record, in the order of its name, with all that a row shows."""
    register, analysis = findings.register, findings.analysis
    known = analysis.on_record
    labels = register.categories.set_index("category").label
    saving = findings.table.set_index("arrangement_id")
    members = register.members.merge(
        register.authorities[["authority_code", "name"]], on="authority_code", how="left"
    )
    members["shown"] = members.name_y.fillna(members.name_x)
    entries = pd.DataFrame(
        {
            "name": known["name"],
            "partners": members.groupby("arrangement_id").shown.agg(", ".join),
            "service": known.category.map(labels),
            "where": name_region(known),
            "councils": known.n_councils,
            "since": known.start_year,
            "stage": known.stage,
            "saving": saving.annual_saving_gbp,
            "status": saving.status,
            "reason": analysis.reasons,
            "sources": _source_links(findings),
        }
    ).reindex(known.index)
    return entries.sort_values("name", key=lambda names: names.str.lower())


def _source_links(findings: Findings) -> pd.Series:
    """The links of each arrangement's sources, published by the edition's year or undated."""
    register = findings.register
    linked = register.arrangement_sources.merge(register.sources, on="source_id")
    year = pd.to_numeric(linked.published_on.str[:4], errors="coerce")
    linked = linked[~(year > findings.edition.year)].sort_values(["published_on", "source_id"])
    links = [
        _link(url, publisher or title, f"{title}{f', {when}' if when else ''}")
        for url, publisher, title, when in zip(
            linked.url, linked.publisher, linked.title, linked.published_on, strict=True
        )
    ]
    return pd.Series(links, index=linked.arrangement_id).groupby(level=0).agg(", ".join)


def _link(url: str, text: str, title: str) -> str:
    if not url:
        return escape(f"{title} ({text})" if text not in title else title)
    return f'<a href="{escape(url)}" title="{escape(title)}">{escape(text)}</a>'


def _row(entry: tuple) -> str:
    since = "" if pd.isna(entry.since) else f"since {entry.since}"
    if pd.isna(entry.saving):
        saving = _cell("", HEADINGS[4], entry.reason, order="-1e12", title=REASONS[entry.reason])
    else:
        order = f"{entry.saving:.0f}"
        saving = _cell(say_pounds(entry.saving), HEADINGS[4], entry.status, order=order)
    sources = "" if pd.isna(entry.sources) else entry.sources
    return (
        f'<tr id="{escape(entry.Index)}"><th scope="row">{escape(entry.name)}'
        f"{_small(entry.partners)}</th>{_cell(entry.service, HEADINGS[1], entry.where)}"
        f"{_cell(entry.councils, HEADINGS[2])}{_cell(entry.stage, HEADINGS[3], since)}{saving}"
        f'<td data-label="{HEADINGS[5]}">{sources}</td></tr>'
    )


def _cell(text: object, heading: str, small: str = "", order: str = "", title: str = "") -> str:
    """A cell that knows its heading, which a phone shows beside it."""
    shown = "" if pd.isna(text) else escape(str(text))
    sort_by = f' data-order="{order}"' if order else ""
    hint = f' title="{escape(title)}"' if title else ""
    return f'<td data-label="{heading}"{sort_by}{hint}>{shown}{_small(small)}</td>'


def _small(text: object) -> str:
    return "" if pd.isna(text) or not text else f"<small>{escape(str(text))}</small>"
