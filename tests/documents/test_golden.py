"""What a second reader finds in every document of both sample years is what is kept as a golden file, line by line."""

from __future__ import annotations

import difflib
from collections.abc import Mapping

import pytest

from tests.documents.golden import FOLDER, golden
from tests.documents.second_reader import text_of
from tests.sample_years import DEMO, SOURCE, SampleYear
from tui.documents.kinds import DOCUMENTS

ALL = [("demo-2025", each.name) for each in DEMO] + [("source-2011", each.name) for each in SOURCE]

AGAIN = "python -m tests.documents.golden"
"""What writes the golden files again, to be read before they are kept."""


@pytest.mark.parametrize(("year", "name"), ALL)
def test_a_document_says_what_its_golden_file_says(samples: Mapping[str, SampleYear], year: str, name: str) -> None:
    kept = golden(samples[year], name)
    before = kept.read_text(encoding="utf-8").splitlines() if kept.exists() else []
    now = text_of(samples[year].path(name)).splitlines()
    changes = list(difflib.unified_diff(before, now, str(kept.relative_to(FOLDER)), "now", n=1, lineterm=""))
    assert not changes, "\n".join([f"{AGAIN} writes it again", *changes])


def test_there_is_a_golden_file_of_every_document_and_of_nothing_else() -> None:
    kept = {(path.parent.name, path.stem) for path in FOLDER.glob("*/*.txt")}
    assert kept == set(ALL)
    assert {each.kind for each in DEMO} == set(DOCUMENTS)
    for kind in DOCUMENTS.values():
        made = {each.ending or kind.usual for each in DEMO if each.kind == kind.id}
        assert made == set(kind.files), kind.id
