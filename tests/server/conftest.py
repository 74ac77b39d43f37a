"""What the tests of the server share."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from server_stub.store import Store
from tests.server.door import Door
from tests.server.people import Branch, FakeClock
from tests.server.web import Web


@pytest.fixture(scope="session")
def _first() -> Branch:
    return Branch()


@pytest.fixture
def branch(_first: Branch) -> Branch:
    """A new branch of nine people."""
    return _first.again()


@pytest.fixture
def clock(branch: Branch) -> FakeClock:
    """The branch's clock."""
    return branch.clock


@pytest.fixture
def store(branch: Branch) -> Store:
    """The branch's database."""
    return branch.store


@pytest.fixture
def door(branch: Branch) -> Door:
    """The door of the branch."""
    return Door(branch)


@pytest.fixture
def web(branch: Branch) -> Iterator[Web]:
    """The branch on the web."""
    found = Web(branch)
    yield found
    found.close()
