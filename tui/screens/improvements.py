"""学用转化: cases of study applied to work; those whose check is due come first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from sync.cache.view import View
from tui import improvement_flow, improvements
from tui.commands import bindings
from tui.i18n import t
from tui.labels import choice_label, field_label
from tui.opening import open_record
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.screens.records import RecordsPage

COLUMNS = ("title", "work_line", "owner", "started", "check", "state")


class ImprovementsPage(RecordsPage):
    """A row a case; F3 shows one state, Ctrl+O one line of work."""

    SCOPE = "improvements"
    BINDINGS = bindings("improvements")

    def __init__(self) -> None:
        super().__init__("improvement")
        self._only: dict[str, str] = {"state": "", "work_line": ""}

    def heading(self) -> str:
        """How many, and which of them."""
        spec = self.xinde.place.repository.registry["improvement"]
        words = [choice_label(spec, name, value) for name, value in self._only.items() if value]
        return f" {self.xinde.glyphs.dot} ".join([super().heading(), *words])

    # what is listed

    def views(self) -> list[View]:
        """Those with a check that is due, then the newest, of the state and the line of work chosen."""
        return [view for view in improvements.ordered(self.xinde.place) if self._chosen(view, self._only)]

    def _chosen(self, view: View, only: dict[str, str]) -> bool:
        return all(not value or view.get(name) == value for name, value in only.items())

    def column_names(self) -> Sequence[str]:
        """What, in which work, whose, since when, the next check, how far."""
        return COLUMNS

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        fixed = {"title": 1, "work_line": self.label_width("work_line"), "owner": -8, "started": -10, "check": -15}
        return [(name, fixed[name] if name in fixed else self.label_width("state")) for name in COLUMNS]

    def headings(self) -> list[str]:
        """The check is no field."""
        spec = self.xinde.place.repository.registry["improvement"]
        return [t("improvement.check") if name == "check" else field_label(spec, name) for name in COLUMNS]

    def cells(self, view: View) -> list[str]:
        """With the next check."""
        cells = super().cells(view)
        cells[COLUMNS.index("check")] = improvements.check_words(self.xinde.place, view)
        return cells

    def kinds_shown(self) -> set[str]:
        """Owners stand in the rows."""
        return {"improvement", "member"}

    def empty_text(self) -> str:
        """What to do first."""
        chosen = any(self._only.values())
        return (
            super().empty_text() if self._filter.strip() else t("improvement.none" if chosen else "improvement.empty")
        )

    # commands

    def why_not(self, command: str) -> str | None:
        """The owner, secretary and clerk write a case."""
        place, view = self.xinde.place, self.current
        if command == "new":
            return why_not_new(place, "improvement", {"title": "…", "problem": "…", "owner": place.desk.member})
        if view is not None:
            match command:
                case "edit":
                    return why_not_write(place, view, "change")
                case "delete":
                    return why_not_delete(place, view)
                case "check":
                    return why_not_write(place, view, "after_30") or improvement_flow.why_no_check(self, view)
        elif command == "check":
            return t("records.no_row")
        return super().why_not(command)

    def do_open(self) -> None:
        """The case whole."""
        if self.current is not None:
            open_record(self, self.current.id)

    def do_new(self) -> None:
        """A new case of one's own."""
        me = self.xinde.place.desk.member
        self.app.push_screen(FormPage("improvement", None, defaults=lambda: {"owner": me}, focus="title"))

    def do_check(self) -> None:
        """Write the check that is due."""
        if self.current is not None:
            improvement_flow.write_check(self, self.current)

    def do_by_state(self) -> None:
        """Show cases of one state."""
        self._choose("state", list(self.xinde.place.repository.registry["improvement"].states))

    def do_by_line(self) -> None:
        """Show cases of one line of work."""
        spec = self.xinde.place.repository.registry["improvement"]
        self._choose("work_line", [value for value, _ in spec.fields["work_line"].choices])

    def _choose(self, name: str, values: Sequence[str]) -> None:
        spec = self.xinde.place.repository.registry["improvement"]
        others = {**self._only, name: ""}
        there = [view for view in improvements.ordered(self.xinde.place) if self._chosen(view, others)]
        counts = Counter(view.get(name) for view in there)
        choices = [Choice("", t("improvement.all"), str(len(there)))]
        choices += [Choice(value, choice_label(spec, name, value), str(counts[value])) for value in values]

        def picked(answer: list[str] | None) -> None:
            if answer:
                self._only[name] = answer[0]
                self.refresh_all()

        self.app.push_screen(PickDialog(field_label(spec, name), choices, chosen=[self._only[name]]), picked)
