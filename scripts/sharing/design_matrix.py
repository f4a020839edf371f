"""The design matrix of a model's formula, equal to patsy's but built in a fraction of its time.

patsy takes some 40 milliseconds to read a formula and to find out what its columns are; simulations
fit tens of thousands of models whose terms are of three kinds only.
"""

import re

import numpy as np
import pandas as pd
import patsy

FACTOR = re.compile(r'C\((?P<column>\w+), Treatment\("(?P<reference>[^"]*)"\)\)')


def build_matrix(formula: str, table: pd.DataFrame) -> pd.DataFrame:
    """What ``patsy.dmatrix`` makes of the right side of a formula.

    Parameters
    ----------
    formula
        Terms joined by " + " after " ~ ": a column of numbers, a factor with its reference group as
        in ``C(family, Treatment("Back office"))``, or a smooth of a column, which patsy itself
        evaluates. The intercept is understood.
    table
        Holds the terms' columns, n rows without missing values.

    Returns
    -------
    Numbers of shape (n, k), indexed as ``table``: the intercept, then factors, then all else.
    """
    terms = formula.partition(" ~ ")[2].split(" + ")
    columns = {"Intercept": np.ones(len(table))}
    # As patsy has it, whose factors come before its numbers.
    for term in sorted(terms, key=lambda term: FACTOR.fullmatch(term) is None):
        if match := FACTOR.fullmatch(term):
            codes, levels = pd.factorize(table[match["column"]].to_numpy(), sort=True)
            columns |= {
                f"{term}[T.{level}]": codes == code
                for code, level in enumerate(levels)
                if level != match["reference"]
            }
        elif term in table:
            columns[term] = table[term]
        else:
            smooth = patsy.dmatrix(f"{term} - 1", table, return_type="dataframe")
            columns |= dict(smooth.items())
    numbers = np.column_stack([np.asarray(column, dtype=float) for column in columns.values()])
    return pd.DataFrame(numbers, table.index, list(columns))
