"""Published totals are said as they were printed."""

import pandas as pd
import pytest

from sharing.printed import say_large, say_total


@pytest.mark.parametrize(
    ("amount", "said"),
    [
        (83_000_000, "£83m"),
        (840_000_000, "£840m"),
        (999_400_000, "£999m"),
        (999_600_000, "£1bn"),
        (1_730_000_000, "£1.73bn"),
        (2_500_000_000, "£2.5bn"),
        (-1_200_000_000, "−£1.2bn"),
        (190_000, "£190,000"),
    ],
)
def test_large_sums_are_said_in_billions(amount, said):
    assert say_large(amount) == said


@pytest.mark.parametrize(
    ("value", "unit", "qualifier", "said"),
    [
        (156_500_000, "gbp", "", "£156.5m"),
        (1_340_000_000, "gbp", "more than", "more than £1.34bn"),
        (750_000, "gbp", "", "£750,000"),
        (337, "count", "at least", "at least 337"),
        (1_200, "count", "", "1,200"),
        (96, "percent", "", "96%"),
        (95.5, "percent", "about", "about 95.5%"),
    ],
)
def test_a_total_is_said_as_it_was_printed(value, unit, qualifier, said):
    assert say_total(pd.Series({"value": value, "unit": unit, "qualifier": qualifier})) == said
