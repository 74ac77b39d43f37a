"""The sample branch for tests of screens, filled once for all workers and copied for each test."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.screens.sample_branch import SampleBranch, sample_branch
from tests.shared_folder import shared_folder


@pytest.fixture(scope="session")
def filled_branch(tmp_path_factory: pytest.TempPathFactory) -> SampleBranch:
    """The branch as it was filled; nobody writes into it."""
    return sample_branch(shared_folder(tmp_path_factory))


@pytest.fixture
def branch(filled_branch: SampleBranch, tmp_path: Path) -> SampleBranch:
    """A copy of it."""
    return filled_branch.copied(tmp_path / "branch")
