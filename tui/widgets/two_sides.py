"""Two texts side by side, each scrolled by itself."""

from __future__ import annotations

from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Static


class TwoSides(Horizontal):
    """What stands at the left, what was written otherwise at the right; or what was refused, and its reason."""

    def __init__(self) -> None:
        super().__init__(
            VerticalScroll(Static(id="left", markup=False), classes="side"),
            VerticalScroll(Static(id="right", markup=False), classes="side"),
            id="sides",
        )

    def show(self, left: Content, right: Content) -> None:
        """Show these from now on."""
        self.query_one("#left", Static).update(left)
        self.query_one("#right", Static).update(right)
