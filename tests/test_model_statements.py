"""What is said of the regression is true of it: clear or not, estimated or not."""

import math
import re
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sharing import model_statements
from sharing.estimators import Solution
from sharing.models import Fit, NotEstimated, read_effects
from sharing.results import Findings
from sharing.specifications import Design
from sharing.views import NO_EFFECTS, label_effects
from test_statements import find_flaws

NAN = float("nan")
PARTNERS = 'C(partners_group, Treatment("2"))[T.{}]'
FAMILIES = 'C(family, Treatment("Back office"))[T.{}]'
AREAS = 'C(area, Treatment("South and East"))[T.{}]'
WHY = "24 arrangements can be used, and the smallest model needs at least 25 (5 for each of its 5)"
NONE = NotEstimated("log_ols", WHY, {"zero or negative saving": 2, "another reason": 0})
HALF, DOUBLE = (math.log(0.5), math.log(0.4), math.log(0.8)), (math.log(2), 0.1, 1.5)
UNCLEAR, THIN = (0.2, -0.3, 0.7), (0.9, NAN, NAN)


def fitted(
    terms: dict[str, tuple[float, float, float]], nobs: int = 120, clusters: int = 50, rung: int = 0
) -> Fit:
    """A fit of the given terms: estimate, low and high on the log scale."""
    rows = [("Intercept", 13.0, 12.0, 14.0), *((name, *ends) for name, ends in terms.items())]
    frame = pd.DataFrame(rows, columns=["term", "estimate", "low", "high"])
    frame = frame.assign(std_error=(frame.high - frame.low) / 4, df=9.0, support=9.0)
    # Without a wild bootstrap, as with many clusters.
    frame = frame.assign(p_value=frame.std_error * 0, wild_p_value=NAN, wild_low=NAN, wild_high=NAN)
    used = pd.DataFrame(index=range(nobs))
    design = Design("log_annual_saving ~ x", used, pd.Series(dtype=float), used, {}, rung)
    nothing = np.zeros(0)
    solution = Solution(nothing, nothing, nothing, nothing)
    return Fit("log_ols", design, "least squares", "CR2", clusters, frame, solution)


def with_model(found: Findings, model: Fit | NotEstimated) -> Findings:
    """The findings with another log-linear regression."""
    return replace(found, models=found.models | {"log_ols": model})


def effects_of(model: Fit) -> pd.DataFrame:
    return label_effects(read_effects(model))


NOTHING_CLEAR = fitted({PARTNERS.format("5+"): UNCLEAR, FAMILIES.format("Management"): UNCLEAR})
ONE_CLEAR = fitted({PARTNERS.format("5+"): DOUBLE, FAMILIES.format("Management"): UNCLEAR})
ALL_CLEAR = fitted(
    {PARTNERS.format(group): DOUBLE for group in ("3", "4", "5+")}
    | {FAMILIES.format(family): HALF for family in ("Management", "Whole council", "Other")}
)
AREA_CLEAR = fitted({PARTNERS.format("3"): UNCLEAR, AREAS.format("London"): HALF})
MODELS = {
    "nothing clear": NOTHING_CLEAR,
    "one clear": ONE_CLEAR,
    "everything clear": ALL_CLEAR,
    "only an area clear": AREA_CLEAR,
    "thin": fitted({PARTNERS.format("5+"): THIN, PARTNERS.format("3"): UNCLEAR}),
}


@pytest.mark.parametrize("name", MODELS)
def test_every_sentence_is_well_formed(findings, name):
    model = MODELS[name]
    effects = effects_of(model)
    for said in (
        model_statements.find_effects(model, effects),
        model_statements.find_partner_effects(with_model(findings(2026), model)),
        model_statements.title_effects(model, effects) + ".",
        model_statements.judge_model(model),
        model_statements.describe_effects(effects),
        model_statements.explain_model(model),
    ):
        assert find_flaws(said.strip("*")) == [], said


@pytest.mark.parametrize("year", [2006, 2011, 2013, 2015, 2016, 2019, 2026])
def test_every_sentence_is_well_formed_in_real_editions(findings, year):
    model = findings(year).log_ols
    effects = effects_of(model) if isinstance(model, Fit) else NO_EFFECTS
    for said in (
        model_statements.find_effects(model, effects),
        model_statements.find_partner_effects(findings(year)),
        model_statements.title_effects(model, effects) + ".",
        model_statements.judge_model(model),
        model_statements.explain_model(model),
    ):
        assert find_flaws(said.strip("*")) == [], said


def test_a_model_that_is_not_estimated_gives_its_reason_and_no_number(findings):
    said = model_statements.find_effects(NONE, NO_EFFECTS)
    assert "too few partnerships in this edition" in said and WHY in said
    assert model_statements.judge_model(NONE) == f"No estimate is given, because {WHY}."
    assert "Too few" in model_statements.title_effects(NONE, NO_EFFECTS)
    assert model_statements.describe_effects(NO_EFFECTS) == "No estimates."
    found = with_model(findings(2026), NONE)
    assert model_statements.find_partner_effects(found).startswith("There are too few")
    assert "were planned" in model_statements.explain_model(NONE)


def test_the_newest_edition_is_not_told_to_wait_for_later_ones(findings):
    """No edition after the newest one knows more reports."""
    said = model_statements.find_effects(NONE, NO_EFFECTS)
    assert "Later editions, which know more reports, give the estimates." not in said


def test_where_nothing_is_clear_no_difference_is_told():
    said = model_statements.find_effects(NOTHING_CLEAR, effects_of(NOTHING_CLEAR))
    assert said.startswith("**Nothing that can be told from chance: among 120 partnerships")
    title = model_statements.title_effects(NOTHING_CLEAR, effects_of(NOTHING_CLEAR))
    assert title == "No difference stands clear of chance"


def test_what_is_clear_is_told_with_its_interval():
    said = model_statements.find_effects(ONE_CLEAR, effects_of(ONE_CLEAR))
    assert (
        "partnerships of five councils or more reported 2.0 times (1.1 to 4.5 times) as much"
    ) in said
    assert "management" not in said


def test_what_is_clear_in_an_area_is_not_told_of_partners_or_services():
    said = model_statements.find_effects(AREA_CLEAR, effects_of(AREA_CLEAR))
    assert said.startswith("**Nothing that can be told from chance")
    assert model_statements.title_effects(AREA_CLEAR, effects_of(AREA_CLEAR)) == (
        "1 of 2 differences, each taken alone, stands clear of chance"
    )


def test_nothing_else_is_called_unclear_unless_all_that_is_clear_was_told():
    said = model_statements.find_effects(ALL_CLEAR, effects_of(ALL_CLEAR))
    told = said.count(" as much") + said.count("% less (")
    assert told == 6 or "Nothing else among partner numbers and services" not in said


def test_the_clearest_difference_comes_first_in_either_direction():
    model = fitted(
        {
            PARTNERS.format("3"): (math.log(1.5), 0.1, 0.9),
            PARTNERS.format("4"): (math.log(0.2), -3.0, -0.5),
            PARTNERS.format("5+"): (math.log(3), 0.1, 2.0),
        }
    )
    said = model_statements.find_effects(model, effects_of(model))
    order = [said.index(words) for words in ("of four councils", "of five", "of three councils")]
    assert order == sorted(order)


def test_a_term_without_an_interval_is_never_told(findings):
    model = MODELS["thin"]
    found = with_model(findings(2026), model)
    assert model_statements.find_partner_effects(found).startswith("Too few partnerships of five")
    assert "5+" not in model_statements.describe_effects(effects_of(model))


def test_only_terms_with_an_interval_are_counted_as_compared():
    model = MODELS["thin"]
    assert "1 of" not in model_statements.title_effects(model, effects_of(model))
    one_thin = fitted({PARTNERS.format("5+"): THIN, PARTNERS.format("3"): DOUBLE})
    title = model_statements.title_effects(one_thin, effects_of(one_thin))
    assert re.match(r"1 of 1\b", title), title


@pytest.mark.parametrize(("ends", "chance"), [(DOUBLE, False), (HALF, False), (UNCLEAR, True)])
def test_five_councils_against_two_may_be_chance_unless_clear(findings, ends, chance):
    model = fitted({PARTNERS.format("5+"): ends})
    said = model_statements.find_partner_effects(with_model(findings(2026), model))
    assert ("which may be chance" in said) == chance


def test_a_model_of_few_comparisons_promises_no_chance_finding_of_nought():
    assert "about 0 of them" not in model_statements.judge_model(ONE_CLEAR)


def test_many_comparisons_are_warned_of_in_proportion():
    many = fitted({AREAS.format(f"Place {number}"): UNCLEAR for number in range(40)})
    said = model_statements.judge_model(many)
    assert "It makes 40 comparisons" in said and "about 2 of them" in said


def test_what_the_model_lost_is_counted_by_reason():
    said = model_statements.explain_model(NONE)
    assert "2 (zero or negative saving)" in said
    assert "another reason" not in said


def test_the_formula_stands_in_the_explanation():
    said = model_statements.explain_model(ONE_CLEAR)
    assert "```text\nlog_annual_saving ~ x\n```" in said and "CR2" in said
    assert "held equal" in said
    fewer = model_statements.explain_model(fitted({PARTNERS.format("5+"): DOUBLE}, rung=1))
    assert "too few arrangements for further controls" in fewer


def test_one_difference_is_judged_together_with_the_others():
    """Benjamini and Hochberg: of p values 0.04, 0.5 and 0.6 none stays, of 0.01 alone one does."""
    model = fitted(
        {PARTNERS.format("5+"): DOUBLE}
        | {FAMILIES.format(name): UNCLEAR for name in ("Management", "Other")}
        | {AREAS.format("London"): HALF}
    )

    def judge(*p_values: float) -> str:
        terms = model.terms.assign(p_value=[0.0, *p_values, 1e-9])
        return model_statements.find_together(replace(model, terms=terms), "5+")

    assert judge(0.04, 0.5, 0.6).endswith(
        "the other 2 comparisons of the regression, it is not clear."
    )
    assert judge(0.01, 0.5, 0.6).endswith(
        "the other 2 comparisons of the regression, it stays clear."
    )
    assert model_statements.find_together(model, "3") == ""
    assert model_statements.find_together(NONE, "5+") == ""
