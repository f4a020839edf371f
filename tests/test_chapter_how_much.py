"""The words beside the savings count what they say they count."""

import pandas as pd

from sharing.chapters import how_much as chapter

SAVINGS = pd.DataFrame({"name": ["a", "b", "c"], "saving": [-5e3, 1e5, 3e6], "status": "expected"})


def test_a_saving_of_just_the_threshold_is_not_under_it():
    assert chapter.say_sides(SAVINGS, 100_000) == (
        "1 under\n£100,000",
        "2 report\n£100,000 or more",
    )
    assert chapter.title_savings(SAVINGS, 100_000).startswith("1 of 3 ")


def test_the_alternative_text_gives_the_ends():
    told = chapter.describe_savings(SAVINGS, 100_000)
    assert "£3m" in told and "£5,000" in told
    assert chapter.describe_savings(SAVINGS.head(0), 100_000) == "There are no savings."


def test_every_real_saving_is_listed_by_name(findings):
    listed = chapter.list_savings(findings(2026))
    assert len(listed) == len(findings(2026).table) and listed.notna().all().all()
