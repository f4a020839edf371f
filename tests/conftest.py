"""What several test files share: the real register and an edition's findings, each read once."""

from collections.abc import Callable
from functools import cache

import pytest

from sharing.descriptor import Table, read_tables
from sharing.edition import Edition
from sharing.paths import DATA
from sharing.register import Register, read_register
from sharing.results import Findings, find


@pytest.fixture(scope="session")
def tables() -> dict[str, Table]:
    """The contract of every table."""
    return read_tables()


@pytest.fixture(scope="session")
def register() -> Register:
    """The real register."""
    return read_register(DATA)


@pytest.fixture(scope="session")
def findings() -> Callable[[int], Findings]:
    """What the edition of a year finds in the real register."""
    return cache(lambda year: find(Edition(year), DATA))
