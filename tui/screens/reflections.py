"""Own drafts of reflections; F3 leads on to submissions, published and recommended ones, and what was said about oneself."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.cache.view import View
from sync.note_lines import NoteLine, take
from sync.submitting import submission_of
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, state_label, title_of
from tui.reflection_pages import turn
from tui.screens.draft import DraftPage
from tui.screens.records import LONGEST_LABEL, RecordsPage
from tui.screens.submission import SubmissionPage
from tui.screens.take_lines import TakePage
from tui.submit_flow import submit_draft, why_not_submit
from tui.vault_state import where_all
from tui.year.characters import count


class ReflectionsPage(RecordsPage):
    """Drafts with their length and what became of them."""

    SCOPE = "reflections"
    BINDINGS = bindings("reflections")

    def __init__(self) -> None:
        super().__init__("reflection")
        self._lengths: dict[str, tuple[int, int]] = {}
        """Draft -> its revision, and its length at that revision."""

    def heading(self) -> str:
        """Says where they are, and of how many a copy was handed in."""
        place = self.xinde.place
        parts = [super().heading(), where_all(place, self.kind)]
        sent = sum(submission_of(place.desk, view) is not None for view in super().views())
        if sent:
            parts.append(t("reflections.some_sent", n=sent))
        return f" {self.xinde.glyphs.dot} ".join(parts)

    def views(self) -> list[View]:
        """Newest first."""
        return sorted(super().views(), key=lambda view: str(view.updated.get("at") or "9999"), reverse=True)

    def column_names(self) -> Sequence[str]:
        """Fields the columns are headed by."""
        return ("title", "body", "submission")

    def numbers(self) -> Iterable[str]:
        """Columns of numbers."""
        return ("body",)

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        return [("title", 1), ("body", -6), ("submission", -LONGEST_LABEL)]

    def headings(self) -> list[str]:
        """The body's column holds its length."""
        spec = self.xinde.place.repository.registry[self.kind]
        return [t("reflections.length") if n == "body" else field_label(spec, n) for n in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """Title, length, state of the submission."""
        place = self.xinde.place
        made = submission_of(place.desk, view)
        sent = state_label(place.repository.registry["submission"], made.state) if made else t("reflections.not_sent")
        return [title_of(place, view), str(self._length(view)), sent]

    def _length(self, view: View) -> int:
        """Counted once a revision: a long text takes a millisecond, and the filter asks at every key."""
        held = self._lengths.get(view.id)
        if held is None or held[0] != view.rev:
            held = self._lengths[view.id] = (view.rev, count(view.get("body") or ""))
        return held[1]

    def kinds_shown(self) -> set[str]:
        """A draft's row shows the state of its submission."""
        return {"reflection", "submission"}

    def offers(self, command: str) -> bool:
        """There are more lists than one."""
        return command != "state"

    def why_not(self, command: str) -> str | None:
        """Submitting needs a row."""
        if command == "submit":
            return why_not_submit(self.xinde.place, self.current) if self.current else t("records.no_row")
        return super().why_not(command)

    def do_edit(self) -> None:
        """Open the draft."""
        view = self.current
        if view is not None:
            self.app.push_screen(DraftPage(view.id))

    def do_new(self) -> None:
        """A new draft."""
        self.app.push_screen(DraftPage(None))

    def do_submit(self) -> None:
        """Show exactly what would leave this device, then submit it and show what was handed in."""
        view = self.current
        if view is not None:
            self.run_worker(submit_draft(self, view.id, self._submitted))

    def _submitted(self, made: str) -> None:
        self.app.push_screen(SubmissionPage(made))

    def do_take(self) -> None:
        """Choose lines of notes for the draft under the cursor, or for a new one where there is none."""
        view, desk = self.current, self.xinde.place.desk
        draft = view.id if view is not None else None

        async def carry_out(lines: Sequence[NoteLine]) -> None:
            made = await self.act(lambda: take(desk, lines, draft))
            if made is not None:
                title = title_of(self.xinde.place, desk.record(made))
                self.xinde.say(t("take.done_into", n=len(lines), title=title))

        def chosen(lines: Sequence[NoteLine]) -> None:
            self.run_worker(carry_out(lines))

        self.app.push_screen(TakePage(None, chosen))

    def do_other(self) -> None:
        """The next list."""
        turn(self, 1)

    def do_previous(self) -> None:
        """The list before."""
        turn(self, -1)
