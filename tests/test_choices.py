"""decisions.yml is read whole or its fault is named; every option does what it says."""

from dataclasses import asdict, replace
from pathlib import Path

import pandas as pd
import pytest
import yaml

from builders import build_reports
from sharing.choices import (
    BASELINE,
    OPTIONS,
    Choices,
    read_choices,
    read_decisions,
    restate,
    restrict,
)
from sharing.errors import DecisionWrong
from sharing.paths import DATA

COUNCILS = pd.Series({"a": 3, "b": pd.NA, "c": 0}, dtype="Int64")
TABLE = pd.DataFrame(
    {
        "arrangement_id": ["a", "b", "c", "d"],
        "annual_saving_gbp": [1.0, 2.0, 3.0, 100.0],
        "annual_saving_cash_gbp": [0.5, 1.0, 1.5, 50.0],
        "price_held": [True, False, False, False],
        "family": ["Fire and police", "Procurement and property", "Cultural", "Management"],
        "stage": ["operating", "proposed", "ended", "abandoned"],
        "region": ["London", "Wales", "London", "Wales"],
        "cluster": ["g", "g", "c", "d"],
    }
)


def entries() -> list[dict]:
    return yaml.load((DATA / "decisions.yml").read_text(encoding="utf-8"), yaml.BaseLoader)


def write(folder: Path, content: object) -> Path:
    text = content if isinstance(content, str) else yaml.safe_dump(content)
    (folder / "decisions.yml").write_text(text, encoding="utf-8")
    return folder


def fault_of(folder: Path, content: object) -> str:
    with pytest.raises(DecisionWrong) as error:
        read_decisions(write(folder, content))
    return str(error.value)


def test_the_projects_own_file_chooses_the_defaults():
    assert read_choices() == BASELINE == Choices()


def test_every_decision_of_the_file_explains_each_of_its_options():
    decisions = read_decisions()
    assert [decision.name for decision in decisions] == list(OPTIONS)
    for decision in decisions:
        assert decision.id == decision.name.replace("_", "-")
        assert set(decision.options) == set(OPTIONS[decision.name])
        assert decision.why.endswith((".", ".\n"))


def test_a_folder_without_the_file_takes_the_projects_own(tmp_path):
    assert read_choices(tmp_path) == BASELINE


def test_another_choice_is_read(tmp_path):
    changed = entries()
    changed[2]["chosen"] = "before achieved"
    assert read_choices(write(tmp_path, changed)) == replace(BASELINE, forecasts="before achieved")


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (
            {"id": "forecast"},
            "decisions.yml, entry 3, id: there is no decision 'forecast', only unstated-basis, "
            "one-partner, forecasts, unstated-years, prices, outliers, grouping, fire-and-police, "
            "undated-reports, not-started, ties, clustering. Did you mean 'forecasts'?",
        ),
        (
            {"chosen": "leave it out"},
            "decisions.yml, entry 3 (forecasts), chosen: 'leave it out' is no option, only after "
            "achieved, leave out, before achieved. Did you mean 'leave out'?",
        ),
        (
            {"options": {"after achievd": "x"}},
            "decisions.yml, entry 3 (forecasts), options: 'after achievd' is no option, only after "
            "achieved, leave out, before achieved. Did you mean 'after achieved'?",
        ),
        (
            {"options": {"after achieved": "x", "leave out": "y"}},
            "decisions.yml, entry 3 (forecasts), options: 'before achieved' has no meaning given.",
        ),
        ({"options": ["leave out"]}, "entry 3, options: must give each option its meaning."),
        ({"chosen": ["leave out"]}, "decisions.yml, entry 3, chosen: must be plain text."),
        ({"why": ""}, "decisions.yml, entry 3, why: is missing or empty."),
        (
            {"choosen": "leave out"},
            "decisions.yml, entry 3: there is no key 'choosen', only id, decision, chosen, "
            "options, why. Did you mean 'chosen'?",
        ),
    ],
)
def test_a_wrong_entry_is_named_with_its_key_and_what_is_allowed(tmp_path, change, told):
    changed = entries()
    changed[2] |= change
    assert told in fault_of(tmp_path, changed)


def test_a_decision_that_is_missing_or_stands_twice_is_named(tmp_path):
    assert fault_of(tmp_path, entries()[:-1]).startswith(
        "decisions.yml: the decision 'clustering' is missing"
    )
    assert fault_of(tmp_path, [*entries(), entries()[4]]).startswith(
        "decisions.yml: the decision 'prices' is there twice"
    )


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("a: {", "decisions.yml cannot be read"),
        ("just: a mapping", "must be a list of decisions"),
        ("- a text", "decisions.yml, entry 1: must have id, decision, chosen, options, why."),
    ],
)
def test_a_file_that_is_no_list_of_decisions_is_told(tmp_path, content, told):
    assert told in fault_of(tmp_path, content)


def test_an_unclear_basis_stays_or_becomes_annual():
    reports = build_reports({"basis": "unclear"}, {"basis": "one_off"})
    assert restate(reports, COUNCILS, BASELINE).basis.tolist() == ["unclear", "one_off"]
    read = restate(reports, COUNCILS, replace(BASELINE, unstated_basis="take as annual"))
    assert read.basis.tolist() == ["annual", "one_off"]


def test_one_partners_share_is_multiplied_by_the_councils_where_their_number_is_known():
    reports = build_reports(
        {"amount_gbp": 100, "scope": "per_partner"},
        {"amount_gbp": 100, "scope": "whole"},
        {"amount_gbp": 100, "scope": "per_partner", "arrangement_id": "b"},
        {"amount_gbp": 100, "scope": "per_partner", "arrangement_id": "c"},
    )
    read = restate(reports, COUNCILS, replace(BASELINE, one_partner="scale up"))
    assert read.amount_gbp.tolist() == [300, 100, 100, 100]
    assert read.scope.tolist() == ["whole", "whole", "per_partner", "per_partner"]
    assert restate(reports, COUNCILS, BASELINE).amount_gbp.tolist() == [100] * 4


def test_forecasts_and_undated_reports_can_be_left_out():
    reports = build_reports(
        {"status": "achieved", "reported_on": ""},
        {"status": "expected", "reported_on": "2014"},
        {"status": "achieved", "reported_on": "2014"},
    )
    assert len(restate(reports, COUNCILS, BASELINE)) == 3
    achieved = restate(reports, COUNCILS, replace(BASELINE, forecasts="leave out"))
    assert achieved.report_id.tolist() == ["a-r1", "a-r3"]
    dated = restate(reports, COUNCILS, replace(BASELINE, undated_reports="leave out"))
    assert dated.report_id.tolist() == ["a-r2", "a-r3"]


@pytest.mark.parametrize(
    ("options", "kept"),
    [
        ({}, "abcd"),
        ({"fire_and_police": "leave out"}, "bcd"),
        ({"not_started": "leave out"}, "ac"),
        ({"outliers": "leave out"}, "abc"),
        ({"fire_and_police": "leave out", "not_started": "leave out"}, "c"),
    ],
)
def test_arrangements_are_kept_or_left_out(options, kept):
    found = restrict(TABLE, replace(BASELINE, **options))
    assert "".join(found.arrangement_id) == kept
    assert found.index.tolist() == list(range(len(kept)))


def test_savings_that_are_all_the_same_have_no_largest():
    same = TABLE.assign(annual_saving_gbp=5.0)
    assert len(restrict(same, replace(BASELINE, outliers="leave out"))) == len(TABLE)


def test_cash_takes_the_place_of_constant_pounds_and_needs_no_deflator():
    cash = restrict(TABLE, replace(BASELINE, prices="cash"))
    assert cash.annual_saving_gbp.tolist() == TABLE.annual_saving_cash_gbp.tolist()
    assert not cash.price_held.any()


def test_broad_groups_join_families_and_keep_those_that_fit_none():
    broad = restrict(TABLE, replace(BASELINE, grouping="broad"))
    assert broad.family.tolist() == [
        "Front line",
        "Back office",
        "Cultural",
        "Management and whole council",
    ]


def test_clusters_are_groups_regions_or_single_arrangements():
    assert restrict(TABLE, BASELINE).cluster.tolist() == ["g", "g", "c", "d"]
    regions = restrict(TABLE, replace(BASELINE, clustering="regions"))
    assert regions.cluster.tolist() == ["London", "Wales", "London", "Wales"]
    alone = restrict(TABLE, replace(BASELINE, clustering="none"))
    assert alone.cluster.tolist() == list("abcd")


def test_an_empty_table_stays_empty_under_every_option():
    for name, options in OPTIONS.items():
        for option in options:
            assert restrict(TABLE[:0], replace(BASELINE, **{name: option})).empty


def test_the_defaults_change_nothing():
    pd.testing.assert_frame_equal(restrict(TABLE, BASELINE), TABLE)
    reports = build_reports({"basis": "unclear", "scope": "per_partner"}, {"reported_on": ""})
    pd.testing.assert_frame_equal(restate(reports, COUNCILS, BASELINE), reports)
    assert asdict(BASELINE) == {name: options[0] for name, options in OPTIONS.items()}
