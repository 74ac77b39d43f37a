"""An editor for minutes that takes a length of time as one says it: 90, 两小时, 半天."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.records.fields import Field, FieldProblem, parse_value
from tui.i18n import t
from tui.widgets.editors import SaidEditor


class LengthEditor(SaidEditor):
    """Minutes; `read` understands a length as so many, `words` says so many as a length."""

    def __init__(
        self,
        name: str,
        field: Field,
        read: Callable[[str], int | None],
        words: Callable[[int], str],
        why_not: Callable[[str], FieldProblem | None],
    ) -> None:
        super().__init__(name, field, lambda written: _figures(read(written)), why_not)
        self._words = words

    def said(self) -> str:
        """The length understood; of what is minutes already nothing."""
        found = self.understood()
        return t("form.understood", said=self._words(int(found))) if found is not None else ""

    def parsed(self) -> Any:
        """The minutes; raises FieldProblem for what is no length, or too long a one."""
        found = self.understood() or self.value_text
        if found != self.held and (problem := self._why_not(found)) is not None:
            raise problem
        return parse_value(self.field_name, self._field, found)


def _figures(minutes: int | None) -> str | None:
    return str(minutes) if minutes is not None else None
