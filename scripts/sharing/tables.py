"""Short tables as they are published, to be read on the page."""

import re
from dataclasses import dataclass, field

import pandas as pd
from great_tables import GT


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


def _name_region_and_caption(html: str, name: str) -> str:
    """Let a keyboard scroll the table's box, and make its title the table's caption."""
    box = f'<div id="{name}" role="group" tabindex="0" aria-labelledby="{name}-title"'
    html = html.replace(f'<div id="{name}"', box, 1)
    title = r'<tr class="gt_heading">\s*<td[^>]*>(.*?)</td>\s*</tr>\n?'
    heading = re.search(title, html, re.DOTALL)
    if heading is None:
        raise RuntimeError("great_tables has changed its form: look for the table's heading.")
    html = html.replace(heading.group(0), "", 1)
    caption = f'<caption class="table-title" id="{name}-title">{heading.group(1)}</caption>'
    return html.replace("<thead>", f"{caption}\n<thead>", 1)
