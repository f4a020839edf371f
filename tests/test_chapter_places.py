"""What the chapter on places says of nearness and likeness follows from the comparison."""

from dataclasses import replace
from itertools import pairwise

import pandas as pd
import pytest

from sharing.chapters import places as chapter
from sharing.chapters import places_tables as tables
from sharing.intervals import Interval
from sharing.likeness import COLUMNS, DRAWS, MATCHES, VARIANTS, Likeness, measure_likeness
from sharing.places import BANDS, MIXED, OWN, PAIRS, list_councils, name_band
from test_statements import find_flaws

YEARS = [1990, *range(2011, 2020), 2026]
SENTENCES = {
    "answer": chapter.answer_question,
    "distance": chapter.find_distance,
    "types": chapter.find_types,
    "sizes": chapter.find_sizes,
    "chance": chapter.find_chance,
    "county": chapter.find_county,
    "variants": chapter.judge_variants,
    "compared": chapter.count_compared,
    "distance title": lambda found: chapter.title_distances(found) + ".",
    "likeness title": lambda found: chapter.title_likeness(found) + ".",
    "distances": lambda found: tables.describe_shares(tables.plot_distances(found)),
    "likeness": lambda found: tables.describe_shares(tables.plot_likeness(found)),
}


def check(found: Likeness) -> dict[str, list[str]]:
    said = {name: say(found) for name, say in SENTENCES.items()}
    # What nothing was compared for may be left unsaid.
    return {name: find_flaws(text) for name, text in said.items() if text and find_flaws(text)}


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_of_every_edition_is_well_formed(findings, year):
    found = measure_likeness(findings(year), draws=49, variant_draws=19)
    assert check(found) == {}
    for tabulate in (tables.tabulate_matches, tables.tabulate_variants, tables.tabulate_sorts):
        assert not tabulate(found).isna().to_numpy().any()


NOTHING = Likeness(
    partnerships=3,
    councils=7,
    pairs=5,
    unplaced=1,
    table=pd.DataFrame(columns=["match", *COLUMNS]),
    variants=pd.DataFrame(columns=["variant", *COLUMNS]),
    why="it would need ten partnerships, and this edition has three",
)


def likeness_of(**ratios: tuple[float, float]) -> Likeness:
    """A comparison whose ratios have the given ends; all else is without any difference."""
    names = [*tables.LABELS, OWN, *PAIRS.values(), MIXED]
    names += [name_band(low, high) for low, high in pairwise(BANDS)]
    rows = []
    for match in MATCHES:
        for name in names:
            low, high = ratios.get(f"{name}_{match}", ratios.get(name, (0.9, 1.1)))
            p_value = 2 / (DRAWS + 1) if high < 1 or low > 1 else 0.4
            rows.append((match, name, 0.5, 0.4, 0.3, 0.6, 1.0, low, high, p_value))
    table = pd.DataFrame(rows, columns=["match", *COLUMNS])
    variants = [
        (variant, name, *[0.5] * 5, *ratios.get(f"{name}_{variant}", (0.9, 1.1)), 0.01)
        for variant in ("this", "that")
        for name in VARIANTS
    ]
    return replace(
        NOTHING,
        partnerships=40,
        why="",
        table=table,
        variants=pd.DataFrame(variants, columns=["variant", *COLUMNS]),
    )


def test_nothing_compared_is_said_with_its_reason():
    assert check(NOTHING) == {}
    assert chapter.answer_question(NOTHING).endswith(
        "because it would need ten partnerships, and this edition has three."
    )
    assert chapter.find_distance(NOTHING) == chapter.find_county(NOTHING) == ""
    assert tables.plot_distances(NOTHING).empty and tables.tabulate_matches(NOTHING).empty
    assert chapter.title_distances(NOTHING) == chapter.title_likeness(NOTHING)


NEAR, ALIKE = {"distance_km": (0.1, 0.2)}, {"same_type": (2.0, 3.0)}


@pytest.mark.parametrize(
    ("ratios", "said"),
    [
        (NEAR | ALIKE, "Yes: partners are nearer and more alike than chance would make them."),
        (NEAR, "They share with councils near them; that they are alike cannot be told"),
        (ALIKE, "They share with councils like them; that they are near cannot be told"),
        ({}, "Partners are no nearer and no more alike than chance could make them."),
        ({"distance_km": (1.2, 1.4), "same_type": (0.2, 0.8)}, "Partners are no nearer"),
    ],
)
def test_the_answer_claims_only_what_chance_does_not_explain(ratios, said):
    found = likeness_of(**ratios)
    assert chapter.answer_question(found).startswith(said)
    assert check(found) == {}


def test_chance_is_ruled_out_only_where_no_lot_came_near():
    assert chapter.find_chance(likeness_of(**NEAR, **ALIKE)).startswith(
        f"None of {DRAWS:,} lots drawn gave pairs as near, and none gave pairs as alike."
    )
    assert "about 40% would differ as much" in chapter.find_chance(likeness_of())
    assert "less than 0.1% would differ" in chapter.find_chance(likeness_of(**NEAR))


def test_likeness_of_size_is_put_down_to_types_only_where_they_explain_it():
    explained = likeness_of(size_ratio_any=(0.5, 0.8), size_ratio_type=(0.9, 1.1))
    assert "hardly more than their types make them" in chapter.find_sizes(explained)
    for other in (
        likeness_of(size_ratio_any=(0.5, 0.8), size_ratio_type=(0.6, 0.9)),
        likeness_of(size_ratio_any=(0.9, 1.1), size_ratio_type=(0.9, 1.1)),
    ):
        assert "hardly" not in chapter.find_sizes(other)


def test_what_a_match_holds_equal_is_not_compared_with_it():
    shown = tables.tabulate_matches(likeness_of()).set_index("Pairs of councils")
    assert shown.loc["Of one type", "By lot within a type"] == "held equal"
    assert shown.loc["In one region", "By lot within a region"] == "held equal"
    assert shown.loc["Of one type", "By lot"] == "40% (30% to 60%)"
    assert shown.loc["Distance in the middle", "Partners"] == "0 km"
    assert shown.loc["Larger to smaller population", "By lot"] == "0.40 times (0.30 to 0.60 times)"


def test_the_variants_and_sorts_are_tabulated():
    found = likeness_of()
    assert tables.tabulate_variants(found).iloc[0, 2] == "50%, by lot 50%"
    assert len(tables.tabulate_sorts(found)) == len(PAIRS) + 2


def test_other_choices_are_told_to_agree_only_where_all_do():
    assert chapter.judge_variants(NOTHING) == ""
    assert chapter.judge_variants(likeness_of()).startswith("Each of the other choices")
    assert chapter.judge_variants(likeness_of(**NEAR)) == (
        "Two other choices were tried; for 0 of them the answer is the same."
    )
    one = likeness_of(**NEAR, distance_km_this=(0.2, 0.4))
    assert chapter.judge_variants(one).endswith("for 1 of them the answer is the same.")


def test_left_out_arrangements_are_counted():
    assert "; one arrangement is left out, because" in chapter.count_compared(NOTHING)
    assert chapter.count_compared(replace(NOTHING, unplaced=0)).endswith("with a known place.")


def test_shares_are_plotted_in_the_order_of_their_labels():
    shown = tables.plot_distances(likeness_of())
    assert shown.label.tolist()[0] == "Under 10 km"
    assert shown.columns.tolist() == ["label", "partners", "by_lot", "low", "high"]
    assert tables.describe_shares(shown).startswith("Under 10 km: 50% of partners, 40% by lot;")


def test_reach_and_likeness_of_arrangements_are_told_with_their_ranges():
    across = Interval(0.1, 0.05, 0.2, 50, 9, "")
    none = Interval(float("nan"), float("nan"), float("nan"), 0, 0, "")
    assert chapter.find_regions(across, across) == (
        "Counted by arrangement, 10% reach across regions (5.0% to 20%), and in 10% all councils "
        "named are of one type (5.0% to 20%)."
    )
    assert chapter.find_regions(none, across).startswith("No arrangement names two")


def test_councils_without_a_place_are_counted(register):
    councils = list_councils(register.authorities)
    missing = int(councils.latitude.isna().sum())
    said = chapter.find_unplaced(councils)
    assert f"({missing}, all of them abolished since)" in said
    assert find_flaws(said) == []
    placed = councils[councils.latitude.notna()]
    assert chapter.find_unplaced(placed) == "Every council has a known place."
    one = placed.head(3).assign(latitude=float("nan"), last=[2019, float("inf"), float("inf")])
    assert "(3, 1 of them abolished since)" in chapter.find_unplaced(one)
