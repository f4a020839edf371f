"""The document keeps its contract, and a second implementation from the CSV files agrees."""

import csv
import hashlib
import json
import math
import statistics
from pathlib import Path

import pytest

from sharing.document import write_document
from sharing.edition import BY_DECISION, REASONS, Edition
from sharing.errors import DataFaults, PriceYearUnknown
from sharing.models import TERMS, WILD, NotEstimated
from sharing.paths import DATA
from sharing.results import find, mark_rows
from sharing.specifications import SPECIFICATIONS
from sharing.wild import DRAWS, FEW_CLUSTERS

YEARS = [1990, 2011, 2013, 2015, 2019, 2025, 2026]
COLUMNS = {
    *("arrangement_id", "report_id", "annual_saving_cash_gbp", "annual_saving_gbp"),
    *("annualised_by", "status", "n_councils", "partners_group", "category", "family"),
    *("population", "years_since_start", "other_bodies", "region", "cluster", "reported_on"),
    *("log_annual_saving", "asinh_annual_saving", "under_threshold", "log_councils"),
    *(f"in_{name}" for name in SPECIFICATIONS),
}
# Where a number does not exist: unknown, or the log of what has none.
EMPTY = ["n_councils", "population", "log_annual_saving", "log_councils"]


@pytest.fixture
def document(findings):
    return lambda year: write_document(findings(year))


@pytest.mark.parametrize("year", YEARS)
def test_the_document_has_the_keys_of_the_contract(document, year):
    found = document(year)
    assert {"edition", "sample", "share_under_threshold", "models", "claims"} <= set(found)
    assert {"year", "price_year", "threshold_gbp", "data_sha256", "software"} <= set(
        found["edition"]
    )
    assert {"arrangements", "with_report", "usable", "in_model", "excluded"} <= set(found["sample"])
    assert {"estimate", "low", "high", "n", "method"} <= set(found["share_under_threshold"])
    # No decision of the project's own leaves an arrangement out.
    reasons = [reason for reason in REASONS if reason != BY_DECISION]
    assert list(found["sample"]["excluded"]) == reasons
    assert isinstance(found["claims"], list)


@pytest.mark.parametrize("year", YEARS)
def test_every_model_is_given_or_the_reason_why_not(document, year):
    found = document(year)
    assert {*found["models"], *found["not_estimated"]} == set(SPECIFICATIONS)
    assert not set(found["models"]) & set(found["not_estimated"])
    assert all(" arrangements can be used, " in why for why in found["not_estimated"].values())


def test_the_newest_edition_has_every_model_of_the_contract(document):
    assert set(document(2026)["models"]) == set(SPECIFICATIONS)
    assert {"log_ols", "mean_glm", "median", "under_threshold"} <= set(SPECIFICATIONS)


@pytest.mark.parametrize("year", [2011, 2012, 2013, 2026])
def test_every_model_has_the_keys_of_the_contract(document, year):
    models = document(year)["models"]
    assert models
    for model in models.values():
        assert {"formula", "method", "nobs", "covariance", "clusters", "terms"} <= set(model)
        assert all(list(term) == list(TERMS) for term in model["terms"])
        for term in model["terms"]:
            assert term["df"] >= 1 and term["support"] >= 1
            told = [term[name] for name in ("std_error", "low", "high", "p_value")]
            if term["support"] < 2:
                assert told == [None] * 4
                assert [term[name] for name in WILD] == [None] * 3
            else:
                assert term["low"] < term["estimate"] < term["high"]
                assert term["std_error"] > 0 and 0 <= term["p_value"] <= 1


@pytest.mark.parametrize("year", [2011, 2012, 2013, 2026])
def test_the_wild_bootstrap_stands_beside_least_squares_with_few_clusters_alone(document, year):
    for model in document(year)["models"].values():
        few = model["clusters"] < FEW_CLUSTERS and model["method"].endswith("least squares")
        for term in model["terms"]:
            assert (term["wild_p_value"] is not None) == (few and term["support"] >= 2)
            if few and term["support"] >= 2:
                assert 1 / (DRAWS + 1) <= term["wild_p_value"] <= 1
                ends = [term[name] for name in ("wild_low", "wild_high")]
                assert all(end is None or math.isfinite(end) for end in ends)


@pytest.mark.parametrize("year", YEARS)
def test_the_document_is_json_as_every_program_reads_it(document, year):
    found = document(year)
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_a_thin_edition_says_why_it_has_no_model(document):
    found = document(2011)
    assert "log_ols" not in found["models"]
    assert found["sample"]["in_model"] == 0
    assert "at least" in found["not_estimated"]["log_ols"]
    assert "on the rarer side of the threshold" in found["not_estimated"]["under_threshold"]


def test_an_edition_without_reports_gives_nulls_and_not_numbers(document):
    found = document(1990)
    assert found["sample"]["usable"] == found["sample"]["with_report"] == 0
    assert found["share_under_threshold"]["estimate"] is None
    assert found["median_annual_saving_gbp"]["low"] is None
    assert found["by_partners"] == found["by_family"] == []
    assert found["models"] == {}


@pytest.mark.parametrize("year", YEARS)
def test_every_arrangement_is_used_or_excluded(document, year):
    sample = document(year)["sample"]
    assert sample["usable"] + sum(sample["excluded"].values()) == sample["arrangements"] == 826
    assert sample["arrangements"] - sample["on_record"] == sample["excluded"]["not on record yet"]
    assert sample["usable"] <= sample["with_report"] <= sample["on_record"]


@pytest.mark.parametrize("year", YEARS)
def test_the_rows_of_a_model_are_marked_in_the_table(findings, document, year):
    table = findings(year).table
    for name, model in document(year)["models"].items():
        used = table[table[f"in_{name}"] == 1]
        assert set(table[f"in_{name}"]) <= {0, 1}
        assert len(used) == model["nobs"]
        assert model["nobs"] + sum(model["lost"].values()) == len(table)
        assert model["clusters"] == used.cluster.nunique()
    for name in document(year)["not_estimated"]:
        assert not table[f"in_{name}"].any()
    assert document(year)["sample"]["in_model"] == table.in_log_ols.sum()


def test_no_row_is_marked_for_a_model_that_is_not_estimated(findings):
    table = findings(2026).table
    assert not mark_rows(NotEstimated("log_ols", "why"), table).any()
    marked = mark_rows(findings(2026).log_ols, table)
    assert table.index[marked == 1].equals(findings(2026).log_ols.design.rows.index)


def test_zeros_and_losses_are_in_the_models_that_take_them(findings):
    table = findings(2026).table
    losses, zeros = table[table.annual_saving_gbp < 0], table[table.annual_saving_gbp == 0]
    assert len(losses)
    for name in ("log_ols", "log_ols_log", "log_ols_spline"):
        assert not losses[f"in_{name}"].any() and not zeros[f"in_{name}"].any()
    assert not losses.in_mean_glm.any()
    assert losses.in_median.all()
    assert findings(2026).models["log_ols"].lost["zero or negative saving"] == len(losses) + len(
        zeros
    )
    assert findings(2026).models["mean_glm"].lost["negative saving"] == len(losses)


@pytest.mark.parametrize("year", YEARS)
def test_the_table_holds_the_columns_of_the_contract(findings, year):
    table = findings(year).table
    assert set(table.columns) >= COLUMNS
    assert table.arrangement_id.is_unique
    assert not table.drop(columns=EMPTY).isna().any(axis=None)
    assert (table.log_annual_saving.isna() == (table.annual_saving_gbp <= 0)).all()
    assert (table.log_councils.isna() == ~(table.n_councils.fillna(0) >= 2)).all()


def test_groups_add_up_to_the_table(findings):
    found = findings(2026)
    assert found.by_partners.n.sum() == found.by_family.n.sum() == len(found.table)
    assert found.per_partner.n.sum() == (found.table.n_councils >= 2).sum()
    assert "0-1" not in set(found.per_partner.partners_group)


def test_the_edition_parameters_reach_the_results(findings):
    cash = findings(2015)
    other = find(Edition(2015, price_year=2010, threshold_gbp=1_000_000), DATA)
    assert other.share.estimate == (cash.table.annual_saving_cash_gbp < 1_000_000).mean()
    assert other.median_cash == cash.median_cash
    deflator = {row["year"]: float(row["index_2024"]) for row in read("reference/deflator.csv")}
    ratio = deflator["2010"] / deflator["2024"]
    assert other.median.estimate == pytest.approx(cash.median.estimate * ratio)
    assert write_document(other)["edition"]["threshold_gbp"] == 1_000_000
    under = other.table.annual_saving_cash_gbp < 1_000_000
    assert other.table.under_threshold.tolist() == under.astype(int).tolist()


def test_the_threshold_is_compared_in_cash_and_not_in_constant_prices(findings):
    table = findings(2026).table
    assert (table.annual_saving_cash_gbp < 100_000).sum() != (
        table.annual_saving_gbp < 100_000
    ).sum()
    assert findings(2026).share.estimate == (table.annual_saving_cash_gbp < 100_000).mean()


def test_a_price_year_outside_the_deflator_stops():
    with pytest.raises(PriceYearUnknown, match="2000 to 2024"):
        find(Edition(2015, price_year=2025), DATA)


def test_a_folder_without_tables_stops_with_every_one_of_them_named(tmp_path, tables):
    with pytest.raises(DataFaults) as caught:
        find(Edition(2015), tmp_path)
    assert {fault.file for fault in caught.value.faults} == {t.path for t in tables.values()}


# The second implementation: plain Python over the files, with nothing from the package.


def read(path: str) -> list[dict[str, str]]:
    with (Path(DATA) / path).open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def number(text: str) -> float | None:
    return float(text) if text else None


def divide(report: dict[str, str], start: str) -> float | None:
    """The years that a reported amount is divided by."""
    if report["basis"] == "annual":
        return 1.0
    if report["years_covered"]:
        return float(report["years_covered"])
    start = report["period_start"] or start
    if start and report["period_end"]:
        return max(float(report["period_end"]) - float(start), 1.0)
    if start and report["reported_on"]:
        return max(float(report["reported_on"][:4]) - float(start) + 1, 1.0)
    return None


def place(report: dict[str, str], years: float, start_to_report: bool) -> int | None:
    """The year of a report's prices, where a date tells."""
    told = number(report["reported_on"][:4])
    if report["basis"] == "annual":
        return None if told is None else int(told)
    if report["period_start"]:
        return math.floor(float(report["period_start"]) + years / 2)
    if report["period_end"]:
        return math.floor(float(report["period_end"]) - years / 2)
    if told is None:
        return None
    if report["status"] == "achieved" or start_to_report:
        return math.floor((told + 1 - years + told) / 2)
    return math.floor(told + years / 2)


def recompute(year: int, price_year: str = "2024") -> dict[str, tuple[str, float, float]]:
    """Report, saving in cash and in constant prices of every arrangement that has one."""
    reports = read("raw/reports.csv")
    if max(report["reported_on"][:4] for report in reports) > str(year):
        reports = [r for r in reports if r["reported_on"] and int(r["reported_on"][:4]) <= year]
    starts = {row["arrangement_id"]: row["start_year"] for row in read("raw/arrangements.csv")}
    index = {int(row["year"]): float(row["index_2024"]) for row in read("reference/deflator.csv")}
    dated = [int(r["reported_on"][:4]) for r in reports if r["reported_on"]]
    usual = math.floor(statistics.median(dated)) if dated else int(price_year)
    best: dict[str, dict[str, str]] = {}
    # From the last sort to the first: each is stable, so the last one rules.
    ranked = sorted(reports, key=lambda report: report["report_id"])
    ranked = sorted(ranked, key=lambda report: report["reported_on"], reverse=True)
    ranked = sorted(ranked, key=lambda report: report["basis"] == "cumulative")
    ranked = sorted(ranked, key=lambda report: report["status"] == "expected")
    for report in ranked:
        sound = report["scope"] == "whole" and report["attribution"] == "sharing"
        fit = report["basis"] in ("annual", "cumulative")
        if sound and fit and divide(report, starts[report["arrangement_id"]]):
            best.setdefault(report["arrangement_id"], report)
    found = {}
    for arrangement, report in best.items():
        years = divide(report, starts[arrangement])
        since = not report["years_covered"] and not report["period_end"]
        of = place(report, years, since)
        of = min(max(usual if of is None else of, min(index)), max(index))
        cash = int(report["amount_gbp"]) / years
        found[arrangement] = (report["report_id"], cash, cash * index[int(price_year)] / index[of])
    return found


@pytest.mark.parametrize("year", [1990, 2011, 2013, 2015, 2019, 2026])
def test_a_second_implementation_chooses_the_same_reports(findings, year):
    table = findings(year).table
    chosen = dict(zip(table.arrangement_id, table.report_id, strict=True))
    assert chosen == {name: report for name, (report, _, _) in recompute(year).items()}


@pytest.mark.parametrize("year", [2011, 2013, 2015, 2019, 2026])
def test_a_second_implementation_finds_the_same_savings_in_cash(findings, year):
    table = findings(year).table
    again = recompute(year)
    assert len(table) >= 20
    assert table.annual_saving_cash_gbp.tolist() == pytest.approx(
        [again[name][1] for name in table.arrangement_id], rel=1e-12
    )


@pytest.mark.parametrize("year", [2011, 2013, 2015, 2019, 2026])
def test_a_second_implementation_finds_the_same_savings_in_constant_prices(findings, year):
    table, again = findings(year).table, recompute(year)
    differing = {
        name: (saving, again[name][2])
        for name, saving in zip(table.arrangement_id, table.annual_saving_gbp, strict=True)
        if not math.isclose(saving, again[name][2], rel_tol=1e-9)
    }
    assert differing == {}


@pytest.mark.parametrize("year", [2011, 2013, 2015, 2019, 2026])
def test_a_second_implementation_finds_the_same_share_and_median(document, year):
    cash = [saving for _, saving, _ in recompute(year).values()]
    found = document(year)
    share = found["share_under_threshold"]
    assert share["n"] == len(cash)
    assert share["estimate"] == pytest.approx(sum(saving < 100_000 for saving in cash) / len(cash))
    assert share["low"] < share["estimate"] < share["high"]
    assert found["median_annual_saving_cash_gbp"]["estimate"] == pytest.approx(
        statistics.median(cash)
    )


@pytest.mark.parametrize("year", [2015, 2026])
def test_a_second_implementation_finds_the_same_medians_by_partners(findings, year):
    councils = {row["arrangement_id"]: row["n_councils"] for row in read("raw/arrangements.csv")}
    by_group: dict[str, list[float]] = {}
    for name in recompute(year):
        count = councils[name]
        group = "unknown" if not count else "0-1" if int(count) < 2 else count
        group = "5+" if group.isdigit() and int(group) > 4 else group
        table = findings(year).table.set_index("arrangement_id")
        by_group.setdefault(group, []).append(table.annual_saving_gbp[name])
    found = findings(year).by_partners.set_index("partners_group")
    assert found.n.to_dict() == {group: len(savings) for group, savings in by_group.items()}
    assert found["median"].to_dict() == pytest.approx(
        {group: statistics.median(savings) for group, savings in by_group.items()}
    )


def test_the_checksum_is_that_of_the_files(document):
    folder = Path(DATA)
    digest = hashlib.sha256()
    written = [folder / f"{name}.yml" for name in ("corrections", "decisions", "claim_tests")]
    paths = [*folder.glob("raw/*.csv"), *folder.glob("reference/*.csv"), *written]
    for name, file in sorted((file.relative_to(folder).as_posix(), file) for file in paths):
        digest.update(name.encode() + b"\0" + file.read_bytes())
    assert document(2026)["edition"]["data_sha256"] == digest.hexdigest()
