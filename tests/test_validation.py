"""Each kind of fault is named by file, row, column and value, with what is allowed."""

import pytest

from builders import edit_row, frame_texts, write_rows
from sharing.errors import DataFaults, Fault
from sharing.validation import find_faults, suggest


@pytest.fixture
def faults_of(tables):
    """The faults of the tiny valid tables after some cells of one row were replaced."""

    def find(table: str, row: int, **cells: str) -> list[Fault]:
        return find_faults(frame_texts(edit_row(write_rows(), table, row, **cells)), tables)

    return find


def test_sound_tables_have_no_faults(tables):
    assert find_faults(frame_texts(write_rows()), tables) == []


def test_empty_tables_have_no_faults(tables):
    assert find_faults(frame_texts(write_rows({})), tables) == []


IN_ONE_COLUMN = [
    ("arrangements", 2, "n_councils", "two", "is not a whole number", ""),
    ("arrangements", 2, "n_councils", "nan", "is not a whole number", ""),
    ("arrangements", 2, "n_councils", "-1", "is below 0, the least allowed", ""),
    ("arrangements", 2, "end_year", "3015", "is above 2100, the most allowed", ""),
    ("reports", 3, "amount_gbp", "12k", "is not a whole number", ""),
    ("reports", 3, "amount_gbp", "1e5", "is not a whole number", ""),
    ("reports", 3, "amount_gbp", "£12,000", "is not a whole number", "Write 12000."),
    ("reports", 2, "years_covered", "five", "is not a number", ""),
    ("reports", 2, "years_covered", "3 ", "is not a number", "Write 3."),
    ("audit", 2, "amount_ok", "TRUE", "is neither 'true' nor 'false'", ""),
    (
        "arrangements",
        3,
        "stage",
        "operatng",
        "is not one of operating, proposed, ended, abandoned",
        "Did you mean 'operating'?",
    ),
    (
        "arrangements",
        3,
        "nation",
        "France",
        "is not one of England, Northern Ireland, Scotland, Wales",
        "",
    ),
    (
        "sources",
        3,
        "url",
        "www.example.org",
        r"does not have the form ^https?://\S+$",
        "",
    ),
    ("arrangements", 3, "name", "", "is empty, but a value is required", ""),
    (
        "arrangements",
        3,
        "name",
        "Alpha ICT",
        "stands in an earlier row too, but must be unique",
        "",
    ),
    (
        "reports",
        3,
        "report_id",
        "alpha-ict-r1",
        "stands in an earlier row too, but must be unique",
        "",
    ),
]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "problem", "suggestion"),
    IN_ONE_COLUMN,
    ids=[f"{column} {value!r}" for _, _, column, value, _, _ in IN_ONE_COLUMN],
)
def test_a_value_that_its_column_does_not_allow_is_named(
    faults_of, tables, table, row, column, value, problem, suggestion
):
    found = faults_of(table, row, **{column: value})
    assert found == [Fault(tables[table].path, row, column, value, problem, suggestion)]


@pytest.mark.parametrize(
    ("column", "value"), [("n_councils", "0"), ("start_year", "1900"), ("end_year", "2100")]
)
def test_the_least_and_the_most_allowed_are_sound(faults_of, column, value):
    assert faults_of("arrangements", 2, **{column: value}) == []


@pytest.mark.parametrize("text", ["NA", "nan", "NULL", "None", "N/A", "null"])
def test_no_name_stands_for_a_missing_value(faults_of, text):
    assert faults_of("arrangements", 3, name=text, notes=text) == []


def test_only_a_number_that_is_allowed_is_suggested(faults_of):
    [fault] = faults_of("arrangements", 2, n_councils="1.5")
    assert (fault.problem, fault.suggestion) == ("is not a whole number", "")


def test_digits_of_another_script_are_not_a_number(faults_of):
    [fault] = faults_of("arrangements", 2, n_councils="２")
    assert (fault.column, fault.problem) == ("n_councils", "is not a whole number")


def test_a_total_over_no_years_is_a_fault(faults_of):
    [fault] = faults_of("reports", 2, years_covered="0")
    assert (fault.row, fault.column, fault.value) == (2, "years_covered", "0")


def test_a_year_missing_inside_the_deflator_is_a_fault(tables):
    rows = write_rows()
    rows["deflator"] = [row for row in rows["deflator"] if row["year"] != "2012"]
    assert {fault.file for fault in find_faults(frame_texts(rows), tables)} == {
        "reference/deflator.csv"
    }


def test_a_cell_of_blanks_is_empty(faults_of):
    [fault] = faults_of("arrangements", 3, name=" ")
    assert (fault.row, fault.column) == (3, "name")


UNKNOWN = [
    (
        "arrangements",
        2,
        "category",
        "wast",
        "is not in column category of reference/categories.csv (ict, legal, waste)",
        "Did you mean 'waste'?",
    ),
    (
        "totals",
        2,
        "category",
        "zoo",
        "is not in column category of reference/categories.csv (ict, legal, waste)",
        "",
    ),
    (
        "members",
        2,
        "authority_code",
        "XYZ",
        "is not in column authority_code of reference/authorities.csv (ASF, BRW, KEN, OLD)",
        "",
    ),
    (
        "authorities",
        2,
        "county_code",
        "XYZ",
        "is not in column authority_code of reference/authorities.csv (ASF, BRW, KEN, OLD)",
        "",
    ),
    (
        "reports",
        3,
        "arrangement_id",
        "beta-legl",
        "is not in column arrangement_id of raw/arrangements.csv (alpha-ict, beta-legal)",
        "Did you mean 'beta-legal'?",
    ),
    (
        "reports",
        3,
        "source_id",
        "src-aaaaaaaa",
        "is not in column source_id of raw/sources.csv (src-00000001, src-00000002)",
        "",
    ),
    (
        "arrangement_sources",
        2,
        "arrangement_id",
        "gone",
        "is not in column arrangement_id of raw/arrangements.csv (alpha-ict, beta-legal)",
        "",
    ),
]


@pytest.mark.parametrize(
    ("table", "row", "column", "value", "problem", "suggestion"),
    UNKNOWN,
    ids=[f"{table} {value}" for table, _, _, value, _, _ in UNKNOWN],
)
def test_a_reference_to_what_does_not_exist_is_named(
    faults_of, tables, table, row, column, value, problem, suggestion
):
    [found] = faults_of(table, row, **{column: value})
    assert (found.file, found.row, found.column, found.value) == (
        tables[table].path,
        row,
        column,
        value,
    )
    assert found.problem == problem
    assert found.suggestion == suggestion


def test_a_long_list_of_what_is_allowed_is_not_printed(tables):
    rows = write_rows()
    more = [rows["sources"][1] | {"source_id": f"src-{n:08x}"} for n in range(100, 130)]
    rows = edit_row(rows, "reports", 3, source_id="src-aaaaaaaa")
    [fault] = find_faults(frame_texts(rows | {"sources": rows["sources"] + more}), tables)
    assert fault.problem == "is not in column source_id of raw/sources.csv"


def test_a_council_written_by_name_is_met_with_its_code(faults_of):
    found = faults_of("members", 2, authority_code="Ashford Borough")
    assert "Did you mean 'ASF'?" in [fault.suggestion for fault in found]


@pytest.mark.parametrize(
    ("table", "column", "value"),
    [("members", "authority_code", "Ashford Borough"), ("arrangements", "category", "Legal!")],
)
def test_one_wrong_value_is_reported_once(faults_of, table, column, value):
    assert len(faults_of(table, 2, **{column: value})) == 1


def test_an_unknown_successor_is_named(faults_of):
    [fault] = faults_of("authorities", 5, replaced_by="KEN,XYZ")
    assert (fault.file, fault.row, fault.column) == (
        "reference/authorities.csv",
        5,
        "replaced_by",
    )


ENDS_FIRST = [
    ("arrangements", 2, "end_year", "2011"),
    ("reports", 2, "period_end", "2011"),
    ("authorities", 5, "end_date", "1974-03-31"),
]


@pytest.mark.parametrize(("table", "row", "column", "value"), ENDS_FIRST)
def test_an_end_before_its_start_is_named(faults_of, tables, table, row, column, value):
    [fault] = faults_of(table, row, **{column: value})
    assert (fault.file, fault.row, fault.column, fault.value) == (
        tables[table].path,
        row,
        column,
        value,
    )
    assert fault.problem.startswith("is before")


@pytest.mark.parametrize(
    ("table", "column"), [("arrangements", "end_year"), ("reports", "period_end")]
)
def test_an_end_in_the_year_of_the_start_is_sound(faults_of, table, column):
    assert faults_of(table, 2, **{column: "2012"}) == []


NO_DAY = [
    ("reports", 2, "reported_on", "2014-02-30"),
    ("sources", 2, "published_on", "2014-02-30"),
    ("totals", 2, "as_of", "2014-04-31"),
    ("audit", 2, "checked_on", "2026-11-31"),
    ("authorities", 5, "end_date", "2009-02-29"),
]


@pytest.mark.parametrize(("table", "row", "column", "value"), NO_DAY)
def test_a_day_that_no_calendar_has_is_named(faults_of, tables, table, row, column, value):
    found = faults_of(table, row, **{column: value})
    assert found == [Fault(tables[table].path, row, column, value, "is no date of the calendar")]


def test_a_leap_day_is_sound(faults_of):
    assert faults_of("reports", 2, reported_on="2016-02-29") == []


@pytest.mark.parametrize(
    ("reported_on", "precision", "sound"),
    [
        ("2014", "year", True),
        ("2014-07", "month", True),
        ("2014-07-01", "day", True),
        ("2014", "inferred", True),
        ("2014-07-01", "inferred", True),
        ("", "", True),
        ("2014", "day", False),
        ("2014-07", "year", False),
        ("2014-07-01", "month", False),
        ("2014-07-01", "", False),
        ("", "inferred", False),
    ],
)
def test_the_precision_of_a_date_fits_its_form(faults_of, reported_on, precision, sound):
    found = faults_of("reports", 2, reported_on=reported_on, date_precision=precision)
    assert [(fault.column, fault.value) for fault in found] == (
        [] if sound else [("date_precision", precision)]
    )


@pytest.mark.parametrize("end", ["amount_low", "amount_high"])
def test_half_a_range_is_named(faults_of, end):
    [fault] = faults_of("reports", 2, **{end: ""})
    assert (fault.column, fault.problem) == (
        "amount_low",
        "give amount_low and amount_high, or neither",
    )


@pytest.mark.parametrize("amount", ["199999", "400001"])
def test_an_amount_outside_its_range_is_named(faults_of, amount):
    [fault] = faults_of("reports", 2, amount_gbp=amount)
    assert (fault.row, fault.column, fault.value, fault.problem) == (
        2,
        "amount_gbp",
        amount,
        "is not between amount_low and amount_high",
    )


@pytest.mark.parametrize("amount", ["200000", "400000"])
def test_an_amount_at_the_end_of_its_range_is_sound(faults_of, amount):
    assert faults_of("reports", 2, amount_gbp=amount) == []


def test_a_member_has_a_code_or_a_name_but_not_both(faults_of):
    [neither] = faults_of("members", 4, name="")
    assert (neither.row, neither.column) == (4, "authority_code")
    [both] = faults_of("members", 2, name="Ashford")
    assert (both.row, both.column, both.value) == (2, "name", "Ashford")


def test_a_partner_named_twice_is_a_fault_of_the_second_row(faults_of):
    [fault] = faults_of("members", 3, authority_code="ASF")
    assert (fault.row, fault.problem) == (3, "has this partner in an earlier row too")


def test_the_same_partner_of_two_arrangements_is_sound(faults_of):
    assert faults_of("members", 3, authority_code="ASF", arrangement_id="beta-legal") == []


def test_a_link_given_twice_is_a_fault_of_the_second_row(faults_of):
    [fault] = faults_of("arrangement_sources", 4, source_id="src-00000001")
    assert (fault.row, fault.problem) == (4, "is linked in an earlier row already")


def test_a_duplicate_identifier_does_not_hide_the_orphans_it_leaves(faults_of):
    found = faults_of("arrangements", 3, arrangement_id="alpha-ict")
    assert {(fault.file, fault.row) for fault in found} == {
        ("raw/arrangements.csv", 3),
        ("raw/members.csv", 4),
        ("raw/reports.csv", 3),
        ("raw/arrangement_sources.csv", 3),
        ("raw/arrangement_sources.csv", 4),
    }


def test_a_wrong_value_does_not_hide_the_other_faults_of_its_row(faults_of):
    found = faults_of("reports", 3, amount_gbp="many", status="hoped", source_id="src-aaaaaaaa")
    assert {fault.column for fault in found} == {"amount_gbp", "status", "source_id"}


@pytest.mark.parametrize(
    ("value", "allowed", "said"),
    [
        ("Annual", ["annual", "unclear"], "Did you mean 'annual'?"),
        ("cumulativ", ["annual", "cumulative"], "Did you mean 'cumulative'?"),
        ("zebra", ["annual", "cumulative"], ""),
        ("annual", [], ""),
    ],
)
def test_a_suggestion_is_made_only_where_one_is_near(value, allowed, said):
    assert suggest(value, allowed) == said


@pytest.mark.parametrize("value", ["itc", "ics"])
def test_a_short_code_one_slip_away_is_near(value):
    assert suggest(value, ["ict", "legal", "waste"]) == "Did you mean 'ict'?"


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        (
            Fault("raw/a.csv", 7, "stage", "opn", "is not one of x", "Did you mean 'x'?"),
            "raw/a.csv, row 7, column stage: 'opn' is not one of x. Did you mean 'x'?",
        ),
        (Fault("raw/a.csv", None, "", "", "is missing"), "raw/a.csv: is missing."),
    ],
)
def test_a_fault_says_where_it_is_and_what_to_do(fault, said):
    assert str(fault) == said


def test_faults_are_listed_in_the_order_of_files_rows_and_columns():
    last, first, whole, middle = (
        Fault("b.csv", 2, "a", "", "x"),
        Fault("a.csv", 2, "b", "", "x"),
        Fault("a.csv", None, "", "", "x"),
        Fault("a.csv", 10, "a", "", "x"),
    )
    error = DataFaults([last, first, whole, middle])
    assert error.faults == [whole, first, middle, last]
    assert str(error).splitlines()[0] == "4 faults in the data:"
    assert len(str(error).splitlines()) == 5
    assert str(DataFaults([whole])).startswith("1 fault in the data:")
