"""Each term is linked to the glossary where a page first uses it, and nowhere else."""

import pytest
from docutils import nodes
from docutils.utils import new_document

from sharing.glossary_links import TERM_CLASS, inflect, link_terms, match_words

ADDRESSES = {"median": "g#median", "national map": "g#map", "map": "g#other", "by lot": "g#lot"}


def linked(*blocks: nodes.Node) -> list[tuple[str, str]]:
    document = new_document("page")
    document += list(blocks)
    before = document.astext()
    link_terms(document, ADDRESSES)
    assert document.astext() == before
    return [
        (node.astext(), node["refuri"])
        for node in document.findall(nodes.reference)
        if TERM_CLASS in node["classes"]
    ]


def paragraph(*parts: nodes.Node | str) -> nodes.paragraph:
    made = nodes.paragraph()
    made += [nodes.Text(part) if isinstance(part, str) else part for part in parts]
    return made


def test_only_the_first_use_is_linked():
    assert linked(paragraph("The median. A median."), paragraph("Medians.")) == [
        ("median", "g#median")
    ]


def test_a_longer_term_is_found_before_one_that_it_holds():
    assert linked(paragraph("The National map and a map.")) == [
        ("National map", "g#map"),
        ("map", "g#other"),
    ]


@pytest.mark.parametrize("word", ["mapping", "remap", "map-like", "amedian"])
def test_a_part_of_a_word_is_no_term(word):
    assert linked(paragraph(f"A {word} here.")) == []


def test_titles_links_code_and_tables_stay_as_they_are():
    closed = [
        paragraph(nodes.reference("", "median", refuri="x")),
        paragraph(nodes.literal("", "median")),
        nodes.literal_block("", "median"),
        nodes.section("", nodes.title("", "median")),
        nodes.table("", nodes.entry("", paragraph("median"))),
    ]
    assert linked(*closed) == []


def test_bold_words_are_linked_inside_their_bold():
    bold = nodes.strong("", "the median is high")
    assert linked(paragraph(bold)) == [("median", "g#median")]
    assert bold.astext() == "the median is high"


def test_plurals_count_as_the_term():
    assert inflect("District") == ["district", "districts"]
    assert inflect("other public body") == ["other public body", "other public bodies"]


def test_no_terms_match_nothing():
    assert match_words([]).search("a median") is None
