"""What can stand in the way of an edit, each with what the person needs to know; nothing was changed by any of them."""

from __future__ import annotations

from collections.abc import Sequence

from sync.records.policy import Refusal


class EditRefused(Exception):
    """Base of the refusals below."""


class NotFound(EditRefused):
    """No record of this id is on this device."""

    def __init__(self, rid: str) -> None:
        super().__init__(f"no record {rid}")
        self.rid = rid


class ParentUnknown(EditRefused):
    """The record it should hang on is not on this device, or deleted."""

    def __init__(self, field: str, rid: str) -> None:
        super().__init__(f"{field}: no record {rid}")
        self.field = field
        self.rid = rid


class AlreadyThere(EditRefused):
    """There is such a record here already: making it again would be in conflict with oneself."""

    def __init__(self, kind: str, rid: str) -> None:
        super().__init__(f"{kind}: {rid} is there already")
        self.kind = kind
        self.rid = rid


class NotAllowed(EditRefused):
    """This person may not do it; `refusal` says why and who may."""

    def __init__(self, kind: str, refusal: Refusal) -> None:
        super().__init__(f"{kind}: {refusal.reason}")
        self.kind = kind
        self.refusal = refusal


class ForbiddenTransition(EditRefused):
    """The kind has no such change of state; `allowed` are the states that can follow."""

    def __init__(self, kind: str, before: str | None, after: str, allowed: Sequence[str]) -> None:
        super().__init__(f"{kind}: {before} > {after}, allowed: {', '.join(allowed) or '-'}")
        self.kind = kind
        self.before = before
        self.after = after
        self.allowed = list(allowed)


class NeededFirst(EditRefused):
    """These fields must be given before this step."""

    def __init__(self, kind: str, fields: Sequence[str]) -> None:
        super().__init__(f"{kind}: needed first: {', '.join(fields)}")
        self.kind = kind
        self.fields = list(fields)


class UndoRefused(EditRefused):
    """Somebody has changed it since: `by` names the member, `field` what; nothing was done."""

    def __init__(self, reason: str, *, field: str | None = None, by: str | None = None) -> None:
        super().__init__(f"undo: {reason} {field or ''}".rstrip())
        self.reason = reason
        self.field = field
        self.by = by


class InTheWay(EditRefused):
    """The step cannot be taken now for a stated reason (a stable word the screen translates)."""

    def __init__(self, reason: str, **params: str) -> None:
        super().__init__(reason)
        self.reason = reason
        self.params = params
