"""The chapter on promises: what was expected of arrangements, and what they report as achieved."""

import pandas as pd

from sharing.intervals import Interval
from sharing.models import Fit, read_effects
from sharing.promises import LIKE, Delivery
from sharing.prose import (
    begin,
    say_change,
    say_count,
    say_list,
    say_name,
    say_percent,
    say_pounds,
    say_range,
)
from sharing.results import Findings
from sharing.statements import name_group

HALF, DOUBLE = 0.5, 2.0


def count_funnel(findings: Findings, pairs: pd.DataFrame) -> pd.DataFrame:
    """How many arrangements are left at each step towards comparing like with like.

    Returns
    -------
    DataFrame with ``step`` and ``count``, from all arrangements of the analysis to the pairs of
    `sharing.promises.pair_figures` that are like with like.
    """
    trail = findings.analysis.trail
    usable = trail[trail["rank"].notna() & trail.arrangement_id.isin(findings.table.arrangement_id)]
    achieved, expected = (
        set(usable.arrangement_id[usable.status == status]) for status in ("achieved", "expected")
    )
    steps = [
        ("With a saving that can be compared", len(findings.table)),
        ("With an achieved figure", len(achieved)),
        ("With an expected figure too", len(achieved & expected)),
        ("Forecast not dated after the result", len(pairs)),
        ("Like compared with like", int((pairs.comparable == LIKE).sum())),
    ]
    return pd.DataFrame(steps, columns=["step", "count"])


def place_pairs(pairs: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """The pairs as `sharing.charts.comparisons.show_promises` draws them."""
    return pd.DataFrame(
        {
            "name": pairs.arrangement_id.map(names),
            "expected": pairs.expected_annual_saving_gbp,
            "achieved": pairs.achieved_annual_saving_gbp,
            "like": pairs.comparable == LIKE,
        }
    )


def tabulate_pairs(pairs: pd.DataFrame, names: pd.Series) -> pd.DataFrame:
    """Every pair by name with both figures and their dates, the least comparable last."""
    ordered = pairs.assign(unlike=pairs.comparable != LIKE).sort_values(
        ["unlike", "ratio", "arrangement_id"], ascending=[True, False, True]
    )
    return pd.DataFrame(
        {
            "Arrangement": ordered.arrangement_id.map(names),
            "Expected a year": ordered.expected_annual_saving_gbp.map(say_pounds),
            "Forecast of": ordered.expected_reported_on.map(_say_date),
            "Achieved a year": ordered.achieved_annual_saving_gbp.map(say_pounds),
            "Result of": ordered.achieved_reported_on.map(_say_date),
            "Achieved of expected": ordered.ratio.map(say_percent),
            "Compared": ordered.comparable,
        }
    ).reset_index(drop=True)


def find_delivery(delivery: Delivery) -> str:
    """The middle ratio, and whether it shows a general shortfall or surplus."""
    median = delivery.median
    if not median.n:
        return "No arrangement in this edition has both an expected and an achieved saving."
    of = f"of {say_count(median.n, 'arrangement')} with both figures"
    middle = f"the achieved saving is {say_percent(median.estimate)} of the expected one"
    if median.n == 1:
        return f"One arrangement in this edition has both figures: {middle}."
    if not median.known:
        return f"In the middle {of}, {middle}; they are too few to give a range."
    return f"In the middle {of}, {middle} ({say_range(median, 'share')}). {_judge(median)}"


def find_kept(pairs: pd.DataFrame, delivery: Delivery) -> str:
    """How many achieved at least what was expected, and how many missed it by far."""
    if pairs.empty:
        return ""
    kept = int((pairs.ratio >= 1).sum())
    less, more = int((pairs.ratio < HALF).sum()), int((pairs.ratio >= DOUBLE).sum())
    return (
        f"{begin(say_count(kept, 'arrangement'))} of {len(pairs)} "
        f"({say_percent(delivery.kept.estimate)}; {say_range(delivery.kept, 'share')}) "
        f"{_verb(kept, 'reports', 'report')} at least what was expected. "
        f"{begin(say_count(less, 'arrangement'))} {_verb(less, 'reports', 'report')} less than "
        f"half of it, and {say_count(more, 'arrangement')} at least twice as much."
    )


def find_like(pairs: pd.DataFrame, delivery: Delivery) -> str:
    """The same for the pairs in which like is compared with like.

    Parameters
    ----------
    pairs, delivery
        Those pairs alone, and what `sharing.promises.measure_delivery` makes of them.
    """
    if pairs.empty:
        return "No arrangement lets like be compared with like."
    kept = int((pairs.ratio >= 1).sum())
    median = delivery.median
    if len(pairs) == 1:
        only = say_percent(median.estimate)
        return (
            f"Like can be compared with like in one alone: it achieved {only} of what it expected."
        )
    rests = f" ({say_range(median, 'share')})" if median.known else ", too few to give a range"
    pairs_in = say_count(len(pairs), "arrangement")
    return (
        f"Like can be compared with like in {pairs_in}. Among them the middle figure is "
        f"{say_percent(median.estimate)} of what was expected{rests}, and {kept} of {len(pairs)} "
        f"{_verb(kept, 'reports', 'report')} at least as much."
    )


def find_average(delivery: Delivery) -> str:
    """The geometric mean beside the median."""
    mean = delivery.geometric_mean
    if not mean.known:
        return "There are too few independent groups for the range of an average."
    left = delivery.median.n - mean.n
    without = f", {left} of no saving left out" if left else ""
    return (
        f"The average share achieved (geometric mean{without}) is {say_percent(mean.estimate)} "
        f"({say_range(mean, 'share')}). Extreme cases move it; they do not move the middle figure."
    )


def find_alternatives(delivery: Delivery, earliest: Delivery) -> str:
    """What the middle ratio would be in cash, and with the earliest forecast."""
    if not delivery.median.n:
        return ""
    return (
        "In the cash of each report's time, the middle figure is "
        f"{say_percent(delivery.cash_median.estimate)}{_bracket(delivery.cash_median)}. With the "
        "earliest of several forecasts instead of the newest, it is "
        f"{say_percent(earliest.median.estimate)}{_bracket(earliest.median)}."
    )


def name_extremes(pairs: pd.DataFrame, names: pd.Series) -> str:
    """The arrangements furthest below and above what was expected, of those that compare."""
    alike = pairs[pairs.comparable == LIKE]
    if len(alike) < 2:
        return ""
    ordered = alike.sort_values(["ratio", "arrangement_id"])
    low, high = (_tell(ordered.iloc[place], names) for place in (0, -1))
    return (
        "Where like is compared with like, the lowest share of what was expected is that of "
        f"{low}. The highest is that of {high}. The shares are of pounds of one year, and so not "
        "quite those of the cash amounts."
    )


def find_families(families: pd.DataFrame) -> str:
    """Whether any service family has enough pairs to say something of its forecasts."""
    if families.empty:
        return ""
    known = families.dropna(subset=["low", "high"])
    if known.empty:
        return (
            "No service family has enough arrangements with both figures to say whether its "
            "forecasts are more hopeful than others'."
        )
    told = [
        f"{name_group(row.family, 'family')} {say_percent(row.median)} "
        f"({say_percent(row.low)} to {say_percent(row.high)}; {row.kept} of {row.n} achieved at "
        "least what was expected)"
        for row in known.itertuples()
    ]
    together = " These ranges hold together." if len(known) > 1 else ""
    return f"The middle figure by service family: {say_list(told)}.{together}"


def tabulate_families(families: pd.DataFrame) -> pd.DataFrame:
    """The families as a table to read."""
    return pd.DataFrame(
        {
            "Service family": families.family,
            "Middle figure, achieved of expected": families["median"].map(say_percent),
            "Range": [
                f"{say_percent(low)} to {say_percent(high)}" if pd.notna(low) else "too few"
                for low, high in zip(families.low, families.high, strict=True)
            ],
            "At least as expected": families.kept,
            "Arrangements": families.n,
        }
    )


def find_across(findings: Findings) -> str:
    """Achieved against expected across different arrangements: the model's term."""
    start = "Most arrangements have only one kind of figure. "
    if not isinstance(findings.log_ols, Fit):
        return f"{start}This edition has too few to compare the two kinds with other things equal."
    effects = read_effects(findings.log_ols).set_index("variable")
    if "achieved" not in effects.index or pd.isna(effects.low["achieved"]):
        return f"{start}Too few independent groups allow the two kinds to be compared."
    term = effects.loc["achieved"]
    clear = "" if term.low > 0 or term.high < 0 else ", which may be chance"
    return (
        f"{start}With other things equal, achieved figures are "
        f"{say_change(term.percent, term.low, term.high)}, compared with the expected figures of "
        f"other arrangements{clear}."
    )


def title_pairs(pairs: pd.DataFrame) -> str:
    """The headline of the figure of pairs."""
    if pairs.empty:
        return "No arrangement has both an expected and an achieved saving"
    kept = int((pairs.ratio >= 1).sum())
    return (
        f"{begin(say_count(kept, 'arrangement'))} of {len(pairs)} "
        f"{_verb(kept, 'reports', 'report')} at least the saving that was expected"
    )


def describe_pairs(pairs: pd.DataFrame) -> str:
    """The alternative text of the figure of pairs."""
    if pairs.empty:
        return "No arrangements."
    above = int((pairs.ratio >= 1).sum())
    return (
        f"Dots on or above the line on which the achieved saving equals the expected one: {above}. "
        f"Dots below it: {len(pairs) - above}."
    )


def title_funnel(funnel: pd.DataFrame) -> str:
    """The headline of the steps towards a fair comparison."""
    usable, both = int(funnel["count"].iloc[0]), int(funnel["count"].iloc[2])
    return (
        f"{begin(say_count(both, 'arrangement'))} of {usable} {_verb(both, 'has', 'have')} both "
        "an expected and an achieved saving"
    )


def describe_funnel(funnel: pd.DataFrame) -> str:
    """The alternative text of the steps towards a fair comparison."""
    steps = zip(funnel.step, funnel["count"], strict=True)
    return "; ".join(f"{step}: {count}" for step, count in steps) + "."


def _judge(median: Interval) -> str:
    if median.low > 1:
        return "So results are mostly above forecasts."
    if median.high < 1:
        return "So results are mostly below forecasts."
    return "The range takes in 100%, so neither a general shortfall nor a surplus is shown."


def _bracket(interval: Interval) -> str:
    return f" ({say_range(interval, 'share')})" if interval.known else ""


def _tell(pair: pd.Series, names: pd.Series) -> str:
    """One pair in words."""
    # Like with like: what holds of the one basis holds of the other.
    totals = "" if pair.expected_basis == "annual" else " and from totals divided by their years"
    return (
        f"{say_name(names[pair.arrangement_id])}, {say_percent(pair.ratio)} "
        f"({say_pounds(pair.expected_annual_saving_cash_gbp)} a year expected, "
        f"{_say_date(pair.expected_reported_on)}; "
        f"{say_pounds(pair.achieved_annual_saving_cash_gbp)} a year achieved, "
        f"{_say_date(pair.achieved_reported_on)}, both in cash{totals})"
    )


def _say_date(date: str) -> str:
    """The year of a report as it is known."""
    return date[:4] or "no date"


def _verb(count: int, one: str, many: str) -> str:
    return one if count == 1 else many
