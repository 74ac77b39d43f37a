"""One case of study applied to work: the problem, what it was learned from, the change, its checks, how it ended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from textual.containers import VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.repository import Changed
from sync.cache.view import View
from sync.clock import today
from tui import improvement_flow, improvements
from tui.commands import bindings
from tui.flows import change_state, delete
from tui.i18n import t
from tui.labels import field_label, kind_label, listed, state_label, title_of, value_text
from tui.opening import open_record
from tui.page import Page
from tui.projecting import hidden
from tui.rights import why_not_delete, why_not_write
from tui.screens.form import FormPage
from tui.screens.pick import Choice, PickDialog
from tui.terminal import printable
from tui.year.improving import checks

FACTS = ("owner", "work_line", "started", "reason")
TEXTS = ("problem", "change", "after_30", "after_90", "result")


class ImprovementPage(Page):
    """The case as one text; Enter leads to what it was learned from."""

    SCOPE = "improvement"
    BINDINGS = bindings("improvement")

    def __init__(self, rid: str) -> None:
        super().__init__()
        self.rid = rid

    @property
    def record(self) -> View | None:
        """The case, or None when this device no longer knows it."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None

    def heading(self) -> str:
        """State and title."""
        view, spec = self.record, self.xinde.place.repository.registry["improvement"]
        if view is None:
            return kind_label(spec)
        return f"{state_label(spec, view.state)} {self.xinde.glyphs.dot} {title_of(self.xinde.place, view)}"

    def body(self) -> Iterable[Widget]:
        """One scrollable text."""
        yield VerticalScroll(Static(id="text"), id="improvement", classes="detail")

    def on_mount(self) -> None:
        """The text has the focus, so that arrows scroll it."""
        self.query_one("#improvement").focus()

    def records_changed(self, changed: Changed) -> None:
        """The case, or what it names."""
        if changed.kinds & {"improvement", "session", "material", "book", "publication", "document", "member"}:
            self.fill()
            self.status_changed()
            self.refresh_keys()

    def fill(self) -> None:
        """Write the text anew."""
        view = self.record
        parts = list(self._parts(view)) if view is not None else [Content(t("value.not_here"))]
        self.query_one("#text", Static).update(Content("\n").join(parts))

    def _parts(self, view: View) -> Iterator[Content]:
        place, spec = self.xinde.place, self.xinde.place.repository.registry["improvement"]
        for name in FACTS:
            words = value_text(place, spec, name, view.get(name))
            if words:
                yield _labelled(field_label(spec, name), words)
        secret = hidden(place, view.get("learned_from") or ()) if self.xinde.projecting else set()
        learned = listed(improvements.source_words(place, view.fields, secret))
        yield _labelled(field_label(spec, "learned_from"), learned or t("value.unknown"))
        next_check = improvements.check_words(place, view)
        if next_check:
            yield _labelled(t("improvement.check"), next_check)
        for name in TEXTS:
            words = str(view.get(name) or "").strip()
            if words or name in ("problem", "change"):
                yield Content("")
                yield Content.styled(field_label(spec, name), "bold")
                yield from (Content(printable(line)) for line in (words or t("value.unknown")).split("\n"))

    # commands

    def why_not(self, command: str) -> str | None:
        """The owner, secretary and clerk write a case."""
        view, place = self.record, self.xinde.place
        if command == "back":
            return None
        if view is None:
            return t("value.not_here")
        match command:
            case "edit":
                return why_not_write(place, view, "change")
            case "delete":
                return why_not_delete(place, view)
            case "check":
                return why_not_write(place, view, "after_30") or improvement_flow.why_no_check(self, view)
            case "source":
                return None if view.get("learned_from") else t("improvement.no_source")
            case "state":
                spec = place.repository.registry["improvement"]
                return None if spec.next_states(view.state) else t("state.last")
        return None

    def do_edit(self) -> None:
        """Its form; a note comes into it once its day has come, or something stands there already."""
        view = self.record
        if view is None:
            return
        day = today(self.xinde.place.clock)
        later = {check.field for check in checks(view) if not check.is_due(day)}
        if view.state == "proposed":
            later |= {"after_30", "after_90"}
        names = [n for n in self.xinde.place.repository.registry["improvement"].editable() if n != "reason"]
        self.app.push_screen(FormPage("improvement", self.rid, only=[n for n in names if n not in later]))

    def do_state(self) -> None:
        """On trial, kept, dropped."""
        change_state(self, self.rid)

    def do_check(self) -> None:
        """Write the check that is due."""
        if self.record is not None:
            improvement_flow.write_check(self, self.record)

    def do_source(self) -> None:
        """Open what it was learned from; of several it is asked which."""
        view, place = self.record, self.xinde.place
        ids = [str(each) for each in view.get("learned_from") or ()] if view is not None else []
        secret = hidden(place, ids) if self.xinde.projecting else set()
        shown = [rid for rid in ids if place.repository.get(rid) is not None and rid not in secret]
        if len(shown) == 1:
            open_record(self, shown[0])
            return
        choices = [Choice(rid, title_of(place, place.desk.record(rid))) for rid in shown]

        def picked(answer: list[str] | None) -> None:
            if answer:
                open_record(self, answer[0])

        self.app.push_screen(PickDialog(t("improvement.which_source"), choices), picked)

    def do_delete(self) -> None:
        """Delete it; undo is one key away."""
        delete(self, self.rid)

    def do_back(self) -> None:
        """Go back."""
        self.dismiss(None)


def _labelled(label: str, words: str) -> Content:
    return Content.styled(f"{label}{t('error.colon')}", "bold") + Content(printable(words))
