"""The chapter with the map: where the partnerships are, and who shares with whom."""

import pandas as pd

from sharing.atlas import Atlas, measure_lines
from sharing.partner_network import LEAST, PartnerNetwork
from sharing.prose import say_count, say_list, say_name, say_percent
from sharing.results import Findings

NOBODY = "No arrangement on record that has started names a council"
NO_GROUPS = "No two councils share more than once"


def find_named(atlas: Atlas) -> str:
    """How many councils share, and which most, in plain text: the map's headline."""
    named = atlas.named
    if named.empty:
        return NOBODY
    most = int(named.arrangements.max())
    busiest = list(named.name[named.arrangements == most])
    shares = "shares" if len(busiest) == 1 else "share"
    return (
        f"{say_count(len(named), 'council').capitalize()} share on record; "
        f"{say_list(busiest[:3])} {shares} most, in {say_count(most, 'arrangement')}"
    )


def find_groups(network: PartnerNetwork) -> str:
    """Into how many groups partners fall, in plain text: the network's headline."""
    if network.groups.empty:
        return NO_GROUPS
    councils = say_count(len(network.councils), "council")
    groups = say_count(len(network.groups), "separate group")
    largest = network.groups.councils.iloc[0]
    again = "twice or more" if LEAST == 2 else f"{LEAST} times or more"
    return (
        f"{councils.capitalize()} share {again} with a partner; they form {groups}, the largest "
        f"of {say_count(largest, 'council')}"
    )


def answer_question(atlas: Atlas) -> str:
    """Where the partnerships are, in a sentence."""
    if atlas.named.empty:
        return f"{NOBODY}."
    shared = int((atlas.arrangements.members.map(len) >= 2).sum())
    nations = atlas.named["where"].where(
        atlas.named["where"].isin(["Scotland", "Wales", "Northern Ireland"]), "England"
    )
    counts = nations.value_counts()
    told = say_list([f"{count} in {nation}" for nation, count in counts.items()])
    return (
        f"{say_count(len(atlas.named), 'council').capitalize()} are named in a shared service that "
        f"is known to have started: {told}. "
        f"{say_count(shared, 'arrangement').capitalize()} "
        f"{'names' if shared == 1 else 'name'} two councils or more."
    )


def find_closest(atlas: Atlas, network: PartnerNetwork) -> str:
    """Which two councils share most; "" where none share again."""
    if network.pairs.empty:
        return ""
    most = network.pairs.arrangements.max()
    names = atlas.councils["name"].map(say_name)
    closest = network.pairs[network.pairs.arrangements == most]
    pairs = [
        f"{names[one]} with {names[other]}"
        for one, other in zip(closest["first"], closest["second"], strict=True)
    ]
    if len(pairs) > 3:
        return f"{len(pairs)} pairs share most, {say_count(most, 'arrangement')} each."
    if len(pairs) == 1:
        return f"The pair that shares most is {pairs[0]}, {say_count(most, 'arrangement')}."
    return (
        f"The pairs that share most are {say_list(pairs)}, {say_count(most, 'arrangement')} each."
    )


def find_web(network: PartnerNetwork) -> str:
    """How nearly all councils hang together, and how groups show once chance meetings go."""
    if not network.sharing:
        return "No two councils are named together."
    told = (
        f"If every shared arrangement counts, {network.largest_web:,} of the {network.sharing:,} "
        "councils named with a partner hang together in one web"
    )
    if network.groups.empty:
        return f"{told}. No two of them share more than once."
    group = network.groups.iloc[0]
    return (
        f"{told}. Yet of {network.all_pairs:,} pairs, "
        f"{say_count(len(network.pairs), 'shares', 'share')} more than one arrangement. Such pairs "
        f"form {say_count(len(network.groups), 'separate group')}. The largest holds "
        f"{say_count(group.councils, 'council')}, {say_name(group.hub)} among them; "
        f"{say_count(int((network.groups.councils == 2).sum()), 'group is', 'groups are')} just a "
        "pair."
    )


def find_crossing(network: PartnerNetwork) -> str:
    """How many of the pairs that share again lie in one part of the country."""
    if network.pairs.empty:
        return ""
    area = network.councils.area
    within = network.pairs["first"].map(area) == network.pairs["second"].map(area)
    return (
        f"Of the pairs that share more than once, {say_percent(within.mean())} lie in one part of "
        "the country, as the colours show."
    )


def judge_names(found: Findings, atlas: Atlas) -> str:
    """How complete the lists of partners are, and so how many lines the map lacks."""
    stated = found.register.arrangements.set_index("arrangement_id").n_councils
    stated = stated.reindex(atlas.arrangements.index).astype("float64")
    known = stated[stated >= 2]
    if known.empty:
        return "No arrangement states how many councils take part."
    named = atlas.arrangements.members.map(len)
    whole = int((named[known.index] >= known).sum())
    return (
        f"{len(known):,} arrangements state that two councils or more take part. For {whole:,} of "
        f"them ({say_percent(whole / len(known))}) the pages name every one. The others would add "
        "dots and lines if all partners were known."
    )


def judge_places(atlas: Atlas) -> str:
    """How many councils stand at their successors' places, or at none."""
    borrowed = int((~atlas.named.own & atlas.named.x.notna()).sum())
    lost = int(atlas.named.x.isna().sum())
    told = (
        f"{say_count(borrowed, 'council').capitalize()} that a new council has replaced "
        f"{'has' if borrowed == 1 else 'have'} no place in the source, and "
        f"{'stands' if borrowed == 1 else 'stand'} as hollow dots beside the new council's place."
        if borrowed
        else "Every council on the map stands at its own place."
    )
    if not lost:
        return told
    stand = say_count(lost, "council without any place is", "councils without any place are")
    return f"{told} {stand.capitalize()} in the table only."


def tabulate_councils(atlas: Atlas) -> pd.DataFrame:
    """The councils named on record, those with most arrangements first."""
    named = atlas.named.sort_values(["arrangements", "name"], ascending=[False, True])
    return pd.DataFrame(
        {
            "Council": named["name"],
            "Where": named["where"],
            "Arrangements": named.arrangements,
            "Other councils": named.partners,
        }
    ).reset_index(drop=True)


def tabulate_groups(network: PartnerNetwork) -> pd.DataFrame:
    """Every group with its councils."""
    return pd.DataFrame(
        {
            "Councils": network.groups.councils,
            "Most ties": network.groups.hub,
            "Names": network.groups.names.map(", ".join),
        }
    )


def tabulate_least(varied: pd.DataFrame) -> pd.DataFrame:
    """`sharing.partner_network.vary_least` as a table to read."""
    return pd.DataFrame(
        {
            "Pairs count if they share": [
                "any arrangement" if least == 1 else f"{least} or more" for least in varied.index
            ],
            "Pairs": varied.pairs,
            "Councils": varied.councils,
            "Groups": varied.groups,
            "Councils in the largest": varied.largest,
        }
    ).reset_index(drop=True)


def describe_map(atlas: Atlas) -> str:
    """What the map shows, for those who cannot see it."""
    counts = atlas.named["where"].value_counts()
    told = say_list([f"{place} {count}" for place, count in counts.items()])
    lines = measure_lines(atlas)
    length = f" Half of the lines are shorter than {lines.median():.0f} km." if len(lines) else ""
    return (
        "Map of the United Kingdom with a dot for each council and lines between partners. "
        f"{find_named(atlas)}.{length} Councils named, by region or nation: {told}."
    )


def describe_groups(network: PartnerNetwork) -> str:
    """What the picture of the groups shows, for those who cannot see it."""
    groups = network.groups.head(5)
    told = say_list([f"{row.councils} councils around {row.hub}" for row in groups.itertuples()])
    largest = f" Largest: {told}." if told else ""
    return f"Dots joined by lines, one cluster for each group. {find_groups(network)}.{largest}"
