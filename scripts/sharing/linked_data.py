"""The book and its data as search engines for data sets read them: schema.org in JSON-LD.

The vocabulary is schema.org's ``Report`` and ``Dataset`` with the properties that Google's guide to
structured data for data sets names.
"""

import json
from typing import Any
from urllib.parse import urljoin

from sharing.publication import LICENCES, Page, Publication

Thing = dict[str, Any]
UNITED_KINGDOM = {"@type": "Place", "name": "United Kingdom"}


def describe_report(book: Publication, page: Page, finding: str, edition_address: str) -> Thing:
    """An edition as a report that rests on its data set."""
    return {
        "@context": "https://schema.org",
        "@type": "Report",
        "@id": page.address,
        "name": f"{book.short_title}, edition {page.edition}",
        "headline": page.title,
        "abstract": finding,
        "url": page.address,
        "inLanguage": "en-GB",
        "version": book.version,
        "datePublished": book.released.isoformat(),
        "author": _author(book),
        "publisher": _author(book),
        "license": _licences(book),
        "keywords": list(book.keywords),
        "about": [
            {"@type": "Thing", "name": "Shared services of local government"},
            UNITED_KINGDOM,
        ],
        "isBasedOn": {"@type": "Dataset", "@id": name_dataset(edition_address)},
    }


def describe_dataset(
    book: Publication, descriptor: Thing, edition: int, edition_address: str, first_year: int
) -> Thing:
    """An edition's published data, from its Frictionless descriptor.

    Parameters
    ----------
    descriptor
        The edition's ``datapackage.json``: each resource with path, title, bytes and hash.
    first_year
        The year of the oldest dated report; the data run from it to the edition's year.
    """
    data_address = urljoin(edition_address, "data/")
    files = [_download(resource, data_address) for resource in descriptor["resources"]]
    measured = next(
        (r["schema"]["fields"] for r in descriptor["resources"] if r["name"] == "analysis"), []
    )
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "@id": name_dataset(edition_address),
        "name": descriptor["title"],
        "description": descriptor["description"],
        "url": urljoin(edition_address, "reference/downloads.html"),
        "version": book.version,
        "datePublished": book.released.isoformat(),
        "inLanguage": "en-GB",
        "isAccessibleForFree": True,
        "license": LICENCES["CC-BY-4.0"],
        "creator": _author(book),
        "keywords": descriptor.get("keywords", []),
        "temporalCoverage": f"{first_year}/{edition}",
        "spatialCoverage": UNITED_KINGDOM,
        "variableMeasured": [_variable(field) for field in measured if field["unit"]],
        "citation": [source["citation"] for source in descriptor.get("sources", [])],
        "distribution": [*files, *_documents(edition_address)],
    }


def name_dataset(edition_address: str) -> str:
    """The identifier of an edition's data set."""
    return urljoin(edition_address, "reference/downloads.html#dataset")


def write_script(thing: Thing) -> str:
    """A thing as a script that no text inside it can end."""
    text = json.dumps(thing, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return f'<script type="application/ld+json">{text}</script>\n'


def _author(book: Publication) -> Thing:
    return {"@type": "Organization", "name": book.author}


def _licences(book: Publication) -> list[str]:
    return [LICENCES.get(licence, licence) for licence in book.licences]


def _download(resource: Thing, data_address: str) -> Thing:
    return {
        "@type": "DataDownload",
        "name": resource["title"],
        "description": resource["description"],
        "contentUrl": urljoin(data_address, resource["path"]),
        "encodingFormat": resource.get("mediatype", "text/csv"),
        "contentSize": f"{resource['bytes']} B",
        "sha256": resource["hash"].removeprefix("sha256:"),
    }


def _documents(edition_address: str) -> list[Thing]:
    files = {"results.json": "Everything that the edition found"}
    files |= {"data/datapackage.json": "What every table and column means"}
    return [
        {
            "@type": "DataDownload",
            "name": name,
            "contentUrl": urljoin(edition_address, path),
            "encodingFormat": "application/json",
        }
        for path, name in files.items()
    ]


def _variable(field: Thing) -> Thing:
    return {
        "@type": "PropertyValue",
        "name": field["name"],
        "description": field["description"],
        "unitText": field["unit"],
    }
