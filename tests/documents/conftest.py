"""A small branch of one year, and small builders."""

from __future__ import annotations

import pytest

from tests.documents.small import SmallBuilders
from tui.documents import kinds


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are made by the small builders."""
    monkeypatch.setattr(kinds, "import_module", SmallBuilders)
