"""Small literal tables for the tests: a tiny valid data folder, and registers of a few rows."""

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import fields
from pathlib import Path

import pandas as pd

from sharing.register import Register

DESCRIPTOR = Path(__file__).resolve().parents[1] / "data" / "datapackage.json"
RESOURCES = {
    resource["name"]: resource
    for resource in json.loads(DESCRIPTOR.read_text(encoding="utf-8"))["resources"]
}
DTYPES = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}

Row = Mapping[str, object]
Rows = dict[str, list[dict[str, str]]]

COUNCIL = {"type": "Non-metropolitan district", "nation": "England", "is_current": "true"}
WEB = {"source_title": "A page", "publisher": "The Paper", "url": "https://example.org/a"}
DEFAULTS: dict[str, Row] = {
    "arrangements": {
        "service": "ICT",
        "category": "ict",
        "n_councils": 2,
        "nation": "England",
        "stage": "operating",
    },
    "members": {"kind": "council"},
    "reports": {
        "amount_gbp": 100_000,
        "basis": "annual",
        "status": "expected",
        "scope": "whole",
        "attribution": "sharing",
        "source_id": "src-00000001",
    },
    "sources": {"title": "A page", "publisher": "The Paper"},
    "arrangement_sources": {},
    "totals": {"metric": "arrangements", "value": 74, "unit": "count", "scope": "England"}
    | {"note": "agreements in place"}
    | WEB,
    "claims": {"kind": "scale", "testable_with": "none", "test_idea": "none", "country": "England"}
    | WEB,
    "awards": {"round": "2013-14", "lead": "Alpha", "purpose": "joining up"} | WEB,
    "audit": {"checked_on": "2026-11-21", "outcome": "kept"},
    "authorities": COUNCIL,
    "categories": {"family": "Back office", "description": "A service"},
    "deflator": {"gdp_deflator_growth_percent": 0.0},
}
VALID: dict[str, list[Row]] = {
    "arrangements": [
        {"arrangement_id": "alpha-ict", "name": "Alpha ICT", "start_year": 2012, "end_year": 2018},
        {"arrangement_id": "beta-legal", "name": "Beta Legal", "category": "legal"},
    ],
    "members": [
        {"arrangement_id": "alpha-ict", "authority_code": "ASF"},
        {"arrangement_id": "alpha-ict", "authority_code": "BRW"},
        {"arrangement_id": "beta-legal", "kind": "police", "name": "Beta Police"},
    ],
    "reports": [
        {
            "report_id": "alpha-ict-r1",
            "arrangement_id": "alpha-ict",
            "amount_gbp": 300_000,
            "amount_low": 200_000,
            "amount_high": 400_000,
            "basis": "cumulative",
            "years_covered": 3,
            "period_start": 2012,
            "period_end": 2015,
            "reported_on": "2014-07-01",
            "date_precision": "day",
        },
        {"report_id": "beta-legal-r1", "arrangement_id": "beta-legal", "amount_gbp": 50_000},
    ],
    "sources": [
        {"source_id": "src-00000001", "published_on": "2014-07-01", "url": "https://example.org/1"},
        {"source_id": "src-00000002"},
    ],
    "arrangement_sources": [
        {"arrangement_id": "alpha-ict", "source_id": "src-00000001"},
        {"arrangement_id": "beta-legal", "source_id": "src-00000001"},
        {"arrangement_id": "beta-legal", "source_id": "src-00000002"},
    ],
    "totals": [{"total_id": "T001"}],
    "claims": [{"claim_id": "a-claim", "claim": "Sharing saves."}],
    "awards": [{"award_id": "an-award"}],
    "audit": [{"report_id": "alpha-ict-r1", "amount_ok": "true", "date_ok": "false"}],
    "authorities": [
        {
            "authority_code": "ASF",
            "name": "Ashford",
            "official_name": "Ashford Borough Council",
            "county_code": "KEN",
            "population_2020": 131_018,
            "latitude": 51.13,
            "longitude": 0.83,
            "start_date": "1974-04-01",
        },
        {"authority_code": "BRW", "name": "Brentwood", "official_name": "Brentwood Council"},
        {
            "authority_code": "KEN",
            "name": "Kent",
            "official_name": "Kent County Council",
            "type": "County",
        },
        {
            "authority_code": "OLD",
            "name": "Oldtown",
            "official_name": "Oldtown District Council",
            "start_date": "1974-04-01",
            "end_date": "2009-04-01",
            "replaced_by": "KEN",
            "is_current": "false",
        },
    ],
    "categories": [
        {"category": "ict", "label": "ICT"},
        {"category": "legal", "label": "Legal"},
        {"category": "waste", "label": "Waste", "family": "Waste, environment and transport"},
    ],
    "deflator": [
        {"year": 2010, "index_2024": 50},
        {"year": 2011, "index_2024": 60},
        {"year": 2012, "index_2024": 62.5},
        {"year": 2013, "index_2024": 75},
        {"year": 2014, "index_2024": 80},
        {"year": 2015, "index_2024": 100},
    ],
}


def write_rows(tables: Mapping[str, Sequence[Row]] = VALID) -> Rows:
    """The rows as the texts of a CSV file: every column of the contract, defaults filled in."""
    return {name: [_texts(name, row) for row in tables.get(name, ())] for name in RESOURCES}


def edit_row(rows: Rows, table: str, row: int, **cells: str) -> Rows:
    """The rows with some cells replaced; ``row`` as a spreadsheet numbers it."""
    changed = [dict(line) for line in rows[table]]
    changed[row - 2] |= cells
    return rows | {table: changed}


def frame_texts(rows: Rows) -> dict[str, pd.DataFrame]:
    """The rows as the text frames that validation takes."""
    return {name: pd.DataFrame(rows[name], columns=names(name), dtype="str") for name in RESOURCES}


def write_folder(folder: Path, rows: Rows | None = None) -> Path:
    """Write the rows, or else the tiny valid ones, as a data folder."""
    for name, lines in (write_rows() if rows is None else rows).items():
        file = folder / RESOURCES[name]["path"]
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, names(name), lineterminator="\n")
            writer.writeheader()
            writer.writerows(lines)
    return folder


def build_table(name: str, rows: Sequence[Row]) -> pd.DataFrame:
    """One typed table, as the register holds it, from a few cells of each row."""
    texts = pd.DataFrame([_texts(name, row) for row in rows], columns=names(name), dtype="str")
    for field in RESOURCES[name]["schema"]["fields"]:
        values = texts[field["name"]]
        if field["type"] == "string":
            continue
        if field["type"] == "boolean":
            values = values.map({"true": True, "false": False, "": pd.NA})
        else:
            values = pd.to_numeric(values.where(values != ""))
        texts[field["name"]] = values.astype(DTYPES[field["type"]])
    return texts


def build_register(**tables: Sequence[Row]) -> Register:
    """A register of the given rows; the look-up tables are the tiny valid ones unless given."""
    given = {name: VALID[name] for name in ("authorities", "categories", "deflator")} | tables
    if "arrangements" in given:
        given["arrangements"] = [
            {"name": str(row["arrangement_id"])} | dict(row) for row in given["arrangements"]
        ]
    built = {name: build_table(name, given.get(name, ())) for name in RESOURCES}
    assert {field.name for field in fields(Register)} == {*built, "corrections", "data_sha256"}
    return Register(**built, corrections=(), data_sha256="")


def build_reports(*rows: Row) -> pd.DataFrame:
    """Reports of arrangement ``a`` numbered from r1, unless the rows say otherwise."""
    return build_table(
        "reports",
        [
            {"arrangement_id": "a", "report_id": f"a-r{number}"} | dict(row)
            for number, row in enumerate(rows, start=1)
        ],
    )


def names(table: str) -> list[str]:
    """The columns of a table in the contract's order."""
    return [field["name"] for field in RESOURCES[table]["schema"]["fields"]]


def _texts(name: str, row: Row) -> dict[str, str]:
    filled = dict.fromkeys(names(name), None) | dict(DEFAULTS[name]) | dict(row)
    assert list(filled) == names(name), f"{set(filled) - set(names(name))} not in {name}"
    return {column: "" if value is None else str(value) for column, value in filled.items()}


def write_savings(folder: Path, *rows: Row, families: Sequence[str] = ("Back office",)) -> Path:
    """Write a data folder in which every row is one arrangement with one report of 2014.

    ``rows`` hold ``saving`` (pounds a year) and, as wanted, ``name``, ``councils`` (2), ``family``
    (a place in ``families``), ``status`` and ``url``; no two share a partner.
    """
    tables = dict(VALID) | {
        "members": [],
        "audit": [],
        "claims": [],
        "arrangements": [],
        "reports": [],
        "sources": [],
        "arrangement_sources": [],
        "categories": [
            {"category": f"kind_{place}", "label": family, "family": family}
            for place, family in enumerate(families)
        ],
    }
    for number, row in enumerate(rows):
        of = {"arrangement_id": f"a-{number}"}
        source = {"source_id": f"src-{number:08x}"}
        tables["arrangements"].append(
            of
            | {"name": row.get("name", f"Arrangement {number}")}
            | {"category": f"kind_{row.get('family', 0)}", "n_councils": row.get("councils", 2)}
        )
        page = {"url": f"https://example.org/{number}", "title": row.get("name", "A page")}
        tables["sources"].append(source | page | ({"url": row["url"]} if "url" in row else {}))
        tables["arrangement_sources"].append(of | source)
        report = of | source | {"report_id": f"a-{number}-r1", "amount_gbp": row["saving"]}
        when = {"reported_on": "2014", "date_precision": "year"}
        tables["reports"].append(report | when | {"status": row.get("status", "expected")})
    return write_folder(folder, write_rows(tables))
