"""An edition's data stand beside its pages, described as they are."""

import csv
import hashlib
import json
from pathlib import Path

import frictionless
import numpy as np
import pytest
import yaml

from refit import NUMBERS, compare
from sharing.document import write_document
from sharing.edition import REASONS
from sharing.paths import DATA, EDITIONS
from sharing.release import OUTPUTS, edition_tables, write_edition_data
from sharing.results import Findings
from sharing.savings import CHOSEN, STEPS, SUPERSEDED

YEARS = [2011, 2026]
EVERY = sorted(entry["year"] for entry in yaml.safe_load(EDITIONS.read_text(encoding="utf-8")))
SIX_DIGITS = 5e-7


@pytest.fixture(scope="module", params=YEARS)
def released(request, findings, tmp_path_factory) -> tuple[int, Path]:
    folder = tmp_path_factory.mktemp("release") / "edition"
    write_edition_data(findings(request.param), DATA, folder)
    return request.param, folder


def described(folder: Path) -> dict[str, dict]:
    package = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    return {resource["name"]: resource for resource in package["resources"]}


def header(file: Path) -> list[str]:
    with file.open(encoding="utf-8", newline="") as handle:
        return next(csv.reader(handle))


def test_the_published_package_is_valid(released):
    report = frictionless.validate(str(released[1] / "data" / "datapackage.json"))
    assert report.valid, report.flatten(["type", "rowNumber", "fieldName", "message"])[:5]


def test_every_published_file_is_described_with_its_size_and_checksum(released):
    _, folder = released
    resources = described(folder)
    files = {file.name for file in (folder / "data").iterdir()} - {"datapackage.json"}
    assert files == {resource["path"] for resource in resources.values()}
    for resource in resources.values():
        content = (folder / "data" / resource["path"]).read_bytes()
        assert resource["hash"] == "sha256:" + hashlib.sha256(content).hexdigest()
        assert resource["bytes"] == len(content)
        with (folder / "data" / resource["path"]).open(encoding="utf-8", newline="") as handle:
            assert resource["rows"] == len(list(csv.DictReader(handle)))


def test_the_columns_described_are_those_written_in_order(released):
    _, folder = released
    for name, resource in described(folder).items():
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert columns == header(folder / "data" / f"{name}.csv"), name


def test_the_package_is_named_after_its_edition(released):
    year, folder = released
    package = json.loads((folder / "data" / "datapackage.json").read_text(encoding="utf-8"))
    assert package["name"].endswith(f"-{year}")
    assert package["title"].endswith(f"edition {year}")


def test_the_raw_tables_are_published_as_they_were_read(released, tables):
    for table in tables.values():
        copy = released[1] / "data" / Path(table.path).name
        assert copy.read_bytes() == (DATA / table.path).read_bytes()


def test_the_results_published_are_the_document(released, findings):
    year, folder = released
    found = json.loads((folder / "results.json").read_text(encoding="utf-8"))
    assert found == write_document(findings(year))


@pytest.mark.parametrize("year", [1990, *YEARS])
def test_the_outputs_described_are_the_tables_of_an_edition(findings, year):
    outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))["resources"]
    written = edition_tables(findings(year))
    assert [resource["name"] for resource in outputs] == list(written)
    for resource in outputs:
        columns = [field["name"] for field in resource["schema"]["fields"]]
        assert columns == list(written[resource["name"]].columns), resource["name"]


def test_every_output_column_is_explained():
    for resource in json.loads(OUTPUTS.read_text(encoding="utf-8"))["resources"]:
        for field in resource["schema"]["fields"]:
            assert field["title"].strip() and field["description"].strip(), field["name"]


def test_every_example_stands_in_the_newest_edition(findings):
    written = edition_tables(findings(2026))
    for resource in json.loads(OUTPUTS.read_text(encoding="utf-8"))["resources"]:
        for field in resource["schema"]["fields"]:
            values = written[resource["name"]][field["name"]]
            if field["type"] == "number":
                # The planner's search ends within a millionth of the same place on any processor.
                near = np.isclose(values.dropna().to_numpy(float), float(field["example"]))
                assert near.any(), field["name"]
            else:
                assert field["example"] in set(values.astype(str)), field["name"]


def write_models(findings: Findings, folder: Path) -> dict:
    """The two published files that hold the models, without the tables that take long."""
    (folder / "data").mkdir()
    findings.table.to_csv(folder / "data" / "analysis.csv", index=False)
    document = write_document(findings)
    (folder / "results.json").write_text(json.dumps(document), encoding="utf-8")
    return document["models"]


def test_another_program_refits_what_was_published(released):
    """From the very files of an edition: `compare` reads nothing else."""
    models = json.loads((released[1] / "results.json").read_text(encoding="utf-8"))["models"]
    found = compare(released[1])
    assert set(found.model) == set(models) and len(models) >= 1
    assert found.difference.max() < SIX_DIGITS


@pytest.mark.parametrize("year", EVERY)
def test_another_program_refits_every_model_to_six_digits(findings, tmp_path, year):
    """Estimates, standard errors, degrees of freedom, intervals and p-values, from files alone."""
    models = write_models(findings(year), tmp_path)
    found = compare(tmp_path)
    assert len(models) >= 1
    for name, model in models.items():
        own = found[found.model == name]
        assert len(own) == len(model["terms"]) * len(NUMBERS)
        assert own[own.number == "estimate"].published.notna().all()
        assert own.difference.max() < SIX_DIGITS, own[own.difference >= SIX_DIGITS].to_string()


def test_a_number_that_is_wrong_in_the_sixth_digit_is_noticed(findings, tmp_path):
    """So that the comparison is known to be able to fail."""
    models = write_models(findings(2026), tmp_path)
    for name in models:
        changed = json.loads(json.dumps({"models": models}))
        changed["models"][name]["terms"][1]["high"] *= 1 + 1e-6
        (tmp_path / "results.json").write_text(json.dumps(changed), encoding="utf-8")
        found = compare(tmp_path)
        assert found[found.difference > SIX_DIGITS].number.tolist() == ["high"]


def test_every_reason_and_use_that_may_be_published_is_described():
    outputs = json.loads(OUTPUTS.read_text(encoding="utf-8"))["resources"]
    allowed = {
        (resource["name"], field["name"]): field["constraints"].get("enum")
        for resource in outputs
        for field in resource["schema"]["fields"]
    }
    assert set(allowed["exclusions", "reason"]) == set(REASONS)
    assert set(allowed["trail", "use"]) == {CHOSEN, SUPERSEDED, *STEPS}


@pytest.mark.parametrize("year", YEARS)
def test_every_arrangement_is_in_the_analysis_or_among_the_exclusions(findings, year):
    written = edition_tables(findings(year))
    used, left = set(written["analysis"].arrangement_id), set(written["exclusions"].arrangement_id)
    assert not used & left
    assert used | left == set(findings(year).register.arrangements.arrangement_id)
    assert (written["exclusions"].explanation == written["exclusions"].reason.map(REASONS)).all()


@pytest.mark.parametrize("year", YEARS)
def test_every_use_in_the_trail_is_explained_and_the_chosen_are_the_analysis(findings, year):
    written = edition_tables(findings(year))
    assert set(written["trail"].use) <= {CHOSEN, SUPERSEDED, *STEPS}
    chosen = written["trail"][written["trail"].use == CHOSEN]
    assert sorted(chosen.report_id) == sorted(written["analysis"].report_id)


def test_writing_again_leaves_nothing_of_before(findings, tmp_path):
    folder = tmp_path / "edition"
    write_edition_data(findings(2011), DATA, folder)
    before = {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()}
    (folder / "data" / "stray.csv").write_text("a\n1\n")
    write_edition_data(findings(2011), DATA, folder)
    assert {file: file.read_bytes() for file in folder.rglob("*") if file.is_file()} == before
