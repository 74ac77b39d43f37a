"""End to end, the server is a process of its own, as it is for people."""

from __future__ import annotations

import pytest

from tests.cli.branch import Branch


@pytest.fixture(autouse=True)
def _real_server(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask for one wherever a test of this folder makes a branch."""
    monkeypatch.setattr(Branch, "OWN_PROCESS", True)
