"""The fields of a form: which have an editor, which editor, and how one writes into it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sync.records.fields import Field
from sync.records.kind import KindSpec
from tui import studies
from tui.i18n import t
from tui.labels import SAME_CHOICES, SOURCES, listed
from tui.said_fields import LENGTHS, read_said, why_not
from tui.said_months import FIELDS as MONTHS
from tui.said_months import read_months
from tui.widgets.editors import ChoiceEditor, FieldEditor, LineEditor, ProseEditor, SaidEditor
from tui.widgets.length_editor import LengthEditor
from tui.widgets.month_editor import MonthEditor
from tui.year.packs import Rules

HINTS = {
    "date": "form.hint_date",
    "time": "form.hint_time",
    "set": "form.hint_set",
    "task.month_from": "form.hint_month",
    "task.month_to": "form.hint_month_to",
    "attendance.arrived": "form.hint_clock",
    "attendance.left": "form.hint_clock",
    "settings.role_labels": "form.hint_role_labels",
    "action.due": "form.hint_due",
    "study.on": "form.hint_past",
    "study.minutes": "form.hint_length",
}
"""What an empty line says of how its field is written, by type or for one field of a kind."""


def editor_of(
    kind: str,
    name: str,
    declared: Field,
    words: Callable[[Any], str],
    now: Callable[[], str],
    year: Callable[[], int | None],
    rules: Callable[[], Rules],
) -> FieldEditor:
    """The editor of a field; `words` says what was picked, dates are counted from `now`, months are of `year`, a day is as long as by `rules`."""
    if declared.type == "text":
        return ProseEditor(name, declared)
    if declared.type in ("enum", "bool", "id") or (
        declared.type == "set" and (declared.target or (kind, name) in {*SAME_CHOICES, *SOURCES})
    ):
        return ChoiceEditor(name, declared, words)
    if (kind, name) in MONTHS:
        ends = not MONTHS[kind, name]
        return MonthEditor(name, declared, lambda written: read_months(written, now()[:10], year()), ends=ends)
    if f"{kind}.{name}" in LENGTHS:
        return LengthEditor(
            name,
            declared,
            lambda written: studies.read_length(written, rules()),
            studies.length,
            lambda written: why_not(kind, name, declared, written, now()),
        )
    if declared.type in ("date", "time"):
        return SaidEditor(
            name,
            declared,
            lambda written: read_said(kind, name, declared, written, now()),
            lambda written: why_not(kind, name, declared, written, now()),
        )
    return LineEditor(name, declared)


def hint(spec: KindSpec, name: str, year: int) -> str:
    """How the field is written, by an example of `year`; empty where that needs no saying."""
    found = HINTS.get(f"{spec.name}.{name}") or HINTS.get(spec.fields[name].type)
    return t(found, year=year) if found else ""


def same(one: Any, other: Any) -> bool:
    """True when a field holds the same with both: nothing, an empty line and an empty list are one, zero is not."""
    return bool((None if one in ("", []) else one) == (None if other in ("", []) else other))


def as_line(value: Any) -> Any:
    """A value as a line editor shows it."""
    return listed(value) if isinstance(value, list) else value
