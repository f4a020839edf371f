"""The chapter on how much is reported: every arrangement on one pound scale."""

import pandas as pd

from sharing.prose import say_pounds
from sharing.results import Findings


def list_savings(findings: Findings) -> pd.DataFrame:
    """Every usable saving in cash by name, as `sharing.charts.dots.stack_dots` takes it."""
    table = findings.table
    names = findings.register.arrangements.set_index("arrangement_id").name
    return pd.DataFrame(
        {
            "name": table.arrangement_id.map(names),
            "saving": table.annual_saving_cash_gbp,
            "status": table.status,
        }
    )


def say_sides(savings: pd.DataFrame, threshold: float) -> tuple[str, str]:
    """How many savings lie under the threshold, and how many not, in two lines each."""
    under = int((savings.saving < threshold).sum())
    limit = say_pounds(threshold)
    return f"{under} under\n{limit}", f"{len(savings) - under} report\n{limit} or more"


def title_savings(savings: pd.DataFrame, threshold: float) -> str:
    """The headline of the savings on one scale."""
    under = int((savings.saving < threshold).sum())
    return f"{under} of {len(savings)} reported savings are under {say_pounds(threshold)} a year"


def describe_savings(savings: pd.DataFrame, threshold: float) -> str:
    """The alternative text of the savings on one scale."""
    if savings.empty:
        return "There are no savings."
    low, high = savings.saving.quantile([0.25, 0.75])
    return (
        f"{title_savings(savings, threshold)}; half of all lie between {say_pounds(low)} and "
        f"{say_pounds(high)}, the smallest at {say_pounds(savings.saving.min())} and the largest "
        f"at {say_pounds(savings.saving.max())}."
    )
