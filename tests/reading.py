"""The prose of a published page, and the age at which it can be read.

The age is the Flesch-Kincaid grade plus five, since a child of grade one is about six. Words are
textstat's, with the syllables of the CMU dictionary that it carries: nothing is downloaded. Its
releases after 0.7.8 fetch the dictionary when they first run, so that release is pinned.
"""

import re

import textstat
from bs4 import BeautifulSoup, Tag

OLDEST = 14
# What is not read as sentences: titles, figures, tables, code, and what the theme adds.
NOT_PROSE = (
    "h1, h2, h3, h4, h5, h6, table, figure, figcaption, pre, code, script, style, svg, nav, "
    "button, .cell_input, .book-figure, .toctree-wrapper, .headerlink, .not-prose, "
    ".prev-next-footer, .seo-hidden"
)
BLOCKS = "p, li, dd, blockquote"
MADE_OF_LINKS = 0.6


def extract_prose(html: str) -> str:
    """The sentences of a page's article, a block a line; lists of links are left out."""
    article = BeautifulSoup(html, "html.parser").select_one("article")
    if article is None:
        return ""
    for element in article.select(NOT_PROSE):
        element.decompose()
    blocks = [block for block in article.select(BLOCKS) if not block.select(BLOCKS)]
    told = [_close(block.get_text(" ", strip=True)) for block in blocks if not _is_links(block)]
    return "\n".join(line for line in told if line)


def measure_reading_age(prose: str) -> float:
    """Flesch-Kincaid grade plus five; nan for a page without prose.

    Points inside numbers are taken out first: textstat would end a sentence at each, so that a
    page full of decimals would look easy.
    """
    if not prose.strip():
        return float("nan")
    return textstat.flesch_kincaid_grade(re.sub(r"(?<=\d)[.,](?=\d)", "", prose)) + 5


def list_hardest(prose: str, count: int = 5) -> list[tuple[float, str]]:
    """The sentences with the highest reading age, hardest first."""
    sentences = re.split(r"(?<=[.!?])\s+(?=[A-Z‘“\"£0-9])|\n", prose)
    ages = [(round(measure_reading_age(one), 1), one) for one in sentences if len(one.split()) > 5]
    return sorted(ages, reverse=True)[:count]


def _is_links(block: Tag) -> bool:
    """Whether most of a block's words are links: a list to go to, not prose to read."""
    words = len(block.get_text(" ", strip=True))
    linked = sum(len(link.get_text(" ", strip=True)) for link in block.select("a"))
    return bool(words) and linked / words > MADE_OF_LINKS


def _close(line: str) -> str:
    """A line that ends as a sentence does, with no space before its stops."""
    line = re.sub(r"\s+([.,;:!?)])", r"\1", " ".join(line.split()))
    return line if not line or line[-1] in ".!?" else f"{line}."
