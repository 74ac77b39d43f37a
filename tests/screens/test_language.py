"""Ctrl+T changes every word of a screen: what stands there is what would stand there had it been opened in that language."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from tests.screens.sample_branch import SampleBranch
from tests.screens.stage import Stage, alone, play
from tests.screens.tour import STOPS, calm, guide, home
from tui.page import Dialog

FEW = {"history", "vault", "merge", "figure", "welcome"}
"""Stops looked at on every run, those whose words were once given and not asked for; with XINDE_SOAK=1 all of them."""


def test_switched_is_as_opened(branch: SampleBranch) -> None:
    stops = [stop for stop in STOPS if os.environ.get("XINDE_SOAK") or stop.name in FEW]
    differing: list[str] = []

    async def walk() -> None:
        async with guide(branch) as on:
            for stop in stops:
                await stop.open(on)
                await calm(on)
                if isinstance(on.app.screen, Dialog) and not on.app.screen.SPEAKS_ANEW:
                    # A question is answered before the language changes.
                    await home(on)
                    continue
                on.app.set_words("en")
                await calm(on)
                switched = on.lines()
                await home(on)
                await stop.open(on)
                await calm(on)
                opened = on.lines()
                await home(on)
                differing.extend(
                    f"{stop.name}: {was!r} should be {should!r}"
                    for was, should in zip(switched, opened, strict=True)
                    if was != should
                )
                on.app.set_words("zh")

    asyncio.run(walk())
    assert differing == [], "\n".join(differing)


def test_home_speaks_the_language_that_was_chosen_above_it(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            assert "2计划" in on.lines()[-2]
            await on.keys("5", "ctrl+t", "escape")
            assert "2Plan" in on.lines()[-2]
            assert "计划" not in on.text()

        play(place, act)
