"""The regressions agree with a second implementation, with the formula refitted, and the truth."""

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from builders import write_savings
from refit import CR2, CR3, refit_model, tabulate, work_by_hand
from sharing import estimators
from sharing.covariance import estimate_clustered
from sharing.edition import Edition
from sharing.models import (
    LEAST_SUPPORT,
    METHODS,
    TERMS,
    WILD,
    Fit,
    Method,
    NotEstimated,
    add_model_columns,
    fit_model,
    fit_models,
    read_effects,
)
from sharing.results import find
from sharing.specifications import FAMILIES, PARTNERS, SPECIFICATIONS, Design
from sharing.wild import FEW_CLUSTERS

EDITIONS = [2012, 2013, 2016, 2019, 2026]
MEASURES = ["std_error", "low", "high", "p_value"]
NUMBERS = [name for name in TERMS if name not in WILD]


def fit_log_ols(table: pd.DataFrame) -> Fit | NotEstimated:
    return fit_model("log_ols", table)


def simulate(rng: np.random.Generator, groups: int = 60, size: int = 4) -> pd.DataFrame:
    """An analysis table without its savings: balanced partners and families, many groups."""
    n = groups * size
    partners = rng.choice(["2", "3", "5+"], n)
    return pd.DataFrame(
        {
            "partners_group": partners,
            "n_councils": pd.array(
                [
                    5 + row % 4 if group == "5+" else int(group)
                    for row, group in enumerate(partners)
                ],
                dtype="Int64",
            ),
            "family": rng.choice(["Back office", "Management"], n),
            "status": rng.choice(["achieved", "expected"], n),
            "log_population": rng.normal(12, 0.5, n),
            "population_incomplete": rng.random(n) < 0.2,
            "years_since_start": rng.integers(0, 9, n).astype("float64"),
            "start_unknown": rng.random(n) < 0.2,
            "other_bodies": rng.random(n) < 0.3,
            "area": rng.choice(["South and East", "North", "London"], n),
            "price_held": False,
            "cluster": np.repeat([f"group {number}" for number in range(groups)], size),
        }
    )


TRUTH = {
    "Intercept": 9.0,
    f"{PARTNERS}[T.3]": 0.2,
    f"{PARTNERS}[T.5+]": 0.8,
    f"{FAMILIES}[T.Management]": -0.5,
    "achieved": -0.3,
    "log_population": 0.4,
}


def give_savings(table: pd.DataFrame, rng: np.random.Generator) -> pd.DataFrame:
    """Savings with the effects of `TRUTH`, and an error shared within each partner group."""
    logs = (
        TRUTH["Intercept"]
        + table.partners_group.map({"2": 0, "3": 0.2, "5+": 0.8})
        + table.family.map({"Back office": 0, "Management": -0.5})
        - 0.3 * (table.status == "achieved")
        + 0.4 * table.log_population
    )
    codes, groups = pd.factorize(table.cluster)
    logs = logs + rng.normal(0, 0.7, len(groups))[codes] + rng.normal(0, 1, len(table))
    saving = np.exp(logs)
    return add_model_columns(
        table.assign(annual_saving_gbp=saving, annual_saving_cash_gbp=saving), 100_000
    )


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    rng = np.random.default_rng(1)
    return give_savings(simulate(rng), rng)


@pytest.fixture(scope="module")
def fit(table) -> Fit:
    found = fit_log_ols(table)
    assert isinstance(found, Fit)
    return found


def code_by_hand(term: str, rows: pd.DataFrame) -> np.ndarray:
    """One column of the design, from the name of its term and without patsy."""
    if term == "Intercept":
        return np.ones(len(rows))
    level = re.fullmatch(r'C\((\w+), Treatment\("[^"]*"\)\)\[T\.(.*)\]', term)
    if level:
        return (rows[level[1]].astype(str) == level[2]).to_numpy(float)
    return rows[term].to_numpy(float)


def refit_by_hand(fit: Fit, rows: pd.DataFrame) -> pd.DataFrame:
    """The terms of the log-linear fit, by linear algebra alone."""
    design = np.column_stack([code_by_hand(term, rows) for term in fit.terms.term])
    outcome = np.log(rows.annual_saving_gbp.to_numpy(float))
    hand = work_by_hand(design, outcome, rows.cluster)
    found = tabulate((hand.estimate, design, outcome - design @ hand.estimate), rows.cluster)
    return found.assign(term=fit.terms.term)[NUMBERS]


def cover(fit: Fit, rows: pd.DataFrame, truth: np.ndarray, logs: np.ndarray) -> pd.Series:
    """How often the intervals of refits to ``logs``, shape (draws, n), hold the true effects.

    The draws are refitted by hand, all at once; the first also by the package, to prove that the
    two are the same. Terms without an interval are left out.
    """
    design = np.column_stack([code_by_hand(term, rows) for term in fit.terms.term])
    hand = work_by_hand(design, logs[0], rows.cluster)
    estimates = logs @ np.linalg.pinv(design).T
    reach = stats.t.ppf(0.975, hand.df) * hand.errors(logs - estimates @ design.T)
    known = hand.support >= 2
    again = fit_log_ols(rows.assign(log_annual_saving=logs[0])).terms
    assert again.term.tolist() == fit.terms.term.tolist()
    assert again.low.notna().tolist() == known.tolist()
    np.testing.assert_allclose(again.low[known], (estimates - reach)[0][known], rtol=1e-6)
    np.testing.assert_allclose(again.high[known], (estimates + reach)[0][known], rtol=1e-6)
    held = (np.abs(estimates - truth) <= reach).mean(axis=0)
    return pd.Series(held, index=fit.terms.term)[known]


def shake(rows: pd.DataFrame, between: float, draws: int) -> np.ndarray:
    """Errors of shape (draws, n), of standard deviation 1 and shared within partner groups."""
    rng = np.random.default_rng(20261121)
    codes, groups = pd.factorize(rows.cluster)
    shared = rng.normal(0, between, (draws, len(groups)))[:, codes]
    return shared + rng.normal(0, 1, (draws, len(rows)))


def levels_in(fit: Fit) -> list[tuple[str, str]]:
    found = [
        re.fullmatch(r'C\((\w+), Treatment\("[^"]*"\)\)\[T\.(.*)\]', term)
        for term in fit.terms.term
    ]
    return [(level[1], level[2]) for level in found if level]


def test_a_second_implementation_agrees_on_simulated_savings(table, fit):
    again = refit_by_hand(fit, table)
    pd.testing.assert_frame_equal(fit.terms[NUMBERS], again, rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("year", EDITIONS)
def test_a_second_implementation_agrees_on_the_real_register(findings, year):
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    assert found.log_ols.nobs == len(rows)
    assert found.log_ols.clusters == rows.cluster.nunique()
    again = refit_by_hand(found.log_ols, rows)
    pd.testing.assert_frame_equal(found.log_ols.terms[NUMBERS], again, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("name", SPECIFICATIONS)
def test_a_second_implementation_of_every_model_agrees_on_simulated_savings(name):
    rng = np.random.default_rng(5)
    table = give_savings(simulate(rng, 150), rng)
    table = add_model_columns(table, float(table.annual_saving_gbp.quantile(0.3)))
    found = fit_model(name, table)
    assert isinstance(found, Fit) and found.controlled
    marked = table.assign(**{f"in_{name}": 1})
    told = {"formula": found.formula, "method": found.method, "covariance": found.covariance}
    again = refit_model(told, name, marked)
    pd.testing.assert_frame_equal(found.terms[NUMBERS], again, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("year", EDITIONS)
@pytest.mark.parametrize(("correction", "power"), [("CR2", CR2), ("CR3", CR3)])
def test_a_second_implementation_of_both_corrections_agrees(findings, year, correction, power):
    """Each on the problem that the mean solves, whose weights are the most unequal."""
    fit = findings(year).models["mean_glm"]
    problem, clusters = fit.solution, fit.design.rows.cluster
    found = estimate_clustered(
        problem.design, problem.residuals, pd.factorize(clusters)[0], correction
    )
    hand = work_by_hand(problem.design, problem.residuals, clusters, power)
    [error] = hand.errors(problem.residuals[None, :])
    np.testing.assert_allclose(found.std_error, error, rtol=1e-7)
    np.testing.assert_allclose(found.df, hand.df, rtol=1e-7)
    np.testing.assert_allclose(found.support, hand.support, rtol=1e-7)


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2026])
def test_the_published_table_and_formula_are_enough_to_refit(findings, tmp_path, year):
    found = findings(year)
    found.table.to_csv(tmp_path / "analysis.csv", index=False)
    rows = pd.read_csv(tmp_path / "analysis.csv").query("in_log_ols == 1")
    again = smf.ols(found.log_ols.formula, rows).fit()
    assert again.params.index.tolist() == found.log_ols.terms.term.tolist()
    assert found.log_ols.method == "ordinary least squares"
    np.testing.assert_allclose(again.params, found.log_ols.terms.estimate, rtol=1e-7)
    hand = work_by_hand(again.model.exog, again.model.endog, rows.cluster)
    [error] = hand.errors(again.resid.to_numpy()[None, :])
    terms = found.log_ols.terms
    np.testing.assert_allclose(hand.df, terms.df, rtol=1e-6)
    np.testing.assert_allclose(hand.support, terms.support, rtol=1e-6)
    known = terms.std_error.notna()
    np.testing.assert_allclose(error[known], terms.std_error[known], rtol=1e-6)


def test_the_terms_hold_the_columns_of_the_contract(fit):
    assert fit.terms.columns.tolist() == list(TERMS)
    assert set(TRUTH) <= set(fit.terms.term)
    assert fit.controlled and fit.design.rung == 0
    assert (fit.name, fit.nobs, fit.clusters) == ("log_ols", 240, 60)


def test_effects_are_recovered_without_bias():
    rng = np.random.default_rng(20261121)
    design = simulate(rng)
    truth = pd.Series(TRUTH)
    found = pd.concat(
        [
            fit_log_ols(give_savings(design, rng)).terms.set_index("term").estimate[truth.index]
            for _ in range(40)
        ],
        axis=1,
    )
    off = (found.mean(axis=1) - truth).abs()
    assert (off < 3.5 * found.std(axis=1) / math.sqrt(40)).all()


def test_effects_are_covered_at_their_rate_in_many_equal_partner_groups(table, fit):
    truth = fit.terms.term.map(TRUTH).fillna(0).to_numpy()
    design = np.column_stack([code_by_hand(term, table) for term in fit.terms.term])
    coverage = cover(fit, table, truth, design @ truth + shake(table, 0.7, 2000))
    assert len(coverage) == len(fit.terms)
    assert coverage.min() >= 0.93, coverage[coverage < 0.93].to_dict()
    assert coverage.mean() <= 0.97


@pytest.mark.parametrize("year", EDITIONS)
def test_effects_are_covered_in_partner_groups_as_few_and_unequal_as_the_real_ones(findings, year):
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    truth = found.log_ols.terms.estimate.to_numpy()
    design = np.column_stack([code_by_hand(term, rows) for term in found.log_ols.terms.term])
    coverage = cover(found.log_ols, rows, truth, design @ truth + shake(rows, 0.5, 1000))
    assert coverage.mean() >= 0.93, coverage.mean()
    assert coverage.min() >= 0.85, coverage[coverage < 0.85].to_dict()


@pytest.mark.parametrize("name", SPECIFICATIONS)
@pytest.mark.parametrize("year", EDITIONS)
def test_a_term_that_rests_on_fewer_than_two_groups_has_an_estimate_alone(findings, year, name):
    model = findings(year).models[name]
    if isinstance(model, NotEstimated):
        return
    terms = model.terms
    thin = terms.support < LEAST_SUPPORT
    assert terms.loc[thin, [*MEASURES, *WILD]].isna().all(axis=None)
    assert terms.loc[~thin, NUMBERS].notna().all(axis=None)
    assert terms[["estimate", "df"]].notna().all(axis=None)
    assert (terms.low[~thin] < terms.estimate[~thin]).all()


def test_some_real_term_rests_on_too_few_groups(findings):
    assert (findings(2013).log_ols.terms.support < 2).any()


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_every_group_compared_is_seen_in_three_connected_partner_groups(findings, year):
    """A level that one partner group holds alone has a clustered error near nought."""
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    alone = [
        level
        for column, level in levels_in(found.log_ols)
        if rows.loc[rows[column] == level, "cluster"].nunique() < 3
    ]
    assert levels_in(found.log_ols)
    assert alone == []


def test_the_fit_counts_what_it_lost(table):
    changed = table.assign(annual_saving_gbp=table.annual_saving_gbp.where(table.index > 4, -1.0))
    found = fit_log_ols(add_model_columns(changed, 100_000))
    assert found.nobs == len(table) - 5
    assert found.lost == {"zero or negative saving": 5}


def test_zeros_and_losses_are_kept_by_the_models_that_can_take_them(table):
    saving = table.annual_saving_gbp.where(table.index > 4, -1.0).where(table.index < 230, 0.0)
    changed = table.assign(annual_saving_gbp=saving, annual_saving_cash_gbp=saving)
    models = fit_models(add_model_columns(changed, float(saving.quantile(0.2))))
    assert {name: model.nobs for name, model in models.items()} == {
        "log_ols": 225,
        "log_ols_log": 225,
        "log_ols_spline": 225,
        "mean_glm": 235,
        "median": 240,
        "under_threshold": 240,
    }
    assert models["mean_glm"].lost == {"negative saving": 5}
    assert models["median"].lost == models["under_threshold"].lost == {}
    assert models["median"].design.outcome.min() == pytest.approx(-1e-3, rel=1e-6)
    assert (models["under_threshold"].design.outcome.iloc[:5] == 1).all()


def test_too_few_rows_for_the_controls_leave_partners_family_and_status(table):
    # Full model: 12 coefficients, 60 rows. Core: 5 coefficients, 25 rows.
    found = fit_log_ols(table.head(50))
    assert isinstance(found, Fit)
    assert not found.controlled
    assert found.formula == f"log_annual_saving ~ {PARTNERS} + {FAMILIES} + achieved"


def test_just_enough_rows_for_the_controls_keep_them(table):
    found = fit_log_ols(table.head(60))
    assert len(found.terms) == 12
    assert found.controlled
    assert not fit_log_ols(table.head(59)).controlled


def test_too_few_rows_are_not_estimated_and_the_reason_says_how_many_are_needed(table):
    found = fit_log_ols(table.head(24))
    assert isinstance(found, NotEstimated)
    assert found.name == "log_ols"
    assert found.why == (
        "24 arrangements can be used, and the smallest model needs at least 25 "
        "(5 for each of its 5 coefficients)"
    )
    assert isinstance(fit_log_ols(table.head(25)), Fit)


def test_no_rows_at_all_are_not_estimated(table):
    found = fit_log_ols(table.head(0))
    assert isinstance(found, NotEstimated)
    assert found.why.startswith("0 arrangements can be used")


def test_one_partner_group_alone_is_not_estimated(table):
    found = fit_log_ols(table.assign(cluster="all of them"))
    assert isinstance(found, NotEstimated)


def test_partners_and_families_that_cannot_be_told_apart_are_not_estimated_for_that_reason(table):
    """All threes are management and nothing else is, so neither has an effect of its own."""
    same = table[table.partners_group != "5+"]
    same = same.assign(family=same.partners_group.map({"2": "Back office", "3": "Management"}))
    found = fit_log_ols(same)
    assert isinstance(found, NotEstimated)
    needed = re.search(r"needs at least (\d+)", found.why)
    assert needed is None or int(needed[1]) > len(same), found.why


def test_a_table_without_the_group_to_compare_with_is_not_estimated(table):
    found = fit_log_ols(table[table.partners_group != "2"])
    assert isinstance(found, NotEstimated)
    assert "no pair of councils" in found.why


@pytest.mark.parametrize("way", ["mean_glm", "median", "under_threshold"])
def test_a_fit_that_does_not_settle_is_not_estimated_and_says_why(table, monkeypatch, way):
    def fail(outcome: np.ndarray, design: np.ndarray) -> None:
        raise estimators.NoSolution("the iterations do not settle")

    threshold = float(table.annual_saving_cash_gbp.median())
    changed = add_model_columns(table, threshold)
    assert isinstance(fit_model(way, changed), Fit)
    monkeypatch.setitem(METHODS, way, Method(fail, "a method"))
    found = fit_model(way, changed)
    assert found == NotEstimated(
        way, "240 arrangements can be used, but the iterations do not settle", {}
    )


def test_savings_nearly_all_equal_have_no_median_regression_and_the_others_go_on(table):
    saving = table.annual_saving_gbp.where(table.index % 20 == 0, 1e6)
    changed = add_model_columns(
        table.assign(annual_saving_gbp=saving, annual_saving_cash_gbp=saving), 100_000
    )
    monotone = changed.assign(annual_saving_gbp=1e6, asinh_annual_saving=np.arcsinh(1e3))
    assert isinstance(fit_model("median", monotone), NotEstimated)
    assert isinstance(fit_model("mean_glm", changed), Fit)


def test_a_perfectly_separated_threshold_is_not_estimated_and_says_why(table):
    separated = table.assign(under_threshold=(table.n_councils > 2).astype(int))
    found = fit_model("under_threshold", separated)
    assert isinstance(found, NotEstimated)
    assert found.why.endswith("tells the two sides of the threshold apart without fail")


def test_a_family_that_saved_nothing_at_all_has_no_mean_and_the_median_goes_on(table):
    saving = table.annual_saving_gbp.where(table.family != "Management", 0.0)
    changed = add_model_columns(
        table.assign(annual_saving_gbp=saving, annual_saving_cash_gbp=saving), 100_000
    )
    assert isinstance(fit_model("mean_glm", changed), NotEstimated)
    assert isinstance(fit_model("median", changed), Fit)


@pytest.mark.parametrize("rows", [0, 1, 2, 60])
def test_an_edition_of_no_few_or_equal_savings_gives_reasons_and_no_estimates(tmp_path, rows):
    folder = write_savings(tmp_path, *({"saving": 100_000} for _ in range(rows)))
    found = find(Edition(2015, price_year=2015), folder)
    assert len(found.table) == rows
    assert list(found.models) == list(SPECIFICATIONS)
    for model in found.models.values():
        assert isinstance(model, NotEstimated)
        assert re.match(r"\d+ arrangements can be used, and \w", model.why)
    assert not found.table.filter(regex="^in_").to_numpy().any()


def test_few_clusters_are_bootstrapped_as_well():
    rng = np.random.default_rng(6)
    table = give_savings(simulate(rng, FEW_CLUSTERS - 1, 8), rng)
    terms = fit_log_ols(table).terms
    assert terms[[*WILD]].notna().all(axis=None)
    assert terms.wild_p_value.between(0.001, 1).all()
    wide = (terms.wild_high - terms.wild_low) / (terms.high - terms.low)
    assert wide.between(0.7, 1.4).all()
    more = give_savings(simulate(rng, FEW_CLUSTERS, 8), rng)
    assert fit_log_ols(more).terms[[*WILD]].isna().all(axis=None)
    assert fit_model("median", table).terms[[*WILD]].isna().all(axis=None)


def test_the_fit_tells_what_its_design_holds(fit):
    assert (fit.formula, fit.nobs, fit.lost) == (fit.design.formula, 240, {})
    assert not replace(fit, design=replace(fit.design, rung=1)).controlled
    assert fit.solution.fitted == pytest.approx(fit.design.outcome - fit.solution.residuals)


def test_model_columns_are_logs_and_ones_and_zeros():
    table = pd.DataFrame(
        {
            "annual_saving_gbp": [math.e, 1.0, 0.0, -5000.0],
            "annual_saving_cash_gbp": [99_999.99, 100_000.0, 0.0, -5.0],
            "n_councils": pd.array([2, 1, None, 6], dtype="Int64"),
            "status": ["achieved", "expected", "expected", "achieved"],
            "population_incomplete": [True, False, False, True],
            "start_unknown": [False, False, True, True],
            "other_bodies": [False, True, False, True],
            "price_held": [False, False, False, True],
        }
    )
    found = add_model_columns(table, 100_000)
    assert found.log_annual_saving.fillna(-99).tolist() == [1, 0, -99, -99]
    assert found.asinh_annual_saving.tolist() == pytest.approx(
        [math.e / 1000, 1 / 1000, 0, -math.log(5 + math.sqrt(26))], rel=1e-5
    )
    assert found.under_threshold.tolist() == [1, 0, 1, 1]
    assert found.log_councils.fillna(-99).tolist() == pytest.approx(
        [math.log(2), -99, -99, math.log(6)]
    )
    assert found.achieved.tolist() == [1, 0, 0, 1]
    assert found.population_incomplete.tolist() == [1, 0, 0, 1]
    assert found[["start_unknown", "other_bodies", "price_held"]].to_numpy().tolist() == [
        [0, 0, 0],
        [0, 1, 0],
        [1, 0, 0],
        [1, 1, 1],
    ]
    assert found.annual_saving_gbp.tolist() == table.annual_saving_gbp.tolist()


def test_effects_are_read_as_percentages_of_the_reference():
    terms = pd.DataFrame(
        {
            "term": ["Intercept", f"{PARTNERS}[T.5+]", "achieved"],
            "estimate": [14.0, math.log(2), math.log(0.75)],
            "std_error": [1.0, 0.1, 0.1],
            "df": [9.0] * 3,
            "support": [9.0] * 3,
            "low": [13.0, 0.0, math.log(0.5)],
            "high": [15.0, math.log(4), 0.0],
            "p_value": [0.0, 0.05, 0.05],
        }
    )
    nothing = np.zeros(0)
    design = Design("y ~ x", terms.head(0), terms.estimate, terms, {}, 1)
    solution = estimators.Solution(nothing, nothing, nothing, nothing)
    found = read_effects(Fit("log_ols", design, "", "", 3, terms, solution))
    assert found[["variable", "level"]].to_numpy().tolist() == [
        ["partners_group", "5+"],
        ["achieved", ""],
    ]
    assert found.percent.tolist() == pytest.approx([100, -25])
    assert found.low.tolist() == pytest.approx([0, -50])
    assert found.high.tolist() == pytest.approx([300, 0])


def test_the_effects_of_every_real_term_are_named(findings):
    effects = read_effects(findings(2026).log_ols)
    assert not effects.variable.str.contains(r"[(\[]").any()
    factors = effects.variable.isin(["partners_group", "family", "area"])
    assert ((effects.level != "") == factors).all()
