"""What stands at the site's root: the way in, the way back, and what programs ask for.

``index.html`` leads to the newest edition, ``404.html`` back to it; ``sitemap.xml``, ``robots.txt``
and ``llms.txt`` (llmstxt.org) tell programs what there is. Search engines are shown the newest
edition whole, and of each older one its front page: their pages are near copies, and each leads to
its newest self.
"""

import re
from dataclasses import dataclass
from html import escape, unescape
from pathlib import Path
from urllib.parse import urlsplit

from sharing.publication import (
    Copy,
    Page,
    Publication,
    address_edition,
    cite_in_words,
    name_pdf,
)

UNLISTED = {"search.html", "genindex.html"}
# Pages that are made for each arrangement or council: many, and each found from the register.
SHELF = re.compile(r"reference/[^/]+/")
STYLE = """
:root { color-scheme: light dark; }
body { max-width: 38rem; margin: 0 auto; padding: 2rem 1rem; background: #fff; color: #1d232b;
  font: 1.1rem/1.6 system-ui, -apple-system, "Segoe UI", Roboto, Arial, sans-serif; }
a { color: #1a5bb0; } li { padding: 0.35rem 0; } ul { padding-left: 1.2rem; }
h1 { font-size: 1.8rem; line-height: 1.25; }
input, button { min-height: 2.75rem; padding: 0 0.7rem; border: 1px solid #868d95;
  border-radius: 0.25rem; background: inherit; color: inherit; font: inherit; }
input { width: min(100%, 20rem); box-sizing: border-box; } label { display: block; }
@media (prefers-color-scheme: dark) { body { background: #14181e; color: #ced6dd; }
  a { color: #6fb1fb; } }
"""
HTML = """<!doctype html>
<html lang="en-GB">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{title}</title>
{head}
<style>{style}</style>
</head>
<body>
{body}
</body>
</html>
"""


@dataclass(frozen=True)
class Listed:
    """A page of an edition as lists show it."""

    path: str
    title: str
    finding: str


def write_root(site: Path, years: list[int], book: Publication, copy: Copy) -> dict[str, str]:
    """The text of every file at the site's root, by name.

    Parameters
    ----------
    site
        The site's root, with the editions in it.
    years
        The editions, newest first.
    copy
        Where this copy is published: its whole address.
    """
    pages = list_pages(site / str(years[0]))
    return {
        "index.html": _write_front(years, book),
        "404.html": _write_lost(years[0], book, copy.address),
        "sitemap.xml": _write_sitemap(years, pages, book, copy.address),
        "robots.txt": f"User-agent: *\nAllow: /\n\nSitemap: {copy.address}sitemap.xml\n",
        "llms.txt": _write_llms(site, years, pages, book, copy.address),
    }


def list_pages(edition: Path) -> list[Listed]:
    """An edition's pages by path, the front page first; its search and index are not listed."""
    files = sorted(
        file
        for file in edition.rglob("*.html")
        if "_static" not in file.parts and str(file.relative_to(edition)) not in UNLISTED
    )
    pages = [read_page(file, edition) for file in files]
    return sorted(pages, key=lambda page: (page.path != "index.html", page.path))


def read_page(file: Path, edition: Path) -> Listed:
    """What a compiled page says of itself in its head."""
    head = file.read_text(encoding="utf-8").split("</head>")[0]
    title = re.search(r'<meta property="og:title" content="([^"]*)"', head)
    finding = re.search(r'<meta name="description" content="([^"]*)"', head)
    return Listed(
        path=file.relative_to(edition).as_posix(),
        title=unescape(title[1]) if title else file.stem,
        finding=unescape(finding[1]) if finding else "",
    )


def _write_front(years: list[int], book: Publication) -> str:
    newest, title = years[0], escape(book.short_title)
    items = "\n".join(f'<li><a href="{year}/index.html">Edition {year}</a></li>' for year in years)
    head = f"""<meta http-equiv="refresh" content="0; url={newest}/index.html">
<link rel="canonical" href="{newest}/index.html">
<link rel="icon" href="{newest}/_static/favicon.svg">"""
    body = f"""<h1>{title}</h1>
<p><a href="{newest}/index.html">Read the newest edition, {newest}</a></p>
<ul>
{items}
</ul>"""
    return HTML.format(title=title, head=head, style=STYLE, body=body)


def _write_lost(newest: int, book: Publication, address: str) -> str:
    """The page for an address that does not exist; hosts show it at any depth."""
    root = escape(f"{urlsplit(address).path}{newest}/")
    body = f"""<h1>There is no such page</h1>
<p>The address may be mistyped, or the page has moved. The book is still here.</p>
<ul>
<li><a href="{root}index.html">The newest edition, {newest}</a></li>
<li><a href="{root}reference/register.html">The register of shared services</a>, to find a council
or an arrangement</li>
</ul>
<form action="{root}search.html" role="search">
<p><label for="q">Search the book</label> <input type="search" id="q" name="q">
<button>Search</button></p>
</form>"""
    head = '<meta name="robots" content="noindex">'
    title = f"There is no such page – {escape(book.short_title)}"
    return HTML.format(title=title, head=head, style=STYLE, body=body)


def _write_sitemap(years: list[int], pages: list[Listed], book: Publication, address: str) -> str:
    newest = address_edition(address, years[0])
    places = [newest + page.path for page in pages]
    places += [f"{address_edition(address, year)}index.html" for year in years[1:]]
    entries = "\n".join(
        f"<url><loc>{escape(place)}</loc><lastmod>{book.released}</lastmod></url>"
        for place in places
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{entries}\n</urlset>\n"
    )


def _write_llms(
    site: Path, years: list[int], pages: list[Listed], book: Publication, address: str
) -> str:
    newest = address_edition(address, years[0])
    chapters = [page for page in pages if not SHELF.match(page.path)]
    listed = [f"- [{_label(p.title)}]({newest}{p.path}): {p.finding}" for p in chapters]
    older = [
        f"- [Edition {year}]({address_edition(address, year)}index.html): what was known by the "
        f"end of {year}"
        for year in years[1:]
    ]
    front = Page(pages[0].title, years[0], f"{newest}index.html") if pages else None
    cite = [f"- {cite_in_words(book, front)}"] if front else []
    parts = [
        f"# {book.short_title}",
        "> An open report book on the savings that UK councils reported from sharing services. "
        "Every figure rests on a register of publicly reported arrangements, each with its pages. "
        "What is publicised is larger than what is typical, and most savings are forecasts. "
        "Nothing here shows a cause.",
        f"Version {book.dated_version}. Licence: "
        f"{' and '.join(book.licences)}. Each edition knows only what was reported by the end of "
        "its year.",
        "## Pages, each with its finding",
        "\n".join(listed),
        "## Data",
        "\n".join(_list_files(site / str(years[0]), newest)),
        "## How to cite",
        "\n".join(cite),
    ]
    if older:
        parts += ["## Optional", "\n".join(older)]
    return "\n\n".join(part for part in parts if part) + "\n"


def _list_files(edition: Path, address: str) -> list[str]:
    known = {
        "results.json": "every number that the edition found, with its interval",
        "data/datapackage.json": "what every table and column means (Frictionless Data Package)",
        "data/analysis.csv": "one row per arrangement with every column that the models use",
        "data/arrangements.csv": "every shared service arrangement of the register",
        "data/reports.csv": "every saving that a page reports",
        "data/sources.csv": "the pages that the register draws on",
        "data/claims.csv": "published claims about shared services",
        name_pdf(int(edition.name)): "the whole edition as one PDF",
    }
    return [
        f"- [{path}]({address}{path}): {meaning}"
        for path, meaning in known.items()
        if (edition / path).exists()
    ]


def _label(text: str) -> str:
    return re.sub(r"([\[\]\\])", r"\\\1", text)
