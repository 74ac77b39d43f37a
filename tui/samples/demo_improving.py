"""Study applied to work in the sample: problems, what was changed, what was seen of it after a month and a quarter."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tui.samples import scripts
from tui.samples.days import moment, workday_from
from tui.samples.diary import Diary
from tui.samples.step import Ref


def improve(diary: Diary, year: int, told: str) -> None:
    """The cases of a year, each from its proposal as far as it came."""
    for case in scripts.table("improvements")[told]:
        _Case(diary, case, year, workday_from(dt.date.fromisoformat(f"{year}-{case['day']}"))).tell()


def improve_now(diary: Diary, today: dt.date) -> None:
    """A case that was proposed just now, and one of which the note after thirty days is due."""
    for case in scripts.table("improvements")["now"]:
        _Case(diary, case, today.year, today - dt.timedelta(days=case["day"])).tell()


class _Case:
    def __init__(self, diary: Diary, told: dict[str, Any], year: int, day: dt.date) -> None:
        self._diary = diary
        self._told = told
        self._year = year
        self._day = day
        self._owner: str = told["owner"]
        self._key = f"improvement-{told['key']}"

    def tell(self) -> None:
        told = self._told
        self._diary.new(
            self._owner,
            moment(self._day, "17:05"),
            "improvement",
            self._key,
            title=told["title"],
            problem=told["problem"],
            learned_from=[Ref(self._source(each)) for each in told["learned_from"]],
            change=told.get("change"),
            work_line=told["line"],
            owner=Ref(self._owner),
        )
        if "tried" not in told:
            return
        begun = self._after(told["tried"])
        self._diary.put(self._owner, moment(begun, "08:40"), "improvement", self._key, started=begun.isoformat())
        self._diary.move(self._owner, moment(begun, "08:41"), "improvement", self._key, "trying")
        for name in ("after_30", "after_90"):
            if name in told:
                days, text = told[name]
                at = moment(self._after(days), "17:30")
                self._diary.put(self._owner, at, "improvement", self._key, **{name: text})
        if "ended" in told:
            self._end(*told["ended"])

    def _source(self, told: str) -> str:
        """Symbolic key of a session, book or reflection; "submission now w02" is one told from today."""
        kind, *rest = told.split()
        return f"{self._year}-{rest[0]}" if kind != "book" and rest[0] != "now" else rest[-1]

    def _after(self, days: int) -> dt.date:
        return workday_from(self._day + dt.timedelta(days=days))

    def _end(self, days: int, state: str, text: str) -> None:
        at = moment(self._after(days), "16:10")
        if state == "dropped":
            self._diary.move(self._owner, at, "improvement", self._key, state, reason=text)
            return
        self._diary.put(self._owner, at, "improvement", self._key, result=text)
        self._diary.move(self._owner, at, "improvement", self._key, state)
