"""What becomes of the findings when savings are reweighted is told as the numbers have it."""

import pandas as pd
import pytest

from made_publicity import LESS, MORE, UNCLEAR, WAYS, make_publicity
from sharing.chapters import reweighted
from sharing.headlines import HEADLINES
from sharing.reweighting import AS_IT_STANDS, HALVED

RATIO = "five_or_more_against_two"


def test_joined_bands_are_said_to_leave_the_register_short_of_small_savings():
    assert "still short of them" in reweighted.find_weights(make_publicity(smallest_under=250_000))
    assert "still short of them" not in reweighted.find_weights(make_publicity())
    assert "as much as 71 to 71" in reweighted.find_weights(make_publicity())


@pytest.mark.parametrize(
    ("ways", "title", "told"),
    [
        ({}, "No comparison is clear", "so none can be lost"),
        ({RATIO: dict.fromkeys(WAYS, MORE)}, "The one clear comparison stays", "It stays clear"),
        (
            {RATIO: dict.fromkeys(WAYS, MORE) | {HALVED: UNCLEAR}},
            "The one clear comparison does not stay",
            "It does not stay clear",
        ),
        (
            {name: dict.fromkeys(WAYS, LESS) for name in (RATIO, "per_council_slope")},
            "Both clear comparisons stay",
            "They stay clear",
        ),
        (
            {
                RATIO: dict.fromkeys(WAYS, MORE),
                "per_council_slope": dict.fromkeys(WAYS, LESS) | {HALVED: UNCLEAR},
            },
            "One of the two clear comparisons stays",
            f"Only “{HEADLINES[RATIO].title}” stays clear",
        ),
        (
            {
                name: dict.fromkeys(WAYS, MORE) | {HALVED: LESS}
                for name in (RATIO, "per_council_slope")
            },
            "Neither of the two clear comparisons stays",
            "Neither of them stays clear",
        ),
    ],
)
def test_the_survivors_are_told_in_words_that_fit_their_number(ways, title, told):
    made = make_publicity(**ways)
    assert reweighted.title_findings(made).startswith(title)
    assert told in reweighted.find_survivors(made)


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({}, "stays clear in England alone and in every reweighting to the national map."),
        (
            {AS_IT_STANDS: UNCLEAR},
            "is not clear in England alone, and clear in both reweightings to the national map.",
        ),
        (
            {HALVED: LESS},
            "is clear in England alone, and clear in one of the two reweightings to the national "
            "map.",
        ),
        (dict.fromkeys(WAYS, UNCLEAR), ""),
    ],
)
def test_a_clear_comparison_is_told_with_the_checks_in_which_it_is_lost(changes, told):
    made = make_publicity(**{RATIO: dict.fromkeys(WAYS, MORE) | changes})
    assert reweighted.find_fate(made, RATIO) == (told and f"The difference {told}")


def test_larger_partnerships_are_told_as_the_regression_judges_them_together(findings):
    clear = make_publicity(**{RATIO: dict.fromkeys(WAYS, MORE)})
    told = reweighted.find_larger(findings(2026), clear)
    assert told.startswith("The difference stays clear in England alone")
    assert told.endswith("the other 12 comparisons of the regression, it is not clear.")
    unclear = make_publicity(**{RATIO: dict.fromkeys(WAYS, UNCLEAR)})
    assert reweighted.find_larger(findings(2026), unclear) == ""


def test_one_direction_is_only_claimed_where_all_estimates_share_it():
    same = make_publicity(**{RATIO: dict.fromkeys(WAYS, MORE) | {HALVED: UNCLEAR}})
    assert "The direction is the same in all" in reweighted.find_survivors(same)
    turned = make_publicity(**{RATIO: dict.fromkeys(WAYS, MORE) | {HALVED: LESS}})
    assert "The direction is the same in all" not in reweighted.find_survivors(turned)


def test_families_closer_to_the_map_are_counted():
    families = pd.DataFrame(
        {
            "family": ["a", "b"],
            "published": [0.3, 0.1],
            "plain": [pd.Series({"estimate": value}) for value in (0.1, 0.1)],
            "reweighted": [pd.Series({"estimate": value}) for value in (0.25, 0.4)],
        }
    )
    assert "brings 1 of 2 kinds of services closer" in reweighted.find_families(families)
    assert reweighted.find_families(families.head(0)) == ""
