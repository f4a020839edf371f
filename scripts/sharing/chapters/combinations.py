"""The curves of the chapter on decisions: every combination of choices, sorted and summed up."""

from itertools import pairwise

import numpy as np
import pandas as pd

from sharing.edition import Edition
from sharing.headlines import HEADLINES
from sharing.holding_statements import SIDES, say_of, say_spread, say_value
from sharing.prose import begin, say_count, say_given, say_list, say_percent, say_pounds
from sharing.robustness import Multiverse
from sharing.sensitivity import Holding, count_holding, explain_variation

SAMPLE, PARTS = 150, 32
SEED = 20261122
NOTE = (
    f"The diamond is the book's own estimate. Of all combinations, at most {SAMPLE} are shown, "
    "evenly spaced along the curve. Ratios are cut at 0.05× and 20×."
)
SHORT = {
    "five_or_more_against_two": "Five or more against two",
    "per_council_slope": "Per council, when twice as many",
    "procurement_against_back_office": "Procurement against back office",
    "achieved_against_expected": "Achieved against expected",
    "other_bodies_against_councils_alone": "Other bodies against councils alone",
}
CENTRE = (0.05, 0.5, 0.95)


def gather_ranges(multiverse: Multiverse) -> pd.DataFrame:
    """The spread of every ratio over the combinations that give it.

    Returns
    -------
    One row per ratio that any gives: ``label``, ``smallest``, ``low``, ``middle``, ``high``,
    ``largest`` (the 5th, 50th and 95th percentiles between), ``own`` (the book's estimate; nan if
    not given) and ``estimated`` (combinations).
    """
    rows = []
    for name, label in SHORT.items():
        given = multiverse.readings[name].estimate.dropna()
        if len(given):
            low, middle, high = given.quantile(CENTRE)
            own = multiverse.readings[name].estimate[multiverse.chosen]
            rows.append((label, given.min(), low, middle, high, given.max(), own, len(given)))
    columns = ["label", "smallest", "low", "middle", "high", "largest", "own", "estimated"]
    return pd.DataFrame(rows, columns=columns)


def subtitle_curve(headline: str, edition: Edition) -> str:
    """What a specification curve measures, with its unit."""
    title = HEADLINES[headline].title
    if HEADLINES[headline].unit == "share":
        return f"{title} of {say_pounds(edition.threshold_gbp)} a year, with 95% intervals"
    if HEADLINES[headline].unit == "pounds":
        return f"{title}, pounds of {edition.price_year} or cash, with 95% intervals"
    return f"{title}, as a ratio, with 95% intervals"


def sample_curve(multiverse: Multiverse, headline: str) -> pd.DataFrame:
    """Evenly spaced combinations of the sorted curve, and the book's own.

    Returns
    -------
    DataFrame with ``place`` (per cent of the sorted curve), ``estimate``, ``low``, ``high``,
    ``clear`` (of no difference) and ``own``; empty where no combination gives an estimate.
    """
    ordered = _sort(multiverse, headline)
    null, count = HEADLINES[headline].null, len(ordered)
    places = np.unique(np.linspace(0, count - 1, min(SAMPLE, count)).round().astype(int))
    own = np.flatnonzero(ordered.index == multiverse.chosen)
    taken = np.append(places, own)
    sample = ordered.iloc[taken].reset_index(drop=True)
    return pd.DataFrame(
        {
            "place": np.round(100 * (taken + 0.5) / max(count, 1), 2),
            **{name: _shorten(sample[name]) for name in ("estimate", "low", "high")},
            "clear": (sample.low > null) | (sample.high < null),
            "own": np.arange(len(taken)) >= len(places),
        }
    )


def locate_options(multiverse: Multiverse, headline: str) -> pd.DataFrame:
    """Where on the sorted curve the combinations lie that take each option not chosen.

    Returns
    -------
    DataFrame with ``option``, ``start`` and ``end`` (per cent of the curve) and ``share`` (of the
    combinations between them that take the option).
    """
    ordered = _sort(multiverse, headline)
    options = multiverse.grid.loc[ordered.index]
    edges = np.unique(np.linspace(0, len(ordered), PARTS + 1).round().astype(int))
    rows = []
    for decision, chosen in multiverse.grid.loc[multiverse.chosen].items():
        for option in multiverse.grid[decision].unique():
            if option == chosen or not len(ordered):
                continue
            taken = (options[decision] == option).to_numpy()
            rows += [
                (
                    name_option(decision, option),
                    round(100 * start / len(ordered), 2),
                    round(100 * end / len(ordered), 2),
                    round(float(taken[start:end].mean()), 2),
                )
                for start, end in pairwise(edges)
            ]
    return pd.DataFrame(rows, columns=["option", "start", "end", "share"])


def tabulate_options(multiverse: Multiverse, headline: str) -> pd.DataFrame:
    """A headline's combinations by option: how many give it, their middle estimate, how many are
    clear of no difference."""
    readings, null = multiverse.readings[headline], HEADLINES[headline].null
    clear = (readings.low > null) | (readings.high < null)
    rows = [
        {
            "Decision": decision.replace("_", " ").capitalize(),
            "Option": option,
            "Combinations that give it": int(part.estimate.notna().sum()),
            "Middle estimate": say_value(headline, part.estimate.median()),
            "Clear of no difference": int(clear[part.index].sum()),
        }
        for decision in multiverse.grid
        for option, part in readings.groupby(multiverse.grid[decision], sort=False)
    ]
    table = pd.DataFrame(rows)
    return table if np.isfinite(null) else table.drop(columns="Clear of no difference")


def title_ranges(holdings: list[Holding]) -> str:
    """The headline of the ranges of all ratios."""
    ratios = [h for h in holdings if h.estimated and HEADLINES[h.headline].unit == "ratio"]
    if not ratios:
        return "No combination of choices can give a ratio"
    steady = sum(max(h.above, h.below) == h.estimated for h in ratios)
    if len(ratios) == 1:
        verb = "stays on one side" if steady else "does not stay on one side"
        return f"The one ratio {verb} of no difference whatever is chosen"
    some = say_given(steady, len(ratios), "ratio")
    stay = "stays" if steady < 2 else "stay"
    return f"{begin(some)} {stay} on one side of no difference whatever is chosen"


def describe_ranges(ranges: pd.DataFrame) -> str:
    """The alternative text of the ranges."""
    told = [
        f"{row.label}: {row.smallest:.2f} to {row.largest:.2f}, nine in ten combinations between "
        f"{row.low:.2f} and {row.high:.2f}"
        for row in ranges.itertuples()
    ]
    return "; ".join(told) + "." if told else "No ratios."


def title_curve(holding: Holding) -> str:
    """The headline of a specification curve."""
    title = HEADLINES[holding.headline].title
    if not holding.estimated:
        return f"{title}: no combination of choices can give it"
    if holding.side:
        side = SIDES[HEADLINES[holding.headline].unit][holding.side]
        held = say_of(holding.same_side or 0, holding.estimated, "combinations")
        return f"{title}: {side} in {held}"
    return f"{title} {say_spread(holding)} over {say_count(holding.estimated, 'combination')}"


def describe_curve(multiverse: Multiverse, headline: str) -> str:
    """The alternative text of a specification curve: its range and what moves it."""
    holding = count_holding(multiverse, headline)
    if not holding.estimated:
        return "No estimates."
    shares = explain_variation(multiverse, headline)
    told = f"Sorted by size, the estimate {say_spread(holding)}."
    if pd.isna(shares.iloc[0]):
        return f"{told} No decision moves it."
    most = [
        f"{name.replace('_', ' ')} {say_percent(share)}" for name, share in shares.head(3).items()
    ]
    return f"{told} Of the variation, single decisions explain: {say_list(most)}."


def name_option(decision: str, option: str) -> str:
    """A decision's option as a chart names it: "Fire and police: leave out"."""
    return f"{decision.replace('_', ' ').capitalize()}: {option}"


def _sort(multiverse: Multiverse, headline: str) -> pd.DataFrame:
    """The combinations that give a headline, from the smallest estimate to the largest.

    Equal estimates stand in an order drawn by lot, or the grid's order would show as a pattern.
    """
    readings = multiverse.readings[headline]
    given = readings[readings.estimate.notna()]
    drawn = np.random.default_rng(SEED).permutation(len(given))
    # Estimates that differ by rounding alone are equal.
    return given.iloc[np.lexsort((drawn, given.estimate.map("{:.9g}".format).astype(float)))]


def _shorten(values: pd.Series) -> pd.Series:
    """Four significant digits, which is all that a picture shows."""
    return values.map(lambda value: float(f"{value:.4g}"))
