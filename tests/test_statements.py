"""Every sentence is true and well formed, in real editions and in extreme ones."""

import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from html import escape
from pathlib import Path

import pandas as pd
import pytest
from markdown_it import MarkdownIt

from builders import Row, write_savings
from sharing import prose, statements
from sharing.chapters import index, who_shares
from sharing.edition import Edition
from sharing.intervals import Interval
from sharing.results import Findings, find

MAP = pd.Series({"value": 50.0, "qualifier": "more than", "as_of": "2015"})
FAMILIES = ("Back office", "Management", "Whole council")
SENTENCES: dict[str, Callable[[Findings], str]] = {
    "gap": statements.find_gap,
    "small": statements.find_small,
    "losses": statements.find_losses,
    "doubtful": statements.name_doubtful,
    "partners": statements.find_partners,
    "per partner": statements.find_per_partner,
    "services": statements.find_services,
    "ends of families": lambda found: statements.compare_ends(found.by_family, "family"),
    "families": lambda found: statements.judge_groups(found.by_family, "family"),
    "sizes": lambda found: statements.judge_groups(found.by_partners, "partners_group"),
    "medians": lambda found: statements.describe_medians(found.by_family, "family"),
}


def find_flaws(text: str) -> list[str]:
    """What no sentence of the book may hold."""
    flaws = {
        "no capital": r"^[a-z]",
        "no full stop": r"[^.]$",
        "a missing number": r"\b(nan|NaN|inf)\b|<NA>|[£%] ?None|None[%m]",
        "stray blanks": r"  |\s[,.;]|^\s|\s$",
        "a plural of one": r"(?i)\b(1|one) (arrangements|partnerships|groups|comparisons)\b",
        "one that stand": r"(?i)\b1 of \d+ \w+ stand\b",
        "only none": r"(?i)\bonly no\b",
        "a signed nothing": r"[-−+]0%|−\u2060?£0\b",
        "two full stops": r"\.\.",
    }
    return [name for name, pattern in flaws.items() if re.search(pattern, text)]


def test_a_flawed_sentence_would_be_found():
    assert find_flaws("Only no partnerships saved nan pounds ") == [
        *("no full stop", "a missing number", "stray blanks", "only none")
    ]
    assert find_flaws("Two partnerships saved £1m.") == []


def find_in(folder: Path, *rows: Row) -> Findings:
    """The findings of a register of a few savings, one arrangement each."""
    return find(Edition(2026, 2015), write_savings(folder, *rows, families=FAMILIES))


@pytest.fixture
def found_in(tmp_path) -> Callable[..., Findings]:
    return partial(find_in, tmp_path)


EXTREMES = {
    "one saving": [{"saving": 500_000}],
    "no losses": [{"saving": 200_000 + n} for n in range(12)],
    "all losses": [{"saving": -1_000 - n} for n in range(12)],
    "nothing saved": [{"saving": 0}] * 12,
    "one family": [{"saving": 1_000 * n} for n in range(1, 30)],
    "no five or more": [{"saving": 1_000 * n, "councils": 2 + n % 3} for n in range(1, 30)],
    "all under": [{"saving": 1_000 * n} for n in range(1, 30)],
    "none under": [{"saving": 1_000_000 * n} for n in range(1, 30)],
    "sizes and families": [
        {"saving": 10_000 * n, "councils": (2, 7)[n % 2], "family": n % 3} for n in range(1, 60)
    ],
    "unknown sizes": [{"saving": 1_000 * n, "councils": ""} for n in range(1, 12)],
}


@pytest.fixture(scope="module")
def extremes(tmp_path_factory) -> Callable[[str], Findings]:
    return cache(lambda name: find_in(tmp_path_factory.mktemp("data"), *EXTREMES[name]))


@pytest.mark.parametrize("name", SENTENCES)
@pytest.mark.parametrize("extreme", EXTREMES)
def test_every_sentence_is_well_formed_in_extreme_editions(extremes, name, extreme):
    said = SENTENCES[name](extremes(extreme))
    assert find_flaws(said) == [], said


@pytest.mark.parametrize("year", [2003, 2006, 2009, 2011, 2013, 2016, 2019, 2026])
@pytest.mark.parametrize("name", SENTENCES)
def test_every_sentence_is_well_formed_in_real_editions(findings, name, year):
    said = SENTENCES[name](findings(year))
    assert find_flaws(said) == [], said


def test_the_gap_is_what_is_on_record_and_not_in_the_table(found_in):
    rows = [{"saving": 5}, {"saving": 6}, {"saving": 7}]
    assert statements.find_gap(found_in(*rows)).startswith(
        "Of 3 arrangements on record, 0 had published no yearly saving"
    )


@pytest.mark.parametrize(
    ("under", "over", "said"),
    [
        (1, 19, "Only one partnership (5.0%) reported less than £100,000."),
        (12, 174, "Only 12 partnerships (6.5%) reported less than £100,000."),
        (5, 5, "Five partnerships (50%) reported less than £100,000."),
        (4, 0, "Four partnerships (100%) reported less than £100,000."),
        (0, 4, "No partnerships (0%) reported less than £100,000."),
    ],
)
def test_the_small_savings_are_counted(findings, under, over, said):
    share = Interval(under / (under + over), 0, 1, under + over, 9, "")
    assert statements.find_small(replace(findings(2026), share=share)) == said


@pytest.mark.parametrize(
    ("share", "high", "said"),
    [
        (
            0.065,
            0.12,
            "Few publicised savings are under £100,000 a year; on the national map more",
        ),
        (0.3, 0.4, "A minority of publicised savings are under £100,000 a year"),
        (0.4, 0.55, "40% of publicised savings are under £100,000"),
        (0.6, 0.7, "60% of publicised savings are under £100,000"),
        (1.0, 1.0, "100% of publicised savings are under £100,000"),
        (0.0, 0.1, "No publicised savings are under £100,000"),
    ],
)
def test_the_title_of_the_share_says_how_it_stands_to_the_maps(findings, share, high, said):
    found = replace(findings(2026), share=Interval(share, 0, high, 100, 40, ""))
    title = index.title_share(found, MAP)
    assert title.startswith(said)
    assert ("on the national map more than half are said to be" in title) == (high < 0.5)


def test_the_title_of_an_unknown_share_makes_no_claim(findings):
    share = Interval(float("nan"), float("nan"), float("nan"), 0, 0, "")
    title = index.title_share(replace(findings(2026), share=share), MAP)
    assert "A minority" not in title and "nan" not in title


@pytest.mark.parametrize(
    ("value", "qualifier", "said"),
    [(50, "more than", "more than half"), (38, "", "38%"), (20, "at least", "at least 20%")],
)
def test_the_maps_share_is_said_in_words(value, qualifier, said):
    assert index.say_share_of_map(pd.Series({"value": value, "qualifier": qualifier})) == said


def test_losses_are_told_by_the_names_they_have(found_in):
    found = found_in(
        {"saving": -5_800, "name": "Alpha and Beta ICT", "status": "achieved"}, {"saving": 9}
    )
    assert statements.find_losses(found) == (
        "One arrangement reported or expected no saving, or a loss. It is "
        "Alpha and Beta ICT (−\u2060£5,800 a year, achieved; operating)."
    )


def test_a_saving_of_nothing_is_not_called_a_loss(found_in):
    said = statements.find_losses(found_in({"saving": 0, "name": "Nil"}, {"saving": 9}))
    assert said == (
        "One arrangement reported or expected no saving, or a loss. It is Nil (£0 a year, "
        "expected; operating)."
    )


@pytest.mark.parametrize("name", ["*A* & [B](c)", "<b>A</b>", "A_b_c", "`A`", "A | B", "$A$"])
def test_a_name_with_marks_stays_a_name_in_a_sentence(found_in, name):
    said = statements.find_losses(found_in({"saving": -5, "name": name}))
    assert said.replace("\\", "").count(name) == 1
    assert MarkdownIt("js-default").renderInline(said).count(escape(name)) == 1


def test_no_loss_is_said_to_be_none(found_in):
    assert statements.find_losses(found_in({"saving": 5})).startswith("None reported")


def summary(*rows: tuple[str, float, float, float], by: str = "family") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=[by, "median", "low", "high"])
    return frame.assign(n=9, clusters=9)[[by, "n", "clusters", "median", "low", "high"]]


NAN = float("nan")
APART = summary(("Back office", 5e5, 4e5, 6e5), ("Management", 2e6, 1e6, 3e6))
MEETING = summary(("Back office", 5e5, 4e5, 12e5), ("Management", 2e6, 1e6, 3e6))
UNKNOWN = summary(("Back office", 5e5, NAN, NAN), ("Management", 2e6, 1e6, 3e6))


def test_the_ends_are_told_apart_only_where_their_ranges_are(findings):
    assert statements.compare_ends(APART, "family") == (
        "The ranges of the largest (management: £1m to £3m) and the smallest (back office: "
        "£400,000 to £600,000) do not overlap."
    )
    assert "overlap, which does not show that they are the same" in statements.compare_ends(
        MEETING, "family"
    )
    assert statements.compare_ends(UNKNOWN, "family").startswith("No two groups")
    assert statements.compare_ends(APART.head(0), "family").startswith("No two groups")


def test_the_largest_and_smallest_families_are_named(findings):
    found = replace(findings(2026), by_family=APART)
    assert statements.find_services(found) == (
        "Of the 2 service families with enough partnerships for a range, management has the "
        "largest median saving, £2m a year, and back office the smallest, "
        "£500,000."
    )
    for too_few in (UNKNOWN, APART.head(1), APART.head(0)):
        said = statements.find_services(replace(found, by_family=too_few))
        assert said.startswith("Too few partnerships")


def test_groups_too_small_for_a_range_are_named():
    said = statements.judge_groups(UNKNOWN, "family")
    assert "Too few independent groups to give a range: back office (9)." in said
    assert "With 2 groups side by side" in said
    assert "Too few" not in statements.judge_groups(APART, "family")


@pytest.mark.parametrize("groups", [0, 1])
def test_no_groups_are_said_to_stand_side_by_side_where_there_is_one_or_none(groups):
    assert "side by side" not in statements.judge_groups(APART.head(groups), "family")


def test_sizes_are_compared_where_both_are_known(findings):
    sizes = [("2", 1e6, 8e5, 12e5), ("5+", 3e6, 2e6, 4e6)]
    found = replace(findings(2026), by_partners=summary(*sizes, by="partners_group"))
    assert statements.find_partners(found) == (
        "Partnerships of five councils or more reported a median saving of £3m a year, those of "
        "two £1m."
    )
    near = [sizes[0], ("5+", 3e6, 1e6, 4e6)]
    found = replace(found, per_partner=summary(*near, by="partners_group"))
    assert statements.find_per_partner(found).endswith("those of two £1m (their ranges overlap).")


@pytest.mark.parametrize(
    ("sizes", "said", "verb"),
    [
        ({"2": 9}, "No partnerships of five councils or more", "have"),
        ({"2": 9, "5+": 1}, "One partnership of five councils or more", "has"),
        ({"2": 9, "5+": 4}, "Four partnerships of five councils or more", "have"),
        ({"2": 1, "5+": 1}, "One partnership of two councils and one partnership of five", "have"),
        ({}, "No partnerships of two councils and no partnerships of five councils", "have"),
    ],
)
def test_sizes_with_too_few_partnerships_are_counted_instead(findings, sizes, said, verb):
    rows = [(size, 1e6, 8e5, 12e5) if n > 8 else (size, 1e6, NAN, NAN) for size, n in sizes.items()]
    few = summary(*rows, by="partners_group").assign(n=list(sizes.values()))
    found = replace(findings(2026), by_partners=few)
    told = statements.find_partners(found)
    assert told.startswith(said)
    assert f" {verb} a usable figure, too few to compare" in told


def test_medians_are_described_group_by_group():
    assert statements.describe_medians(UNKNOWN, "family") == (
        "Medians: back office: £500,000 (too few to give a range; 9 arrangements); "
        "management: £2m (£1m to £3m; 9 arrangements)."
    )
    assert statements.describe_medians(UNKNOWN.head(0), "family") == "No arrangements."


def test_a_forecast_divided_by_the_years_to_its_report_is_named(findings):
    found = findings(2026)
    table = found.table.assign(annualised_by="annual")
    assert statements.name_doubtful(replace(found, table=table)).startswith("No forecast")
    first = table.index[table.status == "expected"][0]
    table.loc[first, "annualised_by"] = "start to report"
    names = found.register.arrangements.set_index("arrangement_id").name
    said = statements.name_doubtful(replace(found, table=table))
    assert names[table.arrangement_id[first]] in said
    assert said.count("a year)") == 1


def test_growth_is_told_from_the_first_edition_to_the_last():
    growth = pd.DataFrame(
        {"year": [2011, 2011, 2026, 2026], "count": [1, 2, 100, 86]} | {"status": ["a", "b"] * 2}
    )
    assert statements.title_growth(growth) == (
        "An edition of 2011 could compare three arrangements, that of 2026 186"
    )
    assert statements.describe_growth(growth) == "2011: 3; 2026: 186."


def test_growth_of_a_single_edition_is_not_compared_with_itself():
    growth = pd.DataFrame({"year": [2006], "status": ["expected"], "count": [3]})
    assert statements.title_growth(growth).count("2006") == 1


def test_shares_are_described_bar_by_bar():
    bars = pd.DataFrame({"of": ["Map", "Ours"], "label": ["over 50%", "6.5% (3.0% to 12%)"]})
    assert index.describe_shares(bars) == "Map: over 50%; Ours: 6.5% (3.0% to 12%)."


@pytest.mark.parametrize("year", [2011, 2016, 2026])
def test_every_group_of_the_register_has_a_name_for_sentences(findings, year):
    found = findings(year)
    for group in found.by_partners.partners_group:
        assert statements.name_group(group, "partners_group")
    for family in found.by_family.family:
        assert statements.name_group(family, "family").lower() == family.lower()


def test_an_edition_that_does_not_know_the_maps_share_says_so(findings):
    found = findings(2013)
    told = index.warn_of_news(found, None)
    assert "cannot compare" in told and "2013" in told
    assert "national map" not in index.title_share(found, None)
    assert index.credit_share(found, None) == prose.credit(found)
    assert "more than half" in index.warn_of_news(findings(2026), MAP)


def test_the_maps_last_firm_count_is_the_one_told():
    counted = pd.DataFrame(
        {
            "value": [383.0, 626.0, 999.0],
            "scope": "England",
            "as_of": ["2014-04", "2019-06", "2020"],
            "doubtful": [False, False, True],
            "source_title": "A page",
            "url": "",
            "publisher": "The Paper",
            "source_date": "",
        }
    )
    assert "counted 626 partnerships in England in 2019" in who_shares.compare_counts(counted)
    assert "No count" in who_shares.compare_counts(counted.iloc[2:])
