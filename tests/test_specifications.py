"""A model is attempted with the richest terms that the data carry, or not, for a stated reason."""

import itertools
import json
import re

import numpy as np
import pandas as pd
import patsy
import pytest

from sharing.release import OUTPUTS
from sharing.specifications import (
    BY_CATEGORY,
    FAMILIES,
    KNOTS,
    LEAST_GROUPS,
    LEAST_PER_COEFFICIENT,
    PARTNERS,
    SPECIFICATIONS,
    SPLINE,
    choose_rows,
    find_design,
    find_obstacle,
    write_formula,
)

LOG_OLS, MEAN, MEDIAN = (SPECIFICATIONS[name] for name in ("log_ols", "mean_glm", "median"))
LOGS, CURVE = SPECIFICATIONS["log_ols_log"], SPECIFICATIONS["log_ols_spline"]
UNDER = SPECIFICATIONS["under_threshold"]
CORE = LOG_OLS.ladder[-1]
ZERO, LOSS = "zero or negative saving", "negative saving"
UNCOUNTED = "fewer than two councils, or an unknown number"
RARE = "number of councils or family seen in too few connected partner groups"
EDITIONS = [2006, 2011, 2012, 2014, 2016, 2019, 2026]

each_model = pytest.mark.parametrize("name", SPECIFICATIONS)


def small(
    partners: list[str], families: list[str], savings: list[float] | None = None
) -> pd.DataFrame:
    """A table of the columns that the choice of rows needs."""
    return pd.DataFrame(
        {
            "partners_group": partners,
            "family": families,
            "annual_saving_gbp": savings or [100.0] * len(partners),
            "log_councils": [np.log(2) if group == "2" else np.nan for group in partners],
            "cluster": [f"group {number}" for number in range(len(partners))],
        }
    )


def build(rows: int = 120, seed: int = 1) -> pd.DataFrame:
    """An analysis table with the models' columns, every row a partner group of its own."""
    rng = np.random.default_rng(seed)
    councils = rng.choice([2, 3, 4, 5, 7], rows)
    saving = np.exp(rng.normal(12, 1, rows))
    return pd.DataFrame(
        {
            "partners_group": np.where(councils < 5, councils.astype(str), "5+"),
            "log_councils": np.log(councils),
            "family": rng.choice(["Back office", "Management"], rows),
            "achieved": rng.integers(0, 2, rows),
            "log_population": rng.normal(12, 0.5, rows),
            "population_incomplete": rng.integers(0, 2, rows),
            "years_since_start": rng.integers(0, 9, rows),
            "start_unknown": rng.integers(0, 2, rows),
            "other_bodies": rng.integers(0, 2, rows),
            "area": rng.choice(["South and East", "North"], rows),
            "cluster": np.arange(rows),
            "annual_saving_gbp": saving,
            "log_annual_saving": np.log(saving),
            "asinh_annual_saving": np.arcsinh(saving / 1000),
            "under_threshold": (saving < 1e5).astype(int),
        }
    )


@each_model
def test_every_model_explains_and_compares_published_columns(name):
    [table] = [t for t in json.loads(OUTPUTS.read_text())["resources"] if t["name"] == "analysis"]
    columns = {field["name"] for field in table["schema"]["fields"]}
    specification = SPECIFICATIONS[name]
    assert specification.name == name
    assert {specification.outcome, f"in_{name}", "cluster"} <= columns
    for terms in specification.ladder:
        assert set(terms) <= columns
        assert all(column in term for column, term in terms.items())


@each_model
def test_every_ladder_goes_down(name):
    ladder = SPECIFICATIONS[name].ladder
    assert all(len(lower) < len(higher) for higher, lower in itertools.pairwise(ladder))


def test_the_models_of_the_contract_are_there():
    assert list(SPECIFICATIONS)[:1] == ["log_ols"]
    assert {"log_ols", "mean_glm", "median", "under_threshold"} < set(SPECIFICATIONS)
    assert [m.name for m in SPECIFICATIONS.values() if m.binary] == ["under_threshold"]
    assert [m.name for m in SPECIFICATIONS.values() if m.log_link] == ["mean_glm"]


@pytest.mark.parametrize(
    ("specification", "used", "reason"),
    [
        (LOG_OLS, [1, 0, 0, 1, 1, 1], {ZERO: 2}),
        (MEAN, [1, 1, 0, 1, 1, 1], {LOSS: 1}),
        (MEDIAN, [1, 1, 1, 1, 1, 1], {}),
        (UNDER, [1, 1, 1, 1, 1, 1], {}),
    ],
    ids=lambda given: getattr(given, "name", None),
)
def test_zeros_and_losses_are_kept_by_the_models_that_can_take_them_and_counted_by_the_others(
    specification, used, reason
):
    table = small(["2"] * 6, ["A"] * 6, [5, 0, -3, 1, 2, 3])
    usable, lost = choose_rows(specification, table, CORE)
    assert usable.tolist() == [bool(one) for one in used]
    assert lost == reason


def test_an_unknown_number_of_councils_is_lost_where_the_number_itself_is_compared():
    table = small(["2"] * 4 + ["unknown", "0-1"], ["A"] * 6)
    usable, lost = choose_rows(LOGS, table, LOGS.ladder[-1])
    assert usable.tolist() == [True] * 4 + [False] * 2
    assert lost == {UNCOUNTED: 2}
    assert choose_rows(LOG_OLS, table, {"family": FAMILIES})[0].all()


def test_groups_of_fewer_than_three_are_counted_and_not_used():
    usable, lost = choose_rows(LOG_OLS, small(["2"] * 5 + ["3"] * 2, ["A"] * 7), CORE)
    assert usable.tolist() == [True] * 5 + [False] * 2
    assert lost == {RARE: 2}


def test_a_group_that_shrinks_below_three_on_the_way_goes_too():
    # The two of partner group 3 leave family B with two, and those leave partner group 4 with two.
    partners = ["2"] * 3 + ["3"] * 2 + ["4"] * 4
    families = ["A"] * 3 + ["B", "C"] + ["B"] * 2 + ["C"] * 2
    usable, lost = choose_rows(LOG_OLS, small(partners, families), CORE)
    assert usable.tolist() == [True] * 3 + [False] * 6
    assert lost == {RARE: 6}


def test_a_loss_is_not_counted_for_two_reasons():
    table = small(["2"] * 3 + ["3"], ["A"] * 4, [1, 2, 3, -1])
    usable, lost = choose_rows(LOG_OLS, table, CORE)
    assert usable.sum() + sum(lost.values()) == 4
    assert lost == {ZERO: 1}


@pytest.mark.parametrize("column", ["partners_group", "family"])
def test_a_group_seen_in_two_connected_partner_groups_is_not_used(column):
    table = small(["2"] * 7, ["A"] * 7).assign(**{column: ["2"] * 3 + ["3"] * 4})
    table["cluster"] = ["a", "b", "c", "d", "d", "e", "e"]
    usable, lost = choose_rows(LOG_OLS, table, CORE)
    assert usable.tolist() == [True] * 3 + [False] * 4
    assert lost == {RARE: 4}
    table["cluster"] = ["a", "b", "c", "d", "d", "e", "f"]
    assert choose_rows(LOG_OLS, table, CORE)[0].all()


def test_choosing_rows_leaves_the_table_as_it_was():
    table = small(["2"] * 5 + ["3"] * 2, ["A"] * 7, [5, 0, -3, 1, 2, 3, 4])
    before = table.copy(deep=True)
    choose_rows(LOG_OLS, table, CORE)
    pd.testing.assert_frame_equal(table, before)


@each_model
def test_nothing_can_be_chosen_from_an_empty_table(name):
    specification = SPECIFICATIONS[name]
    usable, lost = choose_rows(specification, small([], []), specification.ladder[-1])
    assert len(usable) == 0 and lost == {}
    design, why, _ = find_design(specification, build().head(0))
    assert design is None and why.startswith("0 arrangements can be used, and they hold no")


@each_model
@pytest.mark.parametrize("year", EDITIONS)
def test_every_arrangement_of_an_edition_is_used_or_lost_for_one_reason(findings, name, year):
    table = findings(year).table
    for terms in SPECIFICATIONS[name].ladder:
        usable, lost = choose_rows(SPECIFICATIONS[name], table, terms)
        assert usable.sum() + sum(lost.values()) == len(table)
        assert all(lost.values())


@each_model
@pytest.mark.parametrize("year", EDITIONS)
def test_every_level_compared_lies_in_three_connected_partner_groups(findings, name, year):
    """A level that one partner group holds alone has a clustered error near nought."""
    design = find_design(SPECIFICATIONS[name], findings(year).table)[0]
    for column in ("partners_group", "family"):
        if design is not None and column in SPECIFICATIONS[name].ladder[design.rung]:
            assert design.rows.groupby(column).cluster.nunique().min() >= LEAST_GROUPS


def test_what_does_not_vary_is_left_out_of_the_formula():
    rows = build().query("partners_group == '2'").assign(achieved=0)
    assert write_formula(rows, "y", CORE) == f"y ~ {FAMILIES}"
    assert write_formula(rows.head(1), "y", CORE) is None


@pytest.mark.parametrize(
    ("column", "reference"), [("partners_group", "2"), ("family", "Back office")]
)
def test_a_table_without_the_group_to_compare_with_has_no_formula(column, reference):
    table = build()
    table.loc[table.index < 10, "family"] = "Waste"
    rows = table[table[column] != reference]
    assert write_formula(rows, "y", CORE) is None
    assert write_formula(rows.assign(**{column: "same"}), "y", CORE) is not None


def test_areas_without_the_one_to_compare_with_cost_the_controls_and_not_the_model():
    table = build().assign(area=["London", "North"] * 60)
    design, why, _ = find_design(LOG_OLS, table)
    assert (design.rung, why) == (1, "")
    assert "area" not in design.formula


@each_model
def test_the_formula_means_the_same_to_patsy(name):
    design = find_design(SPECIFICATIONS[name], build(400, 3))[0]
    outcome, matrix = patsy.dmatrices(design.formula, design.rows, return_type="dataframe")
    pd.testing.assert_frame_equal(matrix, design.matrix)
    assert outcome.columns.tolist() == [SPECIFICATIONS[name].outcome]
    assert outcome.iloc[:, 0].tolist() == design.outcome.tolist()
    assert matrix.index.tolist() == design.rows.index.tolist()


def test_just_enough_rows_for_the_controls_keep_them():
    # 12 coefficients: the intercept, three groups, a family, the status and six controls.
    everything = find_design(LOG_OLS, build(60))[0]
    assert (everything.matrix.shape, everything.rung) == ((60, 12), 0)
    fewer = find_design(LOG_OLS, build(60).head(59))[0]
    assert (fewer.matrix.shape, fewer.rung) == ((59, 6), 1)
    assert fewer.formula == f"log_annual_saving ~ {PARTNERS} + {FAMILIES} + achieved"


def test_too_few_rows_are_not_attempted_and_the_reason_says_how_many_are_needed():
    table = build(30)
    assert find_design(LOG_OLS, table)[0].rung == 1
    design, why, lost = find_design(LOG_OLS, table.head(29))
    assert design is None and lost == {}
    assert why == (
        "29 arrangements can be used, and the smallest model needs at least 30 "
        "(5 for each of its 6 coefficients)"
    )


def test_the_rarer_side_of_the_threshold_decides_how_much_can_be_compared():
    rungs = {}
    for rare in (9, 10, 29, 30, 59, 60):
        table = build(400, 3).assign(under_threshold=0)
        table.loc[np.random.default_rng(1).permutation(400)[:rare], "under_threshold"] = 1
        design, why, _ = find_design(UNDER, table)
        rungs[rare] = None if design is None else design.rung
        if design is None:
            assert f"only {rare} of them are on the rarer side" in why
            assert "at least 10 (5 for each of its 2 coefficients)" in why
    assert rungs == {9: None, 10: 2, 29: 2, 30: 1, 59: 1, 60: 0}


def test_the_rarer_side_may_be_the_larger_savings():
    table = build(400, 3).assign(under_threshold=1)
    table.loc[table.index < 9, "under_threshold"] = 0
    assert "only 9 of them" in find_design(UNDER, table)[1]


def test_clusters_fewer_than_three_are_not_attempted():
    table = build()
    for groups, attempted in ((1, False), (2, False), (3, True)):
        rows = table.assign(cluster=table.index % groups)
        # Asked of the obstacle itself: the choice of rows would leave none before.
        matrix = patsy.dmatrix(f"{PARTNERS} + {FAMILIES}", rows, return_type="dataframe")
        why = find_obstacle(LOG_OLS, rows.log_annual_saving, matrix, rows.cluster)
        assert (why == "") is attempted
        assert attempted or "connected" in why


def test_what_never_differs_from_each_other_is_said_so():
    """All threes are management and nothing else is, so neither has an effect of its own."""
    table = build()
    table = table[table.partners_group.isin(["2", "3"])]
    same = table.assign(family=table.partners_group.map({"2": "Back office", "3": "Management"}))
    design, why, _ = find_design(LOG_OLS, same)
    assert design is None
    assert why.endswith("some of the things compared never differ from each other among them")


@pytest.mark.parametrize("specification", [LOG_OLS, MEAN, MEDIAN], ids=lambda s: s.name)
def test_savings_all_the_same_are_not_attempted(specification):
    table = build().assign(annual_saving_gbp=5.0, log_annual_saving=1.0, asinh_annual_saving=1.0)
    assert find_design(specification, table)[1].endswith("their savings are all the same")


@pytest.mark.parametrize("councils", [[2, 3, 4, 5], [3, 4, 5, 7], [4, 5, 7, 9], [6, 7, 8, 9]])
def test_a_curve_needs_partnerships_on_both_sides_of_where_it_bends(councils):
    table = build().assign(log_councils=np.log(np.resize(councils, 120)))
    design, why, _ = find_design(CURVE, table)
    assert design is None
    assert why.endswith("do not reach from two councils to more than five, where the curve bends")
    assert find_design(LOGS, table)[0] is not None


def test_the_curve_bends_at_the_same_numbers_in_every_edition():
    assert pytest.approx([3, 5]) == np.exp(KNOTS)
    one, other = (find_design(CURVE, build(300, seed))[0].formula for seed in (3, 4))
    assert SPLINE in one and SPLINE in other
    numbers = [float(number) for number in re.findall(r"\d+\.\d+", SPLINE)]
    assert numbers == list(KNOTS)


def test_the_curve_is_a_natural_cubic_between_its_knots_and_straight_beyond_the_data():
    """Three columns that span what is left of a natural spline of four knots beside a constant."""
    councils = np.log([2, 2, 3, 4, 5, 6, 9])
    basis = np.asarray(patsy.dmatrix(f"{SPLINE} - 1", {"log_councils": councils}))
    assert basis.shape == (7, 3)
    assert basis.mean(axis=0) == pytest.approx([0, 0, 0], abs=1e-12)
    knots = [councils.min(), *KNOTS, councils.max()]

    def cubed(at: float) -> np.ndarray:
        return np.maximum(councils - at, 0) ** 3

    def bend(at: float) -> np.ndarray:
        # Hastie, Tibshirani and Friedman, Elements of Statistical Learning, equation 5.4.
        return (cubed(at) - cubed(knots[-1])) / (knots[-1] - at)

    truncated = [np.ones(7), councils, *(bend(at) - bend(knots[-2]) for at in knots[:2])]
    both = np.column_stack([*truncated, basis])
    assert np.linalg.matrix_rank(both, tol=1e-8) == 4


def test_a_control_that_separates_costs_the_controls_and_not_the_model():
    table = build(400, 3)
    table["under_threshold"] = (np.arange(400) % 2).astype(int)
    table["other_bodies"] = ((np.arange(400) < 40) & (table.under_threshold == 1)).astype(int)
    design, _, _ = find_design(UNDER, table)
    assert design.rung == 1
    alike = table.assign(other_bodies=(np.arange(400) < 40).astype(int))
    assert find_design(UNDER, alike)[0].rung == 0


def test_outcomes_told_apart_without_fail_are_said_so():
    table = build(400, 3).assign(under_threshold=lambda t: (t.log_councils > 1.2).astype(int))
    design, why, _ = find_design(UNDER, table)
    assert design is None
    assert why.endswith("tells the two sides of the threshold apart without fail")


def test_a_family_of_zeros_alone_has_no_mean_on_a_log_link():
    table = build()
    zero = table.family == "Management"
    table["annual_saving_gbp"] = table.annual_saving_gbp.where(~zero, 0.0)
    design, why, _ = find_design(MEAN, table)
    assert design is None
    assert why.endswith("tells savings of zero from the others without fail")
    table.loc[table.index[zero][0], "annual_saving_gbp"] = 1.0
    assert find_design(MEAN, table)[0].rung == 0


def test_an_area_of_zeros_alone_costs_the_controls_and_not_the_mean():
    table = build()
    table["annual_saving_gbp"] = table.annual_saving_gbp.where(table.area != "North", 0.0)
    assert find_design(MEAN, table)[0].rung == 1


@each_model
@pytest.mark.parametrize("year", EDITIONS)
def test_no_edition_fits_more_coefficients_than_the_rule_allows(findings, name, year):
    specification = SPECIFICATIONS[name]
    design, why, _ = find_design(specification, findings(year).table)
    if design is None:
        assert re.match(r"\d+ arrangements can be used, and \w", why)
        return
    rows, coefficients = design.matrix.shape
    able = min(design.outcome.sum(), rows - design.outcome.sum()) if specification.binary else rows
    assert able >= LEAST_PER_COEFFICIENT * coefficients
    assert np.linalg.matrix_rank(design.matrix) == coefficients
    assert not design.matrix.isna().any(axis=None) and not design.outcome.isna().any()


def test_the_richest_terms_are_those_of_the_plan():
    assert BY_CATEGORY[0].keys() == {
        *("partners_group", "family", "achieved", "log_population", "population_incomplete"),
        *("years_since_start", "start_unknown", "other_bodies", "area"),
    }
    assert BY_CATEGORY[1].keys() == {"partners_group", "family", "achieved"}
    for specification in (LOG_OLS, MEAN, MEDIAN):
        assert specification.ladder == BY_CATEGORY
    assert UNDER.ladder == (*BY_CATEGORY, {"log_councils": "log_councils"})
    for specification, term in ((LOGS, "log_councils"), (CURVE, SPLINE)):
        assert specification.ladder[0]["log_councils"] == term
        assert "partners_group" not in specification.ladder[0]
