"""The key tables of the READMEs and the whole key sheets are those of the command table."""

from __future__ import annotations

from pathlib import Path

import pytest

from tui.key_sheet import READMES, SHEETS, renewed, whole_sheet

ROOT = Path(__file__).parent.parent.parent


@pytest.mark.parametrize("language", READMES)
def test_the_readme_shows_the_keys_as_they_are(language: str) -> None:
    text = (ROOT / READMES[language]).read_text("utf-8")
    assert text == renewed(text, language), "run: python -m tui.key_sheet"
    assert f"({SHEETS[language]})" in text, "the README leads to the whole sheet"


@pytest.mark.parametrize("language", SHEETS)
def test_the_whole_key_sheet_is_as_the_commands_are(language: str) -> None:
    text = (ROOT / SHEETS[language]).read_text("utf-8")
    assert text == whole_sheet(language), "run: python -m tui.key_sheet"
