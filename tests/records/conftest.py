"""The branch on whose records rights are tried."""

from __future__ import annotations

import pytest

from tests.records.branch import Branch
from tests.records.subjects import stage


@pytest.fixture
def there() -> Branch:
    """The branch with its records."""
    return stage()
