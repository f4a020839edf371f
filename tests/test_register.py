"""The tables are read as texts, corrected, typed, and refused with every fault at once."""

import hashlib
from pathlib import Path

import pandas as pd
import pytest

from builders import edit_row, write_folder, write_rows
from sharing.errors import DataFaults, Fault
from sharing.paths import DATA
from sharing.register import DECLARED, read_register

REPORTS = "raw/reports.csv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_folder(tmp_path)


def faults_in(folder: Path) -> list[Fault]:
    with pytest.raises(DataFaults) as caught:
        read_register(folder)
    return caught.value.faults


def rewrite(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def correct(folder: Path, **entry: str) -> None:
    lines = [f"{key}: {value!r}" for key, value in entry.items()]
    (folder / "corrections.yml").write_text("- " + "\n  ".join(lines) + "\n", encoding="utf-8")


NAME = {"table": "arrangements", "id": "beta-legal", "column": "name", "reason": "A slip."}


def test_every_type_of_column_has_its_type_in_memory(folder):
    register = read_register(folder)
    assert register.reports.dtypes[["amount_gbp", "period_start"]].astype(str).tolist() == [
        "Int64",
        "Int64",
    ]
    assert str(register.reports.years_covered.dtype) == "float64"
    assert str(register.totals.value.dtype) == "float64"
    assert str(register.audit.amount_ok.dtype) == "boolean"
    assert str(register.reports.reported_on.dtype) == "str"
    assert str(register.arrangements.arrangement_id.dtype) == "str"


def test_every_column_of_every_table_has_the_type_of_its_contract(folder, tables):
    kinds = {"integer": "Int64", "number": "float64", "boolean": "boolean", "string": "str"}
    register = read_register(folder)
    for name, table in tables.items():
        for column in table.columns:
            found = str(getattr(register, name)[column.name].dtype)
            assert found == kinds[column.type], f"{name}.{column.name}"


def test_what_is_missing_is_na_nan_or_an_empty_text(folder):
    register = read_register(folder)
    assert register.reports.period_start.tolist() == [2012, pd.NA]
    assert register.reports.years_covered.isna().tolist() == [False, True]
    assert register.reports.years_covered[0] == 3.0
    assert register.reports.reported_on.tolist() == ["2014-07-01", ""]
    assert register.audit[["amount_ok", "basis_ok", "date_ok"]].iloc[0].tolist() == [
        True,
        pd.NA,
        False,
    ]


def test_a_table_without_rows_is_typed_too(tmp_path):
    register = read_register(write_folder(tmp_path, write_rows() | {"awards": [], "audit": []}))
    assert len(register.awards) == 0
    assert str(register.awards.grant_gbp.dtype) == "Int64"
    assert str(register.audit.amount_ok.dtype) == "boolean"


def test_no_text_stands_for_a_missing_value(tmp_path):
    rows = edit_row(write_rows(), "arrangements", 2, name="NA", notes="nan")
    register = read_register(write_folder(tmp_path, rows))
    assert register.arrangements.loc[0, ["name", "notes"]].tolist() == ["NA", "nan"]


def test_a_negative_amount_is_a_number_like_others(tmp_path):
    rows = edit_row(write_rows(), "reports", 3, amount_gbp="-18000")
    assert read_register(write_folder(tmp_path, rows)).reports.amount_gbp[1] == -18000


@pytest.mark.parametrize("amount", ["9" * 20, "-" + "9" * 40])
def test_a_number_too_large_to_hold_is_a_fault(tmp_path, amount):
    rows = edit_row(write_rows(), "reports", 3, amount_gbp=amount)
    [fault] = faults_in(write_folder(tmp_path, rows))
    assert (fault.file, fault.row, fault.column, fault.value) == (REPORTS, 3, "amount_gbp", amount)


def test_a_byte_order_mark_is_not_part_of_the_first_column(folder):
    file = folder / REPORTS
    file.write_bytes(b"\xef\xbb\xbf" + file.read_bytes())
    assert read_register(folder).reports.columns[0] == "report_id"


def test_windows_line_ends_change_nothing(folder):
    plain = read_register(folder).reports
    file = folder / REPORTS
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    pd.testing.assert_frame_equal(read_register(folder).reports, plain)


def test_a_cell_may_hold_commas_quotes_and_lines(tmp_path):
    note = 'One, "two"\nand £3m'
    rows = edit_row(write_rows(), "arrangements", 2, notes=note)
    register = read_register(write_folder(tmp_path, rows))
    assert register.arrangements.notes.tolist() == [note, ""]


def test_columns_may_be_added_and_moved(folder):
    file = folder / "raw" / "audit.csv"
    frame = pd.read_csv(file, dtype="str", keep_default_na=False)
    frame[frame.columns[::-1]].assign(checked_by="me").to_csv(file, index=False)
    audit = read_register(folder).audit
    assert audit.checked_by.tolist() == ["me"]
    assert audit.amount_ok.tolist() == [True]


def test_a_missing_table_is_named(folder):
    (folder / REPORTS).unlink()
    [fault] = faults_in(folder)
    assert (fault.file, fault.row) == (REPORTS, None)
    assert fault.problem.startswith("is missing from")


def test_a_missing_column_is_named_with_the_one_that_was_meant(folder):
    rewrite(folder / REPORTS, "amount_gbp", "amount_gpb")
    hint = "Did you mean 'amount_gpb'?"
    assert faults_in(folder) == [
        Fault(REPORTS, 1, "amount_gbp", "", "is missing from the header", hint)
    ]


def test_a_column_that_stands_twice_is_named(folder):
    file = folder / "raw" / "arrangement_sources.csv"
    file.write_text("arrangement_id,source_id,source_id\nalpha-ict,src-00000001,src-00000001\n")
    assert Fault(
        "raw/arrangement_sources.csv", 1, "source_id", "", "stands twice in the header"
    ) in (faults_in(folder))


def test_an_empty_file_lacks_every_column(folder):
    (folder / "raw" / "arrangement_sources.csv").write_bytes(b"")
    assert [(fault.row, fault.column) for fault in faults_in(folder)] == [
        (1, "arrangement_id"),
        (1, "source_id"),
    ]


def test_a_file_that_is_not_utf_8_is_named_with_its_first_wrong_byte(folder):
    file = folder / REPORTS
    at = len(file.read_bytes())
    file.write_bytes(file.read_bytes() + "£".encode("cp1252"))
    [fault] = faults_in(folder)
    assert (fault.file, fault.row) == (REPORTS, None)
    assert f"byte {at}" in fault.problem
    assert "UTF-8" in fault.problem


@pytest.mark.parametrize(("line", "cells"), [("gamma", 1), ("a,b,c", 3), ("", 0)])
def test_a_row_of_the_wrong_length_is_named_and_never_mended(folder, line, cells):
    file = folder / "raw" / "arrangement_sources.csv"
    file.write_bytes(file.read_bytes() + line.encode() + b"\n")
    assert faults_in(folder) == [
        Fault("raw/arrangement_sources.csv", 5, "", "", f"has {cells} cells, the header 2")
    ]


def test_a_file_with_a_quote_that_never_closes_is_no_table(folder):
    file = folder / "raw" / "sources.csv"
    file.write_bytes(file.read_bytes() + b'"open')
    [fault] = faults_in(folder)
    assert fault.problem.startswith("is not a CSV table")


def test_the_faults_of_all_tables_are_listed_at_once(tmp_path):
    rows = edit_row(write_rows(), "reports", 3, amount_gbp="many", status="hoped")
    rows = edit_row(rows, "arrangements", 2, category="gone", end_year="2001")
    rows = edit_row(rows, "members", 4, name="")
    found = faults_in(write_folder(tmp_path, rows))
    assert [(fault.file, fault.row, fault.column) for fault in found] == [
        ("raw/arrangements.csv", 2, "category"),
        ("raw/arrangements.csv", 2, "end_year"),
        ("raw/members.csv", 4, "authority_code"),
        (REPORTS, 3, "amount_gbp"),
        (REPORTS, 3, "status"),
    ]


def test_missing_tables_and_ragged_rows_are_listed_together(folder):
    (folder / "raw" / "totals.csv").unlink()
    rewrite(folder / "raw" / "claims.csv", "test_idea", "idea")
    file = folder / "raw" / "arrangement_sources.csv"
    file.write_bytes(file.read_bytes() + b"gamma\n")
    assert {fault.file for fault in faults_in(folder)} == {
        "raw/totals.csv",
        "raw/claims.csv",
        "raw/arrangement_sources.csv",
    }


def test_a_missing_table_does_not_hide_the_wrong_values_of_another(tmp_path):
    rows = edit_row(write_rows(), "reports", 3, amount_gbp="many")
    folder = write_folder(tmp_path, rows)
    (folder / "raw" / "totals.csv").unlink()
    assert {fault.file for fault in faults_in(folder)} == {"raw/totals.csv", REPORTS}


def test_a_correction_replaces_the_value_it_expects(folder):
    correct(folder, **NAME, expect="Beta Legal", value="Beta law")
    before = (folder / "raw" / "arrangements.csv").read_bytes()
    register = read_register(folder)
    assert register.arrangements.name.tolist() == ["Alpha ICT", "Beta law"]
    assert register.corrections == (NAME | {"expect": "Beta Legal", "value": "Beta law"},)
    assert (folder / "raw" / "arrangements.csv").read_bytes() == before


def test_a_corrected_value_is_validated(folder):
    correct(folder, **NAME | {"column": "stage"}, expect="operating", value="opened")
    [fault] = faults_in(folder)
    assert (fault.file, fault.row, fault.column, fault.value) == (
        "raw/arrangements.csv",
        3,
        "stage",
        "opened",
    )


def test_a_correction_puts_a_fault_of_the_table_right(tmp_path):
    rows = edit_row(write_rows(), "arrangements", 3, stage="opened")
    folder = write_folder(tmp_path, rows)
    correct(folder, **NAME | {"column": "stage"}, expect="opened", value="operating")
    assert read_register(folder).arrangements.stage.tolist() == ["operating", "operating"]


def test_a_correction_that_its_source_has_made_itself_stops_the_reading(folder):
    correct(folder, **NAME, expect="Beta Leagl", value="Beta Legal")
    [fault] = faults_in(folder)
    assert (fault.file, fault.column, fault.value) == ("corrections.yml", "expect", "Beta Leagl")
    for word in ("entry 1", "beta-legal", "raw/arrangements.csv", "Beta Legal", "remove"):
        assert word in fault.problem


def test_a_correction_of_a_row_that_is_gone_stops_the_reading(folder):
    correct(folder, **NAME | {"id": "gamma"}, expect="Gamma", value="Delta")
    [fault] = faults_in(folder)
    assert (fault.file, fault.column, fault.value) == ("corrections.yml", "expect", "Gamma")


@pytest.mark.parametrize("change", [{"table": "arrangemnts"}, {"column": "nmae"}])
def test_a_correction_of_no_known_column_is_named(folder, change):
    correct(folder, **NAME | change, expect="Beta Legal", value="Beta law")
    [fault] = faults_in(folder)
    assert (fault.file, fault.column) == ("corrections.yml", "column")


def test_a_correction_without_its_reason_is_named(folder):
    correct(
        folder,
        table="arrangements",
        id="beta-legal",
        column="name",
        expect="Beta Legal",
        value="Beta law",
    )
    [fault] = faults_in(folder)
    assert (fault.file, fault.column, fault.problem) == (
        "corrections.yml",
        "reason",
        "is missing from entry 1",
    )


@pytest.mark.parametrize(
    "content",
    [b"- table: [", b"table: arrangements\n", b"- 3\n", b"three\n", b"- table: \xa3\n"],
    ids=["broken", "one entry, no list", "numbers", "a word", "not UTF-8"],
)
def test_corrections_that_are_not_a_list_of_entries_are_a_fault(folder, content):
    (folder / "corrections.yml").write_bytes(content)
    assert {fault.file for fault in faults_in(folder)} == {"corrections.yml"}


def test_corrections_stay_texts(tmp_path):
    rows = edit_row(write_rows(), "arrangements", 3, notes="no")
    folder = write_folder(tmp_path, rows)
    (folder / "corrections.yml").write_text(
        "- {table: arrangements, id: beta-legal, column: notes, expect: no, value: 007, reason: x}"
    )
    assert read_register(folder).arrangements.notes[1] == "007"


def test_empty_corrections_correct_nothing(folder):
    (folder / "corrections.yml").write_text("# nothing yet\n")
    assert read_register(folder).corrections == ()


def test_faults_of_corrections_and_tables_are_listed_at_once(tmp_path):
    folder = write_folder(tmp_path, edit_row(write_rows(), "reports", 3, amount_gbp="many"))
    correct(folder, **NAME | {"column": "nmae"}, expect="Beta Legal", value="Beta law")
    assert [fault.file for fault in faults_in(folder)] == ["corrections.yml", REPORTS]


def test_the_checksum_is_that_of_the_files_in_the_order_of_their_paths(folder, tables):
    correct(folder, **NAME, expect="Beta Legal", value="Beta law")
    digest = hashlib.sha256()
    for name in ("decisions.yml", "claim_tests.yml"):
        (folder / name).write_text((DATA / name).read_text())
    files = [*DECLARED, *(table.path for table in tables.values())]
    for path in sorted(files):
        digest.update(path.encode() + b"\0" + (folder / path).read_bytes())
    assert read_register(folder).data_sha256 == digest.hexdigest()


@pytest.mark.parametrize("path", ["raw/awards.csv", "corrections.yml", "decisions.yml"])
def test_the_checksum_changes_with_any_file(folder, path):
    (folder / "corrections.yml").write_text("# nothing yet\n")
    (folder / "decisions.yml").write_text((DATA / "decisions.yml").read_text())
    before = read_register(folder).data_sha256
    file = folder / path
    file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n", 1))
    assert read_register(folder).data_sha256 != before


def test_the_checksum_does_not_change_with_a_file_that_is_not_read(folder):
    before = read_register(folder).data_sha256
    (folder / "notes.txt").write_text("anything")
    assert read_register(folder).data_sha256 == before
