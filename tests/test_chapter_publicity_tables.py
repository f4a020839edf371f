"""The frames of the chapter on publicity say what was measured, in words that fit it."""

import numpy as np
import pandas as pd
import pytest

from builders import build_table
from made_publicity import LESS, MORE, SHAPE, UNCLEAR, UNKNOWN, WAYS, make_publicity
from sharing.chapters import publicity_tables as frames
from sharing.headlines import HEADLINES
from sharing.missing_savings import bound_missing
from sharing.models import NotEstimated
from sharing.reweighting import AS_IT_STANDS, CIRCULAR, EVERYWHERE, HALVED

NOTHING = NotEstimated("publicity", "nothing is known")
RATIO = "five_or_more_against_two"
TOTALS = build_table(
    "totals",
    [
        {"total_id": total, "value": value, "publisher": "The Paper", "source_date": date}
        for total, value, date in [
            *(("T022", 400, "2015-05"), ("T075", 1, "2015"), ("T084", 50, "")),
            *(("T065", 400, "2015"), ("T078", 100, "2015"), ("T080", 40, "2015")),
        ]
    ],
)


def judge(**numbers: tuple) -> str:
    """What becomes of a ratio whose numbers are given by way, the others unclear."""
    names = dict(zip(("whole", "england", "shape", "halved"), WAYS, strict=True))
    made = make_publicity(**{RATIO: {names[way]: number for way, number in numbers.items()}})
    return frames.judge_finding(frames.choose_ways(made, RATIO))


@pytest.mark.parametrize(
    ("above", "under", "name"),
    [
        (-np.inf, 1e5, "Under £100k"),
        (1e5, 2.5e5, "£100k to £250k"),
        (5e5, 1e6, "£500k to £1m"),
        (2.5e6, np.inf, "£2.5m or more"),
    ],
)
def test_bands_are_named_as_an_axis_has_room_for(above, under, name):
    assert frames.name_band(above, under) == name


def test_map_and_news_stand_side_by_side_in_every_band():
    sizes = frames.compare_sizes(make_publicity(), 2026)
    assert list(dict.fromkeys(sizes["of"])) == ["National map, 2015", "Publicised by 2026"]
    assert sizes.groupby("of").band.count().tolist() == [3, 3]
    assert sizes.low[0] == 0.2 and sizes.low[3] == 0.1


def test_a_chance_beyond_one_is_drawn_at_one_and_told_by_its_counts():
    chances = frames.list_chances(make_publicity())
    assert chances.full.tolist() == [False, False, True]
    assert chances.chance.tolist() == [0.02, 0.4, 1]
    assert chances.high.max() == 1
    assert chances.label.tolist() == [
        "2.0% (1.0% to 5.0%)",
        "40% (30% to 60%)",
        "30 publicised, about 20 on the map",
    ]


def test_a_band_that_neither_has_shows_no_chance():
    chances = ((0.02, 0.01, 0.05), (np.nan, 0.0, np.inf), (0.5, 0.3, 0.6))
    made = make_publicity()
    bands = made.bands.assign(publicised=0, map_count=0.0)
    bands[["chance", "chance_low", "chance_high"]] = np.tile(chances, (2, 1))
    object.__setattr__(made, "bands", bands)
    shown = frames.list_chances(made)
    assert shown.label[1] == "0 publicised, about 0 on the map"
    assert not shown.full[1] and np.isnan(shown.chance[1])


def test_comparisons_are_shown_in_every_way_unless_they_have_no_range():
    made = make_publicity(**{RATIO: {AS_IT_STANDS: UNKNOWN}})
    compared = frames.list_comparisons(made)
    ratios = sum(headline.unit == "ratio" for headline in HEADLINES.values())
    assert len(compared) == ratios * len(WAYS) - 1
    assert set(compared.kind) == {"Whole register", "England only", "Reweighted to the map"}
    assert set(compared.way) == {frames.WAYS[way] for way in WAYS}


def test_a_headline_is_told_in_its_unit():
    table = frames.tabulate_findings(make_publicity()).set_index("Finding")
    whole = table["Whole register"]
    assert whole[HEADLINES["share_under_threshold"].title] == "30% (20% to 40%)"
    assert whole[HEADLINES["median_saving"].title] == "£1m (£800,000 to £1.3m)"
    assert whole[HEADLINES[RATIO].title] == "1.20 times (0.80 to 2.00)"


def test_what_the_map_fixes_is_not_called_a_finding():
    made = make_publicity()
    for name in CIRCULAR:
        told = frames.judge_finding(frames.choose_ways(made, name))
        assert told == "Set by the map's own facts, so no finding"


def test_a_finding_that_stays_clear_in_all_is_said_to():
    told = judge(whole=MORE, england=MORE, shape=MORE, halved=MORE)
    assert told == "Clear in the register; clear in both reweightings"


def test_a_finding_that_england_alone_does_not_carry_is_said_not_to():
    told = judge(whole=MORE, shape=MORE)
    assert told == (
        "Clear in the register, though not in England alone; clear in one of the two reweightings"
    )


def test_a_finding_that_is_never_clear_is_said_not_to_be():
    told = judge(whole=UNCLEAR)
    assert told == "Not clear in the register; clear in neither of the two reweightings"


def test_a_finding_that_turns_round_is_said_to():
    assert judge(whole=MORE, england=MORE, shape=LESS).endswith("but not always the same way")
    assert judge(whole=LESS, england=LESS, halved=MORE).endswith("but not always the same way")


@pytest.mark.parametrize("way", ["whole", "england", "shape", "halved"])
def test_a_finding_without_a_range_somewhere_cannot_be_compared(way):
    assert judge(**{way: UNKNOWN}).startswith("Cannot be compared")


def test_survivors_are_clear_the_same_way_throughout():
    every = dict.fromkeys(WAYS, LESS)
    made = make_publicity(
        **{RATIO: dict.fromkeys(WAYS, MORE), "per_council_slope": every | {HALVED: UNCLEAR}},
        achieved_against_expected={SHAPE: MORE},
    )
    clear, kept = frames.list_survivors(made)
    assert (clear, kept) == ([RATIO, "per_council_slope"], [RATIO])


def test_facts_are_told_in_their_units_with_their_pages():
    facts = frames.tabulate_facts(make_publicity(), TOTALS)
    assert facts["Taken as"].tolist() == [
        *("400", "£90m to £150m", "50% to 67%", "Any of 3 readings", "0")
    ]
    assert facts["Page"].tolist() == [
        "T022: The Paper, May 2015",
        "T075: The Paper, 2015",
        *["T084: The Paper, undated"] * 2,
        "",
    ]


def test_families_are_compared_where_the_map_has_a_total():
    families = frames.compare_families(make_publicity(), TOTALS)
    assert families.family.tolist() == ["Back office", "Revenues, benefits and customers"]
    assert families.published.tolist() == [0.25, 0.1]
    table = frames.tabulate_families(families)
    assert table.iloc[0].tolist() == ["Back office", "25%", "30% (20% to 40%)", "30% (20% to 40%)"]


def test_bounds_are_told_as_far_as_they_go():
    known = pd.Series([5e4, 2e5, 3e5])
    told = frames.tabulate_bounds(bound_missing(known, 4, 100_000, 1e6), 100_000)
    assert told["Middle saving a year"].tolist() == ["anything", "£0 to £1m", "at most £200,000"]
    assert told["Share under £100,000"].tolist()[0] == "14% to 71%"
    none = frames.tabulate_bounds(bound_missing(known.head(0), 0, 100_000, None), 100_000)
    assert none["Middle saving a year"].tolist() == ["nothing known"]


def test_where_nothing_was_estimated_every_frame_is_empty():
    empty = [
        frames.compare_sizes(NOTHING, 2011),
        frames.list_chances(NOTHING),
        frames.list_comparisons(NOTHING),
        frames.tabulate_findings(NOTHING),
        frames.tabulate_facts(NOTHING, TOTALS),
        frames.compare_families(NOTHING, TOTALS),
    ]
    assert all(frame.empty and len(frame.columns) for frame in empty)
    assert frames.tabulate_families(empty[-1]).empty


def test_the_first_shape_is_named_as_in_the_figure():
    assert frames.name_first(make_publicity()) == "log-normal map"
    assert frames.PLAIN[EVERYWHERE] == "Whole register"
