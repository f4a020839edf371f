"""The planner's answers, and the real arrangements that stand beside them."""

import numpy as np
import pandas as pd
import pytest

from builders import write_savings
from made_planner import FAMILIES, make_savings
from sharing.edition import Edition
from sharing.models import NotEstimated
from sharing.planner import (
    COLUMNS,
    DOTS,
    SIZES,
    Planner,
    list_kinds,
    match,
    plan,
    tabulate_planner,
)
from sharing.prediction import prepare
from sharing.results import find

KIND = pd.Series({"family": FAMILIES[0], "partners_group": "3", "log_size": np.log2(3)})


@pytest.fixture(scope="module")
def planned(findings):
    return plan(findings(2026))


def row(place: int, family: str, councils: int | None, when: str = "2014") -> dict[str, object]:
    size = "unknown" if councils is None else "5+" if councils > 4 else str(councils)
    return {"arrangement_id": f"a-{place}", "family": family, "n_councils": councils} | {
        "partners_group": size,
        "reported_on": when,
    }


def match_rows(*rows: dict[str, object]) -> pd.DataFrame:
    table = pd.DataFrame(rows).astype({"n_councils": "Int64"})
    return match(table, KIND)


def test_the_same_service_comes_first_then_the_nearest_number_then_the_newest():
    found = match_rows(
        row(0, FAMILIES[1], 3),
        row(1, FAMILIES[0], 9),
        row(2, FAMILIES[0], 2),
        row(3, FAMILIES[0], 3, "2012"),
        row(4, FAMILIES[0], 3, "2015"),
        row(5, FAMILIES[0], 4),
    )
    assert found.arrangement_id.tolist() == ["a-4", "a-3", "a-5", "a-2", "a-1", "a-0"]
    assert found.same_family.tolist() == [True] * 5 + [False]
    assert found.same_size.tolist() == [True, True, False, False, False, True]


def test_what_is_alike_in_nothing_or_of_unknown_number_is_no_match():
    found = match_rows(row(0, FAMILIES[1], 2), row(1, FAMILIES[0], None), row(2, FAMILIES[0], 3))
    assert found.arrangement_id.tolist() == ["a-2"]


def test_every_combination_can_be_chosen_and_five_or_more_is_the_middle_of_them():
    table = prepare(make_savings())
    kinds = list_kinds(table, list(FAMILIES))
    assert len(kinds) == 2 * len(SIZES)
    assert kinds.councils[kinds.partners_group == "5+"].tolist() == [7.0, 7.0]
    assert kinds.log_size[kinds.partners_group == "0-1"].tolist() == [0.0, 0.0]


def test_an_edition_answers_every_combination(planned, findings):
    cells = planned.cells
    families = findings(2026).table.family.nunique()
    assert list(cells.columns) == list(COLUMNS) and len(cells) == families * len(SIZES)
    ends = ["ninety_low", "half_low", "median", "half_high", "ninety_high"]
    assert (np.diff(cells[ends].to_numpy(), axis=1) > 0).all()
    assert cells.share_under.between(0, 1).all()


def test_the_corrected_answers_lie_lower_inside_their_own_range(planned):
    cells = planned.cells
    assert planned.can_correct and planned.corrected < planned.groups
    assert (cells.corrected_half_high < cells.half_high).all()
    for name in ("corrected_half_low", "corrected_half_high", "corrected_share_under"):
        assert (cells[f"{name}_least"] <= cells[name]).all()
        assert (cells[name] <= cells[f"{name}_most"]).all()


def test_dots_stand_in_order_around_the_median(planned):
    assert planned.dots.shape == planned.corrected_dots.shape == (len(planned.cells), DOTS)
    assert (np.diff(planned.dots, axis=1) >= 0).all()
    below = (planned.dots < planned.cells["median"].to_numpy()[:, None]).sum(axis=1)
    assert (below == DOTS / 2).all()


def test_support_is_counted_and_nothing_is_lost(planned, findings):
    table = findings(2026).table
    assert planned.arrangements + planned.left_out == len(table)
    assert planned.cells.arrangements.sum() == planned.arrangements
    assert planned.none_gained == int((table.annual_saving_gbp <= 0).sum()) > 0


def test_an_early_edition_answers_without_a_correction(findings):
    planned = plan(findings(2011))
    assert isinstance(planned, Planner) and not planned.can_correct
    assert planned.cells.half_low.notna().all()
    assert planned.cells.filter(like="corrected").isna().all(axis=None)
    assert np.isnan(planned.corrected_dots).all()


def test_a_register_of_a_few_has_no_planner(tmp_path):
    found = find(
        Edition(2014, price_year=2014),
        write_savings(tmp_path, {"saving": 100_000}, {"saving": 5_000}),
    )
    planned = plan(found)
    assert isinstance(planned, NotEstimated) and "2 independent" in planned.why
    assert tabulate_planner(found).empty and list(tabulate_planner(found)) == list(COLUMNS)


def test_the_published_table_is_what_the_planner_says(planned, findings):
    table = tabulate_planner(findings(2026))
    assert table.half_low.to_numpy() == pytest.approx(planned.cells.half_low.to_numpy(), abs=1e-4)
