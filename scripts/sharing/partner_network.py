"""The network of who shares with whom: pairs that share again and again, and their groups."""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations

import networkx as nx
import numpy as np
import pandas as pd

from sharing.atlas import Atlas
from sharing.edition import AREAS

# Pairs with fewer arrangements in common are left out: one large club would join nearly everyone.
LEAST = 2
WIDTH, GAP, LABEL = 640.0, 20.0, 36.0
# Groups of so many councils carry the name of one; a letter takes so many pixels.
LABELLED, LETTER = 6, 6.8
# Pixels of a group's radius for a group of one, growing with the square root of its size.
SPREAD = 13.0
NORTHERN_IRELAND = "Northern Ireland"


@dataclass(frozen=True)
class PartnerNetwork:
    """Councils joined by the arrangements that they share.

    Attributes
    ----------
    councils
        Indexed by ``authority_code``: ``name``, ``area`` (`sharing.edition.AREAS`), ``group``,
        ``x`` and ``y`` (pixels).
    pairs
        ``first``, ``second`` (codes) and ``arrangements`` that name both, at least `LEAST`; most
        first.
    groups
        Indexed by number from 0, the largest first: ``councils`` (how many), ``hub`` (the name of
        the one with the most shared arrangements), ``names``, ``x``, ``y`` (its middle, and its
        lowest council; pixels).
    height
        Of the picture, in pixels.
    all_pairs
        How many pairs share at all.
    sharing
        How many councils share with another at all.
    largest_web
        How many of these hang together if every shared arrangement counts.
    """

    councils: pd.DataFrame
    pairs: pd.DataFrame
    groups: pd.DataFrame
    height: float
    all_pairs: int
    sharing: int
    largest_web: int


def connect_councils(atlas: Atlas) -> PartnerNetwork:
    """The network of an edition's map."""
    counts = count_shared(atlas)
    everyone, close = nx.Graph(), nx.Graph()
    everyone.add_edges_from(counts)
    close.add_weighted_edges_from(
        (one, other, count) for (one, other), count in counts.items() if count >= LEAST
    )
    parts = sorted(nx.connected_components(close), key=lambda part: (-len(part), min(part)))
    names = atlas.councils["name"]
    ties = dict(close.degree(weight="weight"))
    hubs = [names[min(part, key=lambda code: (-ties[code], code))] for part in parts]
    spots, middles, height = arrange([close.subgraph(part) for part in parts], hubs)
    members = [code for part in parts for code in sorted(part)]
    area = atlas.councils["where"].map(AREAS | {NORTHERN_IRELAND: NORTHERN_IRELAND}).fillna("")
    places = np.array([spots[code] for code in members]).reshape(-1, 2)
    councils = pd.DataFrame(
        {
            "name": names.reindex(members),
            "area": area.reindex(members),
            "group": [number for number, part in enumerate(parts) for _ in part],
            "x": places[:, 0],
            "y": places[:, 1],
        },
        index=pd.Index(members, name="authority_code"),
    )
    webs = [len(part) for part in nx.connected_components(everyone)]
    return PartnerNetwork(
        councils,
        _list_pairs(counts),
        _list_groups(parts, hubs, names, middles),
        height,
        len(counts),
        len(everyone),
        max(webs, default=0),
    )


def count_shared(atlas: Atlas) -> Counter[tuple[str, str]]:
    """How many arrangements name both councils of each pair of codes."""
    return Counter(
        pair for members in atlas.arrangements.members for pair in combinations(sorted(members), 2)
    )


def arrange(
    parts: list[nx.Graph], hubs: list[str]
) -> tuple[dict[str, tuple[float, float]], list[tuple[float, float]], float]:
    """Where each council stands: groups in rows, the largest first, councils by their ties.

    Within a group, councils with more ties between them stand nearer (Kamada and Kawai 1989); the
    same network gives the same picture.

    Returns
    -------
    The councils' places by code, the middle and lowest point of each group, the height (pixels).
    """
    spots: dict[str, tuple[float, float]] = {}
    middles = []
    left = top = row = 0.0
    for part, hub in zip(parts, hubs, strict=True):
        radius = SPREAD * len(part) ** 0.5
        is_labelled = len(part) >= LABELLED
        side, tall = 2 * radius + GAP, 2 * radius + GAP + LABEL * is_labelled
        if is_labelled:
            side = max(side, LETTER * len(hub) + GAP)
        if left and left + side > WIDTH:
            left, top, row = 0.0, top + row, 0.0
        row = max(row, tall)
        for code, (x, y) in _spread(part).items():
            spots[code] = (
                left + side / 2 + radius * float(x),
                top + GAP / 2 + radius * (1 + float(y)),
            )
        middles.append((left + side / 2, max(spots[code][1] for code in part)))
        left += side
    return spots, middles, top + row


def _spread(part: nx.Graph) -> dict[str, np.ndarray]:
    """Places within -1 and 1; a pair stands upright in the middle."""
    ordered = nx.Graph()
    ordered.add_nodes_from(sorted(part))
    ordered.add_edges_from(sorted(tuple(sorted(edge)) for edge in part.edges))
    if len(ordered) == 2:
        return dict(zip(ordered, np.array([[0, -0.7], [0, 0.7]]), strict=True))
    return nx.kamada_kawai_layout(ordered)


def _list_pairs(counts: Counter[tuple[str, str]]) -> pd.DataFrame:
    rows = [(one, other, count) for (one, other), count in counts.items() if count >= LEAST]
    frame = pd.DataFrame(rows, columns=["first", "second", "arrangements"])
    return frame.sort_values(
        ["arrangements", "first", "second"], ascending=[False, True, True], ignore_index=True
    )


def _list_groups(
    parts: list[set[str]], hubs: list[str], names: pd.Series, middles: list[tuple[float, float]]
) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "councils": [len(part) for part in parts],
            "hub": hubs,
            "names": [tuple(sorted(names[code] for code in part)) for part in parts],
            "x": [x for x, _ in middles],
            "y": [y for _, y in middles],
        }
    )


def vary_least(atlas: Atlas) -> pd.DataFrame:
    """The groups if pairs with more or fewer arrangements in common counted.

    Returns
    -------
    DataFrame indexed by ``least`` (1 to 5): ``pairs``, ``councils``, ``groups`` and ``largest``
    (councils in the largest group).
    """
    counts = count_shared(atlas)
    rows = []
    for least in range(1, 6):
        graph = nx.Graph(pair for pair, count in counts.items() if count >= least)
        sizes = [len(part) for part in nx.connected_components(graph)]
        rows.append((least, graph.number_of_edges(), len(graph), len(sizes), max(sizes, default=0)))
    columns = ["least", "pairs", "councils", "groups", "largest"]
    return pd.DataFrame(rows, columns=columns).set_index("least")
