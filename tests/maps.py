"""A small map for tests: a handful of councils at known places, and what they share."""

from dataclasses import replace

from builders import Row, build_register
from sharing.atlas import Atlas, draw_up
from sharing.edition import Edition, analyse
from sharing.results import Findings

NASTY = '</script><img src=x onerror="alert(1)"> & =HYPERLINK("x") 🏛'
SCOTTISH = {"type": "Scottish unitary authority", "nation": "Scotland", "region": "Scotland"}


def authority(code: str, latitude: float | None, longitude: float | None, **facts: object) -> Row:
    return {
        "authority_code": code,
        "name": f"{code} town",
        "official_name": f"{code} Council",
        "population_2020": 100_000,
        "region": "South East",
        "latitude": latitude,
        "longitude": longitude,
    } | facts


AUTHORITIES = [
    authority("AAA", 51.5, -0.1, region="London", type="London borough"),
    authority("BBB", 51.5, 0.0, region="London", type="London borough"),
    authority("CCC", 52.5, 0.0, name=NASTY),
    authority("DDD", 53.5, -1.0, region="North West"),
    authority("SCO", 57.0, -3.0, **SCOTTISH),
    authority("NEW", 52.0, -1.0, start_date="2019-04-01"),
    authority("OLD", None, None, end_date="2019-04-01", replaced_by="NEW"),
    authority("ELD", None, None, end_date="2019-04-01", replaced_by="NEW", region=""),
    authority("GMC", 53.5, -2.2, type="Combined authority"),
    authority("OUT", None, None),
]
ARRANGEMENTS = {
    "one": {"who": ("AAA", "BBB", "CCC", "DDD"), "start_year": 2012, "n_councils": 4},
    "two": {"who": ("AAA", "BBB"), "category": "legal", "stage": "ended"},
    "three": {"who": ("CCC", "OLD", "ELD"), "n_councils": 5, "other": "Kent Police"},
    "four": {"who": ("SCO",), "n_councils": 1},
    "five": {"who": ("OUT", "DDD")},
    "plan": {"who": ("AAA", "SCO"), "stage": "proposed"},
}


def map_of(found: Findings, year: int = 2026, **arrangements: Row) -> tuple[Findings, Atlas]:
    """The findings and the map of the arrangements, each with its ``who`` and ``other``."""
    rows, members = [], []
    for name, facts in arrangements.items():
        of = {"arrangement_id": name}
        rows.append(of | {key: facts[key] for key in facts if key not in ("who", "other")})
        members += [of | {"authority_code": code} for code in facts["who"]]
        if "other" in facts:
            members.append(of | {"kind": "police", "name": facts["other"]})
    register = build_register(arrangements=rows, members=members, authorities=AUTHORITIES)
    edition = Edition(year, 2015)
    table = found.table.head(0)
    if "one" in arrangements:
        saving = {"arrangement_id": "one", "annual_saving_gbp": 1_250_000.0, "status": "achieved"}
        table = found.table.head(1).assign(**saving)
    mapped = replace(
        found,
        register=register,
        edition=edition,
        analysis=analyse(register, edition, found.choices),
        table=table,
    )
    return mapped, draw_up(mapped)
