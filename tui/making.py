"""How a record is made that does not come alone, or not in one's own name.

It stands among the fields a form was begun with, so it is journaled with the first keystroke and survives a kill.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.on_behalf import OnBehalf
from sync.workplace import Workplace
from tui import agenda, preparing
from tui.i18n import language

MAKING = "+making"
"""The name under which it stands among the fields; no field is called so."""


def with_template() -> dict[str, Any]:
    """A session that comes with the agenda of its form."""
    return {MAKING: {"rows": "template"}}


def with_materials() -> dict[str, Any]:
    """A session that comes with the materials of its task, and ends when the task's minutes are over."""
    return {MAKING: {"rows": "task"}}


def with_agenda_of(session: str) -> dict[str, Any]:
    """A session that comes with the agenda of another."""
    return {MAKING: {"rows": "last", "of": session}}


def for_another(on_behalf: OnBehalf) -> dict[str, Any]:
    """A record that says what another said on paper or by word."""
    return {MAKING: {"for": on_behalf.member, "basis": on_behalf.basis, "reference": on_behalf.reference}}


def make(place: Workplace, kind: str, rid: str | None, begun: Mapping[str, Any]) -> str:
    """Make a record of these fields, as one action with what comes along, and return its id; raises what `desk.create` raises."""
    fields = {name: value for name, value in begun.items() if name != MAKING}
    how = begun.get(MAKING) or {}
    if "for" in how:
        entered = OnBehalf(how["for"], how["basis"], how.get("reference"))
        return place.desk.create(kind, fields, rid, on_behalf=entered)
    if kind != "session" or rid is None or "rows" not in how:
        return place.desk.create(kind, fields, rid)
    task = place.repository.get(str(fields.get("task")))
    rows: list[preparing.NewRecord] = []
    if how["rows"] == "template":
        rows = preparing.template_agenda(str(fields.get("form")), rid, language())
    elif how["rows"] == "last":
        rows = preparing.copied_agenda(agenda.items(place, how["of"]), rid)
    elif how["rows"] == "task" and task is not None:
        fields = preparing.with_end(fields, task.get("minutes_planned"))
        rows = preparing.materials(task, rid)
    return place.desk.create_all([(kind, fields, rid), *rows])[0]
