"""Where things are: every path the project uses is named here."""

from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
BOOK = ROOT / "book"
BUILD = ROOT / "_build"
SITE = BUILD / "html"
CACHE = BUILD / "cache"
SNAKEFILE = ROOT / "scripts" / "Snakefile"
SIMULATIONS = ROOT / "simulations"
DESCRIPTOR = DATA / "datapackage.json"
EDITIONS = ROOT / "editions.yml"


def resolve(path: str | Path) -> Path:
    """A path as the user gave it; a relative one counts from the project's root.

    Notebooks run in many working folders (an editor, a test, the build), so their ``data``
    parameter cannot be relative to the working folder.
    """
    return ROOT / path
