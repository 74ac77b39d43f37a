"""Collects steps as they are thought of and tells them in the order of their times."""

from __future__ import annotations

import datetime as dt

from tui.samples.days import written
from tui.samples.step import Ref, Step


class Diary:
    """Steps of a sample branch; every record made through it is marked 示例 (`sample`)."""

    def __init__(self) -> None:
        self._steps: list[Step] = []

    def new(
        self,
        actor: str | None,
        at: dt.datetime,
        kind: str,
        key: str,
        /,
        *,
        decided: tuple[str, str, str] | None = None,
        **fields: object,
    ) -> Ref:
        """Make a record; fields that are None or empty stay 待补, `decided` as in `move`."""
        given = {name.rstrip("_"): value for name, value in fields.items() if value not in (None, "", [])}
        step = Step(actor, written(at), "new", kind, key, {**given, "sample": True}, None, *(decided or ()))
        self._steps.append(step)
        return Ref(key)

    def put(self, actor: str, at: dt.datetime, kind: str, key: str, /, **fields: object) -> None:
        """Change fields of a record."""
        self._steps.append(Step(actor, written(at), "put", kind, key, dict(fields)))

    def move(
        self,
        actor: str,
        at: dt.datetime,
        kind: str,
        key: str,
        to: str,
        *,
        decided: tuple[str, str, str] | None = None,
        **fields: object,
    ) -> None:
        """Change the state; `decided` = the member whose decision is entered, its basis and reference."""
        given = {name: value for name, value in fields.items() if value not in (None, "")}
        self._steps.append(Step(actor, written(at), "state", kind, key, given, to, *(decided or ())))

    def before(self, day: dt.date) -> list[Step]:
        """What has happened before that day, in order of time; steps of one minute stay in the order they were given."""
        end = day.isoformat()
        return sorted((step for step in self._steps if step.at < end), key=lambda step: step.at)
