"""The chapter on the models: every sentence in every edition, and frames of literal numbers."""

import pandas as pd
import pytest
import yaml

from sharing.chapters import models as chapter
from sharing.charts.models import compare_effects, plot_residuals
from sharing.models import Fit
from sharing.paths import EDITIONS

YEARS = [entry["year"] for entry in yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))]


def views_of(*rows: tuple[str, str, float, float, float]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["label", "view", "percent", "low", "high"])


ALIKE = [("4 councils", view, -50.0, -80.0, -10.0) for view in ("typical", "mean", "middle")]
SIGNS = {"typical": 5, "mean": -5, "middle": 9}
APART = [("Legal", view, percent, -50.0, 90.0) for view, percent in SIGNS.items()]


def test_agreement_counts_directions_and_names_what_is_clear_everywhere():
    assert chapter.find_agreement(views_of(*ALIKE, *APART)) == (
        "The three views point the same way in 1 of 2 comparisons. "
        "Clear of chance in all three: 4 councils (less)."
    )


def test_nothing_clear_is_said():
    assert chapter.find_agreement(views_of(*APART)).endswith(
        "None is clear of chance in all three."
    )


def test_two_views_are_not_three():
    assert "too few" in chapter.find_agreement(views_of(*ALIKE[:2]))
    assert chapter.title_views(views_of()).startswith("Too few")


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_stands_in_every_edition(findings, year):
    found = findings(year)
    views = chapter.compare_views(found)
    told = [
        chapter.find_agreement(views),
        chapter.title_views(views),
        chapter.find_few_clusters(found),
    ]
    told += [chapter.describe_views(views), *(chapter.judge_checks(found, m) for m in found.models)]
    for sentence in told:
        assert sentence and "nan" not in sentence and "inf" not in sentence.split()
    table = chapter.tabulate_models(found)
    assert list(table.Model) == list(chapter.NAMES.values())
    given = [isinstance(model, Fit) for model in found.models.values()]
    assert table.Arrangements.notna().tolist() == given


@pytest.mark.parametrize("year", [2011, 2014, 2026])
def test_a_model_that_is_not_given_says_why(findings, year):
    found = findings(year)
    for name, model in found.models.items():
        if isinstance(model, Fit):
            assert len(chapter.tabulate_terms(model)) == model.design.matrix.shape[1]
            assert chapter.plot_influence(found, model).marked.sum() <= 5
        else:
            assert chapter.judge_checks(found, name) == f"This model is not given: {model.why}."


def test_few_clusters_bring_in_the_wild_bootstrap(findings):
    assert "not needed" in chapter.find_few_clusters(findings(2026))
    assert "second opinion" in chapter.find_few_clusters(findings(2011))
    few = next(m for m in findings(2011).models.values() if isinstance(m, Fit))
    assert "Wild bootstrap p" in chapter.tabulate_terms(few)


def test_the_charts_hold_every_effect_and_every_arrangement(findings):
    views = views_of(*ALIKE, *APART)
    data = [
        rows for rows in compare_effects(views).to_dict()["datasets"].values() if len(rows) == 6
    ]
    assert data and {row["percent"] for row in data[0]} == {0.5, 1.05, 0.95, 1.09}
    points = chapter.plot_influence(findings(2026), findings(2026).log_ols)
    kept = [len(rows) for rows in plot_residuals(points).to_dict()["datasets"].values()]
    assert findings(2026).log_ols.nobs in kept
