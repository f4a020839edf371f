"""What is known of a small literal register, for the tests of claims."""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace

import pandas as pd

from builders import build_register
from sharing.choices import BASELINE
from sharing.claim_facts import Knowledge, Known
from sharing.edition import Edition, analyse
from sharing.register import Register

Row = Mapping[str, object]
COUNCILS = [
    {"authority_code": code, "name": code, "official_name": code}
    | {"type": kind, "region": region, "county_code": county, "start_date": "1974-04-01"}
    for code, kind, region, county in (
        ("KEN", "County", "South East", ""),
        ("ASF", "Non-metropolitan district", "South East", "KEN"),
        ("DOV", "Non-metropolitan district", "South East", "KEN"),
        ("BRW", "Non-metropolitan district", "East of England", "ESS"),
        ("ESS", "County", "East of England", ""),
        ("MDW", "Unitary authority", "South East", ""),
    )
]


def gather(register: Register, year: int = 2015, price_year: int = 2014) -> Knowledge:
    """The knowledge of one edition of a small register."""
    edition = Edition(year, price_year)
    analysis = analyse(register, edition)
    return Knowledge(
        SimpleNamespace(register=register, edition=edition, choices=BASELINE, analysis=analysis)
    )


def know(
    year: int = 2015, as_of: int | None = None, claim: Row | None = None, **tables: Sequence[Row]
) -> Known:
    """What is known to test one claim; no claim is about England unless it says so."""
    given = {"claim_id": "c", "claim": "C", "country": "UK"} | dict(claim or {})
    register = build_register(claims=[given], authorities=COUNCILS, **tables)
    return gather(register, year).know(register.claims.iloc[0], as_of)


def list_savings(*savings: float, **cells: Sequence[object]) -> dict[str, list[Row]]:
    """One started arrangement with one report of 2014 for each saving, no two sharing a partner.

    ``cells`` give a column of the arrangements, one value for each.
    """
    arrangements = [
        {"arrangement_id": f"a-{place}", "start_year": 2010}
        | {column: values[place] for column, values in cells.items()}
        for place in range(len(savings))
    ]
    reports = [
        {"arrangement_id": f"a-{place}", "report_id": f"a-{place}-r1", "amount_gbp": saving}
        | {"reported_on": "2014", "date_precision": "year", "status": "achieved"}
        for place, saving in enumerate(savings)
    ]
    return {"arrangements": arrangements, "reports": reports}


def build_claims(*rows: Row) -> pd.DataFrame:
    """Claims as the register holds them."""
    return build_register(claims=list(rows)).claims
