"""The chapter on the trend, its part on the awards: what winners expected for each pound."""

import numpy as np
import pandas as pd

from sharing.awards import (
    ROUNDS,
    list_ratios,
    publish_ratio,
    ratio_expected_to_grant,
    sum_awards,
)
from sharing.national import find_total
from sharing.printed import say_large, say_total
from sharing.prose import say_count, say_list, say_name, say_percent

AWARD, ONE_YEAR, POOLED, PUBLISHED = "One award", "One award, saving of one year", "Pooled", "Round"


def say_ratio(ratio: float) -> str:
    """Pounds for each pound: £6.90, £11."""
    return f"£{round(ratio, 1):.2f}" if round(ratio, 1) < 10 else f"£{ratio:,.0f}"


def plot_ratios(awards: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """Every ratio of expected savings to grant, for the chart and its table.

    Returns
    -------
    DataFrame with ``label``, ``kind``, ``ratio``, ``low`` and ``high`` (nan but for the pooled
    one), ``grant`` and ``expected`` in pounds: the rounds as published, the pooled ratio, then the
    awards, largest ratio first. Empty where no award prints both figures.
    """
    ratios = list_ratios(awards).sort_values("ratio", ascending=False)
    rows = [
        {
            "label": f"{award.lead}, {award.round}" if award.round in ROUNDS else award.lead,
            "kind": ONE_YEAR if award.yearly else AWARD,
            "ratio": award.ratio,
            "grant": award.grant_gbp,
            "expected": award.expected_gbp,
        }
        for award in ratios.itertuples()
    ]
    pooled = ratio_expected_to_grant(awards)
    totalled = ratios[~ratios.yearly]
    if pooled.n > 1:
        rows.insert(
            0,
            {
                "label": f"{pooled.n} awards pooled",
                "kind": POOLED,
                "ratio": pooled.estimate,
                "low": pooled.low,
                "high": pooled.high,
                "grant": totalled.grant_gbp.sum(),
                "expected": totalled.expected_gbp.sum(),
            },
        )
    published = _plot_rounds(totals) if rows else []
    columns = ["label", "kind", "ratio", "low", "high", "grant", "expected"]
    numbers = dict.fromkeys(columns[2:], "float64")
    return pd.DataFrame(published + rows, columns=columns).astype(numbers)


def count_awards(awards: pd.DataFrame, totals: pd.DataFrame) -> pd.DataFrame:
    """What is held of each round beside what was published for it, as a table to read."""
    known = set(totals.total_id)
    rows = []
    for name, ids in ROUNDS.items():
        held = sum_awards(awards, name)
        published = {
            what: say_total(find_total(totals, one)) if one in known else "not known"
            for what, one in (("winners", ids.winners), ("grants", ids.grants))
        }
        rows.append(
            {
                "Round": name,
                "Awards held": held.awards,
                "Winners, as published": published["winners"],
                "Grants held": say_large(held.grants_gbp),
                "Grants, as published": published["grants"],
                "State a saving": held.with_expected,
            }
        )
    other = sum_awards(awards, "other")
    if other.awards:
        rows.append(
            {
                "Round": "not stated",
                "Awards held": other.awards,
                "Winners, as published": "not known",
                "Grants held": say_large(other.grants_gbp),
                "Grants, as published": "not known",
                "State a saving": other.with_expected,
            }
        )
    return pd.DataFrame(rows)


def tell_awards(awards: pd.DataFrame, totals: pd.DataFrame) -> str:
    """All that is said of the awards, or only that there is none."""
    told = [find_awards(awards)]
    if len(awards):
        told += [
            find_ratio(awards),
            find_published_ratio(awards, totals),
            find_yearly_ratio(awards),
        ]
    return " ".join(told)


def find_awards(awards: pd.DataFrame) -> str:
    """How many awards are on record and how many state a saving that they expect."""
    held = sum_awards(awards)
    if not held.awards:
        return "No award is on record."
    if held.awards == 1:
        return f"One award is on record; it states {'a' if held.with_expected else 'no'} saving."
    if not held.with_expected:
        return f"None of the {held.awards} awards on record states how much it expected to save."
    state = "states how much it" if held.with_expected == 1 else "state how much they"
    return (
        f"Of the {held.awards} awards on record, {held.with_expected} "
        f"({say_percent(held.with_expected / held.awards)}) {state} expected to save."
    )


def find_ratio(awards: pd.DataFrame) -> str:
    """The pooled ratio with its interval, or why there is none."""
    pooled = ratio_expected_to_grant(awards)
    if not pooled.n:
        return "No award on record states both its grant and an expected saving of all its years."
    told = title_ratios(awards)
    if not pooled.known:
        return f"{told} (too few independent awards to give a range)."
    return f"{told} ({say_ratio(pooled.low)} to {say_ratio(pooled.high)})."


def find_published_ratio(awards: pd.DataFrame, totals: pd.DataFrame) -> str:
    """The ratios of the rounds' published totals, beside those of the awards that state both."""
    told, above = [], []
    pooled = ratio_expected_to_grant(awards)
    for name, ids in ROUNDS.items():
        ratio, ours = publish_ratio(totals, name), ratio_expected_to_grant(awards, name)
        if np.isnan(ratio):
            continue
        above.append(ratio > pooled.high)
        bound = f"{find_total(totals, ids.expected).qualifier} {say_ratio(ratio)}".strip()
        beside = (
            f" ({say_ratio(ours.estimate)} in {say_count(ours.n, 'award')} of it)" if ours.n else ""
        )
        told.append(f"{bound} in the round of {name}{beside}")
    if not told:
        return "No total of the savings that a round's winners expected is on record."
    said = f"By the published totals of a round it was {say_list(told)}."
    if not all(above):
        return said
    lies = "That lies" if len(above) == 1 else "Both lie" if len(above) == 2 else "All lie"
    return (
        f"{said} {lies} above the range of the awards on record, which may differ from the others "
        "of their rounds."
    )


def find_yearly_ratio(awards: pd.DataFrame) -> str:
    """Expected pounds a year for each pound of grant, where the years are known."""
    known = list_ratios(awards).dropna(subset=["ratio_a_year"])
    if known.empty:
        return "No award on record says over how many years."
    low, high = known.ratio_a_year.min(), known.ratio_a_year.max()
    if len(known) == 1:
        return f"One award says over how many years: {say_ratio(low)} a year for each £1."
    return (
        f"Only {say_count(len(known), 'award')} say over how many years: {say_ratio(low)} to "
        f"{say_ratio(high)} a year for each £1."
    )


def find_yearly_awards(awards: pd.DataFrame) -> str:
    """The awards whose saving is a single year's, and what counting it as a total would do."""
    ratios = list_ratios(awards)
    yearly = ratios[ratios.yearly]
    if yearly.empty:
        return "No award on record states its saving for a single year."
    mixed = ratio_expected_to_grant(awards, with_yearly=True)
    leads = say_list([say_name(lead) for lead in yearly.lead])
    its = "their savings" if len(yearly) > 1 else "its saving"
    return (
        f"{leads} stated {its} for a single year, which is left out of the pooled figure. Counted "
        f"as if for all years, the pooled figure would be {say_ratio(mixed.estimate)}."
    )


def judge_ratio(awards: pd.DataFrame) -> str:
    """What the interval of the pooled ratio allows for, or why there is none."""
    pooled = ratio_expected_to_grant(awards)
    if not pooled.known:
        return "Too few independent awards state their savings to give a range for their ratio."
    return (
        "The range of the pooled ratio of the awards is a 95% interval for awards like those that "
        "state both figures. It allows for awards that share a council and for a few large grants "
        "that decide the sum. It says nothing of the awards that state no saving."
    )


def title_ratios(awards: pd.DataFrame) -> str:
    """The headline of the ratios."""
    pooled = ratio_expected_to_grant(awards)
    if not pooled.n:
        return "No award on record states a total that it expected to save"
    states = "states" if pooled.n == 1 else "state"
    return (
        f"Winners of the {say_count(pooled.n, 'award')} that {states} a total expected to save "
        f"{say_ratio(pooled.estimate)} for each £1 of grant"
    )


def describe_ratios(plotted: pd.DataFrame) -> str:
    """The alternative text of the ratios."""
    told = []
    for row in plotted.itertuples():
        span = "" if np.isnan(row.low) else f" ({say_ratio(row.low)} to {say_ratio(row.high)})"
        told.append(f"{row.label}: {say_ratio(row.ratio)}{span}")
    return "; ".join(told) + "." if told else "No award states both figures."


def _plot_rounds(totals: pd.DataFrame) -> list[dict[str, object]]:
    rows = []
    for name, ids in ROUNDS.items():
        ratio = publish_ratio(totals, name)
        if not np.isnan(ratio):
            grants, expected = find_total(totals, ids.grants), find_total(totals, ids.expected)
            rows.append(
                {
                    "label": f"All of {name}, published",
                    "kind": PUBLISHED,
                    "ratio": ratio,
                    "grant": float(grants.value),
                    "expected": float(expected.value),
                }
            )
    return rows
