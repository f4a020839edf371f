"""The chapter on the models: what was fitted, whether the views agree, and what the checks say."""

import pandas as pd

from sharing.diagnostics import judge_form, measure_inflation, measure_influence, name_influential
from sharing.models import Fit, NotEstimated, read_effects
from sharing.prose import say_count, say_list, say_name, say_signed
from sharing.results import Findings
from sharing.specifications import SPECIFICATIONS
from sharing.views import label_effects
from sharing.wild import FEW_CLUSTERS

NAMES = {
    "log_ols": "Typical ratio (log-linear least squares)",
    "log_ols_log": "The same, log of the number of councils",
    "log_ols_spline": "The same, a curve in the number of councils",
    "mean_glm": "Mean in pounds (Poisson, log link)",
    "median": "Middle saving (median regression)",
    "under_threshold": "Chance of a small saving (logit)",
}
SHORT = {"log_ols": "typical", "mean_glm": "mean", "median": "middle"}
COMPARED = ("partners_group", "family", "achieved")
RUNGS = {0: "all controls", 1: "partners, service and status", 2: "number of councils alone"}
HIGH_INFLATION = 10


def tabulate_models(findings: Findings) -> pd.DataFrame:
    """Every model of the plan: what it uses and loses, or why it is not given."""
    return pd.DataFrame(
        [
            {
                "Model": NAMES[name],
                "Arrangements": model.nobs if isinstance(model, Fit) else None,
                "Independent groups": model.clusters if isinstance(model, Fit) else None,
                "Compares": _say_terms(model),
                "Leaves out": _say_lost(model),
            }
            for name, model in findings.models.items()
        ]
    ).astype({"Arrangements": "Int64", "Independent groups": "Int64"})


def compare_views(findings: Findings) -> pd.DataFrame:
    """The effects on the typical, the mean and the middle saving, side by side.

    Returns
    -------
    DataFrame with ``label``, ``view``, ``percent``, ``low``, ``high``; empty where no model was
    estimated.
    """
    parts = []
    for name, view in SHORT.items():
        model = findings.models[name]
        if isinstance(model, Fit):
            effects = label_effects(read_effects(model))
            wanted = effects[effects.variable.isin(COMPARED)]
            parts.append(wanted.assign(view=view)[["label", "view", "percent", "low", "high"]])
    columns = ["label", "view", "percent", "low", "high"]
    return pd.concat(parts, ignore_index=True) if parts else pd.DataFrame(columns=columns)


def find_agreement(views: pd.DataFrame) -> str:
    """Which differences point the same way in all views, and which are clear in each of them."""
    if views.view.nunique() < len(SHORT):
        return "This edition has too few arrangements to set the models beside one another."
    same = views.groupby("label", sort=False).percent.agg(lambda p: (p > 0).all() or (p < 0).all())
    sure = views.assign(clear=(views.low > 0) | (views.high < 0))
    clear = sure.groupby("label", sort=False).clear.all() & same
    told = f"The three views point the same way in {int(same.sum())} of {len(same)} comparisons."
    if not clear.any():
        return f"{told} None is clear of chance in all three."
    first = views.groupby("label", sort=False).percent.first()
    named = [f"{label} ({'more' if first[label] > 0 else 'less'})" for label in clear.index[clear]]
    return f"{told} Clear of chance in all three: {say_list(named)}."


def title_views(views: pd.DataFrame) -> str:
    """The headline of the three views."""
    if views.view.nunique() < len(SHORT):
        return "Too few arrangements for three views of what goes with a larger saving"
    same = views.groupby("label").percent.agg(lambda p: (p > 0).all() or (p < 0).all())
    return (
        f"The typical, the mean and the middle saving point the same way in {int(same.sum())} of "
        f"{len(same)} comparisons"
    )


def describe_views(views: pd.DataFrame) -> str:
    """The alternative text of the three views."""
    told = [
        f"{label}: "
        + ", ".join(f"{row.view} {say_signed(row.percent)}" for row in part.itertuples())
        for label, part in views.groupby("label", sort=False)
    ]
    return "; ".join(told) + "." if told else "No estimates."


def plot_influence(findings: Findings, model: Fit) -> pd.DataFrame:
    """The residuals of a model with arrangements' names; ``marked`` are the influential ones."""
    names = findings.register.arrangements.set_index("arrangement_id").name
    marked = name_influential(model).arrangement_id
    influence = measure_influence(model)
    return influence.assign(
        name=influence.arrangement_id.map(names), marked=influence.arrangement_id.isin(marked)
    ).reset_index(drop=True)


def judge_checks(findings: Findings, name: str) -> str:
    """What the checks of one model say: influence, leverage, collinearity, functional form."""
    model = findings.models[name]
    if isinstance(model, NotEstimated):
        return f"This model is not given: {model.why}."
    return " ".join([_say_influence(findings, model), _say_inflation(model), _say_form(model)])


def find_few_clusters(findings: Findings) -> str:
    """How the wild bootstrap compares, where clusters are few."""
    fits = [m for m in findings.models.values() if isinstance(m, Fit)]
    few = [m for m in fits if m.terms.wild_p_value.notna().any()]
    if not few:
        return (
            f"No least-squares model of this edition rests on fewer than {FEW_CLUSTERS} connected "
            "groups, so that the wild cluster bootstrap is not needed."
        )
    told = []
    for model in few:
        terms = model.terms[model.terms.term != "Intercept"].dropna(subset=["low", "wild_low"])
        usual = (terms.low > 0) | (terms.high < 0)
        wild = (terms.wild_low > 0) | (terms.wild_high < 0)
        told.append(
            f"{NAMES[model.name]}: {model.clusters} groups; the bootstrap agrees with the usual "
            f"interval about zero in {int((usual == wild).sum())} of {len(terms)} terms"
        )
    return (
        f"Fewer than {FEW_CLUSTERS} connected groups call for a wild cluster bootstrap as a second "
        f"opinion. {say_list(told)}."
    )


def tabulate_terms(model: Fit) -> pd.DataFrame:
    """The coefficients of a model on its own scale, as a table for reviewers."""
    terms = model.terms
    table = pd.DataFrame(
        {
            "Term": terms.term,
            "Estimate": terms.estimate.map("{:.3f}".format),
            "Standard error": terms.std_error.map(_say_number),
            "95% interval": [
                f"{low:.2f} to {high:.2f}" if pd.notna(low) else "rests on too few groups"
                for low, high in zip(terms.low, terms.high, strict=True)
            ],
            "Degrees of freedom": terms.df.map("{:.1f}".format),
            "p": terms.p_value.map(_say_number),
        }
    )
    if terms.wild_p_value.notna().any():
        table["Wild bootstrap p"] = terms.wild_p_value.map(_say_number)
    return table


def _say_number(value: float) -> str:
    return "not given" if pd.isna(value) else f"{value:.3f}"


def _say_terms(model: Fit | NotEstimated) -> str:
    if isinstance(model, NotEstimated):
        return f"Not given: {model.why}"
    smallest = len(SPECIFICATIONS[model.name].ladder) - 1
    rung = model.design.rung
    return RUNGS[rung] + (" (the rarer outcome allows no more)" if rung == smallest == 2 else "")


def _say_lost(model: Fit | NotEstimated) -> str:
    return "; ".join(f"{count}: {why}" for why, count in model.lost.items() if count) or "none"


def _say_influence(findings: Findings, model: Fit) -> str:
    found = name_influential(model, 3)
    if found.empty:
        return "No single arrangement pulls it far."
    names = findings.register.arrangements.set_index("arrangement_id").name
    told = [
        f"{say_name(names[row.arrangement_id])} (Cook's distance {row.cooks_distance:.2f}, "
        f"leverage {row.leverage:.2f})"
        for row in found.itertuples()
    ]
    return f"The {say_count(len(found), 'arrangement')} that pull it most: {say_list(told)}."


def _say_inflation(model: Fit) -> str:
    inflation = measure_inflation(model)
    if inflation.empty:
        return ""
    largest = inflation.max()
    verdict = "which is high" if largest > HIGH_INFLATION else "which is no cause for concern"
    return (
        f"The largest variance inflation factor is {largest:.1f} (`{inflation.idxmax()}`), "
        f"{verdict}."
    )


def _say_form(model: Fit) -> str:
    test = judge_form(model)
    if pd.isna(test.p_value):
        return "The test of its form cannot be made."
    if test.p_value < 0.05:
        return (
            f"The test of its form objects (p = {test.p_value:.3f}): the effects are not simply "
            "proportional, and the estimates are averages over that."
        )
    return f"The test of its form finds nothing to object to (p = {test.p_value:.2f})."
