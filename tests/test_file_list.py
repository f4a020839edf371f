"""The list of an edition's files."""

import json

from bs4 import BeautifulSoup

from sharing.file_list import list_files, list_notebooks, say_size

HOSTILE = '<img src=x onerror=alert(1)> "quoted"'


def made_extra(folder):
    (folder / "data").mkdir()
    (folder / "results.json").write_text("{}\n" * 700)
    table = {"path": "reports.csv", "rows": 1686, "bytes": 112_775, "description": HOSTILE}
    table |= {"title": "Reports", "licenses": [{"name": "ODC-PDDL-1.0"}]}
    descriptor = {"resources": [table]}
    (folder / "data" / "datapackage.json").write_text(json.dumps(descriptor))
    return folder


def test_each_file_has_its_link_size_rows_and_licence_and_hostile_words_stay_words(tmp_path):
    listed = BeautifulSoup(list_files(made_extra(tmp_path), "../"), "html.parser")
    links = [link["href"] for link in listed.select("th a")]
    assert links == ["../results.json", "../data/datapackage.json", "../data/reports.csv"]
    reports = listed("tr")[-1]
    assert reports.th.small.string == "CSV, 113 kB"
    assert HOSTILE in reports.td.get_text() and not listed("img")
    assert [cell.get_text() for cell in reports("td")[1:]] == ["1,686", "ODC-PDDL-1.0"]
    assert listed("tr")[1].small.string == "JSON, 2 kB"


def test_each_notebook_is_a_download():
    listed = BeautifulSoup(list_notebooks([("a/b", "Who <shares>?")], "../"), "html.parser")
    assert listed.a["href"] == "../_sources/a/b.ipynb"
    assert listed.a.has_attr("download") and listed.a.get_text() == "Who <shares>?"


def test_sizes_are_said_as_people_read_them():
    sizes = [660, 999, 1000, 41_499, 999_499, 999_500, 5_023_600]
    said = ["660 bytes", "999 bytes", "1 kB", "41 kB", "999 kB", "1.0 MB", "5.0 MB"]
    assert [say_size(size) for size in sizes] == said
