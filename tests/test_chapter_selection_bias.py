"""What the validation page says of selection, on hand-made registers and in early editions."""

import numpy as np
import pandas as pd
import pytest

from sharing.chapters import selection_bias as selection
from sharing.coverage import Coverage
from sharing.headlines import HEADLINES
from sharing.models import NotEstimated
from sharing.selection_bias import STRENGTHS

RATIOS = [name for name, headline in HEADLINES.items() if headline.model]


def build_coverage(median: float, ratio: float, coverage: float = 0.95) -> Coverage:
    """A coverage whose registers state that many times the true median and comparisons."""
    over = {"median_saving": median, "share_under_threshold": 1 / median}
    true = {name: 100.0 if name == "median_saving" else 0.5 for name in HEADLINES}
    terms = pd.DataFrame(
        {
            "estimator": "headlines",
            "term": list(HEADLINES),
            "true": list(true.values()),
            "typical": [true[name] * over.get(name, ratio) for name in HEADLINES],
            "least": [true[name] / 2 for name in HEADLINES],
            "most": [true[name] * 2 for name in HEADLINES],
        }
    )
    estimators = pd.DataFrame(
        {
            "estimator": ["median_saving", "log_ols_wild"],
            "coverage": [coverage, 0.1],
            "registers": [500, 2],
        }
    )
    return Coverage(terms, estimators)


NONE = build_coverage(1.0, 1.0)
SELECTED = {
    strength: build_coverage(4.0**strength, 0.8**strength, 0.9 - strength / 10)
    for strength in STRENGTHS
}
HERE = selection.collect_headlines(NONE, SELECTED)


def test_every_headline_stands_over_its_truth_at_every_strength():
    assert len(HERE) == len(HEADLINES) * (1 + len(STRENGTHS))
    first = HERE[HERE.name == "median_saving"]
    assert first.ratio.tolist() == pytest.approx([4.0**k for k in (0, *STRENGTHS)])
    assert first.least.tolist() == pytest.approx([0.5] * len(first))
    assert first.most.tolist() == pytest.approx([2.0] * len(first))
    assert first.headline.unique().tolist() == ["Median saving"]


def test_a_headline_that_no_register_gives_stays_unknown():
    bare = Coverage(NONE.terms[NONE.terms.term != "per_council_slope"], NONE.estimators)
    found = selection.collect_headlines(bare, {})
    assert found.set_index("name").ratio.isna().sum() == 1
    assert selection.tabulate_headlines(found).iloc[:, 1].str.contains("not given").sum() == 1


@pytest.mark.parametrize(
    ("strength", "words"),
    [(0.0, "Same odds for every saving"), (1.0, "Odds × 2.0 when doubled")],
)
def test_a_strength_is_said_as_what_twice_the_saving_does_to_the_odds(strength, words):
    assert selection.name_strength(strength) == words


def test_the_title_gives_the_median_and_the_furthest_comparison_at_the_strongest():
    strongest = STRENGTHS[-1]
    told = selection.title_headlines(HERE)
    assert f"median saving comes out {4**strongest:.1f} times the true one" in told
    assert told.endswith(f"out by a factor of {0.8**-strongest:.1f} at most")
    assert selection.answer(HERE).startswith(told)


def test_between_strengths_the_error_is_read_off_on_the_log_scale():
    found = selection.interpolate_ratios(HERE, 0.25)
    assert found.median_saving == pytest.approx(4**0.25)
    assert found.five_or_more_against_two == pytest.approx(0.8**0.25)
    assert selection.interpolate_ratios(HERE, 99).median_saving == pytest.approx(4**2.5)


def test_an_editions_strength_says_what_becomes_of_each_headline():
    told = selection.find_selection(HERE, [1.0, 2.0, 0.5], 2026)
    assert told.startswith(
        "In the 2026 edition the odds of being publicised grow about 2.0-fold when the saving "
        "doubles (1.4 to 4.0-fold over the ways of reading the map). At 2.0-fold, a "
        "register like ours states a median 4.0 times the true one, and a share of small savings "
        "75% too small."
    )
    assert "five councils or more, against two (20% too small)" in told


def test_beyond_the_strongest_simulated_the_strongest_is_given_and_said_to_be():
    told = selection.find_selection(HERE, [9.0], 2026)
    assert "grow about 5.7-fold or more when the saving doubles. At 5.7-fold" in told
    assert f"a median {4**2.5:.1f} times" in told


def test_an_edition_that_knows_too_little_of_the_map_says_so():
    told = selection.find_selection(HERE, [], 2014)
    assert told.startswith("The 2014 edition knows too few facts about the national map")


def test_no_error_is_right():
    told = selection.find_selection(selection.collect_headlines(NONE, {}), [0.0], 2026)
    assert "a share of small savings right" in told


def test_the_tables_show_none_a_middle_and_the_strongest():
    columns = ["Same odds for every saving", "Odds × 2.0 when doubled", "Odds × 5.7 when doubled"]
    table = selection.tabulate_headlines(HERE)
    assert table.columns.tolist() == ["Headline", *columns]
    assert table.Headline.tolist() == [selection.name_headline(name) for name in HEADLINES]
    median = table[table.Headline == "Median saving"].iloc[0]
    assert median.tolist()[1:] == ["£100 (£100)", "£400 (£100)", "£3,200 (£100)"]
    share = table[table.Headline == "Share of small savings"].iloc[0]
    assert share.iloc[2] == "12% (50%)"
    covered = selection.tabulate_selected(NONE, SELECTED)
    assert covered.to_numpy().tolist() == [["Median saving", "95%", "80%", "65%"]]


def test_what_is_left_of_the_promise_is_said_from_the_worst_on():
    assert selection.find_lost_coverage(SELECTED).endswith("registers: Median saving 65%.")


def test_comparisons_that_are_drawn_towards_no_difference_are_counted():
    true = HERE[(HERE.strength == 0) & ~HERE.name.isin(selection.LEVELS)].true
    assert true.eq(0.5).all()
    assert selection.find_shrinkage(HERE).startswith("At the strongest publicity 0 of the 5")
    raised = HERE.assign(typical=0.9)
    assert "5 of the 5 comparisons come out nearer" in selection.find_shrinkage(raised)


def test_the_figure_shows_what_the_tables_show():
    assert selection.choose_shown(HERE).strength.unique().tolist() == [0.0, 1.0, 2.5]


def test_the_words_for_those_who_cannot_see_the_figure_hold_every_headline():
    told = selection.describe_headlines(HERE)
    assert all(selection.name_headline(name) in told for name in HEADLINES)


def test_without_facts_about_the_map_there_is_no_strength():
    assert selection.read_strengths(NotEstimated("national_map", "too little is known")) == []


def test_strengths_are_read_for_every_shape_that_can_give_one():
    bands = pd.DataFrame(
        {
            "above": [-np.inf, 1e5, 2e5, 4e5],
            "under": [1e5, 2e5, 4e5, 8e5],
            "publicised": 5,
            "chance": [0.2, 1 / 3, 0.5, 2 / 3],
        }
    )
    both = pd.concat([bands.assign(weighting="a"), bands.assign(weighting="b", chance=2.0)])

    class Measured:
        pass

    measured = Measured()
    measured.bands = both
    # Odds of 1/4, 1/2, 1 and 2: twice the odds for twice the saving.
    assert selection.read_strengths(measured) == pytest.approx([1.0])
