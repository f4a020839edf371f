"""Every page of the newest edition, as different readers meet it. Needs `make book` first.

A page is opened twice: on a laptop in the light and on a phone in the dark; each then turns to the
other colours, as a reader's device does in the evening. axe-core looks on both.
"""

from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, Page

from browser import LAPTOP, NEWEST, PHONE, YEARS, Visit, Window, open_window, pages

pytestmark = pytest.mark.site
NO_FIGURE = {"genindex", "search", "summary", "methods/limitations"}
NO_FIGURE |= {"reference/changelog", "reference/downloads", "reference/glossary"}
LIBRARY = ("reference/arrangements/", "reference/councils/")
DEVICES = {"laptop": (LAPTOP, "light"), "phone": (PHONE, "dark")}
OTHER = {"light": "dark", "dark": "light"}
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
COLOURS = ["color-contrast", "link-in-text-block"]
# The later rows of a long table, and the later records of a long list, are made as the first are,
# and cost most of the time.
FAULTS = """async ([only, part]) => {
  const later = ["tbody tr", "article section > section", ".bd-toc-nav li"];
  for (const element of later.flatMap((selector) =>
    [...document.querySelectorAll(`${selector}:nth-of-type(n+30)`)])) element.remove();
  const found = await axe.run(part, {
    runOnly: only, resultTypes: ["violations"], preload: false, performanceTimer: false,
  });
  return found.violations.flatMap((rule) =>
    rule.nodes.map((node) => `${rule.id}: ${node.target} ${node.html.slice(0, 200)}`));
}"""
FIGURES = """() => [...document.querySelectorAll(".book-figure")].map((figure) => {
  const words = (selector) => figure.querySelector(selector)?.textContent.trim() ?? "";
  const chart = figure.querySelector(".figure-chart");
  return {
    id: figure.id, title: words(".figure-title"), measure: words(".figure-subtitle"),
    source: words("figcaption"), empty: words(".figure-empty"),
    role: chart?.getAttribute("role"), alt: chart?.getAttribute("aria-label") ?? "",
    marks: figure.querySelectorAll(".figure-static svg path[d]").length,
    live: figure.querySelectorAll(":is(.figure-live, .is-drawn) svg path[d]").length,
    open: figure.querySelectorAll("details.figure-data[open]").length,
    rows: figure.querySelectorAll("details.figure-data table tbody tr").length,
    heads: figure.querySelectorAll("details.figure-data table thead th[scope=col]").length,
    named: figure.querySelectorAll("details.figure-data table caption").length,
  };
})"""
# What a page's ground is painted with, whatever elements lie on it.
GROUND = "getComputedStyle(document.body).backgroundColor"
SHOWN = """() => [...document.querySelectorAll(".figure-static > svg")].filter((picture) => {
  const box = picture.getBoundingClientRect();
  return box.width > 200 && box.height > 40 && picture.checkVisibility();
}).length"""

each_page = pytest.mark.parametrize("path", pages(NEWEST))
each_page_but_records = pytest.mark.parametrize(
    "path", [path for path in pages(NEWEST) if not path.startswith(LIBRARY)]
)
each_page_with_folds = pytest.mark.parametrize(
    "path",
    ["index", "findings/how_much", "claims", "methods/decisions", "reference/register"],
)


@pytest.fixture(scope="module", params=DEVICES)
def device(request, chromium: Browser) -> Iterator[tuple[Window, str]]:
    """A window of a device's width, and the colours that its reader asked for."""
    size, scheme = DEVICES[request.param]
    # Colours that fade from one to the other would be judged half-way.
    with open_window(chromium, size, scheme, reduced_motion="reduce") as window:
        yield window, scheme


@pytest.fixture
def opened(device, site) -> Iterator[Callable[[str], Visit]]:
    """Open a page of the newest edition on the device, every figure mounted."""
    window, _ = device

    def go(path: str) -> Visit:
        visit = window.visit(f"{site}/{NEWEST}/{path}.html")
        visit.show_figures()
        return visit

    yield go
    window.leave()


def find_faults(page: Page, only: dict, part: str = "html") -> list[str]:
    """What axe-core objects to, each with the element it means; cuts what is long to 29 parts."""
    # What a header that stays in place covers is smaller to axe than to a reader, who scrolls.
    page.evaluate("scrollTo(0, 0)")
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(AXE_SCRIPT)
    return page.evaluate(FAULTS, [only, part])


def width_of(page: Page) -> int:
    return page.evaluate("document.documentElement.scrollWidth")


@each_page
def test_a_page_is_quiet_fits_its_screen_and_has_no_fault_that_axe_finds(
    opened, device, site, path
):
    visit, scheme = opened(path), device[1]
    page = visit.page
    assert page.evaluate("document.documentElement.dataset.theme") == scheme
    assert width_of(page) <= page.viewport_size["width"]
    assert find_faults(page, {"type": "tag", "values": RULES}) == []
    ground = page.evaluate(GROUND)
    page.emulate_media(color_scheme=OTHER[scheme])
    page.wait_for_function(
        f"document.documentElement.dataset.theme === '{OTHER[scheme]}' && {GROUND} !== '{ground}'"
    )
    assert find_faults(page, {"type": "rule", "values": COLOURS}) == []
    assert visit.troubles == []
    assert visit.other_hosts(site) == []


@each_page_but_records
def test_every_figure_says_what_it_shows_holds_its_numbers_and_a_picture(visit, path):
    opened = visit(f"{NEWEST}/{path}.html")
    opened.show_figures()
    figures = opened.page.evaluate(FIGURES)
    assert figures or path in NO_FIGURE
    assert len({figure["id"] for figure in figures}) == len(figures)
    for figure in figures:
        assert figure["id"].startswith("fig-") and figure["measure"]
        assert len(figure["title"].removeprefix("Figure").strip()) > 10, figure
        assert figure["source"].startswith("Source:") and len(figure["source"]) > 15, figure
        if figure["empty"]:
            continue
        assert figure["role"] == "img" and len(figure["alt"]) > 20, figure
        assert figure["marks"] and figure["live"], figure
        assert (figure["open"], figure["named"]) == (0, 1), figure
        assert figure["rows"] and figure["heads"], figure


@pytest.fixture(scope="module")
def plain(chromium: Browser) -> Iterator[Page]:
    """A page without JavaScript."""
    with chromium.new_context(java_script_enabled=False, viewport=LAPTOP) as context:
        yield context.new_page()


@each_page_but_records
def test_without_javascript_and_on_paper_every_figure_shows(plain, visit, site, path):
    plain.emulate_media(media="screen")
    plain.goto(f"{site}/{NEWEST}/{path}.html")
    pictures = plain.locator(".figure-static > svg")
    count = pictures.count()
    assert count or path in NO_FIGURE
    for media in ("screen", "print"):
        plain.emulate_media(media=media)
        assert pictures.filter(visible=True).count() == count
    printed = visit(f"{NEWEST}/{path}.html")
    printed.show_figures()
    printed.page.emulate_media(media="print")
    assert printed.page.evaluate(SHOWN) == count
    assert printed.page.locator(".figure-live").filter(visible=True).count() == 0


@each_page_with_folds
def test_what_unfolds_has_no_fault_that_axe_finds(opened, path):
    page = opened(path).page
    folds = page.locator("details:not(.edition-switcher)")
    folds.evaluate_all("(folds) => folds.forEach((fold) => { fold.open = true; })")
    assert page.locator("details:not([open], .edition-switcher)").count() == 0
    assert folds.count() and width_of(page) <= page.viewport_size["width"]
    # Words that fade in would be judged half-way.
    assert page.evaluate("document.getAnimations().length") == 0
    assert find_faults(page, {"type": "tag", "values": RULES}) == []


def test_the_open_list_of_editions_has_no_fault_that_axe_finds(opened):
    page = opened("index").page
    page.click(".edition-switcher summary")
    assert page.locator(".edition-switcher li").filter(visible=True).count() == len(YEARS)
    assert width_of(page) <= page.viewport_size["width"]
    # What the list lies on is out of reach until it closes.
    assert find_faults(page, {"type": "tag", "values": RULES}, ".edition-switcher") == []
