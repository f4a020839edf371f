"""The chance of being publicised by size of saving, and the weights that undo it.

The plan, written before the first fit. Savings are compared in cash, as the map's were, and in
England, the only nation on it. The chance is how many arrangements the register knew by the year of
the 2015 map (started, with a usable saving) over how many were on the map, band by band of the
annual saving. Its interval takes the register's share of a band and the map's count of it each at
the worse end of its own range.

The weights give each band the map's share of all arrangements in place of the register's, which is
the inverse of the relative chance (post-stratification: Holt and Smith, Journal of the Royal
Statistical Society A 142, 1979; for samples chosen by the outcome: Manski and Lerman, Econometrica
45, 1977). A band with too few arrangements is joined to the next, which keeps the weights of a few
small savings from running away.
"""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.choices import STARTED
from sharing.edition import analyse
from sharing.intervals import LEVEL, estimate_share
from sharing.map_facts import MAP_THRESHOLD_GBP
from sharing.national_map import Reconstruction
from sharing.results import Findings

NATION = "England"
EDGES = (float(MAP_THRESHOLD_GBP), 250_000.0, 500_000.0, 1_000_000.0, 2_500_000.0)
LEAST_IN_BAND, LEAST_GROUPS = 5, 3

Floats = NDArray[np.float64]
Places = NDArray[np.intp]


def choose_english(found: Findings) -> pd.DataFrame:
    """The edition's arrangements in England, the only nation on the map."""
    nations = found.table.arrangement_id.map(found.analysis.on_record.nation)
    return found.table[nations == NATION].reset_index(drop=True)


def choose_publicised(found: Findings, year: int) -> pd.DataFrame:
    """The arrangements in England that had started, with a saving known by the end of ``year``."""
    then = analyse(found.register, replace(found.edition, year=year))
    table = then.table
    nations = table.arrangement_id.map(then.on_record.nation)
    return table[(nations == NATION) & table.stage.isin(STARTED)].reset_index(drop=True)


def choose_edges(table: pd.DataFrame, scale: float = 1.0) -> tuple[float, ...]:
    """Those of `EDGES` between bands that each hold enough arrangements and partner groups.

    ``scale`` multiplies every saving first. From the smallest savings up, a band with too few is
    joined to the next; what is left at the top joins the band below.
    """
    bands = find_bands(table, EDGES, scale)
    kept, held = [], []
    for band in range(len(EDGES) + 1):
        held.append(band)
        inside = table[np.isin(bands, held)]
        if len(inside) >= LEAST_IN_BAND and inside.cluster.nunique() >= LEAST_GROUPS:
            kept.append(band)
            held = []
    if held and kept:
        kept.pop()
    return tuple(EDGES[band] for band in kept if band < len(EDGES))


def find_bands(table: pd.DataFrame, edges: tuple[float, ...], scale: float = 1.0) -> Places:
    """The band of each arrangement's saving in cash, times ``scale``; 0 is under the first edge."""
    savings = scale * table.annual_saving_cash_gbp.to_numpy(dtype=float)
    return np.searchsorted(edges, savings, side="right")


def share_bands(whole: Reconstruction, edges: tuple[float, ...]) -> Floats:
    """The share of each map in each band between ``edges``, shape (maps, bands)."""
    return np.diff(whole.cumulate(edges), axis=1, prepend=0.0, append=1.0)


def measure_bands(
    whole: Reconstruction, english: pd.DataFrame, publicised: pd.DataFrame, scale: float = 1.0
) -> pd.DataFrame:
    """The map and the register band by band, and the chance of being publicised.

    Parameters
    ----------
    whole
        The maps of one shape.
    english, publicised
        The edition's arrangements, and those publicised by the map's year.
    scale
        Multiplies every saving of the register first.

    Returns
    -------
    One row per band with ``above``, ``under`` (its edges, pounds a year in cash);
    ``map_share``, ``map_low``, ``map_high`` and ``map_count``, ``count_low``, ``count_high``
    (median and 95% of the maps, of those with a figure); ``share``, ``low``, ``high``, ``n`` of
    ``english``; ``publicised`` (how many were by the map's year) and ``chance``, ``chance_low``,
    ``chance_high``, which exceed one where the register holds more than the map has room for,
    and are nan where neither holds any.
    """
    shares = share_bands(whole, EDGES)
    counts = np.rint(shares * whole.figures[:, None])
    tail = (1 - LEVEL) / 2
    share_ends, count_ends = (
        np.quantile(x, [tail, 0.5, 1 - tail], axis=0) for x in (shares, counts)
    )
    here, then = (find_bands(table, EDGES, scale) for table in (english, publicised))
    rows = []
    for band in range(len(EDGES) + 1):
        now = estimate_share(pd.Series(here == band), english.cluster)
        before = estimate_share(pd.Series(then == band), publicised.cluster)
        fewest, middle, most = count_ends[:, band]
        held = int((then == band).sum())
        rows.append(
            {
                "above": (-np.inf, *EDGES)[band],
                "under": (*EDGES, np.inf)[band],
                "map_share": share_ends[1, band],
                "map_low": share_ends[0, band],
                "map_high": share_ends[2, band],
                "map_count": middle,
                "count_low": fewest,
                "count_high": most,
                "share": now.estimate,
                "low": now.low,
                "high": now.high,
                "n": int((here == band).sum()),
                "publicised": held,
                "chance": _divide(held, middle),
                "chance_low": _divide(before.low * before.n, most),
                "chance_high": _divide(before.high * before.n, fewest),
            }
        )
    return pd.DataFrame(rows)


def weigh_bands(bands: Places, map_shares: Floats, times: Floats) -> Floats:
    """The weights that give each band the map's share of all arrangements.

    Parameters
    ----------
    bands
        The band of each arrangement, shape (n,).
    map_shares
        The map's share of each band, shape (b,).
    times
        How often each arrangement is in the resample, shape (n,).

    Returns
    -------
    Shape (n,), with a sum of one unless the resample leaves a band empty: its share is then lost.
    """
    held = np.bincount(bands, weights=times, minlength=len(map_shares))
    ratio = np.divide(map_shares, held, out=np.zeros_like(map_shares), where=held > 0)
    return times * ratio[bands]


def measure_effective(weights: Floats) -> float:
    """How many equally weighted ones would tell as much as these (Kish, Survey Sampling, 1965)."""
    return float(weights.sum() ** 2 / (weights**2).sum())


def measure_effective_groups(weights: Floats, clusters: pd.Series) -> float:
    """As `measure_effective`, of connected partner groups."""
    return measure_effective(np.bincount(pd.factorize(clusters)[0], weights=weights))


def describe_weights(
    weighting: str, clusters: pd.Series, bands: Places, weights: Floats
) -> dict[str, object]:
    """How far a reweighting rests on a few.

    ``effective`` arrangements and ``groups``; the ``heaviest`` arrangement's share of the weight;
    and of the lowest band the arrangements (``smallest``) and their share (``smallest_share``).
    """
    smallest = bands == 0
    return {
        "weighting": weighting,
        "effective": measure_effective(weights),
        "groups": measure_effective_groups(weights, clusters),
        "heaviest": float(weights.max() / weights.sum()),
        "smallest": int(smallest.sum()),
        "smallest_share": float(weights[smallest].sum() / weights.sum()),
    }


def _divide(part: float, whole: float) -> float:
    """The part of the whole; infinite for some of nothing, nan for nothing of nothing."""
    if whole > 0:
        return float(part / whole)
    return np.inf if part > 0 else np.nan
