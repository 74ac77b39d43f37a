"""Governing documents: the list of the branch's, each of which can be recommended."""

from __future__ import annotations

from tui.commands import bindings
from tui.recommending import recommend, why_not_recommend
from tui.screens.records import RecordsPage

NUMBER = -20
"""Cells of 示政办支〔2025〕11号."""


class DocumentsPage(RecordsPage):
    """The documents of the branch."""

    SCOPE = "documents"
    BINDINGS = bindings("documents")

    def __init__(self) -> None:
        super().__init__("document")

    def widths(self) -> list[tuple[str, int]]:
        """Numbers of a series differ in their last figures, so none is cut."""
        return [(name, NUMBER if name == "number" else width) for name, width in super().widths()]

    def why_not(self, command: str) -> str | None:
        """Recommending is a matter of roles."""
        if command == "recommend":
            view = self.current
            return why_not_recommend(self.xinde.place, view.id if view is not None else None)
        return super().why_not(command)

    def do_recommend(self) -> None:
        """Recommend it to everybody, with one sentence why."""
        view = self.current
        if view is not None:
            recommend(self, view.id)
