"""Every kind of statistic that can test a published claim, and what its parameters may be.

A statistic is a function of what is known and of the parameters that ``claim_tests.yml`` declares
for a claim. Its own annotations say what each parameter may be, so that a wrong name is found
before anything is computed.
"""

import inspect
import re
from collections.abc import Callable, Iterator
from types import NoneType, UnionType
from typing import Literal, Union, get_args, get_origin, get_type_hints

from sharing import claim_arithmetic as arithmetic
from sharing import claim_cases as cases
from sharing import claim_councils as councils
from sharing import claim_counts as counts
from sharing import claim_facts as facts
from sharing import claim_groups as groups
from sharing import claim_savings as savings
from sharing.rankings import SIZES
from sharing.register import Register
from sharing.validation import suggest
from sharing.verdicts import Measured, Unknown

Statistic = Callable[..., Measured | Unknown]
STATISTICS: dict[str, Statistic] = {
    function.__name__: function
    for function in (
        counts.measure_share,
        counts.count_arrangements,
        counts.lead_in_number,
        counts.compare_shares,
        counts.divide_numbers,
        councils.share_of_councils,
        councils.lead_in_councils,
        councils.compare_with_random_pairs,
        savings.share_of_savings,
        savings.find_largest,
        savings.slope_on_councils,
        groups.lead_in_savings,
        savings.lead_in_start,
        savings.scale_up_districts,
        cases.amount_reported,
        cases.fact_recorded,
        cases.years_before,
        cases.words_recorded,
        arithmetic.compute_figure,
        arithmetic.order_figures,
        arithmetic.least_of_metric,
        arithmetic.first_year_of_metric,
        arithmetic.grant_printed,
        arithmetic.sum_grants,
        arithmetic.largest_grant,
        arithmetic.count_grants,
        arithmetic.count_purposes,
        arithmetic.savings_per_grant,
    )
}
FORMULA = re.compile(r"(T\d{3}|councils|[-+*/(). ]|\d+)+")
GROUPED = ("group", "against")
# The table and the column of the register that hold each kind of identifier.
IDENTIFIERS: dict[object, tuple[str, str]] = {
    facts.ArrangementId: ("arrangements", "arrangement_id"),
    facts.AwardId: ("awards", "award_id"),
    facts.CategoryId: ("categories", "category"),
    facts.CouncilCode: ("authorities", "authority_code"),
    facts.MetricName: ("totals", "metric"),
    facts.RoundName: ("awards", "round"),
    facts.TotalId: ("totals", "total_id"),
}


def find_wrong_parameters(
    statistic: str, given: dict[str, object], register: Register
) -> Iterator[tuple[str, str]]:
    """What is wrong with a statistic's parameters: the key, and what is allowed.

    Parameters
    ----------
    statistic
        A name in `STATISTICS`.
    given
        The parameters declared for a claim.
    register
        The register whose identifiers they may name.
    """
    function = STATISTICS[statistic]
    hints = get_type_hints(function)
    parameters = [
        parameter
        for parameter in inspect.signature(function).parameters.values()
        if parameter.kind is inspect.Parameter.KEYWORD_ONLY
    ]
    names = [parameter.name for parameter in parameters]
    for name in map(str, given.keys() - set(names)):
        takes = f"takes {', '.join(names)}" if names else "takes no parameters"
        yield name, f"is no parameter; {statistic} {takes}. {suggest(name, names)}".strip()
    for parameter in parameters:
        if parameter.name in given:
            problem = _find_problem(given[parameter.name], hints[parameter.name], register)
            if problem:
                yield parameter.name, problem
        elif parameter.default is inspect.Parameter.empty:
            yield parameter.name, f"is missing; {statistic} needs it."
    if "by" in given and given["by"] in _list_values(register):
        for name in GROUPED:
            problem = _find_unlisted(given.get(name), _list_values(register)[given["by"]])
            if problem:
                yield name, problem


def _find_problem(value: object, kind: object, register: Register) -> str:
    """Why a value cannot be a parameter of this kind, or "" if it can."""
    if get_origin(kind) in (Union, UnionType):
        problems = [_find_problem(value, one, register) for one in get_args(kind)]
        return "" if "" in problems else next(problem for problem in problems if problem)
    if get_origin(kind) is Literal:
        return _find_unlisted(value, [str(one) for one in get_args(kind)])
    if get_origin(kind) is list:
        if not isinstance(value, list) or not value:
            return f"must be a list, and not empty; {value!r} stands there."
        each = (_find_problem(one, get_args(kind)[0], register) for one in value)
        return next((problem for problem in each if problem), "")
    if kind is facts.Where:
        return _find_wrong_condition(value, register)
    if kind in IDENTIFIERS:
        return _find_unlisted(value, _list_identifiers(kind, register))
    if kind is facts.Formula:
        return _find_wrong_formula(value, register)
    if kind is facts.Pattern:
        return _find_wrong_pattern(value)
    plain = (int, float) if kind is float else kind
    right = isinstance(value, plain) and (kind is bool or not isinstance(value, bool))
    return "" if right else f"must be {_name_kind(kind)}; {value!r} stands there."


def _find_wrong_condition(where: object, register: Register) -> str:
    if not isinstance(where, dict) or not where:
        return f"must give columns with their values; {where!r} stands there."
    for column, wanted in where.items():
        problem = _find_unlisted(column, list(facts.COLUMNS))
        if problem:
            return problem
        if isinstance(wanted, dict):
            unknown = [limit for limit in wanted if limit not in facts.LIMITS]
            problem = _find_unlisted(unknown[0], list(facts.LIMITS)) if unknown else ""
        elif column in _list_values(register):
            problem = _find_unlisted(wanted, _list_values(register)[column])
        if problem:
            return problem
    return ""


def _find_wrong_formula(formula: object, register: Register) -> str:
    if not isinstance(formula, str) or not FORMULA.fullmatch(formula):
        return (
            "must be a formula of totals' identifiers, councils, numbers and + - * / ( ); "
            f"{formula!r} stands there."
        )
    return _find_unlisted(re.findall(r"T\d{3}", formula), list(register.totals.total_id))


def _find_wrong_pattern(pattern: object) -> str:
    try:
        re.compile(pattern)
    except (re.error, TypeError) as error:
        return f"must be a regular expression; {pattern!r} is none ({error})."
    return ""


def _find_unlisted(value: object, allowed: list[str]) -> str:
    """What is said of the first value, of one or a list, that is not allowed; "" if all are."""
    for one in value if isinstance(value, list) else [value]:
        if one is not None and str(one) not in allowed:
            few = ", ".join(allowed) if len(allowed) <= 40 else f"{len(allowed)} names known"
            return f"{str(one)!r} is not one of {few}. {suggest(str(one), allowed)}".strip()
    return ""


def _list_identifiers(kind: object, register: Register) -> list[str]:
    """What may stand for an identifier of this kind."""
    table, column = IDENTIFIERS[kind]
    return getattr(register, table)[column].unique().tolist()


def _list_values(register: Register) -> dict[str, list[str]]:
    """The values that columns of known values may have."""
    return {
        "category": list(register.categories.category),
        "family": list(dict.fromkeys(register.categories.family)),
        "region": sorted(set(register.authorities.region) - {""}),
        "size": list(SIZES),
        "stage": ["operating", "proposed", "ended", "abandoned"],
        "status": ["achieved", "expected"],
    }


def _name_kind(kind: object) -> str:
    names = {str: "text", int: "a whole number", float: "a number", bool: "true or false"}
    return names.get(kind, "left out" if kind is NoneType else str(kind))
