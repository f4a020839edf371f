"""What is known to test a claim: the arrangements as facts to count, the totals, the awards.

A claim that speaks of a year is tested with what was known by that year, never by more than the
edition knows; a claim about England with England's arrangements alone. The claims are about
councils, so that arrangements of fire and police services with each other are left out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import NewType

import numpy as np
import pandas as pd

from sharing.choices import STARTED
from sharing.edition import NOT_PUBLIC, Analysis, Edition, analyse
from sharing.linked import Links, link_arrangements
from sharing.national import know_published
from sharing.places import list_councils, name_sets
from sharing.public_bodies import EMERGENCY, name_settings
from sharing.rankings import group_sizes
from sharing.register import Register
from sharing.results import Findings

BLUE_LIGHT_AND_HEALTH = ("fire", "police", "nhs")
COLUMNS: dict[str, str] = {
    "category": "service category",
    "family": "service family",
    "service": "what is shared, in words",
    "region": "English region, empty where partners span several",
    "stage": "operating, proposed, ended or abandoned",
    "started": "whether it is known to have started",
    "start_year": "year in which it started",
    "n_councils": "councils sharing",
    "size": "councils sharing, from 2 on, the largest together",
    "other_bodies": "another public body is a partner",
    "blue_light_or_health": "a fire, police or health body is a partner",
    "several_places": "its named councils lie in more than one region or county area",
    "one_type": "its named councils, two or more, are all of one type",
    "two_named": "two or more of its councils are named",
    "only_districts": "its named councils, two or more, are all districts",
    "district_with_upper_tier": "a district is named with a county or unitary council",
    "reported": "a saving was reported for it, of whatever kind",
    "usable": "a reported saving can be compared with others",
    "status": "achieved or expected, of the saving that can be compared",
    "annual_saving_cash_gbp": "that saving a year, cash",
    "annual_saving_gbp": "that saving a year, constant prices",
    "saving_per_council_gbp": "that saving divided by the councils sharing, two or more",
    "cluster": "connected partner group among those with a saving that can be compared",
}
LIMITS = ("at_least", "at_most")
NATIONS = ("England", "Wales", "Scotland", "Northern Ireland")
# What a declared parameter names, so that a name that does not exist is found before it is used.
ArrangementId = NewType("ArrangementId", str)
AwardId = NewType("AwardId", str)
CategoryId = NewType("CategoryId", str)
CouncilCode = NewType("CouncilCode", str)
Formula = NewType("Formula", str)
MetricName = NewType("MetricName", str)
Pattern = NewType("Pattern", str)
RoundName = NewType("RoundName", str)
TotalId = NewType("TotalId", str)
Where = NewType("Where", dict[str, object])


@dataclass(frozen=True)
class Known:
    """What is known to test one claim.

    Attributes
    ----------
    found
        What the edition found.
    edition
        The edition's parameters with the year by which everything here was known.
    arrangements
        One row per arrangement of councils on record of the claim's nation, indexed by
        ``arrangement_id``, with the columns of `COLUMNS`.
    trail
        Every known report with its annual saving (`sharing.savings.choose_reports`).
    totals, awards
        What was in print by the year.
    claim
        The claim's own row.
    """

    found: Findings
    edition: Edition
    arrangements: pd.DataFrame
    trail: pd.DataFrame
    totals: pd.DataFrame
    awards: pd.DataFrame
    claim: pd.Series

    @property
    def register(self) -> Register:
        """The whole register."""
        return self.found.register

    @property
    def savings(self) -> pd.DataFrame:
        """The arrangements with a saving that can be compared."""
        return self.arrangements[self.arrangements.usable]

    @property
    def own_pages(self) -> set[str]:
        """The addresses of the pages that carry the claim, or others with the same title do."""
        claims = self.register.claims
        same = claims[claims.source_title == self.claim.source_title]
        return {*same.url, *" ".join(same.also_in).split()} - {""}

    @property
    def here(self) -> str:
        """The nation and the year as a phrase: " in England by 2015"; no year where nothing is cut.

        No nation where the claim is not about one.
        """
        place = f" in {self.claim.country}" if self.claim.country in NATIONS else ""
        cut = self.edition.year < self.found.edition.year
        return place + (f" by {self.edition.year}" if cut else "")

    def link(self, arrangement_ids: pd.Index) -> Links:
        """Which of these arrangements share a partner."""
        return link_arrangements(self.register.members, arrangement_ids)


class Knowledge:
    """What an edition knows, by year and claim; each year is worked out once."""

    def __init__(self, found: Findings) -> None:
        self.found = found
        self._years: dict[int, tuple[Edition, Analysis, pd.DataFrame]] = {}

    @cached_property
    def totals(self) -> pd.DataFrame:
        """The published totals that the edition knows."""
        return self._publish(self.found.register.totals)

    @cached_property
    def awards(self) -> pd.DataFrame:
        """The awards that the edition knows."""
        return self._publish(self.found.register.awards)

    def know(self, claim: pd.Series, as_of: int | None) -> Known:
        """What is known by the earlier of ``as_of`` and the edition's year."""
        year = min(as_of or self.found.edition.year, self.found.edition.year)
        if year not in self._years:
            self._years[year] = self._analyse(year)
        edition, analysis, facts = self._years[year]
        here = facts.nation == claim.country if claim.country in NATIONS else facts.usable | True
        return Known(
            found=self.found,
            edition=edition,
            arrangements=facts[here],
            trail=analysis.trail,
            totals=self.totals,
            awards=self.awards,
            claim=claim,
        )

    def _analyse(self, year: int) -> tuple[Edition, Analysis, pd.DataFrame]:
        register, edition = self.found.register, replace(self.found.edition, year=year)
        same = edition == self.found.edition
        analysis = self.found.analysis if same else analyse(register, edition, self.found.choices)
        return edition, analysis, gather_facts(register, analysis)

    def _publish(self, rows: pd.DataFrame) -> pd.DataFrame:
        register, edition = self.found.register, self.found.edition
        return know_published(rows, edition.year, edition.knows_undated(register.reports))


def gather_facts(register: Register, analysis: Analysis) -> pd.DataFrame:
    """The arrangements of councils on record with the columns of `COLUMNS` and ``nation``.

    Those of fire and police services with each other are left out
    (`sharing.public_bodies.name_settings`). Facts about named councils are those of the names
    known, whose lists can be partial. A missing number is nan, a missing text "", and whether is
    always known.
    """
    record = analysis.on_record
    record = record[name_settings(record, register.members) != EMERGENCY]
    saving = analysis.table.set_index("arrangement_id").reindex(record.index)
    councils = record.n_councils.astype("float64")
    partners = register.members.groupby("kind").arrangement_id.agg(set)
    families = register.categories.set_index("category").family
    kept = record[["nation", "category", "service", "region", "stage"]]
    return kept.assign(
        family=record.category.map(families),
        started=record.stage.isin(STARTED),
        start_year=record.start_year.astype("float64"),
        n_councils=councils,
        size=group_sizes(record.n_councils),
        other_bodies=_is_partner(record.index, partners.drop(list(NOT_PUBLIC), errors="ignore")),
        blue_light_or_health=_is_partner(
            record.index, partners[partners.index.isin(BLUE_LIGHT_AND_HEALTH)]
        ),
        **_describe_councils(register, record.index),
        reported=record.index.isin(analysis.trail.arrangement_id),
        usable=saving.report_id.notna(),
        status=saving.status.fillna(""),
        annual_saving_cash_gbp=saving.annual_saving_cash_gbp,
        annual_saving_gbp=saving.annual_saving_gbp,
        saving_per_council_gbp=saving.annual_saving_gbp / councils.where(councils >= 2),
        cluster=saving.cluster.fillna(""),
    )


def select(frame: pd.DataFrame, where: Where) -> pd.DataFrame:
    """The rows of which every condition holds.

    A condition is a column with the value it has, a list of those it may have, or limits:
    ``{at_least: 2010, at_most: 2014}``. Nothing missing lies within limits.
    """
    kept = np.ones(len(frame), dtype=bool)
    for column, wanted in where.items():
        values = frame[column]
        if isinstance(wanted, Mapping):
            kept &= values.between(
                wanted.get("at_least", -np.inf), wanted.get("at_most", np.inf)
            ).to_numpy()
        else:
            allowed = wanted if isinstance(wanted, list) else [wanted]
            kept &= values.isin(allowed).to_numpy()
    return frame[kept]


def _is_partner(arrangement_ids: pd.Index, partners: pd.Series) -> np.ndarray:
    return arrangement_ids.isin(set().union(*partners))


def _describe_councils(register: Register, arrangement_ids: pd.Index) -> dict[str, pd.Series]:
    """What the named English councils of each arrangement have in common."""
    councils = list_councils(register.authorities)
    kind = councils.kind.to_dict()
    area = {code: county or code for code, county in councils.county.items()}
    sets = name_sets(register.members, arrangement_ids, councils.index)
    kinds = sets.map(lambda codes: {kind[code] for code in codes})
    upper = {"county", "unitary"}
    described = {
        "several_places": sets.map(lambda codes: len({area[code] for code in codes}) > 1),
        "two_named": kinds.map(len) > 0,
        "one_type": kinds.map(len) == 1,
        "only_districts": kinds.map(lambda found: found == {"district"}),
        "district_with_upper_tier": kinds.map(
            lambda found: "district" in found and bool(found & upper)
        ),
    }
    return {
        name: values.reindex(arrangement_ids).eq(True).fillna(False).astype(bool)
        for name, values in described.items()
    }
