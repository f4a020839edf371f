"""An edition printed by Chromium, without script, as one tagged PDF with bookmarks."""

import mimetypes
import re
import shutil
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from sharing.binding import Chapter, bind, list_chapters
from sharing.errors import PrintingFailed
from sharing.publication import address_edition, name_pdf, read_publication

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route
    from pypdf import PdfReader

NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Milliseconds; a machine that builds other editions at the same time is slow.
PATIENCE = 300_000
BOUND = "bound.html"
FILL_CONTENTS = """numbers => {
  for (const room of document.querySelectorAll("[data-place]"))
    room.textContent = numbers[room.dataset.place];
}"""
WITHOUT_CHROMIUM = (
    "Chromium is not installed, so the editions get no PDF. To have them, install Chromium "
    "(on Debian or Ubuntu: apt-get install chromium) and build again."
)


def find_chromium() -> str | None:
    """The path of this machine's Chromium, None without one."""
    return next((path for name in NAMES if (path := shutil.which(name))), None)


def print_edition(edition: Path, year: int, address: str) -> int:
    """Print a compiled edition into its own folder; returns the number of pages.

    The contents show page numbers, which only a first printing can tell; the second is kept.

    Parameters
    ----------
    edition
        The compiled edition's folder.
    address
        The site's address, to which links that leave the document lead.

    Raises
    ------
    PrintingFailed
        If there is no Chromium, or it stops.
    """
    from playwright.sync_api import Error, sync_playwright
    from pypdf import PdfReader

    chromium = find_chromium()
    if chromium is None:
        raise PrintingFailed(WITHOUT_CHROMIUM)
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
            page = browser.new_context(java_script_enabled=False).new_page()
            page.set_default_timeout(PATIENCE)
            content = _print_twice(page, edition, year, address)
            browser.close()
    except Error as error:
        raise PrintingFailed(f"Chromium did not print edition {year}: {error.message}") from error
    target = edition / name_pdf(year)
    target.write_bytes(_date(content, read_publication().released))
    return len(PdfReader(target).pages)


def number_pages(printed: "PdfReader", chapters: list[Chapter]) -> dict[str, int]:
    """The page, counted from 1, on which each chapter's title stands, from the bookmarks."""
    tops = [mark for mark in printed.outline if not isinstance(mark, list)]
    # The contents come first; every chapter has one title.
    titled = tops[-len(chapters) :]
    return {
        chapter.place: (printed.get_destination_page_number(mark) or 0) + 1
        for chapter, mark in zip(chapters, titled, strict=True)
    }


def _print_twice(page: "Page", edition: Path, year: int, address: str) -> bytes:
    from pypdf import PdfReader

    book, chapters = read_publication(), list_chapters(edition)
    home = address_edition(address, year)
    document = bind(edition, chapters, book, year, address)
    # Pages are printed under the site's own address, so that links lead there; nothing is sent.
    page.route("**/*", _answer_from(edition, home, document))
    page.goto(f"{home}{BOUND}", wait_until="load")
    first = page.pdf(prefer_css_page_size=True, tagged=True, outline=True)
    page.evaluate(FILL_CONTENTS, number_pages(PdfReader(BytesIO(first)), chapters))
    return page.pdf(prefer_css_page_size=True, tagged=True, outline=True)


def _answer_from(edition: Path, home: str, document: str) -> Callable[["Route"], None]:
    def answer(route: "Route") -> None:
        address = route.request.url
        file = edition / unquote(urlsplit(address.removeprefix(home)).path)
        if address == f"{home}{BOUND}":
            route.fulfill(body=document, content_type="text/html; charset=utf-8")
        elif address.startswith(home) and file.is_file():
            kind = mimetypes.guess_type(file.name)[0] or "application/octet-stream"
            route.fulfill(body=file.read_bytes(), content_type=kind)
        else:
            route.abort()

    return answer


def _date(content: bytes, released: date) -> bytes:
    """The PDF dated by its release, not by its printing: the same book gives the same file."""
    stamp = f"(D:{released:%Y%m%d}000000+00'00')".encode()
    # Of equal length, so that no place in the file's table of contents moves.
    return re.sub(rb"\(D:\d{14}\+00'00'\)", stamp, content)
