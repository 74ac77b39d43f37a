"""Conflict records: written by the server alone, visible where their parent is (PROTOCOL.md section 10)."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from server_stub.book import Book
from server_stub.deed import Deed
from server_stub.rows import Row
from sync.apply import DELETED, Applied, Clash
from sync.canonical import canonical
from sync.records.ids import conflict_id
from sync.records.kind import Registry
from sync.wire import Op


class Conflicts:
    """Files and closes the conflicts of one transaction; `touched` collects the ids of those it made or closed."""

    def __init__(self, book: Book, registry: Registry, touched: dict[str, None]) -> None:
        self._book = book
        self._spec = registry["conflict"]
        self._touched = touched

    def file(self, op: Op, clash: Clash, deed: Deed) -> str:
        """Make the conflict record of a field; it holds what stands and what its author wrote, never the author's base."""
        rid = conflict_id(self._book.branch, op.id, clash.field)
        self._touched[rid] = None
        if self._book.get(rid) is None:
            fields = {
                "record": op.rec,
                "field": clash.field,
                "current": as_text(clash.current),
                "mine": as_text(clash.mine),
                "op": op.id,
                "by": deed.by,
                "at": deed.at,
                "state": "open",
            }
            given = {name: value for name, value in fields.items() if value is not None}
            made = Applied("applied", given, {name: (None, value) for name, value in given.items()})
            # Decided by nobody: what was entered for another stands in the parent's history only.
            self._book.record(self._spec, rid, op.scope, made, replace(deed, k="new", for_=None, basis=None, ref=None))
        return rid

    def close_settled(self, rid: str, deed: Deed) -> None:
        """Close the conflicts about a record whose field now is what their author wrote."""
        row = self._book.get(rid)
        for conflict in self._book.open_conflicts(rid):
            name, mine = conflict.fields["field"], conflict.fields.get("mine")
            if row is None or row.deleted or name == DELETED:
                settled = row is not None and bool(row.deleted) and name == DELETED
            else:
                settled = conflict.fields["op"] != deed.op and as_text(row.fields.get(name)) == mine
            if settled:
                self.close(conflict, deed)

    def close_overtaken(self, op: Op, deed: Deed) -> None:
        """Close the conflicts whose author went on from what they wrote and came to what stands: nothing is left to decide.

        Two devices that bring a record through the same states offline would else be in conflict over the steps between.
        """
        row = self._book.get(op.rec)
        for conflict in self._book.open_conflicts(op.rec) if row is not None and not row.deleted else ():
            change = op.ch.get(str(conflict.fields["field"]))
            if row is None or not isinstance(change, list) or conflict.fields["by"] != deed.by:
                continue
            before, after = map(as_text, change)
            if before == conflict.fields.get("mine") and after == as_text(row.fields.get(conflict.fields["field"])):
                self.close(conflict, deed)

    def close(self, conflict: Row, deed: Deed) -> None:
        """Mark a conflict as settled by whoever made this edit."""
        self._touched[conflict.id] = None
        closed = Applied("applied", {**conflict.fields, "state": "closed"}, {"state": ("open", "closed")})
        self._book.record(
            self._spec,
            conflict.id,
            conflict.scope,
            closed,
            replace(deed, k="put", for_=None, basis=None, ref=None),
        )


def as_text(value: Any) -> str | None:
    """A field's value as a conflict holds it: text as it is, anything else as JSON, nothing as nothing."""
    if value is None or isinstance(value, str):
        return value
    return canonical(value).decode()
