"""What the regressions found, as sentences that are true in every edition."""

import numpy as np
import pandas as pd
from statsmodels.stats.multitest import multipletests

from sharing.models import Fit, NotEstimated, read_effects
from sharing.prose import begin, say_change, say_count, say_list, say_signed
from sharing.results import Findings
from sharing.specifications import LEAST_GROUPS, LEAST_PER_COEFFICIENT
from sharing.statements import SIZES, name_group

FACTORS = ("partners_group", "family", "achieved")


def find_partner_effects(findings: Findings) -> str:
    """What the regression says of five councils or more against two."""
    model = findings.log_ols
    if isinstance(model, NotEstimated):
        return "There are too few partnerships to compare them with other things equal."
    found = model.terms[model.terms.term.str.contains(r"partners_group.*T\.5\+", regex=True)]
    found = found.dropna(subset=["low"])
    if found.empty:
        return "Too few partnerships of five councils or more have a usable saving to say more."
    term = _percent(found.iloc[0])
    clear = "" if term["low"] > 0 or term["high"] < 0 else ", which may be chance"
    return (
        "With other things equal, partnerships of five councils or more reported "
        f"{say_change(term['estimate'], term['low'], term['high'])}, compared with those of "
        f"two{clear}."
    )


def find_effects(model: Fit | NotEstimated, effects: pd.DataFrame) -> str:
    """The regression's answer: the differences that are clear of no difference."""
    if isinstance(model, NotEstimated):
        return f"**There are too few partnerships in this edition to say: {model.why}.**"
    clear = _clear(effects[effects.variable.isin(["partners_group", "family"])])
    if clear.empty:
        return (
            f"**Nothing that can be told from chance: among {model.nobs} partnerships, no number "
            "of councils and no service family differs clearly from the comparison groups.**"
        )
    rows = list(clear.itertuples())
    told = [f"{_subject(row)} reported {_say_row(row)}" for row in rows]
    rest = (
        "The ranges in brackets are 95% intervals, each for its comparison alone. Nothing else "
        "among partner numbers and services is clear of chance."
    )
    compared = "compared with two councils sharing back-office work"
    if len(told) == 1:
        return f"**Other things equal, and {compared}, {told[0]}.** {rest}"
    listed = "\n".join(f"- {begin(one)}." for one in told)
    return (
        f"**Other things equal, {say_list([_subject(row) for row in rows])} stand clear of chance "
        "when each is judged alone.** "
        f"Each is compared with two councils, or with back-office work:\n\n{listed}\n\n{rest}"
    )


def title_effects(model: Fit | NotEstimated, effects: pd.DataFrame) -> str:
    """The headline of the coefficient plot."""
    if isinstance(model, NotEstimated):
        return "Too few partnerships to estimate what goes with a larger saving"
    clear, compared = len(_clear(effects)), len(effects.dropna())
    if not clear:
        return "No difference stands clear of chance"
    stand = "stands" if clear == 1 else "stand"
    return f"{clear} of {compared} differences, each taken alone, {stand} clear of chance"


def describe_effects(effects: pd.DataFrame) -> str:
    """The alternative text of the coefficient plot."""
    told = [
        f"{row.label} {say_signed(row.percent)} ({say_signed(row.low)} to {say_signed(row.high)})"
        for row in effects.dropna().itertuples()
    ]
    return "; ".join(told) + "." if told else "No estimates."


def say_controls(model: Fit | NotEstimated) -> str:
    """What the regression adds to a comparison of medians."""
    if isinstance(model, NotEstimated):
        return "This edition has too few partnerships to hold other things equal."
    added = ["service", "status"]
    if model.controlled:
        added += ["population", "part of the country", "other public bodies"]
    return f"The comparison [with other things equal](regression) adds {say_list(added)}."


def judge_model(model: Fit | NotEstimated) -> str:
    """How far the regression can be trusted."""
    if isinstance(model, NotEstimated):
        return f"No estimate is given, because {model.why}."
    compared = len(model.terms[model.terms.term != "Intercept"].dropna(subset=["low"]))
    by_chance = round(0.05 * compared)
    promise = f"about {by_chance} of them would" if by_chance else "one of them could"
    return (
        f"The model uses {model.nobs} arrangements in {model.clusters} groups that share no "
        f"partner. Its intervals allow for dependence inside a group. It makes "
        f"{say_count(compared, 'comparison')}. If nothing mattered at all, {promise} still look "
        "clear by chance, so a single clear difference is a hint and not a proof."
    )


def find_survivors(model: Fit | NotEstimated, effects: pd.DataFrame) -> str:
    """Which differences stay clear when all of them are judged together."""
    if isinstance(model, NotEstimated):
        return ""
    known = _judge_together(model, effects)
    if known.empty:
        return ""
    stays = known.stays
    if not stays.any():
        return (
            f"When the {len(known)} comparisons shown are judged together (Benjamini and "
            "Hochberg's adjustment), none stays clear of chance."
        )
    return (
        f"When the {len(known)} comparisons shown are judged together (Benjamini and Hochberg's "
        f"adjustment), {say_count(int(stays.sum()), 'difference')} "
        f"{'stays' if stays.sum() == 1 else 'stay'} clear of chance: "
        f"{say_list(list(known.label[stays]))}."
    )


def find_together(model: Fit | NotEstimated, level: str) -> str:
    """Whether one number of councils stays clear when all comparisons are judged together.

    Parameters
    ----------
    level
        The number of councils as the model names it, such as ``5+``.
    """
    if isinstance(model, NotEstimated):
        return ""
    effects = read_effects(model)
    known = _judge_together(model, effects[effects.variable.isin(FACTORS)])
    stays = known.stays[(known.variable == "partners_group") & (known.level == level)]
    if stays.empty:
        return ""
    return (
        f"Judged together with the other {len(known) - 1} comparisons of the regression, it "
        f"{'stays clear' if stays.all() else 'is not clear'}."
    )


def explain_model(model: Fit | NotEstimated) -> str:
    """What was fitted, to which arrangements, and what they lost on the way."""
    lost = say_list([f"{count} ({why})" for why, count in model.lost.items() if count])
    left_out = f" Arrangements that the model leaves out: {lost}." if lost else ""
    rule = (
        f"A model is fitted only with at least {LEAST_PER_COEFFICIENT} arrangements for each "
        "coefficient. A number of councils or a family has one only if it is seen in at least "
        f"{LEAST_GROUPS} connected partner groups."
    )
    if isinstance(model, NotEstimated):
        return f"Least squares on the logarithm of the saving a year were planned. {rule}{left_out}"
    controls = (
        "Population, years since the start, other public bodies and part of the country are held "
        "equal as well; a missing one has an indicator of its own."
        if model.controlled
        else "The edition has too few arrangements for further controls."
    )
    return (
        "Least squares on the logarithm of the saving a year, in constant prices. "
        f"{controls} {rule}{left_out}\n\n```text\n{model.formula}\n```\n\n"
        f"Standard errors: {model.covariance}."
    )


def _judge_together(model: Fit, effects: pd.DataFrame) -> pd.DataFrame:
    """The effects that have a p value, with whether each ``stays`` clear of chance among them.

    Benjamini and Hochberg's adjustment (Journal of the Royal Statistical Society B 57, 1995): of
    those that stay, one in twenty is expected to be chance.
    """
    known = effects.merge(model.terms[["term", "p_value"]], on="term").dropna(subset=["p_value"])
    stays = multipletests(known.p_value, alpha=0.05, method="fdr_bh")[0] if len(known) else []
    return known.assign(stays=np.array(stays, dtype=bool))


def _clear(effects: pd.DataFrame) -> pd.DataFrame:
    """The effects whose interval excludes no difference, clearest first."""
    clear = effects[(effects.low > 0) | (effects.high < 0)]
    distance = (1 + clear.percent / 100).map(lambda ratio: max(ratio, 1 / ratio))
    return clear.loc[distance.sort_values(ascending=False).index]


def _subject(effect: tuple) -> str:
    if effect.variable == "partners_group":
        return f"partnerships of {SIZES[effect.level]}"
    return f"{name_group(effect.level, 'family')} arrangements"


def _say_row(effect: tuple) -> str:
    return say_change(effect.percent, effect.low, effect.high)


def _percent(term: pd.Series) -> pd.Series:
    return 100 * np.expm1(term[["estimate", "low", "high"]].astype(float))
