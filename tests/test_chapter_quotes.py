"""A published claim is quoted with its source, once it was in print."""

from dataclasses import replace

import pytest

from builders import build_register
from sharing.chapters.quotes import quote_claim
from sharing.edition import Edition

CLAIM = {"claim_id": "c", "claim": "Sharing saves *all*.", "source_date": "2016-04"}


def test_a_claim_is_told_in_our_words_with_its_source(findings):
    found = replace(findings(2026), register=build_register(claims=[CLAIM]))
    page = "[A page](https://example.org/a) (The Paper, April 2016)"
    assert quote_claim(found, "c") == f"According to {page}: Sharing saves \\*all\\*."


@pytest.mark.parametrize(("year", "known"), [(2015, False), (2016, True)])
def test_a_claim_is_known_from_the_year_of_its_page(findings, year, known):
    found = replace(findings(2026), register=build_register(claims=[CLAIM]), edition=Edition(year))
    assert bool(quote_claim(found, "c")) == known


def test_a_claim_that_a_register_does_not_hold_is_not_quoted(findings):
    assert quote_claim(findings(2026), "no such claim") == ""


def test_the_claims_of_the_pages_are_in_the_register(findings):
    for claim in (
        "partners-by-proximity-and-likeness",
        "participation-96-2016",
        "public-bodies-save-more",
        "blue-light-health-rare-partners",
    ):
        assert quote_claim(findings(2026), claim).endswith(".")
