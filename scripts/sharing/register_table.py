"""The register as one table to search, filter and sort.

It reads without JavaScript; ``book/_assets/register.js`` makes the form above it work. Each row's
address is its ``arrangement_id``, and its name leads on to the full record.
"""

import math
from html import escape

from sharing.addresses import SHELVES, name_pages, slugify
from sharing.edition import PARTNER_GROUPS, REASONS
from sharing.prose import begin, say_pounds
from sharing.records import Council, Record, collect_councils, collect_records
from sharing.results import Findings
from sharing.tables import PublishedTable

HEADINGS = ("Arrangement", "Service", "Councils", "Stage", "Saving a year")
SIZES = {
    "0-1": "One council or none, with other bodies",
    "2": "Two councils",
    "3": "Three councils",
    "4": "Four councils",
    "5+": "Five councils or more",
    "unknown": "Number not known",
}
STAGES = ("operating", "proposed", "ended", "abandoned")
SAVINGS = {"yes": "With a saving that can be compared", "no": "Without one"}
ORDERS = {
    "name": "By name",
    "saving-down": "Largest saving first",
    "saving-up": "Smallest saving first",
    "councils-down": "Most councils first",
    "councils-up": "Fewest councils first",
    "since-down": "Newest start first",
    "since-up": "Oldest start first",
    "service": "By service",
}
Options = dict[str, str]


def publish_register(findings: Findings) -> PublishedTable:
    """Every arrangement on record with its partners and saving, below the form that filters it."""
    records = collect_records(findings)
    councils = collect_councils(findings, records)
    places = {council.authority_code: council.place for council in councils}
    categories = findings.register.categories
    shelves = name_pages(sorted(categories.family.unique(), key=str.lower))
    rows = "".join(_row(record, shelves[record.family], places) for record in records)
    head = "".join(f'<th scope="col">{heading}</th>' for heading in HEADINGS)
    named = sorted({*places.values(), *(record.place for record in records)})
    form = _form(
        councils,
        place={slugify(place): place for place in named},
        family={page: family for family, page in shelves.items()},
        category=dict(zip(categories.category, categories.description, strict=True)),
    )
    return PublishedTable(
        "register",
        f'<div class="register">{form}<p class="register-message" role="status"></p>'
        f'<p class="register-count" role="status">{_count(len(records))}</p>'
        '<div class="table-box register-box" role="region" tabindex="0" aria-label="Register">'
        '<table class="register-table"><caption>Arrangements and their savings a year</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></div>",
    )


def _form(councils: list[Council], place: Options, family: Options, category: Options) -> str:
    listed = "".join(
        f'<option value="{escape(council.name)}" data-code="{escape(council.authority_code)}">'
        for council in councils
    )
    fields = [
        _field(
            "q",
            "Search the register",
            '<input type="search" name="q" id="register-q" autocomplete="off">',
        ),
        _field(
            "council",
            "Council",
            '<input type="text" name="council" id="register-council" list="register-councils" '
            f'autocomplete="off"><datalist id="register-councils">{listed}</datalist>',
        ),
        _choose("place", "Region or nation", place),
        _choose("family", "Family of services", family),
        _choose("category", "Service", category),
        _choose("size", "Size", {group: SIZES[group] for group in PARTNER_GROUPS}),
        _choose("stage", "Stage", {stage: stage.capitalize() for stage in STAGES}),
        _choose("saving", "Saving", SAVINGS),
        _choose("sort", "Order", ORDERS, every=False),
    ]
    return (
        '<form class="register-filters" role="search" aria-label="Find arrangements">'
        f'{"".join(fields)}<p><button type="reset">Clear filters</button></p></form>'
    )


def _field(name: str, label: str, control: str) -> str:
    return f'<p><label for="register-{name}">{label}</label>{control}</p>'


def _choose(name: str, label: str, options: Options, every: bool = True) -> str:
    items = '<option value="">All</option>' if every else ""
    items += "".join(
        f'<option value="{escape(value)}">{escape(text)}</option>'
        for value, text in options.items()
    )
    return _field(name, label, f'<select name="{name}" id="register-{name}">{items}</select>')


def _row(record: Record, shelf: str, places: dict[str, str]) -> str:
    where = {record.place, *(places[code] for code in record.codes if code in places)}
    held = {
        "place": " ".join(sorted(slugify(place) for place in where)),
        "council": " ".join(dict.fromkeys(record.codes)),
        "family": shelf,
        "category": record.category,
        "size": record.size,
        "stage": record.stage,
        "saving": "" if math.isnan(record.saving) else f"{record.saving:.0f}",
        "councils": "" if record.n_councils is None else str(record.n_councils),
        "since": str(record.start_year or ""),
    }
    data = "".join(f' data-{name}="{escape(value)}"' for name, value in held.items() if value)
    address = f"{SHELVES.removeprefix('reference/')}/{shelf}.html#{escape(record.arrangement_id)}"
    partners = ", ".join(partner.name for partner in record.partners)
    since = f"since {record.start_year}" if record.start_year else ""
    return (
        f'<tr id="{escape(record.arrangement_id)}"{data}><th scope="row">'
        f'<a href="{address}">{escape(record.name)}</a>{_small(partners)}</th>'
        f"{_cell(begin(record.service), HEADINGS[1], record.place)}"
        f"{_cell(held['councils'], HEADINGS[2])}{_cell(record.stage, HEADINGS[3], since)}"
        f"{_saving(record)}</tr>"
    )


def _saving(record: Record) -> str:
    if record.reason:
        return _cell("", HEADINGS[4], record.reason, title=REASONS[record.reason])
    return _cell(say_pounds(record.saving), HEADINGS[4], record.status)


def _cell(text: str, heading: str, small: str = "", title: str = "") -> str:
    """A cell that knows its heading, which a phone shows beside it."""
    hint = f' title="{escape(title)}"' if title else ""
    return f'<td data-label="{heading}"{hint}>{escape(text)}{_small(small)}</td>'


def _small(text: str) -> str:
    return f"<small>{escape(text)}</small>" if text else ""


def _count(number: int) -> str:
    return "1 arrangement" if number == 1 else f"{number:,} arrangements"
