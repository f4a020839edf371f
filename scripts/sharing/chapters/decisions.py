"""The chapter on decisions: what was decided, what else could have been, what would then change."""

import numpy as np
import pandas as pd

from sharing.chapters.combinations import name_option
from sharing.choices import Decision
from sharing.headlines import HEADLINES
from sharing.holding_statements import NAMES, say_of, say_reading, say_span, say_value
from sharing.influence import ARRANGEMENT, Influence
from sharing.prose import begin, say_count, say_given, say_list, say_name, say_percent
from sharing.results import Findings
from sharing.robustness import Multiverse
from sharing.sensitivity import (
    Holding,
    count_holding,
    explain_variation,
    find_blockers,
    put_on_scale,
    reverse_decisions,
)

TOLD_BY_SAVING = ("median_saving", "five_or_more_against_two")
SMALL = 0.1
INFLUENCE = ("Headline", "With everything", "Range without one group", "Moved most without", "Then")


def tabulate_holdings(multiverse: Multiverse) -> pd.DataFrame:
    """Each headline with its range over all combinations and how often it holds."""
    rows = []
    for name, headline in HEADLINES.items():
        holding = count_holding(multiverse, name)
        chosen = multiverse.readings[name].loc[multiverse.chosen]
        span = say_span(name, holding.smallest, holding.largest)
        held = [
            say_of(count, holding.estimated) if count is not None else _say_no_side(holding)
            for count in (holding.same_side, holding.clear)
        ]
        rows.append(
            {
                "Headline": headline.title,
                "With the book's choices": say_reading(name, chosen),
                "Over all combinations": span if holding.estimated else "never given",
                "Points the same way in": held[0],
                "Clear of no difference in": held[1],
            }
        )
    return pd.DataFrame(rows)


def tabulate_movers(multiverse: Multiverse) -> pd.DataFrame:
    """Which decision moves each headline most: reversed alone, and over the whole grid."""
    rows = []
    for name, headline in HEADLINES.items():
        alone = reverse_decisions(multiverse, name).dropna(subset=["moved"])
        moves = len(alone) > 0 and alone.moved.max() > 0
        most = alone.loc[alone.moved.idxmax()] if moves else None
        shares = explain_variation(multiverse, name).dropna()
        rows.append(
            {
                "Headline": headline.title,
                "Reversed alone, moves it most": "none"
                if most is None
                else f"{name_option(most.decision, most.option)}; then "
                f"{say_value(name, most.estimate)}",
                "Explains most of the variation": "none"
                if shares.empty
                else f"{_words(shares.index[0])} ({say_percent(shares.iloc[0])})",
            }
        )
    return pd.DataFrame(rows)


def tabulate_reversal(multiverse: Multiverse, decision: Decision) -> pd.DataFrame:
    """Every headline under each option of one decision, all others as chosen."""
    columns: dict[str, list[str]] = {"Headline": [h.title for h in HEADLINES.values()]}
    for name in HEADLINES:
        table = reverse_decisions(multiverse, name)
        rows = table[table.decision == decision.name].sort_values("is_chosen", ascending=False)
        for _, row in rows.iterrows():
            heading = f"{begin(row.option)}{' (chosen)' * row.is_chosen}"
            columns.setdefault(heading, []).append(say_reading(name, row))
    return pd.DataFrame(columns)


def describe_decision(multiverse: Multiverse, decision: Decision) -> str:
    """A decision in words: its options, which was chosen and why, and what reversing it does."""
    others = [name for name in decision.options if name != decision.chosen]
    told = [
        f"**{decision.decision}.** Chosen: *{decision.chosen}*. "
        f"{decision.options[decision.chosen]}",
        *(f"Otherwise: *{name}*. {decision.options[name]}" for name in others),
        f"The case for and against: {decision.why.strip()}",
        *(say_reversal(multiverse, decision.name, name) for name in others),
    ]
    return "\n\n".join(told)


def say_reversal(multiverse: Multiverse, decision: str, option: str) -> str:
    """What changes if one decision alone takes another option than the chosen one."""
    before, after = _compare(multiverse, decision, option)
    columns = ["estimate", "low", "high"]
    start = f"With *{option}* instead and all else as chosen,"
    if np.allclose(before[columns], after[columns], equal_nan=True):
        return f"{start} nothing changes in this edition."
    sizes = before.n["median_saving"], after.n["median_saving"]
    arrangements = (
        f"the same {say_count(sizes[0], 'arrangement')} are used"
        if sizes[0] == sizes[1]
        else f"{say_count(sizes[1], 'arrangement')} can be used instead of {sizes[0]:,}"
    )
    return f"{start} {arrangements}. {_say_move(before, after)} {_say_turns(before, after)}"


def say_blocked(multiverse: Multiverse) -> str:
    """Which options leave a headline without an estimate whatever else is chosen."""
    told = [
        f"{NAMES[name]} with {say_list([f'*{name_option(*blocker)}*' for blocker in blockers])}"
        for name in HEADLINES
        if (blockers := find_blockers(multiverse, name))
    ]
    if not told:
        return "No option by itself rules a headline out."
    return f"Whatever else is chosen, some cannot be given: {say_list(told)}."


def tabulate_influence(findings: Findings, influences: list[Influence]) -> pd.DataFrame:
    """The range of each headline as one connected group at a time is left out."""
    names = findings.register.arrangements.set_index("arrangement_id").name
    rows = []
    for one in influences:
        span = say_span(one.headline, one.smallest, one.largest)
        others = one.arrangements - 1
        group = names[one.arrangement_id] + (
            f" and {say_count(others, 'connected arrangement')}" if others else ""
        )
        row = HEADLINES[one.headline].title, say_value(one.headline, one.estimate)
        rows.append((*row, span, group, say_value(one.headline, one.moved_to)))
    return pd.DataFrame(rows, columns=list(INFLUENCE))


def judge_influence(findings: Findings, left_out: pd.DataFrame, influences: list[Influence]) -> str:
    """Whether one group of partners, or one of the largest savings, decides a headline."""
    if not influences:
        return "Without a usable saving there is nothing to leave out."
    groups = say_count(findings.table.cluster.nunique(), "connected partner group")
    turned = [
        NAMES[one.headline]
        for one in influences
        if one.smallest < HEADLINES[one.headline].null < one.largest
    ]
    verdict = (
        "Depending on which of them is missing, the estimate falls on either side of no "
        f"difference: {say_list(turned)}."
        if turned
        else "No headline crosses the line of no difference without any one of them."
    )
    single = left_out[left_out.kind == ARRANGEMENT]
    spans = [
        f"{NAMES[one.headline]} "
        f"{say_span(one.headline, single[one.headline].min(), single[one.headline].max())} "
        f"({say_value(one.headline, one.estimate)} with all)"
        for one in influences
        if one.headline in TOLD_BY_SAVING and single[one.headline].notna().any()
    ]
    without = f" Without one of the {say_count(len(single), 'largest saving')}:"
    return f"There are {groups}, left out one at a time. {verdict}" + (
        f"{without} {say_list(spans)}." if spans else ""
    )


def name_most_influential(findings: Findings, influences: list[Influence]) -> str:
    """The group whose absence moves several headlines more than any other does; "" if none."""
    counts = pd.Series([one.arrangement_id for one in influences], dtype="str").value_counts()
    if counts.empty or counts.iloc[0] == 1:
        return ""
    names = findings.register.arrangements.set_index("arrangement_id").name
    most = next(one for one in influences if one.arrangement_id == counts.index[0])
    some = say_given(int(counts.iloc[0]), len(influences), "headline")
    return (
        f"No other group moves {'every headline' if counts.iloc[0] == len(influences) else some} "
        f"as much as that around {say_name(names[most.arrangement_id])} "
        f"({say_count(most.arrangements, 'arrangement')})."
    )


def say_fragile(multiverse: Multiverse) -> str:
    """Which single reversals leave a headline that the book finds clear no longer clear."""
    told = []
    for name, headline in HEADLINES.items():
        table = reverse_decisions(multiverse, name)
        table = table.assign(clear=(table.low > headline.null) | (table.high < headline.null))
        if not table[table.is_chosen].clear.all():
            continue
        others = table[~table.is_chosen]
        lost = [
            f"*{name_option(row.decision, row.option)}*"
            for row in others[~others.clear].itertuples()
        ]
        told.append(
            f"{NAMES[name]} stays clear under every single reversal"
            if not lost
            else f"{NAMES[name]} is no longer clear with {say_list(lost)}"
        )
    if not told:
        return "No headline is clear of chance with the book's own choices."
    return f"Of what is clear of chance with the book's own choices: {'; '.join(told)}."


def _say_no_side(holding: Holding) -> str:
    return "not given" if pd.isna(holding.chosen) else "has no direction"


def _compare(
    multiverse: Multiverse, decision: str, option: str
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The readings of every headline as chosen, and with one decision turned."""
    mine, turned = [], []
    for name in HEADLINES:
        table = reverse_decisions(multiverse, name)
        rows = table[table.decision == decision]
        mine.append(rows[rows.is_chosen].iloc[0])
        turned.append(rows[rows.option == option].iloc[0])
    kinds = {"estimate": float, "low": float, "high": float, "moved": float, "n": int}
    before, after = (
        pd.DataFrame(rows).set_axis(list(HEADLINES)).astype(kinds) for rows in (mine, turned)
    )
    return before, after


def _say_move(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """The headline that moves most against the width of its own interval."""
    widths = pd.Series(
        {
            name: np.ptp(put_on_scale(name, before.loc[name, ["low", "high"]].astype(float)))
            for name in before.index
        }
    )
    moves = (after.moved / widths).dropna()
    if moves.empty:
        return "No headline is given both ways."
    if moves.max() == 0:
        return "Only intervals change, not estimates."
    if moves.max() < SMALL:
        return "No estimate moves by more than a tenth of the width of its interval."
    name = str(moves.idxmax())
    values = [say_value(name, frame.estimate[name]) for frame in (before, after)]
    return (
        f"The largest move, against the width of its own interval: {NAMES[name]}, from {values[0]} "
        f"to {values[1]}."
    )


def _say_turns(before: pd.DataFrame, after: pd.DataFrame) -> str:
    """Which headlines appear, vanish, change side, or become clear or unclear of no difference."""
    null = pd.Series({name: HEADLINES[name].null for name in before.index})
    given = before.estimate.notna(), after.estimate.notna()
    sides = [np.sign(frame.estimate - null) for frame in (before, after)]
    clear = [(frame.low > null) | (frame.high < null) for frame in (before, after)]
    both = given[0] & given[1]
    told = {
        "No longer given": given[0] & ~given[1],
        "Given only this way": ~given[0] & given[1],
        "Now on the other side of no difference": both & (sides[0] * sides[1] < 0),
        "No longer clear of no difference": both & clear[0] & ~clear[1],
        "Newly clear of no difference": both & ~clear[0] & clear[1],
    }
    changes = [
        f"{words}: {say_list([NAMES[name] for name in rows.index[rows]])}."
        for words, rows in told.items()
        if rows.any()
    ]
    steady = "No headline changes sides, or between clear and not clear of no difference."
    return " ".join(changes) or steady


def _words(decision: str) -> str:
    return decision.replace("_", " ")
