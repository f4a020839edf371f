"""The chapter on who shares: how the register's list compares with the national map's."""

import pandas as pd

from sharing.prose import cite, say_count, say_percent


def find_usual(counted: pd.Series, furthest: pd.Series) -> str:
    """How many councils share most often, and how far apart they lie.

    Parameters
    ----------
    counted
        The number of councils of each arrangement that has one.
    furthest
        Kilometres between the two furthest councils of each arrangement that can be measured.
    """
    if counted.empty:
        return "**No arrangement on record says how many councils share.**"
    usual = int(counted.mode().iloc[0])
    most = f"Most often {say_count(usual, 'council shares', 'councils share')}"
    rest = (
        f"Of the {len(counted):,} arrangements whose number of councils is known, "
        f"{say_percent((counted == usual).mean())} have that number."
    )
    if furthest.empty:
        return f"**{most}.** {rest}"
    return (
        f"**{most}, and the furthest partners are typically {furthest.median():.0f} km apart.** "
        f"{rest} That distance is the middle one of the {len(furthest):,} that can be measured."
    )


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
        f"{last.as_of[:4]} by asking councils. How the two lists overlap is unknown, because the "
        f"map's data are gone. The count is from {cite(last)}."
    )
