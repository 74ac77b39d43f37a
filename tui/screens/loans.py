"""借阅: what I have, and what everybody has, overdue first; F3 goes from one list to the next."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, TypeAlias

from sync.cache.view import View
from tui import lending
from tui.commands import bindings
from tui.i18n import t
from tui.labels import member_name, title_of
from tui.rights import why_not_new
from tui.screens.loan_keys import LoanKeys
from tui.year.lending import due_state

Which: TypeAlias = Literal["mine", "out", "all"]

LISTS: tuple[Which, ...] = ("mine", "out", "all")


class LoansPage(LoanKeys):
    """A row a loan."""

    SCOPE = "loans"
    BINDINGS = bindings("loans")

    def __init__(self, which: Which | None = None) -> None:
        super().__init__("loan")
        self._which = which

    @property
    def which(self) -> Which:
        """The list shown: a librarian begins with what is out, everybody else with what is one's own."""
        if self._which is None:
            place, me = self.xinde.place, self.xinde.place.desk.member
            lends = why_not_new(place, "loan", {"book": "", "member": me or ""}) is None
            self._which = "out" if me is None or lends else "mine"
        return self._which

    def heading(self) -> str:
        """Which list, how many, how many overdue."""
        views = self.views()
        late = sum(due_state(loan, lending.day_of(self.xinde.place)) == "overdue" for loan in views)
        words = t(f"loans.heading_{self.which}", n=self.counted(len(views)))
        return words + (t("loans.heading_late", n=late) if late else "")

    def views(self) -> list[View]:
        """Overdue ones first, then those that are due; what is back behind them, latest first."""
        found, me = super().views(), self.xinde.place.desk.member
        if self.which == "mine":
            found = [loan for loan in found if me is not None and loan.get("member") == me]
        elif self.which == "out":
            found = [loan for loan in found if loan.state == "out"]
        return lending.by_urgency(found)

    def column_names(self) -> Sequence[str]:
        """What, who, since when, until when, how it stands."""
        return ("book", "member", "out_on", "due_on", "state")

    def widths(self) -> list[tuple[str, int]]:
        """The title gets what is left."""
        state = self.label_width("state")
        return [("book", 1), ("member", -8), ("out_on", -10), ("due_on", -23), ("state", state)]

    def cells(self, view: View) -> list[str]:
        """The due date with the days it is late."""
        cells, place = super().cells(view), self.xinde.place
        cells[0], cells[1] = title_of(place, view), member_name(place, view.get("member"))
        cells[3] = lending.due_words(place, view)
        return cells

    def empty_text(self) -> str:
        """How a loan comes about."""
        return super().empty_text() if self._filter.strip() else t(f"loans.empty_{self.which}")

    def offers(self, command: str) -> bool:
        """There are three lists."""
        return command == "other" or super().offers(command)

    def do_open(self) -> None:
        """The page of the title."""
        from tui.screens.book import BookPage

        if self.current is not None:
            self.app.push_screen(BookPage(str(self.current.get("book"))))

    def do_other(self) -> None:
        """The next list."""
        self._which = LISTS[(LISTS.index(self.which) + 1) % len(LISTS)]
        self.refresh_all()
