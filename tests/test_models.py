"""The regression agrees with a second implementation, with the formula refitted, and the truth."""

import math
import re

import numpy as np
import pandas as pd
import patsy
import pytest
import statsmodels.formula.api as smf
from scipy import stats

from sharing.models import (
    TERMS,
    Fit,
    NotEstimated,
    add_model_columns,
    choose_rows,
    fit_log_ols,
    read_effects,
    write_formula,
)

PARTNERS = 'C(partners_group, Treatment("2"))'
FAMILIES = 'C(family, Treatment("Back office"))'


def simulate(rng: np.random.Generator, groups: int = 60, size: int = 4) -> pd.DataFrame:
    """An analysis table without its savings: balanced partners and families, many groups."""
    n = groups * size
    return pd.DataFrame(
        {
            "partners_group": rng.choice(["2", "3", "5+"], n),
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
    return add_model_columns(table.assign(annual_saving_gbp=np.exp(logs)))


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
    """Least squares with the CR1 covariance and t(G-1), by linear algebra alone."""
    design = np.column_stack([code_by_hand(term, rows) for term in fit.terms.term])
    outcome = np.log(rows.annual_saving_gbp.to_numpy(float))
    (n, k), groups = design.shape, rows.cluster.unique()
    bread = np.linalg.inv(design.T @ design)
    estimate = bread @ design.T @ outcome
    residual = outcome - design @ estimate
    scores = [
        design[(rows.cluster == group).to_numpy()].T @ residual[(rows.cluster == group).to_numpy()]
        for group in groups
    ]
    meat = sum(np.outer(score, score) for score in scores)
    correction = len(groups) / (len(groups) - 1) * (n - 1) / (n - k)
    error = np.sqrt(np.diag(correction * bread @ meat @ bread))
    reach = stats.t.ppf(0.975, len(groups) - 1) * error
    return pd.DataFrame(
        {
            "term": fit.terms.term,
            "estimate": estimate,
            "std_error": error,
            "low": estimate - reach,
            "high": estimate + reach,
            "p_value": 2 * stats.t.sf(np.abs(estimate / error), len(groups) - 1),
        }
    )


def levels_in(fit: Fit) -> list[tuple[str, str]]:
    found = [
        re.fullmatch(r'C\((\w+), Treatment\("[^"]*"\)\)\[T\.(.*)\]', term)
        for term in fit.terms.term
    ]
    return [(level[1], level[2]) for level in found if level]


def test_a_second_implementation_agrees_on_simulated_savings(table, fit):
    pd.testing.assert_frame_equal(fit.terms, refit_by_hand(fit, table), rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_a_second_implementation_agrees_on_the_real_register(findings, year):
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    assert found.log_ols.nobs == len(rows)
    assert found.log_ols.clusters == rows.cluster.nunique()
    again = refit_by_hand(found.log_ols, rows)
    pd.testing.assert_frame_equal(found.log_ols.terms, again, rtol=1e-8, atol=1e-9)


@pytest.mark.parametrize("year", [2013, 2014, 2015, 2026])
def test_the_published_table_and_formula_are_enough_to_refit(findings, tmp_path, year):
    found = findings(year)
    found.table.to_csv(tmp_path / "analysis.csv", index=False)
    rows = pd.read_csv(tmp_path / "analysis.csv").query("in_log_ols == 1")
    again = smf.ols(found.log_ols.formula, rows).fit(
        cov_type="cluster",
        cov_kwds={"groups": pd.factorize(rows.cluster)[0], "df_correction": True},
        use_t=True,
    )
    terms = found.log_ols.terms.set_index("term")
    assert again.params.index.tolist() == terms.index.tolist()
    bounds = again.conf_int()
    for column, values in {
        "estimate": again.params,
        "std_error": again.bse,
        "low": bounds[0],
        "high": bounds[1],
        "p_value": again.pvalues,
    }.items():
        np.testing.assert_allclose(values, terms[column], rtol=5e-7, atol=1e-12, err_msg=column)


def test_the_terms_hold_the_columns_of_the_contract(fit):
    assert fit.terms.columns.tolist() == list(TERMS)
    assert set(TRUTH) <= set(fit.terms.term)
    assert fit.controlled
    assert (fit.name, fit.nobs, fit.clusters) == ("log_ols", 240, 60)


def test_effects_are_recovered_without_bias_and_covered_at_their_rate():
    rng = np.random.default_rng(20261121)
    design = simulate(rng)
    truth = pd.Series(TRUTH)
    estimates, held = [], []
    for _ in range(250):
        terms = fit_log_ols(give_savings(design, rng)).terms.set_index("term").loc[truth.index]
        estimates.append(terms.estimate)
        held.append((terms.low <= truth) & (truth <= terms.high))
    means, spread = (
        pd.concat(estimates, axis=1).mean(axis=1),
        pd.concat(estimates, axis=1).std(axis=1),
    )
    assert ((means - truth).abs() < 3.5 * spread / math.sqrt(250)).all()
    coverage = pd.concat(held, axis=1).mean(axis=1)
    assert coverage.min() >= 0.90, coverage


@pytest.mark.parametrize("year", [2013, 2026])
def test_effects_are_covered_in_partner_groups_as_few_and_unequal_as_the_real_ones(findings, year):
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    terms = found.log_ols.terms.set_index("term")
    design = np.column_stack([code_by_hand(term, rows) for term in terms.index])
    codes, groups = pd.factorize(rows.cluster)
    rng, held = np.random.default_rng(20261121), []
    for _ in range(150):
        logs = design @ terms.estimate.to_numpy()
        logs = logs + rng.normal(0, 0.5, len(groups))[codes] + rng.normal(0, 1, len(rows))
        again = fit_log_ols(rows.assign(log_annual_saving=logs)).terms.set_index("term")
        held.append((again.low <= terms.estimate) & (terms.estimate <= again.high))
    coverage = pd.concat(held, axis=1).mean(axis=1)
    assert coverage.mean() >= 0.92, coverage.mean()
    assert coverage.min() >= 0.85, coverage[coverage < 0.85].to_dict()


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_every_group_compared_stands_on_more_than_one_partner_group(findings, year):
    """A level that one partner group holds alone has a clustered error near nought."""
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    alone = [
        level
        for column, level in levels_in(found.log_ols)
        if rows.loc[rows[column] == level, "cluster"].nunique() < 2
    ]
    assert alone == []


def small(partners: list[str], families: list[str], savings: list[float] | None = None):
    """A table of the columns that the choice of rows needs."""
    savings = savings or [100.0] * len(partners)
    positive = pd.Series(savings).where(pd.Series(savings) > 0)
    return pd.DataFrame(
        {
            "partners_group": partners,
            "family": families,
            "log_annual_saving": np.log(positive),
            "cluster": [f"group {number}" for number in range(len(partners))],
        }
    )


ZERO, RARE = "zero or negative saving", "partner group or family with too few arrangements"


def test_zero_and_negative_savings_are_counted_and_not_used():
    usable, lost = choose_rows(small(["2"] * 6, ["A"] * 6, [5, 0, -3, 1, 2, 3]))
    assert usable.tolist() == [True, False, False, True, True, True]
    assert lost == {ZERO: 2, RARE: 0}


def test_groups_of_fewer_than_three_are_counted_and_not_used():
    usable, lost = choose_rows(small(["2"] * 5 + ["3"] * 2, ["A"] * 7))
    assert usable.tolist() == [True] * 5 + [False] * 2
    assert lost == {ZERO: 0, RARE: 2}


def test_a_group_that_shrinks_below_three_on_the_way_goes_too():
    # The two of partner group 3 leave family B with two, and those leave partner group 4 with two.
    partners = ["2"] * 3 + ["3"] * 2 + ["4"] * 4
    families = ["A"] * 3 + ["B", "C"] + ["B"] * 2 + ["C"] * 2
    usable, lost = choose_rows(small(partners, families))
    assert usable.tolist() == [True] * 3 + [False] * 6
    assert lost == {ZERO: 0, RARE: 6}


def test_a_loss_is_not_counted_for_two_reasons():
    usable, lost = choose_rows(small(["2"] * 3 + ["3"], ["A"] * 4, [1, 2, 3, -1]))
    assert usable.sum() + sum(lost.values()) == 4
    assert lost == {ZERO: 1, RARE: 0}


def test_a_group_that_one_partner_group_holds_alone_is_not_used():
    table = small(["2"] * 6, ["A"] * 3 + ["B"] * 3)
    table["cluster"] = ["a", "b", "c", "d", "d", "d"]
    usable, lost = choose_rows(table)
    assert usable.tolist() == [True] * 3 + [False] * 3
    assert sum(lost.values()) == 3


def test_nothing_can_be_chosen_from_an_empty_table():
    usable, lost = choose_rows(small([], []))
    assert len(usable) == 0
    assert sum(lost.values()) == 0


def test_the_fit_counts_what_it_lost(table):
    changed = table.assign(annual_saving_gbp=table.annual_saving_gbp.where(table.index > 4, -1.0))
    found = fit_log_ols(add_model_columns(changed))
    assert found.nobs == len(table) - 5
    assert found.lost == {ZERO: 5, RARE: 0}


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
    assert "two councils" in found.why


def test_what_does_not_vary_is_left_out_of_the_formula(table):
    rows = table[table.partners_group == "2"].assign(achieved=0)
    terms = {"partners_group": PARTNERS, "achieved": "achieved", "family": FAMILIES}
    assert write_formula(rows, terms) == f"log_annual_saving ~ {FAMILIES}"
    assert write_formula(rows.head(1), terms) is None


def test_the_formula_means_the_same_to_patsy(table, fit):
    outcome, design = patsy.dmatrices(fit.formula, table, return_type="dataframe")
    assert design.columns.tolist() == fit.terms.term.tolist()
    assert outcome.columns.tolist() == ["log_annual_saving"]


def test_model_columns_are_logs_and_ones_and_zeros():
    table = pd.DataFrame(
        {
            "annual_saving_gbp": [math.e, 1.0, 0.0, -5.0],
            "status": ["achieved", "expected", "expected", "achieved"],
            "population_incomplete": [True, False, False, True],
            "start_unknown": [False, False, True, True],
            "other_bodies": [False, True, False, True],
            "price_held": [False, False, False, True],
        }
    )
    found = add_model_columns(table)
    assert found.log_annual_saving.fillna(-99).tolist() == [1, 0, -99, -99]
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
            "low": [13.0, 0.0, math.log(0.5)],
            "high": [15.0, math.log(4), 0.0],
            "p_value": [0.0, 0.05, 0.05],
        }
    )
    found = read_effects(Fit("log_ols", "y ~ x", 9, "", 3, {}, terms, controlled=False))
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
