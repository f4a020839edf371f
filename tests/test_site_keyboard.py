"""A chapter read with the keyboard alone. Needs `make book` first."""

import pytest

from browser import NEWEST

pytestmark = pytest.mark.site
FOCUSED = """() => {
  const held = document.activeElement, style = getComputedStyle(held);
  return {
    name: (held.getAttribute("aria-label") ?? held.textContent).trim(),
    seen: style.outlineStyle !== "none" || style.boxShadow !== "none",
  };
}"""
IN_ORDER = [
    "Skip to main content",
    f"Edition {NEWEST}",
    "Figure",
    "Show the data",
    "Download the numbers (CSV)",
    "Download the picture (SVG)",
    "Download the picture (PNG)",
    "Copy a link to this figure",
]


def test_the_keyboard_reaches_everything_in_order_and_shows_where_it_is(visit):
    page = visit(f"{NEWEST}/findings/how_much.html").page
    reached = []
    while len(reached) < 150 and (not reached or reached[-1]["name"] != IN_ORDER[-1]):
        page.keyboard.press("Tab")
        page.wait_for_timeout(200)
        reached.append(page.evaluate(FOCUSED))
    names = [held["name"] for held in reached]
    assert [name for name in names if name in IN_ORDER] == IN_ORDER
    assert [held["name"] for held in reached if not held["seen"]] == []
