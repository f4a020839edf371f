"""The descriptor is read as it stands, and measured from the files alone."""

import hashlib
import json
from pathlib import Path

import pytest

from sharing.descriptor import Column, Link, Table, measure, read_descriptor, read_tables, refresh

PLACES = {
    "name": "places",
    "path": "raw/places.csv",
    "title": "Places",
    "description": "One row per place.",
    "schema": {
        "fields": [
            {
                "name": "place",
                "type": "string",
                "title": "Place",
                "description": "Its code",
                "unit": "",
                "example": "york",
                "constraints": {"required": True},
            },
            {
                "name": "inside",
                "type": "string",
                "title": "Inside",
                "description": "The place around it, if £ matters",
                "unit": "",
                "example": "",
            },
        ],
        "foreignKeys": [
            {"fields": "inside", "reference": {"resource": "", "fields": "place"}},
            {"fields": ["place"], "reference": {"resource": "codes", "fields": ["code"]}},
        ],
    },
}


@pytest.fixture
def path(tmp_path: Path) -> Path:
    file = tmp_path / "datapackage.json"
    file.write_text(json.dumps({"resources": [PLACES]}, ensure_ascii=False), encoding="utf-8")
    return file


def test_a_table_is_read_with_its_columns_in_order(path):
    assert read_tables(path) == {
        "places": Table(
            name="places",
            path="raw/places.csv",
            title="Places",
            description="One row per place.",
            columns=(
                Column("place", "string", "Place", "Its code", "", "york", {"required": True}),
                Column(
                    "inside", "string", "Inside", "The place around it, if £ matters", "", "", {}
                ),
            ),
            links=(Link("inside", "places", "place"), Link("place", "codes", "code")),
        )
    }


def test_a_link_to_no_named_table_leads_to_its_own(path):
    assert read_tables(path)["places"].links[0].other == "places"


def test_a_link_given_as_a_list_of_one_is_that_one(path):
    assert read_tables(path)["places"].links[1] == Link("place", "codes", "code")


def test_the_descriptor_is_read_as_it_stands(path):
    assert read_descriptor(path) == {"resources": [PLACES]}


def test_rows_bytes_and_checksum_are_those_of_the_file(tmp_path):
    file = tmp_path / "a.csv"
    content = b"a,b\n1,\xc2\xa32\n3,4\n"
    file.write_bytes(content)
    assert measure(file) == {
        "rows": 2,
        "bytes": 14,
        "hash": "sha256:" + hashlib.sha256(content).hexdigest(),
    }


def test_a_cell_of_two_lines_is_one_row(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b'a,b\r\n1,"two\r\nlines"\r\n')
    assert measure(file)["rows"] == 1


def test_a_last_line_without_its_end_is_a_row(tmp_path):
    file = tmp_path / "a.csv"
    file.write_bytes(b"a\n1\n2")
    assert measure(file)["rows"] == 2


def test_refreshing_renews_the_measures_and_nothing_else(tmp_path):
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "places.csv").write_bytes(b"place,inside\nyork,\n")
    old = {"title": "T", "resources": [PLACES | {"rows": 99, "bytes": 1, "hash": "sha256:0"}]}
    new = refresh(old, tmp_path)
    assert new == {
        "title": "T",
        "resources": [PLACES | measure(tmp_path / "raw" / "places.csv")],
    }
    assert old["resources"][0]["rows"] == 99


def test_every_link_of_the_project_leads_to_a_column_that_exists(tables):
    for table in tables.values():
        for link in table.links:
            assert link.column in [column.name for column in table.columns]
            assert link.other_column in [column.name for column in tables[link.other].columns]
