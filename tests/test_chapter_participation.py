"""What the chapter says of who shares, and how many, follows from the counts."""

import pandas as pd
import pytest

from sharing.chapters import participation as chapter
from sharing.edition import Edition
from sharing.participation import (
    count_arrangements,
    count_pairs,
    follow_participation,
    read_published_shares,
)
from test_statements import find_flaws

YEARS = [1990, *range(2011, 2020), 2026]


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_of_every_edition_is_well_formed(findings, year):
    found = findings(year)
    followed = follow_participation(found.register, year)
    published = read_published_shares(found.register, found.edition)
    councils = count_arrangements(found)
    said = [
        chapter.find_participation(followed, published),
        chapter.title_participation(followed) + ".",
        chapter.describe_participation(followed),
        chapter.find_pairs(count_pairs(found)),
        chapter.find_busiest(councils),
        chapter.find_unnamed(councils, found.edition),
        *filter(None, [chapter.judge_participation(followed)]),
    ]
    assert [(text, find_flaws(text)) for text in said if find_flaws(text)] == []
    assert ("Published shares:" in chapter.cite_shares(published)) == (year >= 2013)
    assert "nan" not in chapter.cite_shares(published)


FOLLOWED = pd.DataFrame(
    [(2015, 270, 250, 353, 270 / 353), (2016, 282, 259, 353, 282 / 353)],
    columns=["year", "sharing", "since_start", "existing", "share"],
)
PUBLISHED = pd.DataFrame(
    [
        (2015.0, 0.95, "at least", "2015-03"),
        (float("nan"), 0.98, "", ""),
        (2018.0, 0.99, "", "2018"),
    ],
    columns=["year", "share", "qualifier", "as_of"],
).assign(source_title="A page", publisher="The Paper", source_date="", url="https://example.org/a")


def test_the_newest_published_share_stands_beside_the_registers_of_its_year():
    assert chapter.find_participation(FOLLOWED, PUBLISHED) == (
        "At the end of 2016, 282 of England's 353 councils (80%) are named in an arrangement with "
        "another council. The newest published share, for 2015, is at least 95%; for that year the "
        "register has 76%."
    )


def test_no_published_share_is_not_compared():
    said = chapter.find_participation(FOLLOWED, PUBLISHED.head(0))
    assert said.endswith("(80%) are named in an arrangement with another council.")


def test_no_year_is_said_to_be_none():
    none = FOLLOWED.head(0)
    assert chapter.find_participation(none, PUBLISHED).endswith("no year can be counted.")
    assert chapter.title_participation(none) == "No year can be counted"
    assert chapter.judge_participation(none) == ""
    assert set(chapter.plot_participation(none, PUBLISHED).of) == {"Published"}


def test_the_shares_are_plotted_with_their_words_where_they_have_a_year():
    shown = chapter.plot_participation(FOLLOWED, PUBLISHED)
    assert shown.of.tolist() == ["Register", "Register", "Published", "Published"]
    assert shown.label.tolist() == ["76%", "80%", "at least 95%", "99%"]
    assert not shown.year.isna().any()


def test_published_shares_are_cited_one_by_one():
    page = "[A page](https://example.org/a) (The Paper)"
    assert chapter.cite_shares(PUBLISHED) == (
        f"Published shares:\n\n- at least 95% for 2015, {page}\n- 98% for an unknown year, {page}\n"
        f"- 99% for 2018, {page}"
    )
    assert chapter.cite_shares(PUBLISHED.head(0)) == ""


def pairs_of(*counts: int) -> pd.DataFrame:
    rows = [(f"A*{n}", f"B{n}", count, 1, 9.6) for n, count in enumerate(counts)]
    return pd.DataFrame(rows, columns=["first", "second", "arrangements", "alone", "distance_km"])


def test_the_pair_that_shares_most_is_named_and_ties_are_counted():
    assert chapter.find_pairs(pairs_of(3, 1)) == (
        "A\\*0 and B0 are named together most often, in three arrangements."
    )
    assert chapter.find_pairs(pairs_of(3, 3)) == (
        "The pairs named together most often, two of them, share three arrangements each."
    )
    assert chapter.find_pairs(pairs_of()).startswith("No two English councils")


def test_pairs_are_tabulated_with_their_distance():
    shown = chapter.tabulate_pairs(pairs_of(3, 1).assign(distance_km=[9.6, float("nan")]), 5)
    assert shown.to_numpy().tolist() == [
        ["A*0 and B0", 3, 1, "10 km"],
        ["A*1 and B1", 1, 1, "not known"],
    ]
    assert len(chapter.tabulate_pairs(pairs_of(3, 2, 1), 2)) == 2


def councils_of(*counts: tuple[int, int]) -> pd.DataFrame:
    rows = [(f"C{n}", "East", *pair) for n, pair in enumerate(counts)]
    return pd.DataFrame(rows, columns=["name", "region", "arrangements", "partners"])


def test_the_busiest_councils_and_those_with_one_partner_are_told():
    assert chapter.find_busiest(councils_of((4, 3), (2, 1), (0, 0))) == (
        "C0 is named in the most arrangements, 4. Of the two councils with a named partner, one "
        "has only one."
    )
    assert chapter.find_busiest(councils_of((4, 3), (4, 2))) == (
        "C0 and C1 are named in the most arrangements, 4 each. Of the two councils with a named "
        "partner, none have only one."
    )
    assert chapter.find_busiest(councils_of((0, 0))).startswith("No English council")


def test_councils_that_nothing_names_are_named_where_they_are_few():
    edition = Edition(2026)
    assert chapter.find_unnamed(councils_of((1, 1), (1, 0), (0, 0)), edition) == (
        "Of the three councils that exist at the end of 2026, two are named with no partner in any "
        "arrangement on record that has started: C1 and C2."
    )
    many = councils_of(*[(0, 0)] * (chapter.MOST_NAMED + 1))
    assert chapter.find_unnamed(many, edition).endswith("that has started.")
    assert chapter.find_unnamed(councils_of((1, 1)), edition).startswith("Every council")


def test_councils_in_no_arrangement_are_not_among_the_busiest():
    shown = chapter.tabulate_councils(councils_of((4, 3), (0, 0)), 10)
    assert shown.to_numpy().tolist() == [["C0", "East", 4, 3]]
