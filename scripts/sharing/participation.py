"""Which councils take part in sharing, by year, and who shares with whom.

The register names partners where a public page names them, so a council that no page names looks
as if it did not share: the counts are lower bounds of what there was. There is one exception. An
arrangement whose start is unknown counts from the first dated page about it, which may have been a
plan; so the count from known starts alone stands beside it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from sharing.authorities import measure_distances
from sharing.choices import STARTED
from sharing.edition import Edition
from sharing.intervals import Interval
from sharing.linked import estimate_linked_share
from sharing.national import know_published
from sharing.places import find_existing, list_councils, name_sets
from sharing.register import Register
from sharing.results import Findings

FIRST_YEAR = 2010
SHARED = "share_of_councils_sharing"
MIXED_WITH = ("county", "unitary")


@dataclass(frozen=True)
class Participation:
    """English councils that share with another council at the end of a year.

    Attributes
    ----------
    sharing
        Councils named in an arrangement in operation by its start or its first dated page.
    since_start
        Those named in one whose start is known.
    existing
        All of England's principal councils at the end of the year.
    """

    year: int
    sharing: int
    since_start: int
    existing: int

    @property
    def share(self) -> float:
        """The share of the existing councils that take part; nan where there are none."""
        return self.sharing / self.existing if self.existing else np.nan


def date_arrangements(register: Register) -> pd.DataFrame:
    """When each arrangement is first known to have existed, and when it ended.

    Returns
    -------
    DataFrame indexed by ``arrangement_id`` with ``start`` (nan if unknown), ``known_from`` (the
    start, or else the earliest year of a report or page; nan if nothing is dated) and ``until``
    (the year of its end; infinite if it has not ended).
    """
    arrangements = register.arrangements.set_index("arrangement_id")
    published = pd.to_numeric(register.sources.published_on.str[:4]).set_axis(
        register.sources.source_id
    )
    links = register.arrangement_sources
    pages = links.source_id.map(published).groupby(links.arrangement_id).min()
    reported = pd.to_numeric(register.reports.reported_on.str[:4])
    reports = reported.groupby(register.reports.arrangement_id).min()
    start = arrangements.start_year.astype("float64")
    seen = pd.concat([pages, reports], axis=1).astype("float64").min(axis=1)
    return pd.DataFrame(
        {
            "start": start,
            "known_from": start.fillna(seen.reindex(arrangements.index)),
            "until": arrangements.end_year.astype("float64").fillna(np.inf),
        }
    )


def measure_participation(register: Register, year: int) -> Participation:
    """How many of England's councils share with another council at the end of ``year``.

    Arrangements of one council or none with other bodies do not count, nor those that were only
    proposed, were abandoned, or ended in an unknown year. From 2010 on; before, the list of
    councils is not whole.
    """
    councils = find_existing(list_councils(register.authorities), year)
    dates = date_arrangements(register)
    arrangements = register.arrangements.set_index("arrangement_id")
    undated_end = (arrangements.stage == "ended") & np.isinf(dates.until)
    among_councils = ~(arrangements.n_councils < 2).fillna(False)
    possible = arrangements.stage.isin(STARTED) & ~undated_end & (dates.until > year)
    possible &= among_councils
    members = register.members[register.members.authority_code.isin(councils.index)]

    def count(since: pd.Series) -> int:
        operating = dates.index[possible & (since <= year)]
        return members[members.arrangement_id.isin(operating)].authority_code.nunique()

    return Participation(year, count(dates.known_from), count(dates.start), len(councils))


def follow_participation(register: Register, last_year: int) -> pd.DataFrame:
    """`measure_participation` for every year from 2010: its fields and ``share``, by year."""
    followed = [measure_participation(register, year) for year in range(FIRST_YEAR, last_year + 1)]
    rows = [(each.year, each.sharing, each.since_start, each.existing) for each in followed]
    frame = pd.DataFrame(rows, columns=["year", "sharing", "since_start", "existing"])
    return frame.assign(share=frame.sharing / frame.existing)


def read_published_shares(register: Register, edition: Edition) -> pd.DataFrame:
    """The published shares of England's councils that share, in any service, as then known.

    Returns
    -------
    The rows of the totals with ``year`` (to which the share refers; nan if the page does not say)
    and ``share`` (0 to 1), oldest first.
    """
    totals = know_published(register.totals, edition.year, edition.knows_undated(register.reports))
    of_all = (totals.metric == SHARED) & (totals.scope == "England") & (totals.category == "")
    shares = totals[of_all]
    year = pd.to_numeric(shares.as_of.str[:4]).astype("float64")
    return shares.assign(year=year, share=shares.value / 100).sort_values(
        ["as_of", "total_id"], ignore_index=True
    )


def count_arrangements(found: Findings) -> pd.DataFrame:
    """Every English council that exists in the edition's year, with its arrangements, most first.

    Returns
    -------
    DataFrame indexed by ``authority_code`` with ``name``, ``kind``, ``region``, ``arrangements``
    (started ones on record that name it) and ``partners`` (other English councils named there).
    """
    everyone = list_councils(found.register.authorities)
    councils = find_existing(everyone, found.edition.year)
    members = _name_started(found, everyone.index)
    together = members.merge(members, on="arrangement_id", suffixes=("", "_2"))
    others = together[together.authority_code != together.authority_code_2]
    named = members.authority_code.value_counts()
    partners = others.groupby("authority_code").authority_code_2.nunique()
    return (
        councils[["name", "kind", "region"]]
        .assign(
            arrangements=named.reindex(councils.index, fill_value=0),
            partners=partners.reindex(councils.index, fill_value=0),
        )
        .sort_values(["arrangements", "name"], ascending=[False, True])
    )


def count_pairs(found: Findings) -> pd.DataFrame:
    """Every two English councils that share, with how often, most often first.

    Returns
    -------
    DataFrame with ``first`` and ``second`` (names), ``arrangements`` (started ones on record that
    name both), ``alone`` (those that name no other council) and ``distance_km`` (nan if unknown).
    """
    councils = list_councils(found.register.authorities)
    members = _name_started(found, councils.index)
    size = members.groupby("arrangement_id").authority_code.transform("size")
    pairs = members.assign(alone=size == 2).merge(members, on="arrangement_id", suffixes=("", "_2"))
    pairs = pairs[pairs.authority_code < pairs.authority_code_2]
    counted = pairs.groupby(["authority_code", "authority_code_2"]).agg(
        arrangements=("arrangement_id", "size"), alone=("alone", "sum")
    )
    everywhere = pd.DataFrame({"arrangement_id": "all", "authority_code": councils.index})
    distances = measure_distances(everywhere, councils.reset_index())
    counted = counted.reset_index().merge(
        distances.drop(columns="arrangement_id"),
        left_on=["authority_code", "authority_code_2"],
        right_on=["first", "second"],
        how="left",
    )
    return (
        counted.assign(
            first=counted.authority_code.map(councils["name"]),
            second=counted.authority_code_2.map(councils["name"]),
        )[["first", "second", "arrangements", "alone", "distance_km"]]
        .sort_values(["arrangements", "alone", "first"], ascending=[False, False, True])
        .reset_index(drop=True)
    )


def share_across_regions(found: Findings) -> Interval:
    """The share of arrangements on record whose named English councils lie in several regions.

    Of those that name two councils or more, all in a known region.
    """
    return _share_of_sets(found, "region", lambda regions: len(regions) > 1)


def share_of_one_type(found: Findings) -> Interval:
    """The share of arrangements on record whose named English councils are all of one type.

    Of those that name two councils or more; the types are those of `sharing.places.TYPES`.
    """
    return _share_of_sets(found, "kind", lambda kinds: len(kinds) == 1)


def share_of_districts_only(found: Findings, year: int | None = None) -> Interval:
    """Districts among themselves, as a share of them and of districts with counties or unitaries.

    A share above a half says that districts among themselves are the more. An arrangement that also
    names a council of another type counts in neither.

    Parameters
    ----------
    year
        Count only arrangements whose start or first dated page is of this year or before.
    """
    counts = count_district_pairs(found, year)
    return estimate_linked_share(counts == "districts only", found.register.members)


def count_district_pairs(found: Findings, year: int | None = None) -> pd.Series:
    """Which arrangements join districts only, and which districts with counties or unitaries.

    Parameters
    ----------
    year
        As in `share_of_districts_only`.

    Returns
    -------
    Series of ``districts only`` and ``with counties or unitaries`` indexed by ``arrangement_id``;
    all other arrangements are left out.
    """
    councils = list_councils(found.register.authorities)
    sets = name_sets(found.register.members, found.analysis.on_record.index, councils.index)
    if year is not None:
        sets = sets[date_arrangements(found.register).known_from.reindex(sets.index) <= year]
    kinds = sets.map(lambda codes: set(councils.kind[list(codes)]))
    sorts = kinds.map(
        lambda found_in: (
            "districts only"
            if found_in == {"district"}
            else "with counties or unitaries"
            if "district" in found_in and found_in <= {"district", *MIXED_WITH}
            else ""
        )
    )
    return sorts[sorts != ""].astype("str")


def _name_started(found: Findings, councils: pd.Index) -> pd.DataFrame:
    """Each council named in a started arrangement on record, once."""
    known, members = found.analysis.on_record, found.register.members
    started = known.index[known.stage.isin(STARTED)]
    named = members[members.arrangement_id.isin(started) & members.authority_code.isin(councils)]
    return named[["arrangement_id", "authority_code"]].drop_duplicates()


def _share_of_sets(found: Findings, column: str, holds: Callable[[set[str]], bool]) -> Interval:
    """The share of the sets of named councils, all with a known ``column``, for which it holds."""
    councils = list_councils(found.register.authorities)
    members = found.register.members
    sets = name_sets(members, found.analysis.on_record.index, councils.index)
    labels = sets.map(lambda codes: set(councils[column][list(codes)]))
    known = labels[labels.map(lambda found_in: "" not in found_in)]
    return estimate_linked_share(known.map(holds).astype(bool), members)
