"""What people decided, read from ``decisions.yml``, and what each option does to the data.

Every decision is a field of `Choices`; the options' names are the contract between the file, this
module and the grid of all combinations (`sharing.robustness`).
"""

from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, get_args, get_type_hints

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
    times = Counter(decision.name for decision in decisions)
    for name in OPTIONS:
        known = name.replace("_", "-")
        _require(times[name] > 0, file.name, f"the decision {known!r} is missing: every one counts")
        _require(times[name] < 2, file.name, f"the decision {known!r} is there twice: keep one")
    return decisions


def read_choices(folder: Path = DATA) -> Choices:
    """The chosen options of a data folder's decisions (errors as in `read_decisions`)."""
    return Choices(**{decision.name: decision.chosen for decision in read_decisions(folder)})


def _read(entry: object, number: int, file: str) -> Decision:
    at = f"{file}, entry {number}"
    if not isinstance(entry, dict):
        raise DecisionWrong(f"{at}: must have {', '.join(KEYS)}.")
    for key in entry:
        _require(key in KEYS, at, f"there is no key {key!r}", str(key), KEYS)
    for key in KEYS:
        _require(bool(entry.get(key)), f"{at}, {key}", "is missing or empty")
        kind = dict if key == "options" else str
        told = "must give each option its meaning" if kind is dict else "must be plain text"
        _require(isinstance(entry[key], kind), f"{at}, {key}", told)
    name = entry["id"].replace("-", "_")
    known = tuple(option.replace("_", "-") for option in OPTIONS)
    wrong = f"there is no decision {entry['id']!r}"
    _require(name in OPTIONS, f"{at}, id", wrong, entry["id"], known)
    at, allowed = f"{at} ({entry['id']})", OPTIONS[name]
    chosen, options = entry["chosen"], entry["options"]
    _require(chosen in allowed, f"{at}, chosen", f"{chosen!r} is no option", chosen, allowed)
    for option in options:
        _require(
            option in allowed, f"{at}, options", f"{option!r} is no option", str(option), allowed
        )
    for option in allowed:
        told = isinstance(options.get(option), str) and options[option]
        _require(bool(told), f"{at}, options", f"{option!r} has no meaning given")
    return Decision(entry["id"], name, entry["decision"], chosen, dict(options), entry["why"])


def _require(
    holds: bool, at: str, problem: str, value: str = "", allowed: tuple[str, ...] = ()
) -> None:
    """Raise DecisionWrong unless ``holds``, with what is allowed and what was probably meant."""
    if holds:
        return
    only = f", only {', '.join(allowed)}" if allowed else ""
    hint = suggest(value, list(allowed)) if allowed else ""
    raise DecisionWrong(f"{at}: {problem}{only}. {hint}".strip())


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
