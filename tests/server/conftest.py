"""What the tests of the server share."""

from __future__ import annotations

import pytest

from server_stub.store import Store
from tests.server.people import Branch, FakeClock


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
