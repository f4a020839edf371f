"""Statistics of councils: which take part, in what, and how alike partners are.

Lists of partners are partial, so a council that no page names looks as if it did not share: what
partial lists leave open is part of every interval. Every function takes what is known and the
parameters declared for a claim.
"""

from dataclasses import replace
from typing import Literal

import numpy as np
import pandas as pd

from sharing.claim_counts import LEAST, lower_label, measure_contrast, say_few
from sharing.claim_facts import CategoryId, Known
from sharing.intervals import LEVEL
from sharing.likeness import compare_with_random, gather_partnerships
from sharing.participation import measure_participation
from sharing.places import find_existing, list_councils, measure_features, name_sets
from sharing.prose import say_percent
from sharing.verdicts import Measured, Unknown

DRAWS = 999


def share_of_councils(known: Known) -> Measured | Unknown:
    """The share of England's councils named as sharing with another; lists of partners are partial.

    So the true share may be anything from this one up (`sharing.participation`).
    """
    counted = measure_participation(known.register, known.edition.year)
    told = (
        f"the register names {counted.sharing} of {counted.existing} English councils in an "
        f"arrangement in operation in {known.edition.year}, or {counted.share:.1%}; partners that "
        "are not named could only add to them"
    )
    return Measured(counted.share, counted.share, 1.0, counted.existing, "share", told)


def lead_in_councils(known: Known, *, group: CategoryId) -> Measured | Unknown:
    """How many more English councils take part in a service category than in any other.

    The simultaneous intervals of the lead over each rival come from the variance between councils
    that share an arrangement, and are moved out by the partners that are not named: each could be a
    council of its own. Nothing bounds a category in which an arrangement's number is unknown.
    """
    started = known.arrangements[known.arrangements.started]
    councils = find_existing(list_councils(known.register.authorities), known.edition.year)
    named = known.register.members[["arrangement_id", "authority_code"]]
    named = named[named.arrangement_id.isin(started.index)].drop_duplicates()
    listed = named.arrangement_id.value_counts().reindex(started.index).fillna(0)
    unnamed = (started.n_councils - listed).clip(lower=0).fillna(np.inf)
    unnamed = unnamed.groupby(started.category).sum()
    named = named[named.authority_code.isin(councils.index)]
    taking = pd.crosstab(named.authority_code, named.arrangement_id.map(started.category)) > 0
    if group not in taking or taking[group].sum() < LEAST or taking.shape[1] < 2:
        return say_few(known, int((started.category == group).sum()), "such arrangements")
    together = pd.crosstab(named.authority_code, named.arrangement_id)
    links = (together @ together.T).to_numpy() > 0
    numbers, ends = taking.sum(), []
    for rival in numbers.index.drop(group):
        lead = taking[group].astype(float) - taking[rival].astype(float)
        estimate, low, high = measure_contrast(lead.to_numpy(), links, LEVEL, len(numbers) - 1)
        ends.append((estimate, low - unnamed[rival], high + unnamed[group]))
    lead, low, high = np.min(ends, axis=0)
    first = str(numbers.drop(group).idxmax())
    label = known.register.categories.set_index("category").label
    told = (
        f"arrangements on record{known.here} name {numbers[group]} councils in "
        f"{lower_label(label[group])} and {numbers[first]} in {lower_label(label[first])}, the "
        f"most of the others; the lead {_say_bounds(lead, low, high)}"
    )
    return Measured(float(lead), float(low), float(high), len(named), "count", told)


def compare_with_random_pairs(
    known: Known, *, of: Literal["same_region_and_type", "same_region", "same_type"], that: str
) -> Measured | Unknown:
    """The share of partners that are alike over that of councils dealt out at random.

    The range says how far chance alone would move the ratio (`sharing.likeness`, whose comparison
    this is, with fewer draws).
    """
    everyone = list_councils(known.register.authorities)
    councils = everyone[everyone.latitude.notna() & everyone.population.notna()]
    started = known.arrangements.index[known.arrangements.started]
    sets = name_sets(known.register.members, started, councils.index).drop_duplicates()
    if len(sets) < LEAST:
        return Unknown(f"too few partnerships are known{known.here} ({len(sets)})")
    features = measure_features(councils)
    row = compare_with_random(
        gather_partnerships(sets, councils.index),
        replace(features, values={of: features.values[of]}),
        pd.Series("", index=councils.index),
        DRAWS,
    ).iloc[0]
    told = (
        f"{say_percent(row.observed)} of the pairs in {len(sets):,} partnerships{known.here} "
        f"{that}, against {say_percent(row.expected)} of pairs dealt out at random, or "
        f"{row.ratio:.1f} times as many ({row.ratio_low:.1f} to {row.ratio_high:.1f})"
    )
    return Measured(row.ratio, row.ratio_low, row.ratio_high, len(sets), "ratio", told)


def _say_bounds(lead: float, low: float, high: float) -> str:
    """A number of councils and what bounds it."""
    ends = [f"{end:.0f}".replace("-", "−") for end in (lead, low, high)]
    if np.isfinite([low, high]).all():
        return f"is {ends[0]} ({ends[1]} to {ends[2]})"
    return f"is {ends[0]}, and nothing bounds it " + (
        "below" if np.isfinite(high) else "above" if np.isfinite(low) else "on either side"
    )
