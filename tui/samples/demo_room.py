"""Who was in the room: one attendance row a person expected, and who was late, left early, was on leave or absent."""

from __future__ import annotations

import datetime as dt
from random import Random

from tui.samples.days import written
from tui.samples.demo_people import Roll
from tui.samples.diary import Diary
from tui.samples.scripts import SessionScript
from tui.samples.step import Ref

# Remarks say no more than "on duty": what kind of leave, and why, is nobody else's business (DOMAIN.md section 3).
_LEAVE = ("因公外出", "参加县里会议", "下乡", "值班", "会务保障", "已向支部请假")
_LATE = ("上一个会议延时", "接待来访", "送急件", "接值班电话")
_EARLY = ("接到紧急任务", "会务保障", "接待来访")
_ABSENT = ("临时出车未报告", "未请假，原因待核", "记错时间")


class Room:
    """The attendance of one session; all who host, write, present, speak, observe or (`there`) wrote about it later are there."""

    def __init__(
        self,
        diary: Diary,
        roll: Roll,
        script: SessionScript,
        day: dt.date,
        session: str,
        there: frozenset[str],
        random: Random,
    ) -> None:
        self._diary = diary
        self._script = script
        self._session = session
        self._random = random
        self._there = there
        self._sections = {member: roll.section(member, day) for member in roll.expected(script.who, day)}
        self._observers = [member for member in script.observers if member not in self._sections]
        self._status = {member: status for member, status in self._drawn() if status}

    def fill(self, begins: dt.datetime) -> None:
        """One row a person before the session begins; leave is known by then, and some have marked themselves."""
        at = begins - dt.timedelta(minutes=8)
        for member, section in self._sections.items():
            leave = self._status.get(member) == "leave"
            self._diary.new(
                self._script.recorder,
                at,
                "attendance",
                self._row(member),
                session=Ref(self._session),
                member=Ref(member),
                section=Ref(section) if section else None,
                expected=True,
                status="leave" if leave else None,
                remark=self._random.choice(_LEAVE) if leave else None,
            )
            if leave and self._random.random() < 0.4 and member != "m02":
                self._diary.put(
                    member, at + dt.timedelta(minutes=2), "attendance", self._row(member), self_status="leave"
                )
        for member in self._observers:
            self._diary.new(
                self._script.recorder,
                at + dt.timedelta(minutes=1),
                "attendance",
                self._row(member),
                session=Ref(self._session),
                member=Ref(member),
                expected=False,
                status="observer",
            )

    def opening(self) -> str:
        """The first line of the minutes, with the figures known then."""
        leave = sum(status == "leave" for status in self._status.values())
        expected = len(self._sections)
        if not self._script.host:
            return f"参加的同志自行到会，共{expected}人，会后补报学习秘书。"
        absences = f"请假{leave}人" if leave else "没有请假"
        observers = f"，列席{len(self._observers)}人" if self._observers else ""
        return f"主持人宣布开会，记录人点名：应到{expected}人，{absences}{observers}。"

    def mark(self, begins: dt.datetime, ends: dt.datetime) -> None:
        """The exceptions, when they are noticed."""
        for member, status in self._status.items():
            if status == "late":
                at = begins + dt.timedelta(minutes=self._random.randrange(16, 27))
                self._put(member, at, status="late", arrived=written(at), remark=self._random.choice(_LATE))
            elif status == "left_early":
                at = ends - dt.timedelta(minutes=self._random.randrange(12, 30))
                self._put(member, at, status="left_early", left=written(at), remark=self._random.choice(_EARLY))
            elif status == "absent":
                at = begins + dt.timedelta(minutes=5)
                self._put(member, at, status="absent", remark=self._random.choice(_ABSENT))

    def missing(self) -> list[str]:
        """Those who have something to make up."""
        return [member for member, status in self._status.items() if status in ("leave", "absent")]

    def _drawn(self) -> list[tuple[str, str]]:
        script = self._script
        told = {script.host, script.recorder, *script.observers, *self._there}
        told |= {line.presenter for line in script.agenda} | {presenter for _, _, presenter in script.materials}
        minutes = [*script.minutes, *([script.added] if script.added else [])]
        told |= {line.speaker for line in minutes} | {line.about for line in minutes}
        told |= {author for _, author, _ in script.comments}
        # Most are there: of a hundred rows about four on leave, two late, one left early, one absent in two hundred.
        names, weights = ("", "leave", "late", "left_early", "absent"), (185, 8, 4, 2, 1)
        drawn = [(member, self._random.choices(names, weights)[0]) for member in self._sections]
        return [(member, "" if member in told else status) for member, status in drawn]

    def _row(self, member: str) -> str:
        return attendance_key(self._session, member)

    def _put(self, member: str, at: dt.datetime, **fields: object) -> None:
        self._diary.put(self._script.recorder, at, "attendance", self._row(member), **fields)


def attendance_key(session: str, member: str) -> str:
    """Symbolic key of a row."""
    return f"{session}-at-{member}"
