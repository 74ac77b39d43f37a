"""What was studied at a session."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.rights import why_not_delete, why_not_new
from tui.screens.records import RecordsPage
from tui.screens.session_panes.part import SessionPart


class MaterialsPage(SessionPart, RecordsPage):
    """Materials in the order they were entered."""

    SCOPE = "materials"
    BINDINGS = bindings("materials")
    PANE = "materials"

    def __init__(self, rid: str) -> None:
        super().__init__("material", {"target": rid})
        self.rid = rid

    def views(self) -> list[View]:
        """Those of this session."""
        return self.xinde.place.repository.linked("material", "target", self.rid)

    def column_names(self) -> Sequence[str]:
        """Title first."""
        return ("title", "material_kind", "number", "presenter")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets most."""
        return [("title", 3), ("material_kind", self.label_width("material_kind")), ("number", 1), ("presenter", -8)]

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("materials.empty")

    def why_not(self, command: str) -> str | None:
        """Who enters materials is a matter of roles."""
        if command == "new":
            return why_not_new(self.xinde.place, "material", self.preset)
        view = self.current
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)
