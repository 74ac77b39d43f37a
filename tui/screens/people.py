"""人员: everybody of the branch in the order of the roster, by section or by name; Enter opens one person."""

from __future__ import annotations

from collections.abc import Sequence

from sync.cache.view import View
from sync.clock import today
from tui.commands import bindings
from tui.i18n import t
from tui.labels import field_label
from tui.people_words import duty_words, place_of_section, section_words
from tui.rights import why_not_delete, why_not_new
from tui.screens.records import RecordsPage
from tui.year.people_tables import TABLES, Order
from tui.year.personnel import cautions

TABLE = TABLES["people"]


class PeoplePage(RecordsPage):
    """A row a person; those who left come last."""

    SCOPE = "people"
    BINDINGS = bindings("people")

    def __init__(self) -> None:
        super().__init__("member")
        self._order: Order = TABLE.orders[0]

    def heading(self) -> str:
        """How many are in post, and in which order they stand."""
        there = sum(view.state == "active" for view in super().views())
        return f"{t('people.title', n=there)} {self.xinde.glyphs.dot} {t(f'people.order_{self._order}')}"

    # what is listed

    def views(self) -> list[View]:
        """In the order chosen."""
        found = TABLE.ordered(super().views(), self._order, self._place_of_section)
        return sorted(found, key=lambda view: view.state == "left")

    def _place_of_section(self, member: str) -> tuple[bool, tuple[bool, int, str, str]]:
        return place_of_section(self.xinde.place, member)

    def column_names(self) -> Sequence[str]:
        """Those of the table of people, by which nobody is ranked."""
        return [column.name for column in TABLE.columns]

    def widths(self) -> list[tuple[str, int]]:
        """Duties get most."""
        fixed = {"name": -8, "title": -12, "section": -6, "group": -10, "duties": 3}
        return [(n, fixed[n] if n in fixed else self.label_width(n)) for n in self.column_names()]

    def headings(self) -> list[str]:
        """Section and duties are records of their own."""
        spec = self.xinde.place.repository.registry["member"]
        own = ("section", "duties")
        return [t(f"people.column_{n}") if n in own else field_label(spec, n) for n in self.column_names()]

    def cells(self, view: View) -> list[str]:
        """As of today; what does not fit together is marked behind the name."""
        place = self.xinde.place
        day = today(place.clock)
        cells = dict(zip(self.column_names(), super().cells(view), strict=True))
        if cautions(place.repository, view, day):
            cells["name"] += " !"
        cells["section"] = section_words(place, view.id)
        cells["duties"] = duty_words(place, view)
        return list(cells.values())

    def kinds_shown(self) -> set[str]:
        """What a row is made of."""
        return {"member", "section", "membership", "appointment", "away"}

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("people.empty")

    # commands

    def why_not(self, command: str) -> str | None:
        """The roster is kept by secretary and clerk."""
        view = self.current
        if command in ("new", "import"):
            return why_not_new(self.xinde.place, "member", {"name": "…"})
        if command == "delete" and view is not None:
            return why_not_delete(self.xinde.place, view)
        return super().why_not(command)

    def do_open(self) -> None:
        """The person, with everything over time."""
        from tui.screens.person import PersonPage

        if self.current is not None:
            self.app.push_screen(PersonPage(self.current.id))

    def do_import(self) -> None:
        """A roster from a spreadsheet."""
        from tui.import_flow import open_import

        open_import(self.xinde, "roster")

    def do_order(self) -> None:
        """By roster, by section, by name, in turn."""
        orders = TABLE.orders
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.refresh_all()
