"""What was known by a year: the analysis table of an edition, and the way of every arrangement.

Every arrangement of the register is either a row of the analysis table or counted under one
reason of `Analysis.flow`; the two always add up to the register.
"""

import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sharing.choices import BASELINE, Choices, restate, restrict
from sharing.register import Register
from sharing.savings import CHOSEN, STEPS, choose_reports, exclusion_reasons

NOT_ON_RECORD = "not on record yet"
NO_SAVING = "no saving reported"
BY_DECISION = "left out by a decision"
REASONS: dict[str, str] = {
    NOT_ON_RECORD: "Nothing dates the arrangement to the edition's year or before",
    NO_SAVING: "On record, but no report of a saving is known by the edition's year",
    **STEPS,
    BY_DECISION: "A choice in decisions.yml leaves out arrangements of its kind",
}
PARTNER_GROUPS = ("0-1", "2", "3", "4", "5+", "unknown")
AREAS = {
    "North East": "North",
    "North West": "North",
    "Yorkshire and The Humber": "North",
    "East Midlands": "Midlands",
    "West Midlands": "Midlands",
    "East of England": "South and East",
    "South East": "South and East",
    "South West": "South and East",
    "London": "London",
    "Wales": "Wales and Scotland",
    "Scotland": "Wales and Scotland",
}
SEVERAL = "Several regions"
NOT_PUBLIC = ("council", "private", "charity")
SERVICE_WORDS = re.compile(
    r"\b(fire|rescue|police|service|authority|constabulary|crime|commissioner|county|council|and|"
    r"for|the|of|office|fra)\b"
)


@dataclass(frozen=True)
class Edition:
    """One edition of the book: it knows only what was reported by the end of ``year``.

    Parameters
    ----------
    year
        Reports dated after it are unknown. Undated reports enter only an edition that knows every
        dated one, since they may be as new as the newest.
    price_year
        Savings are in pounds of this year.
    threshold_gbp
        The published claim's £100,000, compared in cash of the report's time.
    """

    year: int
    price_year: int = 2024
    threshold_gbp: int = 100_000

    def knows_undated(self, reports: pd.DataFrame) -> bool:
        """Whether no dated report is newer than the edition."""
        years = pd.to_numeric(reports.reported_on.str[:4], errors="coerce")
        return not (years > self.year).any()

    def known_reports(self, reports: pd.DataFrame) -> pd.DataFrame:
        """The reports dated up to the end of ``year``, and the undated ones if it is the newest."""
        years = pd.to_numeric(reports.reported_on.str[:4], errors="coerce")
        undated = years.isna() & self.knows_undated(reports)
        return reports[(years <= self.year) | undated]


@dataclass(frozen=True)
class Analysis:
    """What an edition knows.

    Attributes
    ----------
    table
        One row per arrangement with a usable saving; the columns of ``data/analysis.csv``.
    on_record
        The arrangements known by the edition's year, with ``stage`` as it was then.
    trail
        Every known report with its annual saving and the use made of it (`choose_reports`).
    reasons
        Why each other arrangement is not in ``table``, indexed by ``arrangement_id``.
    """

    table: pd.DataFrame
    on_record: pd.DataFrame
    trail: pd.DataFrame
    reasons: pd.Series

    @property
    def flow(self) -> dict[str, int]:
        """How many arrangements each reason of `REASONS` left out, in order.

        Decisions that leave nothing out are not told.
        """
        counts = self.reasons.value_counts()
        told = {reason: int(counts.get(reason, 0)) for reason in REASONS}
        return {reason: n for reason, n in told.items() if n or reason != BY_DECISION}


def analyse(register: Register, edition: Edition, choices: Choices = BASELINE) -> Analysis:
    """Build the analysis table of an edition, and account for every arrangement.

    Parameters
    ----------
    register, edition
        The data, and what is known of them.
    choices
        One option for every decision of ``decisions.yml``.

    Raises
    ------
    PriceYearUnknown
        If the deflator lacks the edition's price year.
    """
    arrangements = register.arrangements.set_index("arrangement_id")
    trail = choose_reports(
        restate(edition.known_reports(register.reports), arrangements.n_councils, choices),
        arrangements.start_year,
        register.deflator,
        edition.price_year,
        choices,
    )
    on_record = _known_arrangements(register, edition, trail)
    table = restrict(_tabulate(trail[trail.use == CHOSEN], on_record, register), choices)
    return Analysis(
        table=table,
        on_record=on_record,
        trail=trail,
        reasons=_give_reasons(arrangements.index, on_record, trail, table),
    )


def group_partners(n_councils: pd.Series) -> pd.Series:
    """The number of councils as the groups of `PARTNER_GROUPS`."""
    return (
        pd.cut(
            n_councils.astype("float64"), [-1, 1, 2, 3, 4, np.inf], labels=list(PARTNER_GROUPS[:-1])
        )
        .astype("object")
        .fillna("unknown")
        .astype("str")
    )


def name_region(arrangements: pd.DataFrame) -> pd.Series:
    """The English region, the other nation, or `SEVERAL`."""
    elsewhere = arrangements.nation.where(arrangements.nation != "England", SEVERAL)
    return arrangements.region.where(arrangements.region != "", elsewhere)


def connect_partners(members: pd.DataFrame, arrangement_ids: pd.Series) -> pd.Series:
    """The connected partner group of each arrangement.

    Two arrangements are connected when they share a named council, fire service or police force;
    a group is a connected component of that graph, named after its first arrangement.

    Returns
    -------
    Series of group names indexed by ``arrangement_id``.
    """
    names = pd.Index(arrangement_ids, dtype="str").unique().sort_values()
    inside = members[members.arrangement_id.isin(names)]
    columns = (inside[column].tolist() for column in ("kind", "authority_code", "name"))
    partners = np.array(
        [
            f"{kind} {partner}" if (partner := code or _place_of(kind, name)) else ""
            for kind, code, name in zip(*columns, strict=True)
        ],
        dtype=object,
    )
    named = partners != ""
    ends = names.get_indexer(inside.arrangement_id[named]), pd.factorize(partners[named])[0]
    size = len(names) + int(ends[1].max(initial=-1)) + 1
    graph = coo_array((np.ones(named.sum()), (ends[0], len(names) + ends[1])), shape=(size, size))
    groups = connected_components(graph, directed=False)[1][: len(names)] if size else []
    # Names are in order, so that the first of a group is where its number first stands.
    _, first, group = np.unique(groups, return_index=True, return_inverse=True)
    return pd.Series(names[first][group], names, dtype="str").rename_axis("arrangement_id")


def _place_of(kind: str, name: str) -> str:
    """The place in the name of a fire service or police force, "" where it names none."""
    if kind not in ("fire", "police"):
        return ""
    words = SERVICE_WORDS.sub(" ", re.sub(r"[^a-z]+", " ", name.lower()))
    return "" if re.search(r"not named|nine", name.lower()) else " ".join(words.split())


def _known_arrangements(register: Register, edition: Edition, trail: pd.DataFrame) -> pd.DataFrame:
    """The arrangements that a start, a report or a page dates to the edition's year or before.

    The edition that knows the undated reports knows every arrangement.
    """
    arrangements = register.arrangements.set_index("arrangement_id")
    known = arrangements
    if not edition.knows_undated(register.reports):
        published = pd.to_numeric(register.sources.published_on.str[:4], errors="coerce")
        in_time = register.sources.source_id[published <= edition.year]
        links = register.arrangement_sources
        dated = set(links.arrangement_id[links.source_id.isin(in_time)]) | set(trail.arrangement_id)
        started = (arrangements.start_year <= edition.year).fillna(False)
        known = arrangements[started | arrangements.index.isin(dated)]
    ended_later = (known.end_year > edition.year).fillna(False)
    starts_later = (known.start_year > edition.year).fillna(False)
    stage = known.stage.where(~ended_later, "operating").where(~starts_later, "proposed")
    return known.assign(stage=stage)


def _give_reasons(
    every: pd.Index, on_record: pd.DataFrame, trail: pd.DataFrame, table: pd.DataFrame
) -> pd.Series:
    reasons = pd.Series(NOT_ON_RECORD, index=every, dtype="str", name="reason")
    reasons[on_record.index] = NO_SAVING
    given = exclusion_reasons(trail)
    reasons[given.index] = given
    reasons[trail.loc[trail.use == CHOSEN, "arrangement_id"]] = BY_DECISION
    return reasons.drop(table.arrangement_id)


def _tabulate(chosen: pd.DataFrame, on_record: pd.DataFrame, register: Register) -> pd.DataFrame:
    """The chosen reports with everything that the models use, one row per arrangement."""
    reported = chosen.set_index("arrangement_id").sort_index()
    facts = on_record.loc[reported.index]
    region = name_region(facts)
    families = register.categories.set_index("category").family
    since_start = reported.report_year - facts.start_year.astype("float64")
    public = register.members[~register.members.kind.isin(NOT_PUBLIC)]
    table = pd.DataFrame(
        {
            "report_id": reported.report_id,
            "annual_saving_cash_gbp": reported.annual_saving_cash_gbp,
            "annual_saving_gbp": reported.annual_saving_gbp,
            "annualised_by": reported.annualised_by,
            "years": reported.years,
            "price_of": reported.price_of,
            "price_of_known_by": reported.price_of_known_by,
            "price_held": reported.price_held,
            "status": reported.status,
            "stage": facts.stage,
            "n_councils": facts.n_councils,
            "partners_group": group_partners(facts.n_councils),
            "category": facts.category,
            "family": facts.category.map(families),
            "years_since_start": since_start.fillna(0),
            "start_unknown": since_start.isna(),
            "other_bodies": reported.index.isin(public.arrangement_id),
            "region": region,
            "area": region.map(AREAS).fillna(SEVERAL),
            "cluster": connect_partners(register.members, reported.index)[reported.index],
            "reported_on": reported.reported_on,
            "source_id": reported.source_id,
        },
        index=reported.index,
    )
    return table.join(_control_population(table, register)).reset_index()


def _control_population(table: pd.DataFrame, register: Register) -> pd.DataFrame:
    """Combined population, whether its list is incomplete, and its log with gaps at the mean.

    A list is incomplete when it names fewer councils than share, or one of unknown population.
    """
    people = register.populations.reindex(table.index)
    councils = register.members[register.members.kind == "council"]
    listed = councils.groupby("arrangement_id").size().reindex(table.index).fillna(0)
    complete = people.all_known.eq(True) & (listed >= table.n_councils.astype("float64"))
    population = people.population.astype("float64")
    log_population = np.log(population)
    return pd.DataFrame(
        {
            "population": population,
            "population_incomplete": ~complete,
            "log_population": log_population.fillna(log_population.mean()).fillna(0),
        }
    )
