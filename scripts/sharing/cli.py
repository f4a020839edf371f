"""The command line: ``sharing check | results | build | serve``, and the steps of a build."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from functools import partial, wraps
from http.server import ThreadingHTTPServer
from pathlib import Path
from typing import Annotated, Any, ParamSpec, TypeVar

import typer
import yaml
from rich.console import Console

from sharing.edition import Edition
from sharing.errors import SharingError
from sharing.fork_server import serve_forks
from sharing.paths import BOOK, BUILD, DATA, EDITIONS, ROOT, SITE, SNAKEFILE, resolve

app = typer.Typer(
    help="What councils save by sharing services: check the data, build the book.",
    no_args_is_help=True,
    pretty_exceptions_enable=False,
)
P = ParamSpec("P")
R = TypeVar("R")
console = Console(stderr=True, highlight=False, soft_wrap=True)

DataFolder = Annotated[Path, typer.Option("--data", help="Folder with raw/ and reference/.")]
SiteFolder = Annotated[Path, typer.Option("--out", help="Where the site is published.")]
Address = Annotated[
    str, typer.Option(help="Where the site will be published, such as https://example.org/book/.")
]
Year = Annotated[int, typer.Option("--year", help="The edition: reports up to its end.")]
PriceYear = Annotated[int, typer.Option("--price-year", help="Savings in pounds of this year.")]
Threshold = Annotated[int, typer.Option("--threshold", help="Threshold in pounds, cash.")]


def _explained(command: Callable[P, R]) -> Callable[P, R]:
    """Print what the user can put right as words, not as a traceback; exit code 1."""

    @wraps(command)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return command(*args, **kwargs)
        except SharingError as error:
            console.print(str(error), style="red", markup=False)
            raise typer.Exit(1) from error

    return wrapper


@app.command()
@_explained
def check(data: DataFolder = DATA) -> None:
    """Validate a data folder and print every fault; exit code 1 if there is any."""
    from sharing.profiles import read_profiles
    from sharing.register import read_register

    register = read_register(data.absolute())
    read_profiles(data.absolute(), register)
    console.print(
        f"The data are sound: {len(register.arrangements)} arrangements, "
        f"{len(register.reports)} reports, {len(register.sources)} sources."
    )


@app.command()
@_explained
def results(
    year: Year,
    price_year: PriceYear = 2024,
    threshold: Threshold = 100_000,
    data: DataFolder = DATA,
    out: Annotated[Path | None, typer.Option(help="Folder for results.json and data/.")] = None,
) -> None:
    """Compute an edition's results; print them, or write them and the data they rest on."""
    from sharing.document import write_document
    from sharing.release import write_edition_data
    from sharing.results import find

    findings = find(Edition(year, price_year, threshold), data.absolute())
    if out is None:
        print(json.dumps(write_document(findings, data.absolute()), indent=2, ensure_ascii=False))
    else:
        write_edition_data(findings, data.absolute(), out.absolute())


@app.command()
@_explained
def build(
    year: Annotated[int | None, typer.Option(help="One edition; without it, all.")] = None,
    data: DataFolder = DATA,
    out: SiteFolder = SITE,
    cores: Annotated[int, typer.Option(help="Steps to run at the same time.")] = 2,
    address: Address = "",
) -> None:
    """Build one edition, or every edition of editions.yml, and publish it into the site.

    A fault in the data, a failing notebook or a warning of the book stops the build and leaves
    the published site as it was.
    """
    from sharing.printing import WITHOUT_CHROMIUM, find_chromium
    from sharing.site import list_editions, read_address

    site = out.absolute()
    editions = _read_editions(year)
    named = sorted({entry["year"] for entry in editions} | set(list_editions(site)))
    config = {
        "editions": editions,
        "years": named,
        "data": _portable(data.absolute()),
        "site": str(site),
        "address": read_address(address),
        "pdf": find_chromium() is not None,
    }
    if not config["pdf"]:
        console.print(WITHOUT_CHROMIUM)
    _run_steps(config, cores)
    print(f"The book is built. Open {site / 'index.html'}")
    print("or run 'make serve' and open http://127.0.0.1:8000/")


@app.command()
def serve(
    out: SiteFolder = SITE, port: Annotated[int, typer.Option(help="Port on 127.0.0.1.")] = 8000
) -> None:
    """Serve the published site on this computer until interrupted."""
    from sharing.serving import SiteHandler

    handler = partial(SiteHandler, directory=str(out.absolute()))
    with ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        print(f"Serving http://127.0.0.1:{server.server_port}/ (stop with Ctrl+C)")
        server.serve_forever()


@app.command()
@_explained
def accept() -> None:
    """Run every notebook with its defaults and keep the new numbers and tables in it."""
    from sharing.notebooks import accept_outputs

    with serve_forks() as environment:
        os.environ.update(environment)
        for source in sorted(BOOK.rglob("*.ipynb")):
            accept_outputs(source)
            console.print(f"accepted {source.relative_to(ROOT)}")


@app.command()
def simulate() -> None:
    """Keep what the simulations find with the project, where their code has changed."""
    from sharing.coverage import plan_settings
    from sharing.prediction_trials import plan_trials
    from sharing.selection_bias import plan_publicity

    for simulation in [*plan_settings().values(), *plan_publicity().values(), plan_trials()]:
        if not simulation.is_kept():
            simulation.keep()
            console.print(f"kept {simulation.name}")


@app.command(hidden=True, context_settings={"ignore_unknown_options": True})
def forked(command: list[str]) -> None:
    """Run a command whose Jupyter kernels are forks of one process (a step of the tests)."""
    with serve_forks() as environment:
        code = subprocess.run(command, check=False, env=environment).returncode
    raise typer.Exit(code)


@app.command(hidden=True)
@_explained
def run(source: Path, target: Path, parameters: str) -> None:
    """Run one notebook with parameters given as JSON (a step of the build)."""
    from sharing.descriptor import read_tables
    from sharing.notebooks import run_notebook
    from sharing.register import checksum

    values = json.loads(parameters)
    stamp = {
        "data_sha256": checksum(resolve(values["data"]), read_tables()),
        "commit": _commit(),
    }
    run_notebook(source.absolute(), target.absolute(), values, stamp)
    console.print(f"edition {values['year']}: ran {source.relative_to(BOOK)}")


@app.command(hidden=True)
@_explained
def library(
    pages: Path,
    year: Year,
    price_year: PriceYear = 2024,
    threshold: Threshold = 100_000,
    data: DataFolder = DATA,
) -> None:
    """Write the records of an edition beside its executed notebooks (a step of the build)."""
    from sharing.library import write_library
    from sharing.results import find

    write_library(find(Edition(year, price_year, threshold), data.absolute()), pages.absolute())


@app.command(hidden=True)
@_explained
def book(
    pages: Path,
    extra: Path,
    work: Path,
    year: int,
    years: str,
    address: Address = "",
    pdf: Annotated[bool, typer.Option(help="Link the PDF that a later step makes.")] = False,
) -> None:
    """Compile an edition's executed notebooks (a step of the build)."""
    from sharing.publication import Copy
    from sharing.site import build_book

    build_book(pages, extra, work, year, json.loads(years), Copy(address, pdf))
    console.print(f"edition {year}: compiled")


@app.command("print", hidden=True)
@_explained
def print_book(html: Path, year: int, address: Address = "") -> None:
    """Print a compiled edition as one PDF beside its pages (a step of the build)."""
    from sharing.printing import print_edition
    from sharing.site import read_address

    pages = print_edition(html, year, read_address(address))
    console.print(f"edition {year}: printed, {pages} pages")


@app.command(hidden=True)
@_explained
def publish(site: Path, books: str, address: Address = "") -> None:
    """Swap compiled editions into the site; ``books`` is JSON, folder by year (last step)."""
    from sharing.site import publish as put

    put({int(year): Path(folder) for year, folder in json.loads(books).items()}, site, address)


def _read_editions(year: int | None) -> list[dict[str, Any]]:
    """The editions to build, each with its parameters."""
    listed = yaml.safe_load(EDITIONS.read_text(encoding="utf-8"))
    if year is not None:
        listed = [entry for entry in listed if entry["year"] == year] or [{"year": year}]
    complete = [Edition(**entry) for entry in listed]
    return [vars(edition) for edition in complete]


def _portable(folder: Path) -> str:
    """A folder relative to the project where it lies inside, so that no page names a machine."""
    return str(folder.relative_to(ROOT) if folder.is_relative_to(ROOT) else folder)


def _run_steps(config: dict[str, Any], cores: int) -> None:
    """Let Snakemake run what is out of date, saying little unless a step fails."""
    BUILD.mkdir(exist_ok=True)
    with tempfile.NamedTemporaryFile("w", suffix=".json", dir=BUILD) as file:
        json.dump(config, file)
        file.flush()
        command = [
            *(sys.executable, "-m", "snakemake", "--snakefile", str(SNAKEFILE)),
            *("--directory", str(BUILD), "--cores", str(cores), "--configfile", file.name),
            *("--quiet", "all", "--nolock", "--rerun-incomplete"),
            *("--rerun-triggers", "mtime", "params", "input"),
            *("--scheduler", "greedy"),
        ]
        with serve_forks() as environment:
            done = subprocess.run(command, check=False, env=environment)
    if done.returncode:
        logs = sorted((BUILD / ".snakemake" / "log").glob("*.log"))
        console.print(
            "The build stopped; the published site is as it was. "
            f"Every step is in {_portable(logs[-1]) if logs else 'no log'}.",
            style="red",
        )
        raise typer.Exit(1)


def _commit() -> str:
    """The commit of the project, "" outside a checkout."""
    done = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "HEAD"], capture_output=True, text=True, check=False
    )
    return done.stdout.strip()


if __name__ == "__main__":
    app()
