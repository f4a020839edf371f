"""The register and its library in the built site, used as a reader would."""

import re

import pytest
from bs4 import BeautifulSoup

from browser import NEWEST, SITE, open_window

pytestmark = pytest.mark.site
REGISTER = f"{NEWEST}/reference/register.html"
ROWS = ".register-table tbody tr:visible"
LIGHT = 300_000


def count(page):
    return page.inner_text(".register-count")


def names(page):
    return page.locator(f"{ROWS} th a").all_inner_texts()


@pytest.fixture(scope="module")
def rows():
    soup = BeautifulSoup((SITE / REGISTER).read_text(encoding="utf-8"), "html.parser")
    return soup.select(".register-table tbody tr")


def of_council(rows, code):
    return [row for row in rows if code in row.get("data-council", "").split()]


def test_words_are_searched_for_and_the_number_found_is_told(visit, rows):
    page = visit(REGISTER).page
    assert count(page) == f"{len(rows)} arrangements"
    page.get_by_label("Search the register").fill("redditch bromsgrove")
    page.wait_for_function("document.querySelector('.register-count').innerText.includes(' of ')")
    shown = page.locator(ROWS).all_inner_texts()
    assert shown and all("Redditch" in text and "Bromsgrove" in text for text in shown)
    assert count(page) == f"{len(shown)} of {len(rows)} arrangements"
    assert "q=redditch+bromsgrove" in page.url


def test_a_search_without_result_says_so_and_filters_can_be_cleared(visit, rows):
    page = visit(f"{REGISTER}?q=zzzzzz").page
    assert count(page).startswith("No arrangement matches.")
    assert page.locator(ROWS).count() == 0
    page.get_by_role("button", name="Clear filters").click()
    assert count(page) == f"{len(rows)} arrangements"
    assert "?" not in page.url
    assert page.evaluate("document.activeElement.id") == "register-q"


def test_a_link_to_a_council_shows_its_arrangements(visit, rows):
    page = visit(f"{REGISTER}?council=HAV").page
    wanted = of_council(rows, "HAV")
    assert count(page) == f"Arrangements of Havering ({len(wanted)})"
    assert names(page) == [row.th.a.get_text() for row in wanted]
    assert page.get_by_label("Council", exact=True).input_value() == "Havering"
    assert page.locator(".register-count").evaluate(
        "e => e.getBoundingClientRect().top < innerHeight"
    )


def test_a_council_can_be_chosen_by_its_name(visit, rows):
    page = visit(REGISTER).page
    box = page.get_by_label("Council", exact=True)
    box.fill("Newham")
    assert count(page) == f"Arrangements of Newham ({len(of_council(rows, 'NWM'))})"
    assert page.url.endswith("?council=NWM")
    box.fill("no such place")
    box.press("Tab")
    assert "No council is called “no such place”" in page.inner_text(".register-message")
    assert count(page) == f"{len(rows)} arrangements"


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("?council=ZZZ", "There is no council “ZZZ”"),
        ("#no-such-thing", "There is no arrangement “no-such-thing”"),
        ("?council=<b>x</b>", "There is no council “<b>x</b>”"),
        ("#%E0%A4%A", "There is no arrangement “%E0%A4%A”"),
        ("?family=nope", "There is no family “nope”"),
    ],
)
def test_an_unknown_link_shows_the_whole_register_and_names_what_is_unknown(
    visit, rows, query, told
):
    opened = visit(f"{REGISTER}{query}")
    page = opened.page
    assert told in page.inner_text(".register-message")
    assert "The whole register is below." in page.inner_text(".register-message")
    assert count(page) == f"{len(rows)} arrangements"
    assert opened.troubles == []


def test_a_link_to_an_arrangement_shows_its_row_wherever_it_stands(visit, rows):
    last = rows[-1]["id"]
    page = visit(f"{REGISTER}#{last}").page
    row = page.locator(f"[id='{last}']")
    assert row.is_visible()
    assert row.evaluate("e => e.getBoundingClientRect().top < innerHeight")
    page.goto(page.url.split("#")[0] + "?family=other#onesource-havering-and-newham")
    assert page.locator("#onesource-havering-and-newham").is_visible()


def test_an_anchor_of_the_page_itself_is_no_unknown_arrangement(visit):
    page = visit(f"{REGISTER}#fig-reports-by-year").page
    assert page.locator(".register-message").inner_text() == ""


@pytest.mark.parametrize(
    ("label", "choice", "keep"),
    [
        ("Region or nation", "Wales", lambda row: "wales" in row["data-place"].split()),
        ("Family of services", "Management", lambda row: row["data-family"] == "management"),
        ("Service", "Legal services", lambda row: row["data-category"] == "legal"),
        ("Size", "Four councils", lambda row: row["data-size"] == "4"),
        ("Stage", "Abandoned", lambda row: row["data-stage"] == "abandoned"),
        ("Saving", "With a saving that can be compared", lambda row: row.has_attr("data-saving")),
    ],
)
def test_each_filter_keeps_what_it_names_and_survives_in_the_address(
    visit, rows, label, choice, keep
):
    page = visit(REGISTER).page
    page.get_by_label(label, exact=True).select_option(label=choice)
    wanted = sum(keep(row) for row in rows)
    assert 0 < wanted < len(rows)
    assert count(page) == f"{wanted} of {len(rows)} arrangements"
    page.reload()
    assert count(page) == f"{wanted} of {len(rows)} arrangements"
    assert page.get_by_label(label, exact=True).locator("option:checked").inner_text() == choice


def test_rows_are_ordered_by_saving_and_more_are_shown_on_request(visit, rows):
    page = visit(REGISTER).page
    page.get_by_role("button", name="Saving a year").click()
    assert page.locator("th[aria-sort=descending]").inner_text().startswith("Saving a year")
    largest = max(
        (row for row in rows if row.has_attr("data-saving")), key=lambda r: float(r["data-saving"])
    )
    assert names(page)[0] == largest.th.a.get_text()
    before = page.locator(ROWS).count()
    page.get_by_role("button", name=re.compile("Show .* more")).click()
    assert page.locator(ROWS).count() == 2 * before
    page.get_by_label("Order", exact=True).select_option(label="Smallest saving first")
    smallest = min(
        (row for row in rows if row.has_attr("data-saving")), key=lambda r: float(r["data-saving"])
    )
    assert names(page)[0] == smallest.th.a.get_text()


def test_the_form_works_from_the_keyboard(visit):
    page = visit(REGISTER).page
    page.focus("#register-q")
    page.keyboard.type("orbis")
    page.wait_for_function("document.querySelector('.register-count').innerText.includes(' of ')")
    for _ in range(9):
        page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Clear filters"
    page.keyboard.press("Enter")
    assert "of" not in count(page).split()


def test_a_name_leads_to_the_full_record_and_back(visit):
    page = visit(f"{REGISTER}#onesource-havering-and-newham").page
    page.locator("#onesource-havering-and-newham th a").click()
    page.wait_for_url("**/arrangements/back-office.html#onesource-havering-and-newham")
    section = page.locator("section:has(> h2:has-text('oneSource (Havering and Newham)'))")
    assert "£41,200,000 in total over five years" in section.inner_text()
    section.get_by_role("link", name="Havering", exact=True).click()
    page.wait_for_url("**/councils/london.html#council-hav")
    assert page.locator("#council-hav").count() == 1
    page.goto(page.url.split("#")[0])
    page.locator("a[href$='?council=HAV']").click()
    page.locator(".register-count", has_text="Arrangements of Havering").wait_for()


def test_the_book_s_search_finds_arrangements_and_councils(visit):
    for words, address in (
        ("Procurement Lincolnshire", "procurement-and-property.html#procurement-lincolnshire"),
        ("Havering", "councils/london.html#"),
    ):
        page = visit(f"{NEWEST}/search.html?q={words}").page
        found = page.locator(f"#search-results a[href*='{address}']")
        found.first.wait_for()


def test_the_register_fits_a_phone_and_its_controls_are_large_enough(visit):
    page = visit(f"{REGISTER}?council=HAV").page
    page.set_viewport_size({"width": 360, "height": 740})
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    for control in page.locator(".register :is(input, select, button):visible").all():
        box = control.bounding_box()
        assert box["height"] >= 24 and box["width"] >= 24


def test_without_javascript_the_whole_register_reads_and_shows_no_dead_form(chromium, site, rows):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/{REGISTER}")
        assert page.locator(ROWS).count() == len(rows)
        assert not page.locator(".register-filters").is_visible()


def test_a_copy_on_a_disk_can_be_filtered(chromium):
    with open_window(chromium) as window:
        page = window.visit(f"{(SITE / REGISTER).as_uri()}?council=HAV").page
        assert count(page).startswith("Arrangements of Havering")
        page.get_by_role("button", name="Clear filters").click()
        assert "?" not in page.url


def test_the_register_reads_in_the_dark(chromium, site):
    with open_window(chromium, scheme="dark") as window:
        page = window.visit(f"{site}/{REGISTER}").page
        ground, text = page.locator("#register-stage").evaluate(
            "e => [getComputedStyle(e).backgroundColor, getComputedStyle(e).color]"
        )
        assert ground != "rgb(255, 255, 255)" and text != ground


def test_the_library_s_pages_are_light_and_carry_no_long_contents():
    import gzip

    folder = SITE / str(NEWEST) / "reference"
    pages = [*folder.glob("arrangements/*.html"), *folder.glob("councils/*.html")]
    assert len(pages) > 20
    for page in [*pages, folder / "register.html"]:
        assert len(gzip.compress(page.read_bytes())) < LIGHT, page
    for page in pages:
        soup = BeautifulSoup(page.read_text(encoding="utf-8"), "html.parser")
        assert soup.select(".bd-sidebar-secondary a") == []
        ids = [tag["id"] for tag in soup.find_all(id=True)]
        assert len(ids) == len(set(ids)), page


def test_each_record_stands_under_its_own_address(rows):
    for row in rows:
        path, anchor = row.th.a["href"].split("#")
        assert anchor == row["id"]
    shelves = {row.th.a["href"].split("#")[0] for row in rows}
    for shelf in shelves:
        file = SITE / str(NEWEST) / "reference" / shelf
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for row in rows:
            path, anchor = row.th.a["href"].split("#")
            if path == shelf:
                place = soup.find(id=anchor)
                section = place if place.name == "section" else place.find_parent("section")
                heading = section if section.h2 and not section.h1 else place.find_next("section")
                assert heading.h2.get_text().strip().startswith(row.th.a.get_text()[:3])
