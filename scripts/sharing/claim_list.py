"""Published claims and findings as a table to read; each row has an address of its own."""

from html import escape

import pandas as pd

from sharing.prose import say_origin


def write_claims(rows: pd.DataFrame, *, name: str, caption: str, headings: tuple[str, ...]) -> str:
    """HTML of a table of claims, which a phone shows as one block for each.

    Parameters
    ----------
    rows
        ``address``, ``tone`` (a class of the style sheet), ``symbol`` and ``judged`` (a word or
        two), ``claim``, its ``url``, ``source_title``, ``publisher`` and ``source_date``, ``why``
        and ``notes`` (a list of further sentences).
    name
        The table's address is ``#table-<name>``; a row's is its ``address``.
    headings
        Of the three columns: what is judged, the claim, and why.
    """
    if rows.empty:
        return ""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(_row(row) for _, row in rows.iterrows())
    return (
        f'<table class="claims-table" id="table-{name}"><caption>{escape(caption)}</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"
    )


def _row(row: pd.Series) -> str:
    notes = "".join(f"<small>{escape(note)}</small>" for note in row.notes if note)
    address = escape(row.address)
    return (
        f'<tr id="{address}"><td class="judged judged-{row.tone}">'
        f'<span aria-hidden="true">{row.symbol}</span> {escape(row.judged)}</td>'
        f'<th scope="row"><a href="#{address}">{escape(row.claim)}</a>'
        f"<small>{_cite(row)}</small></th><td>{escape(row.why)}{notes}</td></tr>"
    )


def _cite(row: pd.Series) -> str:
    title = escape(row.source_title)
    link = f'<a href="{escape(row.url)}">{title}</a>' if row.url else title
    details = say_origin(row.publisher, row.source_date)
    return f"Source: {link}" + (f" ({escape(details)})" if details else "")
