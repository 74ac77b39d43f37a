"""A server's answers about history and trash, without a server."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

from sync.reaching import Unreachable
from sync.transport import Transport
from sync.wire import History, Revision, Trash, Trashed
from tests.screens.stage import BRANCH


class Answers:
    """Stands for a connection; counts what it is asked. `down` is a server that cannot be reached."""

    def __init__(self, revisions: list[Revision] | None = None, now: dict[str, Any] | None = None) -> None:
        self.revisions = revisions or []
        self.now = now
        self.deleted: list[Trashed] = []
        self.size = 50
        self.asked: list[object] = []
        self.down = False
        self.may_go = threading.Event()
        self.may_go.set()

    def history(self, rid: str, before: int | None = None) -> History:
        """See Transport."""
        self._come(before)
        older = [each for each in self.revisions if before is None or each.rev < before]
        now = self.now if before is None else None
        return History(revisions=older[: self.size], more=len(older) > self.size, f=now)

    def trash(self, before: str | None = None) -> Trash:
        """See Transport."""
        self._come(before)
        start = int(before or 0)
        rest = self.deleted[start : start + self.size]
        more = start + self.size < len(self.deleted)
        return Trash(deleted=rest, next=str(start + self.size) if more else None)

    def _come(self, asked: object) -> None:
        self.asked.append(asked)
        assert self.may_go.wait(30)
        if self.down:
            raise Unreachable("ConnectError")

    def __enter__(self) -> Answers:
        return self

    def __exit__(self, *rest: object) -> None:
        return None

    @property
    def connect(self) -> Callable[[], Transport | None]:
        """What the app calls."""
        return lambda: cast(Transport, self)


def revision(rev: int, by: str | None, at: str, k: str = "put", **rest: Any) -> Revision:
    """One revision; `ch` maps fields to [before, after]."""
    return Revision(rev=rev, k=k, out="applied", at=at, by=by, **{"ch": {}, **rest})


def trashed(rid: str, kind: str, by: str, at: str, **fields: Any) -> Trashed:
    """A deleted record of everybody's scope."""
    return Trashed(id=rid, type=kind, scope=f"b:{BRANCH}", rev=2, at=at, by=by, f=fields or None)
