"""Addresses are plain words, and no two pages share one."""

import pytest

from sharing.addresses import anchor_council, name_pages, slugify


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Back office", "back-office"),
        ("Revenues, benefits and customers", "revenues-benefits-and-customers"),
        ("Caffè Siôn", "caffe-sion"),
        ("<b>", "b"),
        ("😀", ""),
    ],
)
def test_a_text_becomes_lower_case_words_with_hyphens(text, slug):
    assert slugify(text) == slug


def test_pages_have_names_of_their_own():
    titles = ["Other", "other", "Index", "😀", "</>"]
    assert list(name_pages(titles).values()) == ["other", "other-2", "index-2", "page", "page-2"]


def test_a_council_s_anchor_is_lower_case():
    assert anchor_council("HAV") == "council-hav"
