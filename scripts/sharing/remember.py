"""Keep what took long to compute for as long as the data, the request and the code are the same."""

import ast
import fcntl
import hashlib
import pickle
import tempfile
from collections.abc import Callable
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TypeVar

from sharing.paths import CACHE

T = TypeVar("T")


def remember(name: str, module: str, request: object, compute: Callable[[], T]) -> T:
    """The value of ``compute``, from the cache folder where it was computed before.

    Parameters
    ----------
    name
        What is computed, as a file may be named.
    module
        Name of the module that computes it, such as ``sharing.simulate``. The value is computed
        anew once the source of that module, or of any that it imports from the package, changes.
    request
        All that the value depends on besides the code (edition, checksum of the data, seeds);
        two requests are the same when their ``repr`` is.
    compute
        Computes the value, which must survive pickling.
    """
    wanted = hashlib.sha256(repr(request).encode()).hexdigest()[:16]
    file = CACHE / f"{name}-{wanted}-{digest_code(module)[:16]}.pickle"
    if file.exists():
        return pickle.loads(file.read_bytes())
    locks = CACHE.with_name("locks")
    locks.mkdir(parents=True, exist_ok=True)
    with (locks / f"{name}-{wanted}").open("w") as lock:
        # Editions are built side by side: the second to ask waits instead of computing it again.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if file.exists():
            return pickle.loads(file.read_bytes())
        value = compute()
        _keep(value, file)
    for older in CACHE.glob(f"{name}-{wanted}-*.pickle"):
        if older != file:
            older.unlink(missing_ok=True)
    return value


def _keep(value: object, file: Path) -> None:
    """Write a value as one step, so that no half-written file is ever read."""
    content = pickle.dumps(value)
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=CACHE, delete=False) as unfinished:
        unfinished.write(content)
    Path(unfinished.name).replace(file)


@cache
def digest_code(module: str) -> str:
    """The sha256 of the sources of a module and of all that it imports from its package."""
    sources = hashlib.sha256()
    for name in sorted(_reach(module)):
        sources.update(_find_source(name).read_bytes())
    return sources.hexdigest()


def _reach(module: str) -> set[str]:
    """The module and every module of its package that it imports, directly or not."""
    package, found, waiting = module.split(".")[0], set(), [module]
    while waiting:
        name = waiting.pop()
        if name in found:
            continue
        found.add(name)
        for node in ast.walk(ast.parse(_find_source(name).read_text(encoding="utf-8"))):
            waiting += [other for other in _imports(node) if other.split(".")[0] == package]
    return found


def _imports(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom) or node.module is None:
        return []
    # "from package import module" names a module, "from package.module import name" does not.
    named = [f"{node.module}.{alias.name}" for alias in node.names]
    return [node.module, *(name for name in named if _is_module(name))]


def _is_module(name: str) -> bool:
    try:
        return find_spec(name) is not None
    except ModuleNotFoundError:
        return False


def _find_source(module: str) -> Path:
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"There is no module {module!r} to take the source of.")
    return Path(spec.origin)
