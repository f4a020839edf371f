"""Figures of how many claims end one way or another."""

import pandas as pd
import vl_convert

from sharing import theme
from sharing.charts.claims import stack_counts
from sharing.figure import publish

PARTS = {"supported": ("good", "yes"), "contradicted": ("bad", "no"), "open": ("muted", "open")}
COUNTS = pd.DataFrame(
    {
        "about": ["Money"] * 3 + ["People"] * 3,
        "part": list(PARTS) * 2,
        "count": [4, 1, 0, 0, 0, 2],
    }
)


def draw(counts):
    theme.enable()
    spec = stack_counts(counts, "about", PARTS, "Claims").to_dict() | {"width": 320}
    return vl_convert.vegalite_to_svg(spec)


def test_each_bar_says_in_words_what_it_is_made_of():
    svg = draw(COUNTS)
    for text in ("4 yes, 1 no", "2 open", "Money", "People", "yes: supported", "Claims"):
        assert f">{text}<" in svg
    assert "0 no" not in svg


def test_a_change_of_counts_changes_the_words():
    changed = COUNTS.assign(count=[3, 2, 0, 0, 0, 2])
    assert ">3 yes, 2 no<" in draw(changed)


def test_parts_have_the_books_colours():
    svg = draw(COUNTS)
    for name, _ in PARTS.values():
        assert theme.COLOURS[name] in svg


def test_no_counts_are_said_to_be_nothing():
    empty = COUNTS.iloc[:0]
    html = publish(
        stack_counts(empty, "about", PARTS, "Claims"),
        name="none",
        title="T",
        subtitle="S",
        alt_text="A",
        source="S",
        table=empty,
    ).html
    assert "nothing to show" in html
