"""The chapter on limits: how far each could move a finding, and what was done about it."""

import math

import pandas as pd

from sharing.intervals import estimate_share
from sharing.missing_savings import ANYTHING
from sharing.prose import say_between, say_count, say_list, say_percent, say_pounds, say_range
from sharing.results import Findings
from sharing.sensitivity import Holding

COLUMNS = ["limit", "low", "high", "done"]
MISSING = "Savings that are missing"
PUBLICITY = "What is publicised"


def measure_limits(
    found: Findings, bounds: pd.DataFrame, on_map: float | None, choices: Holding
) -> pd.DataFrame:
    """What each limit leaves open of the share of savings under the threshold, widest first.

    Parameters
    ----------
    bounds
        `sharing.missing_savings.bound_findings`.
    on_map
        The share on the national map, between 0 and 1; None while it is not known.
    choices
        `sharing.sensitivity.count_holding` of ``share_under_threshold``.

    Returns
    -------
    DataFrame with ``limit``, ``low``, ``high`` and ``done``; without the limits that the edition
    cannot measure.
    """
    share, table = found.share, found.table
    worst = bounds.set_index("assumption").loc[ANYTHING]
    constant = estimate_share(
        table.annual_saving_gbp < found.edition.threshold_gbp, table.cluster
    ).estimate
    started = _span(share.estimate, found.started_share.estimate)
    rows = [
        (MISSING, worst.share_low, worst.share_high, "Bounds that assume nothing"),
        ("Chance", share.low, share.high, "A 95% interval that counts partner groups"),
        ("Choices of method", choices.smallest, choices.largest, "Every combination tried"),
        ("Arrangements never started", *started, "Shown with and without them"),
        ("Inflation", *_span(share.estimate, constant), "Shown in cash and constant prices"),
    ]
    if on_map is not None:
        rows.append((PUBLICITY, *_span(share.estimate, on_map), "Set beside the national map"))
    limits = pd.DataFrame(rows, columns=COLUMNS).dropna()
    width = (limits.high - limits.low).sort_values(ascending=False, kind="stable")
    return limits.loc[width.index].reset_index(drop=True)


def answer_limits(limits: pd.DataFrame, found: Findings) -> str:
    """Which limit could change the findings most."""
    if limits.empty:
        return "**This edition has no saving that can be compared, so it cannot tell much at all.**"
    first, limit = limits.iloc[0], say_pounds(found.edition.threshold_gbp)
    return (
        "**It cannot tell what sharing saves councils, only what was reported of it.** The widest "
        f"gap that can be measured is this one: {first.limit[0].lower()}{first.limit[1:]}. It "
        f"leaves open a share under {limit} of {say_between(first.low, first.high, 'share')}. The "
        f"savings that are known make it {say_percent(found.share.estimate)}."
    )


def tabulate_limits(limits: pd.DataFrame) -> pd.DataFrame:
    """The limits as a table to read."""
    spans = zip(limits.low, limits.high, strict=True)
    return pd.DataFrame(
        {
            "Limit": limits.limit,
            "Leaves open": [say_between(low, high, "share") for low, high in spans],
            "What was done": limits.done,
        }
    )


def find_forecasts(found: Findings) -> str:
    """How many of the savings are forecasts."""
    forecasts = int((found.table.status == "expected").sum())
    of = say_count(len(found.table), "saving")
    return f"Of {of} that can be compared, {forecasts:,} are forecasts."


def find_errors(found: Findings) -> str:
    """How often a second look at the pages found an error."""
    audit = found.register.audit
    if audit.empty:
        return "No report was checked a second time."
    wrong = estimate_share(audit.outcome != "kept", audit.report_id)
    return (
        f"Of {wrong.n} reports that were checked again, {say_percent(wrong.estimate)} held an "
        f"error of some kind ({say_range(wrong, 'share')})."
    )


def find_groups(found: Findings) -> str:
    """How few independent groups stand behind the savings."""
    groups = found.share.clusters
    largest = found.table.cluster.value_counts()
    if largest.empty:
        return "No saving can be compared."
    return (
        f"The {len(found.table)} savings fall into {say_count(groups, 'group')} that share no "
        f"partner. The largest group holds {largest.iloc[0]} of them."
    )


def find_gaps(found: Findings) -> str:
    """What is not known of the arrangements on record."""
    known, reports = found.analysis.on_record, found.analysis.trail
    gaps = {
        "number of councils": known.n_councils.isna(),
        "year of the start": known.start_year.isna(),
    }
    told = [f"the {what} of {int(empty.sum()):,}" for what, empty in gaps.items()]
    undated = int((reports.reported_on == "").sum())
    dates = (
        f"{say_count(undated, 'report').capitalize()} {'has' if undated == 1 else 'have'} no date."
    )
    return (
        f"Of {len(known):,} arrangements on record we do not know {say_list(told)}. "
        f"{dates if undated else 'Every report has a date.'}"
    )


def _span(one: float, other: float) -> tuple[float, float]:
    if math.isnan(one) or math.isnan(other):
        return math.nan, math.nan
    return min(one, other), max(one, other)
