"""How many councils share most often, and how far apart they lie."""

import pandas as pd

from sharing.chapters.who_shares import find_usual

COUNTED, FURTHEST = pd.Series([2, 2, 2, 5]), pd.Series([10.0, 26.0, 90.0])


def test_the_usual_number_and_distance_are_told_with_what_they_rest_on():
    assert find_usual(COUNTED, FURTHEST) == (
        "**Most often two councils share, and the furthest partners are typically 26 km apart.** "
        "Of the 4 arrangements whose number of councils is known, 75% have that number. That "
        "distance is the middle one of the 3 that can be measured."
    )


def test_a_usual_number_of_one_is_told_in_the_singular():
    assert "Most often one council shares" in find_usual(pd.Series([1, 1, 2]), FURTHEST)


def test_what_cannot_be_counted_or_measured_is_left_out():
    none = pd.Series(dtype=float)
    assert "No arrangement on record says" in find_usual(none, FURTHEST)
    assert "km" not in find_usual(COUNTED, none) and find_usual(COUNTED, none).endswith("number.")
