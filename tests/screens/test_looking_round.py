"""Looking round for what others ask of whoever holds the folder keeps no key waiting."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from tests.screens.stage import Stage, alone, play
from tui.looking_round import EACH
from tui.screens.help import HelpDialog


def test_keys_go_on_while_the_writer_is_busy(tmp_path: Path) -> None:
    with alone(tmp_path) as place:

        async def act(on: Stage) -> None:
            free = threading.Event()
            on.app.folder = tmp_path
            on.app.begin_to_look_round()
            on.app._hands.submit(free.wait, 30)
            await asyncio.sleep(EACH * 2.5)
            assert on.app._looking is not None, "it waits behind the writer"
            assert not on.app._looking.done()
            await on.pilot.press("f1")
            shown = isinstance(on.app.screen, HelpDialog)
            free.set()
            assert shown
            await on.until(lambda: on.app._looking is not None and on.app._looking.done())

        play(place, act)
