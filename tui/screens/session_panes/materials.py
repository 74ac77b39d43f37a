"""What was studied at a session."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from tui.commands import bindings
from tui.i18n import t
from tui.preparing import NewRecord, materials
from tui.recommending import recommend, why_not_recommend
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
        if command == "from_task":
            return self._why_none_of_task() or why_not_new(self.xinde.place, "material", self.preset)
        view = self.current
        if command == "recommend":
            return why_not_recommend(self.xinde.place, view.id if view is not None else None)
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def _of_task(self) -> list[NewRecord]:
        """Those of the task that are not here by their title yet."""
        session = self.session
        task = self.xinde.place.repository.get(str(session.get("task"))) if session else None
        there = {view.get("title") for view in self.views()}
        return [each for each in materials(task, self.rid) if each[1]["title"] not in there] if task else []

    def _why_none_of_task(self) -> str | None:
        session = self.session
        if session is None:
            return t("session.gone")
        if not session.get("task"):
            return t("materials.no_task")
        return None if self._of_task() else t("materials.none_of_task")

    def do_from_task(self) -> None:
        """What the task says is to be studied, a material a line, as one action."""
        desk, missing = self.xinde.place.desk, self._of_task()

        async def carry_out() -> None:
            made = await self.act(lambda: desk.create_all(missing))
            if made:
                self.xinde.say(t("materials.taken", n=len(made)))

        self.run_worker(carry_out())

    def do_recommend(self) -> None:
        """Recommend the material to everybody, with one sentence why."""
        view = self.current
        if view is not None:
            recommend(self, view.id)
