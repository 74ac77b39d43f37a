"""The documents of both sample years, printed by one run of LibreOffice for all workers of a test run."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from filelock import FileLock

from tests.rendered.office_suite import to_pdf
from tests.rendered.printed_years import Print, prints
from tests.sample_years import SECONDS, sample_years
from tests.shared_folder import shared_folder


@pytest.fixture(scope="session")
def printed_years(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Print]:
    """Every printed document of both years by year and name."""
    root = shared_folder(tmp_path_factory)
    found = prints(sample_years(root).values(), root / "printed")
    with FileLock(root / "printed.lock", timeout=SECONDS):
        if not (root / "printed").exists():
            unfinished = root / "printed.part"
            unfinished.mkdir(exist_ok=True)
            to_pdf({each.file: each.path.read_bytes() for each in found.values()}, unfinished)
            unfinished.rename(root / "printed")
    return found
