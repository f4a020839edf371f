"""The planner's answers in words, one set for every choice that a reader can make."""

import math

import pandas as pd

from sharing.edition import Edition
from sharing.models import NotEstimated
from sharing.planner import CORRECTED, SIZES, UNDER, Planner
from sharing.prose import SMALL, say_count, say_percent, say_pounds

LEAST_GROUPS = 3
FEW_GROUPS = 10
ENDS = {
    "half_low": "half_low",
    "half_high": "half_high",
    "thin_low": "ninety_low",
    "thin_high": "ninety_high",
}
CORRECTED_ENDS = {
    "half_low": "corrected_half_low",
    "half_high": "corrected_half_high",
    "thin_low": "corrected_half_low_least",
    "thin_high": "corrected_half_high_most",
}
PUBLICISED, ALIKE = "As publicised", "Corrected for publicity"
NAMES = {
    "0-1": "one council or none, with other public bodies",
    "2": "two councils",
    "3": "three councils",
    "4": "four councils",
    "5+": "five councils or more",
}
assert tuple(NAMES) == SIZES


def answer(planner: Planner | NotEstimated) -> str:
    """The page's finding: how wide the forecasts are."""
    if isinstance(planner, NotEstimated):
        return f"**This edition cannot say what yours might report.** {planner.why.capitalize()}."
    times = (planner.cells.half_high / planner.cells.half_low).median()
    wide = (planner.cells.ninety_high / planner.cells.ninety_low).median()
    return (
        "**Nobody can promise what sharing will save, but others' reports tell what to expect.** "
        f"They spread widely. In the middle half the top saving is about {times:.0f} times the "
        f"bottom one; in nine in ten, about {wide:.0f} times."
    )


def say_forecast(cell: pd.Series) -> str:
    """The forecast of one cell of `Planner.cells`, as it stands."""
    return (
        "Of comparable partnerships whose saving is publicised, we expect half to report between "
        f"{say_pounds(cell.half_low)} and {say_pounds(cell.half_high)} a year, and nine in ten "
        f"between {say_pounds(cell.ninety_low)} and {say_pounds(cell.ninety_high)}."
    )


def say_corrected(cell: pd.Series, planner: Planner) -> str:
    """The forecast of one cell corrected for publicity, with what the maps leave open."""
    if isinstance(planner.corrected, NotEstimated):
        return (
            "This edition cannot correct for publicity: "
            f"{planner.corrected.why}. Take these figures as those of the news, not of all sharing."
        )
    low, high, most = (_say_open(cell, name) for name in CORRECTED)
    if not low or not high:
        told = "too few small savings were publicised to say where half of all savings would lie"
        return f"If every size of saving were publicised alike: {told}."
    told = (
        "If every size of saving were publicised alike, we would expect half between about "
        f"{low} and {high} a year."
    )
    return f"{told} Nine in ten would lie under about {most}." if most else told


def say_threshold(cell: pd.Series, planner: Planner, threshold: float) -> str:
    """How many exceed the threshold, as publicised and corrected."""
    told = (
        f"More than {say_pounds(threshold)} a year: "
        f"{say_percent(1 - cell.share_under)} of those publicised"
    )
    middle, least, most = (1 - cell[f"{UNDER}{end}"] for end in ("", "_most", "_least"))
    if not planner.can_correct or math.isnan(middle):
        return f"{told}."
    return (
        f"{told}, and about {say_percent(middle)} if all were publicised alike "
        f"({say_percent(least)} to {say_percent(most)})."
    )


def say_support(cell: pd.Series) -> str:
    """What the forecast of a cell rests on, with a warning where that is little."""
    same = int(cell.arrangements)
    number = "none" if not same else SMALL[same] if same < len(SMALL) else f"{same:,}"
    told = (
        f"The register has {say_count(int(cell.family_arrangements), 'saving')} of this service, "
        f"from {say_count(int(cell.family_groups), 'independent partner group')}. Of the "
        f"savings, {number} {'is' if same == 1 else 'are'} of {NAMES[cell.partners_group]}."
    )
    if cell.family_groups < LEAST_GROUPS:
        return f"{told} That is too few: the answer leans almost wholly on other services."
    if same == 0:
        return f"{told} The answer borrows from other sizes and services."
    if cell.family_groups < FEW_GROUPS:
        return f"{told} That is few, so the answer leans on other services too."
    return told


def describe_picture(cell: pd.Series, planner: Planner) -> str:
    """The alternative text of the dots of a cell."""
    told = (
        f"Publicised: dots from {say_pounds(cell.ninety_low)} to {say_pounds(cell.ninety_high)}, "
        f"half of them between {say_pounds(cell.half_low)} and {say_pounds(cell.half_high)}."
    )
    low, high = cell.corrected_half_low, cell.corrected_half_high
    if planner.can_correct and not math.isnan(low) and not math.isnan(high):
        told += f" Corrected: half between {say_pounds(low)} and {say_pounds(high)}."
    return told


def say_match(row: pd.Series) -> str:
    """How an arrangement of `sharing.planner.match` is like what was chosen."""
    if row.same_family and row.same_size:
        return "same service, same number"
    if row.same_family:
        return f"same service, {say_councils(row.n_councils)}"
    return "other service, same number"


def say_councils(councils: float) -> str:
    """A number of councils, small ones in words."""
    return say_count(int(councils), "council")


def say_key(planner: Planner, edition: Edition) -> str:
    """How to read an answer and its picture."""
    told = (
        f"Each of the {planner.dots.shape[1]} dots is one equally likely saving, and the bar under "
        f"them the half in the middle. The dashed line stands at "
        f"{say_pounds(edition.threshold_gbp)}. Savings are in pounds of {edition.price_year}."
    )
    if planner.can_correct:
        told += (
            " Brackets show how far the facts about the national map could move a figure. Too few "
            "small savings were publicised to say where the corrected nine in ten begin. What is "
            "told is the saving that nine in ten lie under, which is no upper end of the kind told "
            "above it. Corrected dots that too few savings can place are left out."
        )
    return told


def choose_typical(planner: Planner | NotEstimated) -> pd.DataFrame:
    """The commonest number of councils of each service, as the figure shows it.

    Returns
    -------
    DataFrame with ``label``, ``of`` (`PUBLICISED`, then `ALIKE`), ``half_low``, ``half_high`` (the
    half in the middle, pounds above zero), ``thin_low``, ``thin_high`` (nine in ten as publicised;
    else the least and the most that the maps leave open to the half) and ``words``.
    """
    rows = []
    for _, family in [] if isinstance(planner, NotEstimated) else planner.cells.groupby("family"):
        cell = family.loc[family.arrangements.idxmax()]
        label = f"{cell.family} ({_shorten(cell.partners_group).partition(',')[0]})"
        for kind, ends in ((PUBLICISED, ENDS), (ALIKE, CORRECTED_ENDS)):
            row = {end: cell[name] for end, name in ends.items()}
            if row["half_low"] > 0 and row["half_high"] > 0:
                told = f"{say_pounds(row['half_low'])} to {say_pounds(row['half_high'])}"
                rows.append({"label": label, "of": kind} | row | {"words": told})
    return pd.DataFrame(rows, columns=["label", "of", *ENDS, "words"])


def title_typical(ranges: pd.DataFrame) -> str:
    """The headline of the figure of typical partnerships."""
    plain = ranges[ranges["of"] == PUBLICISED]
    if plain.empty:
        return "Too few savings to forecast those of any service"
    shared = plain.half_low.max() < plain.half_high.min()
    if shared:
        return "Every service's middle half overlaps every other's"
    first = _name_first(plain)
    corrected = _name_first(ranges[ranges["of"] == ALIKE].dropna(subset=["half_low"]))
    if corrected in ("", first):
        how = ", corrected for publicity or not" if corrected else ""
        return f"Most is expected for {first}{how}; all spread widely"
    return (
        f"As publicised, most is expected for {first}; corrected for publicity, for {corrected}; "
        "all spread widely"
    )


def _name_first(ranges: pd.DataFrame) -> str:
    """The service whose half in the middle begins highest; "" of none."""
    if ranges.empty:
        return ""
    return str(ranges.label[ranges.half_low.idxmax()]).partition(" (")[0]


def describe_typical(ranges: pd.DataFrame) -> str:
    """The alternative text of the figure of typical partnerships."""
    told = [
        f"{row['label']}, {row['of'].lower()}: half {row.words}" for _, row in ranges.iterrows()
    ]
    return "; ".join(told) + "." if told else "No services."


def tabulate(planner: Planner) -> pd.DataFrame:
    """Every answer as a table to read, one row per choice."""
    cells = planner.cells
    told = pd.DataFrame(
        {
            "Service": cells.family,
            "Councils": cells.partners_group.map(_shorten),
            "Half expected": _join(cells.half_low, cells.half_high),
            "Nine in ten expected": _join(cells.ninety_low, cells.ninety_high),
        }
    )
    if planner.can_correct:
        told["Half, corrected for publicity"] = _join(
            cells.corrected_half_low, cells.corrected_half_high
        )
        told["Nine in ten under, corrected"] = [
            "cannot be said" if math.isnan(most) else say_pounds(most)
            for most in cells.corrected_most_under
        ]
    told["On the register"] = cells.arrangements.astype(str).replace("0", "none, so borrowed")
    return told


def _shorten(size: str) -> str:
    return "0 or 1, with other public bodies" if size == "0-1" else size.replace("+", " or more")


def _join(low: pd.Series, high: pd.Series) -> list[str]:
    return [
        "cannot be said"
        if math.isnan(bottom) or math.isnan(top)
        else f"{say_pounds(bottom)} to {say_pounds(top)}"
        for bottom, top in zip(low, high, strict=True)
    ]


def _say_open(cell: pd.Series, name: str) -> str:
    """A corrected end with the range that the maps leave open; "" where there is none."""
    middle, least, most = cell[name], cell[f"{name}_least"], cell[f"{name}_most"]
    if math.isnan(middle):
        return ""
    return f"{say_pounds(middle)} ({say_pounds(least)} to {say_pounds(most)})"
