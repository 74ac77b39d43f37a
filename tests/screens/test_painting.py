"""After any keys the terminal shows what Textual would have drawn, also where only a part of a page moved."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

from textual._compositor import ChopsUpdate, LayoutUpdate
from textual.events import Paste
from textual.screen import Screen
from textual.scrollbar import ScrollBar

import tui
from tests.model_terminal import ModelTerminal
from tests.screens.stage import alone, drawn
from tui.app import XindeApp
from tui.frame import Frame
from tui.screens.form import FormPage
from tui.screens.plan import PlanPage

WIDTH, HEIGHT = 80, 24
IN_A_LIST = ["down", "down", "up", "pagedown", "pageup", "end", "home"]
IN_A_FORM = [*IN_A_LIST, "tab", "tab", "shift+tab", "backspace"]
IN_HELP = ["pagedown", "pagedown", "pageup", "down", "up", "end"]


class Seen(XindeApp):
    """The app, and the terminal somebody looks at."""

    CSS_PATH = str(Path(tui.__file__).parent / "styles" / "xinde.tcss")
    terminal: ModelTerminal | None = None

    def _display(self, screen: Screen[Any], renderable: Any) -> None:
        if isinstance(renderable, ChopsUpdate | LayoutUpdate) and self._running and not self._batch_count:
            if self.terminal is None:
                self.terminal = ModelTerminal(WIDTH, HEIGHT)
            self.terminal.hear(self._difference(screen, renderable))
        super()._display(screen, renderable)

    def due(self) -> ModelTerminal:
        """A terminal on which everything was drawn at once."""
        anew = ModelTerminal(WIDTH, HEIGHT)
        pieces = [(y, 0, strip) for y, strip in enumerate(drawn(self))]
        anew.hear(Frame(WIDTH, HEIGHT).change(pieces, self.console._color_system))
        return anew


def look(app: Seen, key: str) -> None:
    """The terminal shows the picture of the page."""
    due = app.due()
    assert app.terminal is not None
    assert app.terminal.text() == due.text(), key
    assert app.terminal.rows == due.rows, key


def test_the_terminal_shows_the_page_after_every_key(tmp_path: Path) -> None:
    chance = random.Random(1)
    with alone(tmp_path) as place:
        plan = place.desk.create("plan", {"year": 2026, "title": "计划"})
        for number in range(1, 40):
            place.desk.create("task", {"plan": plan, "number": number, "topic": f"第{number}项", "track": "political"})

        async def scene() -> None:
            app = Seen(place, None, None)
            async with app.run_test(size=(WIDTH, HEIGHT)) as pilot:

                async def press(keys: list[str], times: int) -> None:
                    for _ in range(times):
                        if app.focused is not None and chance.random() < 0.1:
                            app.post_message(Paste("学习公文写作规范。"))
                        key = chance.choice(keys)
                        await pilot.press(key)
                        await pilot.pause()
                        app.screen._on_timer_update()
                        look(app, key)
                        # A bar is drawn by itself, later than the page beside it; so may anything else be.
                        there = app.screen._compositor.visible_widgets
                        bars = [each for each in there if isinstance(each, ScrollBar)]
                        for widget in [*bars, chance.choice(list(there))]:
                            app.screen._compositor.update_widgets({widget})
                            app.screen._compositor_refresh()
                            look(app, f"{key}, then {widget}")

                app.push_screen(PlanPage(plan))
                await pilot.pause()
                await press(IN_A_LIST, 5)
                app.push_screen(FormPage("task", None, {"plan": plan}))
                await pilot.pause()
                await press(IN_A_FORM, 12)
                await pilot.press("f1")
                await press(IN_HELP, 4)
                await pilot.press("escape")
                await press(IN_A_FORM, 3)

        asyncio.run(scene())
