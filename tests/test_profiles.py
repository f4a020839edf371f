"""Profiles name what exists, and know no more than their edition."""

import pytest

from builders import VALID, write_folder, write_rows
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.profiles import (
    POINTS,
    Profile,
    ProfileWrong,
    compare_promises,
    follow_promises,
    know_profiles,
    read_profiles,
)
from sharing.register import read_register
from sharing.results import find

ENTRY = "- {{name: Alpha, claims: [{claim}], arrangements: [{arrangement}], why: Because.}}\n"


def write_profiles(folder, text: str):
    write_folder(folder)
    (folder / "profiles.yml").write_text(text, encoding="utf-8")
    return folder, read_register(folder)


def test_the_project_s_own_profiles_name_what_exists(register):
    profiles = read_profiles(DATA, register)
    named = {key for profile in profiles for key in profile.arrangements}
    assert {"procurement-lincolnshire", "east-sussex-procurement-hub"} <= named
    assert len(profiles) >= 6


def test_a_profile_is_read(tmp_path):
    text = ENTRY.format(claim="a-claim", arrangement="alpha-ict")
    assert read_profiles(*write_profiles(tmp_path, text)) == [
        Profile("Alpha", ("a-claim",), ("alpha-ict",), "Because.")
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (ENTRY.format(claim="a-claim", arrangement="alpha-itc"), "Did you mean 'alpha-ict'?"),
        (ENTRY.format(claim="no-claim", arrangement="alpha-ict"), "no claim 'no-claim'"),
        ("- {name: Alpha}\n", "entry 1: must have name, claims, arrangements, why"),
        ("- {name: A, claims: a, arrangements: [], why: b}\n", "claims: must be a list"),
        ("- {name: A, claims: [], arrangements: [], why: b}\n", "at least one claim"),
        ("name: A\n", "must be a list"),
        ("- [", "cannot be read"),
    ],
)
def test_a_wrong_profile_is_named(tmp_path, text, told):
    with pytest.raises(ProfileWrong, match=told.replace("?", r"\?")):
        read_profiles(*write_profiles(tmp_path, text))


def test_a_folder_without_profiles_takes_those_that_it_knows(tmp_path):
    write_folder(tmp_path)
    assert read_profiles(tmp_path, read_register(tmp_path)) == []


@pytest.mark.parametrize(
    ("year", "some"), [(2011, False), (2015, False), (2017, True), (2026, True)]
)
def test_an_edition_knows_only_what_the_news_had_said(findings, year, some):
    found = findings(year)
    known = know_profiles(found, read_profiles(DATA, found.register))
    assert bool(known) is some
    dates = found.register.claims.set_index("claim_id").source_date
    said = [dates[claim] for profile in known for claim in profile.claims]
    assert [date for date in said if date and int(date[:4]) > year] == []
    points = follow_promises(found, known)
    assert list(points.columns) == list(POINTS)
    assert set(points.report_id) <= set(found.analysis.trail.report_id)


def test_promises_are_followed_report_by_report_and_paired(tmp_path):
    reports = [
        {"report_id": "alpha-ict-r1", "status": "expected", "reported_on": "2012"},
        {"report_id": "alpha-ict-r2", "status": "achieved", "reported_on": "2014"},
        {"report_id": "alpha-ict-r3", "basis": "unclear", "reported_on": "2014"},
    ]
    amounts = (200_000, 100_000, 5)
    rows = [
        row | {"arrangement_id": "alpha-ict", "amount_gbp": amount, "date_precision": "year"}
        for row, amount in zip(reports, amounts, strict=True)
    ]
    tables = VALID | {"reports": rows, "audit": [], "deflator": [{"year": 2015, "index_2024": 100}]}
    found = find(Edition(2026, 2015), write_folder(tmp_path, write_rows(tables)))
    profiles = [Profile("Alpha", ("a-claim",), ("alpha-ict",), "")]
    points = follow_promises(found, profiles)
    assert points.saving.tolist() == [200_000, 100_000]
    assert points.status.tolist() == ["expected", "achieved"]
    pairs = compare_promises(found, profiles)
    assert pairs.ratio.tolist() == [0.5] and pairs.profile.tolist() == ["Alpha"]
