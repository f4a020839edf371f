"""Dates as people write them."""

import pytest

from sharing.dates import say_day, say_month


@pytest.mark.parametrize(
    ("date", "day", "month"),
    [
        ("", "", ""),
        ("2013", "2013", "2013"),
        ("2013-03", "March 2013", "March 2013"),
        ("2013-11-09", "9 November 2013", "November 2013"),
    ],
)
def test_a_date_is_said_as_far_as_it_is_known(date, day, month):
    assert say_day(date) == day
    assert say_month(date) == month
