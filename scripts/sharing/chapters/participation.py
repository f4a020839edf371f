"""The chapter on places, second half: how many councils share, and who shares with whom."""

import numpy as np
import pandas as pd

from sharing.edition import Edition
from sharing.prose import SMALL, cite, say_count, say_list, say_name, say_percent

MOST_NAMED = 40


def title_participation(followed: pd.DataFrame) -> str:
    """The headline of the share of councils that share, by year.

    Parameters
    ----------
    followed
        `sharing.participation.follow_participation`.
    """
    if followed.empty:
        return "No year can be counted"
    last = followed.iloc[-1]
    return (
        f"The register names {say_percent(last.share)} of England's councils as sharing with "
        f"another at the end of {last.year:.0f}"
    )


def find_participation(followed: pd.DataFrame, published: pd.DataFrame) -> str:
    """How many councils share, beside what was published.

    Parameters
    ----------
    followed, published
        `sharing.participation.follow_participation` and `read_published_shares`.
    """
    if followed.empty:
        return "England's councils are known from 2010 on, so no year can be counted."
    last = followed.iloc[-1]
    told = (
        f"At the end of {last.year:.0f}, {last.sharing:.0f} of England's {last.existing:.0f} "
        f"councils ({say_percent(last.share)}) are named in an arrangement with another council"
    )
    placed = published[published.year.isin(followed.year)]
    if placed.empty:
        return f"{told}."
    newest = placed.iloc[-1]
    ours = followed.set_index("year").share[newest.year]
    words = _say_share(newest.qualifier, newest.share)
    return (
        f"{told}. The newest published share, for {newest.year:.0f}, is {words}; for that year the "
        f"register has {say_percent(ours)}."
    )


def cite_shares(published: pd.DataFrame) -> str:
    """The published shares with their sources, in Markdown; "" where none is known.

    Parameters
    ----------
    published
        `sharing.participation.read_published_shares`.
    """
    told = [
        f"{_say_share(row.qualifier, row.share)} for {row.as_of[:4] or 'an unknown year'}, "
        f"{cite(row)}"
        for _, row in published.iterrows()
    ]
    return "\n".join(["Published shares:", "", *(f"- {one}" for one in told)]) if told else ""


def judge_participation(followed: pd.DataFrame) -> str:
    """How much of the count rests on starts that are unknown."""
    if followed.empty:
        return ""
    last = followed.iloc[-1]
    return (
        f"With known starts alone, the number for {last.year:.0f} is {last.since_start:.0f} "
        f"instead of {last.sharing:.0f}."
    )


def describe_participation(followed: pd.DataFrame) -> str:
    """The alternative text of the share of councils that share, by year."""
    told = [f"{row.year}: {say_percent(row.share)}" for row in followed.itertuples()]
    return f"By year: {'; '.join(told)}." if told else "No year can be counted."


def plot_participation(followed: pd.DataFrame, published: pd.DataFrame) -> pd.DataFrame:
    """The register's and the published shares, with ``of``, ``year``, ``share`` and ``label``.

    Published shares without a year cannot be placed and are left out.
    """
    ours = followed.assign(of="Register", label=followed.share.map(say_percent))
    theirs = published[published.year.notna()]
    words = [
        _say_share(qualifier, share)
        for qualifier, share in zip(theirs.qualifier, theirs.share, strict=True)
    ]
    theirs = theirs.assign(of="Published", label=np.array(words, dtype=object))
    columns = ["of", "year", "share", "label"]
    return pd.concat([ours[columns], theirs[columns]], ignore_index=True)


def find_pairs(pairs: pd.DataFrame) -> str:
    """The two councils that share most often.

    Parameters
    ----------
    pairs
        `sharing.participation.count_pairs`.
    """
    if pairs.empty:
        return "No two English councils are named as partners."
    most = pairs[pairs.arrangements == pairs.arrangements.max()]
    count = say_count(int(most.arrangements.iloc[0]), "arrangement")
    if len(most) > 1:
        return (
            f"The pairs named together most often, {say_number(len(most))} of them, share {count} "
            "each."
        )
    pair = most.iloc[0]
    return (
        f"{say_name(pair['first'])} and {say_name(pair['second'])} are named together most often, "
        f"in {count}."
    )


def find_busiest(councils: pd.DataFrame) -> str:
    """The council in most arrangements, and how many share with one partner only.

    Parameters
    ----------
    councils
        `sharing.participation.count_arrangements`.
    """
    sharing = councils[councils.partners > 0]
    if sharing.empty:
        return "No English council is named with a partner."
    most = sharing[sharing.arrangements == sharing.arrangements.max()]
    names = say_list([say_name(name) for name in most["name"]])
    are = "is" if len(most) == 1 else "are"
    count = f"{most.arrangements.iloc[0]}" + (" each" if len(most) > 1 else "")
    once = int((sharing.partners == 1).sum())
    return (
        f"{names} {are} named in the most arrangements, {count}. Of the "
        f"{say_count(len(sharing), 'council')} with a named partner, {say_number(once)} "
        f"{'has' if once == 1 else 'have'} only one."
    )


def find_unnamed(councils: pd.DataFrame, edition: Edition) -> str:
    """The councils that no arrangement on record names with a partner, by name where few."""
    missing = councils[councils.partners == 0].sort_values("name")["name"]
    if missing.empty:
        return "Every council that exists is named with a partner."
    are = "is" if len(missing) == 1 else "are"
    told = (
        f"Of the {say_count(len(councils), 'council')} that exist at the end of {edition.year}, "
        f"{say_number(len(missing))} {are} named with no partner in any arrangement on record "
        "that has started"
    )
    if len(missing) > MOST_NAMED:
        return f"{told}."
    return f"{told}: {say_list([say_name(name) for name in missing])}."


def tabulate_pairs(pairs: pd.DataFrame, most: int) -> pd.DataFrame:
    """The pairs that share most often, as a table to read."""
    shown = pairs.head(most)
    far = ["not known" if np.isnan(km) else f"{km:.0f} km" for km in shown.distance_km]
    return pd.DataFrame(
        {
            "Councils": shown["first"] + " and " + shown["second"],
            "Arrangements together": shown.arrangements,
            "Of these, the two alone": shown.alone,
            "Apart": np.array(far, dtype=object),
        }
    )


def tabulate_councils(councils: pd.DataFrame, most: int) -> pd.DataFrame:
    """The councils in most arrangements, as a table to read."""
    shown = councils[councils.arrangements > 0].head(most)
    return pd.DataFrame(
        {
            "Council": shown["name"],
            "Region": shown.region,
            "Arrangements": shown.arrangements,
            "Different partners": shown.partners,
        }
    ).reset_index(drop=True)


def say_number(count: int) -> str:
    """A count, small ones in words, and "none" for nothing."""
    return SMALL[count] if 0 < count < len(SMALL) else f"{count:,}" if count else "none"


def _say_share(qualifier: str, share: float) -> str:
    return f"{qualifier} {say_percent(share)}".strip()
