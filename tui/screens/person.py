"""One person: data, what to look at, and sections, duties and absences in the order of time."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from sync.clock import today
from tui import personnel_flow
from tui.cells import cut
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label, kind_label, record_name, state_label, title_of, value_text
from tui.opening import open_form
from tui.personnel import span, station_name
from tui.rights import why_not_delete, why_not_new, why_not_write
from tui.screens.form import FormPage
from tui.screens.records import RecordsPage
from tui.terminal import printable
from tui.year.personnel import STATIONS, Caution, cautions, stations

DATA = ("title", "level", "standing", "group", "pinyin_override")
"""What the head says of a person."""

OF_ROW = ("end", "delete", "open")


class PersonPage(RecordsPage):
    """A row a section, duty or absence, oldest first."""

    SCOPE = "person"
    BINDINGS = bindings("person")

    def __init__(self, rid: str) -> None:
        super().__init__("membership", {"member": rid})
        self.rid = rid

    @property
    def person(self) -> View | None:
        """The person, or None when this device no longer knows them."""
        view = self.xinde.place.repository.get(self.rid)
        return view if view is not None and not view.deleted else None

    def heading(self) -> str:
        """Name, and whether in post."""
        place, person = self.xinde.place, self.person
        if person is None:
            return t("value.not_here")
        state = state_label(place.repository.registry["member"], person.state)
        return f"{title_of(place, person)} {self.xinde.glyphs.dot} {state}"

    def body(self) -> Iterable[Widget]:
        """The data, then the time with the branch."""
        yield Static(id="head", markup=False)
        yield from super().body()

    def fill(self) -> None:
        """Data, cautions and rows as they are now."""
        super().fill()
        person = self.person
        self.query_one("#head", Static).update(Content("\n").join(self._head(person) if person else []))

    def _head(self, person: View) -> list[Content]:
        place = self.xinde.place
        spec = place.repository.registry["member"]
        known = [(n, value_text(place, spec, n, person.get(n))) for n in DATA]
        words = [f"{field_label(spec, n)}{t('error.colon')}{said}" for n, said in known if said]
        room = max(20, (self.size.width or 80) - 3)
        lines = [Content(cut(printable("  ".join(words) or t("person.no_data")), room, self.xinde.glyphs.more))]
        for each in cautions(place.repository, person, today(place.clock)):
            said = printable(t("person.caution", what=self._caution(each)))
            lines.append(Content.styled(cut(said, room, self.xinde.glyphs.more), "bold"))
        return lines

    def _caution(self, each: Caution) -> str:
        views = [self.xinde.place.desk.record(rid) for rid in each.records]
        names = [station_name(self.xinde.place, view.kind, view.fields) for view in views]
        return t(
            f"person.caution_{each.doubt}",
            day=each.day,
            one=names[0] if names else "",
            other=names[-1] if names else "",
        )

    # rows

    def views(self) -> list[View]:
        """Oldest first."""
        return stations(self.xinde.place.repository, self.rid)

    def column_names(self) -> Sequence[str]:
        """Not all of them are fields of all three kinds."""
        return ("from", "kind", "what", "basis")

    def widths(self) -> list[tuple[str, int]]:
        """When, then what; a duty rests on a document."""
        return [("from", -24), ("kind", -8), ("what", 2), ("basis", 1)]

    def headings(self) -> list[str]:
        """In the current language."""
        return [t(f"person.column_{name}") for name in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """From when to when, which kind, what exactly, by which document."""
        place = self.xinde.place
        spec = place.repository.registry[view.kind]
        basis = view.get("basis")
        document = record_name(place, str(basis)) if basis else ""
        if view.kind == "appointment" and not basis:
            document = t("value.unknown")
        return [span(view.fields), kind_label(spec), station_name(place, view.kind, view.fields), document]

    def kinds_shown(self) -> set[str]:
        """The person and everything a row is made of."""
        return {"member", "section", "document", *STATIONS}

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("person.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """Roles, the person's state, and the row under the cursor."""
        place, person, row = self.xinde.place, self.person, self.current
        if command in ("back", "filter"):
            return None
        if person is None:
            return t("value.not_here")
        if command in OF_ROW and row is None:
            return t("records.no_row")
        match command:
            case "data":
                return why_not_write(place, person, "title")
            case "move":
                fields = {"member": self.rid, "section": "…", "from": today(place.clock)}
                left = t("person.is_left") if person.state == "left" else None
                return why_not_new(place, "membership", fields) or left
            case "duty":
                return personnel_flow.why_not_duty(place, self.rid)
            case "away":
                return why_not_new(place, "away", {"member": self.rid, "from": today(place.clock)})
            case "leave":
                return why_not_write(place, person, "title")
            case "end" if row is not None:
                over = t("person.is_over") if row.get("to") and row.get("to") < today(place.clock) else None
                return why_not_write(place, row, "to") or over
            case "delete" if row is not None:
                return why_not_delete(place, row)
        return None

    def do_open(self) -> None:
        """The record of the row, to be corrected."""
        if self.current is not None:
            open_form(self, self.current)

    def do_data(self) -> None:
        """Name, title, standing, group."""
        self.app.push_screen(FormPage("member", self.rid))

    def do_move(self) -> None:
        """Into another section from a day on."""
        if self.person is not None:
            personnel_flow.move(self, self.person)

    def do_duty(self) -> None:
        """A duty begins, with the document it rests on."""
        if self.person is not None:
            personnel_flow.begin_duty(self, self.person)

    def do_away(self) -> None:
        """Away from a day on; not expected until back."""
        day = today(self.xinde.place.clock)
        self.app.push_screen(FormPage("away", None, self.preset, defaults=lambda: {"from": day}, focus="note"))

    def do_end(self) -> None:
        """The last day of the section, duty or absence under the cursor."""
        if self.current is not None:
            personnel_flow.end(self, self.current)

    def do_leave(self) -> None:
        """Left the branch, or back in it."""
        person = self.person
        if person is not None and person.state == "left":
            personnel_flow.come_back(self, person)
        elif person is not None:
            personnel_flow.leave(self, person)
