"""The design matrix is patsy's, to the last name and number."""

import numpy as np
import pandas as pd
import patsy
import pytest

from sharing.coverage import EDITION, SETTINGS
from sharing.design_matrix import build_matrix
from sharing.edition import analyse
from sharing.models import add_model_columns
from sharing.simulate import simulate_register
from sharing.specifications import PARTNERS, SPECIFICATIONS, SPLINE, choose_rows, write_formula

EDITIONS = [2011, 2013, 2016, 2018, 2019, 2026]


def compare_with_patsy(table: pd.DataFrame) -> int:
    """Assert that every formula of every model gives patsy's matrix; how many there were."""
    compared = 0
    for specification in SPECIFICATIONS.values():
        for terms in specification.ladder:
            rows = table[choose_rows(specification, table, terms)[0]]
            formula = write_formula(rows, specification.outcome, terms)
            if formula is None or rows.log_councils.nunique() < 4:
                continue
            outcome, matrix = patsy.dmatrices(formula, rows, return_type="dataframe")
            pd.testing.assert_frame_equal(build_matrix(formula, rows), matrix, check_exact=True)
            given = rows[specification.outcome]
            assert outcome.iloc[:, 0].tolist() == given.tolist()
            compared += 1
    return compared


@pytest.mark.parametrize("year", EDITIONS)
def test_the_matrices_of_the_editions_are_those_of_patsy(findings, year):
    assert compare_with_patsy(findings(year).table) >= (year >= 2013) * 12


@pytest.mark.parametrize("name", SETTINGS)
def test_the_matrices_of_simulated_registers_are_those_of_patsy(name):
    register = simulate_register(SETTINGS[name].truth, 1)
    table = add_model_columns(analyse(register, EDITION).table, EDITION.threshold_gbp)
    assert compare_with_patsy(table) >= 12


def test_factors_come_before_numbers_and_their_reference_has_no_column():
    table = pd.DataFrame(
        {"n": [1, 2, 4, 8], "partners_group": ["3", "2", "5+", "2"], "m": [0.5, 0, 1, 2]},
        index=[7, 3, 9, 1],
    )
    found = build_matrix(f"y ~ n + {PARTNERS} + m", table)
    expected = pd.DataFrame(
        {
            "Intercept": 1.0,
            f"{PARTNERS}[T.3]": [1.0, 0, 0, 0],
            f"{PARTNERS}[T.5+]": [0.0, 0, 1, 0],
            "n": [1.0, 2, 4, 8],
            "m": table.m,
        },
        index=table.index,
    )
    pd.testing.assert_frame_equal(found, expected)


def test_a_smooth_has_the_columns_that_patsy_gives_it():
    table = pd.DataFrame({"log_councils": np.log([2.0, 2, 3, 4, 6, 9]), "n": range(6)})
    formula = f"y ~ {SPLINE} + n"
    again = patsy.dmatrix(formula.partition(" ~ ")[2], table, return_type="dataframe")
    pd.testing.assert_frame_equal(build_matrix(formula, table), again)


def test_a_term_that_is_no_column_of_numbers_is_refused():
    with pytest.raises(ValueError, match="could not convert"):
        build_matrix("y ~ family", pd.DataFrame({"family": ["Back office", "Management"]}))
