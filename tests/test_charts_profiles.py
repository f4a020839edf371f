"""The figure of promises draws each report once, and says nothing where there is none."""

import pandas as pd
import pytest

from sharing.charts.profiles import show_promises_over_time

COLUMNS = ["profile", "name", "year", "status", "saving", "order"]
ROWS = [
    ("A", "A one", 2010.0, "expected", 500_000.0, 0),
    ("A", "A one", 2018.0, "achieved", 900_000.0, 1),
    ("B", "B two", 2012.0, "achieved", -20_000.0, 2),
]


def layers(points: pd.DataFrame) -> list[dict]:
    return show_promises_over_time(points).to_dict()["layer"]


def test_each_partnership_is_named_once_above_its_highest_mark():
    spec = show_promises_over_time(pd.DataFrame(ROWS, columns=COLUMNS)).to_dict()
    texts = [layer for layer in spec["layer"] if layer["mark"]["type"] == "text"]
    named = [
        (row["profile"], row["saving"], layer["mark"]["align"])
        for layer in texts
        for row in spec["datasets"][layer["data"]["name"]]
    ]
    assert sorted(named) == [("A", 900_000.0, "right"), ("B", -20_000.0, "left")]


def test_a_loss_stands_on_the_scale():
    points = pd.DataFrame(ROWS, columns=COLUMNS)
    dots = next(layer for layer in layers(points) if layer["mark"]["type"] == "point")
    low, high = dots["encoding"]["y"]["scale"]["domain"]
    assert low == -20_000 and high > 900_000


@pytest.mark.parametrize("rows", [[], ROWS[:1]])
def test_few_reports_or_none_can_be_drawn(rows):
    assert layers(pd.DataFrame(rows, columns=COLUMNS))
