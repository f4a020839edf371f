"""Whether councils that share are nearer and more alike than chance alone would make them.

The method was fixed before any comparison was computed.

Unit: a partnership, which is a distinct set of at least two named English councils that share at
least one arrangement known to have started. Councils that share five services chose each other
once, so they count once; so does a partnership of thirty councils, whose pairs share one vote.
Pairs of councils that never existed at the same time are set aside, and so are councils whose place
or population the source does not know.

Comparison: the same partnerships with their places dealt out anew at random, so that every council
keeps its number of partnerships and every partnership its size. This is the configuration model for
the two-sided graph of councils and partnerships (Newman, Strogatz and Watts, Physical Review E 64,
2001; Strona and others, Nature Communications 5, 2014, sample it exactly; here the few pairs of a
council with itself are set aside instead). Places are dealt out (1) among all councils, (2) among
councils of the same type, so that nearness is judged among likes, and (3) among councils of the
same region, so that likeness is judged among neighbours.

Inference: p is two-sided and counts the observed value among the draws, so that it is never finer
than 2 / (draws + 1) (Phipson and Smyth, Statistical Applications in Genetics and Molecular Biology
9, 2010). The range of a ratio is the observed value over the middle 95% of the draws: it says how
far chance alone would move the ratio, and not how the ratio would vary if councils chose again.
Nothing here says why councils choose each other.
"""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sharing.choices import STARTED
from sharing.places import OWN, Features, Matrix, list_councils, measure_features, name_sets
from sharing.results import Findings

LEAST_PARTNERSHIPS = 10
DRAWS, VARIANT_DRAWS, CHUNK = 4999, 999, 250
SEED = 20261122
MATCHES = {"any": "", "type": "kind", "region": "region"}
LIKENESS = ("distance_km", "within_50_km", "nearest", "same_region", "same_county", "same_type")
LIKENESS += ("same_region_and_type", "size_ratio")
VARIANTS = ("distance_km", "within_50_km", "same_type", "same_region_and_type")
COLUMNS = ("statistic", "observed", "expected", "low", "high")
COLUMNS += ("ratio", "ratio_low", "ratio_high", "p_value")
Integers = NDArray[np.intp]
Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Partnerships:
    """Sets of councils, as places to be filled.

    Attributes
    ----------
    slots
        The council in each place, as its row in the list of councils; shape (s,).
    first, second
        The two places of every pair within a partnership; shape (p,).
    weight
        One over the number of pairs of the pair's partnership; shape (p,).
    count
        How many partnerships.
    """

    slots: Integers
    first: Integers
    second: Integers
    weight: Floats
    count: int


@dataclass(frozen=True)
class Likeness:
    """How near and alike partners are, beside random pairs.

    Attributes
    ----------
    partnerships, councils, pairs
        What was compared: partnerships, the councils in them, and their distinct pairs.
    unplaced
        Started arrangements of two or more named English councils of which fewer than two can be
        placed.
    table
        One row per ``match`` of `MATCHES` and statistic, with the columns of `COLUMNS`; all of
        `sharing.places.measure_features` for the first match, those of `LIKENESS` for the others.
    variants
        The statistics of `VARIANTS` under other choices, with ``variant``.
    why
        Why nothing is compared, in words that follow "because"; "" where it is.
    """

    partnerships: int
    councils: int
    pairs: int
    unplaced: int
    table: pd.DataFrame
    variants: pd.DataFrame
    why: str

    def read(self, statistic: str, match: str = "any") -> pd.Series:
        """The row of one statistic.

        Raises
        ------
        KeyError
            If nothing was compared, or there is no such statistic under ``match``.
        """
        rows = self.table[(self.table.match == match) & (self.table.statistic == statistic)]
        if rows.empty:
            raise KeyError(f"{statistic!r} was not compared with places dealt out by {match!r}")
        return rows.iloc[0]


def gather_partnerships(sets: pd.Series, councils: pd.Index) -> Partnerships:
    """The places and pairs of the sets of `sharing.places.name_sets`, one partnership each."""
    slots: list[int] = []
    first: list[int] = []
    second: list[int] = []
    weight: list[float] = []
    for codes in sets:
        one, other = np.triu_indices(len(codes), k=1)
        first += (one + len(slots)).tolist()
        second += (other + len(slots)).tolist()
        weight += [1 / len(one)] * len(one)
        slots += councils.get_indexer(list(codes)).tolist()
    places = (np.array(column, dtype=np.intp) for column in (slots, first, second))
    return Partnerships(*places, np.array(weight, dtype=float), len(sets))


def deal_councils(
    partnerships: Partnerships, groups: pd.Series, draws: int, rng: np.random.Generator
) -> Integers:
    """The places dealt out anew among councils of the same group, of shape (draws, s)."""
    dealt = np.tile(partnerships.slots, (draws, 1))
    held = pd.factorize(groups)[0][partnerships.slots]
    for group in np.unique(held):
        places = np.flatnonzero(held == group)
        dealt[:, places] = rng.permuted(dealt[:, places], axis=1)
    return dealt


def summarise_pairs(
    partnerships: Partnerships, features: Features, dealt: Integers
) -> dict[str, Floats]:
    """Every statistic of ways to fill the places, each of shape (draws,).

    Each partnership weighs the same, spread over its pairs: what is true or false is summarised by
    a weighted share, a number by the value that half of the weight reaches.

    Parameters
    ----------
    dealt
        The council in each place, shape (draws, s).
    """
    pair = dealt[:, partnerships.first] * len(features.valid) + dealt[:, partnerships.second]
    # What is true or false of a pair follows from its kind, so that weights are added up once.
    kinds, flags = features.kinds
    kind = kinds.take(pair)
    weight = partnerships.weight * flags.valid.to_numpy().take(kind)
    kind += len(flags) * np.arange(len(pair), dtype=np.int32)[:, None]
    held = np.bincount(kind.ravel(), weight.ravel(), minlength=len(flags) * len(pair))
    held = held.reshape(len(pair), -1) / weight.sum(axis=1, keepdims=True)
    measured = dict(zip(flags, (held @ flags.to_numpy(dtype=float)).T, strict=True))
    return {
        name: measured[name] if name in measured else _find_middle(matrix, pair, weight)
        for name, matrix in features.values.items()
    }


def compare_with_random(
    partnerships: Partnerships,
    features: Features,
    groups: pd.Series,
    draws: int,
    seed: int = SEED,
) -> pd.DataFrame:
    """The observed statistics beside those of random pairs, with the columns of `COLUMNS`.

    Parameters
    ----------
    groups
        The group of each council, within which places are dealt out.
    """
    rng = np.random.default_rng(seed)
    observed = summarise_pairs(partnerships, features, partnerships.slots[None, :])
    parts = [
        summarise_pairs(partnerships, features, deal_councils(partnerships, groups, size, rng))
        for size in np.diff([*range(0, draws, CHUNK), draws])
    ]
    rows = [
        (name, *_judge(float(found[0]), np.concatenate([part[name] for part in parts])))
        for name, found in observed.items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def find_likeness(found: Findings) -> Likeness:
    """How near and alike an edition's partners are, beside random pairs; remembered."""
    settings = (DRAWS, VARIANT_DRAWS, SEED)
    return found.remember("likeness", __name__, lambda: measure_likeness(found), *settings)


def measure_likeness(
    found: Findings, draws: int = DRAWS, variant_draws: int = VARIANT_DRAWS
) -> Likeness:
    """As `find_likeness`, computed anew with the given numbers of draws."""
    everyone = list_councils(found.register.authorities)
    councils = everyone[everyone.latitude.notna() & everyone.population.notna()]
    known, members = found.analysis.on_record, found.register.members
    started = known.index[known.stage.isin(STARTED)]
    sets = name_sets(members, started, councils.index)
    partnerships = gather_partnerships(sets.drop_duplicates(), councils.index)
    table = pd.DataFrame(columns=["match", *COLUMNS])
    variants, why = pd.DataFrame(columns=["variant", *COLUMNS]), ""
    if partnerships.count < LEAST_PARTNERSHIPS:
        why = (
            f"it would need {LEAST_PARTNERSHIPS} partnerships of councils whose places are known, "
            f"and this edition has {partnerships.count}"
        )
    else:
        features = measure_features(councils)
        table = _compare_matches(partnerships, features, councils, draws)
        every = name_sets(members, known.index, councils.index)
        variants = _compare_variants(sets, every, features, councils, variant_draws)
    pairs = np.sort(
        partnerships.slots[np.column_stack([partnerships.first, partnerships.second])], axis=1
    )
    return Likeness(
        partnerships=partnerships.count,
        councils=len(np.unique(partnerships.slots)),
        pairs=len(np.unique(pairs, axis=0)),
        unplaced=len(name_sets(members, started, everyone.index)) - len(sets),
        table=table,
        variants=variants,
        why=why,
    )


def _compare_matches(
    partnerships: Partnerships, features: Features, councils: pd.DataFrame, draws: int
) -> pd.DataFrame:
    parts = {}
    for match, by in MATCHES.items():
        groups = councils.get(by, pd.Series("", index=councils.index))
        measured = _keep(features, LIKENESS) if by else features
        parts[match] = compare_with_random(partnerships, measured, groups, draws)
    return pd.concat(parts, names=["match"]).reset_index("match").reset_index(drop=True)


def _compare_variants(
    sets: pd.Series, every: pd.Series, features: Features, councils: pd.DataFrame, draws: int
) -> pd.DataFrame:
    """The statistics of `VARIANTS` if the unit or the pairs had been chosen otherwise."""
    core = _keep(features, VARIANTS)
    apart = replace(core, valid=core.valid & ~features.values[OWN].astype(bool))
    distinct = sets.drop_duplicates()
    variants = {
        "Every arrangement counts, not every partnership": (sets, core),
        "Partnerships of two named councils only": (distinct[distinct.map(len) == 2], core),
        "Proposed and abandoned arrangements too": (every.drop_duplicates(), core),
        "Without counties beside their own districts": (distinct, apart),
    }
    anyone = pd.Series("", index=councils.index)
    parts = {
        variant: compare_with_random(
            gather_partnerships(chosen, councils.index), measured, anyone, draws
        )
        for variant, (chosen, measured) in variants.items()
        if len(chosen) >= LEAST_PARTNERSHIPS
    }
    return pd.concat(parts, names=["variant"]).reset_index("variant").reset_index(drop=True)


def _keep(features: Features, names: tuple[str, ...]) -> Features:
    return replace(features, values={name: features.values[name] for name in names})


def _judge(value: float, drawn: Floats) -> tuple[float, ...]:
    """One observed value beside its draws, in the order of `COLUMNS`."""
    low, high = np.quantile(drawn, [0.025, 0.975])
    ratios = [value / end if end else np.inf for end in (drawn.mean(), high, low)]
    # A hair of rounding must not turn a tie into a difference.
    slack = 1e-9 * max(1.0, abs(value))
    extreme = min((drawn <= value + slack).sum(), (drawn >= value - slack).sum())
    p_value = min(1.0, 2 * (1 + int(extreme)) / (len(drawn) + 1))
    return value, float(drawn.mean()), float(low), float(high), *ratios, p_value


def _find_middle(matrix: Matrix, pair: Integers, weight: Floats) -> Floats:
    values = matrix.ravel().take(pair)
    order, draws = np.argsort(values, axis=1), np.arange(len(values))
    reached = np.cumsum(weight.take(order + draws[:, None] * weight.shape[1]), axis=1)
    middle = (reached >= reached[:, -1:] / 2 * (1 - 1e-12)).argmax(axis=1)
    return values[draws, order[draws, middle]].astype(float)
