"""The regression agrees with a second implementation, with the formula refitted, and the truth."""

import math
import re
from dataclasses import dataclass

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


@dataclass(frozen=True)
class ByHand:
    """A second way to CR2: everything from the thin Q of the design, no matrix of n by n.

    By the push-through identity, (I - QQ')^(-1/2) Q = Q (I - Q'Q)^(-1/2) for the rows of a cluster.
    ``reach`` holds one (k, rows) array per cluster, which turns its residuals into its part of
    every coefficient.
    """

    estimate: np.ndarray
    design: np.ndarray
    places: list[np.ndarray]
    reach: list[np.ndarray]
    df: np.ndarray
    support: np.ndarray

    def errors(self, residuals: np.ndarray) -> np.ndarray:
        """The standard errors for residuals of shape (draws, n): shape (draws, k)."""
        parts = [
            residuals[:, here] @ reach.T
            for here, reach in zip(self.places, self.reach, strict=True)
        ]
        return np.sqrt((np.stack(parts) ** 2).sum(axis=0))


def work_by_hand(design: np.ndarray, outcome: np.ndarray, clusters: pd.Series) -> ByHand:
    q, r = np.linalg.qr(design)
    back = np.linalg.inv(r)
    places = [np.flatnonzero(clusters.to_numpy() == group) for group in clusters.unique()]
    reach = []
    for here in places:
        left, size, right = np.linalg.svd(q[here], full_matrices=False)
        rest = 1 - size**2
        scale = np.where(rest > 1e-10, size / np.sqrt(np.maximum(rest, 1e-300)), 0)
        reach.append(back @ (left * scale @ right).T)
    return ByHand(
        back @ (q.T @ outcome),
        design,
        places,
        reach,
        count_freedom_by_hand(q, places, reach),
        count_support_by_hand(design, places),
    )


def count_freedom_by_hand(q: np.ndarray, places: list, reach: list) -> np.ndarray:
    """Bell and McCaffrey's degrees of freedom from the products of every two clusters' weights."""
    freedom = []
    for term in range(q.shape[1]):
        weights = [own[term] for own in reach]
        seen = np.array([q[here].T @ own for here, own in zip(places, weights, strict=True)])
        products = np.diag([own @ own for own in weights]) - seen @ seen.T
        freedom.append(np.trace(products) ** 2 / (products**2).sum())
    return np.array(freedom)


def count_support_by_hand(design: np.ndarray, places: list) -> np.ndarray:
    """The effective number of clusters behind what is left of each column beside the others."""
    found = []
    for term in range(design.shape[1]):
        column, others = design[:, term], np.delete(design, term, axis=1)
        left = column - others @ np.linalg.lstsq(others, column, rcond=None)[0]
        shares = np.array([(left[here] ** 2).sum() for here in places]) / (left**2).sum()
        found.append(1 / (shares**2).sum())
    return np.array(found)


def refit_by_hand(fit: Fit, rows: pd.DataFrame) -> pd.DataFrame:
    """The terms of a fit, by linear algebra alone."""
    design = np.column_stack([code_by_hand(term, rows) for term in fit.terms.term])
    outcome = np.log(rows.annual_saving_gbp.to_numpy(float))
    hand = work_by_hand(design, outcome, rows.cluster)
    [error] = hand.errors((outcome - design @ hand.estimate)[None, :])
    error = np.where(hand.support < 2, np.nan, error)
    reach = stats.t.ppf(0.975, hand.df) * error
    return pd.DataFrame(
        {
            "term": fit.terms.term,
            "estimate": hand.estimate,
            "std_error": error,
            "df": hand.df,
            "support": hand.support,
            "low": hand.estimate - reach,
            "high": hand.estimate + reach,
            "p_value": 2 * stats.t.sf(np.abs(hand.estimate / error), hand.df),
        }
    )


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
    again = smf.ols(found.log_ols.formula, rows).fit()
    assert again.params.index.tolist() == found.log_ols.terms.term.tolist()
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
    assert fit.controlled
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


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_effects_are_covered_in_partner_groups_as_few_and_unequal_as_the_real_ones(findings, year):
    found = findings(year)
    rows = found.table[found.table.in_log_ols == 1]
    truth = found.log_ols.terms.estimate.to_numpy()
    design = np.column_stack([code_by_hand(term, rows) for term in found.log_ols.terms.term])
    coverage = cover(found.log_ols, rows, truth, design @ truth + shake(rows, 0.5, 1000))
    assert coverage.mean() >= 0.93, coverage.mean()
    assert coverage.min() >= 0.85, coverage[coverage < 0.85].to_dict()


@pytest.mark.parametrize("year", [2013, 2016, 2019, 2026])
def test_a_term_that_rests_on_fewer_than_two_groups_has_an_estimate_alone(findings, year):
    terms = findings(year).log_ols.terms
    thin = terms.support < 2
    measures = ["std_error", "low", "high", "p_value"]
    assert terms.loc[thin, measures].isna().all(axis=None)
    assert terms.loc[~thin].notna().all(axis=None)
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


ZERO = "zero or negative saving"
RARE = "number of councils or family seen in too few connected partner groups"


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


@pytest.mark.parametrize("column", ["partners_group", "family"])
def test_a_group_seen_in_two_connected_partner_groups_is_not_used(column):
    table = small(["2"] * 7, ["A"] * 7).assign(**{column: ["2"] * 3 + ["3"] * 4})
    table["cluster"] = ["a", "b", "c", "d", "d", "e", "e"]
    usable, lost = choose_rows(table)
    assert usable.tolist() == [True] * 3 + [False] * 4
    assert lost == {ZERO: 0, RARE: 4}
    table["cluster"] = ["a", "b", "c", "d", "d", "e", "f"]
    assert choose_rows(table)[0].all()


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
            "df": [9.0] * 3,
            "support": [9.0] * 3,
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
