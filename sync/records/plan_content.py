"""What of a plan and its tasks an approval decides about, and keeps as the next version.

Source: kinds.toml, plan_version ("written by approval: exactly what was approved").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sync.canonical import canonical

PLAN_FIELDS = ("year", "title", "guiding", "goals", "requirements", "basis")
"""What is decided about a plan; number, issue and filing are entered afterwards, in any state."""

TASK_FIELDS = (
    "number",
    "topic",
    "track",
    "form",
    "month_from",
    "month_to",
    "audience",
    "lead",
    "owner",
    "owner_section",
    "materials",
    "times",
    "minutes_planned",
    "stage",
    "campaign",
)
"""What is decided about a task; how far it is, why it was put off and what proves it come later."""


class PlanContent(msgspec.Struct, frozen=True):
    """A plan and its tasks as fields, those without a value left out; each task also has its `id`. Tasks stand by number."""

    plan: Mapping[str, Any]
    tasks: tuple[Mapping[str, Any], ...] = ()


Fields = Mapping[str, Any]


def content_of(plan: Fields, tasks: Mapping[str, Fields]) -> PlanContent:
    """What an approval now would keep of a plan and its living tasks by id; one that was cancelled is no part of the plan."""
    kept = sorted(
        ((rid, task) for rid, task in tasks.items() if task.get("state") != "cancelled"),
        key=lambda each: (each[1].get("number") or 0, each[0]),
    )
    return PlanContent(_given(plan, PLAN_FIELDS), tuple({"id": rid, **_given(task, TASK_FIELDS)} for rid, task in kept))


def _given(fields: Fields, names: Iterable[str]) -> dict[str, Any]:
    return {name: value for name in names if (value := fields.get(name)) not in (None, "", [])}


def written(content: PlanContent) -> str:
    """The content as a version holds it: canonical JSON (PROTOCOL.md section 3)."""
    return canonical({"plan": dict(content.plan), "tasks": [dict(task) for task in content.tasks]}).decode()


def next_version(plan: Fields, tasks: Mapping[str, Fields], versions: Iterable[Fields]) -> dict[str, Any]:
    """The fields of the version that an approval now makes, without the plan and who approved it: one above the highest."""
    number = max((int(each.get("number") or 0) for each in versions), default=0) + 1
    said = {"number": number, "content": written(content_of(plan, tasks)), "reason": plan.get("change_reason")}
    return version_said(said)


def version_said(fields: Fields) -> dict[str, Any]:
    """What a version says of the plan, whoever approved it."""
    return _given(fields, ("number", "reason", "content"))
