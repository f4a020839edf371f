"""The chapter on who shares: how the register's list compares with the national map's."""

import pandas as pd

from sharing.prose import cite


def compare_counts(counted: pd.DataFrame) -> str:
    """How many partnerships the national map counted, by the last count that is not doubtful.

    Parameters
    ----------
    counted
        `sharing.national.follow_metric` of ``arrangements``.
    """
    firm = counted[~counted.doubtful]
    if firm.empty:
        return "No count of the national map is known to this edition."
    last = firm.iloc[-1]
    return (
        f"The national map counted {last.value:,.0f} partnerships in {last.scope} in "
        f"{last.as_of[:4]} by asking councils ({cite(last)}); how the two lists overlap is "
        "unknown, because the map's data are gone."
    )
