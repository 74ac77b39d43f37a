"""The README's keys are those of the command table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.key_sheet import READMES, renewed

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("language", READMES)
def test_the_readme_shows_the_keys_as_they_are(language: str) -> None:
    text = (ROOT / READMES[language]).read_text("utf-8")
    assert text == renewed(text, language), "run: python -m tui.key_sheet"
