"""What a page says of itself in its head."""

from bs4 import BeautifulSoup

from sharing.page_head import LONGEST, Card, shorten, write_tags
from test_publication import BOOK, PAGE

HOSTILE = 'Councils "save" <img src=x onerror=alert(1)> & more'


def test_a_short_finding_stays_whole_and_its_spaces_single():
    assert shorten("Two  partners\nsave. ") == "Two partners save."


def test_a_long_finding_ends_with_its_last_whole_sentence():
    first = "Half of the partnerships that councils publicised reported £1.3m a year or more."
    assert shorten(f"{first} {'And so on, ' * 12}at length.") == first


def test_a_long_sentence_ends_with_a_whole_word_and_says_that_it_goes_on():
    cut = shorten("word " * 60)
    assert cut.endswith("word…") and len(cut) <= LONGEST


def test_a_first_sentence_too_short_to_tell_anything_is_not_left_alone():
    assert shorten("Yes. " + "councils that share report more " * 8).startswith("Yes. councils")


def test_every_tag_is_there_and_no_text_can_end_it():
    card = Card("https://example.org/card.png", HOSTILE)
    head = BeautifulSoup(write_tags(BOOK, PAGE, HOSTILE, card), "html.parser")
    named = {tag.get("name") or tag.get("property"): tag["content"] for tag in head("meta")}
    assert named["description"] == named["og:description"] == HOSTILE
    assert named["og:title"] == PAGE.title and named["og:url"] == PAGE.address
    assert named["og:image"] == named["twitter:image"] == "https://example.org/card.png"
    assert (named["og:image:width"], named["og:image:height"]) == ("1200", "630")
    assert named["twitter:card"] == "summary_large_image"
    assert not head("img")
