"""What people decided, read from ``decisions.yml``, and what each option does to the data.

Every decision is a field of `Choices`; the options' names are the contract between the file, this
module and the grid of all combinations (`sharing.robustness`).
"""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_type_hints

import pandas as pd
import yaml

from sharing.errors import DecisionWrong
from sharing.paths import DATA
from sharing.validation import suggest

DECISIONS = "decisions.yml"
KEYS = ("id", "decision", "chosen", "options", "why")
STARTED = ("operating", "ended")
FIRE_POLICE = "Fire and police"
SUPPORT, FRONT, WHOLE = "Back office", "Front line", "Management and whole council"
BROAD = {
    "Back office": SUPPORT,
    "Revenues, benefits and customers": SUPPORT,
    "Procurement and property": SUPPORT,
    "Management": WHOLE,
    "Whole council": WHOLE,
    "Waste, environment and transport": FRONT,
    "Planning and regulation": FRONT,
    "People and communities": FRONT,
    "Fire and police": FRONT,
}
LARGEST = 0.95


@dataclass(frozen=True)
class Choices:
    """One option for every decision; the defaults are those of the project's own file."""

    unstated_basis: Literal["leave out", "take as annual"] = "leave out"
    one_partner: Literal["leave out", "scale up"] = "leave out"
    forecasts: Literal["after achieved", "leave out", "before achieved"] = "after achieved"
    unstated_years: Literal["start to report", "leave out"] = "start to report"
    prices: Literal["constant", "cash"] = "constant"
    outliers: Literal["keep", "leave out"] = "keep"
    grouping: Literal["families", "broad"] = "families"
    fire_and_police: Literal["keep", "leave out"] = "keep"
    undated_reports: Literal["keep", "leave out"] = "keep"
    not_started: Literal["keep", "leave out"] = "keep"
    ties: Literal["identifier", "newest period"] = "identifier"
    clustering: Literal["connected groups", "regions", "none"] = "connected groups"


BASELINE = Choices()
OPTIONS: dict[str, tuple[str, ...]] = {
    name: get_args(kind) for name, kind in get_type_hints(Choices).items()
}


@dataclass(frozen=True)
class Decision:
    """One decision as people wrote it down; ``name`` is its field of `Choices`."""

    id: str
    name: str
    decision: str
    chosen: str
    options: dict[str, str]
    why: str


def read_decisions(folder: Path = DATA) -> list[Decision]:
    """The decisions of a data folder, or the project's own where the folder has none.

    Raises
    ------
    DecisionWrong
        If the file is no list of decisions, or names a decision or an option that does not exist;
        the message names file, decision and key, and what is allowed.
    """
    file = folder / DECISIONS if (folder / DECISIONS).exists() else DATA / DECISIONS
    try:
        entries = yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DecisionWrong(f"{file.name} cannot be read: {error}") from error
    if not isinstance(entries, list):
        raise DecisionWrong(f"{file.name} must be a list of decisions with {', '.join(KEYS)}.")
    decisions = [_read(entry, number, file.name) for number, entry in enumerate(entries, start=1)]
    missing = OPTIONS.keys() - {decision.name for decision in decisions}
    if missing or len(decisions) != len(OPTIONS):
        told = sorted(name.replace("_", "-") for name in missing)
        raise DecisionWrong(
            f"{file.name} must give each decision once; "
            f"{'missing: ' + ', '.join(told) if told else 'one of them stands twice'}."
        )
    return decisions


def read_choices(folder: Path = DATA) -> Choices:
    """The chosen options of a data folder's decisions (errors as in `read_decisions`)."""
    return Choices(**{decision.name: decision.chosen for decision in read_decisions(folder)})


def _read(entry: dict[str, Any], number: int, file: str) -> Decision:
    if not isinstance(entry, dict) or set(entry) != set(KEYS):
        raise DecisionWrong(f"{file}, entry {number}: must have exactly {', '.join(KEYS)}.")
    name = str(entry["id"]).replace("-", "_")
    if name not in OPTIONS:
        known = [option.replace("_", "-") for option in OPTIONS]
        raise DecisionWrong(
            f"{file}, entry {number}, id: there is no decision {entry['id']!r}, only "
            f"{', '.join(known)}. {suggest(entry['id'], known)}".strip()
        )
    given = {"chosen": [entry["chosen"]], "options": list(entry["options"])}
    for key, values in given.items():
        for value in values:
            if value not in OPTIONS[name]:
                raise DecisionWrong(
                    f"{file}, {entry['id']}, {key}: {value!r} is not one of "
                    f"{', '.join(OPTIONS[name])}. {suggest(value, list(OPTIONS[name]))}".strip()
                )
    return Decision(
        entry["id"], name, entry["decision"], entry["chosen"], dict(entry["options"]), entry["why"]
    )


def restate(reports: pd.DataFrame, councils: pd.Series, choices: Choices) -> pd.DataFrame:
    """The reports as the choices about basis, share, status and date read them.

    Parameters
    ----------
    reports
        The register's reports.
    councils
        The number of councils of each arrangement, indexed by ``arrangement_id``; a share of an
        unknown number, or of none, stays a share.
    """
    read = reports
    if choices.unstated_basis == "take as annual":
        read = read.assign(basis=read.basis.where(read.basis != "unclear", "annual"))
    if choices.one_partner == "scale up":
        number = read.arrangement_id.map(councils).astype("float64")
        scaled = (read.scope == "per_partner") & (number >= 1)
        read = read.assign(
            amount_gbp=read.amount_gbp.astype("float64").where(~scaled, read.amount_gbp * number),
            scope=read.scope.where(~scaled, "whole"),
        )
    if choices.forecasts == "leave out":
        read = read[read.status == "achieved"]
    if choices.undated_reports == "leave out":
        read = read[read.reported_on != ""]
    return read


def restrict(table: pd.DataFrame, choices: Choices) -> pd.DataFrame:
    """The analysis table as the choices about arrangements, prices and groups make it.

    Parameters
    ----------
    table
        One row per arrangement as `sharing.edition.analyse` builds it.
    """
    kept = table
    if choices.prices == "cash":
        kept = kept.assign(annual_saving_gbp=kept.annual_saving_cash_gbp, price_held=False)
    if choices.fire_and_police == "leave out":
        kept = kept[kept.family != FIRE_POLICE]
    if choices.not_started == "leave out":
        kept = kept[kept.stage.isin(STARTED)]
    if choices.outliers == "leave out":
        kept = kept[kept.annual_saving_gbp <= kept.annual_saving_gbp.quantile(LARGEST)]
    if choices.grouping == "broad":
        kept = kept.assign(family=kept.family.map(BROAD).fillna(kept.family))
    if choices.clustering == "regions":
        kept = kept.assign(cluster=kept.region)
    if choices.clustering == "none":
        kept = kept.assign(cluster=kept.arrangement_id)
    return kept.reset_index(drop=True)
