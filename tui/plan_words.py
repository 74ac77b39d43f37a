"""A version of a plan, and what differs between two, as lines a person reads at 80 columns; screen and command line say the same."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sync.approving import PLAN_FIELDS, TASK_FIELDS, PlanContent
from sync.cache.view import View
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.approvals import approved_at, approved_by, reference
from tui.i18n import t
from tui.labels import choice_label, field_label, value_text
from tui.moments import moment
from tui.terminal import glyphs, printable
from tui.year.plan_difference import FieldChange, PlanDifference, TaskChange

SIGNS = {"added": "+", "removed": "-", "changed": "*"}
"""How a task differs, in signs that any terminal has."""


class Line(msgspec.Struct, frozen=True):
    """One line of the text; a heading is set off."""

    text: str
    heading: bool = False


def approval_lines(place: Workplace, version: View) -> list[str]:
    """Whose approval a version is and when, where that can be looked up, and why the version was made."""
    at = approved_at(version)
    when = moment(place, at) if at else t("value.unknown")
    number = t("versions.number", n=version.get("number"))
    lines = [t("versions.approval", version=number, who=approved_by(place, version), at=when)]
    looked_up = reference(place, version)
    lines += [t("versions.reference", text=looked_up)] if looked_up else []
    return [*lines, t("versions.reason", text=version.get("reason"))] if version.get("reason") else lines


def content_lines(place: Workplace, content: PlanContent) -> list[Line]:
    """The whole of a plan's content: its fields, then its tasks by track."""
    spec = place.repository.registry["plan"]
    lines = list(_given(place, spec, content.plan, PLAN_FIELDS, ""))
    tasks = place.repository.registry["task"]
    tracks = dict.fromkeys([*dict(tasks.fields["track"].choices), *(str(each.get("track")) for each in content.tasks)])
    for track in tracks:
        held = [each for each in content.tasks if str(each.get("track")) == track]
        if held:
            lines.append(
                Line(t("versions.track", track=choice_label(tasks, "track", track), n=len(held)), heading=True)
            )
            for each in held:
                lines.append(Line(_task_title(each)))
                lines += _given(place, tasks, each, [name for name in TASK_FIELDS if name not in _SAID], "    ")
    return lines


_SAID = ("number", "topic", "track")
"""What number, topic and heading of a task have said already."""


def difference_lines(place: Workplace, found: PlanDifference) -> list[Line]:
    """What differs, a field or a task each; that nothing does is said as well."""
    if not found.count:
        return [Line(t("versions.same"))]
    lines: list[Line] = []
    spec = place.repository.registry["plan"]
    if found.plan:
        lines.append(Line(t("versions.plan_changes", n=len(found.plan)), heading=True))
        for change in found.plan:
            lines += _change(place, spec, change, "  ")
    if found.tasks:
        lines.append(Line(t("versions.task_changes", n=len(found.tasks)), heading=True))
        for each in found.tasks:
            lines += _task(place, each)
    return lines


def _task(place: Workplace, change: TaskChange) -> Iterable[Line]:
    yield Line(f"{SIGNS[change.how]} {t(f'versions.{change.how}')} {_task_title(change.task)}")
    spec = place.repository.registry["task"]
    if change.how == "changed":
        for each in change.fields:
            yield from _change(place, spec, each, "    ")
    elif change.how == "added":
        yield from _given(place, spec, change.task, [name for name in TASK_FIELDS if name not in _SAID[:2]], "    ")


def _task_title(task: Mapping[str, Any]) -> str:
    return printable(f"{task.get('number', '')}. {task.get('topic') or t('value.unknown')}")


def _change(place: Workplace, spec: KindSpec, change: FieldChange, indent: str) -> Iterable[Line]:
    """Old and new value in one line; of a long text each sentence that went and each that came."""
    label = field_label(spec, change.name)
    if change.sentences:
        yield Line(f"{indent}{label}{t('error.colon')}".rstrip())
        for pair in change.sentences:
            yield from (Line(f"{indent}  - {printable(line)}") for line in pair.old.splitlines())
            yield from (Line(f"{indent}  + {printable(line)}") for line in pair.new.splitlines())
        return
    arrow = f" {glyphs().arrow} "
    words = arrow.join(_words(place, spec, change.name, value) for value in (change.old, change.new))
    yield Line(f"{indent}{label}{t('error.colon')}{words}")


def _given(
    place: Workplace, spec: KindSpec, fields: Mapping[str, Any], names: Iterable[str], indent: str
) -> Iterable[Line]:
    known = [name for name in dict.fromkeys([*names, *(n for n in fields if n not in spec.fields)]) if name != "id"]
    for name in known:
        if fields.get(name) in (None, "", []):
            continue
        label, value = field_label(spec, name), value_text(place, spec, name, fields[name])
        first, *rest = value.splitlines() or [""]
        if rest:
            yield Line(f"{indent}{label}{t('error.colon')}".rstrip())
            yield from (Line(f"{indent}  {printable(line)}") for line in (first, *rest))
        else:
            yield Line(f"{indent}{label}{t('error.colon')}{printable(first)}")


def _words(place: Workplace, spec: KindSpec, name: str, value: Any) -> str:
    """A value in words on one line; what is empty says so."""
    if value in (None, "", []):
        return t("versions.nothing")
    return printable(value_text(place, spec, name, value))
