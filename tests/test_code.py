"""The rules of the house that a reviewer would otherwise have to count."""

import ast
import inspect
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from statistics import median

import nbformat
import pytest

import sharing
from sharing.paths import BOOK

PACKAGE = Path(inspect.getfile(sharing)).parent
MODULES = {
    ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__"): file
    for file in sorted(PACKAGE.rglob("*.py"))
    if file != PACKAGE / "__init__.py"
}
# What makes pages and sites out of findings; nothing that computes may lean on it.
OUTER = {
    "binding",
    "card",
    "cli",
    "figure",
    "file_list",
    "library",
    "notebooks",
    "planner_page",
    "printing",
    "register_table",
    "release",
    "serving",
    "site",
    "site_root",
    "sphinx_head",
    "tables",
}
NOTEBOOKS = sorted(
    path for path in BOOK.rglob("*.ipynb") if not {".ipynb_checkpoints"} & set(path.parts)
)
FOLDED = {"parameters", "hide-input", "hide-cell", "remove-input", "remove-cell"}
PARAMETERS = {"year": int, "price_year": int, "threshold_gbp": int, "data": str}
Function = ast.FunctionDef | ast.AsyncFunctionDef

each_module = pytest.mark.parametrize("module", MODULES)
each_notebook = pytest.mark.parametrize(
    "path", NOTEBOOKS, ids=[str(path.relative_to(BOOK)) for path in NOTEBOOKS]
)


def tree_of(module: str) -> ast.Module:
    return ast.parse(MODULES[module].read_text(encoding="utf-8"))


def functions_in(tree: ast.AST) -> list[Function]:
    return [node for node in ast.walk(tree) if isinstance(node, Function)]


def length_of(function: Function) -> int:
    return function.end_lineno - function.lineno + 1


def public_in(module: str) -> list[ast.AST]:
    """Public functions and classes, and the public methods of those classes."""
    top = [node for node in tree_of(module).body if isinstance(node, Function | ast.ClassDef)]
    shown = [node for node in top if not node.name.startswith("_")]
    methods = [
        method
        for node in shown
        if isinstance(node, ast.ClassDef)
        for method in node.body
        if isinstance(method, Function) and not method.name.startswith("_")
    ]
    return shown + methods


def imports_of(module: str) -> set[str]:
    """The modules of the package that a module imports, at its top or inside a function."""
    found = set()
    for node in ast.walk(tree_of(module)):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "sharing":
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
    return {name.removeprefix("sharing.") for name in found} & set(MODULES) - {module}


def read_cells(path: Path, kind: str = "code") -> list[nbformat.NotebookNode]:
    return [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == kind]


def test_there_is_something_to_check():
    assert {"models", "site", "cli"} <= set(MODULES)
    assert len(NOTEBOOKS) >= 9
    assert "covariance" in imports_of("models") and "site" in imports_of("cli")


@each_module
def test_no_function_is_longer_than_sixty_lines(module):
    assert [f.name for f in functions_in(tree_of(module)) if length_of(f) > 60] == []


def test_half_the_functions_are_shorter_than_fifteen_lines():
    lengths = [length_of(f) for module in MODULES for f in functions_in(tree_of(module))]
    assert median(lengths) < 15


@each_module
def test_no_module_is_longer_than_three_hundred_lines(module):
    length = MODULES[module].read_text(encoding="utf-8").count("\n")
    assert length <= 300


@each_module
def test_every_module_and_all_that_is_public_in_it_is_explained(module):
    assert ast.get_docstring(tree_of(module))
    assert [node.name for node in public_in(module) if not ast.get_docstring(node)] == []


@each_module
def test_every_function_states_the_types_of_what_it_takes_and_gives(module):
    untyped = []
    for function in functions_in(tree_of(module)):
        taken = function.args
        given = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs, taken.vararg, taken.kwarg]
        bare = [a.arg for a in given if a and a.annotation is None and a.arg not in ("self", "cls")]
        if bare or function.returns is None:
            untyped.append((function.name, bare))
    assert untyped == []


def test_modules_import_one_another_in_one_direction():
    list(TopologicalSorter({module: imports_of(module) for module in MODULES}).static_order())


def test_nothing_that_computes_leans_on_what_publishes():
    leaning = {m: imports_of(m) & OUTER for m in MODULES.keys() - OUTER}
    assert {module: found for module, found in leaning.items() if found} == {}


@each_notebook
def test_no_cell_is_longer_than_twenty_five_lines(path):
    assert [c.source for c in read_cells(path) if len(c.source.splitlines()) > 25] == []


@each_notebook
def test_the_one_parameters_cell_gives_each_parameter_a_typed_literal_and_a_comment(path):
    tagged = [c for c in read_cells(path) if "parameters" in c.metadata.get("tags", [])]
    assert len(tagged) == 1
    lines = ast.parse(tagged[0].source).body
    assert all(isinstance(line, ast.AnnAssign) for line in lines)
    assert [line.target.id for line in lines] == list(PARAMETERS)
    for line, kind in zip(lines, PARAMETERS.values(), strict=True):
        assert ast.unparse(line.annotation) == kind.__name__
        assert type(ast.literal_eval(line.value)) is kind
        assert "#" in tagged[0].source.splitlines()[line.lineno - 1]


@each_notebook
def test_no_notebook_defines_a_function_or_a_class(path):
    defined = [
        getattr(node, "name", "lambda")
        for cell in read_cells(path)
        for node in ast.walk(ast.parse(cell.source))
        if isinstance(node, Function | ast.ClassDef)
    ]
    assert defined == []


@each_notebook
def test_a_notebook_starts_with_its_title_and_announces_every_cell_that_is_not_folded(path):
    cells = nbformat.read(path, as_version=4).cells
    assert cells[0].cell_type == "markdown" and cells[0].source.startswith("# ")
    silent = [
        cell.source
        for before, cell in pairwise(cells)
        if cell.cell_type == "code"
        and before.cell_type == "code"
        and not FOLDED & set(cell.metadata.get("tags", []))
    ]
    assert silent == []
