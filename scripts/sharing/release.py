"""The data that an edition publishes beside its pages, with their descriptor and checksums."""

import json
import shutil
from pathlib import Path
from typing import Any

import pandas as pd

from sharing.descriptor import read_descriptor, read_tables, refresh
from sharing.document import write_document
from sharing.edition import REASONS
from sharing.paths import DESCRIPTOR
from sharing.planner import tabulate_planner
from sharing.results import Findings
from sharing.sensitivity import multiverse_table
from sharing.spreadsheet_cells import copy_table, neutralise_frame

OUTPUTS = DESCRIPTOR.with_name("published.json")
TRAIL = [
    "report_id",
    "arrangement_id",
    "use",
    "rank",
    "amount_gbp",
    "basis",
    "status",
    "scope",
    "attribution",
    "reported_on",
    "annualised_by",
    "years",
    "price_of",
    "price_of_known_by",
    "annual_saving_cash_gbp",
    "annual_saving_gbp",
]


def write_edition_data(findings: Findings, data: Path, folder: Path) -> None:
    """Write ``results.json`` and ``data/`` of an edition into ``folder``.

    ``data/`` holds the register's tables as they were read, the edition's own tables (analysis,
    exclusions, trail) and one Frictionless descriptor of them all. Texts that a spreadsheet would
    run as formulas are made harmless (`sharing.spreadsheet_cells`).
    """
    shutil.rmtree(folder, ignore_errors=True)
    tables = folder / "data"
    tables.mkdir(parents=True)
    document = write_document(findings, data)
    text = json.dumps(document, indent=2, ensure_ascii=False, allow_nan=False)
    (folder / "results.json").write_text(text + "\n", encoding="utf-8")
    for table in read_tables().values():
        copy_table(data / table.path, tables / Path(table.path).name)
    for name, frame in edition_tables(findings).items():
        neutralise_frame(frame).to_csv(tables / f"{name}.csv", index=False)
    descriptor = json.dumps(_describe(findings, tables), indent=2, ensure_ascii=False)
    (tables / "datapackage.json").write_text(descriptor + "\n", encoding="utf-8")


def edition_tables(findings: Findings) -> dict[str, pd.DataFrame]:
    """The tables that an edition adds to the register's, as described in ``published.json``."""
    reasons = findings.analysis.reasons.rename_axis("arrangement_id").reset_index()
    return {
        "analysis": findings.table,
        "exclusions": reasons.assign(explanation=reasons.reason.map(REASONS)),
        "trail": findings.analysis.trail[TRAIL],
        "multiverse": multiverse_table(findings),
        "planner": tabulate_planner(findings),
    }


def _describe(findings: Findings, tables: Path) -> dict[str, Any]:
    descriptor = read_descriptor()
    outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))
    resources = [
        resource | {"path": Path(resource["path"]).name}
        for resource in [*descriptor["resources"], *outputs["resources"]]
    ]
    year = findings.edition.year
    named = descriptor | {
        "name": f"{descriptor['name']}-{year}",
        "title": f"{descriptor['title']}, edition {year}",
        "resources": resources,
    }
    return refresh(named, tables)
