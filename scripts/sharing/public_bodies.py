"""Councils that share with fire, police, health and other public bodies, beside councils alone.

The method was fixed before any saving was compared. An arrangement with another public body is of
one of two settings. Fire services and police forces that work with each other, and with no council
or with one that runs its fire service, are kept apart: they do not share with councils.

Two settings are compared by the ratio of their median savings (`sharing.comparisons`) and by that
of their geometric means, which leaves out savings of nothing and losses, for they have no
logarithm. The latter has a t interval on the log scale with CR2 standard errors and Bell and
McCaffrey's degrees of freedom (Imbens and Kolesar, Review of Economics and Statistics 98, 2016).
On simulated savings in the register's own partner groups it held the true ratio in 95% to 96% of
samples; the percentiles of a bootstrap of whole groups in only 89% to 92%.
"""

import numpy as np
import pandas as pd
from scipy import stats

from sharing.choices import STARTED
from sharing.comparisons import LEAST_GROUPS, compare_medians
from sharing.covariance import estimate_clustered
from sharing.edition import NOT_PUBLIC
from sharing.intervals import LEVEL, Interval, estimate_median
from sharing.linked import estimate_linked_share
from sharing.results import Findings

ALONE, WITH, EMERGENCY = (
    "Councils alone",
    "Councils with other public bodies",
    "Fire and police with each other",
)
SETTINGS = (ALONE, WITH, EMERGENCY)
BODIES = {
    "fire": "Fire and rescue",
    "police": "Police",
    "nhs": "Health",
    "university": "Universities",
    "housing": "Housing companies",
    "parks": "National parks",
    "town_parish": "Town and parish councils",
    "other": "Public bodies of other kinds",
}
BLUE_LIGHT_AND_HEALTH = ("fire", "police", "nhs")
PERIODS = ((-np.inf, 2009), (2010, 2013), (2014, 2016), (2017, np.inf))
RATIO_METHOD = (
    "ratio of geometric means; t 95% interval on the log scale, CR2 standard error by connected "
    "partner group, Bell and McCaffrey's degrees of freedom"
)
SAVINGS = ("setting", "n", "clusters", "median", "low", "high", "above_nothing")
SAVINGS += ("ratio", "ratio_low", "ratio_high", "mean_ratio", "mean_low", "mean_high")


def list_bodies(members: pd.DataFrame) -> pd.DataFrame:
    """The members that are public bodies other than councils: all but those of `NOT_PUBLIC`."""
    return members[~members.kind.isin(NOT_PUBLIC)]


def name_settings(arrangements: pd.DataFrame, members: pd.DataFrame) -> pd.Series:
    """The setting of each arrangement, one of `SETTINGS`.

    Parameters
    ----------
    arrangements
        Indexed by ``arrangement_id`` with ``n_councils`` and ``category``.
    """
    joined = arrangements.index.isin(list_bodies(members).arrangement_id)
    councils = arrangements.n_councils.astype("float64")
    services = (councils == 0) | ((councils == 1) & (arrangements.category == "fire_police"))
    return pd.Series(
        np.select([~joined, services], [ALONE, EMERGENCY], default=WITH),
        index=arrangements.index,
        dtype="str",
    )


def count_bodies(found: Findings) -> pd.DataFrame:
    """How many arrangements on record of councils with others name each kind of body, most first.

    Returns
    -------
    DataFrame with ``body`` (a value of `BODIES`) and ``count``. One arrangement may name several.
    """
    bodies = list_bodies(found.register.members)
    bodies = bodies[bodies.arrangement_id.isin(_select(found, WITH))]
    kinds = bodies.drop_duplicates(["arrangement_id", "kind"]).kind.map(BODIES)
    return kinds.value_counts().rename_axis("body").reset_index(name="count")


def count_families(found: Findings) -> pd.DataFrame:
    """The services that councils share with others and among themselves.

    Returns
    -------
    DataFrame with ``family``, ``count`` (arrangements on record of councils with others), ``share``
    of them, and ``alone`` (the family's share among councils alone); most arrangements first.
    """
    families = _families(found)
    with_others = families[_select(found, WITH)]
    alone = families[_select(found, ALONE)].value_counts(normalize=True)
    counted = with_others.value_counts().rename_axis("family").reset_index(name="count")
    return counted.assign(
        share=counted["count"] / max(len(with_others), 1),
        alone=counted.family.map(alone).fillna(0.0),
    )


def count_starts(found: Findings) -> pd.DataFrame:
    """Arrangements by the year in which they started, with another public body in them.

    Returns
    -------
    DataFrame with ``year``, ``setting`` (`WITH`, `EMERGENCY`) and ``count``, every year from the
    first to the last; only arrangements known to have started in a known year up to the edition's.
    """
    started = _list_started(found)
    others = started[started.setting != ALONE]
    if others.empty:
        return pd.DataFrame(columns=["year", "setting", "count"])
    years = others.start_year.astype(int)
    span = range(years.min(), years.max() + 1)
    counts = pd.crosstab(years, others.setting).reindex(
        index=span, columns=[WITH, EMERGENCY], fill_value=0
    )
    return counts.rename_axis(index="year", columns="setting").stack().rename("count").reset_index()


def share_by_period(found: Findings) -> pd.DataFrame:
    """The share of councils' arrangements that have another public body in them, by start.

    Returns
    -------
    DataFrame with ``period``, ``count`` (with another body), ``n`` (all in which councils take
    part), ``share``, ``low`` and ``high``; periods without any arrangement are left out.
    """
    rows = []
    for first, last in PERIODS:
        part = _list_started(found, first, last)
        part = part[part.setting != EMERGENCY]
        if len(part):
            joined = part.setting == WITH
            share = estimate_linked_share(joined, found.register.members)
            count = int(joined.sum())
            rows.append((name_period(first, last), count, share.n, share.estimate, *_ends(share)))
    return pd.DataFrame(rows, columns=["period", "count", "n", "share", "low", "high"])


def share_with_other_bodies(
    found: Findings,
    kinds: tuple[str, ...] = tuple(BODIES),
    first_year: float = -np.inf,
    last_year: float = np.inf,
) -> Interval:
    """The share of councils' arrangements on record in which other public bodies take part.

    Fire and police services among themselves count neither above nor below the line.

    Parameters
    ----------
    kinds
        The kinds of bodies that count, of `BODIES`.
    first_year, last_year
        Where either is given, only arrangements known to have started in these years.
    """
    if np.isinf(first_year) and np.isinf(last_year):
        chosen = found.analysis.on_record.index.difference(_select(found, EMERGENCY), sort=False)
    else:
        started = _list_started(found, first_year, last_year)
        chosen = started.index[started.setting != EMERGENCY]
    bodies = list_bodies(found.register.members)
    joined = chosen.isin(bodies.arrangement_id[bodies.kind.isin(kinds)])
    return estimate_linked_share(pd.Series(joined, index=chosen), found.register.members)


def list_blue_light(found: Findings) -> pd.DataFrame:
    """The arrangements on record of councils with a fire service or police force, by name.

    Returns
    -------
    DataFrame indexed by ``arrangement_id`` with ``name``, ``family``, ``bodies`` (their names as
    the register has them), ``start_year``, ``stage``.
    """
    bodies = list_bodies(found.register.members)
    bodies = bodies[bodies.arrangement_id.isin(_select(found, WITH))]
    blue = bodies.arrangement_id[bodies.kind.isin(("fire", "police"))].unique()
    named = bodies.groupby("arrangement_id")["name"].agg("; ".join)
    rows = found.analysis.on_record.loc[found.analysis.on_record.index.isin(blue)]
    listed = rows.assign(
        family=_families(found).reindex(rows.index), bodies=named.reindex(rows.index)
    )
    columns = ["name", "family", "bodies", "start_year", "stage"]
    return listed[columns].sort_values("name", key=lambda names: names.str.lower())


def list_savings(found: Findings) -> pd.DataFrame:
    """The analysis table with ``setting``."""
    settings = name_settings(found.analysis.on_record, found.register.members)
    return found.table.assign(setting=found.table.arrangement_id.map(settings))


def compare_settings(found: Findings) -> pd.DataFrame:
    """The savings of each setting, and how many times those of councils alone they are.

    Returns
    -------
    DataFrame with one row per setting that has savings, in the order of `SETTINGS`, and the columns
    of `SAVINGS`: ``n`` and ``clusters`` as in `Interval`; ``median`` in pounds of the price year
    with ``low`` and ``high``; ``above_nothing`` (the savings that have a logarithm); ``ratio`` of
    the medians and ``mean_ratio`` of the geometric means against `ALONE` with their intervals. What
    cannot be given is nan.
    """
    savings = list_savings(found)
    rows = []
    for setting in SETTINGS:
        part = savings[savings.setting == setting]
        both = savings[savings.setting.isin([ALONE, setting])]
        if len(part):
            middle = estimate_median(part.annual_saving_gbp, part.cluster)
            sides = both.annual_saving_gbp, both.setting == setting, both.cluster
            ratios = [compare(*sides) for compare in (compare_medians, compare_means)]
            told = [each for ratio in ratios for each in (ratio.estimate, ratio.low, ratio.high)]
            facts = (middle.n, middle.clusters, middle.estimate, middle.low, middle.high)
            above = int((part.annual_saving_gbp > 0).sum())
            rows.append((setting, *facts, above, *told))
    return pd.DataFrame(rows, columns=list(SAVINGS))


def compare_means(savings: pd.Series, in_group: pd.Series, clusters: pd.Series) -> Interval:
    """The geometric mean of a group's savings above zero, as a multiple of that of the rest.

    Parameters
    ----------
    savings
        Pounds a year, shape (n,).
    in_group
        Whether each is in the group, shape (n,).
    clusters
        The connected partner group of each, shape (n,).

    Returns
    -------
    A ratio: 1 is no difference; ``n`` and ``clusters`` are the group's own. All nan where either
    side lies in fewer than `sharing.comparisons.LEAST_GROUPS` partner groups.
    """
    above = savings > 0
    logs, inside, groups = np.log(savings[above]), in_group[above], clusters[above]
    n, own = int(inside.sum()), groups[inside].nunique()
    if min(own, groups[~inside].nunique()) < LEAST_GROUPS:
        return Interval(np.nan, np.nan, np.nan, n, own, RATIO_METHOD)
    design = np.column_stack([np.ones(len(logs)), inside.to_numpy(dtype="float64")])
    params = np.linalg.lstsq(design, logs.to_numpy(), rcond=None)[0]
    codes = pd.factorize(groups)[0].astype(np.intp)
    robust = estimate_clustered(design, logs.to_numpy() - design @ params, codes)
    reach = float(stats.t.ppf((1 + LEVEL) / 2, robust.df[1]) * robust.std_error[1])
    low, middle, high = np.exp(params[1] + np.array([-reach, 0, reach]))
    return Interval(float(middle), float(low), float(high), n, own, RATIO_METHOD)


def name_period(first: float, last: float) -> str:
    """A span of start years as a figure names it."""
    if np.isinf(first):
        return f"Before {last + 1:.0f}"
    return f"From {first:.0f}" if np.isinf(last) else f"{first:.0f} to {last:.0f}"


def _select(found: Findings, setting: str) -> pd.Index:
    settings = name_settings(found.analysis.on_record, found.register.members)
    return settings.index[settings == setting]


def _families(found: Findings) -> pd.Series:
    families = found.register.categories.set_index("category").family
    return found.analysis.on_record.category.map(families)


def _list_started(
    found: Findings, first_year: float = -np.inf, last_year: float = np.inf
) -> pd.DataFrame:
    """The arrangements on record known to have started in these years, with ``setting``.

    One that starts after the edition's year has not started yet.
    """
    known = found.analysis.on_record
    known = known.assign(setting=name_settings(known, found.register.members))
    start = known.start_year.astype("float64")
    within = (start >= first_year) & (start <= last_year)
    return known[within & known.stage.isin(STARTED)]


def _ends(interval: Interval) -> tuple[float, float]:
    return interval.low, interval.high
