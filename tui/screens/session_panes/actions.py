"""What a session asks people to do, and by when."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from tui.commands import bindings
from tui.follow_up import left_open
from tui.i18n import t
from tui.rights import why_not_delete, why_not_new
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.screens.session_panes.part import SessionPart


class ActionsPage(SessionPart, RecordsPage):
    """Action items, open ones first, by date; then what earlier sessions of the same form left open (上次遗留)."""

    SCOPE = "actions"
    BINDINGS = bindings("actions")
    PANE = "actions"

    def __init__(self, rid: str) -> None:
        super().__init__("action", {"session": rid})
        self.rid = rid

    def views(self) -> list[View]:
        """Open ones first; without a date last."""
        items = self.xinde.place.repository.linked("action", "session", self.rid)
        items.sort(key=lambda view: (view.state != "open", view.get("due") or "9999", view.id))
        session = self.session
        return [*items, *(left_open(self.xinde.place, session) if session else [])]

    def cells(self, view: View) -> list[str]:
        """What was left open says from when."""
        cells = super().cells(view)
        if view.get("session") != self.rid:
            earlier = self.xinde.place.repository.get(str(view.get("session")))
            day = str(earlier.get("start") or "")[:10] if earlier else ""
            cells[0] = t("actions.left_open", day=day or t("value.unknown"), text=cells[0])
        return cells

    def column_names(self) -> Sequence[str]:
        """What, who, when, how far."""
        return ("text", "owner", "due", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The text gets what is left."""
        return [("text", 1), ("owner", -8), ("due", -10), ("state", self.label_width("state"))]

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("actions.empty")

    def why_not(self, command: str) -> str | None:
        """Who enters action items is a matter of roles."""
        if command == "new":
            return why_not_new(self.xinde.place, "action", self.preset)
        view = self.current
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def do_new(self) -> None:
        """A new action item, the cursor in what is to be done."""
        self.app.push_screen(FormPage("action", None, self.preset, focus="text"))
