"""The planner in a real browser, as a person would use it."""

import re

import pytest

from browser import NEWEST, PHONE, open_window

pytestmark = pytest.mark.site
PAGE = f"{NEWEST}/planner.html"


def read_answer(page) -> str:
    return page.inner_text(".planner-main")


def test_choosing_shows_another_answer_and_says_it_aloud(visit):
    page = visit(PAGE).page
    before = read_answer(page)
    page.select_option("#planner-service", label="Planning and regulation")
    assert read_answer(page) != before
    assert re.search(r"half to report between £[\d,.]+m? and £", read_answer(page))
    assert page.get_attribute(".planner-words", "aria-live") == "polite"
    page.select_option("#planner-councils", label="three councils")
    assert "of three councils" in page.inner_text(".planner-support")


def test_the_words_are_those_of_the_table(visit):
    page = visit(PAGE).page
    page.select_option("#planner-service", label="Back office")
    page.select_option("#planner-councils", label="two councils")
    page.click(".planner-all > summary")
    row = page.locator(".planner-all tbody tr", has_text="Back office").nth(1)
    low, high = row.locator("td").nth(2).inner_text().split(" to ")
    assert f"between {low} and {high} a year" in read_answer(page)


def test_the_dots_follow_the_choice_and_stand_in_the_picture(visit):
    page = visit(PAGE).page
    lefts = "dots => dots.map(dot => dot.style.left).join()"
    before = page.eval_on_selector_all(".planner-plain .planner-dot", lefts)
    page.select_option("#planner-service", label="Planning and regulation")
    assert page.eval_on_selector_all(".planner-plain .planner-dot", lefts) != before
    assert page.locator(".planner-plain .planner-dot").count() == 20
    assert "half of them between" in page.get_attribute(".planner-picture", "aria-label")


def test_the_first_match_leads_to_its_entry_on_the_register(visit, site):
    page = visit(PAGE).page
    page.select_option("#planner-service", label="Procurement and property")
    page.select_option("#planner-councils", label="five councils or more")
    first = page.locator(".planner-matches li").first
    assert "Match: same service, same number." in first.inner_text()
    assert re.search(r"£[\d,.]+m? a year, (achieved|expected)", first.inner_text())
    link = first.locator("a")
    anchor = link.get_attribute("href").partition("#")[2]
    link.click()
    page.wait_for_url(f"{site}/{NEWEST}/reference/register.html#{anchor}")
    assert page.locator(f"[id='{anchor}']").count() == 1


def test_a_link_to_an_answer_opens_it(visit):
    page = visit(PAGE).page
    page.select_option("#planner-service", label="Management")
    page.select_option("#planner-councils", label="four councils")
    shared, told = page.url, read_answer(page)
    assert shared.endswith("#service=management&councils=4")
    other = visit(shared.partition(f"/{NEWEST}/")[2].join((f"{NEWEST}/", "")))
    assert read_answer(other.page) == told and other.troubles == []
    assert other.page.input_value("#planner-service") == "management"


def test_copying_the_link_is_confirmed_or_shows_it(visit):
    page = visit(PAGE).page
    page.click("text=Copy a link to this answer")
    page.wait_for_function("document.querySelector('.planner-share span').textContent !== ''")
    told = page.inner_text(".planner-share span")
    assert told == "Copied." or "#service=" in told


def test_an_unknown_value_in_a_link_falls_back_with_a_message(visit):
    opened = visit(f"{PAGE}#service=<img src=x onerror=alert(1)>&councils=3")
    page = opened.page
    lost = page.locator(".planner-lost")
    assert lost.is_visible() and "does not know “<img src=x" in lost.inner_text()
    assert page.locator(".planner img").count() == 0 and opened.troubles == []
    assert page.input_value("#planner-councils") == "3"
    page.select_option("#planner-service", label="Management")
    assert not lost.is_visible()


def test_going_back_in_the_address_changes_the_answer(visit):
    page = visit(PAGE).page
    told = read_answer(page)
    page.evaluate("location.hash = 'service=planning-and-regulation&councils=2'")
    page.wait_for_function(
        "document.querySelector('#planner-service').value === 'planning-and-regulation'"
    )
    assert read_answer(page) != told


def test_the_keyboard_alone_is_enough(visit):
    page = visit(PAGE).page
    told = read_answer(page)
    page.focus("#planner-service")
    page.keyboard.press("Home")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "planner-councils"
    page.keyboard.press("End")
    assert read_answer(page) != told
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Copy a link to this answer"
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline != "none"


@pytest.mark.parametrize("dark", [False, True])
def test_it_fits_a_phone(chromium, site, dark):
    scheme = "dark" if dark else "light"
    with open_window(chromium, PHONE, scheme) as phone:
        page = phone.visit(f"{site}/{PAGE}").page
        page.click(".planner-all > summary")
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
        for control in (*page.locator(".planner select").all(), page.locator(".planner button")):
            assert control.bounding_box()["height"] >= 24
        edges = page.eval_on_selector_all(
            ".planner-dot", "dots => dots.map(dot => dot.getBoundingClientRect().right)"
        )
        assert max(edges) <= PHONE["width"]


def test_dots_and_icons_show_in_colours_that_a_reader_forces(chromium, site):
    with open_window(chromium, forced_colors="active") as window:
        page = window.visit(f"{site}/{PAGE}").page
        grounds = page.evaluate(
            """() => [
              [document.querySelector(".planner-dot")], [document.querySelector(".planner-half")],
              [document.querySelector(".fa-bars"), "::before"],
            ].map((part) => getComputedStyle(...part).backgroundColor)"""
        )
        ground = page.evaluate("getComputedStyle(document.body).backgroundColor")
        assert len(grounds) == 3 and ground not in grounds


def test_nothing_jumps_when_the_page_loads_or_an_answer_changes(visit):
    page = visit(PAGE).page
    shift = page.evaluate(
        """() => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => {
                for (const one of list.getEntries()) if (!one.hadRecentInput) sum += one.value;
            }).observe({ type: "layout-shift", buffered: true });
            setTimeout(() => done(sum), 500);
        })"""
    )
    assert shift < 0.05


def test_without_javascript_a_table_of_every_answer_stands_in_its_place(chromium, site):
    with chromium.new_context(java_script_enabled=False) as plain:
        page = plain.new_page()
        page.goto(f"{site}/{PAGE}")
        assert not page.locator(".planner-form").is_visible()
        rows = page.locator(".planner-all tbody tr")
        assert rows.count() >= 40 and rows.first.is_visible()
        assert re.search(r"£[\d,.]+m? to £", rows.first.inner_text())


def test_it_complains_of_nothing_and_asks_no_other_host(visit, site):
    opened = visit(PAGE)
    opened.page.select_option("#planner-service", label="Management")
    assert opened.troubles == [] and opened.other_hosts(site) == []
