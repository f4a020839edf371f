"""The map as a person uses it: choose, filter, look closer, follow a link, do without a script."""

import gzip
import re

import pytest

from browser import NEWEST, PHONE, open_window
from sharing.paths import SITE

pytestmark = pytest.mark.site
PAGE = f"{NEWEST}/findings/map.html"
TOLD, PANEL = ".map-told", ".map-panel"


def pick(page, name, label):
    page.get_by_label(name).select_option(label=label)


def test_a_council_is_chosen_on_the_map(visit):
    opened = visit(PAGE)
    dot = opened.page.locator('.map-scene circle[data-code="DEV"]')
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    opened.page.mouse.click(box["x"] + box["width"] / 2 + 2, box["y"] + box["height"] / 2)
    assert opened.page.inner_text(TOLD).startswith("Devon: ")
    assert opened.page.locator(f"{PANEL} .map-name").inner_text() == "Devon"
    assert dot.get_attribute("fill") == "#c4540f"
    assert "council=DEV" in opened.page.url
    assert opened.troubles == []


def test_a_council_is_chosen_by_keyboard_and_its_arrangement_followed_to_the_register(visit):
    opened = visit(PAGE)
    opened.page.locator('[name="map-council"]').focus()
    opened.page.keyboard.type("Maidst")
    assert opened.page.inner_text(TOLD).startswith("Maidstone: ")
    items = opened.page.locator(f"{PANEL} li")
    told = int(re.search(r": (\d+) arr", opened.page.inner_text(TOLD)).group(1))
    assert items.count() == told > 5
    assert "With " in items.first.inner_text()
    name = items.first.locator("a").inner_text()
    items.first.locator("a").click()
    opened.page.wait_for_url("**/reference/register.html#*")
    anchor = opened.page.url.split("#")[1]
    assert name in opened.page.locator(f'[id="{anchor}"]').inner_text()


def test_all_of_a_council_is_one_link_away(visit):
    page = visit(f"{PAGE}?council=MAI").page
    link = page.locator(f"{PANEL} a", has_text="All in the register")
    assert link.get_attribute("href") == "../reference/register.html?council=MAI"


def test_every_link_of_the_panel_leads_to_an_arrangement_of_the_register(visit):
    page = visit(PAGE).page
    wanted = page.evaluate(
        """() => JSON.parse(document.querySelector(".map-data").textContent).arrangements.map(
          ([id, name]) =>
            id || name.toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, ""))
        """
    )
    there = visit(f"{NEWEST}/reference/register.html").page
    ids = set(there.evaluate("[...document.querySelectorAll('[id]')].map((each) => each.id)"))
    assert [each for each in wanted if each not in ids] == []


def test_a_family_filters_lines_dots_and_list_and_is_kept_in_the_link(visit):
    page = visit(f"{PAGE}?council=HMF").page
    everything = page.locator(f"{PANEL} li").count()
    lines = "document.querySelector('.map-scene .map-lines').innerHTML.length"
    before = page.evaluate(lines)
    pick(page, "Service family", "Back office")
    assert 0 < page.locator(f"{PANEL} li").count() < everything
    assert page.evaluate(lines) < before
    assert "Back office only" in page.inner_text(TOLD)
    assert "family=back-office" in page.url and "council=HMF" in page.url
    page.reload()
    assert "Back office only" in page.inner_text(TOLD)
    assert page.locator('[name="map-family"]').input_value() == "Back office"


def test_an_unknown_council_or_family_in_the_link_is_answered_in_words(visit):
    opened = visit(f"{PAGE}?council=%3Cimg%20src%3Dx%3E&family=nonsense")
    told = opened.page.inner_text(TOLD)
    assert "“<img src=x>”" in told and "“nonsense”" in told and "does not know" in told
    assert opened.page.locator(f"{TOLD} a").get_attribute("href").startswith("../reference/reg")
    assert opened.page.locator(f"{TOLD} img").count() == 0
    assert opened.troubles == []


def test_the_map_can_be_looked_at_closer_with_buttons_and_by_region(visit):
    page = visit(PAGE).page
    scale = "document.querySelector('.map-scene').getCTM().a / "
    scale += "document.querySelector('svg.map').getCTM().a"
    out = page.get_by_role("button", name="Zoom out")
    assert out.is_disabled() and page.locator(".map-insets").is_visible()
    page.get_by_role("button", name="Zoom in").click()
    assert page.evaluate(scale) == pytest.approx(1.6, abs=0.01)
    assert not page.locator(".map-insets").is_visible()
    out.click()
    assert page.evaluate(scale) == pytest.approx(1) and out.is_disabled()
    pick(page, "Zoom to", "London")
    assert page.evaluate(scale) > 4
    seen = page.locator("svg.map").bounding_box()
    dot = page.locator('.map-scene circle[data-code="CMD"]').bounding_box()
    assert seen["x"] < dot["x"] < seen["x"] + seen["width"]
    assert seen["y"] < dot["y"] < seen["y"] + seen["height"]
    page.get_by_role("button", name="Show all").click()
    assert page.evaluate(scale) == pytest.approx(1)


def test_a_council_under_the_pointer_says_its_name(visit):
    page = visit(PAGE).page
    dot = page.locator('.map-scene circle[data-code="DEV"]')
    dot.scroll_into_view_if_needed()
    box = dot.bounding_box()
    page.mouse.move(box["x"] + 1, box["y"] + 1)
    assert page.inner_text(".map-label").startswith("Devon: ")


def test_without_javascript_map_and_table_stand_and_nothing_idle(chromium, site):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/{PAGE}")
        assert page.locator("#fig-map svg.map").is_visible()
        assert page.locator("#fig-groups .figure-static svg").is_visible()
        assert not page.locator(".map-controls").first.is_visible()
        assert not page.locator(PANEL).is_visible()
        page.locator("#fig-map summary").click()
        assert page.locator("#fig-map tbody tr").count() > 300


def test_the_map_fits_a_phone_and_its_controls_are_large_enough(chromium, site):
    with open_window(chromium, PHONE) as phone:
        page = phone.visit(f"{site}/{PAGE}?council=SCA").page
        assert page.evaluate("document.documentElement.scrollWidth") <= 360
        assert page.locator("svg.map").bounding_box()["width"] <= 360
        for control in page.locator(".map-controls :is(select, button)").all():
            box = control.bounding_box()
            assert box["height"] >= 24 and box["width"] >= 24
        assert page.locator(f"{PANEL} li").count() > 5


def test_the_map_follows_the_dark(chromium, site):
    with open_window(chromium, scheme="dark") as window:
        page = window.visit(f"{site}/{PAGE}").page
        fill = "getComputedStyle(document.querySelector('{}')).fill"
        assert page.evaluate(fill.format(".map-scene .map-dots")) == "rgb(81, 160, 249)"
        assert page.evaluate(fill.format(".map-inset use")) == "rgb(48, 53, 59)"


def test_both_figures_can_be_taken_away(visit):
    page = visit(PAGE).page
    for name in ("map", "groups"):
        for label in ("CSV", "SVG", "PNG"):
            with page.expect_download() as download:
                page.locator(f"#fig-{name}").get_by_role("button", name=f"({label})").click()
            assert download.value.suggested_filename == f"{name}.{label.lower()}"


def test_the_page_is_light():
    assert len(gzip.compress((SITE / PAGE).read_bytes())) < 150_000
