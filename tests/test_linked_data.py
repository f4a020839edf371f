"""The book and its data in the words of schema.org."""

import json

from bs4 import BeautifulSoup

from sharing.linked_data import describe_dataset, describe_report, name_dataset, write_script
from test_publication import BOOK, PAGE

HOME = "https://example.org/book/2019/"
DESCRIPTOR = {
    "title": "Register, edition 2019",
    "description": "Facts.",
    "keywords": ["councils"],
    "sources": [{"citation": "The register."}],
    "resources": [
        {
            "name": "analysis",
            "path": "analysis.csv",
            "title": "Analysis",
            "description": "One row per arrangement.",
            "mediatype": "text/csv",
            "bytes": 12,
            "hash": "sha256:abc",
            "schema": {
                "fields": [
                    {"name": "saving", "description": "A year.", "unit": "GBP"},
                    {"name": "name", "description": "Its name.", "unit": ""},
                ]
            },
        }
    ],
}


def test_a_report_rests_on_its_data_set():
    report = describe_report(BOOK, PAGE, "Six in a hundred.", HOME)
    assert report["@type"] == "Report"
    assert (report["version"], report["datePublished"]) == ("2026.11", "2026-11-21")
    assert report["license"] == ["https://creativecommons.org/licenses/by/4.0/"]
    assert report["isBasedOn"]["@id"] == name_dataset(HOME)
    assert report["author"] == {"@type": "Organization", "name": BOOK.author}


def test_a_data_set_names_its_files_its_years_and_what_is_measured():
    data = describe_dataset(BOOK, DESCRIPTOR, 2019, HOME, 2004)
    assert data["temporalCoverage"] == "2004/2019"
    assert data["spatialCoverage"]["name"] == "United Kingdom"
    assert [v["name"] for v in data["variableMeasured"]] == ["saving"]
    table, results, descriptor = data["distribution"]
    assert table["contentUrl"] == f"{HOME}data/analysis.csv"
    assert (table["encodingFormat"], table["sha256"]) == ("text/csv", "abc")
    assert results["contentUrl"] == f"{HOME}results.json"
    assert descriptor["contentUrl"] == f"{HOME}data/datapackage.json"
    assert data["citation"] == ["The register."]


def test_no_text_can_end_the_script():
    thing = {"name": "</script><script>alert(1)</script>"}
    script = BeautifulSoup(write_script(thing), "html.parser")
    assert len(script("script")) == 1
    assert json.loads(script.script.string) == thing
