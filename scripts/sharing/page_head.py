"""What a page says of itself to search engines and to those who share a link to it."""

import re
from dataclasses import dataclass
from html import escape

from sharing.publication import Page, Publication

LONGEST = 160
CARD_SIZE = (1200, 630)


@dataclass(frozen=True)
class Card:
    """The picture that stands beside a shared link: its address and its words."""

    address: str
    alt_text: str


def shorten(finding: str, longest: int = LONGEST) -> str:
    """A finding cut to what a search engine shows: whole sentences, else whole words and "…"."""
    text = " ".join(finding.split())
    if len(text) <= longest:
        return text
    ends = [found.end(1) for found in re.finditer(r"([.?!])(?=\s)", text)]
    fitting = [end for end in ends if end <= longest]
    if fitting and fitting[-1] >= longest // 3:
        return text[: fitting[-1]]
    return text[: text.rindex(" ", 0, longest)].rstrip(" ,;:–—-") + "…"


def write_tags(book: Publication, page: Page, description: str, card: Card) -> str:
    """The description, Open Graph and card tags of a page, as HTML."""
    width, height = CARD_SIZE
    named = {
        "description": description,
        "author": book.author,
        "twitter:card": "summary_large_image",
        "twitter:title": page.title,
        "twitter:description": description,
        "twitter:image": card.address,
        "twitter:image:alt": card.alt_text,
    }
    properties = {
        "og:type": "article",
        "og:locale": "en_GB",
        "og:site_name": f"{book.short_title}, edition {page.edition}",
        "og:title": page.title,
        "og:description": description,
        "og:url": page.address,
        "og:image": card.address,
        "og:image:type": "image/png",
        "og:image:width": str(width),
        "og:image:height": str(height),
        "og:image:alt": card.alt_text,
    }
    return "\n".join(["", *_tags("name", named), *_tags("property", properties), ""])


def _tags(kind: str, values: dict[str, str]) -> list[str]:
    return [f'<meta {kind}="{name}" content="{escape(value)}">' for name, value in values.items()]
