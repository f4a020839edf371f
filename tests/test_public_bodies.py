"""Arrangements are sorted by who shares, counted once, and compared fairly."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from builders import Row, build_register, build_table
from sharing.comparisons import LEAST_GROUPS
from sharing.edition import Edition, analyse
from sharing.public_bodies import (
    ALONE,
    BODIES,
    EMERGENCY,
    PERIODS,
    SAVINGS,
    SETTINGS,
    WITH,
    compare_means,
    compare_settings,
    count_bodies,
    count_families,
    count_starts,
    list_blue_light,
    list_bodies,
    list_savings,
    name_period,
    name_settings,
    share_by_period,
    share_with_other_bodies,
)
from sharing.results import Findings

ARRANGEMENTS: dict[str, Row] = {
    "legal": {"n_councils": 2, "category": "legal", "start_year": 2008},
    "waste": {"n_councils": 3, "category": "waste", "start_year": 2018},
    "hub": {"n_councils": 1, "category": "ict", "start_year": 2012, "who": ["police", "fire"]},
    "care": {"n_councils": 2, "category": "ict", "start_year": 2018, "who": ["nhs", "nhs"]},
    "company": {"n_councils": 2, "category": "legal", "who": ["private", "charity"]},
    "control": {"n_councils": 1, "category": "fire_police", "start_year": 2015, "who": ["fire"]},
    "forces": {"n_councils": 0, "category": "ict", "start_year": 2014, "who": ["police"]},
    "open": {"category": "waste", "n_councils": "", "who": ["other"]},
    "shared": {"n_councils": 2, "category": "fire_police", "who": ["fire"], "stage": "proposed"}
    | {"start_year": 2011},
}
CATEGORIES = [
    {"category": "ict", "label": "ICT"},
    {"category": "legal", "label": "Legal"},
    {"category": "waste", "label": "Waste", "family": "Waste"},
    {"category": "fire_police", "label": "Fire", "family": "Fire and police"},
]


def findings_of(found: Findings, arrangements: dict[str, Row], year: int = 2026) -> Findings:
    """Findings on a register of arrangements whose ``who`` are the kinds of the other members."""
    rows, members = [], []
    for name, facts in arrangements.items():
        of = {"arrangement_id": name}
        rows.append(of | {key: facts[key] for key in facts if key != "who"})
        members += [of | {"authority_code": f"{name}-{n}"} for n in range(2)]
        members += [
            of | {"kind": kind, "name": f"{kind} of {name}, {place}"}
            for place, kind in enumerate(facts.get("who", ()))
        ]
    register = build_register(arrangements=rows, members=members, categories=CATEGORIES)
    edition = Edition(year, 2015)
    analysis = analyse(register, edition, found.choices)
    return replace(
        found, register=register, edition=edition, analysis=analysis, table=found.table.head(0)
    )


@pytest.fixture
def few(findings) -> Findings:
    return findings_of(findings(2026), ARRANGEMENTS)


def test_settings_follow_who_shares(few):
    found = name_settings(few.analysis.on_record, few.register.members)
    assert found.to_dict() == {
        "legal": ALONE,
        "waste": ALONE,
        "hub": WITH,
        "care": WITH,
        "company": ALONE,
        "control": EMERGENCY,
        "forces": EMERGENCY,
        "open": WITH,
        "shared": WITH,
    }


def test_every_real_arrangement_has_one_setting_and_the_regressions_flag_agrees(findings):
    found = findings(2026)
    settings = name_settings(found.analysis.on_record, found.register.members)
    assert set(settings) == set(SETTINGS) and len(settings) == len(found.analysis.on_record)
    flag = found.table.set_index("arrangement_id").other_bodies
    assert ((settings[flag.index] != ALONE) == (flag == 1)).all()


def test_every_kind_of_public_body_in_the_register_has_a_name(register):
    assert set(register.members.kind) <= {*BODIES, "council", "private", "charity"}


def test_a_body_counts_once_for_each_arrangement_of_councils(few):
    assert count_bodies(few).set_index("body")["count"].to_dict() == {
        "Fire and rescue": 2,
        "Police": 1,
        "Health": 1,
        "Public bodies of other kinds": 1,
    }


def test_families_are_shares_of_their_own_setting(few):
    found = count_families(few).set_index("family")
    assert found["count"].to_dict() == {"Back office": 2, "Waste": 1, "Fire and police": 1}
    assert found.share["Back office"] == 0.5
    assert found.alone.to_dict() == pytest.approx(
        {"Back office": 2 / 3, "Waste": 1 / 3, "Fire and police": 0}
    )


def test_no_others_leave_the_counts_empty(findings):
    none = findings_of(findings(2026), {"legal": ARRANGEMENTS["legal"]})
    for count in (count_bodies, count_families, count_starts, list_blue_light):
        assert count(none).empty, count.__name__


def test_starts_are_counted_with_the_years_between(few):
    found = count_starts(few)
    assert found.year.unique().tolist() == list(range(2012, 2019))
    told = found[found["count"] > 0].to_numpy().tolist()
    assert told == [[2012, WITH, 1], [2014, EMERGENCY, 1], [2015, EMERGENCY, 1], [2018, WITH, 1]]


def test_periods_count_councils_arrangements_only(few):
    found = share_by_period(few).set_index("period")
    assert found[["count", "n"]].to_numpy().tolist() == [[0, 1], [1, 1], [1, 2]]
    assert found.index.tolist() == ["Before 2010", "2010 to 2013", "From 2017"]


def test_an_edition_does_not_know_later_starts(findings):
    found = share_by_period(findings_of(findings(2026), ARRANGEMENTS, year=2013))
    assert found.period.tolist() == ["Before 2010", "2010 to 2013"]


def test_periods_join_without_gap():
    assert [name_period(*period) for period in PERIODS] == [
        *("Before 2010", "2010 to 2013", "2014 to 2016", "From 2017")
    ]
    assert all(after[0] == before[1] + 1 for before, after in pairwise(PERIODS))


def test_the_share_with_others_leaves_the_emergency_services_out(few):
    assert share_with_other_bodies(few).estimate == 4 / 7
    assert share_with_other_bodies(few, ("nhs",)).estimate == 1 / 7
    blue = share_with_other_bodies(few, ("police", "fire"), first_year=2010, last_year=2016)
    assert (blue.estimate, blue.n) == (1, 1)
    assert share_with_other_bodies(few, ("nhs",), first_year=2017).estimate == 0.5
    assert share_with_other_bodies(few, first_year=2025).n == 0


def test_fire_and_police_are_listed_with_all_their_bodies(few):
    found = list_blue_light(few)
    assert found.index.tolist() == ["hub", "shared"]
    assert found.bodies["hub"] == "police of hub, 0; fire of hub, 1"
    assert found.stage.tolist() == ["operating", "proposed"]


def welch(one: np.ndarray, other: np.ndarray) -> list[float]:
    interval = stats.ttest_ind(one, other, equal_var=False).confidence_interval(0.95)
    return [float(interval.low), float(interval.high)]


def test_independent_savings_have_welchs_interval():
    """With one arrangement in each group, CR2 and its degrees of freedom are Welch's."""
    rng = np.random.default_rng(1)
    one, other = rng.normal(1, 2, 9), rng.normal(0, 1, 14)
    savings = pd.Series(np.exp(np.concatenate([one, other])))
    in_group = pd.Series([True] * 9 + [False] * 14)
    found = compare_means(savings, in_group, pd.Series(range(23)))
    assert np.log(found.estimate) == pytest.approx(one.mean() - other.mean())
    # Bell and McCaffrey's freedom supposes equal variances; equal sizes of error make them one.
    error = np.sqrt(one.var(ddof=1) / 9 + other.var(ddof=1) / 14)
    half = (np.log(found.high) - np.log(found.low)) / 2
    assert half / error == pytest.approx(stats.t.ppf(0.975, 17), rel=0.03)
    assert welch(one, other)[0] < np.log(found.estimate) < welch(one, other)[1]


def test_losses_and_nothing_saved_leave_the_geometric_mean():
    rng = np.random.default_rng(2)
    savings = pd.Series(np.exp(rng.normal(0, 1, 20)))
    in_group, clusters = pd.Series([True, False] * 10), pd.Series(range(20))
    with_losses = pd.concat([savings, pd.Series([0.0, -5.0])], ignore_index=True)
    more = pd.concat([in_group, pd.Series([True, False])], ignore_index=True)
    assert compare_means(with_losses, more, pd.Series(range(22))) == compare_means(
        savings, in_group, clusters
    )


def test_copies_within_a_group_do_not_narrow_the_ratio():
    rng = np.random.default_rng(3)
    savings = pd.Series(np.exp(rng.normal(0, 1, 24)))
    in_group, clusters = pd.Series([True, False] * 12), pd.Series(range(24))
    once = compare_means(savings, in_group, clusters)
    copied = (pd.concat([part] * 2, ignore_index=True) for part in (savings, in_group, clusters))
    twice = compare_means(*copied)
    assert (twice.low, twice.high) == pytest.approx((once.low, once.high))
    assert (twice.n, twice.clusters) == (24, 12)


@pytest.mark.parametrize("inside", [0, 1, LEAST_GROUPS - 1])
def test_too_few_groups_give_no_ratio(inside):
    in_group = pd.Series([True] * inside + [False] * (20 - inside))
    found = compare_means(pd.Series(np.arange(20) + 1.0), in_group, pd.Series(range(20)))
    assert np.isnan([found.estimate, found.low, found.high]).all()
    assert (found.n, found.clusters) == (inside, inside)


def test_settings_are_compared_with_councils_alone(findings):
    found = findings(2026)
    rows = compare_settings(found).set_index("setting")
    assert rows.index.tolist() == list(SETTINGS)
    assert rows.n.sum() == len(found.table)
    assert rows.ratio[WITH] == pytest.approx(rows["median"][WITH] / rows["median"][ALONE])
    savings = list_savings(found)
    logs = np.log(savings.annual_saving_gbp[savings.annual_saving_gbp > 0])
    means = logs.groupby(savings.setting).mean()
    assert rows.mean_ratio[WITH] == pytest.approx(np.exp(means[WITH] - means[ALONE]))
    assert np.isnan(rows.ratio[ALONE])
    for low, middle, high in (
        ("ratio_low", "ratio", "ratio_high"),
        ("mean_low", "mean_ratio", "mean_high"),
    ):
        assert (rows.loc[WITH:, low] < rows.loc[WITH:, middle]).all()
        assert (rows.loc[WITH:, middle] < rows.loc[WITH:, high]).all()


def test_no_savings_are_compared_as_an_empty_table(few):
    found = compare_settings(few)
    assert found.empty and found.columns.tolist() == list(SAVINGS)


@pytest.mark.parametrize("setting", [WITH, EMERGENCY])
@pytest.mark.parametrize("between", [0.01, 0.36, 0.6])
def test_intervals_cover_the_ratio_in_the_real_groups(findings, setting, between):
    """Log savings of equal means, correlated ``between`` squared within the real partner groups."""
    savings = list_savings(findings(2026))
    both = savings[savings.setting.isin([ALONE, setting])].reset_index(drop=True)
    codes = pd.factorize(both.cluster)[0]
    rng, held = np.random.default_rng(20261122), 0
    for _ in range(300):
        shared = rng.normal(0, 1.5 * between, codes.max() + 1)[codes]
        logs = shared + rng.normal(0, 1.5 * np.sqrt(1 - between**2), len(both))
        found = compare_means(pd.Series(np.exp(logs)), both.setting == setting, both.cluster)
        held += found.low <= 1 <= found.high
    assert held / 300 >= 0.93


def test_members_are_public_unless_private_or_charity():
    kinds = ["council", "private", "charity", "fire", "nhs", "university"]
    rows = [{"arrangement_id": "a", "kind": kind, "name": kind} for kind in kinds]
    assert list_bodies(build_table("members", rows)).kind.tolist() == ["fire", "nhs", "university"]
