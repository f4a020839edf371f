"""The chapter on partners: literal frames, and every sentence in every edition."""

from dataclasses import replace

import pandas as pd
import pytest
import yaml

from builders import write_savings
from sharing.chapters import partner_curves, partners
from sharing.curves import CURVE, LOGARITHM, predict_sizes
from sharing.edition import Edition
from sharing.paths import EDITIONS
from sharing.rankings import SIZES, describe_sizes
from sharing.results import Findings, find

YEARS = [entry["year"] for entry in yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))]
NAN = float("nan")


def sizes_of(*rows: tuple[str, float, float, float, int, int]) -> pd.DataFrame:
    """Sizes with median and mean, share of draws by both, and the ranks possible."""
    columns = ["size", "median", "mean", "first_by_median", "best_rank", "worst_rank"]
    frame = pd.DataFrame(rows, columns=columns).assign(n=12, clusters=10)
    frame["first_by_mean"] = 1 - frame.first_by_median
    among = frame[["first_by_median", "first_by_mean", "best_rank", "worst_rank"]]
    ends = {f"{end}{kind}": NAN for end in ("low", "high") for kind in ("", "_together")}
    return frame.join(among.add_suffix("_among_large")).assign(**ends)


CLEAR = sizes_of(("2", 100.0, 150.0, 0.001, 2, 2), ("4", 900.0, 950.0, 0.999, 1, 1))
OPEN = sizes_of(("2", 900.0, 150.0, 0.6, 1, 2), ("4", 800.0, 950.0, 0.4, 1, 2))
LAST = sizes_of(("2", 900.0, 950.0, 0.999, 1, 1), ("4", 100.0, 150.0, 0.001, 2, 2))


def test_every_size_has_its_words():
    assert [partners.name_size(size) for size in SIZES[::3]] == [
        "two councils",
        "five councils",
        "eight councils or more",
    ]


def test_a_clear_peak_is_named():
    told = partners.find_peak(CLEAR)
    assert "partnerships of four councils have the largest median and the largest mean" in told
    assert "only four councils can rank first" in told
    assert partners.title_peaks(CLEAR) == "Partnerships of four councils save most for each council"


def test_an_open_peak_is_not_called_best():
    told = partners.find_peak(OPEN)
    assert "two councils have the largest median and those of four councils the largest" in told
    assert "any of them could rank first, so none is shown to be best" in told
    assert "two councils come first by median in 60% of the draws" in told
    assert "four councils by mean in 60%." in told
    assert partners.title_peaks(OPEN).startswith("Any of two sizes")


def test_some_sizes_that_could_rank_first_are_named():
    three = sizes_of(
        ("2", 900.0, 950.0, 0.6, 1, 2), ("3", 800.0, 150.0, 0.39, 1, 2), ("4", 1.0, 1.0, 0.01, 3, 3)
    )
    assert "two councils and three councils could each rank first" in partners.find_peak(three)
    assert partners.title_peaks(three).startswith("Two of three sizes could")


def test_one_size_alone_does_not_compete():
    alone = CLEAR.assign(first_by_median_among_large=[NAN, 0.9])
    assert partners.find_peak(alone) == partners.TOO_FEW == partners.describe_peaks(alone)
    assert partners.title_peaks(alone).startswith("Too few")
    assert "could" not in partners.find_peak(CLEAR.iloc[:0])


def test_a_peak_on_few_arrangements_is_told_only_where_some_size_does_not_compete():
    assert partners.find_small_peak(CLEAR) == ""
    third = sizes_of(("7", 990.0, 99.0, 1.0, 1, 1)).assign(n=2, first_by_median_among_large=NAN)
    told = partners.find_small_peak(pd.concat([OPEN, third], ignore_index=True))
    assert "seven councils by median (100% of the draws, on two arrangements)" in told


@pytest.mark.parametrize(
    ("sizes", "verdict"),
    [(CLEAR, "which supports"), (OPEN, "neither confirmed nor ruled out"), (LAST, "contradicts")],
)
def test_the_claim_of_four_is_judged_by_the_ranks_that_four_may_have(findings, sizes, verdict):
    found = findings(2026)
    assert verdict in partners.judge_four(sizes, found)


def test_a_claim_is_not_known_before_it_was_printed(findings):
    found = findings(2026)
    claims = found.register.claims
    printed = int(claims[claims.claim_id == partners.FOUR].source_date.item()[:4])
    told = [
        partners.judge_four(OPEN, replace(found, edition=Edition(year)))
        for year in (printed - 1, printed)
    ]
    assert told[0] == "" and told[1]


def test_data_without_the_claim_do_not_judge_it(findings):
    found = findings(2026)
    register = replace(found.register, claims=found.register.claims.iloc[:0])
    assert partners.judge_four(OPEN, replace(found, register=register)) == ""


def test_a_claim_without_partnerships_of_four_is_not_tested(findings):
    told = partners.judge_four(OPEN[OPEN["size"] == "2"], findings(2026))
    assert "too few independent groups" in told and "rank" not in told


def test_ranges_that_do_not_overlap_are_named():
    apart = OPEN.assign(low_together=[1.0, 10.0], high_together=[5.0, 20.0])
    assert "do not overlap for two councils and four councils" in partners.judge_sizes(apart)
    near = apart.assign(low_together=[1.0, 4.0])
    assert "that have one overlap." in partners.judge_sizes(near)
    assert partners.judge_sizes(OPEN).startswith("Fewer than two")


def curves_of(low: float, high: float, bend: float = 1.5) -> pd.DataFrame:
    rows = [(LOGARITHM, 2.0, 1.0, 1.0, 1.0), (LOGARITHM, 4.0, 1.5, low, high)]
    rows += [(CURVE, 2.0, 1.0, 1.0, 1.0), (CURVE, 4.0, bend, bend - 0.1, bend + 0.1)]
    return pd.DataFrame(rows, columns=["view", "councils", "ratio", "low", "high"])


def test_a_doubling_is_set_against_twice_the_saving():
    assert "the whole range is below" in partner_curves.find_curves(curves_of(1.1, 1.9))
    assert "the whole range is above" in partner_curves.find_curves(curves_of(2.1, 9.0))
    assert "does not rule out" in partner_curves.find_curves(curves_of(0.5, 2.5))


def test_a_bend_is_called_for_only_where_the_line_leaves_the_range_of_the_curve():
    assert "do not call for a bend" in partner_curves.find_curves(curves_of(1, 2))
    assert "leaves the curve's range" in partner_curves.find_curves(curves_of(1, 2, bend=0.5))
    line = curves_of(1, 2).iloc[:2]
    assert "bend" not in partner_curves.find_curves(line)


def test_no_models_draw_no_line():
    nothing = curves_of(1, 2).iloc[:0]
    assert "too few" in partner_curves.find_curves(nothing)
    assert partner_curves.describe_curves(nothing) == "No estimates."


def gather(found: Findings) -> list[str]:
    sizes, predictions = describe_sizes(found.table), predict_sizes(found.models)
    told = [
        partners.find_peak(sizes),
        partners.title_peaks(sizes),
        partners.title_sizes(sizes),
        partners.describe_peaks(sizes),
        partners.describe_sizes_shown(sizes),
        partners.judge_sizes(sizes),
        partner_curves.find_curves(predictions),
        partner_curves.title_curves(predictions),
        partner_curves.describe_curves(predictions),
    ]
    maybe = [
        partners.find_small_peak(sizes),
        partners.judge_four(sizes, found),
    ]
    assert len(partners.tabulate_sizes(sizes)) == len(sizes)
    return told + [sentence for sentence in maybe if sentence]


@pytest.mark.parametrize("year", YEARS)
def test_every_sentence_stands_in_every_edition(findings, year):
    for sentence in gather(findings(year)):
        assert sentence.strip() and "nan" not in sentence.lower().replace("finance", "")


def test_an_edition_without_savings_says_so(tmp_path, findings):
    found = find(Edition(2018, price_year=2015), write_savings(tmp_path))
    found = replace(found, register=replace(found.register, claims=findings(2026).register.claims))
    sizes = describe_sizes(found.table)
    assert partners.find_peak(sizes) == partners.TOO_FEW
    assert "no such partnerships" in partners.judge_four(sizes, found)
    assert "too few" in partner_curves.find_curves(predict_sizes(found.models))
