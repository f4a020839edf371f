"""What publicity that grows with the saving does to the headlines: words for the validation."""

import numpy as np
import pandas as pd

from sharing.chapters.validation import LEAST_REGISTERS, name_estimator
from sharing.coverage import Coverage
from sharing.headlines import HEADLINES
from sharing.models import NotEstimated
from sharing.prose import say_percent, say_pounds
from sharing.reweighting import Publicity
from sharing.selection_bias import STRENGTHS, estimate_strength
from sharing.targets import ESTIMATORS

# As much as a phone holds.
SHOWN = (0.0, STRENGTHS[1], STRENGTHS[-1])
LEVELS = ("share_under_threshold", "median_saving")
SHORT = {
    "share_under_threshold": "Share of small savings",
    "median_saving": "Median saving",
    "five_or_more_against_two": "Five councils or more, against two",
    "per_council_slope": "Saving per council, twice as many",
    "procurement_against_back_office": "Procurement, against back office",
    "achieved_against_expected": "Achieved, against expected",
    "other_bodies_against_councils_alone": "With other public bodies",
}
Strengths = dict[float, Coverage]


def read_strengths(measured: Publicity | NotEstimated) -> list[float]:
    """The powers that an edition's facts about the national map suggest, the first shape's first.

    Empty where the edition knows too few of them.
    """
    if isinstance(measured, NotEstimated):
        return []
    found = [
        estimate_strength(bands) for _, bands in measured.bands.groupby("weighting", sort=False)
    ]
    return [strength for strength in found if np.isfinite(strength)]


def collect_headlines(plain: Coverage, selected: Strengths) -> pd.DataFrame:
    """Each headline as a register would state it, against the truth, at each strength.

    Returns
    -------
    DataFrame with ``headline`` (in words), ``name``, ``strength``, ``publicity`` (in words),
    ``true``, ``typical`` (the median over the registers), and ``ratio``, ``least``, ``most``: the
    typical register and 2.5% and 97.5% of them over the truth.
    """
    parts = []
    for strength, coverage in ({0.0: plain} | selected).items():
        rows = coverage.terms[coverage.terms.estimator == "headlines"].set_index("term")
        rows = rows.reindex(list(HEADLINES))
        parts.append(
            pd.DataFrame(
                {
                    "headline": [name_headline(name) for name in HEADLINES],
                    "name": list(HEADLINES),
                    "strength": strength,
                    "publicity": name_strength(strength),
                    "true": rows.true.to_numpy(),
                    "typical": rows.typical.to_numpy(),
                    "ratio": (rows.typical / rows.true).to_numpy(),
                    "least": (rows.least / rows.true).to_numpy(),
                    "most": (rows.most / rows.true).to_numpy(),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)


def name_headline(name: str) -> str:
    """A headline in as few words as a figure's row holds; a new one by its title."""
    return SHORT.get(name, HEADLINES[name].title)


def name_strength(strength: float) -> str:
    """A power in words: by how much twice the saving multiplies the odds of being publicised."""
    return f"Odds × {2**strength:.1f} when doubled" if strength else "Same odds for every saving"


def answer(headlines: pd.DataFrame) -> str:
    """What selection does, in two sentences for the top of the page."""
    return (
        f"{title_headlines(headlines)}. No interval allows for that: it speaks of what was "
        "publicised, not of all arrangements."
    )


def title_headlines(headlines: pd.DataFrame) -> str:
    """The headline of the figure: what selection moves most and least."""
    strongest = headlines[headlines.strength == headlines.strength.max()].set_index("name")
    levels = strongest.ratio[list(LEVELS)]
    ratios = strongest.ratio.drop(list(LEVELS))
    furthest = np.exp(np.log(ratios).abs().max())
    return (
        "Where publicity favours large savings most, the median saving comes out "
        f"{levels.median_saving:.1f} times the true one, and the comparisons are out by a factor "
        f"of {furthest:.1f} at most"
    )


def describe_headlines(headlines: pd.DataFrame) -> str:
    """The alternative text of the figure."""
    told = [
        f"{headline}: {rows.ratio.iloc[0]:.2f} times the truth without selection, "
        f"{rows.ratio.iloc[-1]:.2f} times at its strongest"
        for headline, rows in headlines.groupby("headline", sort=False)
    ]
    return "; ".join(told) + "."


def interpolate_ratios(headlines: pd.DataFrame, strength: float) -> pd.Series:
    """What a typical register states over the truth at ``strength``, by headline name.

    Between the simulated strengths on the log scale; beyond the strongest, as at the strongest.
    """
    return pd.Series(
        {
            str(name): float(np.exp(np.interp(strength, rows.strength, np.log(rows.ratio))))
            for name, rows in headlines.groupby("name", sort=False)
        }
    )


def find_selection(headlines: pd.DataFrame, strengths: list[float], year: int) -> str:
    """What selection of the strength that the edition's facts suggest does to each headline."""
    if not strengths:
        return (
            f"The {year} edition knows too few facts about the national map to say how strong "
            "publicity is, so only the made-up strengths of the figure are shown."
        )
    strongest = headlines.strength.max()
    at = min(strengths[0], strongest)
    ratios = interpolate_ratios(headlines, at)
    moved = [
        f"{_lower(name_headline(str(name)))} ({_say_error(ratio)})"
        for name, ratio in ratios.drop(list(LEVELS)).items()
    ]
    beyond = " or more" if strengths[0] > strongest else ""
    return (
        f"In the {year} edition the odds of being publicised grow about {2**at:.1f}-fold{beyond} "
        f"when the saving doubles{_say_reach(strengths)}. At {2**at:.1f}-fold, a register like "
        f"ours states a median {ratios.median_saving:.1f} times the true one, and a share of small "
        f"savings {_say_error(ratios.share_under_threshold)}. Of the comparisons it states: "
        f"{'; '.join(moved)}."
    )


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _say_reach(strengths: list[float]) -> str:
    if len(strengths) < 2:
        return ""
    return (
        f" ({2 ** min(strengths):.1f} to {2 ** max(strengths):.1f}-fold over the ways of "
        "reading the map)"
    )


def _say_error(ratio: float) -> str:
    percent = round(100 * abs(ratio - 1))
    return f"{percent}% too {'large' if ratio > 1 else 'small'}" if percent else "right"


def choose_shown(headlines: pd.DataFrame) -> pd.DataFrame:
    """The strengths that figure and tables show: none, a middle one and the strongest."""
    return headlines[headlines.strength.isin(SHOWN)]


def find_shrinkage(headlines: pd.DataFrame) -> str:
    """Whether the strongest selection draws the comparisons towards no difference."""
    compared = headlines[~headlines.name.isin(LEVELS)]
    strongest = compared[compared.strength == compared.strength.max()]
    nearer = np.log(strongest.typical).abs() < np.log(strongest.true).abs()
    return (
        f"At the strongest publicity {int(nearer.sum())} of the {len(nearer)} comparisons come out "
        "nearer to no difference than they are: where almost every large saving is publicised, "
        "what sets the larger ones apart is lost."
    )


def tabulate_headlines(headlines: pd.DataFrame) -> pd.DataFrame:
    """What a typical register states, and the truth behind it, at each strength."""
    shown = choose_shown(headlines)
    told = shown.assign(
        told=[
            f"{_say(row.name_, row.typical)} ({_say(row.name_, row.true)})"
            for row in shown.rename(columns={"name": "name_"}).itertuples()
        ]
    )
    table = told.pivot(index="headline", columns="publicity", values="told")
    table = table.loc[told.headline.unique(), told.publicity.unique()]
    return table.rename_axis("Headline").rename_axis(None, axis=1).reset_index()


def _say(name: str, value: float) -> str:
    unit = HEADLINES[name].unit
    if np.isnan(value):
        return "not given"
    if unit == "pounds":
        return say_pounds(value)
    return say_percent(value) if unit == "share" else f"{value:.2f}"


def find_lost_coverage(selected: Strengths) -> str:
    """What is left of the intervals' promise at the strongest selection."""
    found = selected[max(selected)].estimators
    usual = found[found.registers >= LEAST_REGISTERS * found.registers.max()]
    strongest = usual.set_index("estimator").coverage
    told = [
        f"{name_estimator(str(name))} {say_percent(share)}"
        for name, share in strongest.sort_values().items()
    ]
    return (
        "At the strongest publicity a 95% interval holds what is true of all arrangements in this "
        f"share of registers: {'; '.join(told)}."
    )


def tabulate_selected(plain: Coverage, selected: Strengths) -> pd.DataFrame:
    """How often each kind of interval holds the truth of the whole world, at each strength."""
    table = pd.DataFrame(
        {
            name_strength(strength): coverage.estimators.set_index("estimator").coverage
            for strength, coverage in ({0.0: plain} | selected).items()
            if strength in SHOWN
        }
    )
    table = table.reindex(list(ESTIMATORS)).dropna()
    shown = table.map(lambda share: f"{100 * share:.0f}%")
    shown.insert(0, "Interval", [name_estimator(str(name)) for name in table.index])
    return shown.reset_index(drop=True)
