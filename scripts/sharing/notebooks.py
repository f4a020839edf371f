"""Run a parameterised notebook with papermill, strictly.

papermill only warns about an unknown parameter and about a missing ``parameters`` cell; here both
are errors, since either would publish an edition that ignores what it was asked for.
"""

import tempfile
from collections.abc import Mapping
from pathlib import Path

import nbformat
import papermill
from papermill.exceptions import PapermillExecutionError
from traitlets.config import Config

from sharing.errors import NotebookFailed, ParametersWrong
from sharing.paths import ROOT
from sharing.validation import suggest

KERNEL = "python3"
PARAMETERS, INJECTED, FIGURE = "parameters", "injected-parameters", "nbval-ignore-output"
Parameters = Mapping[str, int | str]


def run_notebook(
    source: Path, target: Path, parameters: Parameters, stamp: Mapping[str, str] | None = None
) -> None:
    """Execute ``source`` with ``parameters`` into the new file ``target``.

    The copy carries its parameters and ``stamp`` (data checksum, commit) in its metadata, and no
    times, so that equal inputs give equal bytes. A failed run leaves ``target`` as it was, and the
    half-run copy beside it as ``<name>.failed.ipynb``.

    Raises
    ------
    ParametersWrong
        If the notebook has not exactly one ``parameters`` cell, or the cell declares no such
        parameter, or declares it with another type.
    NotebookFailed
        If a cell raises; notebook, cell and error are named.
    """
    check_parameters(source, parameters)
    target.parent.mkdir(parents=True, exist_ok=True)
    unfinished = target.with_suffix(".failed.ipynb")
    try:
        # Kernels talk through files of their own, not ports: runs side by side cannot clash.
        with tempfile.TemporaryDirectory() as sockets:
            papermill.execute_notebook(
                str(source),
                str(unfinished),
                parameters=dict(parameters),
                kernel_name=KERNEL,
                cwd=str(ROOT),
                progress_bar=False,
                config=Config({"KernelManager": {"transport": "ipc", "ip": f"{sockets}/kernel"}}),
            )
    except PapermillExecutionError as error:
        raise NotebookFailed(
            f"{_relative(source)}, cell {error.cell_index + 1}: {error.ename}: {error.evalue}\n"
            f"  {_first_line(error.source)}\n"
            f"The run up to there is in {_relative(unfinished)}."
        ) from error
    notebook = nbformat.read(unfinished, as_version=4)
    _tidy(notebook)
    notebook.metadata["edition"] = dict(parameters) | dict(stamp or {})
    nbformat.write(notebook, unfinished)
    unfinished.replace(target)


def check_parameters(source: Path, parameters: Parameters) -> None:
    """Raise ParametersWrong unless the notebook declares every one of ``parameters``."""
    notebook = nbformat.read(source, as_version=4)
    cells = [cell for cell in notebook.cells if PARAMETERS in cell.metadata.get("tags", [])]
    if len(cells) != 1:
        count = "no cell" if not cells else f"{len(cells)} cells"
        raise ParametersWrong(
            f"{_relative(source)} has {count} tagged 'parameters'; tag the one cell that assigns "
            "its parameters."
        )
    declared = papermill.inspect_notebook(str(source))
    for name, value in parameters.items():
        if name not in declared:
            hint = suggest(name, list(declared))
            raise ParametersWrong(
                f"{_relative(source)} declares no parameter {name!r}, only "
                f"{', '.join(declared)}. {hint}".strip()
            )
        kind = declared[name]["inferred_type_name"]
        if kind not in ("None", type(value).__name__):
            raise ParametersWrong(
                f"{_relative(source)} declares {name} as {kind}, but was given {value!r}."
            )


def accept_outputs(source: Path) -> None:
    """Run a notebook with its own defaults and keep its new numbers and tables in it.

    Figures are left out: they follow from the numbers, and their drawings would drown the
    difference that a reviewer reads.
    """
    executed = source.with_suffix(".accepted.ipynb")
    run_notebook(source, executed, {})
    notebook = nbformat.read(executed, as_version=4)
    executed.unlink()
    notebook.cells = [
        cell for cell in notebook.cells if INJECTED not in cell.metadata.get("tags", [])
    ]
    for cell in notebook.cells:
        if FIGURE in cell.metadata.get("tags", []):
            cell.outputs = []
    notebook.metadata.pop("edition", None)
    nbformat.write(notebook, source)


def _tidy(notebook: nbformat.NotebookNode) -> None:
    """Drop what differs from run to run, and hide the cell that papermill injected."""
    notebook.metadata.pop("papermill", None)
    notebook.metadata.pop("language_info", None)
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        cell.metadata.pop("papermill", None)
        cell.metadata.pop("execution", None)
        tags = cell.metadata.get("tags", [])
        if INJECTED in tags:
            cell.metadata["tags"] = [*tags, "remove-input"]


def _first_line(source: str) -> str:
    return next((line for line in source.splitlines() if line.strip()), "")


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT)) if path.is_relative_to(ROOT) else str(path)
