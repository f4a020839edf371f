"""Each arrangement's full record, and each council's arrangements, as an edition knew them.

What an edition could not know by its year is left out: later pages and reports, an end or a start
that had not come, and notes, which were written with today's knowledge.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sharing.edition import group_partners, name_region
from sharing.results import Findings

Row = Any


@dataclass(frozen=True)
class Source:
    """A page; ``url`` and ``published_on`` are "" where unknown."""

    source_id: str
    title: str
    publisher: str
    published_on: str
    url: str


@dataclass(frozen=True)
class Partner:
    """A council or another body; ``authority_code`` is "" for a body without one."""

    kind: str
    authority_code: str
    name: str


@dataclass(frozen=True)
class Report:
    """One reported saving as printed, and what was made of it.

    Attributes
    ----------
    amount_gbp, amount_low, amount_high
        Pounds as printed; the ends are nan unless a range was printed.
    years_covered, period_start, period_end
        nan where not printed.
    annual_saving_cash_gbp, annual_saving_gbp
        A year's saving in the money of its time and of the price year; nan where none follows.
    rank
        1 is the arrangement's best report; nan for one that cannot be used.
    use
        As in `sharing.savings.choose_reports`.
    """

    report_id: str
    amount_gbp: float
    amount_low: float
    amount_high: float
    qualifier: str
    basis: str
    status: str
    years_covered: float
    period_start: float
    period_end: float
    scope: str
    attribution: str
    reported_on: str
    date_precision: str
    annual_saving_cash_gbp: float
    annual_saving_gbp: float
    annualised_by: str
    years: float
    rank: float
    use: str
    source: Source | None


@dataclass(frozen=True)
class Record:
    """One arrangement with its partners, its reports by date and its pages by date.

    Attributes
    ----------
    n_councils, start_year, end_year
        None where unknown.
    place
        The region, the other nation, or several regions; ``size`` is the partner group.
    saving
        The saving a year in pounds of the price year; nan with a ``reason`` of
        `sharing.edition.REASONS` where the analysis has none.
    """

    arrangement_id: str
    name: str
    service: str
    category: str
    family: str
    place: str
    n_councils: int | None
    size: str
    start_year: int | None
    end_year: int | None
    stage: str
    notes: str
    partners: tuple[Partner, ...]
    reports: tuple[Report, ...]
    sources: tuple[Source, ...]
    saving: float
    status: str
    reason: str

    @property
    def codes(self) -> tuple[str, ...]:
        """The authority codes of the named councils."""
        return tuple(partner.authority_code for partner in self.partners if partner.authority_code)


@dataclass(frozen=True)
class Council:
    """A council that existed by the edition's year, with the identifiers of its arrangements.

    ``name`` is unique: where two councils share a name it is the official one. ``place`` is the
    region or nation; a past council without one lies where its successor does.
    """

    authority_code: str
    name: str
    official_name: str
    type: str
    place: str
    end_year: int | None
    arrangement_ids: tuple[str, ...]


def collect_records(findings: Findings) -> list[Record]:
    """The record of every arrangement on record, in the order of names."""
    register, analysis, year = findings.register, findings.analysis, findings.edition.year
    known = analysis.on_record.assign(place=name_region(analysis.on_record))
    known["size"] = group_partners(known.n_councils)
    known["family"] = known.category.map(register.categories.set_index("category").family)
    sources = {source.source_id: source for source in _known_sources(findings)}
    partners, reports, pages = _partners(findings), _reports(findings, sources), _pages(findings)
    savings = findings.table.set_index("arrangement_id")[["annual_saving_gbp", "status"]]
    complete = findings.edition.knows_undated(register.reports)
    records = []
    for row in known.itertuples():
        saving, status = (
            savings.loc[row.Index] if row.Index in savings.index else (float("nan"), "")
        )
        listed = [sources[page] for page in pages.get(row.Index, ()) if page in sources]
        records.append(
            Record(
                arrangement_id=row.Index,
                name=row.name,
                service=row.service,
                category=row.category,
                family=row.family,
                place=row.place,
                n_councils=_whole(row.n_councils),
                size=row.size,
                start_year=_by(row.start_year, year),
                end_year=_by(row.end_year, year),
                stage=row.stage,
                notes=row.notes if complete else "",
                partners=partners.get(row.Index, ()),
                reports=reports.get(row.Index, ()),
                sources=tuple(sorted(listed, key=_by_date)),
                saving=float(saving),
                status=status,
                reason="" if status else analysis.reasons[row.Index],
            )
        )
    return sorted(records, key=lambda record: (record.name.lower(), record.arrangement_id))


def collect_councils(findings: Findings, records: list[Record]) -> list[Council]:
    """Every council that existed by the edition's year or shares on record, in order of names."""
    year = findings.edition.year
    authorities = findings.register.authorities
    places = _place_councils(authorities)
    shared: dict[str, list[str]] = {}
    for record in records:
        for code in dict.fromkeys(record.codes):
            shared.setdefault(code, []).append(record.arrangement_id)
    begun = pd.to_numeric(authorities.start_date.str[:4], errors="coerce").fillna(0) <= year
    existing = authorities[begun | authorities.authority_code.isin(list(shared))]
    twice = existing["name"].duplicated(keep=False)
    names = existing["name"].where(~twice, existing.official_name)
    ends = pd.to_numeric(existing.end_date.str[:4], errors="coerce")
    councils = [
        Council(
            authority_code=row.authority_code,
            name=name,
            official_name=row.official_name,
            type=row.type,
            place=places[row.authority_code],
            end_year=_by(end, year),
            arrangement_ids=tuple(shared.get(row.authority_code, ())),
        )
        for row, name, end in zip(existing.itertuples(), names, ends, strict=True)
    ]
    return sorted(councils, key=lambda council: (council.name.lower(), council.authority_code))


def list_places(findings: Findings) -> list[str]:
    """Every region or nation in which the reference table has a council, in order of names."""
    return sorted(set(_place_councils(findings.register.authorities).values()))


def _place_councils(authorities: pd.DataFrame) -> dict[str, str]:
    """Region or nation by code; a past council without a region lies where its successor does."""
    facts = {row.authority_code: row for row in authorities.itertuples(index=False)}
    places = {}
    for code, row in facts.items():
        here, seen = row, {code}
        while not here.region and here.replaced_by in facts and here.replaced_by not in seen:
            here = facts[here.replaced_by]
            seen.add(here.authority_code)
        places[code] = here.region or row.nation
    return places


def _partners(findings: Findings) -> dict[str, tuple[Partner, ...]]:
    register = findings.register
    names = register.authorities.set_index("authority_code").name
    members = register.members
    shown = members.authority_code.map(names).fillna(members["name"])
    listed: dict[str, list[Partner]] = {}
    for row, name in zip(members.itertuples(index=False), shown, strict=True):
        partner = Partner(row.kind, row.authority_code, name)
        listed.setdefault(row.arrangement_id, []).append(partner)
    return {arrangement: tuple(partners) for arrangement, partners in listed.items()}


def _known_sources(findings: Findings) -> Iterator[Source]:
    """The pages published by the edition's year; undated ones if it knows undated reports."""
    register, edition = findings.register, findings.edition
    complete = edition.knows_undated(register.reports)
    for row in register.sources.itertuples(index=False):
        dated = row.published_on[:4]
        if complete or (dated and int(dated) <= edition.year):
            yield Source(row.source_id, row.title, row.publisher, row.published_on, row.url)


def _pages(findings: Findings) -> dict[str, list[str]]:
    """The pages of each arrangement: those linked to it, and those of its known reports."""
    linked = findings.register.arrangement_sources[["arrangement_id", "source_id"]]
    reported = findings.analysis.trail[["arrangement_id", "source_id"]]
    every = pd.concat([linked, reported]).drop_duplicates()
    return every.groupby("arrangement_id").source_id.agg(list).to_dict()


def _reports(findings: Findings, sources: dict[str, Source]) -> dict[str, tuple[Report, ...]]:
    """The known reports of each arrangement by date, undated last; amounts as printed."""
    made = ["annual_saving_cash_gbp", "annual_saving_gbp", "annualised_by", "years", "rank", "use"]
    trail = findings.analysis.trail.set_index("report_id")[made]
    printed = findings.register.reports.set_index("report_id").join(trail, how="inner")
    numbers = printed.select_dtypes("number").columns
    printed = printed.astype(dict.fromkeys(numbers, "float64")).reset_index()
    texts = [name for name in Report.__dataclass_fields__ if name != "source"]
    listed: dict[str, list[Report]] = {}
    for row in printed.itertuples(index=False):
        cells = {name: getattr(row, name) for name in texts}
        report = Report(**cells, source=sources.get(row.source_id))
        listed.setdefault(row.arrangement_id, []).append(report)
    return {key: tuple(sorted(found, key=_by_report)) for key, found in listed.items()}


def _by_report(report: Report) -> tuple[str, int, str]:
    return report.reported_on or "9999", len(report.report_id), report.report_id


def _by_date(source: Source) -> tuple[str, str]:
    return source.published_on or "9999", source.source_id


def _by(value: Row, year: int) -> int | None:
    """A year as a whole number, None where it is unknown or after ``year``."""
    return None if pd.isna(value) or value > year else int(value)


def _whole(value: Row) -> int | None:
    return None if pd.isna(value) else int(value)
