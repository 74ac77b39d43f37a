"""Self-study of others that waits: a row for each person and month, for whoever is in charge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sync.cache.repository import Changed
from tui import studies
from tui.commands import bindings
from tui.i18n import t
from tui.labels import member_name
from tui.pinyin import matches
from tui.screens.records import RecordsPage
from tui.screens.study_month import StudyMonthPage
from tui.studies import Claim
from tui.year.people_tables import TABLES
from tui.year.self_study import standing


class StudyConfirmPage(RecordsPage):
    """In the order of the roster or of sections; Enter shows the month, where it is confirmed."""

    SCOPE = "study_confirm"
    BINDINGS = bindings("study_confirm")

    def __init__(self) -> None:
        super().__init__("study")
        self._order = "roster"
        self._claims: dict[str, Claim] = {}

    def holds_private(self) -> bool:
        """What somebody studied is between that person and those in charge."""
        return True

    def heading(self) -> str:
        """How many months of people wait."""
        return t("study_confirm.heading", n=len(self._claims))

    def column_names(self) -> Sequence[str]:
        """The columns of the table of people."""
        return [column.name for column in TABLES["studies"].columns]

    def numbers(self) -> Iterable[str]:
        """Columns of numbers."""
        return ("entries",)

    def widths(self) -> list[tuple[str, int]]:
        """As in the other tables of people: names and figures stand close together."""
        fixed = {"name": -8, "section": -6, "month": -8, "entries": -6, "minutes": -10, "waiting": -16}
        return [(name, fixed[name]) for name in self.column_names()]

    def headings(self) -> list[str]:
        """In the language of now."""
        return [t(f"study_confirm.column_{name}") for name in self.column_names()]

    def rows(self) -> list[tuple[str, list[str]]]:
        """Rows that match the filter."""
        words = self._filter.split()
        rows = [(key, self._cells(claim)) for key, claim in self._claims.items()]
        return [row for row in rows if all(matches(word, " ".join(row[1])) for word in words)]

    def _cells(self, claim: Claim) -> list[str]:
        place, month = self.xinde.place, claim.month
        waiting = [view for view in month.entries if standing(view) == "waiting"]
        who, section = member_name(place, claim.member.id), studies.section_name(place, claim.member.id)
        amount = t("study_confirm.waiting", n=len(waiting), length=studies.length(month.waiting))
        return [who, section, month.month, str(len(month.entries)), studies.length(month.confirmed), amount]

    def fill(self) -> None:
        """Look again."""
        found = studies.claims(self.xinde.place, self._order)
        self._claims = {f"{claim.member.id}|{claim.month.month}": claim for claim in found}
        super().fill()
        self.status_changed()

    def records_changed(self, changed: Changed) -> None:
        """Entries, and who is in charge of whom."""
        if changed.kinds & {"study", "member", "membership", "appointment", "section"}:
            self.fill()
            self.refresh_keys()

    @property
    def at_hand(self) -> str | None:
        """The first entry that waits in the row under the cursor."""
        claim = self._claims.get(self.table.current or "")
        waiting = [view for view in claim.month.entries if standing(view) == "waiting"] if claim else []
        return waiting[0].id if waiting else None

    def empty_text(self) -> str:
        """Nothing waits."""
        return t("records.none_match") if self._filter.strip() else t("study_confirm.empty")

    def why_not(self, command: str) -> str | None:
        """Opening needs a row."""
        if command == "open":
            return None if self.table.current in self._claims else t("records.no_row")
        return super().why_not(command)

    def do_open(self) -> None:
        """The month."""
        claim = self._claims.get(self.table.current or "")
        if claim is not None:
            self.app.push_screen(StudyMonthPage(claim.member.id, claim.month.month))

    def do_order(self) -> None:
        """The next of the orders the table has."""
        orders: Sequence[str] = TABLES["studies"].orders
        self._order = orders[(orders.index(self._order) + 1) % len(orders)]
        self.fill()
        self.xinde.say(t(f"cycle.order_{self._order}"))
