"""Edits of the device alone: the server's own step, taken here, for drafts and notes and for a branch of this device."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sync.apply import Applied, Rejected, Target, apply_op
from sync.cache.repository import Repository
from sync.cache.storage import Change
from sync.cache.view import View
from sync.giving_way import give_way
from sync.records.fields import FieldProblem
from sync.records.ids import Ids
from sync.wire import Op


class LocalEdits:
    """Carries out what no server is asked about."""

    def __init__(self, repository: Repository, ids: Ids) -> None:
        self.repository = repository
        self.ids = ids

    def changes(self, ops: Sequence[Op], member: str | None) -> list[Change]:
        """What edits make of the records of this device, `member` being who makes them; raises FieldProblem."""
        changes: list[Change] = []
        now: dict[str, dict[str, Any]] = {}
        for op in ops:
            spec = self.repository.registry[op.type]
            table = "shadow" if spec.shared else "private"
            storage = self.repository.storage
            base = now.get(op.rec) or storage.table(table).get(op.rec)
            last = storage.table("trash").get(op.rec)
            target, gone = None, False
            if base is not None:
                gone = base.get("del") is not None
                # Whoever goes on writing in what was deleted here has it back: nobody else could be asked.
                target = Target((last or {}).get("f", {}) if gone else base["f"], gone and op.k != "put")
            give_way()
            try:
                applied = apply_op(spec, target, op)
            except Rejected as rejected:
                raise FieldProblem(rejected.field or "", rejected.reason or rejected.code, kind=op.type) from rejected
            if applied.clashes and base is not None and target is not None:
                changes.append(self._second_copy(table, base, target.fields))
            record = _envelope(op, base, applied, member)
            now[op.rec] = record
            changes.append((table, op.rec, record))
            if record["del"] is not None and base is not None and not gone:
                changes.append(("trash", op.rec, dict(base)))
            elif last is not None and record["del"] is None:
                changes.append(("trash", op.rec, None))
        return changes

    def put_back(self, op: Op, before: View) -> Change:
        """The record with the fields of an edit as they were before it; one nobody touched since is what it was, times included.

        For a step, which has no inverse edit: no server has a say in it here.
        """
        table = "shadow" if self.repository.registry[op.type].shared else "private"
        base = self.repository.storage.table(table)[op.rec]
        fields, fv = dict(base["f"]), dict(base["fv"])
        for name in op.ch:
            for now, then in ((fields, before.fields), (fv, before.fv)):
                now.pop(name, None)
                if name in then:
                    now[name] = then[name]
        record = {**base, "f": fields, "fv": fv, "rev": base["rev"] + 1}
        if base["rev"] == before.rev + 1:
            record |= {"rev": before.rev, "updated": dict(before.updated)}
        return (table, op.rec, record)

    def _second_copy(self, table: str, base: Mapping[str, Any], held: Mapping[str, Any]) -> Change:
        """Two editors of this device changed one sentence: the earlier save lives on as a record of its own."""
        rid = self.ids.record()
        fields = dict(held)
        spec = self.repository.registry[base["type"]]
        if spec.title in fields and not spec.fields[spec.title].once:
            fields[spec.title] = f"{fields[spec.title]}（另一份）"[: spec.fields[spec.title].limit or None]
        return (table, rid, {**base, "id": rid, "f": fields, "del": None})


def _envelope(op: Op, base: Mapping[str, Any] | None, applied: Applied, member: str | None) -> dict[str, Any]:
    """The record after a local edit; of two saves of one sentence the later stands here, the earlier in a second copy."""
    rev = (base["rev"] if base else 0) + 1
    stamp = {"at": op.at, "claimed": op.at, "by": member}
    fields = applied.fields
    if fields is not None:
        for clash in applied.clashes:
            fields[clash.field] = clash.mine
    fv = dict((base or {}).get("fv") or {})
    fv.update({name: [rev, member] for name in applied.changed})
    return {
        "id": op.rec,
        "type": op.type,
        "scope": op.scope,
        "rev": rev,
        "seq": 0,
        "v": op.v,
        "f": fields if fields is not None else {},
        "fv": fv,
        "created": (base or {}).get("created") or stamp,
        "updated": stamp,
        "del": stamp if fields is None else None,
    }
