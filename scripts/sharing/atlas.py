"""The map of sharing: each council at its place, each arrangement, and the lines between partners.

The map holds arrangements on record that are known to have started, as the counts of
`sharing.participation` do.
"""

from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from sharing.choices import STARTED
from sharing.coastline import project
from sharing.places import list_councils
from sharing.results import Findings

ELSEWHERE = ("Scottish unitary authority", "Welsh unitary authority", "NI district")
# Kilometres between a council without a place of its own and the place of its successor.
BESIDE_KM = 7.0
Link = tuple[str, str]


@dataclass(frozen=True)
class Atlas:
    """What the map shows.

    Attributes
    ----------
    councils
        Indexed by ``authority_code``, in the order of names: ``name``, ``where`` (England's region
        or the nation), ``x`` and ``y`` (kilometres on the National Grid; nan if unknown), ``own``
        (the place is its own, not its successor's), ``arrangements`` (that name it) and
        ``partners`` (other councils named there).
    arrangements
        Indexed by ``arrangement_id``, in the order of names: ``name``, ``service``, ``family``,
        ``stage``, ``start_year``, ``annual_saving_gbp`` and ``status`` (missing where no saving is
        known), ``members`` (a tuple of codes), ``others`` (a tuple of names of other partners) and
        ``links`` (a tuple of pairs of codes, see `link_members`).
    """

    councils: pd.DataFrame
    arrangements: pd.DataFrame

    @property
    def named(self) -> pd.DataFrame:
        """The councils that an arrangement names."""
        return self.councils[self.councils.arrangements > 0]

    @property
    def placed(self) -> pd.DataFrame:
        """The councils that the map can show."""
        return self.councils[self.councils.x.notna()]


def draw_up(found: Findings) -> Atlas:
    """The map of an edition."""
    known = found.analysis.on_record
    started = known[known.stage.isin(STARTED)]
    members = found.register.members
    members = members[members.arrangement_id.isin(started.index)]
    named = members[members.authority_code != ""]
    named = named[["arrangement_id", "authority_code"]].drop_duplicates()
    places = place_councils(found.register.authorities)
    exists = (places["first"] <= found.edition.year) & (places["last"] > found.edition.year)
    councils = places[exists & places.principal | places.index.isin(named.authority_code)]
    arrangements = _describe(found, started, members, named, councils)
    counts = named.authority_code.value_counts()
    together = named.merge(named, on="arrangement_id", suffixes=("", "_2"))
    others = together[together.authority_code != together.authority_code_2]
    partners = others.groupby("authority_code").authority_code_2.nunique()
    return Atlas(
        councils[["name", "where", "x", "y", "own"]]
        .assign(
            arrangements=counts.reindex(councils.index, fill_value=0),
            partners=partners.reindex(councils.index, fill_value=0),
        )
        .sort_values("name", kind="stable"),
        arrangements,
    )


def place_councils(authorities: pd.DataFrame) -> pd.DataFrame:
    """Every authority with its place on the National Grid.

    A council that was replaced, and for which the source gives no place, stands beside the place
    of its successor (of several, in their middle); those of one successor stand around it.

    Returns
    -------
    DataFrame indexed by ``authority_code``: ``name``, ``where``, ``x``, ``y``, ``own``,
    ``principal`` (a council of the kinds that share: no combined authority), ``first`` and ``last``
    (years in which it began and ceased; infinite if not stated).
    """
    indexed = authorities.set_index("authority_code")
    english = list_councils(authorities)
    spots = english[["latitude", "longitude"]].combine_first(
        indexed[["latitude", "longitude"]].astype("float64")
    )
    spots = spots.reindex(indexed.index)
    x, y = project(spots.latitude, spots.longitude)
    region = english.region.reindex(indexed.index).fillna("")
    places = pd.DataFrame(
        {
            "name": indexed["name"],
            "where": region.where(region != "", indexed.nation),
            "x": x,
            "y": y,
            "own": spots.latitude.notna(),
            "principal": indexed.index.isin(english.index) | indexed.type.isin(ELSEWHERE),
            "first": pd.to_numeric(indexed.start_date.str[:4]).fillna(-np.inf),
            "last": pd.to_numeric(indexed.end_date.str[:4]).fillna(np.inf),
        },
        index=indexed.index,
    )
    return _borrow_places(places, indexed.replaced_by)


def link_members(members: tuple[str, ...], places: pd.DataFrame) -> tuple[Link, ...]:
    """The shortest set of lines that joins all members that have a place.

    Every line joins two partners, and n partners take n - 1 lines: all pairs of a partnership of
    29 would be 406 lines, and lines to a middle would lead to where no council is.

    Parameters
    ----------
    places
        ``x`` and ``y`` by code.
    """
    here = places.loc[list(members), ["x", "y"]].dropna()
    graph = nx.Graph()
    for one, other in combinations(sorted(here.index), 2):
        gap = here.loc[one] - here.loc[other]
        graph.add_edge(one, other, weight=float(np.hypot(gap.x, gap.y)))
    tree = nx.minimum_spanning_edges(graph, data=False)
    return tuple(sorted((min(pair), max(pair)) for pair in tree))


def _borrow_places(places: pd.DataFrame, replaced_by: pd.Series) -> pd.DataFrame:
    placed = places.copy()
    without = placed.index[~placed.own & (replaced_by.reindex(placed.index).fillna("") != "")]
    heirs = replaced_by[without].map(lambda codes: tuple(codes.split(",")))
    for codes, group in heirs.groupby(heirs):
        following = placed.loc[placed.index.intersection(list(codes))]
        middle = following[["x", "y"]].mean()
        if len(following):
            placed.loc[group.index, "where"] = following["where"].iloc[0]
        angles = np.linspace(0, 2 * np.pi, len(group), endpoint=False)
        placed.loc[group.index, "x"] = middle.x + BESIDE_KM * np.sin(angles)
        placed.loc[group.index, "y"] = middle.y + BESIDE_KM * np.cos(angles)
    return placed


def _describe(
    found: Findings,
    started: pd.DataFrame,
    members: pd.DataFrame,
    named: pd.DataFrame,
    councils: pd.DataFrame,
) -> pd.DataFrame:
    """The columns of `Atlas.arrangements`."""
    kinds = found.register.categories.set_index("category")
    savings = found.table.set_index("arrangement_id")
    groups = named.groupby("arrangement_id").authority_code
    codes = {arrangement: tuple(sorted(group)) for arrangement, group in groups}
    other = members[(members.authority_code == "") & (members["name"] != "")]
    groups = other.groupby("arrangement_id")["name"]
    others = {arrangement: tuple(dict.fromkeys(group)) for arrangement, group in groups}
    each = pd.Series([codes.get(key, ()) for key in started.index], started.index, dtype=object)
    links = each.map(lambda group: link_members(group, councils))
    return pd.DataFrame(
        {
            "name": started["name"],
            "service": started.category.map(kinds.label),
            "family": started.category.map(kinds.family),
            "stage": started.stage,
            "start_year": started.start_year,
            "annual_saving_gbp": savings.annual_saving_gbp.reindex(started.index),
            "status": savings.status.reindex(started.index),
            "members": each,
            "others": [others.get(key, ()) for key in started.index],
            "links": links,
        }
    ).sort_values("name", key=lambda names: names.str.lower(), kind="stable")


def count_links(arrangements: pd.DataFrame) -> pd.Series:
    """How many of the arrangements each line stands for, indexed by its pair of codes."""
    return arrangements.links.explode().dropna().value_counts().sort_index()


def measure_lines(atlas: Atlas) -> pd.Series:
    """Kilometres of each line of the map, indexed by its pair of codes."""
    links = count_links(atlas.arrangements).index
    places = atlas.councils[["x", "y"]]
    gaps = [places.loc[one] - places.loc[other] for one, other in links]
    return pd.Series([float(np.hypot(gap.x, gap.y)) for gap in gaps], links, dtype="float64")
