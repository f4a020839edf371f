"""An edition's pages bound into one document to print: cover, contents, then page after page.

Everything that a reader would have to unfold, and tables too long for paper, stay on the site. A
link to a bound page leads to its place in the document, any other to the site's address.
"""

import re
from dataclasses import dataclass
from functools import partial
from html import escape, unescape
from pathlib import Path
from urllib.parse import urldefrag, urljoin, urlsplit

from sharing.publication import Publication, address_edition
from sharing.site_root import SHELF, Listed, read_page

LONGEST_TABLE = 80
# What only the site can offer: what is too long for paper, and files.
ON_SITE = {"reference/register.html", "reference/data_dictionary.html", "reference/downloads.html"}
NEXT = re.compile(r'<link rel="next" title="[^"]*" href="([^"]*)"')
STYLESHEET = re.compile(r'<link[^>]*?href="([^"]+\.css[^"]*)"[^>]*>')
LEFT_OUT = (
    r"<script\b.*?</script>",
    r'<details class="figure-data">.*?</details>',
    r'<details class="hide\b.*?</details>',
    r'<a class="headerlink".*?</a>',
)
PRINTED = """
@page { size: A4; margin: 18mm 16mm 20mm;
  @bottom-left { content: "%s"; font: 8pt sans-serif; color: #40474f; }
  @bottom-right { content: counter(page); font: 8pt sans-serif; color: #40474f; } }
@page :first { @bottom-left { content: none; } @bottom-right { content: none; } }
/* A search for "finding" does not find one whose letters are joined. */
html { font-variant-ligatures: none; }
/* Chromium's bookmarks drop the space at which a title wraps, unless it is preserved. */
:is(h1, h2, h3) { white-space: pre-wrap !important; text-wrap: wrap; }
.chapter { padding: 0; break-before: page; counter-reset: figure; }
.cover { padding-top: 55mm; }
.cover-title { font-size: 32pt; font-weight: 700; line-height: 1.15; text-wrap: balance; }
.cover-finding { margin: 10mm 0; font-size: 15pt; line-height: 1.45; }
.contents-title { font-size: 20pt; font-weight: 700; }
.contents ol { margin: 0; padding: 0; list-style: none; }
.contents li { padding: 1.6mm 0; border-bottom: 0.2mm solid #e2e5e9; }
.contents li a { display: flex; justify-content: space-between; gap: 6mm; color: inherit; }
.chapter a:not(.figure-number)::after { content: none !important; }
.left-on-site { color: #40474f; }
"""


@dataclass(frozen=True)
class Chapter:
    """A page to bind: its path in the edition, its title and finding, and its place."""

    page: Listed
    place: str


def list_chapters(edition: Path) -> list[Chapter]:
    """The pages to bind in reading order, which each page's link to the next one gives."""
    paths, path = [], "index.html"
    while path and path not in paths:
        paths.append(path)
        found = NEXT.search((edition / path).read_text(encoding="utf-8").split("</head>")[0])
        path = urljoin(path, unescape(found[1])) if found else ""
    kept = [path for path in paths if path not in ON_SITE and not SHELF.match(path)]
    return [
        Chapter(read_page(edition / path, edition), f"page{number}")
        for number, path in enumerate(kept, start=1)
    ]


def bind(edition: Path, chapters: list[Chapter], book: Publication, year: int, address: str) -> str:
    """The whole edition as one HTML document; its contents have room for page numbers.

    Parameters
    ----------
    edition
        The compiled edition's folder.
    address
        The site's address.
    """
    home = address_edition(address, year)
    places = {chapter.page.path: chapter.place for chapter in chapters}
    texts = [_bind_chapter(edition, chapter, places, home) for chapter in chapters]
    front = (edition / "index.html").read_text(encoding="utf-8")
    sheets = "".join(
        f'<link rel="stylesheet" href="{sheet}">' for sheet in STYLESHEET.findall(front)
    )
    foot = f"{book.short_title}, edition {year}".replace('"', "'")
    return (
        f'<!doctype html><html lang="en-GB" data-theme="light"><head><meta charset="utf-8">'
        f"<title>{escape(book.short_title)}, edition {year}</title>{sheets}"
        f"<style>{PRINTED % foot}</style></head><body>"
        f"{_write_cover(chapters[0].page, book, year, home)}"
        f"{_write_contents(chapters, home)}{''.join(texts)}</body></html>"
    )


def _write_cover(front: Listed, book: Publication, year: int, home: str) -> str:
    return (
        f'<section class="cover"><p class="cover-title">{escape(book.short_title)}</p>'
        f'<p class="cover-finding">{escape(front.finding)}</p>'
        f"<p>Edition {year}: what was reported by the end of {year}</p>"
        f"<p>Version {book.dated_version}<br>{escape(book.author)}<br>"
        f"{escape(' and '.join(book.licences))}</p>"
        f'<p><a href="{escape(home)}">{escape(home)}</a></p></section>'
    )


def _write_contents(chapters: list[Chapter], home: str) -> str:
    items = "".join(
        f'<li><a href="#{chapter.place}"><span>{escape(chapter.page.title)}</span>'
        f'<span data-place="{chapter.place}"></span></a></li>'
        for chapter in chapters
    )
    register = escape(f"{home}reference/register.html")
    return (
        f'<section class="chapter contents"><p class="contents-title">Contents</p><ol>{items}</ol>'
        "<p>The register of arrangements, the dictionary of the data, the numbers behind each "
        f'figure and the code are on the site: <a href="{register}">{register}</a></p></section>'
    )


def _bind_chapter(edition: Path, chapter: Chapter, places: dict[str, str], home: str) -> str:
    text = (edition / chapter.page.path).read_text(encoding="utf-8")
    text = text.split('<article class="bd-article">', 1)[1].rsplit("</article>", 1)[0]
    for pattern in LEFT_OUT:
        text = re.sub(pattern, "", text, flags=re.DOTALL)
    note = (
        f'<p class="left-on-site">This table is too long for paper. It is on the site: '
        f'<a href="{escape(home + chapter.page.path)}">{escape(home + chapter.page.path)}</a></p>'
    )
    text = re.sub(r"<table\b.*?</table>", partial(_shorten_table, note), text, flags=re.DOTALL)
    text = _rename_anchors(text, chapter.place)
    text = re.sub(
        r'(<a\b[^>]*?\shref=")([^"]*)"',
        lambda found: f'{found[1]}{escape(_aim(unescape(found[2]), chapter, places, home))}"',
        text,
    )
    return f'<section class="chapter bd-article" id="{chapter.place}">{text}</section>'


def _shorten_table(note: str, table: re.Match[str]) -> str:
    return note if table[0].count("<tr") > LONGEST_TABLE else table[0]


def _rename_anchors(text: str, place: str) -> str:
    """Put a chapter's place before its anchors, since chapters share names such as "choices"."""
    own = set(re.findall(r'\sid="([^"]+)"', text))

    def rename(names: str) -> str:
        return " ".join(f"{place}-{name}" if name in own else name for name in names.split())

    text = re.sub(
        r'(\s(?:id|for|headers|aria-labelledby|aria-describedby)=")([^"]+)"',
        lambda found: f'{found[1]}{rename(found[2])}"',
        text,
    )
    text = re.sub(r"url\(#([^)]+)\)", lambda found: f"url(#{rename(found[1])})", text)
    text = re.sub(
        r'(<use\b[^>]*href="#)([^"]+)"', lambda found: f'{found[1]}{rename(found[2])}"', text
    )
    return re.sub(
        r"<style\b.*?</style>",
        lambda sheet: re.sub(r"#([\w-]+)", lambda found: "#" + rename(found[1]), sheet[0]),
        text,
        flags=re.DOTALL,
    )


def _aim(href: str, chapter: Chapter, places: dict[str, str], home: str) -> str:
    """Where a link of a chapter leads from paper."""
    if urlsplit(href).scheme:
        return href
    path, anchor = urldefrag(urljoin(chapter.page.path, href))
    # A query asks the page's script for something, which paper cannot answer.
    if path in places and "?" not in href:
        return f"#{places[path]}-{anchor}" if anchor else f"#{places[path]}"
    return urljoin(home, urljoin(chapter.page.path, href))
