"""The chapter on partners, with other things equal: what the three shapes of model say."""

import pandas as pd

from sharing.curves import CATEGORIES, CURVE, LOGARITHM
from sharing.prose import say_times


def find_curves(predictions: pd.DataFrame) -> str:
    """What twice as many councils go with, and whether a bend is called for."""
    doubled = _find_doubling(predictions)
    if doubled is None:
        return "This edition has too few partnerships to draw lines through them."
    told = (
        "With other things equal, and by a straight line in logarithms, twice as many councils go "
        f"with {say_times(doubled.ratio, doubled.low, doubled.high)} the reported saving. The "
        "population is held equal too, so that twice as many councils are councils half as large. "
        "If each of these saved as much as a council of twice its size, the saving would double"
    )
    if doubled.high < 2:
        end = "; the whole range is below that."
    elif doubled.low > 2:
        end = "; the whole range is above that."
    else:
        end = ", which the range does not rule out."
    return f"{told}{end} {_compare_curve(predictions)}".strip()


def title_curves(predictions: pd.DataFrame) -> str:
    """The headline of the three shapes."""
    doubled = _find_doubling(predictions)
    if doubled is None:
        return "Too few partnerships to compare sizes with other things equal"
    times = say_times(doubled.ratio, doubled.low, doubled.high)
    return f"Twice as many councils go with {times} the reported saving"


def describe_curves(predictions: pd.DataFrame) -> str:
    """The alternative text of the three shapes."""
    told = [
        f"{row.view}, {row.councils:.0f} councils: {say_times(row.ratio, row.low, row.high)}"
        for row in predictions[predictions.councils > 2].itertuples()
        if row.view == CATEGORIES or row.councils in (4, 8, 16)
    ]
    return "Saving against two councils. " + "; ".join(told) + "." if told else "No estimates."


def _find_doubling(predictions: pd.DataFrame) -> pd.Series | None:
    """The straight line at four councils, which is what every doubling goes with."""
    found = predictions[(predictions["view"] == LOGARITHM) & (predictions.councils == 4)].dropna()
    return None if found.empty else found.iloc[0]


def _compare_curve(predictions: pd.DataFrame) -> str:
    """Whether the straight line stays inside the range of the curve."""
    line = predictions[predictions["view"] == LOGARITHM].set_index("councils").ratio
    curve = predictions[predictions["view"] == CURVE].set_index("councils")
    known = curve[curve.low.notna() & (curve.index > 2)]
    if known.empty:
        return ""
    along = line[known.index]
    if along.between(known.low, known.high).all():
        return (
            "The straight line lies inside the curve's range wherever the curve has one, so these "
            "savings do not call for a bend."
        )
    return "The straight line leaves the curve's range in places, so the savings call for a bend."
