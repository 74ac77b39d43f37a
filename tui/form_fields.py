"""The fields of a form: which have an editor, which editor, and how one writes into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.records.fields import Field
from sync.records.kind import KindSpec
from tui.i18n import t
from tui.labels import SAME_CHOICES, SOURCES
from tui.widgets.editors import ChoiceEditor, DueEditor, FieldEditor, LineEditor, ProseEditor

NOT_IN_FORMS = frozenset({"submission", "makeup_verified"})
"""Fields that have a command of their own and no place in a form."""

HINTS = {
    "date": "form.hint_date",
    "time": "form.hint_time",
    "set": "form.hint_set",
    "session.audience": "form.hint_audience",
    "task.audience": "form.hint_audience",
    "attendance.arrived": "form.hint_clock",
    "attendance.left": "form.hint_clock",
    "settings.role_labels": "form.hint_role_labels",
    "action.due": "form.hint_due",
}
"""What an empty line says of how its field is written, by type or for one field of a kind."""

AHEAD = frozenset({"action.due"})
"""Dates that lie ahead, so that they can be written as one says them."""


def editor_of(
    kind: str, name: str, declared: Field, words: Callable[[Any], str], today: Callable[[], str]
) -> FieldEditor:
    """The editor of a field; `words` says what was picked, `today` is the day dates to come are counted from."""
    if declared.type == "text":
        return ProseEditor(name, declared)
    if declared.type in ("enum", "bool", "id") or (
        declared.type == "set" and (declared.target or (kind, name) in {*SAME_CHOICES, *SOURCES})
    ):
        return ChoiceEditor(name, declared, words)
    if f"{kind}.{name}" in AHEAD:
        return DueEditor(name, declared, today)
    return LineEditor(name, declared)


def hint(spec: KindSpec, name: str) -> str:
    """How the field is written; empty where that needs no saying."""
    found = HINTS.get(f"{spec.name}.{name}") or HINTS.get(spec.fields[name].type)
    return t(found) if found else ""


def as_line(value: Any) -> Any:
    """A value as a line editor shows it."""
    return ", ".join(value) if isinstance(value, list) else value
