"""The chapter on published claims: each claim with what was found, and how many hold."""

from html import escape

import numpy as np
import pandas as pd

from sharing.claim_list import write_claims
from sharing.claims import Judgement
from sharing.printed import say_large
from sharing.prose import say_count, say_list, say_name, say_percent
from sharing.results import Findings
from sharing.verdicts import VERDICTS

KINDS = {
    "scale": ("How much in all", "How much is saved in all"),
    "distribution": ("Size of savings", "How large savings are"),
    "category": ("Services", "Which services are shared, and which save most"),
    "participation": ("Who takes part", "Who takes part"),
    "trend": ("Change", "What changes over time"),
    "case": ("Named cases", "Named arrangements"),
    "cause": ("What helps", "What makes sharing save"),
    "method": ("Counting", "How savings are counted"),
}
SYMBOLS = {"supported": "✓", "contradicted": "✕", "uncertain": "?", "not testable": "–"}
HEADINGS = ("Verdict", "Claim", "What we find")
PARTS = {
    "supported": ("good", "yes"),
    "contradicted": ("bad", "no"),
    "uncertain": ("accent", "open"),
    "not testable": ("muted", "untested"),
}
FIRST = ("contradicted", "supported", "uncertain", "not testable")
VERBS = {
    "supported": ("is supported", "are supported"),
    "contradicted": ("is contradicted", "are contradicted"),
    "uncertain": ("stays open", "stay open"),
    "not testable": ("cannot be tested here", "cannot be tested here"),
}
DIRECTIONS = {
    "above": "more than {}",
    "at least": "at least {}",
    "below": "less than {}",
    "at most": "at most {}",
    "equal": "{} within rounding",
}
# What these statistics measure, where a claim only states that there is some of it.
OF_NOTHING = {
    "lead_in_number": "a lead",
    "lead_in_savings": "a lead",
    "lead_in_councils": "a lead",
    "lead_in_start": "a lead",
    "years_before": "a lead",
    "compare_shares": "a difference",
    "order_figures": "a rise",
    "slope_on_councils": "a slope",
}


def describe_claims(found: Findings, judgements: list[Judgement]) -> pd.DataFrame:
    """Every claim with its verdict, in the order of `KINDS` and, within a kind, of `FIRST`.

    Returns
    -------
    The register's claims with ``verdict``, ``why``, ``made``, and what
    `sharing.claim_list.write_claims` needs.
    """
    judged = pd.DataFrame(
        [
            {
                "claim_id": one.claim_id,
                "verdict": one.verdict,
                "why": one.why,
                "made": one.made,
                "estimate": say_estimate(one),
            }
            for one in judgements
        ],
        columns=["claim_id", "verdict", "why", "made", "estimate"],
    ).astype({"made": bool})
    claims = found.register.claims.merge(judged, on="claim_id")
    return claims.assign(
        address="claim-" + claims.claim_id,
        tone=claims.verdict.str.replace(" ", "-"),
        symbol=claims.verdict.map(SYMBOLS),
        judged=claims.verdict.str.capitalize(),
        notes=[
            [row.estimate, f"Beware: {row.doubt}." if row.doubt and row.made else ""]
            for row in claims.itertuples()
        ],
        place=claims.kind.map(list(KINDS).index),
        rank=claims.verdict.map(FIRST.index),
    ).sort_values(["place", "rank"], kind="stable", ignore_index=True)


def count_verdicts(claims: pd.DataFrame) -> pd.DataFrame:
    """How many of the claims already made have each verdict: ``about``, ``part``, ``count``."""
    made = claims[claims.made]
    rows = [
        (name, verdict, int(((made.kind == kind) & (made.verdict == verdict)).sum()))
        for kind, (name, _) in KINDS.items()
        for verdict in VERDICTS
        if (made.kind == kind).any()
    ]
    return pd.DataFrame(rows, columns=["about", "part", "count"])


def write_kind(made: pd.DataFrame, kind: str) -> str:
    """The table of one kind's claims, or a sentence where none had been made."""
    return (
        write_claims(
            made[made.kind == kind],
            name=kind,
            caption=f"Published claims: {KINDS[kind][1].lower()}",
            headings=HEADINGS,
        )
        or "<p>No such claim had been published yet.</p>"
    )


def write_later(claims: pd.DataFrame) -> str:
    """The table of claims that had not been made by the edition's year; "" if there are none."""
    return write_claims(
        claims[~claims.made], name="later", caption="Claims not yet made", headings=HEADINGS
    )


def count_later(claims: pd.DataFrame, year: int) -> str:
    """How many claims had not been made by the edition's year."""
    later = int((~claims.made).sum())
    if not later:
        return f"All the claims in our list had been made by {year}."
    return (
        f"{say_count(later, 'claim').capitalize()} of our list had not been made by {year}. What "
        "follows names them, so that their addresses work in every edition; newer editions judge "
        "them."
    )


def say_estimate(judgement: Judgement) -> str:
    """A judgement's estimate with its interval, and what the claim states, in words."""
    if np.isnan(judgement.estimate):
        return ""
    estimate, low, high = judgement.estimate, judgement.low, judgement.high

    def say(value: float) -> str:
        return _say_value(value, judgement.unit)

    found = say(estimate)
    if np.isfinite([low, high]).all() and say(low) != say(high):
        found += f" (range {say(low)} to {say(high)})"
    elif np.isinf(high) and np.isfinite(low):
        found += f" ({say(low)} or more)"
    elif np.isinf(low) and np.isfinite(high):
        found += f" ({say(high)} or less)"
    stated = DIRECTIONS[judgement.direction].format(say(judgement.threshold))
    if judgement.threshold == 0 and judgement.statistic in OF_NOTHING:
        stated = f"{OF_NOTHING[judgement.statistic]} above nothing"
    if judgement.direction == "equal" and judgement.unit in ("count", "years"):
        stated = f"exactly {say(judgement.threshold)}"
    which = "It needs"
    if judgement.points > 1:
        first = judgement.verdict == "supported"
        which = "Its first point needs" if first else "The point that settles it needs"
    return f"{which} {stated}; we find {found}."


def answer_claims(claims: pd.DataFrame, year: int) -> str:
    """How many published claims hold, and the best known that do not."""
    made = claims[claims.made]
    if made.empty:
        return f"No claim about shared services in our list had been published by {year}."
    counts = made.verdict.value_counts()
    told = [
        say_count(int(counts[verdict]), *VERBS[verdict])
        for verdict in VERDICTS
        if verdict in counts.index
    ]
    return f"Of {say_count(len(made), 'published claim')}, {say_list(told)}."


def list_contradicted(claims: pd.DataFrame) -> str:
    """Every contradicted claim with what was found, as a list; arithmetic first."""
    wrong = claims[claims.verdict == "contradicted"]
    wrong = wrong.assign(other=wrong.testable_with != "totals").sort_values("other", kind="stable")
    if wrong.empty:
        return "None of the claims that can be judged is contradicted."
    # A link in HTML, since the rows that it leads to are no headings that Markdown knows.
    return "\n".join(
        f'- **<a href="#claim-{row.claim_id}">{escape(row.claim)}</a>** {say_name(row.why)}'
        for row in wrong.itertuples()
    )


def name_famous(claims: pd.DataFrame) -> str:
    """The contradicted claims about published totals, in one sentence each; "" if none."""
    wrong = claims[(claims.verdict == "contradicted") & (claims.testable_with == "totals")]
    return " ".join(
        f"“{say_name(row.claim.rstrip('.'))}” does not fit the published figures. "
        f"{say_name(row.why)}"
        for row in wrong.itertuples()
    )


def title_verdicts(claims: pd.DataFrame) -> str:
    """The headline of the count of verdicts."""
    judged = claims[claims.made & (claims.verdict != "not testable")]
    if judged.empty:
        return "None of the claims made so far can be judged yet"
    held = int((judged.verdict == "supported").sum())
    return (
        f"{held} of the {len(judged)} claims that can be judged {'holds' if held == 1 else 'hold'}"
    )


def describe_verdicts(counts: pd.DataFrame) -> str:
    """The alternative text of the count of verdicts."""
    told = [
        f"{name}: "
        + ", ".join(f"{row.number} {row.part}" for row in part.itertuples() if row.number)
        for name, part in counts.rename(columns={"count": "number"}).groupby("about", sort=False)
    ]
    return "; ".join(told) + "." if told else "No claims."


def judge_support(claims: pd.DataFrame) -> str:
    """What the support of the supported claims is worth."""
    held = claims[claims.verdict == "supported"]
    if held.empty:
        return "No claim is supported."
    printed = int((held.testable_with == "totals").sum())
    of = say_count(len(held), "supported claim")
    rest = len(held) - printed
    rests = f"{say_count(printed, 'rests', 'rest')} on published totals alone"
    return (
        f"Of {of}, {rests}. Nearly all such totals go back to the same national map, so that they "
        f"fit one another does not show that they are right. The other {rest} "
        f"{'holds' if rest == 1 else 'hold'} for what was publicised, which is not all there is."
    )


def judge_chance(claims: pd.DataFrame) -> str:
    """What judging many claims at once does."""
    judged = claims[(claims.verdict != "not testable") & (claims.testable_with == "register")]
    if len(judged) < 2:
        return "Too few claims are judged by the register for chance to pile up."
    return (
        f"{len(judged)} claims are judged by the register. Each range holds for its claim at 95%. "
        "With so many, one or two may be judged wrongly by chance alone."
    )


def _say_value(value: float, unit: str) -> str:
    """A value in the unit of a judgement."""
    if unit in ("share", "pounds"):
        size = say_percent(abs(value)) if unit == "share" else say_large(abs(value))
    else:
        places = {"ratio": ".1f", "slope": ".2f", "years": ".0f"}
        size = f"{abs(value):{places.get(unit, ',.0f')}}" + "%" * (unit == "percent")
    return f"−{size}" if value < 0 else size
