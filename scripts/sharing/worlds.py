"""A made-up world of shared services, drawn from what `sharing.truth` says is true of it.

It takes nothing from the real register. Partner groups grow as in Pitman and Yor's process (Annals
of Probability 25, 1997): the more arrangements a group has, the likelier it gets the next, so that
a few are large and many hold one, as in the real register; and a part of the arrangements taken at
random has groups of the same kind. Every arrangement of a group has the council around which the
group formed, so that the connected partner groups of the pipeline are the groups that share luck,
except where ``hub_unnamed`` hides it.
"""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.truth import SEVERAL, Truth

LAST_PRICE_YEAR = 2024
INFLATION = 1.02
FAMILIES = (
    "Back office",
    "Fire and police",
    "Management",
    "People and communities",
    "Planning and regulation",
    "Procurement and property",
    "Revenues, benefits and customers",
    "Waste, environment and transport",
    "Whole council",
)
GROUPS = ("0-1", "2", "3", "4", "5+")
# How many of 184 arrangements are of each family (down) and number of councils (across).
MIX = np.array(
    [
        [2, 23, 15, 6, 5],
        [11, 0, 0, 0, 0],
        [1, 13, 1, 0, 0],
        [0, 5, 2, 0, 4],
        [0, 13, 0, 1, 1],
        [0, 3, 5, 2, 8],
        [0, 6, 3, 0, 1],
        [0, 12, 0, 4, 5],
        [0, 25, 5, 1, 1],
    ]
)
REGIONS = {  # the place: its area in the analysis, and its weight among partner groups
    "South East": ("South and East", 0.51),
    "London": ("London", 0.15),
    "West Midlands": ("Midlands", 0.14),
    "North West": ("North", 0.13),
    "Wales": ("Wales and Scotland", 0.07),
}
OLD_SHARE, MOST_YEARS = 0.03, 40
REPORT_YEARS = np.arange(2009, 2020)


def draw_world(truth: Truth, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Every arrangement, publicised or not, and the councils that each of them names.

    Returns
    -------
    world
        One row per arrangement: all that its saving depends on, named as in the analysis table,
        and ``mean_log`` (the log-linear mean), ``annual_saving_gbp`` (pounds of 2024),
        ``cash_ratio`` (prices of the report against 2024), ``group``, ``chance``, ``published``.
    members
        ``place`` (row of the world), ``council`` (its number) and ``population``.
    """
    kind = rng.choice(MIX.size, size=truth.arrangements, p=MIX.ravel() / MIX.sum())
    family, group = np.divmod(kind, len(GROUPS))
    many = 5 + np.minimum(rng.geometric(0.2, truth.arrangements) - 1, 27)
    world = pd.DataFrame(
        {
            "arrangement_id": [f"made-up-{number:05d}" for number in range(truth.arrangements)],
            "family": np.array(FAMILIES)[family],
            "partners_group": np.array(GROUPS)[group],
            "n_councils": np.where(group == len(GROUPS) - 1, many, group + 1),
            "group": draw_groups(truth, rng),
        }
    )
    world["other_bodies"] = (group == 0) | (rng.random(len(world)) < 0.05)
    world = world.join(_draw_places(world, truth, rng)).join(_draw_dates(world, truth, rng))
    members = _draw_members(world, truth, rng)
    named = members.groupby("place").population.agg(["sum", "size"])
    world["log_population"] = np.log(named["sum"])
    world["population_incomplete"] = named["size"] < world.n_councils
    world["mean_log"] = truth.add_up(world)
    return world.join(_draw_savings(world, truth, rng)), members


def draw_groups(truth: Truth, rng: np.random.Generator) -> NDArray[np.intp]:
    """The partner group of each arrangement, numbered from 0, by Pitman and Yor's process.

    Which groups arrangements share does not depend on their order, and those of a part of them
    taken at random are like the groups of a smaller world.
    """
    labels = np.empty(truth.arrangements, dtype=np.intp)
    groups = 0
    for place, chance in enumerate(rng.random(truth.arrangements)):
        # An arrangement founds a group, or copies the group of an earlier one, except that a
        # founder gives up ``discount`` of its pull.
        weight = chance * (place + truth.concentration)
        founding = truth.concentration + truth.discount * groups
        if weight < founding or place == 0:
            labels[place] = groups
            groups += 1
            continue
        sizes = np.bincount(labels[:place], minlength=groups) - truth.discount
        labels[place] = np.searchsorted(np.cumsum(sizes), weight - founding)
    return labels


def _draw_places(world: pd.DataFrame, truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """Where each arrangement lies: its group in one region, but some arrangements in several."""
    weights = np.array([weight for _, weight in REGIONS.values()])
    homes = rng.choice(list(REGIONS), size=len(world), p=weights / weights.sum())
    home = pd.Series(homes[world.group])
    welsh = home == "Wales"
    spans = pd.Series(rng.random(len(world)) < truth.several) & ~welsh
    area = home.map({region: area for region, (area, _) in REGIONS.items()})
    return pd.DataFrame(
        {
            "region": home.where(~spans & ~welsh, ""),
            "nation": np.where(welsh, "Wales", "England"),
            "area": area.where(~spans, SEVERAL),
        }
    )


def _draw_dates(world: pd.DataFrame, truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """When each arrangement started and was reported, and in which form."""
    size = len(world)
    achieved = rng.random(size) < 0.4
    reported = rng.choice(REPORT_YEARS, size)
    recent = np.where(achieved, rng.geometric(0.4, size), rng.integers(-2, 2, size))
    since = np.where(rng.random(size) < OLD_SHARE, rng.integers(8, MOST_YEARS, size), recent)
    undated = rng.random(size) < truth.undated
    unknown = undated | (rng.random(size) < truth.unstarted)
    years = np.where(rng.random(size) < truth.totals, rng.integers(2, 11, size), 1)
    middle = np.where(achieved, reported + (1 - years) / 2, reported + years / 2)
    price_of = np.where(years > 1, np.floor(middle), reported)
    return pd.DataFrame(
        {
            "status": np.where(achieved, "achieved", "expected"),
            "report_year": reported,
            "start_year": reported - since,
            "undated": undated,
            "start_unknown": unknown,
            "years_since_start": np.where(unknown, 0, since),
            "years": years,
            "cash_ratio": INFLATION ** (np.minimum(price_of, LAST_PRICE_YEAR) - LAST_PRICE_YEAR),
        }
    )


def _draw_members(world: pd.DataFrame, truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """The councils that each arrangement names: ``place`` in the world, ``council``, people.

    A partner group has one council more than its largest arrangement, and the first of them is in
    every arrangement of the group.
    """
    pool = world.groupby("group").n_councils.max().to_numpy() + 1
    people = np.ceil(np.exp(rng.normal(11.9, 0.6, pool.sum())))
    first = np.cumsum(pool) - pool
    place = np.repeat(np.arange(len(world)), pool[world.group])
    offset = np.arange(len(place)) - np.repeat(
        np.cumsum(pool[world.group]) - pool[world.group], pool[world.group]
    )
    several = world.n_councils.to_numpy() > 1
    hidden = several & (rng.random(len(world)) < truth.hub_unnamed)
    order = np.where(offset == 0, np.where(hidden, 2.0, -1.0)[place], rng.random(len(place)))
    partial = several & (rng.random(len(world)) < truth.unlisted)
    count = world.n_councils.to_numpy()
    named = np.minimum(np.where(partial, (count + 1) // 2, count), count - hidden)
    drawn = pd.DataFrame({"place": place, "council": first[world.group.to_numpy()[place]] + offset})
    drawn["population"] = people[drawn.council]
    drawn = drawn.iloc[np.lexsort((order, place))]
    return drawn[drawn.groupby("place").cumcount() < named[drawn.place]].reset_index(drop=True)


def _draw_savings(world: pd.DataFrame, truth: Truth, rng: np.random.Generator) -> pd.DataFrame:
    """What each arrangement saves, the chance that it is publicised, and whether it was."""
    size = len(world)
    shared = rng.normal(0, truth.shared_sd, world.group.max() + 1)
    wide = np.where(rng.random(size) < truth.wide_share, truth.wide_factor, 1.0)
    own = truth.own_sd * wide * rng.normal(size=size)
    sign = rng.choice(
        [0, -1, 1],
        size,
        p=[truth.zero_share, truth.loss_share, 1 - truth.zero_share - truth.loss_share],
    )
    saving = sign * np.exp(world.mean_log + shared[world.group] + own)
    chance = truth.publicise(saving.to_numpy())
    return pd.DataFrame(
        {"annual_saving_gbp": saving, "chance": chance, "published": rng.random(size) < chance}
    )
