"""Texts that a spreadsheet would run as a formula, made harmless in CSV files.

A spreadsheet evaluates a cell that begins with ``=``, ``+``, ``-`` or ``@``, or with a tab or line
break before one (OWASP, CSV injection). An apostrophe in front makes it a text. Numbers, negative
ones too, stay numbers.
"""

import csv
import io
import re
import shutil
from pathlib import Path

import pandas as pd

# The wide forms of the marks count as the marks in some spreadsheets.
FORMULA = re.compile(r"\s*[=+\-@\uff1d\uff0b\uff0d\uff20]|[\t\r\n]")
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?", re.IGNORECASE)


def neutralise(text: str) -> str:
    """The text with an apostrophe in front if a spreadsheet would take it for a formula."""
    if FORMULA.match(text) and not NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def neutralise_frame(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every text, also of its headings, as `neutralise` has it.

    What is not text (numbers, truths, missing values) stays as it is.
    """
    safe = frame.copy()
    for place, kind in enumerate(frame.dtypes):
        if not (pd.api.types.is_numeric_dtype(kind) or pd.api.types.is_bool_dtype(kind)):
            column = frame.iloc[:, place].astype("object")
            safe.isetitem(place, column.map(_neutralise_cell))
    return safe.set_axis([_neutralise_cell(name) for name in frame.columns], axis="columns")


def copy_table(source: Path, target: Path) -> None:
    """Copy a CSV file, byte for byte unless a cell of it needs `neutralise`."""
    text = source.read_bytes().decode("utf-8-sig")
    rows = list(csv.reader(io.StringIO(text, newline="")))
    safe = [[neutralise(cell) for cell in row] for row in rows]
    if safe == rows:
        shutil.copyfile(source, target)
        return
    with target.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(safe)


def _neutralise_cell(cell: object) -> object:
    return neutralise(cell) if isinstance(cell, str) else cell
