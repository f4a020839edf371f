"""Read the register: the raw tables, validated, corrected and typed.

The tables' contract is ``data/datapackage.json``; a source's known errors are put right by
``corrections.yml`` on the way in, and the files themselves are never changed.
"""

import csv
import hashlib
import io
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pandas as pd
import yaml

from sharing.authorities import combine_populations
from sharing.choices import DECISIONS
from sharing.descriptor import Table, read_tables
from sharing.errors import DataFaults, Fault
from sharing.validation import Frames, find_faults, suggest

CORRECTIONS = "corrections.yml"
# What people declared beside the tables; the results depend on it as they do on the tables.
DECLARED = (CORRECTIONS, DECISIONS, "claim_tests.yml")
DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}
CORRECTION_KEYS = ("table", "id", "column", "expect", "value", "reason")


@dataclass(frozen=True)
class Register:
    """The raw tables as typed frames, one attribute each; see the data dictionary for columns.

    A missing integer or boolean is ``pd.NA``, a missing number ``nan``, a missing text "".
    ``data_sha256`` is the checksum of the tables and of all that is declared beside them.
    """

    arrangements: pd.DataFrame
    members: pd.DataFrame
    reports: pd.DataFrame
    sources: pd.DataFrame
    arrangement_sources: pd.DataFrame
    totals: pd.DataFrame
    claims: pd.DataFrame
    awards: pd.DataFrame
    audit: pd.DataFrame
    authorities: pd.DataFrame
    categories: pd.DataFrame
    deflator: pd.DataFrame
    corrections: tuple[dict[str, str], ...]
    data_sha256: str

    @cached_property
    def populations(self) -> pd.DataFrame:
        """`sharing.authorities.combine_populations` of every arrangement."""
        return combine_populations(self.members, self.authorities)


def read_register(folder: Path) -> Register:
    """Read and validate a data folder.

    Parameters
    ----------
    folder
        A folder with ``raw/`` and ``reference/`` as this project's ``data/`` has them, and
        optionally ``corrections.yml``.

    Raises
    ------
    DataFaults
        Listing every fault found: missing tables or columns, values of the wrong type or outside
        what is allowed, dangling or duplicate identifiers, corrections whose guard fails.
    """
    tables = read_tables()
    texts, faults = _read_texts(folder, tables)
    corrections, unreadable = _read_corrections(folder)
    faults += unreadable + _apply(corrections, texts, tables) + find_faults(texts, tables)
    if faults:
        raise DataFaults(faults)
    return Register(
        **{name: _typed(texts[name], table) for name, table in tables.items()},
        corrections=tuple(corrections),
        data_sha256=checksum(folder, tables),
    )


def checksum(folder: Path, tables: dict[str, Table]) -> str:
    """The sha256 over every table and all that is declared beside them, in order of path."""
    digest = hashlib.sha256()
    for path in sorted([*(table.path for table in tables.values()), *DECLARED]):
        file = folder / path
        digest.update(path.encode() + b"\0" + (file.read_bytes() if file.exists() else b""))
    return digest.hexdigest()


def _read_texts(folder: Path, tables: dict[str, Table]) -> tuple[Frames, list[Fault]]:
    frames: Frames = {}
    faults: list[Fault] = []
    for name, table in tables.items():
        frame, found = _read_text(folder / table.path, table)
        if frame is not None:
            frames[name] = frame
        faults += found
    return frames, faults


def _read_text(file: Path, table: Table) -> tuple[pd.DataFrame | None, list[Fault]]:
    """One table as a frame of texts; rows of the wrong length are faults, never mended."""
    wanted = [column.name for column in table.columns]
    if not file.exists():
        return None, [Fault(table.path, None, "", "", f"is missing from {file.parent}")]
    try:
        text = file.read_bytes().decode("utf-8-sig")
        records = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    except UnicodeDecodeError as error:
        problem = f"is not UTF-8 (byte {error.start}); save it as 'CSV UTF-8'"
        return None, [Fault(table.path, None, "", "", problem)]
    except csv.Error as error:
        return None, [Fault(table.path, None, "", "", f"is not a CSV table ({error})")]
    header, rows = (records[0], records[1:]) if records else ([], [])
    faults = [
        Fault(table.path, 1, column, "", "is missing from the header", suggest(column, header))
        for column in wanted
        if column not in header
    ]
    faults += [
        Fault(table.path, 1, column, "", "stands twice in the header")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    faults += [
        Fault(table.path, row, "", "", f"has {len(cells)} cells, the header {len(header)}")
        for row, cells in enumerate(rows, start=2)
        if len(cells) != len(header)
    ]
    if faults:
        return None, faults
    return pd.DataFrame(rows, columns=header, dtype="str"), []


def _read_corrections(folder: Path) -> tuple[list[dict[str, str]], list[Fault]]:
    file = folder / CORRECTIONS
    if not file.exists():
        return [], []
    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader) or []
    except UnicodeDecodeError as error:
        return [], [Fault(CORRECTIONS, None, "", "", f"is not UTF-8 (byte {error.start})")]
    except yaml.YAMLError as error:
        return [], [Fault(CORRECTIONS, None, "", "", f"is not YAML ({error})".replace("\n", " "))]
    faults = [
        Fault(CORRECTIONS, None, key, "", f"is missing from entry {number}")
        for number, entry in enumerate(entries, start=1)
        for key in CORRECTION_KEYS
        if key not in entry
    ]
    return ([] if faults else entries), faults


def _apply(
    corrections: list[dict[str, str]], frames: Frames, tables: dict[str, Table]
) -> list[Fault]:
    """Put each correction into its frame, or say why its guard does not hold."""
    faults = []
    for number, entry in enumerate(corrections, start=1):
        table, column = entry["table"], entry["column"]
        if table in tables and table not in frames:
            continue
        if table not in tables or column not in frames[table]:
            problem = f"of entry {number} is not a column of a table"
            faults.append(Fault(CORRECTIONS, None, "column", f"{table}.{column}", problem))
            continue
        frame = frames[table]
        here = frame[tables[table].columns[0].name] == entry["id"]
        found = frame.loc[here, column].tolist()
        if found != [entry["expect"]]:
            problem = (
                f"is what entry {number} expects for {entry['id']} in {tables[table].path}, "
                f"column {column}, but there stands {found}; "
                "remove the correction if the source is now right"
            )
            faults.append(Fault(CORRECTIONS, None, "expect", entry["expect"], problem))
            continue
        frame.loc[here, column] = entry["value"]
    return faults


def _typed(frame: pd.DataFrame, table: Table) -> pd.DataFrame:
    typed = frame.copy()
    for column in table.columns:
        values = frame[column.name]
        if column.type == "string":
            continue
        if column.type == "boolean":
            values = values.map({"true": True, "false": False, "": pd.NA})
        else:
            values = pd.to_numeric(values.where(values != ""))
        typed[column.name] = values.astype(DTYPES[column.type])
    return typed
