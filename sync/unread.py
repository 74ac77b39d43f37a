"""Records made here that were accepted and that their author may not read: said by name, never dropped without a word."""

from __future__ import annotations

from sync.wire import Op
from sync.workplace import Workplace


class MadeHere:
    """The records that wait to be made at the beginning of a round, by the titles they have now."""

    def __init__(self, place: Workplace) -> None:
        self._place = place
        self._titles = {
            each.op.id: (each.op.rec, self._title(each.op)) for each in place.queue.waiting() if each.op.k == "new"
        }

    def _title(self, op: Op) -> str:
        spec, view = self._place.repository.registry[op.type], self._place.repository.get(op.rec)
        return str((view.get(spec.title) if view and spec.title else None) or op.rec)

    def vanished(self) -> tuple[str, ...]:
        """Titles of those that were accepted and are on this device no longer."""
        repository = self._place.repository
        return tuple(
            title
            for op, (rid, title) in self._titles.items()
            if repository.document("archive", op) is not None and repository.get(rid) is None
        )
