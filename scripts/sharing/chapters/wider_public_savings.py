"""The chapter on the wider public sector: what was reported with others and by councils alone.

A few arrangements carry what is said here, so every comparison comes with its range or with the
reason why there is none.
"""

import math

import pandas as pd

from sharing.comparisons import LEAST_GROUPS
from sharing.models import Fit, read_effects
from sharing.prose import (
    SMALL,
    begin,
    say_between,
    say_change,
    say_count,
    say_name,
    say_pounds,
    say_ratio,
)
from sharing.public_bodies import (
    ALONE,
    EMERGENCY,
    WITH,
    list_savings,
    name_settings,
)
from sharing.results import Findings

WORDS = {
    ALONE: "councils alone",
    WITH: "councils with other public bodies",
    EMERGENCY: "fire and police with each other",
}


def answer_question(rows: pd.DataFrame) -> str:
    """Whether councils reported more with other public bodies than alone, in a few words.

    Parameters
    ----------
    rows
        `sharing.public_bodies.compare_settings`; so in the other functions here.
    """
    ours = _find_row(rows, WITH)
    if ours is None or math.isnan(ours.ratio_low):
        return "It cannot be told yet."
    if ours.ratio_low <= 1 <= ours.ratio_high:
        return "It cannot be told from the savings reported so far."
    return "They reported more." if ours.ratio_low > 1 else "They reported less."


def find_saving(rows: pd.DataFrame) -> str:
    """How the savings with other public bodies compare with those of councils alone."""
    ours, alone = _find_row(rows, WITH), _find_row(rows, ALONE)
    if ours is None or alone is None:
        return "Their savings cannot be compared, because one side has reported none."
    told = (
        f"With other public bodies, councils reported a median saving of "
        f"{say_pounds(ours['median'])} a year ({say_count(int(ours.n), 'arrangement')}). Among "
        f"councils alone it was {say_pounds(alone['median'])} "
        f"({say_count(int(alone.n), 'arrangement')})"
    )
    if math.isnan(ours.ratio_low):
        return f"{told}, but too few arrangements stand behind this to compare them."
    spread = f"{say_ratio(ours.ratio_low)} to {say_ratio(ours.ratio_high)} times as much"
    if ours.ratio_low <= 1 <= ours.ratio_high:
        return f"{told}. The difference may be chance: its range is {spread}."
    return f"{told}. The range of the difference is {spread}."


def find_means(rows: pd.DataFrame) -> str:
    """The same comparison by geometric means."""
    ours = _find_row(rows, WITH)
    if ours is None:
        return "No saving with other public bodies has been reported."
    if math.isnan(ours.mean_low):
        return (
            "Averages are not compared, because this would need savings in at least "
            f"{say_number(LEAST_GROUPS)} groups of connected partners on each side, and those with "
            f"other public bodies lie in {say_number(int(ours.clusters))}."
        )
    told = (
        "By geometric means, averages that a few very large savings cannot dominate, councils with "
        f"other public bodies reported {say_ratio(ours.mean_ratio)} times as much as councils alone"
        f" ({say_ratio(ours.mean_low)} to {say_ratio(ours.mean_high)})"
    )
    clear, by_medians = (not low <= 1 <= high for low, high in _ranges(ours))
    if clear != by_medians:
        told += "; one measure is clear of chance and the other is not"
    compared = rows[rows.setting.isin([ALONE, WITH])]
    lost = int((compared.n - compared.above_nothing).sum())
    left_out = f" This leaves out {say_count(lost, 'saving')} of nothing or less." if lost else ""
    return f"{told}.{left_out}"


def find_equal(found: Findings) -> str:
    """What the regression says of other public bodies, other things equal."""
    model = found.log_ols
    if not isinstance(model, Fit):
        return "There are too few savings to compare them with other things equal."
    effects = read_effects(model)
    effect = effects[effects.variable == "other_bodies"]
    if effect.empty or effect[["low", "high"]].isna().to_numpy().any():
        return "The regression has too few savings to hold other things equal here."
    row = effect.iloc[0]
    chance = ", which may be chance" if row.low <= 0 <= row.high else ""
    return (
        "[With other things equal](regression), arrangements with another public body, fire and "
        "police with each other included, reported "
        f"{say_change(row.percent, row.low, row.high)}, compared with the rest{chance}."
    )


def find_emergency(found: Findings, rows: pd.DataFrame) -> str:
    """Fire services and police forces that share with each other, and what they reported."""
    settings = name_settings(found.analysis.on_record, found.register.members)
    count = int((settings == EMERGENCY).sum())
    if not count:
        return "No arrangement of fire services and police forces with each other is on record."
    told = (
        "Fire services and police forces share with each other in "
        f"{say_count(count, 'arrangement')} on record."
    )
    ours = _find_row(rows, EMERGENCY)
    if ours is None:
        return f"{told} None of these has a saving that can be compared."
    if ours.n == 1:
        return f"{told} The one comparable saving is {say_pounds(ours['median'])} a year."
    return (
        f"{told} The median of their {say_number(int(ours.n))} comparable savings is "
        f"{say_pounds(ours['median'])} a year ({say_between(ours.low, ours.high)})."
    )


def name_largest(found: Findings) -> str:
    """The arrangement with other public bodies that reported most, by name; "" if there is none."""
    savings = list_savings(found)
    ours = savings[savings.setting == WITH]
    if ours.empty:
        return ""
    row = ours.loc[ours.annual_saving_gbp.idxmax()]
    names = found.register.arrangements.set_index("arrangement_id")["name"]
    return (
        f"The largest saving with other public bodies is that of "
        f"{say_name(names[row.arrangement_id])}, {say_pounds(row.annual_saving_gbp)} a year "
        f"({row.status}; {row.stage})."
    )


def title_savings(rows: pd.DataFrame) -> str:
    """The headline of the savings by setting."""
    ours = _find_row(rows, WITH)
    if ours is None:
        return "No saving of councils with other public bodies has been reported"
    count = say_count(int(ours.n), "arrangement")
    verb = "has" if ours.n == 1 else "have"
    return (
        f"{begin(count)} of councils with other public bodies {verb} a saving that can be compared"
    )


def describe_savings(rows: pd.DataFrame) -> str:
    """The alternative text of the savings by setting."""
    told = [
        f"{WORDS[row.setting]}: {say_pounds(row.median)} ({say_between(row.low, row.high)}; "
        f"{say_count(int(row.n), 'arrangement')})"
        for row in rows.itertuples()
    ]
    return f"Medians: {'; '.join(told)}." if told else "No savings."


def tabulate_savings(rows: pd.DataFrame) -> pd.DataFrame:
    """The settings' medians and ratios, as a table to read."""
    return pd.DataFrame(
        {
            "Who shares": rows.setting,
            "Median a year": rows["median"].map(say_pounds),
            "95% interval": [
                say_between(low, high) for low, high in zip(rows.low, rows.high, strict=True)
            ],
            "Times councils alone": [_say_ratio(row) for row in rows.itertuples()],
            "Arrangements": rows.n,
            "Independent groups": rows.clusters,
        }
    )


def say_number(count: int) -> str:
    """A count, small ones in words."""
    return SMALL[count] if 0 <= count < len(SMALL) else f"{count:,}"


def _find_row(rows: pd.DataFrame, setting: str) -> pd.Series | None:
    found = rows[rows.setting == setting]
    return None if found.empty else found.iloc[0]


def _ranges(row: pd.Series) -> list[tuple[float, float]]:
    return [(row.mean_low, row.mean_high), (row.ratio_low, row.ratio_high)]


def _say_ratio(row: tuple) -> str:
    if row.setting == ALONE:
        return "compared with"
    if math.isnan(row.ratio_low):
        return "too few to compare"
    return f"{say_ratio(row.ratio)} ({say_ratio(row.ratio_low)} to {say_ratio(row.ratio_high)})"
