"""What published totals say of one another: which contradict their own sources, and the doubts."""

from collections.abc import Mapping

import pandas as pd

from sharing.crosschecks import CheckResult
from sharing.dates import say_month
from sharing.national import find_total
from sharing.printed import say_large, say_total
from sharing.prose import begin, cite, say_count, say_percent

METRICS = {
    "cumulative_savings": "Saved so far",
    "annual_savings": "Saved in a year",
    "savings_growth": "Rise of savings",
    "arrangements": "Arrangements",
    "arrangements_new": "New arrangements",
    "councils_sharing": "Councils sharing",
    "councils_sharing_growth": "Rise of councils sharing",
    "share_of_councils_sharing": "Share of councils",
}
VERDICTS = {"fits": "Fits.", "nearly": "Nearly fits.", "not": "Does not fit."}
# {T064} is the total as printed, {T064_on} its date; printed, implied and councils as computed.
WORDS = {
    "one-year": "A page of {T064_on} says that councils saved {T064} in the last year. {T063} was "
    "all that the map had counted so far; the rise of that year is printed as {T074}.",
    "year-before": "The page that gives {T063} in {T063_on} says that this was {T074} more than a "
    "year before. That makes {printed} a year before, while {T061} had been printed for {T061_on} "
    "and {T062} for {T062_on}.",
    "councils-not-arrangements": "One page gives {T021} arrangements for {T021_on}. That is the "
    "number of councils ({T048} in {T048_on}); arrangements numbered {T020}.",
    "rises-not-totals": "One page has arrangements in London and the South East go from {T031} to "
    "{T032}. Another prints both as rises, {T029} in London and {T030} in the South East: "
    "{implied} more, not {printed}. The South East alone had {T033}.",
    "growth-of-councils": "A page of {T046_on} says that {T046} more councils shared than a year "
    "before. From {T043} ({T043_on}) to {T045} is {implied} more.",
    "few-more-arrangements": "For {T067_on}, {T067} was printed for {T025} arrangements; for "
    "{T068_on}, without a month, {T068} for {T026}. At the average saved until then, so few more "
    "arrangements would add {implied}, not {printed}.",
    "last-year": "The page that gives {T069} in {T069_on} says that {T073} was saved in the last "
    "year alone. From the totals printed for {T068_on} it is a rise of {implied}.",
    "projection": "A projection for {T072_on} put the saving at {T072} a year. By {T060_on} the "
    "map gave {T060} for all years together.",
    "one-region": "The North East is said to have set up {T036} arrangements in the year to "
    "{T036_on}. In all England the number rose by {implied}, from {T020} to {T022}.",
    "rise-to-2015": "The rise of {T075} printed in {T075_on} is what {T065} less {T063} comes to.",
    "share-of-councils": "{T048} of the {councils} councils of England is {implied}, as the City "
    "of London and the Isles of Scilly count or not; {T051} was printed.",
}


def count_contradictions(results: Mapping[str, CheckResult]) -> str:
    """How many printed figures do not fit the others."""
    wrong = sum(result.verdict == "not" for result in results.values())
    if not results:
        return "No printed figures are on record that can be checked against each other."
    if len(results) == 1:
        return f"The one printed figure that can be checked {'does not fit' if wrong else 'fits'}."
    if wrong == len(results):
        return f"None of the {say_count(wrong, 'figure')} that can be checked fits."
    do = "does" if wrong == 1 else "do"
    told = say_count(wrong, "of", "of").replace("no of", "none of")
    return begin(f"{told} the {len(results)} printed figures that can be checked {do} not fit.")


def list_checks(results: Mapping[str, CheckResult], totals: pd.DataFrame) -> str:
    """Every check as an item of a Markdown list, those that do not fit first."""
    order = list(VERDICTS)[::-1]
    ranked = sorted(results.items(), key=lambda item: order.index(item[1].verdict))
    items = []
    for name, result in ranked:
        ids = result.check.total_ids
        source = cite(find_total(totals, ids[0]))
        said = WORDS[name].format(**_fill(result, totals))
        items.append(f"- **{VERDICTS[result.verdict]}** {said} Source: {source}.")
    return "\n".join(items)


def find_last_check(results: Mapping[str, CheckResult], totals: pd.DataFrame) -> str:
    """That the steepest rise contradicts its own page, where it does."""
    check = results.get("last-year")
    if check is None or check.verdict == "fits":
        return ""
    printed = say_total(find_total(totals, check.check.total_ids[0]))
    return (
        f"That last rise does not fit its own page, which says that {printed} was saved in the "
        "last year."
    )


def tabulate_doubts(totals: pd.DataFrame) -> pd.DataFrame:
    """The doubtful national figures of this chapter and why each is doubtful."""
    doubtful = totals[(totals.doubt != "") & totals.metric.isin(METRICS) & (totals.category == "")]
    doubtful = doubtful.sort_values(["as_of", "total_id"])
    return pd.DataFrame(
        {
            "Date": doubtful.as_of.map(say_month),
            "What": doubtful.metric.map(METRICS) + ", " + doubtful["scope"],
            "Figure": [say_total(row) for _, row in doubtful.iterrows()],
            "Why it is doubtful": doubtful.doubt,
        }
    )


def _fill(result: CheckResult, totals: pd.DataFrame) -> dict[str, str]:
    """What the words of a check say for its totals and its results."""

    def say(value: float) -> str:
        if result.check.unit == "gbp":
            return say_large(value)
        return say_percent(value / 100) if result.check.unit == "percent" else f"{value:,.0f}"

    filled = {
        "printed": say(result.printed),
        "implied": " to ".join(dict.fromkeys(say(value) for value in sorted(result.implied))),
        "councils": f"{result.councils:,}",
    }
    for total_id in result.check.total_ids:
        total = find_total(totals, total_id)
        filled |= {total_id: say_total(total), f"{total_id}_on": say_month(total.as_of)}
    return filled
