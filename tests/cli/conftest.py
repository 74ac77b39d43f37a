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
    branch = Branch.found(tmp_path_factory.mktemp("founded"))
    with branch:
        branch.device("zhang", branch.first_invite, "张三")
        branch.device("li", branch.invite("--member", "李四"))
    return branch


@pytest.fixture
def branch(founded: Branch, tmp_path: Path) -> Iterator[Branch]:
    """A copy of it, serving."""
    with founded.copied(tmp_path / "branch") as serving:
        yield serving


@pytest.fixture
def zhang(branch: Branch) -> Device:
    """Secretary and clerk."""
    return branch.member("zhang")


@pytest.fixture
def li(branch: Branch) -> Device:
    """A plain member."""
    return branch.member("li")
