"""A branch of two, made once and copied for each test: a sign-in costs a tenth of a second of hashing, a process one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.branch import Branch
from tests.cli.device import Device


@pytest.fixture(scope="session")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Branch:
    """A branch with the devices of its secretary and clerk 张三 and of its member 李四, not serving."""
    branch = Branch(tmp_path_factory.mktemp("founded"))
    with branch:
        branch.device(branch.folder / "zhang", branch.first_invite, "zhang", "张三")
        branch.device(branch.folder / "li", branch.invite("李四"), "li")
    return branch


@pytest.fixture
def branch(founded: Branch, tmp_path: Path) -> Iterator[Branch]:
    """A copy of it, serving."""
    with founded.copied(tmp_path / "branch") as serving:
        yield serving


@pytest.fixture
def zhang(branch: Branch) -> Device:
    """Secretary and clerk."""
    return Device(branch.folder / "zhang")


@pytest.fixture
def li(branch: Branch) -> Device:
    """A plain member."""
    return Device(branch.folder / "li")
