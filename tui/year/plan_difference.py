"""What differs between two contents of a plan: field by field, task by task, of long texts only the sentences that changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Literal

import msgspec

from sync.approving import PLAN_FIELDS, TASK_FIELDS, PlanContent
from sync.merge_text import Steps
from sync.merge_text import differences as script
from sync.prose import clauses, ends_sentence

LONG = frozenset({"guiding", "goals", "requirements", "materials"})
"""Fields whose text is compared sentence by sentence."""


class Rewritten(msgspec.Struct, frozen=True):
    """Sentences of a text that gave way to others; either may be empty."""

    old: str
    new: str


class FieldChange(msgspec.Struct, frozen=True):
    """One field: its values before and after, null where there was none; of a long text also `sentences`, in order."""

    name: str
    old: Any
    new: Any
    sentences: tuple[Rewritten, ...] = ()


class TaskChange(msgspec.Struct, frozen=True):
    """One task that came, went or changed; `task` is its content after, of one that went before."""

    how: Literal["added", "removed", "changed"]
    task: Mapping[str, Any]
    fields: tuple[FieldChange, ...] = ()


class PlanDifference(msgspec.Struct, frozen=True):
    """All that differs; nothing does where both are empty."""

    plan: tuple[FieldChange, ...] = ()
    tasks: tuple[TaskChange, ...] = ()

    @property
    def count(self) -> int:
        """How many fields of the plan and how many tasks differ."""
        return len(self.plan) + len(self.tasks)


def difference(before: PlanContent, after: PlanContent) -> PlanDifference:
    """What makes `after` of `before`; tasks are the same by their id, and stand by number, those that went among them."""
    old = {str(task.get("id")): task for task in before.tasks}
    new = {str(task.get("id")): task for task in after.tasks}
    tasks: list[TaskChange] = [TaskChange("removed", task) for rid, task in old.items() if rid not in new]
    for rid, task in new.items():
        if rid not in old:
            tasks.append(TaskChange("added", task))
        elif changed := _fields(old[rid], task, TASK_FIELDS):
            tasks.append(TaskChange("changed", task, changed))
    tasks.sort(key=lambda change: (_number(change.task), str(change.task.get("id"))))
    return PlanDifference(_fields(before.plan, after.plan, PLAN_FIELDS), tuple(tasks))


def _number(task: Mapping[str, Any]) -> int:
    number = task.get("number")
    return number if isinstance(number, int) else 0


def _fields(old: Mapping[str, Any], new: Mapping[str, Any], names: Iterable[str]) -> tuple[FieldChange, ...]:
    # A newer program may have kept fields this one does not know; they are compared as well.
    known = [name for name in dict.fromkeys([*names, *old, *new]) if name != "id"]
    return tuple(_change(name, old.get(name), new.get(name)) for name in known if old.get(name) != new.get(name))


def _change(name: str, old: Any, new: Any) -> FieldChange:
    if name in LONG and isinstance(old, str) and isinstance(new, str):
        return FieldChange(name, old, new, rewritten(old, new))
    return FieldChange(name, old, new)


def rewritten(old: str, new: str) -> tuple[Rewritten, ...]:
    """The sentences of `old` that gave way to others in `new`, without the blanks around them; line breaks alone change nothing."""
    one, two = sentences(old), sentences(new)
    found = script([each.strip() for each in one], [each.strip() for each in two], Steps())
    # Texts too different to be compared have nothing in common.
    stretches = found if found is not None else [(0, len(one), 0, len(two))]
    pairs = [Rewritten("".join(one[a0:a1]).strip(), "".join(two[b0:b1]).strip()) for a0, a1, b0, b1 in stretches]
    return tuple(pair for pair in pairs if pair.old != pair.new)


def sentences(text: str) -> list[str]:
    """The text cut after each sentence and each line; the pieces concatenate to the text."""
    found: list[str] = []
    held = ""
    for clause in clauses(text):
        held += clause
        if ends_sentence(held):
            found.append(held)
            held = ""
    return [*found, held] if held else found
