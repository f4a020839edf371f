"""From executed notebooks to the published site: one Jupyter Book per edition, and the switcher.

A new site is swapped in edition by edition only when every one of them is whole, so a build that
fails leaves the published site as it was.
"""

import json
import re
import shutil
import subprocess
import sys
from collections.abc import Iterable
from html import escape
from importlib.metadata import version
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pandas as pd
import vl_convert
import yaml

from sharing.card import draw_card
from sharing.errors import AddressWrong, BookFailed
from sharing.figure import write_vega_bundle
from sharing.library import LISTED
from sharing.paths import BOOK, ROOT
from sharing.publication import Copy, address_edition, name_pdf, read_publication
from sharing.site_root import read_page, write_root

HERE = Copy()
REGISTER = "reference/register"
EDITION_FOLDER = re.compile(r"\d{4}")
CHANGELOG = "reference/changelog.md"
APPLE_ICON = "apple-touch-icon.png"


def build_book(
    pages: Path, extra: Path, work: Path, year: int, years: Iterable[int], copy: Copy = HERE
) -> Path:
    """Compile an edition's executed notebooks; returns the folder of HTML.

    Parameters
    ----------
    pages
        The executed notebooks, laid out as ``book/`` is.
    extra
        Files published beside the pages: ``results.json`` and ``data/``.
    work
        A folder to build in; emptied first.
    year, years
        The edition, and every edition that its switcher should name.
    copy
        Where this copy is published, and whether it holds a PDF.

    Raises
    ------
    BookFailed
        If Sphinx warns or fails; every warning is named.
    """
    shutil.rmtree(work, ignore_errors=True)
    source = work / "source"
    shutil.copytree(BOOK, source, ignore=shutil.ignore_patterns("*.ipynb", ".*"))
    shutil.copytree(pages, source, dirs_exist_ok=True, ignore=shutil.ignore_patterns("*.failed.*"))
    shutil.copytree(extra, source / "_extra")
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text(encoding="utf-8"))
    listed = source / LISTED
    library = yaml.safe_load(listed.read_text(encoding="utf-8")) if listed.exists() else []
    _write(source / "_toc.yml", yaml.safe_dump(nest_library(contents, library), sort_keys=False))
    (source / CHANGELOG).write_text(_write_changelog(), encoding="utf-8")
    write_vega_bundle(source / "_assets" / "vega.js")
    settings = configure(yaml.safe_load((ROOT / "_config.yml").read_text()), year, years, copy)
    (source / "_config.yml").write_text(yaml.safe_dump(settings, sort_keys=False))
    _compile(source, work)
    html = work / "_build" / "html"
    escape_search_titles(html / "searchindex.js")
    _draw_pictures(html, extra / "data" / "analysis.csv", year)
    return html


def configure(
    settings: dict[str, Any], year: int, years: Iterable[int], copy: Copy = HERE
) -> dict[str, Any]:
    """The book's settings with the edition's year and address, and the years its switcher names."""
    newest_first = sorted({year, *years}, reverse=True)
    sphinx = settings["sphinx"]
    context = {"edition_year": year, "edition_years": newest_first}
    context["edition_pdf"] = name_pdf(year) if copy.with_pdf else ""
    html = settings["html"]
    html = html | {"baseurl": address_edition(read_address(copy.address or html["baseurl"]), year)}
    config = sphinx["config"] | {
        "html_context": sphinx["config"].get("html_context", {}) | context,
        "html_title": f"{settings['title']}, edition {year}",
        "html_last_updated_fmt": None,
        "html_js_files": [_name_vega(*it) for it in sphinx["config"].get("html_js_files", [])],
    }
    return settings | {"html": html, "sphinx": sphinx | {"config": config}}


def _name_vega(script: str, attributes: dict[str, str]) -> list[Any]:
    """The script that draws charts is told the bundle's address, which changes with its version."""
    if script != "book.js":
        return [script, attributes]
    return [script, attributes | {"data-vega": f"vega.js?v={version('vl-convert-python')}"}]


def read_address(address: str = "") -> str:
    """The address that a publisher gave, else the configured one, with a slash at its end.

    Raises
    ------
    AddressWrong
        If it is not an address of the web.
    """
    given = address or yaml.safe_load((ROOT / "_config.yml").read_text())["html"]["baseurl"]
    if urlsplit(given).scheme not in ("http", "https") or not urlsplit(given).netloc:
        raise AddressWrong(
            f"{given!r} is no address for a site: give one such as https://example.org/book/"
        )
    return given.rstrip("/") + "/"


def escape_search_titles(index: Path) -> None:
    """Make the headings in Sphinx's search index safe to show.

    Its script puts headings into the page as HTML, and they are kept as plain text.
    """
    start, end = "Search.setIndex(", ")"
    found = json.loads(index.read_text(encoding="utf-8").removeprefix(start).removesuffix(end))
    found["alltitles"] = {
        escape(title, quote=False): places for title, places in found["alltitles"].items()
    }
    _write(index, f"{start}{json.dumps(found, ensure_ascii=False, separators=(',', ':'))}{end}")


def nest_library(contents: dict[str, Any], library: list[dict[str, Any]]) -> dict[str, Any]:
    """The book's table of contents with the library's pages nested under the register.

    Parameters
    ----------
    contents
        ``_toc.yml``.
    library
        What `sharing.library` listed: its pages follow from the register's families and places.
    """
    parts = [
        part
        | {
            "chapters": [
                chapter | {"sections": library}
                if library and chapter["file"] == REGISTER
                else chapter
                for chapter in part["chapters"]
            ]
        }
        for part in contents["parts"]
    ]
    return contents | {"parts": parts}


def publish(books: dict[int, Path], site: Path, address: str = "") -> None:
    """Put compiled editions into the site, all or none, and renew what stands at its root.

    Parameters
    ----------
    books
        Folder of HTML by year.
    site
        The site's root; editions in it that are not in ``books`` stay.
    address
        Where the site is published; "" for the configured address.
    """
    site.mkdir(parents=True, exist_ok=True)
    incoming = {year: site / f".{year}.new" for year in books}
    for year, folder in incoming.items():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(books[year], folder, ignore=shutil.ignore_patterns(".buildinfo*", "*.inv"))
    for year, folder in incoming.items():
        old = site / f".{year}.old"
        if (site / str(year)).exists():
            (site / str(year)).rename(old)
        folder.rename(site / str(year))
        shutil.rmtree(old, ignore_errors=True)
    years = list_editions(site)
    _write(site / "switcher.json", json.dumps(_switcher(years), indent=2) + "\n")
    copy = Copy(read_address(address))
    for name, text in write_root(site, years, read_publication(), copy).items():
        _write(site / name, text)


def list_editions(site: Path) -> list[int]:
    """The years of the editions that a site holds, newest first."""
    if not site.exists():
        return []
    return sorted(
        (
            int(folder.name)
            for folder in site.iterdir()
            if EDITION_FOLDER.fullmatch(folder.name) and (folder / "index.html").exists()
        ),
        reverse=True,
    )


def _switcher(years: list[int]) -> list[dict[str, Any]]:
    return [{"year": year, "url": f"{year}/", "newest": year == years[0]} for year in years]


def _write_changelog() -> str:
    """The changelog as a page, under a title of its own."""
    _, versions = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8").split("\n", 1)
    return f"# What has changed from version to version?\n{versions}"


def _draw_pictures(html: Path, savings: Path, year: int) -> None:
    """The card beside a shared link, and the icon of a phone's home screen."""
    static = html / "_static"
    shown = pd.read_csv(savings).annual_saving_cash_gbp if savings.exists() else ()
    front = read_page(html / "index.html", html)
    card = draw_card(front.finding, read_publication().short_title, year, shown)
    (static / "card.png").write_bytes(card)
    icon = vl_convert.svg_to_png((static / "favicon.svg").read_text(encoding="utf-8"), scale=6)
    (static / APPLE_ICON).write_bytes(icon)


def _compile(source: Path, work: Path) -> None:
    """Run Jupyter Book; a warning is an error."""
    done = subprocess.run(
        [
            *(str(Path(sys.executable).with_name("jupyter-book")), "build", str(source)),
            *("--path-output", str(work), "--warningiserror", "--nitpick", "--keep-going"),
        ],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode or not (work / "_build" / "html" / "index.html").exists():
        printed = re.sub(r"\x1b\[[0-9;]*m", "", done.stdout + done.stderr)
        lines = [line for line in printed.splitlines() if re.search("WARNING|ERROR|rror:", line)]
        raise BookFailed("Jupyter Book stopped:\n" + "\n".join(lines or printed.splitlines()[-20:]))


def _write(path: Path, text: str) -> None:
    """Replace a file in one step."""
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
