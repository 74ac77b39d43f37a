"""Every screen looks as it did: text of all stops of the tour at 80x24 and 120x40, in both languages; and offers its commands."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.screens import command_walk, pictures
from tests.screens.sample_branch import SampleBranch
from tests.screens.shots import FOLDER, LANGUAGES, ROOT, differences, path, seen
from tests.screens.stage import Stage
from tests.screens.stage import drawn as drawn_strips
from tests.screens.tour import STOPS, Stop
from tui.key_sheet import READMES
from tui.page import Commanded

HALVES = {"first": STOPS[::2], "second": STOPS[1::2]}
"""So that four workers share the tours."""


@pytest.mark.parametrize("half", HALVES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_screens_look_as_they_were_kept_and_offer_what_they_can_do(
    branch: SampleBranch, language: str, half: str
) -> None:
    drawn: dict[Path, str] = {}
    faults: list[str] = []

    def look(on: Stage, stop: Stop) -> None:
        if language == LANGUAGES[0]:
            # Here, since the way to all stops takes a minute; it looks at both languages.
            assert isinstance(on.app.screen, Commanded)
            faults.extend(f"{stop.name}: {fault}" for fault in command_walk.faults(on.app.screen))
        if stop.name in pictures.DRAWN:
            drawn[pictures.path(stop.name, language)] = pictures.drawing(drawn_strips(on.app))

    found = {**asyncio.run(seen(branch, language, HALVES[half], look)), **drawn}
    changed = differences(found)
    assert not faults, "\n".join(faults)
    assert not changed, f"look at each, then `make shots`:\n{changed}"


def test_no_picture_is_kept_of_a_stop_that_is_gone() -> None:
    kept = set(FOLDER.rglob("*.txt"))
    assert kept == {path(stop, language) for stop in STOPS for language in LANGUAGES}


@pytest.mark.parametrize("language", READMES)
def test_the_readme_shows_the_screens_as_they_are(language: str) -> None:
    text = (ROOT / READMES[language]).read_text("utf-8")
    assert pictures.PLACE.findall(text), "a place for them"
    assert text == pictures.renewed(text, language), "run: make pictures"
