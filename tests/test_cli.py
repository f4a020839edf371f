"""The command line as a person uses it, in processes of its own."""

import json
import re
import shutil
import subprocess
import sys
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

from sharing.paths import DATA, ROOT


def sharing(*words):
    return subprocess.run(
        [sys.executable, "-m", "sharing.cli", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
    )


@pytest.fixture
def broken_data(tmp_path):
    folder = tmp_path / "data"
    shutil.copytree(DATA, folder)
    reports = folder / "raw" / "reports.csv"
    text = reports.read_text(encoding="utf-8")
    reports.write_text(text.replace(",600000,", ",£600k,", 1), encoding="utf-8")
    arrangements = folder / "raw" / "arrangements.csv"
    text = arrangements.read_text(encoding="utf-8")
    arrangements.write_text(text.replace(",legal,3,", ",leagl,3,", 1), encoding="utf-8")
    return folder


def test_check_passes_the_real_data():
    done = sharing("check")
    assert done.returncode == 0
    assert "826 arrangements" in done.stderr


def test_check_prints_every_fault_and_exits_with_one(broken_data):
    done = sharing("check", "--data", broken_data)
    assert done.returncode == 1
    assert "2 faults in the data" in done.stderr
    assert "raw/reports.csv, row 2, column amount_gbp: '£600k' is not a whole number" in done.stderr
    assert "raw/arrangements.csv, row 3, column category: 'leagl'" in done.stderr
    assert "Did you mean 'legal'?" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_build_from_faulty_data_names_the_faults_and_leaves_the_site_untouched(
    broken_data, tmp_path
):
    site = tmp_path / "site"
    (site / "2026").mkdir(parents=True)
    (site / "2026" / "index.html").write_text("the last built edition")
    done = sharing("build", "--year", 2026, "--data", broken_data, "--out", site)
    assert done.returncode == 1
    assert "row 2, column amount_gbp" in done.stderr + done.stdout
    assert [path.name for path in site.rglob("*") if path.is_file()] == ["index.html"]
    assert (site / "2026" / "index.html").read_text() == "the last built edition"


def test_a_price_year_outside_the_deflator_is_explained():
    done = sharing("results", "--year", 2026, "--price-year", 2031)
    assert done.returncode == 1
    assert "price_year 2031 is not in the deflator, which runs from 2000 to 2024" in done.stderr


def test_results_prints_the_document_as_json():
    done = sharing("results", "--year", 2015)
    document = json.loads(done.stdout)
    assert document["edition"]["year"] == 2015
    sample = document["sample"]
    assert sample["usable"] + sum(sample["excluded"].values()) == sample["arrangements"]


def test_an_address_that_nobody_could_open_stops_a_build_before_it_starts(tmp_path):
    done = sharing("build", "--address", "example.org", "--out", tmp_path / "site")
    assert done.returncode == 1
    assert "'example.org' is no address for a site" in done.stderr
    assert "Traceback" not in done.stderr


def test_serve_compresses_and_answers_a_missing_page_with_the_sites_own(tmp_path):
    (tmp_path / "404.html").write_text("<h1>There is no such page</h1>")
    command = [sys.executable, "-u", "-m", "sharing.cli", "serve", "--out", str(tmp_path)]
    with subprocess.Popen([*command, "--port", "0"], stdout=subprocess.PIPE, text=True) as server:
        try:
            address = re.search(r"http://[0-9.:]+/", server.stdout.readline())[0]
            with pytest.raises(HTTPError) as missing:
                urlopen(f"{address}nothing.html", timeout=10)
            assert missing.value.code == 404
            assert b"There is no such page" in missing.value.read()
        finally:
            server.terminate()
