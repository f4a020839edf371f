"""What took long is computed once, and anew as soon as code, request or name is another."""

import importlib
import pickle
import sys
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from sharing import remember as module
from sharing.edition import Edition
from sharing.remember import digest_code, remember

SOURCES = {
    "__init__": '"""A package."""\n',
    "top": "from slow import middle\nfrom slow.side import number\n",
    "middle": "import slow.bottom\n\ndef last():\n    from slow.late import word\n",
    "side": "import pandas\n\nnumber = 1\n",
    "bottom": "value = 1\n",
    "late": "word = 'a'\n",
    "apart": "from slow import top\n",
}


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    """An empty cache folder, not there yet."""
    monkeypatch.setattr(module, "CACHE", tmp_path / "cache")
    return tmp_path / "cache"


@pytest.fixture
def package(tmp_path, monkeypatch):
    """A package of a few modules that can be edited, as the next process would find it."""
    root = tmp_path / "source" / "slow"
    root.mkdir(parents=True)
    monkeypatch.syspath_prepend(str(root.parent))

    def edit(name: str, source: str) -> None:
        (root / f"{name}.py").write_text(source, encoding="utf-8")
        for loaded in [known for known in sys.modules if known.split(".")[0] == "slow"]:
            del sys.modules[loaded]
        importlib.invalidate_caches()
        digest_code.cache_clear()

    for name, source in SOURCES.items():
        edit(name, source)
    yield edit
    edit("top", SOURCES["top"])


class Count:
    """A computation that counts how often it was asked."""

    def __init__(self, value: object = "value") -> None:
        self.value, self.times = value, 0

    def __call__(self) -> object:
        self.times += 1
        return self.value


def test_the_second_time_nothing_is_computed(folder):
    compute = Count({"a": [1, 2.5]})
    for _ in range(3):
        assert remember("job", "sharing.models", (2026, "sha"), compute) == {"a": [1, 2.5]}
    assert compute.times == 1


def test_frames_and_arrays_come_back_as_they_were(folder):
    frame = pd.DataFrame({"a": [1.5, np.nan], "b": ["x", "y"]})
    wanted = Count((frame, np.arange(3)))
    remember("job", "sharing.models", 1, wanted)
    found, numbers = remember("job", "sharing.models", 1, wanted)
    pd.testing.assert_frame_equal(found, frame)
    assert numbers.tolist() == [0, 1, 2]
    assert wanted.times == 1


def test_even_nothing_is_remembered(folder):
    compute = Count(None)
    assert remember("job", "sharing.models", 1, compute) is None
    assert remember("job", "sharing.models", 1, compute) is None
    assert compute.times == 1


@pytest.mark.parametrize(
    "request_",
    [
        ("sha", Edition(2019)),
        ("other sha", Edition(2026)),
        ("sha", Edition(2026, price_year=2020)),
        ("sha", Edition(2026, threshold_gbp=50_000)),
        ("sha", Edition(2026), 1),
    ],
)
def test_another_request_is_computed_and_both_are_kept(folder, request_):
    first, other = Count("first"), Count("other")
    remember("job", "sharing.models", ("sha", Edition(2026)), first)
    assert remember("job", "sharing.models", request_, other) == "other"
    assert remember("job", "sharing.models", ("sha", Edition(2026)), Count("stale")) == "first"
    assert other.times == 1


def test_another_name_is_computed(folder):
    remember("job", "sharing.models", 1, Count("first"))
    assert remember("work", "sharing.models", 1, Count("other")) == "other"
    assert remember("job", "sharing.models", 1, Count("stale")) == "first"


def test_a_name_that_begins_another_leaves_that_alone(folder, package):
    remember("job-longer", "slow.top", 1, Count("longer"))
    remember("job", "slow.top", 1, Count("short"))
    package("top", "changed = True\n")
    remember("job", "slow.top", 1, Count("short again"))
    assert len(list(folder.glob("job-longer-*"))) == 1


@pytest.mark.parametrize("name", ["top", "middle", "side", "bottom", "late"])
def test_a_change_of_any_code_behind_it_is_computed_anew(folder, package, name):
    remember("job", "slow.top", 1, Count("old"))
    package(name, SOURCES[name] + "\n# changed\n")
    assert remember("job", "slow.top", 1, Count("new")) == "new"
    assert remember("job", "slow.top", 1, Count("newer")) == "new"


def test_a_change_of_other_code_is_not(folder, package):
    remember("job", "slow.side", 1, Count("old"))
    package("apart", "# changed\n")
    assert remember("job", "slow.side", 1, Count("new")) == "old"


def test_code_put_back_is_not_answered_with_what_other_code_computed(folder, package):
    remember("job", "slow.top", 1, Count("old"))
    package("bottom", "value = 2\n")
    remember("job", "slow.top", 1, Count("new"))
    package("bottom", SOURCES["bottom"])
    assert remember("job", "slow.top", 1, Count("old again")) == "old again"


def test_what_older_code_computed_is_cleared_away(folder, package):
    for number in range(3):
        package("bottom", f"value = {number}\n")
        remember("job", "slow.top", 1, Count(number))
        remember("job", "slow.top", 2, Count(number))
    assert len(list(folder.iterdir())) == 2


def test_the_digest_is_that_of_the_sources_reached(package):
    reached = digest_code("slow.top")
    package("apart", "# changed\n")
    assert digest_code("slow.top") == reached
    assert digest_code("slow.apart") != reached
    package("late", "word = 'b'\n")
    assert digest_code("slow.top") != reached


def test_the_digest_of_the_project_reaches_the_estimators():
    reached = module._reach("sharing.results")
    needed = ("results", "estimators", "covariance", "wild", "savings", "register")
    assert {f"sharing.{name}" for name in needed} <= reached
    assert not any(name.split(".")[0] != "sharing" for name in reached)
    assert "sharing.figure" not in reached


def test_a_computation_that_fails_leaves_nothing_behind(folder):
    def fail() -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        remember("job", "sharing.models", 1, fail)
    assert not folder.exists() or not list(folder.iterdir())
    assert remember("job", "sharing.models", 1, Count("well")) == "well"


def test_a_value_that_cannot_be_kept_leaves_nothing_behind(folder):
    given: Callable[[], object] = Count(lambda: None)
    with pytest.raises((pickle.PicklingError, AttributeError)):
        remember("job", "sharing.models", 1, given)
    assert not folder.exists() or not list(folder.iterdir())


def test_no_reader_ever_sees_half_a_file(folder, monkeypatch):
    """The file gets its name only once it is whole."""
    seen, rename = [], Path.replace

    def watch(unfinished: Path, target: Path) -> Path:
        seen.append((list(folder.glob("*.pickle")), pickle.loads(unfinished.read_bytes())))
        return rename(unfinished, target)

    monkeypatch.setattr(Path, "replace", watch)
    remember("job", "sharing.models", 1, Count("whole"))
    assert seen == [([], "whole")]
    assert len(list(folder.iterdir())) == 1


def test_a_module_that_is_not_there_is_named(folder):
    with pytest.raises(ModuleNotFoundError, match=r"sharing\.nowhere"):
        remember("job", "sharing.nowhere", 1, Count())


def test_two_that_ask_at_once_compute_once(folder):
    asked, started = [], threading.Barrier(2)

    def compute() -> str:
        asked.append(1)
        time.sleep(0.2)
        return "value"

    def ask() -> str:
        started.wait()
        return remember("job", "sharing.paths", 1, compute)

    with ThreadPoolExecutor(2) as pool:
        answers = [task.result() for task in [pool.submit(ask), pool.submit(ask)]]
    assert (answers, len(asked)) == (["value", "value"], 1)
