"""The frames that figures and tables show: nothing lost, nothing counted twice, all in words."""

from dataclasses import replace

import pandas as pd
import pytest

from builders import build_reports
from sharing import views
from sharing.edition import BY_DECISION, REASONS, Edition
from sharing.intervals import Interval
from sharing.models import Fit, read_effects
from sharing.savings import annualise

NAN = float("nan")
MAP = pd.Series({"value": 50.0, "qualifier": "more than", "as_of": "2015"})
EXACT = pd.Series({"value": 50.0, "qualifier": "", "as_of": "2015"})


def test_the_registers_share_stands_beside_the_maps_lower_bound():
    found = views.compare_with_map(Interval(0.0645, 0.03, 0.12, 186, 63, ""), MAP, 2026)
    assert found.of.tolist() == ["National map, 2015", "Our register, 2026"]
    assert found.share.tolist() == [0.5, 0.0645]
    assert found.label.tolist() == ["over 50%", "6.5% (3.0% to 12%)"]
    assert found.low.isna().tolist() == found.high.isna().tolist() == [True, False]


def test_an_exact_share_of_the_map_is_not_called_more():
    found = views.compare_with_map(Interval(0.1, 0, 0.2, 9, 9, ""), EXACT, 2026)
    assert found.label[0] == "50%"


def test_an_edition_without_a_share_shows_no_broken_number():
    found = views.compare_with_map(Interval(NAN, NAN, NAN, 0, 0, ""), MAP, 1990)
    assert "nan" not in found.label[1]


def test_points_are_named_and_stand_in_the_order_of_their_savings():
    table = pd.DataFrame({"arrangement_id": ["a", "b", "c"], "family": ["X", "Y", "X"]})
    names = pd.Series({"a": "Alpha", "b": "Beta", "c": "Gamma"})
    found = views.name_points(table, "family", pd.Series([3.0, -1.0, 2.0]), names)
    assert found.to_numpy().tolist() == [["Y", -1, "Beta"], ["X", 2, "Gamma"], ["X", 3, "Alpha"]]


EFFECTS = pd.DataFrame(
    {
        "term": ["p", "f", "z", "t"],
        "variable": ["partners_group", "family", "achieved", "area"],
        "level": ["5+", "Management", "", "London"],
        "percent": [141.0, -71.4, -0.2, 12_345.0],
        "low": [35.0, -86.0, -9.0, NAN],
        "high": [331.0, -41.0, 9.0, NAN],
    }
)


def test_effects_are_labelled_with_what_is_compared():
    labels = views.label_effects(EFFECTS).label.tolist()
    assert labels == ["5+ councils", "Management", "Achieved, not expected", "London"]
    assert list(views.label_effects(EFFECTS).columns) == list(views.EFFECTS)


@pytest.mark.parametrize("level", ["unknown", "0-1"])
def test_a_size_that_is_not_a_number_of_councils_is_not_called_one(level):
    """An unknown number of councils is not so many "unknown councils"."""
    effects = EFFECTS.head(1).assign(level=level)
    assert views.label_effects(effects).label[0] != f"{level} councils"


@pytest.mark.parametrize("year", [2013, 2016, 2026])
def test_every_real_term_has_a_label_of_its_own_without_code(findings, year):
    model = findings(year).log_ols
    assert isinstance(model, Fit)
    labels = views.label_effects(read_effects(model)).label
    assert labels.is_unique
    assert not labels.str.contains(r"_|\[|C\(").any()


def test_effects_are_tabulated_with_signs_and_intervals():
    found = views.tabulate_effects(views.label_effects(EFFECTS))
    assert found["Difference"].tolist()[:2] == ["+141%", "−71%"]
    assert found["Difference"][3] == "+12,345%"
    assert found["95% interval"].tolist() == [
        *("+35% to +331%", "−86% to −41%", "−9% to +9%", "rests on too few groups")
    ]


def test_no_effects_are_tabulated_as_an_empty_table():
    found = views.tabulate_effects(views.NO_EFFECTS)
    assert len(found) == 0 and len(found.columns) == 3


def test_medians_are_tabulated_in_pounds():
    summary = pd.DataFrame(
        {"family": ["A", "B"], "n": [9, 1], "clusters": [8, 1], "median": [1.34e6, -18_000.0]}
        | {"low": [1.1e6, NAN], "high": [1.7e6, NAN]}
    )
    found = views.tabulate_medians(summary, "family", "Service family")
    first, second = found.to_dict(orient="records")
    assert first == {
        "Service family": "A",
        "Median a year": "£1.3m",
        "95% interval": "£1.1m to £1.7m",
        "Arrangements": 9,
        "Independent groups": 8,
    }
    assert second["Median a year"] == "−\u2060£18,000"
    assert second["95% interval"] == "too few to give a range"


@pytest.mark.parametrize("year", [1990, 2011, 2026])
def test_the_flow_adds_up_to_the_register(findings, year):
    found = findings(year)
    flow = views.tabulate_flow(found)
    assert flow["count"].sum() == len(found.register.arrangements)
    told = [reason for reason in REASONS if reason != BY_DECISION]
    assert flow.step.tolist() == [*told, views.IN_ANALYSIS]
    assert flow["count"].iloc[-1] == len(found.table)
    assert (flow.why != "").all()


def test_every_correction_is_tabulated(register):
    found = views.tabulate_corrections(register)
    assert len(found) == len(register.corrections) > 0
    for entry, (_, row) in zip(register.corrections, found.iterrows(), strict=True):
        assert entry["id"] in row["What"]
        assert row.tolist()[1:] == [entry["expect"], entry["value"], entry["reason"]]


def test_no_corrections_are_a_table_with_its_headings(register):
    found = views.tabulate_corrections(replace(register, corrections=()))
    assert found.columns.tolist() == ["What", "Said", "Reads now", "Why"] and found.empty


def trail_of(*rows: dict[str, object]) -> pd.DataFrame:
    reports = build_reports(*rows)
    return reports.join(annualise(reports, pd.Series(dtype="Int64")))


def test_dated_reports_are_counted_by_year_and_years_without_any_are_shown():
    counts = views.count_reports(
        trail_of(
            {"reported_on": "2010", "status": "achieved"},
            {"reported_on": "2012-05"},
            {"reported_on": "2012"},
            {},
        )
    )
    assert counts.set_index(["year", "status"])["count"].to_dict() == {
        (2010, "achieved"): 1,
        (2010, "expected"): 0,
        (2011, "achieved"): 0,
        (2011, "expected"): 0,
        (2012, "achieved"): 0,
        (2012, "expected"): 2,
    }


@pytest.mark.parametrize("rows", [[], [{}]], ids=["no report", "an undated report"])
def test_reports_of_which_none_is_dated_give_no_counts(rows):
    assert len(views.count_reports(trail_of(*rows))) == 0


def test_tables_are_counted_largest_first(tables):
    frames = {name: pd.DataFrame(index=range(place)) for place, name in enumerate(tables)}
    found = views.count_tables(tables, frames)
    assert found["count"].tolist() == sorted(map(len, frames.values()), reverse=True)
    assert set(found.table) == set(tables)


def test_a_dictionary_names_every_column_in_one_row_each(tables):
    for table in tables.values():
        text = views.describe_table(table)
        rows = [line for line in text.splitlines() if line.startswith("| `")]
        assert [row.split("`")[1] for row in rows] == [column.name for column in table.columns]
        assert all(row.replace("\\|", "").count("|") == 5 for row in rows)


def test_a_bar_or_a_line_end_in_a_meaning_does_not_break_the_dictionary(tables):
    table = tables["categories"]
    column = replace(table.columns[0], description="one | two\nthree", example="a|b")
    row = views.describe_table(replace(table, columns=(column,))).splitlines()[-1]
    assert row.startswith("| `category` | one \\| two three |")
    assert row.replace("\\|", "").count("|") == 5


def test_each_year_is_followed_to_the_edition(register, findings):
    found = views.follow_years(register, Edition(2013))
    assert found.year.max() == 2013
    totals = found.groupby("year")["count"].sum()
    assert totals[2013] == len(findings(2013).table)
    assert totals[2011] == len(findings(2011).table)
    assert totals.is_monotonic_increasing
    last = found[found.year == 2013].set_index("status")["count"]
    assert last.to_dict() == findings(2013).table.status.value_counts().to_dict()
