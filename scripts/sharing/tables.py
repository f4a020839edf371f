"""Short tables as they are published, to be read on the page."""

from dataclasses import dataclass, field

import pandas as pd
from great_tables import GT, loc, style


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
        .tab_style(style.text(align="left", weight="bold"), loc.title())
        .fmt_integer(columns=numbers)
        .sub_missing(missing_text="not known")
        .tab_options(table_width="100%", table_font_size="0.95em")
    )
    return PublishedTable(name, table.as_raw_html())
