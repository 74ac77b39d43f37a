"""未完成事项: one thing that is still to be done in a study year, until when, and who owes it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

import msgspec

SOON = 30
"""Days ahead within which something is listed at all: what is due later is the future, not a gap."""

NO_ACCESS = "no_access"
"""The code of a line that stands for what this device may not know: 无权限."""


class Owing(msgspec.Struct, frozen=True):
    """Who owes something: a member, or whoever holds a role where nobody is named; `others` may do it as well."""

    member: str | None
    role: str | None = None
    others: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """All of them, the one who owes it first."""
        return (*([self.member] if self.member else []), *self.others)


class OpenItem(msgspec.Struct, frozen=True):
    """One thing still to be done; `gap.<code>` is its sentence, filled from `values`.

    `target`: the record where it is mended, or page:<name> where there is none yet. `owes` None: whoever holds `role`. `until`: the
    last day in time, None where no rule names one. `needs`: the scopes it was seen in; what stands in r: or c: is not for a room.
    """

    code: str
    target: str
    owes: str | None
    role: str | None
    until: dt.date | None
    late: bool
    rule: str = ""
    values: Mapping[str, str | int] = msgspec.field(default_factory=dict)
    needs: tuple[str, ...] = ("b",)
    others: tuple[str, ...] = ()

    @property
    def people(self) -> tuple[str, ...]:
        """Members whose business it is, the one who owes it first; none where a role owes it."""
        return Owing(self.owes, self.role, self.others).people


def open_item(
    code: str,
    target: str,
    owing: Owing,
    until: dt.date | None,
    today: dt.date,
    *,
    rule: str = "",
    needs: Sequence[str] = ("b",),
    values: Mapping[str, str | int] = MappingProxyType({}),
) -> OpenItem:
    """An item that is late once its last day has passed."""
    late = until is not None and until < today
    return OpenItem(code, target, owing.member, owing.role, until, late, rule, values, tuple(needs), owing.others)


def no_access(family: str, lacks: Sequence[str]) -> OpenItem:
    """The one line of a family of which this device does not read everything."""
    return OpenItem(
        NO_ACCESS, f"page:{family}", None, None, None, late=False, values={"family": family}, needs=tuple(lacks)
    )


def ordered(items: Iterable[OpenItem]) -> list[OpenItem]:
    """What is late first, the oldest at the front; then by date, then what has none; what may not be known here last."""
    return sorted(items, key=_place)


def _place(item: OpenItem) -> tuple[int, dt.date, str, str, str]:
    rank = 3 if item.code == NO_ACCESS else 0 if item.late else 1 if item.until is not None else 2
    return (rank, item.until or dt.date.max, item.code, item.target, item.owes or "")
