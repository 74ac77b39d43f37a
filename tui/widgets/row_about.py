"""The place below a table that says what is worth saying of the row under the cursor."""

from __future__ import annotations

from collections.abc import Sequence

from textual.content import Content
from textual.widgets import Static


class RowAbout(Static):
    """It never shrinks, so that the table stands still while the cursor goes through its rows, but on a screen of another width."""

    _tallest = 0
    _wide = 0

    def __init__(self) -> None:
        super().__init__(id="row-about", markup=False)

    def tell(self, lines: Sequence[Content]) -> None:
        """Say this of the row, a line each; without any the place stays empty."""
        wide = self.app.size.width
        self._tallest = max(self._tallest if wide == self._wide else 0, len(lines))
        self._wide = wide
        self.display = bool(self._tallest)
        self.styles.min_height = self._tallest
        self.update(Content("\n").join(lines))
