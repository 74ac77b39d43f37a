"""What the tests of the server share."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random

import pytest

from server_stub import schema
from server_stub.store import Store
from tests.postgres import cluster
from tests.server.door import Door
from tests.server.people import Branch, FakeClock
from tests.server.web import Web
from tests.whole import everything, put_back


@pytest.fixture(scope="session")
def _first() -> Branch:
    return Branch()


class _OnPostgres:
    """One database of this process, filled anew for each test: making another one takes ten times as long."""

    def __init__(self) -> None:
        _, url = cluster().fresh()
        clock = FakeClock()
        store = Store.open(url, clock, Random(1))
        schema.upgrade(store)
        self._branch = Branch(store)
        self._data = everything(store)

    def again(self) -> Branch:
        """A new branch of nine people."""
        put_back(self._branch.store, self._data)
        return self._branch.again(self._branch.store.engine)

    def close(self) -> None:
        """Close every connection: whoever forgets one is told so when the tests end."""
        self._branch.store.close()


@pytest.fixture(scope="session")
def _first_on_postgres() -> Iterator[_OnPostgres]:
    made = _OnPostgres()
    yield made
    made.close()


@pytest.fixture
def on_postgres(_first_on_postgres: _OnPostgres) -> Branch:
    """A new branch of nine people on PostgreSQL, for what SQLite cannot do."""
    return _first_on_postgres.again()


@pytest.fixture(params=["sqlite", "postgres"])
def branch(request: pytest.FixtureRequest) -> Branch:
    """A new branch of nine people, on SQLite in memory and on a real PostgreSQL."""
    made: Branch | _OnPostgres = request.getfixturevalue(
        "_first" if request.param == "sqlite" else "_first_on_postgres"
    )
    return made.again()


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
