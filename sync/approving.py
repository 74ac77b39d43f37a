"""定稿: what an approval keeps of a plan for good, and reading it again."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import msgspec

from sync.apply import creation_changes
from sync.cache.repository import Repository
from sync.cache.view import View
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay
from sync.records.fields import TEXT_BYTES, FieldProblem, check_value
from sync.records.kind import KindSpec
from sync.records.plan_content import PLAN_FIELDS, TASK_FIELDS, PlanContent, content_of, next_version, written
from sync.records.plans import Plan, Task
from sync.wire import Op

if TYPE_CHECKING:
    from sync.desk import Desk

__all__ = ["PLAN_FIELDS", "TASK_FIELDS", "PlanContent", "as_it_stands", "read", "versions", "written"]

_PLAN, _TASK = Plan.spec, Task.spec


def as_it_stands(plan: View, tasks: Iterable[View]) -> PlanContent:
    """What an approval now would keep; a task that was cancelled or deleted is no part of the plan."""
    return content_of(plan.fields, {task.id: task.fields for task in tasks if not task.deleted})


def read(version: View) -> PlanContent:
    """The content of a version; raises ValueError for one that a newer program wrote in another form."""
    try:
        held = _decoded(str(version.get("content")))
    except msgspec.DecodeError as error:
        raise ValueError("not the JSON of a plan") from error
    if not _is_fields(held.plan, _PLAN) or not all(isinstance(task.get("id"), str) for task in held.tasks):
        raise ValueError("no content of a plan")
    if not all(_is_fields(task, _TASK) for task in held.tasks):
        raise ValueError("no content of a task")
    return held


def _is_fields(values: Mapping[str, Any], spec: KindSpec) -> bool:
    """True when every field known here has a value of its type; those of a later version are left as they are."""
    known = {name: each for name, each in values.items() if name in spec.fields}
    try:
        return all(check_value(name, spec.fields[name], each, kept=True) == each for name, each in known.items())
    except FieldProblem:
        return False


_decoded = msgspec.json.Decoder(PlanContent).decode


def versions(repository: Repository, plan: str) -> list[View]:
    """The versions of a plan, the first first."""
    found = repository.linked("plan_version", "plan", plan)
    return sorted(found, key=lambda view: (view.get("number") or 0, view.id))


def approver(desk: Desk, on_behalf: OnBehalf | None) -> str | None:
    """Who approves: the member who decided, who sits here, or on a device alone the one secretary it has; None when nobody is known."""
    if on_behalf is not None:
        return on_behalf.member
    if desk.member is not None:
        return desk.member
    secretaries = desk.facts.roster.holders("secretary")
    return secretaries[0] if len(secretaries) == 1 else None


def version_of_approval(desk: Desk, plan: View, on_behalf: OnBehalf | None) -> list[Op]:
    """The edit that keeps what is approved, to follow the approval in the same action; its right is that of the approval.

    None on a device alone where no person is known. Raises InTheWay: who_approves, join_first, plan_too_long.
    """
    who = approver(desk, on_behalf)
    if who is None:
        if not desk.shadow.identity.alone:
            raise InTheWay("join_first")
        if desk.repository.find("member"):
            raise InTheWay("who_approves")
        return []
    tasks, before = (desk.facts.linked(kind, "plan", plan.id) for kind in ("task", "plan_version"))
    said = next_version(plan.fields, tasks, before.values())
    size = len(said["content"].encode())
    if size > TEXT_BYTES:
        raise InTheWay("plan_too_long", size=str(-(-size // 1024)), limit=str(TEXT_BYTES // 1024))
    fields = {"plan": plan.id, "approved_by": who, **said}
    if plan.get("sample"):
        # What is kept of a sample is one, too.
        fields["sample"] = True
    spec = desk.repository.registry["plan_version"]
    changes = creation_changes(spec.check_new(fields))
    rid = desk.new_id(spec.name, fields)
    return [desk.change(spec.name, rid, plan.scope, changes, k="new", on_behalf=on_behalf)]
