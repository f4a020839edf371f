"""What the tests of the built site share: the site, served, and a page as a reader opens it."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import TimeoutError

from sharing.paths import EDITIONS, SITE
from sharing.serving import SiteHandler

CHROMIUM = "/usr/bin/chromium"
YEARS = [int(year) for year in re.findall(r"year: (\d{4})", EDITIONS.read_text())]
NEWEST = max(YEARS)
FIRST_FRAME = "() => new Promise((done) => requestAnimationFrame(() => done(true)))"
LAPTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


def pages(year: int) -> list[str]:
    """The addresses of an edition's pages, relative to its root, without their ending."""
    root = SITE / str(year)
    return sorted(
        str(path.relative_to(root).with_suffix(""))
        for path in root.rglob("*.html")
        if "_static" not in path.parts
    )


@contextmanager
def serve(folder: Path = SITE) -> Iterator[str]:
    """Serve a folder as `make serve` does, for as long as it is needed; gives its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


class _Quiet(SiteHandler):
    def log_message(self, *words):
        pass


class Window:
    """A window of the browser, whose tabs are used again, since each takes half a second."""

    def __init__(self, context, size=LAPTOP, scheme="light"):
        self._context, self._size, self._scheme = context, size, scheme
        self._idle, self._visits = [], []

    def visit(self, address):
        """Open an address in a tab that no open visit holds, and that is drawn.

        Headless Chromium gives one page in some thousand no animation frame, ever, so that whoever
        waits for a picture of it, or for an element to keep still, waits in vain. A page that gets
        none is opened again in another tab.
        """
        for _ in range(3):
            page = self._idle.pop() if self._idle else self._context.new_page()
            page.set_viewport_size(self._size)
            page.emulate_media(media="null", color_scheme=self._scheme)
            visit = Visit(page, address)
            if visit.is_drawn():
                self._visits.append(visit)
                return visit
            page.close()
        raise RuntimeError(f"Chromium does not draw {address}: how busy is the machine?")

    def leave(self):
        """End every visit."""
        while self._visits:
            visit = self._visits.pop()
            visit.leave()
            self._idle.append(visit.page)


@contextmanager
def open_window(browser, size=LAPTOP, scheme="light", **options) -> Iterator[Window]:
    """A window of this size whose reader asked for these colours, with nothing kept from others."""
    with browser.new_context(viewport=size, color_scheme=scheme, **options) as context:
        yield Window(context, size, scheme)


class Visit:
    """A page opened in the browser, with all it complained of and asked for."""

    def __init__(self, page, address):
        self.troubles, self.requests = [], []
        self.page = page
        self._listeners = {
            "console": self._note_console,
            "pageerror": self._note_error,
            "request": self._note_request,
            "response": self._note_response,
        }
        for event, note in self._listeners.items():
            page.on(event, note)
        page.goto(address, wait_until="load")

    def is_drawn(self) -> bool:
        """Whether the page, or the one that it leads on to by itself, gets an animation frame."""
        try:
            # Asked again of the next page where one gives way to another, as the site's root does.
            self.page.wait_for_function(FIRST_FRAME, timeout=10_000)
        except TimeoutError:
            return False
        return True

    def leave(self):
        """Stop to note, and let the tab go."""
        for event, note in self._listeners.items():
            self.page.remove_listener(event, note)
        self.page.goto("about:blank")

    def _note_error(self, error):
        self.troubles.append(str(error))

    def _note_request(self, request):
        self.requests.append(request.url)

    def _note_console(self, message):
        if message.type in ("error", "warning"):
            self.troubles.append(message.text)

    def _note_response(self, response):
        if response.status >= 400:
            self.troubles.append(f"{response.status} {response.url}")

    def show_figures(self):
        """Scroll every figure into view and wait until its chart is live."""
        for figure in self.page.query_selector_all(".figure-chart:not(.is-drawn)"):
            figure.scroll_into_view_if_needed()
        self.page.wait_for_function(
            "document.querySelectorAll('.figure-chart:not(.is-drawn)').length"
            " === document.querySelectorAll('.figure-chart.is-live').length"
        )

    def other_hosts(self, site=None):
        own = urlsplit(site).netloc if site else ""
        return [
            url
            for url in self.requests
            if urlsplit(url).scheme in ("http", "https") and urlsplit(url).netloc != own
        ]
