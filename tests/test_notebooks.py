"""Every way in which a run of a notebook can fail, each with a fixture notebook of its own."""

import json
from pathlib import Path

import nbformat
import pytest

from sharing.errors import NotebookFailed, ParametersWrong
from sharing.notebooks import accept_outputs, check_parameters, run_notebook

DECLARED = "year: int = 2026  # the edition\nname: str = 'register'  # what to greet"


def write_notebook(path: Path, *cells: tuple[str, list[str]]) -> Path:
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook = nbformat.v4.new_notebook(metadata={"kernelspec": kernel})
    for source, tags in cells:
        cell = nbformat.v4.new_code_cell(source)
        cell.metadata["tags"] = tags
        notebook.cells.append(cell)
    nbformat.write(notebook, path)
    return path


@pytest.fixture
def greeting(tmp_path):
    return write_notebook(
        tmp_path / "greeting.ipynb",
        (DECLARED, ["parameters"]),
        ("print(name, year + 1)", []),
    )


def outputs(path: Path) -> str:
    notebook = nbformat.read(path, as_version=4)
    return "".join(
        output.get("text", "") for cell in notebook.cells for output in cell.get("outputs", [])
    )


def test_parameters_reach_the_cells_and_the_copy_is_a_new_file(greeting, tmp_path):
    before = greeting.read_bytes()
    target = tmp_path / "runs" / "greeting.ipynb"
    run_notebook(greeting, target, {"year": 2011}, {"data_sha256": "abc"})
    assert outputs(target) == "register 2012\n"
    assert greeting.read_bytes() == before
    metadata = nbformat.read(target, as_version=4).metadata
    assert metadata["edition"] == {"year": 2011, "data_sha256": "abc"}


def test_equal_inputs_give_equal_bytes(greeting, tmp_path):
    for name in ("one", "two"):
        run_notebook(greeting, tmp_path / f"{name}.ipynb", {"year": 2011})
    assert (tmp_path / "one.ipynb").read_bytes() == (tmp_path / "two.ipynb").read_bytes()


def test_a_missing_parameters_cell_is_an_error(tmp_path):
    bare = write_notebook(tmp_path / "bare.ipynb", ("year = 2026", []))
    with pytest.raises(ParametersWrong, match=r"bare\.ipynb has no cell tagged 'parameters'"):
        run_notebook(bare, tmp_path / "out.ipynb", {"year": 2011})
    assert not (tmp_path / "out.ipynb").exists()


def test_two_parameters_cells_are_an_error(tmp_path):
    double = write_notebook(
        tmp_path / "double.ipynb", ("a = 1", ["parameters"]), ("b = 1", ["parameters"])
    )
    with pytest.raises(ParametersWrong, match="2 cells"):
        check_parameters(double, {})


def test_an_unknown_parameter_is_an_error_with_a_suggestion(greeting, tmp_path):
    with pytest.raises(ParametersWrong, match=r"no parameter 'yaer'.*Did you mean 'year'\?"):
        run_notebook(greeting, tmp_path / "out.ipynb", {"yaer": 2011})


def test_a_parameter_of_another_type_is_an_error(greeting):
    with pytest.raises(ParametersWrong, match="declares year as int, but was given '2011'"):
        check_parameters(greeting, {"year": "2011"})


def test_a_failing_cell_is_named_with_notebook_cell_and_error(tmp_path):
    broken = write_notebook(
        tmp_path / "broken.ipynb",
        (DECLARED, ["parameters"]),
        ("print('fine')", []),
        ("# a comment\n1 / 0", []),
    )
    target = tmp_path / "out.ipynb"
    target.write_text("the last good run")
    with pytest.raises(NotebookFailed) as failure:
        run_notebook(broken, target, {})
    assert "broken.ipynb, cell 3: ZeroDivisionError: division by zero" in str(failure.value)
    assert "out.failed.ipynb" in str(failure.value)
    assert target.read_text() == "the last good run"


def test_accepting_keeps_numbers_and_leaves_figures_out(tmp_path):
    source = write_notebook(
        tmp_path / "page.ipynb",
        (DECLARED, ["parameters"]),
        ("print(year)", []),
        ("print('a drawing')", ["nbval-ignore-output"]),
    )
    accept_outputs(source)
    kept = json.loads(source.read_text())["cells"]
    assert [len(cell["outputs"]) for cell in kept] == [0, 1, 0]
    assert not list(tmp_path.glob("*.accepted*"))
