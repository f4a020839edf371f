"""No cell of a CSV file is run by a spreadsheet, and no number becomes a text."""

import csv
import io

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sharing.spreadsheet_cells import copy_table, neutralise, neutralise_frame

FORMULAS = [
    '=HYPERLINK("https://example.org/?"&A1,"Open")',
    "+1+cmd|' /C calc'!A0",
    "-1+1",
    "@SUM(A1:A9)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "  =1+1",
    "＝1+1",
    "- none",
]
HARMLESS = ["", "Alpha ICT", "a=b", "3C ICT", "-5", "-5.25", "+3", "-1e6", "−£85,000", "'=1", "😀"]


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_becomes_a_text(text):
    assert neutralise(text) == "'" + text


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_no_formula_stays_as_it_is(text):
    assert neutralise(text) == text


@given(st.text())
def test_no_text_is_left_that_a_spreadsheet_would_run(text):
    safe = neutralise(text)
    assert safe in (text, "'" + text)
    assert neutralise(safe) == safe
    if safe[:1] in tuple("=@\t\r"):
        raise AssertionError(safe)


def test_texts_and_headings_of_a_frame_are_neutralised_and_numbers_are_not():
    frame = pd.DataFrame(
        {"=name": ["=1+1", "fine", None], "saving": [-5.5, 2.0, None], "n": [-1, 2, 3]}
    )
    safe = neutralise_frame(frame)
    assert list(safe.columns) == ["'=name", "saving", "n"]
    assert safe.iloc[:2, 0].tolist() == ["'=1+1", "fine"] and pd.isna(safe.iloc[2, 0])
    pd.testing.assert_frame_equal(safe[["saving", "n"]], frame[["saving", "n"]])
    assert frame.iloc[0, 0] == "=1+1"


def test_a_column_of_mixed_values_keeps_its_numbers_and_categories_are_texts():
    frame = pd.DataFrame({"mixed": pd.Series([-1, "-x"], dtype="object")})
    frame["kind"] = pd.Categorical(["=a", "b"])
    assert neutralise_frame(frame).values.tolist() == [[-1, "'=a"], ["'-x", "b"]]


def test_headings_that_stand_twice_are_kept():
    frame = pd.DataFrame([["=a", "=b"]], columns=["x", "x"])
    assert neutralise_frame(frame).values.tolist() == [["'=a", "'=b"]]


def test_a_harmless_table_is_copied_byte_for_byte(tmp_path):
    content = '\ufeffid,"note"\r\na,"one\nline"\r\nb,-5\r\n'.encode()
    (tmp_path / "a.csv").write_bytes(content)
    copy_table(tmp_path / "a.csv", tmp_path / "b.csv")
    assert (tmp_path / "b.csv").read_bytes() == content


def test_a_table_with_a_formula_is_copied_with_it_neutralised(tmp_path):
    (tmp_path / "a.csv").write_text('id,note\na,"=1+1, ""x"""\nb,-5\n', encoding="utf-8")
    copy_table(tmp_path / "a.csv", tmp_path / "b.csv")
    text = (tmp_path / "b.csv").read_text(encoding="utf-8")
    assert list(csv.reader(io.StringIO(text))) == [
        ["id", "note"],
        ["a", '\'=1+1, "x"'],
        ["b", "-5"],
    ]
