"""The chapter on promises: literal frames, and every sentence in every edition."""

import pandas as pd
import pytest
import yaml

from builders import write_savings
from sharing.chapters import promised
from sharing.edition import Edition
from sharing.intervals import Interval
from sharing.paths import EDITIONS
from sharing.promises import (
    LIKE,
    UNSURE,
    Delivery,
    measure_delivery,
    measure_families,
    pair_figures,
)
from sharing.results import Findings, find

YEARS = [entry["year"] for entry in yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))]
NAN = float("nan")
NAMES = pd.Series({"a": "Alpha *one*", "b": "Beta", "c": "Gamma"})


def pairs_of(*ratios: float) -> pd.DataFrame:
    count = len(ratios)
    return pd.DataFrame(
        {
            "arrangement_id": list("abc")[:count],
            "comparable": [LIKE, UNSURE, LIKE][:count],
            "ratio": ratios,
            "cash_ratio": ratios,
            "cluster": list("xyz")[:count],
            "family": ["Waste"] * count,
            "expected_basis": ["annual", "annual", "cumulative"][:count],
            "expected_reported_on": ["2011-03", "", "2012"][:count],
            "achieved_reported_on": ["2014", "2015-01-31", ""][:count],
        }
        | {f"expected_annual_saving{kind}_gbp": [1e6] * count for kind in ("", "_cash")}
        | {f"achieved_annual_saving{kind}_gbp": [1e6 * r for r in ratios] for kind in ("", "_cash")}
    )


def delivery_of(low: float, high: float, n: int = 20) -> Delivery:
    interval = Interval(1.0, low, high, n, n, "")
    return Delivery(interval, interval, interval, interval)


def test_the_range_decides_between_shortfall_surplus_and_neither():
    assert "mostly below forecasts" in promised.find_delivery(delivery_of(0.5, 0.9))
    assert "mostly above forecasts" in promised.find_delivery(delivery_of(1.1, 1.9))
    assert "neither" in promised.find_delivery(delivery_of(0.5, 1.9))


def test_few_pairs_have_no_range_one_has_no_middle_and_none_has_nothing():
    assert "too few" in promised.find_delivery(delivery_of(NAN, NAN))
    assert promised.find_delivery(delivery_of(NAN, NAN, 1)).startswith("One arrangement")
    assert promised.find_delivery(delivery_of(NAN, NAN, 0)).startswith("No arrangement")


def test_who_kept_missed_by_half_and_doubled_is_counted():
    pairs = pairs_of(1.0, 0.49, 2.0)
    told = promised.find_kept(pairs, measure_delivery(pairs))
    assert told.startswith("Two arrangements of 3 (67%;") and "report at least what" in told
    assert "One arrangement reports less than half of it, and one arrangement at least" in told
    assert promised.find_kept(pairs.iloc[:0], measure_delivery(pairs.iloc[:0])) == ""


def test_like_with_like_is_told_apart():
    like = pairs_of(0.5, 9.0, 2.0).iloc[[0, 2]]
    told = promised.find_like(like, measure_delivery(like))
    assert "in two arrangements" in told and "125%" in told and "1 of 2 reports" in told
    assert "in one alone" in promised.find_like(like.iloc[:1], measure_delivery(like.iloc[:1]))
    none = like.iloc[:0]
    assert "No arrangement lets" in promised.find_like(none, measure_delivery(none))


def test_the_average_says_what_it_leaves_out():
    both = Interval(0.9, 0.5, 1.5, 20, 20, ""), Interval(0.8, 0.4, 1.3, 18, 18, "")
    told = promised.find_average(Delivery(both[0], both[0], both[1], both[0]))
    assert "(geometric mean, 2 of no saving left out) is 80% (40% to 130%)" in told
    assert "too few" in promised.find_average(delivery_of(NAN, NAN))


def test_the_extremes_are_named_as_text_with_both_figures():
    told = promised.name_extremes(pairs_of(0.25, 1.0, 4.0), NAMES)
    assert r"Alpha \*one\*, 25% (£1m a year expected, 2011; £250,000 a year achieved, 2014" in told
    assert "The highest is that of Gamma, 400% (£1m a year expected, 2012" in told
    assert "2014, both in cash). The" in told
    assert "achieved, no date, both in cash and from totals divided by their years)" in told
    assert promised.name_extremes(pairs_of(1.0), NAMES) == ""


def test_a_pair_that_is_not_like_with_like_is_no_extreme():
    told = promised.name_extremes(pairs_of(0.5, 9.0, 2.0), NAMES)
    assert "The highest is that of Gamma" in told and "Beta" not in told


def test_the_table_names_every_pair_like_with_like_first_and_highest_first():
    told = promised.tabulate_pairs(pairs_of(0.5, 9.0, 2.0), NAMES)
    assert told.Arrangement.tolist() == ["Gamma", "Alpha *one*", "Beta"]
    assert told["Achieved of expected"].tolist() == ["200%", "50%", "900%"]
    assert told["Forecast of"].tolist() == ["2012", "2011", "no date"]


def test_families_without_a_range_are_not_spoken_of():
    families = pd.DataFrame(
        {"family": ["Waste", "Legal"], "n": [12, 2], "median": [0.9, 3.0], "kept": [4, 2]}
        | {"low": [0.5, NAN], "high": [1.2, NAN], "clusters": [12, 2]}
    )
    told = promised.find_families(families)
    assert "waste 90% (50% to 120%; 4 of 12 achieved" in told and "legal" not in told
    assert "No service family" in promised.find_families(families.iloc[1:])
    assert promised.find_families(families.iloc[:0]) == ""
    assert promised.tabulate_families(families)["Range"].tolist() == ["50% to 120%", "too few"]


def gather(found: Findings) -> list[str]:
    names = found.register.arrangements.set_index("arrangement_id").name
    trail, starts = found.analysis.trail, found.analysis.on_record.start_year
    pairs = pair_figures(trail, found.table, starts)
    earliest = pair_figures(trail, found.table, starts, earliest=True)
    delivery, funnel = measure_delivery(pairs), promised.count_funnel(found, pairs)
    like = pairs[pairs.comparable == LIKE]
    families = measure_families(pairs)
    assert funnel["count"].is_monotonic_decreasing and funnel["count"].iloc[0] == len(found.table)
    assert funnel["count"].iloc[-1] == len(like)
    assert len(promised.tabulate_pairs(pairs, names)) == len(pairs)
    assert len(promised.place_pairs(pairs, names)) == len(pairs)
    assert promised.tabulate_families(families).iloc[:, 3].sum() == (pairs.ratio >= 1).sum()
    told = [
        promised.find_delivery(delivery),
        promised.find_like(like, measure_delivery(like)),
        promised.find_average(delivery),
        promised.find_across(found),
        promised.title_pairs(pairs),
        promised.describe_pairs(pairs),
        promised.title_funnel(funnel),
        promised.describe_funnel(funnel),
    ]
    maybe = [
        promised.find_kept(pairs, delivery),
        promised.find_alternatives(delivery, measure_delivery(earliest)),
        promised.name_extremes(pairs, names),
        promised.find_families(families),
    ]
    return told + [sentence for sentence in maybe if sentence]


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_stands_in_every_edition(findings, year):
    for sentence in gather(findings(year)):
        assert sentence.strip() and "nan" not in sentence.lower().replace("finance", "")


def test_an_edition_without_savings_says_so(tmp_path):
    found = find(Edition(2014, price_year=2015), write_savings(tmp_path))
    assert gather(found)[0].startswith("No arrangement")


def test_an_edition_of_forecasts_alone_says_so(tmp_path):
    folder = write_savings(tmp_path, *({"saving": 1000 * n} for n in range(1, 9)))
    told = gather(find(Edition(2014, price_year=2015), folder))
    assert told[0].startswith("No arrangement") and any("No arrangements of 8" in t for t in told)
