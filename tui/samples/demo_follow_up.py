"""What comes of a session: matters done and verified, missed study made up."""

from __future__ import annotations

import datetime as dt
from random import Random

from tui.samples.days import moment, shifted, workday_from, workday_until
from tui.samples.demo_people import CLERK, checker_of
from tui.samples.demo_room import attendance_key
from tui.samples.diary import Diary
from tui.samples.scripts import SessionScript
from tui.samples.step import Ref

_MAKEUPS = (
    "自学《{material}》，对照岗位写了三条笔记，已交科室负责人看过。",
    "借阅会议记录和《{material}》，向记录人问了两处不明白的地方。",
    "用周五下午的自学时间读完《{material}》，摘录要点一页。",
    "听本科室同志转述学习内容，自读《{material}》，并做了其中的练习。",
    "值班间隙学习《{material}》，结合近期手头工作记了心得几行。",
    "补看《{material}》，当面回答了领学人提的三个问题。",
)
_NO_BRACKETS = str.maketrans("《》", "〈〉")


class FollowUp:
    """The weeks after one session."""

    def __init__(
        self, diary: Diary, script: SessionScript, day: dt.date, session: str, missing: list[str], random: Random
    ) -> None:
        self._diary = diary
        self._script = script
        self._day = day
        self._session = session
        self._missing = missing
        self._random = random

    def tell(self) -> None:
        """Actions, then make-up study."""
        for number, action in enumerate(self._script.actions, start=1):
            key = f"{self._session}-action-{number}"
            due = self._day + dt.timedelta(days=action.days)
            if action.cancelled:
                at = moment(workday_from(self._day + dt.timedelta(days=5)), "10:10")
                self._diary.move(self._script.recorder, at, "action", key, "cancelled", reason=action.cancelled)
            elif action.done:
                self._finish(key, action.owner, action.done, due)
        if self._script.materials:
            for member in self._missing:
                self._make_up(member)

    def _finish(self, key: str, owner: str, note: str, due: dt.date) -> None:
        """Done by its owner, mostly a little before it was due; most are then verified by the clerk."""
        early = self._random.randrange(0, 3)
        day = max(workday_until(due - dt.timedelta(days=early)), shifted(self._day, 1))
        at = moment(day, f"{self._random.randrange(14, 18)}:{self._random.randrange(10, 60)}")
        self._diary.move(owner, at, "action", key, "done", done_note=note)
        if self._random.random() < 0.9:
            checked = moment(shifted(day, 2), "11:30")
            self._diary.move(CLERK, checked, "action", key, "verified")

    def _make_up(self, member: str) -> None:
        """Within thirty days (DOMAIN.md section 4); one in eight still owes it."""
        if member == "m02" or self._random.random() < 0.12:
            return
        day = workday_from(self._day + dt.timedelta(days=self._random.randrange(4, 20)))
        _, title, _ = self._random.choice(self._script.materials)
        plain = title.replace("{year}", str(self._day.year)).translate(_NO_BRACKETS)
        text = self._random.choice(_MAKEUPS).format(material=plain)
        row = attendance_key(self._session, member)
        at = moment(day, f"19:{self._random.randrange(10, 60)}")
        self._diary.put(member, at, "attendance", row, makeup=text, makeup_on=day.isoformat())
        checker = checker_of(member, (self._script.host, self._script.recorder))
        self._diary.put(checker, moment(shifted(day, 2), "16:00"), "attendance", row, makeup_verified=Ref(checker))
