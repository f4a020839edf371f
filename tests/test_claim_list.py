"""Published claims as a table to read."""

import pandas as pd

from sharing.claim_list import write_claims

ROW = {
    "address": "claim-a",
    "tone": "not-testable",
    "symbol": "–",
    "judged": "Not testable",
    "claim": "Sharing <saves>.",
    "url": "https://example.org/?a=1&b=2",
    "source_title": "A page",
    "publisher": "The Paper",
    "source_date": "2015",
    "why": "Nothing & no one.",
    "notes": ["", "Beware: old."],
}


def write(*changes):
    rows = pd.DataFrame([ROW | change for change in changes])
    return write_claims(rows, name="mine", caption="My <claims>", headings=("A", "B", "C"))


def test_a_claim_has_an_address_its_source_and_its_verdict_in_words():
    html = write({})
    assert html.startswith('<table class="claims-table" id="table-mine">')
    assert '<tr id="claim-a">' in html and '<a href="#claim-a">Sharing &lt;saves&gt;.</a>' in html
    assert '<a href="https://example.org/?a=1&amp;b=2">A page</a> (The Paper, 2015)' in html
    assert '<span aria-hidden="true">–</span> Not testable</td>' in html
    assert "Nothing &amp; no one.<small>Beware: old.</small></td>" in html
    assert "<caption>My &lt;claims&gt;</caption>" in html and html.count("<th scope=") == 4


def test_a_source_without_an_address_or_a_date_is_named_all_the_same():
    html = write({"url": "", "source_date": "", "publisher": ""})
    assert "<small>Source: A page</small>" in html


def test_each_claim_is_one_row_and_none_is_no_table():
    assert write({}, {"address": "claim-b"}).count("<tr id=") == 2
    empty = pd.DataFrame([ROW]).iloc[:0]
    assert write_claims(empty, name="m", caption="c", headings=("A", "B", "C")) == ""
