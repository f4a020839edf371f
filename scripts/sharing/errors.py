"""Errors named for what went wrong, each saying what to do next."""

from dataclasses import dataclass


class SharingError(Exception):
    """Something that the person running the project can put right."""


@dataclass(frozen=True, order=True)
class Fault:
    """One fault in the data.

    Parameters
    ----------
    file
        Path of the table inside the data folder, such as ``raw/reports.csv``.
    row
        Row as a spreadsheet numbers it (the header is row 1), or None for the whole file.
    column
        Column name, or "" where the fault is not in one column.
    value
        What stands there.
    problem
        What is wrong, and what is allowed.
    suggestion
        What was probably meant, or "".
    """

    file: str
    row: int | None
    column: str
    value: str
    problem: str
    suggestion: str = ""

    def __str__(self) -> str:
        place = self.file
        if self.row is not None:
            place += f", row {self.row}"
        if self.column:
            place += f", column {self.column}"
        shown = f" {self.value!r}" if self.value else ""
        hint = f" {self.suggestion}" if self.suggestion else ""
        return f"{place}:{shown} {self.problem}.{hint}"


class DataFaults(SharingError):
    """The data folder breaks its contract; ``faults`` lists every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(
            faults, key=lambda fault: (fault.file, fault.row or 0, fault.column, fault.problem)
        )
        lines = "\n".join(f"  {fault}" for fault in self.faults)
        count = "1 fault" if len(faults) == 1 else f"{len(faults)} faults"
        super().__init__(f"{count} in the data:\n{lines}")


class PriceYearUnknown(SharingError):
    """A price year that the deflator does not hold."""


class DecisionWrong(SharingError):
    """An entry of decisions.yml that names no decision or no option that exists."""


class ClaimTestWrong(SharingError):
    """A published claim's test that does not say how to test it, or no test at all."""


class ParametersWrong(SharingError):
    """A notebook without its parameters cell, or a parameter that the cell does not declare."""


class NotebookFailed(SharingError):
    """A cell of a notebook raised an error."""


class BookFailed(SharingError):
    """Jupyter Book warned or failed, or an edition cannot be published."""


class AddressWrong(SharingError):
    """A site's address that no reader could open."""


class PrintingFailed(SharingError):
    """Chromium did not print an edition."""
