"""The least Textual app with rows: one list, nothing else; `python bare.py`. What any app in Textual costs at the start."""

from __future__ import annotations

import os

os.environ["TEXTUAL_DISABLE_KITTY_KEY"] = "1"
os.environ["TEXTUAL_ANIMATIONS"] = "none"

from textual.app import App, ComposeResult
from textual.widgets import OptionList


class Bare(App[None]):
    """Twenty lines."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """The list."""
        yield OptionList(*(f"专题学习（2026第{number}次）" for number in range(1, 21)))


if __name__ == "__main__":
    Bare().run()
