"""A record in words: amounts as printed, what was made of them, and why one was chosen."""

import math

from sharing.choices import BASELINE, Choices
from sharing.edition import REASONS
from sharing.prose import say_count, say_list, say_pounds
from sharing.records import Partner, Record, Report
from sharing.savings import CHOSEN, STEPS, SUPERSEDED

KINDS = {
    "council": "council",
    "fire": "fire and rescue service",
    "police": "police force or commissioner",
    "nhs": "health body",
    "university": "university",
    "housing": "housing association",
    "parks": "national park authority",
    "town_parish": "town or parish council",
    "private": "company",
    "charity": "charity",
    "other": "other body",
}
BASES = {"annual": "a year", "cumulative": "in total", "one_off": "once"}
SCOPES = {
    "whole": "for the whole arrangement",
    "per_partner": "one partner's share",
    "partial": "for one part of the arrangement",
}
NOT_SHARING = "from something other than sharing"


def say_amount(report: Report) -> str:
    """An amount as printed: "nearly £1,000,000 a year", "£200,000 to £400,000 once"."""
    basis = BASES.get(report.basis, "(whether a year or in total is not stated)")
    if report.basis == "cumulative" and not math.isnan(report.years_covered):
        basis = f"in total over {say_count(int(report.years_covered), 'year')}"
    if math.isnan(report.amount_low) or math.isnan(report.amount_high):
        return f"{report.qualifier} {_say_exactly(report.amount_gbp)} {basis}".strip()
    ends = f"{_say_exactly(report.amount_low)} to {_say_exactly(report.amount_high)}"
    return f"{report.qualifier} {ends} {basis}".strip()


def say_period(report: Report) -> str:
    """The years that a report names: "2014 to 2019", "from 2014", "by 2019", or ""."""
    start, end = report.period_start, report.period_end
    if math.isnan(start) and math.isnan(end):
        return ""
    if math.isnan(end):
        return f"from {start:.0f}"
    return f"by {end:.0f}" if math.isnan(start) else f"{start:.0f} to {end:.0f}"


def describe_report(report: Report) -> str:
    """What kind of figure it is: "expected, for the whole arrangement, 2014 to 2019"."""
    about = [report.status, SCOPES[report.scope], say_period(report)]
    if report.attribution != "sharing":
        about.append(NOT_SHARING)
    return ", ".join(part for part in about if part)


def explain_use(report: Report, price_year: int) -> str:
    """What was made of a report, in a sentence or two."""
    if report.use in STEPS:
        return f"Not used. {STEPS[report.use]}."
    annual = (
        f"{say_pounds(report.annual_saving_cash_gbp)} a year, "
        f"{say_pounds(report.annual_saving_gbp)} in pounds of {price_year}"
    )
    made = "" if report.annualised_by == "annual" else f" ({_say_way(report)})"
    verb = "Chosen" if report.use == CHOSEN else "Not chosen, another report comes first"
    return f"{verb}: {annual}{made}."


def explain_choice(record: Record, choices: Choices = BASELINE) -> str:
    """Why the chosen report was chosen, or why the arrangement has no saving, in words."""
    if record.reason:
        return f"{REASONS[record.reason]}."
    usable = [report for report in record.reports if report.use in (CHOSEN, SUPERSEDED)]
    if len(usable) == 1:
        return "It rests on the one report that can be used."
    chosen = next(report for report in usable if report.use == CHOSEN)
    return (
        f"Chosen from {say_count(len(usable), 'usable report')}: "
        f"{_say_precedence(chosen, usable, choices)}."
    )


def say_partner(partner: Partner) -> str:
    """What a body other than a council is, in brackets after its name."""
    kind = KINDS.get(partner.kind, partner.kind)
    return partner.name if partner.kind == "council" else f"{partner.name} ({kind})"


def say_life(record: Record) -> str:
    """Stage and years: "operating since 2012", "ended, 2012 to 2018", "proposed"."""
    start, end = record.start_year, record.end_year
    if start and end:
        return f"{record.stage}, {start} to {end}"
    if end:
        return f"{record.stage} in {end}" if record.stage == "ended" else record.stage
    return f"{record.stage}, since {start}" if start else record.stage


def say_size(count: int | None) -> str:
    """The number of councils: "three councils", "number of councils not known"."""
    return "number of councils not known" if count is None else say_count(count, "council")


def _say_precedence(chosen: Report, usable: list[Report], choices: Choices) -> str:
    """The steps of the precedence that told the chosen report from the others."""
    steps, left = [], usable
    if len({report.status for report in left}) > 1:
        first, second = "a result", "a forecast"
        if choices.forecasts == "before achieved":
            first, second = second, first
        steps.append(f"{first} comes before {second}")
        left = [report for report in left if report.status == chosen.status]
    if len({report.basis == "annual" for report in left}) > 1:
        steps.append("a year's figure before a total")
        left = [report for report in left if report.basis == chosen.basis]
    if len({report.reported_on for report in left}) > 1:
        steps.append("the newest before the older")
        left = [report for report in left if report.reported_on == chosen.reported_on]
    if len(left) > 1:
        newest = choices.ties == "newest period"
        first = "the newest period" if newest else "the first in the register's order"
        steps.append(f"of several of one date, {first}")
    return say_list(steps)


def _say_way(report: Report) -> str:
    years = f"{report.years:g} {'year' if report.years == 1 else 'years'}"
    ways = {
        "years covered": f"the total divided by the {years} it covers",
        "period": f"the total divided by the {years} of its period",
        "start to report": f"the total divided by the {years} from the start to the report",
    }
    return ways[report.annualised_by]


def _say_exactly(amount: float) -> str:
    return f"{'−' if amount < 0 else ''}£{abs(amount):,.0f}"
