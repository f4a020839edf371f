"""What several test files share: the real register, an edition's findings, the built site."""

from collections.abc import Callable, Generator, Iterator
from functools import cache

import pytest
from playwright.sync_api import Browser, sync_playwright

from browser import CHROMIUM, Visit, Window, open_window, serve
from sharing.descriptor import Table, read_tables
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.printing import FLAGS
from sharing.register import Register, read_register
from sharing.results import Findings, find


@pytest.fixture(scope="session")
def tables() -> dict[str, Table]:
    """The contract of every table."""
    return read_tables()


@pytest.fixture(scope="session")
def register() -> Register:
    """The real register."""
    return read_register(DATA)


@pytest.fixture(scope="session")
def findings() -> Callable[[int], Findings]:
    """What the edition of a year finds in the real register."""
    return cache(lambda year: find(Edition(year), DATA))


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, object]:
    """A browser test that does not run proves nothing, so skipping one fails."""
    report = yield
    if report.skipped and item.get_closest_marker("site"):
        report.outcome = "failed"
    return report


@pytest.fixture(scope="session")
def site() -> Iterator[str]:
    """The address of the published site, every edition."""
    with serve() as address:
        yield address


# Not for the whole session: its event loop would be in the way of the notebooks' own.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The real browser; each launch has a fresh profile of its own."""
    with sync_playwright() as playwright:
        yield (launched := playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS))
        launched.close()


@pytest.fixture(scope="module")
def laptop(chromium: Browser) -> Iterator[Window]:
    """A window as wide as a laptop's."""
    with open_window(chromium) as window:
        yield window


@pytest.fixture
def visit(laptop: Window, site: str) -> Iterator[Callable[[str], Visit]]:
    """Open an address of the site, such as ``2026/index.html``, until the test is over."""
    yield lambda path: laptop.visit(f"{site}/{path}")
    laptop.leave()
