"""An editor for a date of which only the month counts: 三月 is enough, and it shows no day nobody gave."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.records.fields import Field, FieldProblem
from tui.i18n import t
from tui.said_months import first_day, last_day
from tui.widgets.editors import SaidEditor

Months = tuple[str, str]


class MonthEditor(SaidEditor):
    """A month; where something begins a span may be written, whose last month is for another field to take."""

    def __init__(self, name: str, field: Field, read: Callable[[str], Months | None], *, ends: bool) -> None:
        super().__init__(name, field, lambda written: None)
        self._read = read
        self._ends = ends
        self._day: str | None = None
        """The date of the record, whose day stays as it is while nobody writes another month."""

    def load(self, value: Any) -> None:
        """Show the month of a date."""
        self._day = str(value) if value else None
        super().load(self._day[:7] if self._day else None)

    def months(self) -> Months | None:
        """The first and last month meant; None where nothing is written that says so."""
        found = self._read(self.value_text) if self.value_text.strip() else None
        return found if found is None or not self._ends or found[0] == found[1] else None

    def understood(self) -> str | None:
        """What leaving the line will show; None where it stands there already, or is a span."""
        found = self.months()
        return found[0] if found is not None and found[0] == found[1] and found[0] != self.value_text else None

    def said(self) -> str:
        """The month or months understood."""
        found = self.months()
        if found is None or found[0] == self.value_text:
            return ""
        first, last = found
        return t("form.understood", said=first if first == last else t("form.months", first=first, last=last))

    def parsed(self) -> Any:
        """The date the record keeps for the month; raises FieldProblem for what is none."""
        written = self.value_text.strip()
        if not written:
            return None
        if self._day is not None and written == self._day[:7]:
            return self._day
        found = self.months()
        if found is None:
            raise FieldProblem(self.field_name, "not_a_month", value=written[:40])
        return last_day(found[0]) if self._ends else first_day(found[0])
