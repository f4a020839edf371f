"""The built site, as a reader's browser sees it. Needs `make book` first."""

import json
import math
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pandas as pd
import pytest
from bs4 import BeautifulSoup

from browser import NEWEST, SITE, YEARS, open_window, pages
from refit import compare

pytestmark = pytest.mark.site


def test_every_edition_is_built_with_the_same_pages():
    assert sorted(YEARS, reverse=True) == YEARS
    assert len(YEARS) == 10
    for year in YEARS:
        assert pages(year) == pages(NEWEST)


def test_the_root_leads_to_the_newest_edition(visit):
    opened = visit("index.html")
    opened.page.wait_for_url(f"**/{NEWEST}/index.html")
    assert "What do councils save" in opened.page.inner_text("h1")


def test_a_page_that_leads_on_by_itself_is_followed(laptop, tmp_path):
    """The site's root does, at once or after a while, as fast as the machine is."""
    (tmp_path / "first.html").write_text(
        "<p>First<script>requestAnimationFrame = () => 0;"
        "setTimeout(() => location.replace('second.html'), 200)</script>"
    )
    (tmp_path / "second.html").write_text("<p>Second")
    opened = laptop.visit((tmp_path / "first.html").as_uri())
    assert opened.page.inner_text("p") == "Second"
    laptop.leave()


def test_the_front_page_answers_from_the_data_with_the_caution(visit):
    found = json.loads((SITE / str(NEWEST) / "results.json").read_text())
    opened = visit(f"{NEWEST}/index.html")
    words = " ".join(opened.page.inner_text("main").split())
    assert f"{100 * found['share_under_threshold']['estimate']:.1f}% reported less" in words
    assert (
        "more than half of the partnerships on the national map of 2015 are said to have saved "
        "under £100,000, while the ones that make the news report about £1m a year" in words
    )


def test_the_year_switcher_stays_on_the_page(visit):
    opened = visit(f"{NEWEST}/findings/partners.html")
    heading = opened.page.inner_text("h1")
    opened.page.click(".edition-switcher summary")
    opened.page.click(".edition-switcher a:text-is('2015')")
    opened.page.wait_for_url("**/2015/findings/partners.html")
    assert opened.page.inner_text("h1") == heading
    assert "Edition 2015" in opened.page.inner_text(".edition-switcher summary")
    opened.page.click(".edition-note a")
    opened.page.wait_for_url(f"**/{NEWEST}/findings/partners.html")


def test_without_javascript_figures_and_register_still_show(chromium, site):
    with chromium.new_context(java_script_enabled=False) as context:
        page = context.new_page()
        page.goto(f"{site}/{NEWEST}/findings/partners.html")
        assert page.locator(".figure-static svg").first.is_visible()
        page.goto(f"{site}/{NEWEST}/reference/register.html")
        assert page.locator(".register-table tbody tr").count() > 800


def test_a_copy_opened_from_a_disk_works(chromium):
    with open_window(chromium) as window:
        opened = window.visit((SITE / str(NEWEST) / "findings" / "partners.html").as_uri())
        opened.show_figures()
        assert opened.other_hosts() == []


def test_the_thinnest_edition_says_where_there_is_too_little_to_estimate(visit):
    opened = visit(f"{min(YEARS)}/findings/regression.html")
    assert "There are too few partnerships in this edition to say" in opened.page.inner_text("main")
    assert "nothing to show" in opened.page.inner_text(".book-figure")
    found = json.loads((SITE / str(min(YEARS)) / "results.json").read_text())
    assert "log_ols" not in found["models"]
    assert (
        "too few" in found["not_estimated"]["log_ols"]
        or "needs at least" in (found["not_estimated"]["log_ols"])
    )


@pytest.mark.parametrize("year", YEARS)
def test_links_are_relative_and_lead_somewhere(year):
    root = SITE / str(year)
    for path in pages(year):
        file = root / f"{path}.html"
        soup = BeautifulSoup(file.read_text(encoding="utf-8"), "html.parser")
        for tag, key in (("a", "href"), ("img", "src"), ("script", "src"), ("link", "href")):
            for node in soup.find_all(tag):
                # A page's own address is named, not loaded.
                if not (address := node.get(key)) or "canonical" in node.get("rel", []):
                    continue
                split = urlsplit(address)
                if tag != "a":
                    assert not split.netloc, f"{file} loads {address}"
                if split.scheme or split.netloc or not split.path:
                    continue
                assert not split.path.startswith("/"), f"{file} links to {address}"
                target = urlsplit(urljoin(file.as_uri(), address)).path
                assert (SITE / unquote(target)).exists(), f"{file} links to {address}"


@pytest.mark.parametrize("year", YEARS)
def test_the_published_results_agree_with_an_independent_refit(year):
    """A second program on analysis.csv and results.json: none of this project's code."""
    folder = SITE / str(year)
    found = json.loads((folder / "results.json").read_text())
    table = pd.read_csv(folder / "data" / "analysis.csv", keep_default_na=False)
    cash = pd.to_numeric(table.annual_saving_cash_gbp)
    share = found["share_under_threshold"]
    assert share["n"] == len(table) == found["sample"]["usable"]
    assert math.isclose(share["estimate"], (cash < found["edition"]["threshold_gbp"]).mean())
    compared = compare(folder)
    assert set(compared.model) == set(found["models"])
    assert compared.difference.max() < 1e-6 or compared.empty


@pytest.mark.parametrize("year", YEARS)
def test_every_claim_has_a_verdict_and_a_reason(year):
    folder = SITE / str(year)
    judged = json.loads((folder / "results.json").read_text())["claims"]
    claims = pd.read_csv(folder / "data" / "claims.csv")
    assert [claim["claim_id"] for claim in judged] == claims.claim_id.tolist()
    verdicts = {"supported", "contradicted", "uncertain", "not testable"}
    assert {claim["verdict"] for claim in judged} <= verdicts
    assert all(claim["why"].strip() for claim in judged)


def test_a_figure_can_be_taken_away_and_linked_to(chromium, site):
    with open_window(chromium, permissions=["clipboard-read", "clipboard-write"]) as window:
        page = window.visit(f"{site}/{NEWEST}/index.html").page
        figure = page.locator(".book-figure").first
        title = figure.locator(".figure-title").inner_text().split("\n")[-1].strip()
        for label, ending in (("CSV", b"of,share"), ("SVG", b"<svg"), ("PNG", b"\x89PNG")):
            with page.expect_download() as download:
                figure.get_by_role("button", name=f"({label})").click()
            content = Path(download.value.path()).read_bytes()
            assert ending in content[:200], label
            assert download.value.suggested_filename.endswith(label.lower())
            if label == "SVG":
                words = BeautifulSoup(content, "html.parser").get_text(" ")
                assert title.split()[0] in words and "Source:" in words
        figure.get_by_role("button", name="Copy a link").click()
        page.wait_for_function("document.querySelector('[role=status]').textContent !== ''")
        assert page.evaluate("navigator.clipboard.readText()").endswith("#fig-under-threshold")


@pytest.mark.parametrize("year", YEARS)
def test_the_published_data_package_is_valid(year):
    import frictionless

    report = frictionless.validate(str(SITE / str(year) / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["title", "message"])[:5]
