"""Published totals as a sentence prints them: as the page has them, with their qualifier."""

import pandas as pd

from sharing.prose import say_pounds

BILLION = 1_000_000_000


def say_large(amount: float) -> str:
    """Pounds as `say_pounds` has them, thousands of millions as billions: £840m, £1.73bn."""
    if abs(amount) < 0.9995 * BILLION:
        return say_pounds(amount)
    billions = f"{abs(amount) / BILLION:.2f}".rstrip("0").rstrip(".")
    return f"{'−' if amount < 0 else ''}£{billions}bn"


def say_total(total: pd.Series) -> str:
    """A published total as printed, with its qualifier: "more than £1.34bn", "337", "96%".

    Parameters
    ----------
    total
        A row of the totals: ``value``, ``unit`` (gbp, count or percent) and ``qualifier``.
    """
    value = float(total.value)
    if total.unit == "gbp" and value >= 1_000_000:
        number = f"£{value / BILLION:g}bn" if value >= BILLION else f"£{value / 1e6:g}m"
    else:
        mark = {"gbp": "£{:,.0f}", "percent": "{:g}%", "count": "{:,.0f}"}[total.unit]
        number = mark.format(value)
    return f"{total.qualifier} {number}".strip()
