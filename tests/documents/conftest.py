"""Small builders for a branch of one year, and the documents of both sample years."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from tests.documents.facts import Facts
from tests.documents.small import SmallBuilders
from tests.sample_years import SampleYear, sample_years
from tests.shared_folder import shared_folder
from tui.documents import kinds


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Documents are made by the small builders."""
    monkeypatch.setattr(kinds, "import_module", SmallBuilders)


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, SampleYear]:
    """Both sample years by their names."""
    return sample_years(shared_folder(tmp_path_factory))


@pytest.fixture(scope="session")
def demo(samples: Mapping[str, SampleYear]) -> SampleYear:
    """The demo's full year."""
    return samples["demo-2025"]


@pytest.fixture(scope="session")
def source(samples: Mapping[str, SampleYear]) -> SampleYear:
    """The source year."""
    return samples["source-2011"]


@pytest.fixture(scope="session")
def facts(demo: SampleYear) -> Facts:
    """What the records of the demo's year say."""
    return Facts(demo)
