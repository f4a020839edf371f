"""The data package descriptor: what every table and column means, and what is allowed in it.

``data/datapackage.json`` is the one place that states the tables' contract (Frictionless Data
Package and Table Schema, specs.frictionlessdata.io). Validation, the data dictionary and the
published copies all read it.
"""

import csv
import hashlib
import io
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sharing.paths import DESCRIPTOR


@dataclass(frozen=True)
class Column:
    """One column's contract, as Table Schema states it."""

    name: str
    type: str
    title: str
    description: str
    unit: str
    example: str
    constraints: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Link:
    """A foreign key: ``column`` holds a value of ``other_column`` in table ``other``."""

    column: str
    other: str
    other_column: str


@dataclass(frozen=True)
class Table:
    """One table's contract; ``path`` is relative to the data folder."""

    name: str
    path: str
    title: str
    description: str
    columns: tuple[Column, ...]
    links: tuple[Link, ...]


def read_descriptor(path: Path = DESCRIPTOR) -> dict[str, Any]:
    """The descriptor as it stands in the file."""
    return json.loads(path.read_text(encoding="utf-8"))


def read_tables(path: Path = DESCRIPTOR) -> dict[str, Table]:
    """Every table's contract by its name."""
    return {resource["name"]: _table(resource) for resource in read_descriptor(path)["resources"]}


def refresh(descriptor: dict[str, Any], folder: Path) -> dict[str, Any]:
    """The descriptor with the row counts, sizes and checksums of the tables in ``folder``."""
    return descriptor | {
        "resources": [
            resource | measure(folder / resource["path"]) for resource in descriptor["resources"]
        ]
    }


def measure(path: Path) -> dict[str, Any]:
    """Rows (header not counted), bytes and sha256 of a CSV file."""
    content = path.read_bytes()
    records = csv.reader(io.StringIO(content.decode("utf-8"), newline=""))
    return {
        "rows": sum(1 for _ in records) - 1,
        "bytes": len(content),
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }


def _table(resource: dict[str, Any]) -> Table:
    schema = resource["schema"]
    return Table(
        name=resource["name"],
        path=resource["path"],
        title=resource["title"],
        description=resource["description"],
        columns=tuple(_column(entry) for entry in schema["fields"]),
        links=tuple(_link(key, resource["name"]) for key in schema.get("foreignKeys", [])),
    )


def _column(entry: dict[str, Any]) -> Column:
    return Column(
        name=entry["name"],
        type=entry["type"],
        title=entry["title"],
        description=entry["description"],
        unit=entry["unit"],
        example=entry["example"],
        constraints=entry.get("constraints", {}),
    )


def _link(key: dict[str, Any], own: str) -> Link:
    def single(names: str | list[str]) -> str:
        return names if isinstance(names, str) else names[0]

    reference = key["reference"]
    return Link(single(key["fields"]), reference["resource"] or own, single(reference["fields"]))
