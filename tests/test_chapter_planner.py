"""The planner's words say what its numbers are, in every case."""

import numpy as np
import pandas as pd
import pytest

from made_planner import WHY, make_planner
from sharing.chapters import planner as words
from sharing.edition import Edition
from sharing.models import NotEstimated
from sharing.planner import SIZES, plan

NONE = NotEstimated("planner", "the savings come from 3 independent partner groups, too few")


def first(planner: object) -> pd.Series:
    return planner.cells.iloc[1]


def test_the_answer_says_how_wide_forecasts_are():
    told = words.answer(make_planner())
    assert "about 5 times the bottom one; in nine in ten, about 50 times." in told
    assert "3 independent partner groups" in words.answer(NONE)


def test_a_forecast_is_told_as_half_and_nine_in_ten():
    assert words.say_forecast(first(make_planner())) == (
        "Of comparable partnerships whose saving is publicised, we expect half to report between "
        "£400,000 and £2m a year, and nine in ten between £120,000 and £6m."
    )


def test_a_corrected_forecast_tells_what_the_maps_leave_open():
    planner = make_planner()
    told = words.say_corrected(first(planner), planner)
    assert "we would expect half between about £50,000 (£25,000 to £100,000) and £400,000" in told
    assert told.endswith("Nine in ten would lie under about £1.2m (£600,000 to £2.4m).")


def test_an_edition_without_the_map_says_why_it_cannot_correct():
    planner = make_planner(corrected=False)
    assert WHY in words.say_corrected(first(planner), planner)
    assert words.say_threshold(first(planner), planner, 1e5) == (
        "More than £100,000 a year: 96% of those publicised."
    )


def test_an_end_that_cannot_be_given_is_not_told():
    planner = make_planner(corrected_half_low=np.nan)
    assert "too few small savings" in words.say_corrected(first(planner), planner)
    planner = make_planner(corrected_most_under=np.nan)
    assert "Nine in ten" not in words.say_corrected(first(planner), planner)


def test_the_share_above_the_threshold_turns_its_range_round():
    planner = make_planner()
    assert words.say_threshold(first(planner), planner, 1e5) == (
        "More than £100,000 a year: 96% of those publicised, and about 70% if all were "
        "publicised alike (40% to 85%)."
    )


@pytest.mark.parametrize(
    ("numbers", "told"),
    [
        ({}, "four are of two councils."),
        ({"arrangements": 1}, "one is of two councils."),
        ({"arrangements": 0}, "none are of two councils. The answer borrows from other sizes"),
        ({"family_groups": 5}, "That is few, so the answer leans on other services too."),
        (
            {"family_groups": 2},
            "That is too few: the answer leans almost wholly on other",
        ),
    ],
)
def test_support_is_told_with_a_warning_where_it_is_thin(numbers, told):
    assert told in words.say_support(first(make_planner(**numbers)))


def test_a_match_says_how_it_is_alike():
    def say(family: bool, size: bool) -> str:
        return words.say_match(
            pd.Series({"same_family": family, "same_size": size, "n_councils": 3})
        )

    assert say(True, True) == "same service, same number"
    assert say(True, False) == "same service, three councils"
    assert say(False, True) == "other service, same number"


def test_the_key_speaks_of_brackets_only_where_there_are_some():
    edition = Edition(2026, price_year=2020, threshold_gbp=50_000)
    assert "£50,000" in words.say_key(make_planner(), edition)
    assert "Brackets" in words.say_key(make_planner(), edition)
    told = words.say_key(make_planner(corrected=False), edition)
    assert "Brackets" not in told and "pounds of 2020" in told


def test_the_picture_is_described():
    planner = make_planner()
    assert "Corrected: half between £50,000 and £400,000." in words.describe_picture(
        first(planner), planner
    )
    planner = make_planner(corrected=False)
    assert "Corrected" not in words.describe_picture(first(planner), planner)


def test_every_answer_stands_in_the_table():
    table = words.tabulate(make_planner(corrected_half_low=np.nan))
    assert len(table) == 2 * len(SIZES)
    assert set(table["Half expected"]) == {"£400,000 to £2m"}
    assert set(table["Half, corrected for publicity"]) == {"cannot be said"}
    assert "Half, corrected for publicity" not in words.tabulate(make_planner(corrected=False))


def test_an_answer_without_a_saving_of_its_own_is_marked():
    table = words.tabulate(make_planner(arrangements=0))
    assert set(table["On the register"]) == {"none, so borrowed"}
    assert set(words.tabulate(make_planner(arrangements=20))["On the register"]) == {"20"}


def test_the_figure_takes_the_commonest_number_of_each_service():
    planner = make_planner()
    planner.cells.loc[planner.cells.partners_group == "3", "arrangements"] = 9
    typical = words.choose_typical(planner)
    assert typical.label.tolist() == ["Back office (3)"] * 2 + ["Whole council (3)"] * 2
    assert typical["of"].tolist() == [words.PUBLICISED, words.ALIKE] * 2
    assert typical.thin_low.tolist() == [1.2e5, 2.5e4] * 2
    assert words.title_typical(typical) == "Every service's middle half overlaps every other's"
    assert "half £400,000 to £2m" in words.describe_typical(typical)


def test_services_apart_are_named():
    planner = make_planner()
    large = planner.cells.family == "Whole council"
    planner.cells.loc[large, ["half_low", "half_high"]] = [3e6, 9e6]
    told = words.title_typical(words.choose_typical(planner))
    assert told == (
        "As publicised, most is expected for Whole council; corrected for publicity, for Back "
        "office; all spread widely"
    )
    planner.cells.loc[large, "corrected_half_low"] *= 2
    told = words.title_typical(words.choose_typical(planner))
    assert told == (
        "Most is expected for Whole council, corrected for publicity or not; all spread widely"
    )


def test_an_edition_without_forecasts_has_an_empty_figure():
    typical = words.choose_typical(NONE)
    assert typical.empty and "Too few" in words.title_typical(typical)
    assert words.describe_typical(typical) == "No services."


@pytest.mark.parametrize("year", [2011, 2015, 2026])
def test_every_sentence_of_an_edition_is_whole(findings, year):
    planner = plan(findings(year))
    for _, cell in planner.cells.iterrows():
        told = [
            words.say_forecast(cell),
            words.say_corrected(cell, planner),
            words.say_threshold(cell, planner, 1e5),
            words.say_support(cell),
            words.describe_picture(cell, planner),
        ]
        assert all(sentence.endswith(".") and "nan" not in sentence for sentence in told)
