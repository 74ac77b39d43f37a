"""Ops as a device would send them, for records of the twenty kinds."""

from __future__ import annotations

from typing import Any, Literal

import pytest

from sync.apply import Applied, Rejected, Target, apply_op
from sync.canonical import digest
from sync.records.registry import KINDS
from sync.wire import Op
from tests.records.subjects import least

Verb = Literal["new", "put", "del", "restore", "resolve"]


def op(k: Verb, kind: str, changes: dict[str, Any] | None = None, **more: Any) -> Op:
    """An op on one record of `kind`; for `del`, `seen` are the fields its author saw."""
    if "seen" in more:
        more["dig"] = digest(more.pop("seen"))
    return Op(
        id="o:1", k=k, type=kind, rec="r", scope="b:x", v=1, at="2026-03-05T09:00:00+08:00", ch=changes or {}, **more
    )


def creation(kind: str, **given: Any) -> Op:
    """A `new` op with everything the kind needs, and what is given."""
    values = {name: value for name, value in least(kind, **given).items() if name != "state"}
    changes = {name: {"add": value} if isinstance(value, list) else [None, value] for name, value in values.items()}
    return op("new", kind, changes)


def applied(target: Target | dict[str, Any] | None, edit: Op) -> Applied:
    """What the op makes of a record, given as fields or as a target."""
    return apply_op(KINDS[edit.type], Target(target) if isinstance(target, dict) else target, edit)


def rejected(target: Target | dict[str, Any] | None, edit: Op) -> tuple[str, str | None, str | None]:
    """Code, field and reason with which the op is refused."""
    with pytest.raises(Rejected) as caught:
        applied(target, edit)
    return caught.value.code, caught.value.field, caught.value.reason
