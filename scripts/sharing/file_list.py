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
HEADINGS = ("File", "What it is", "Rows", "Size", "Format", "Licence")
KINDS = ("", "", ' class="number"', ' class="number"', "", "")


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
    head = "".join(
        f'<th scope="col"{kind}>{word}</th>' for word, kind in zip(HEADINGS, KINDS, strict=True)
    )
    return (
        '<div class="table-box" role="region" tabindex="0" aria-labelledby="files-caption">'
        '<table class="downloads-table"><caption id="files-caption">Files of this edition</caption>'
        f"<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table></div>"
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
    size = say_size(file.stat().st_size)
    return _row(f"{up}{path}", path, [escape(words), "", size, "JSON", _license(OWN)])


def _describe_table(resource: dict[str, Any], up: str) -> str:
    path = f"data/{resource['path']}"
    names = [licence["name"] for licence in resource.get("licenses", [])] or [OWN]
    cells = [
        f"<strong>{escape(resource['title'])}.</strong> {escape(resource['description'])}",
        f"{resource['rows']:,}",
        say_size(resource["bytes"]),
        "CSV",
        ", ".join(map(_license, names)),
    ]
    return _row(f"{up}{path}", path, cells)


def _license(name: str) -> str:
    address = LICENCES.get(name)
    return f'<a href="{address}">{escape(name)}</a>' if address else escape(name)


def _row(href: str, path: str, cells: list[str]) -> str:
    first = f'<th scope="row"><a download href="{escape(href)}">{escape(path)}</a></th>'
    rest = "".join(f"<td{kind}>{cell}</td>" for cell, kind in zip(cells, KINDS[1:], strict=True))
    return f"<tr>{first}{rest}</tr>"
