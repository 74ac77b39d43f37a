"""A branch in memory, and two devices of its plain member."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server.people import Branch
from tests.vault.people import PASSPHRASE, Device


@pytest.fixture(scope="session")
def _first() -> Branch:
    return Branch()


@pytest.fixture
def branch(_first: Branch) -> Branch:
    """A new branch."""
    return _first.again()


@pytest.fixture
def device(branch: Branch, tmp_path: Path) -> Iterator[Callable[..., Device]]:
    """Makes devices."""
    made: list[Device] = []

    def make(who: str = "plain") -> Device:
        made.append(Device(branch, tmp_path / f"device{len(made)}", who, len(made)))
        return made[-1]

    yield make
    for each in made:
        each.place.close()


@pytest.fixture
def one(device: Callable[..., Device]) -> Device:
    """The device that began the vault."""
    found = device()
    found.keeper.begin(PASSPHRASE)
    return found


@pytest.fixture
def two(one: Device, device: Callable[..., Device]) -> Device:
    """Another device of the same member, with the vault open."""
    found = device()
    found.keeper.unlock(PASSPHRASE)
    return found
