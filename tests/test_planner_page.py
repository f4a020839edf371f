"""The planner's HTML: whole without a script, safe with any name, and light."""

import json
import re

import numpy as np
import pytest

from builders import write_savings
from sharing.edition import Edition
from sharing.models import NotEstimated
from sharing.planner import SIZES, plan
from sharing.planner_page import (
    LEAST,
    MOST,
    make_slug,
    place_on_axis,
    publish_planner,
    stack_dots,
    write_data,
)
from sharing.results import find

HOSTILE = '<img src=x onerror="alert(1)">"\'`</script>=HYPERLINK("x") 😀'


@pytest.fixture(scope="module")
def data(findings):
    found = findings(2026)
    return write_data(found, plan(found))


@pytest.fixture(scope="module")
def html(findings):
    found = findings(2026)
    return publish_planner(found, plan(found)).html


def test_every_combination_has_its_answer_and_matches(data):
    keys = {f"{one['slug']}/{size['slug']}" for one in data["families"] for size in data["sizes"]}
    assert set(data["cells"]) == keys and len(data["sizes"]) == len(SIZES)
    for cell in data["cells"].values():
        assert len(cell["words"]) == 4 and all(cell["words"]) and cell["alt"]
        assert 1 <= len(cell["matches"]) <= 8
        assert all(0 <= place < len(data["items"]) for place, _ in cell["matches"])


def test_matches_are_real_arrangements_best_first(data, findings):
    table = findings(2026).table.set_index("arrangement_id")
    cell = data["cells"]["procurement-and-property/5-or-more"]
    first = [data["items"][place]["id"] for place, how in cell["matches"] if "same number" in how]
    assert first and set(table.loc[first].family) == {"Procurement and property"}
    assert cell["matches"][0][1] == "same service, same number"


def test_savings_stand_on_the_axis_by_their_log():
    assert [place_on_axis(saving) for saving in (LEAST, 1e5, MOST)] == [0, 40, 100]
    assert place_on_axis(-5.0) == place_on_axis(0.0) == 0 and place_on_axis(1e12) == 100


def test_dots_in_one_column_stand_on_one_another():
    dots = stack_dots(np.array([1e5, 1.0001e5, 1e7, np.nan, 5e9]))
    assert [up for _, up in dots] == [0, 1, 0, 0]
    assert dots[0][0] == dots[1][0] < dots[2][0] < dots[3][0] < 100


def test_slugs_can_be_links_and_differ(data):
    slugs = [one["slug"] for one in (*data["families"], *data["sizes"])]
    assert len(slugs) == len(set(slugs))
    assert all(re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", slug) for slug in slugs)
    assert make_slug("5+") == "5-or-more"


def test_the_page_holds_the_first_answer_and_a_table_of_all(html, data):
    cell = data["cells"]["/".join(data["start"])]
    assert f'<p class="planner-main">{cell["words"][0]}</p>' in html
    table = html[html.index("<tbody>") : html.index("</tbody>")]
    assert table.count("<tr>") == len(data["cells"])
    assert "<noscript>" in html and 'aria-live="polite"' in html


def test_the_data_come_back_from_the_page(html, data):
    code = re.search(r'class="planner-data">(.*?)</script>', html, re.DOTALL).group(1)
    assert json.loads(code) == json.loads(json.dumps(data))


def test_the_page_is_light(html):
    assert len(html.encode()) < 160_000


def test_every_control_has_a_name(html):
    for name in re.findall(r'<select id="([^"]+)"', html):
        assert f'<label for="{name}">' in html
    assert re.search(r'role="img" aria-label="[^"]+"', html)


def test_a_hostile_name_is_text(tmp_path):
    rows = [
        {"saving": 100_000 + 9_000 * place, "name": f"{HOSTILE} {place:02d}"} for place in range(24)
    ]
    found = find(Edition(2014, price_year=2014), write_savings(tmp_path, *rows))
    html = publish_planner(found, plan(found)).html
    assert "<img" not in html and html.count("</script>") == 1
    assert "&lt;img src=x onerror=&quot;alert(1)&quot;&gt;" in html
    code = re.search(r'class="planner-data">(.*?)</script>', html, re.DOTALL).group(1)
    assert json.loads(code)["items"][0]["name"].startswith(HOSTILE)


def test_an_edition_without_forecasts_says_why(findings):
    html = publish_planner(findings(2026), NotEstimated("planner", "too few & none")).html
    assert "No forecast: too few &amp; none." in html and "<script" not in html


def test_an_early_edition_hides_the_corrected_dots(findings):
    found = findings(2011)
    html = publish_planner(found, plan(found)).html
    assert re.search(r'planner-corrected" hidden', html)
    assert "cannot correct for publicity" in html
