"""How conflicts and refused edits read in a list: what each is about, and under which cause it stands."""

from __future__ import annotations

from collections.abc import Container
from typing import Any

from sync.cache.parked import Parked
from sync.parking import own_text
from sync.resolving import OpenConflict, Writer, who_stands
from sync.wire import Op
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import conflict_field, field_label, kind_label, listed, member_name, role_label, title_of, value_text
from tui.moments import day, moment

CODES = frozenset(
    {
        "forbidden",
        "invalid_field",
        "too_large",
        "no_such_record",
        "wrong_scope",
        "unknown_type",
        "type_mismatch",
        "signed",
        "changed_since",
        "scope_lost",
        "unknown_after_restore",
    }
)
"""Causes that have words of their own (PROTOCOL.md sections 9, 12 and 14)."""


def conflict_row(place: Workplace, item: OpenConflict) -> list[str]:
    """Record, field, who wrote the other text, when."""
    if item.parent is None or item.kind is None:
        return [t("value.not_here"), item.field, member_name(place, item.by), day(place, item.at)]
    spec = place.repository.registry[item.kind]
    deleted = t("conflicts.deleted") if item.deleted else ""
    what = f"{kind_label(spec)} {title_of(place, item.parent)}{deleted}"
    return [what, conflict_field(spec, item.field), by_whom(place, item), day(place, item.at)]


def by_whom(place: Workplace, item: OpenConflict) -> str:
    """Both who wrote: first whose text stands."""
    names = [member_name(place, by) for by in (who_stands(place.desk, item).by, item.by) if by is not None]
    return listed(dict.fromkeys(names))


def cause(code: str) -> str:
    """The cause of a refusal in a few words."""
    return t(f"parked.cause.{code if code in CODES else 'other'}", code=code)


def parked_row(place: Workplace, item: Parked) -> list[str]:
    """Record, fields, what was tried, when."""
    spec = place.repository.registry.get(item.first.type)
    more = f" {t('conflicts.and_more', n=len(item.ops) - 1)}" if len(item.ops) > 1 else ""
    names = listed(field_label(spec, name) for name, _ in own_text(spec, item.first)) if spec else ""
    what = f"{kind_label(spec) if spec else item.first.type} {parked_title(place, item)}{more}"
    return [what, names, t(f"cli.parked.action.{item.first.k}"), day(place, item.at)]


def parked_title(place: Workplace, item: Parked) -> str:
    """What the record is called that the edit was about: as it is here, else as the edit would have called it."""
    view = place.repository.get(item.first.rec)
    if view is not None:
        return title_of(place, view)
    spec = place.repository.registry.get(item.first.type)
    if spec is None:
        return ""
    written = dict(own_text(spec, item.first))
    value = written.get(spec.title)
    return value_text(place, spec, spec.title, value) if value not in (None, []) else ""


def own_words(place: Workplace, item: Parked) -> str:
    """What its author wrote, edit by edit and field by field."""
    return "\n".join(line for op in item.ops for line in op_words(place, op))


def op_words(place: Workplace, op: Op, leave_out: Container[str] = ()) -> list[str]:
    """What one edit says, field by field in the order of the kind."""
    spec = place.repository.registry.get(op.type)
    if spec is None:
        return []
    lines = [t(f"conflicts.op_{op.k}")] if op.k in ("del", "restore") else []
    written = dict(own_text(spec, op))
    return lines + [
        f"{field_label(spec, name)}{t('error.colon')}{value_text(place, spec, name, written[name])}"
        for name in spec.fields
        if written.get(name) not in (None, []) and name not in leave_out
    ]


def shown_value(place: Workplace, item: OpenConflict, value: Any) -> str:
    """A side of a conflict in words."""
    if item.kind is None:
        return str(value)
    spec = place.repository.registry[item.kind]
    return value_text(place, spec, item.field, value) or t("conflicts.nothing")


# the two sides


def since(place: Workplace, writer: Writer, how: str) -> str:
    """Since when a side is so, where that is known, and what it is: what stands, or what waits to be taken over."""
    return t(f"conflicts.{how}_since", at=moment(place, writer.at)) if writer.at else t(f"conflicts.{how}")


def whose(place: Workplace, by: str | None) -> str:
    """Whose text a side is: 我的, somebody else's by name, or nobody known's."""
    if by is None:
        return t("conflicts.current")
    return t("conflicts.mine") if by == place.desk.member else t("conflicts.theirs", who=member_name(place, by))


def what_of(place: Workplace, by: str | None) -> str:
    """What somebody else is in the branch, in brackets."""
    if by is None or by == place.desk.member:
        return ""
    roles = t("list.comma").join(role_label(role.name, place) for role in place.desk.facts.roster.roles(by))
    return t("conflicts.role", role=roles) if roles else ""


def side_words(place: Workplace, writer: Writer, how: str) -> str:
    """Whose a side is and since when, in one line."""
    return t("list.comma").join((whose(place, writer.by) + what_of(place, writer.by), since(place, writer, how)))
