"""Synthetic registers with known truth: they validate the estimators and never reach a finding.

Written before any interval was tested on them. A simulated register has all the tables of the real
one, in the same shape, and takes nothing from it: its councils, prices and partnerships are made up
(`sharing.worlds`). What each arrangement saves is drawn from a log-linear mean with known effects,
a luck that all the arrangements of a partner group share, and a luck of its own (`sharing.truth`).
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from sharing.descriptor import Table, read_tables
from sharing.register import DTYPES, Register
from sharing.truth import Truth
from sharing.worlds import FAMILIES, INFLATION, LAST_PRICE_YEAR, draw_world

SOURCE = "src-00000000"
# An arrangement's second report is a forecast overtaken, or unusable for one of these reasons.
OTHERS_SHARE = 0.4
UNUSABLE = (
    ("scope", "per_partner"),
    ("attribution", "other"),
    ("basis", "one_off"),
    ("basis", "unclear"),
)


@dataclass(frozen=True)
class Simulated:
    """A simulated register, and the ``world`` that only its maker knows (`draw_world`)."""

    register: Register
    world: pd.DataFrame


def simulate_register(truth: Truth, seed: int) -> Register:
    """A register with all the tables that `sharing.edition.analyse` needs (see `simulate`)."""
    return simulate(truth, seed).register


def simulate(truth: Truth, seed: int) -> Simulated:
    """Draw a world, publicise some of it, and write the register of what was publicised.

    Arrangements that are not publicised stand in the register without a report. The same truth and
    seed give the same register.
    """
    rng = np.random.default_rng(seed)
    world, members = draw_world(truth, rng)
    return Simulated(_write_register(world, members, rng), world)


def _write_register(
    world: pd.DataFrame, members: pd.DataFrame, rng: np.random.Generator
) -> Register:
    drawn = {
        "arrangements": _write_arrangements(world),
        "members": _write_members(world, members),
        "reports": _write_reports(world[world.published], rng),
        "authorities": _write_authorities(members),
    }
    tables = _read_contract()
    filled = {name: _fill(tables[name], frame) for name, frame in drawn.items()}
    return Register(**_write_same() | filled, corrections=(), data_sha256="")


@cache
def _read_contract() -> dict[str, Table]:
    return read_tables()


@cache
def _write_same() -> dict[str, pd.DataFrame]:
    """The tables that every simulated register has in common, most of them empty."""
    written = {
        "sources": pd.DataFrame(
            {"source_id": [SOURCE], "title": ["Made up"], "publisher": ["Nobody"]}
        ),
        "categories": pd.DataFrame(
            {
                "category": [_name_category(family) for family in FAMILIES],
                "label": FAMILIES,
                "family": FAMILIES,
                "description": "Made up",
            }
        ),
        "deflator": _write_deflator(),
    }
    return {
        name: _fill(table, written.get(name, pd.DataFrame()))
        for name, table in _read_contract().items()
    }


def _fill(table: Table, frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with every column of the contract, typed as the register types it."""
    columns = {}
    for column in table.columns:
        text = column.type == "string"
        if column.name in frame:
            values = frame[column.name]
        else:
            values = pd.Series("" if text else None, index=frame.index)
        columns[column.name] = (
            values if text or column.type == "boolean" else pd.to_numeric(values)
        ).astype(DTYPES[column.type])
    return pd.DataFrame(columns)


def _write_arrangements(world: pd.DataFrame) -> pd.DataFrame:
    start = pd.Series(world.start_year, dtype="Int64")
    unknown = world.start_unknown & ~world.undated
    return pd.DataFrame(
        {
            "arrangement_id": world.arrangement_id,
            "name": world.arrangement_id,
            "service": world.family,
            "category": world.family.map(_name_category),
            "n_councils": world.n_councils,
            "nation": world.nation,
            "region": world.region,
            "start_year": start.mask(unknown),
            "stage": "operating",
        }
    )


def _write_members(world: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    ids = world.arrangement_id
    councils = pd.DataFrame(
        {
            "arrangement_id": ids.to_numpy()[members.place],
            "kind": "council",
            "authority_code": _name_codes(members.council),
        }
    )
    others = ids[world.other_bodies]
    bodies = pd.DataFrame(
        {"arrangement_id": others, "kind": "nhs", "name": "Health body of " + others}
    )
    return pd.concat([councils, bodies], ignore_index=True).fillna("")


def _write_authorities(members: pd.DataFrame) -> pd.DataFrame:
    councils = members.drop_duplicates("council").sort_values("council")
    codes = _name_codes(councils.council)
    return pd.DataFrame(
        {
            "authority_code": codes,
            "name": codes,
            "official_name": codes,
            "population_2020": councils.population.to_numpy(),
        }
        | {"type": "Unitary authority", "nation": "England", "is_current": True}
    )


def _write_deflator() -> pd.DataFrame:
    years = np.arange(2000, LAST_PRICE_YEAR + 1)
    growth = 100 * (INFLATION - 1)
    index = 100 * INFLATION ** (years - LAST_PRICE_YEAR)
    return pd.DataFrame({"year": years, "gdp_deflator_growth_percent": growth, "index_2024": index})


def _name_category(family: str) -> str:
    return family.lower().replace(",", "").replace(" ", "_")


def _name_codes(councils: pd.Series) -> list[str]:
    """A code of four capital letters for each council number."""
    letters = [(councils.to_numpy() // 26**power) % 26 + ord("A") for power in (3, 2, 1, 0)]
    return ["".join(map(chr, code)) for code in zip(*letters, strict=True)]


def _write_reports(published: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Every publicised saving as its arrangement's best report, and others that must not count."""
    total = (published.years > 1).to_numpy()
    ahead = total & (published.status == "expected").to_numpy()
    cash = published.annual_saving_gbp * published.cash_ratio
    year = published.report_year.astype("str")
    best = pd.DataFrame(
        {
            "report_id": published.arrangement_id + "-r2",
            "arrangement_id": published.arrangement_id,
            "amount_gbp": (cash * published.years).round().astype("int64"),
            "basis": np.where(total, "cumulative", "annual"),
            "status": published.status,
            "years_covered": published.years.astype("object").where(total, None),
            "period_start": published.report_year.astype("object").where(ahead, None),
            "scope": "whole",
            "attribution": "sharing",
            "reported_on": year.mask(published.undated, ""),
        }
    )
    other = best.assign(
        report_id=published.arrangement_id + "-r1",
        amount_gbp=(cash * np.exp(rng.normal(size=len(cash)))).round().astype("int64"),
        basis="annual",
        status="expected",
        years_covered=None,
        period_start=None,
        reported_on=year,
    )
    reason = rng.integers(0, len(UNUSABLE), len(other))
    forecast = published.status == "expected"
    for place, (column, value) in enumerate(UNUSABLE):
        other.loc[forecast & (reason == place), column] = value
    kept = rng.random(len(other)) < OTHERS_SHARE
    reports = pd.concat([best, other[kept]], ignore_index=True)
    precision = np.where(reports.reported_on == "", "", "year")
    return reports.assign(source_id=SOURCE, date_precision=precision)
