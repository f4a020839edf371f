"""Links from every page of the book to the glossary: each term, where the page first uses it.

A Sphinx extension, named in ``_config.yml``. Writing the links by hand would tie every sentence
that a module composes to the glossary's page; here the glossary alone decides what is linked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx

TERM_CLASS = "glossary-term"
# A title, a link or a piece of code stays as it is.
CLOSED = (
    nodes.title,
    nodes.reference,
    nodes.literal,
    nodes.literal_block,
    nodes.raw,
    nodes.table,
    nodes.caption,
    nodes.term,
)


def setup(app: Sphinx) -> dict[str, Any]:
    """Register the extension."""
    app.connect("doctree-resolved", _link_page)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def link_terms(document: nodes.document, addresses: Mapping[str, str]) -> None:
    """Link the first use of each term in a page's sentences.

    Parameters
    ----------
    document
        The page; changed in place.
    addresses
        Where each term is explained. Terms with the same address count as one, and a longer term
        is found before a shorter one that it holds.
    """
    by_words = {form: address for term, address in addresses.items() for form in inflect(term)}
    pattern, linked = match_words(by_words), set[str]()
    for text in list(_find_sentences(document)):
        parts: list[nodes.Node] = []
        end = 0
        for match in pattern.finditer(text.astext()):
            address = by_words[match[0].lower()]
            if address in linked:
                continue
            linked.add(address)
            parts += [nodes.Text(text[end : match.start()]), _link(match[0], address)]
            end = match.end()
        if parts:
            text.parent.replace(text, [*parts, nodes.Text(text[end:])])


def inflect(term: str) -> list[str]:
    """A term in lower case, and its plural."""
    term = term.lower()
    return [term, f"{term[:-1]}ies" if term.endswith("y") else f"{term}s"]


def match_words(words: Iterable[str]) -> re.Pattern[str]:
    """A pattern of any of ``words`` standing alone, longest first, whatever their capitals."""
    longest_first = sorted(words, key=len, reverse=True)
    any_of = "|".join(re.escape(word) for word in longest_first)
    return re.compile(rf"(?<![\w-])(?:{any_of})(?![\w-])" if any_of else r"(?!)", re.IGNORECASE)


def _find_sentences(document: nodes.document) -> Iterator[nodes.Text]:
    for text in document.findall(nodes.Text):
        above = list(_list_ancestors(text))
        if any(isinstance(node, nodes.paragraph) for node in above) and not any(
            isinstance(node, CLOSED) for node in above
        ):
            yield text


def _list_ancestors(node: nodes.Node) -> Iterator[nodes.Node]:
    while node.parent is not None:
        node = node.parent
        yield node


def _link(words: str, address: str) -> nodes.reference:
    return nodes.reference("", words, internal=True, refuri=address, classes=[TERM_CLASS])


def _link_page(app: Sphinx, document: nodes.document, page: str) -> None:
    terms = [
        (name, home, anchor)
        for name, _, kind, home, anchor, _ in app.env.get_domain("std").get_objects()
        if kind == "term"
    ]
    addresses = {
        name: f"{app.builder.get_relative_uri(page, home)}#{anchor}"
        for name, home, anchor in terms
        if home != page
    }
    link_terms(document, addresses)
