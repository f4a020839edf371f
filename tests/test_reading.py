"""Prose is what a reader reads as sentences, and its age does not hang on numbers or layout."""

import math

import pytest

from reading import extract_prose, list_hardest, measure_reading_age

EASY = "The cat sat on the mat. The dog ran to the park. They had a good day."
HARD = (
    "Notwithstanding considerable methodological heterogeneity, institutional collaboration "
    "demonstrates insignificant organisational efficiencies."
)


def page(body: str) -> str:
    return f"<nav><p>Menu words.</p></nav><article>{body}</article>"


def test_only_the_sentences_of_the_article_are_read():
    html = page(
        "<h1>Title</h1><p>One is kept.</p><table><tr><td><p>Cell.</p></td></tr></table>"
        '<figure class="book-figure"><p>Caption.</p></figure><pre>code</pre><li>Two is kept</li>'
    )
    assert extract_prose(html) == "One is kept.\nTwo is kept."


def test_a_list_of_links_is_not_prose_but_a_sentence_with_a_link_is():
    html = page(
        '<li><a href="x">A page to go to</a> 2016</li><p>See <a href="x">this</a> page for it.</p>'
    )
    assert extract_prose(html) == "See this page for it."


def test_long_words_and_sentences_are_for_older_readers():
    assert measure_reading_age(EASY) < 8 < 20 < measure_reading_age(HARD)


def test_a_decimal_point_ends_no_sentence():
    told = "The median saving of all the councils was £{} a year and the mean was {} times that."
    exact, round_ = (told.format(*pair) for pair in (("1.3m", "2.4"), ("13m", "24")))
    assert measure_reading_age(exact) == pytest.approx(measure_reading_age(round_))


def test_a_page_without_prose_has_no_age():
    assert math.isnan(measure_reading_age(extract_prose("<p>outside</p>")))


def test_the_hardest_sentence_is_named_first():
    assert list_hardest(f"{EASY} {HARD}", 1)[0][1] == HARD
