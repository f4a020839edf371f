"""The rules that tie a row's columns together, one function for each table that has any."""

from collections.abc import Callable
from datetime import date

import pandas as pd

from sharing.errors import Fault

DATE_FORMS = {4: {"year", "inferred"}, 7: {"month", "inferred"}, 10: {"day", "inferred"}}


def check_rows(name: str, frame: pd.DataFrame, path: str) -> list[Fault]:
    """Every fault that the rules of table ``name`` find in rows whose single columns are sound."""
    return RULES[name](frame, path) if name in RULES else []


def is_date(text: str) -> bool:
    """Whether a text of the form YYYY, YYYY-MM or YYYY-MM-DD, or an empty one, is a real date."""
    if not text:
        return True
    parts = [int(part) for part in text.split("-")]
    try:
        date(*[*parts, 1, 1][:3])
    except ValueError:
        return False
    return True


def _arrangement_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    return _ordered(frame, path, "start_year", "end_year", "an arrangement cannot end before it")


def _member_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    both = (frame.authority_code != "") & (frame["name"] != "")
    neither = (frame.authority_code == "") & (frame["name"] == "")
    keys = frame.arrangement_id + "|" + frame.authority_code + "|" + frame["name"]
    return [
        *_faults(frame[both], path, "name", "stands beside an authority_code; give only one"),
        *_faults(
            frame[neither], path, "authority_code", "is empty and so is name; give one of them"
        ),
        *_faults(
            frame[keys.duplicated() & ~neither],
            path,
            "arrangement_id",
            "has this partner in an earlier row too",
        ),
    ]


def _report_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    one_end = (frame.amount_low == "") != (frame.amount_high == "")
    ranged = frame[(frame.amount_low != "") & (frame.amount_high != "")]
    outside = ~ranged.amount_gbp.astype(float).between(
        ranged.amount_low.astype(float), ranged.amount_high.astype(float)
    )
    form = [
        (precision == "") if when == "" else precision in DATE_FORMS.get(len(when), ())
        for when, precision in zip(frame.reported_on, frame.date_precision, strict=True)
    ]
    wrong_form = ~pd.Series(form, index=frame.index, dtype=bool)
    return [
        *_ordered(frame, path, "period_start", "period_end", "a period cannot end before it"),
        *_faults(frame[one_end], path, "amount_low", "give amount_low and amount_high, or neither"),
        *_faults(ranged[outside], path, "amount_gbp", "is not between amount_low and amount_high"),
        *_faults(
            frame[wrong_form],
            path,
            "date_precision",
            "does not fit reported_on (YYYY: year; YYYY-MM: month; YYYY-MM-DD: day; "
            "any: inferred; no date: empty)",
        ),
    ]


def _link_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    return _faults(
        frame[frame.duplicated()], path, "source_id", "is linked in an earlier row already"
    )


def _authority_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    both = (frame.start_date != "") & (frame.end_date != "")
    codes = set(frame.authority_code)
    unknown = [any(code not in codes for code in c.split(",") if c) for c in frame.replaced_by]
    return [
        *_faults(
            frame[both & (frame.end_date < frame.start_date)],
            path,
            "end_date",
            "is before start_date; an authority cannot end before it starts",
        ),
        *_faults(
            frame[pd.Series(unknown, index=frame.index, dtype=bool)],
            path,
            "replaced_by",
            "names a code that is not in column authority_code",
        ),
    ]


def _deflator_rules(frame: pd.DataFrame, path: str) -> list[Fault]:
    years = frame.year.astype(int)
    gap = years.diff().fillna(1) != 1
    return _faults(frame[gap], path, "year", "does not follow the year of the row above")


def _ordered(frame: pd.DataFrame, path: str, first: str, last: str, why: str) -> list[Fault]:
    both = frame[(frame[first] != "") & (frame[last] != "")]
    wrong = both[both[last].astype(int) < both[first].astype(int)]
    return [
        Fault(path, int(index) + 2, last, end, f"is before {first} {start}; {why} starts")
        for index, start, end in zip(wrong.index, wrong[first], wrong[last], strict=True)
    ]


def _faults(frame: pd.DataFrame, path: str, column: str, problem: str) -> list[Fault]:
    return [
        Fault(path, int(index) + 2, column, value, problem)
        for index, value in frame[column].items()
    ]


RULES: dict[str, Callable[[pd.DataFrame, str], list[Fault]]] = {
    "arrangements": _arrangement_rules,
    "members": _member_rules,
    "reports": _report_rules,
    "arrangement_sources": _link_rules,
    "authorities": _authority_rules,
    "deflator": _deflator_rules,
}
