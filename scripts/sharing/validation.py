"""Every fault of the raw tables, found in one pass and named by file, row and column.

The contract comes from the data package descriptor; pandera checks each column against it, `rules`
what ties the columns of a row together, and the links between tables are followed here.
"""

import re
from collections.abc import Callable, Iterator

import pandas as pd
import pandera.pandas as pa
from rapidfuzz import fuzz, process
from rapidfuzz.distance import DamerauLevenshtein

from sharing.authorities import resolve_name
from sharing.descriptor import Column, Table
from sharing.errors import Fault
from sharing.rules import check_rows, is_date

NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
INTEGER = re.compile(r"-?[0-9]{1,15}")
DATE_PATTERN = "^(19|20)\\d{2}"
NEAR_ENOUGH = 75
MANY = 12

Frames = dict[str, pd.DataFrame]


def find_faults(frames: Frames, tables: dict[str, Table]) -> list[Fault]:
    """Every fault in the tables, as text frames (``frames``) against their contracts.

    A table that could not be read is not in ``frames``; the others are checked without it.

    Rules over several columns run only on rows whose single columns are sound, so that one wrong
    value is reported once.
    """
    read = {name: table for name, table in tables.items() if name in frames}
    faults = [fault for name, table in read.items() for fault in _in_columns(frames[name], table)]
    spoilt = {(fault.file, fault.row) for fault in faults}
    for name, table in read.items():
        frame = frames[name]
        sound = [(table.path, row) not in spoilt for row in range(2, len(frame) + 2)]
        sound_rows = frame[pd.Series(sound, index=frame.index, dtype=bool)]
        faults += check_rows(name, sound_rows, table.path)
        faults += _dangling(frames, tables, name)
    return faults


def suggest(value: str, allowed: list[str]) -> str:
    """A question naming the nearest allowed value, or "" where none is near."""
    found = process.extractOne(
        value, allowed, scorer=fuzz.ratio, processor=str.lower, score_cutoff=NEAR_ENOUGH
    ) or process.extractOne(
        value, allowed, scorer=DamerauLevenshtein.distance, processor=str.lower, score_cutoff=1
    )
    return f"Did you mean {found[0]!r}?" if found else ""


def _in_columns(frame: pd.DataFrame, table: Table) -> list[Fault]:
    linked = {link.column for link in table.links}
    schema = pa.DataFrameSchema(
        {
            column.name: pa.Column(str, _checks(column, column.name in linked))
            for column in table.columns
        }
    )
    try:
        schema.validate(frame, lazy=True)
    except pa.errors.SchemaErrors as errors:
        columns = {column.name: column for column in table.columns}
        return [
            Fault(
                table.path,
                int(case.index) + 2,
                case.column,
                case.failure_case,
                case.check,
                _column_hint(case.failure_case, columns[case.column], case.check),
            )
            for case in errors.failure_cases.itertuples()
        ]
    return []


def _checks(column: Column, linked: bool) -> list[pa.Check]:
    """The column's contract as pandera checks on its text; an empty text is a missing value.

    A ``linked`` column holds another table's identifiers, whose form is that table's affair.
    """
    rules = column.constraints
    tests: dict[str, Callable[[str], bool]] = {}
    if column.type in ("integer", "number"):
        shape, noun = (
            (INTEGER, "a whole number") if column.type == "integer" else (NUMBER, "a number")
        )
        tests[f"is not {noun}"] = lambda text: shape.fullmatch(text) is not None
        if "minimum" in rules:
            least = rules["minimum"]
            tests[f"is below {least}, the least allowed"] = lambda text: (
                not NUMBER.fullmatch(text) or float(text) >= least
            )
        if "maximum" in rules:
            most = rules["maximum"]
            tests[f"is above {most}, the most allowed"] = lambda text: (
                not NUMBER.fullmatch(text) or float(text) <= most
            )
    if column.type == "boolean":
        tests["is neither 'true' nor 'false'"] = lambda text: text in ("true", "false")
    if "enum" in rules:
        allowed = list(rules["enum"])
        tests["is not one of " + ", ".join(allowed)] = lambda text: text in allowed
    if "pattern" in rules and not linked:
        pattern = re.compile(rules["pattern"])
        tests[f"does not have the form {rules['pattern']}"] = lambda text: (
            pattern.fullmatch(text) is not None
        )
        if rules["pattern"].startswith(DATE_PATTERN):
            tests["is no date of the calendar"] = lambda text: (
                not pattern.fullmatch(text) or is_date(text)
            )
    checks = [
        pa.Check(_unless_empty(test), element_wise=True, error=problem)
        for problem, test in tests.items()
    ]
    if rules.get("required"):
        checks.append(
            pa.Check(
                lambda text: bool(text.strip()),
                element_wise=True,
                error="is empty, but a value is required",
            )
        )
    if rules.get("unique"):
        checks.append(
            pa.Check(
                lambda texts: (texts == "") | ~texts.duplicated(),
                error="stands in an earlier row too, but must be unique",
            )
        )
    return checks


def _unless_empty(test: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: text == "" or test(text)


def _column_hint(value: str, column: Column, problem: str) -> str:
    if problem.startswith("is not one of"):
        return suggest(value, list(column.constraints["enum"]))
    bare = re.sub(r"[£,\s]", "", value)
    shape = INTEGER if column.type == "integer" else NUMBER
    if problem.startswith("is not a") and shape.fullmatch(bare):
        return f"Write {bare}."
    return ""


def _dangling(frames: Frames, tables: dict[str, Table], name: str) -> Iterator[Fault]:
    for link in tables[name].links:
        if link.other not in frames:
            continue
        frame, other = frames[name], frames[link.other]
        known = set(other[link.other_column])
        values = frame[link.column]
        allowed = sorted(known)
        places = f"is not in column {link.other_column} of {tables[link.other].path}"
        if len(allowed) <= 2 * MANY:
            places += f" ({', '.join(allowed)})"
        for index, value in values[(values != "") & ~values.isin(known)].items():
            yield Fault(
                tables[name].path,
                int(index) + 2,
                link.column,
                value,
                places,
                _reference_hint(value, allowed, other),
            )


def _reference_hint(value: str, allowed: list[str], other: pd.DataFrame) -> str:
    """A near identifier, or the identifier of the thing whose name was written instead."""
    if "official_name" in other:
        code = resolve_name(value, other)
        if code:
            return f"Did you mean {code!r}?"
    return suggest(value, allowed)
