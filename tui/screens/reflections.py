"""Reflections: own drafts, on F3 the submitted ones that this person may read, and then the commentary on oneself."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from sync.submitting import submission_of
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, state_label, title_of
from tui.screens.commentary import CommentaryPage
from tui.screens.draft import DraftPage
from tui.screens.records import LONGEST_LABEL, RecordsPage
from tui.screens.submission import SubmissionPage
from tui.submit_flow import submit_draft
from tui.vault_state import where_all
from tui.year.characters import count


class ReflectionsPage(RecordsPage):
    """Drafts with their length and what became of them; or submissions with author and state."""

    SCOPE = "reflections"
    BINDINGS = bindings("reflections")

    def __init__(self, kind: str = "reflection") -> None:
        super().__init__(kind)

    def heading(self) -> str:
        """Which of the two lists it is."""
        where = where_all(self.xinde.place, self.kind) if self.kind == "reflection" else t("reflections.shared")
        return f"{super().heading()} {self.xinde.glyphs.dot} {where}"

    def views(self) -> list[View]:
        """Newest first."""
        return sorted(super().views(), key=lambda view: str(view.updated.get("at") or "9999"), reverse=True)

    def column_names(self) -> Sequence[str]:
        """Fields the columns are headed by."""
        return ("title", "body", "submission") if self.kind == "reflection" else ("title", "author", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        if self.kind == "submission":
            return [("title", 1), ("author", -8), ("state", self.label_width("state"))]
        return [("title", 1), ("body", -6), ("submission", -LONGEST_LABEL)]

    def headings(self) -> list[str]:
        """The body's column holds its length."""
        spec = self.xinde.place.repository.registry[self.kind]
        return [t("reflections.length") if n == "body" else field_label(spec, n) for n in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """Title, length, state of the submission; or title, author, state."""
        place = self.xinde.place
        if self.kind == "submission":
            spec = place.repository.registry["submission"]
            return [title_of(place, view), member_name(place, view.get("author")), state_label(spec, view.state)]
        made = submission_of(place.desk, view)
        sent = state_label(place.repository.registry["submission"], made.state) if made else t("reflections.not_sent")
        return [title_of(place, view), str(count(view.get("body") or "")), sent]

    def kinds_shown(self) -> set[str]:
        """A draft's row shows the state of its submission."""
        return {"reflection", "submission", "member"}

    def empty_text(self) -> str:
        """What to do first."""
        spec = self.xinde.place.repository.registry[self.kind]
        if self.kind == "submission":
            return t("reflections.none_submitted", kind=kind_label(spec))
        return super().empty_text()

    def offers(self, command: str) -> bool:
        """Drafts have no state, and only drafts are made, submitted and deleted here."""
        if self.kind == "reflection":
            return command != "state"
        return command not in ("new", "submit", "delete", "edit")

    def why_not(self, command: str) -> str | None:
        """Submitting needs a row."""
        if command == "submit" and self.current is None:
            return t("records.no_row")
        return super().why_not(command)

    def do_edit(self) -> None:
        """Open the draft, or read the submission."""
        view = self.current
        if view is None:
            return
        self.app.push_screen(SubmissionPage(view.id) if view.kind == "submission" else DraftPage(view.id))

    def do_new(self) -> None:
        """A new draft."""
        self.app.push_screen(DraftPage(None))

    def do_submit(self) -> None:
        """Show exactly what would leave this device, then submit it."""
        view = self.current
        if view is not None:
            self.run_worker(submit_draft(self, view.id))

    def do_other(self) -> None:
        """Drafts, submissions, and what was said about oneself, in turn."""
        self.app.switch_screen(ReflectionsPage("submission") if self.kind == "reflection" else CommentaryPage())
