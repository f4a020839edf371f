"""The chapter on the partnerships in the news says what its numbers show."""

import pandas as pd
import pytest

from sharing.chapters import in_the_news
from sharing.paths import DATA
from sharing.profiles import compare_promises, follow_promises, know_profiles, read_profiles
from sharing.records import collect_records


def pairs_of(*ratios: float) -> pd.DataFrame:
    return pd.DataFrame({"ratio": ratios, "profile": [f"P{n}" for n in range(len(ratios))]})


@pytest.mark.parametrize(
    ("ratios", "title"),
    [
        ((), "No partnership in the news has both a forecast and a result to compare"),
        ((0.9,), "The one result of a partnership in the news is below its forecast"),
        ((1.0,), "The one result of a partnership in the news reaches its forecast"),
        ((0.5, 0.9, 1.0), "Two of the three results are below the forecast"),
        ((0.5, 1.1), "One of the two results is below the forecast"),
        ((1.5, 1.1), "Neither of the two results is below the forecast"),
        ((0.5, 0.1), "Both results are below the forecast"),
    ],
)
def test_the_title_counts_the_results_below_their_forecast(ratios, title):
    assert in_the_news.title_promises(pairs_of(*ratios)) == title


@pytest.fixture(scope="module")
def told(findings):
    def of(year: int) -> dict:
        found = findings(year)
        profiles = know_profiles(found, read_profiles(DATA, found.register))
        records = {record.arrangement_id: record for record in collect_records(found)}
        points, pairs = follow_promises(found, profiles), compare_promises(found, profiles)
        return {
            "found": found,
            "profiles": profiles,
            "records": records,
            "points": points,
            "pairs": pairs,
        }

    return of


def test_an_edition_before_the_news_says_so(told):
    known = told(2011)
    answer = in_the_news.find_answer(known["profiles"], known["pairs"], 2011)
    assert answer == "None of the news pages behind this book had appeared by the end of 2011."
    assert in_the_news.tell_profiles(*list(known.values())[:3], known["pairs"]) == ""
    assert in_the_news.tabulate_points(known["points"], known["records"]).empty
    assert "No named partnership" in in_the_news.describe_promises(known["points"], known["pairs"])


def test_the_newest_edition_tells_each_partnership(told):
    known = told(2026)
    text = in_the_news.tell_profiles(*list(known.values())[:3], known["pairs"])
    for profile in known["profiles"]:
        assert f"## {profile.name}" in text
        for key in profile.arrangements:
            assert f'href="../reference/register.html#{key}"' in text
    assert "It is not in the register." in text
    assert "It has no saving" in text
    assert "Expected was" in text
    answer = in_the_news.find_answer(known["profiles"], known["pairs"], 2026)
    assert in_the_news.title_promises(known["pairs"]) in answer


def test_undated_reports_stand_in_the_table_and_not_in_the_figure(told):
    known = told(2026)
    points = known["points"]
    undated = int(points.year.isna().sum())
    assert undated
    dots = in_the_news.place_points(points, known["records"])
    assert len(dots) == len(points) - undated
    table = in_the_news.tabulate_points(points, known["records"])
    assert (table.Reported == "no date").sum() == undated
    assert in_the_news.note_undated(points)
    assert in_the_news.note_undated(points.dropna()) == ""
