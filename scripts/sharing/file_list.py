"""Every file that an edition offers, with what it is, its size and its licence, as HTML.

It is written from the edition's published descriptor when the book is compiled, so it cannot differ
from the files.
"""

import json
from collections.abc import Iterable
from html import escape
from pathlib import Path
from typing import Any

from sharing.publication import LICENCES

OWN = "CC-BY-4.0"
DOCUMENTS = {
    "results.json": "Everything that the edition found: sample, shares, models, verdicts on claims",
    "data/datapackage.json": "What every table and column means, with checksums (Frictionless Data "
    "Package)",
}
HEADINGS = ("File", "What it is", "Rows", "Licence")


def list_files(extra: Path, up: str) -> str:
    """The table of an edition's data files.

    Parameters
    ----------
    extra
        The folder of what the edition publishes beside its pages: ``results.json``, ``data/``.
    up
        From the page to the edition's root, such as ``../``.
    """
    descriptor = json.loads((extra / "data" / "datapackage.json").read_text(encoding="utf-8"))
    rows = [_describe_document(extra / path, path, words, up) for path, words in DOCUMENTS.items()]
    rows += [_describe_table(resource, up) for resource in descriptor["resources"]]
    head = "".join(f'<th scope="col">{word}</th>' for word in HEADINGS)
    return (
        '<table class="downloads-table"><caption>Files of this edition</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"
    )


def list_notebooks(titles: Iterable[tuple[str, str]], up: str) -> str:
    """The executed notebooks, from pairs of a page's path without its ending and its title."""
    items = "".join(
        f'<li><a download href="{up}_sources/{escape(path)}.ipynb">{escape(title)}</a></li>'
        for path, title in titles
    )
    return f'<ul class="downloads-notebooks">{items}</ul>'


def say_size(size: int) -> str:
    """A file's size as people read it: 660 bytes, 41 kB, 1.2 MB."""
    if size < 1000:
        return f"{size} bytes"
    if size < 999_500:
        return f"{size / 1000:.0f} kB"
    return f"{size / 1e6:.1f} MB"


def _describe_document(file: Path, path: str, words: str, up: str) -> str:
    kind = f"JSON, {say_size(file.stat().st_size)}"
    return _row(f"{up}{path}", path, kind, [f"{escape(words)}.", "–", _license(OWN)])


def _describe_table(resource: dict[str, Any], up: str) -> str:
    path = f"data/{resource['path']}"
    names = [licence["name"] for licence in resource.get("licenses", [])] or [OWN]
    cells = [
        f"<strong>{escape(resource['title'])}.</strong> {escape(resource['description'])}",
        f"{resource['rows']:,}",
        ", ".join(map(_license, names)),
    ]
    return _row(f"{up}{path}", path, f"CSV, {say_size(resource['bytes'])}", cells)


def _license(name: str) -> str:
    address = LICENCES.get(name)
    return f'<a href="{address}">{escape(name)}</a>' if address else escape(name)


def _row(href: str, path: str, kind: str, cells: list[str]) -> str:
    link = f'<a download href="{escape(href)}">{escape(path.rsplit("/", 1)[-1])}</a>'
    # On a phone, where a row is a block, each cell says what it is.
    rest = "".join(
        f'<td data-label="{word}">{cell}</td>'
        for word, cell in zip(HEADINGS[1:], cells, strict=True)
    )
    return f'<tr><th scope="row">{link} <small>{kind}</small></th>{rest}</tr>'
