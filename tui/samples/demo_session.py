"""The life of one session of the sample: planned, held and written down, submitted, returned or approved."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from random import Random

import msgspec

from tui.positions import between, stamped
from tui.samples.days import moment, shifted, workday_from, workday_until, written
from tui.samples.demo_follow_up import FollowUp
from tui.samples.demo_people import AUDIENCES, BY_KEY, CLERK, LEADERS, SECRETARY, Roll
from tui.samples.demo_plan import task_key
from tui.samples.demo_room import Room
from tui.samples.diary import Diary
from tui.samples.scripts import MinuteLine, SessionScript
from tui.samples.step import Ref

_OVERRUN = (0, 0, 0, 5, 10)
"""Minutes by which a session ends later than planned, one of them at random."""

_CLOSING = (
    "主持人宣布散会，材料由记录人收回。",
    "主持人提醒补课和心得事项后散会。",
    "散会。下次学习的时间以通知为准。",
    "主持人请各科室把要点带回去传达，散会。",
    "散会，会场由值日科室整理。",
    "主持人感谢各位发言，散会。",
)
_APPROVING = ("", "", "同意。", "记录完整，同意归档。", "同意，待办请按期办结。", "")


class Setting(msgspec.Struct, frozen=True):
    """Where a session stands in time: its key and day, the earliest moment it can be planned, and the plan's year (0 = unplanned)."""

    key: str
    day: dt.date
    floor: dt.datetime
    year: int
    today: dt.date
    there: frozenset[str] = frozenset()
    """Who wrote a reflection about it, and so was there."""


class SessionLife:
    """Tells the steps of one session; the same script on the same day is always told the same way."""

    def __init__(self, diary: Diary, roll: Roll, script: SessionScript, setting: Setting) -> None:
        self._diary = diary
        self._roll = roll
        self._script = script
        self._setting = setting
        self._random = Random(f"{setting.key} {setting.day}")
        self._begins = moment(setting.day, script.begins)
        self._ends = moment(setting.day, script.ends)
        self._planned = self._planned_at()
        self._items: list[Ref] = []
        self._minutes: list[Ref] = []
        self._places: list[str] = []
        self._missing: list[str] = []

    @property
    def key(self) -> str:
        """Symbolic key of the session."""
        return self._setting.key

    def tell(self) -> None:
        """All its steps, up to the state the script stops at; those after today are the diary's to leave out."""
        script = self._script
        self._plan()
        if script.cancelled:
            day = shifted(self._setting.day, -3)
            self._move(CLERK, moment(day, "11:00"), "cancelled", reason=script.cancelled)
            return
        self._prepare()
        if script.until == "planned":
            return
        self._hold()
        self._minutes_comments()
        self._follow_up()
        if script.until != "writing":
            self._hand_in()

    # before

    def _planned_at(self) -> dt.datetime:
        if self._script.opened_by:
            return self._begins - dt.timedelta(minutes=30)
        usual = moment(workday_until(self._setting.day - dt.timedelta(days=21)), "09:30")
        return max(usual + dt.timedelta(minutes=self._random.randrange(0, 50)), self._setting.floor)

    def _plan(self) -> None:
        script, begins, ends = self._script, self._begins, self._ends
        opener = script.opened_by
        if script.postponed:
            first = shifted(self._setting.day, -2)
            begins, ends = moment(first, script.begins), moment(first, script.ends)
        self._diary.new(
            opener or CLERK,
            self._planned,
            "session",
            self.key,
            form=script.form,
            title=script.title.replace("{year}", str(self._setting.year)),
            start=written(begins),
            end=written(ends),
            place=script.place,
            host=Ref(script.host) if script.host and not opener else None,
            recorders=[Ref(script.recorder)],
            task=Ref(task_key(self._setting.year, script.task)) if script.task else None,
            audience=AUDIENCES[script.who],
            observers=[Ref(member) for member in script.observers],
            guests=script.guests,
        )
        if opener and script.host:
            self._put(opener, self._planned + dt.timedelta(minutes=2), host=Ref(script.host))
        if opener and script.adopted:
            self._put(CLERK, moment(shifted(self._setting.day, 1), "09:15"), adopted_by=Ref(CLERK))

    def _prepare(self) -> None:
        """Agenda and materials stand a week before, or at once in a session opened the same day."""
        script = self._script
        at = moment(shifted(self._setting.day, -7), "10:20")
        at = max(at, self._planned + dt.timedelta(minutes=5))
        for number, line in enumerate(script.agenda, start=1):
            ref = self._diary.new(
                script.opened_by or CLERK,
                at + dt.timedelta(minutes=number),
                "agenda_item",
                f"{self.key}-item-{number}",
                session=Ref(self.key),
                number=number,
                title=line.title,
                item_kind=line.kind,
                minutes_planned=line.minutes,
                presenter=Ref(line.presenter) if line.presenter else None,
            )
            self._items.append(ref)
        for number, (kind, title, presenter) in enumerate(script.materials, start=1):
            self._diary.new(
                script.recorder,
                at + dt.timedelta(minutes=8 + number),
                "material",
                f"{self.key}-material-{number}",
                target=Ref(self.key),
                title=title.replace("{year}", str(self._setting.year)),
                material_kind=kind,
                presenter=Ref(presenter),
            )
        if script.postponed:
            self._postpone()

    def _postpone(self) -> None:
        at = moment(shifted(self._setting.day, -3), "15:40")
        reason = "检查组到县，时间冲突，顺延两个工作日。"
        self._move(CLERK, at, "postponed", reason=reason)
        self._put(CLERK, at + dt.timedelta(minutes=3), start=written(self._begins), end=written(self._ends))
        self._move(CLERK, at + dt.timedelta(minutes=4), "planned")

    # during

    def _hold(self) -> None:
        script, recorder = self._script, self._script.recorder
        over = 0 if script.until == "writing" else self._random.choice(_OVERRUN)
        room = Room(self._diary, self._roll, script, self._setting.day, self.key, self._setting.there, self._random)
        room.fill(self._begins)
        self._missing = room.missing()
        self._move(recorder, self._begins - dt.timedelta(minutes=1), "running")
        self._minute(0, MinuteLine(0, script.host or recorder, "note", room.opening()), self._begins)
        room.mark(self._begins, self._ends)
        if script.host:
            self._put(recorder, self._begins + dt.timedelta(minutes=6), roll_call_done=True)
        self._record(over)
        finished = self._ends + dt.timedelta(minutes=over)
        self._assign(finished)
        if over:
            self._put(recorder, finished + dt.timedelta(minutes=1), end=written(finished))
        self._move(recorder, finished + dt.timedelta(minutes=2), "writing")

    def _record(self, over: int) -> None:
        """What was said, spread over the session; an unfinished record stops where it stops."""
        script = self._script
        told = list(script.minutes)
        span = (self._ends - self._begins) + dt.timedelta(minutes=over - 16)
        last_of_item = {line.item: index for index, line in enumerate(told)}
        for index, line in enumerate(told):
            at = self._begins + dt.timedelta(minutes=8) + span * (index + 0.5) / len(told)
            at = at.replace(second=0, microsecond=0)
            self._minute(index + 1, line, at)
            if last_of_item[line.item] == index and line.item:
                item = self._items[line.item - 1]
                done_at = at + dt.timedelta(minutes=1)
                self._diary.put(script.recorder, done_at, "agenda_item", item.key, done=True)
        if script.until != "writing":
            closing = MinuteLine(0, script.host, "note", self._random.choice(_CLOSING))
            self._minute(len(told) + 1, closing, self._ends + dt.timedelta(minutes=over))

    def _minute(self, number: int, line: MinuteLine, at: dt.datetime) -> None:
        """One entry, typed as it was said; its place is the one the app would give it."""
        since_1970 = at - moment(dt.date(1970, 1, 1), "00:00")
        self._places.append(stamped(self._places[-1] if self._places else None, int(since_1970.total_seconds())))
        self._minutes.append(self._entry(number, line, at, at, self._places[-1]))

    def _entry(self, number: int, line: MinuteLine, said: dt.datetime, typed: dt.datetime, place: str) -> Ref:
        return self._diary.new(
            self._script.recorder,
            typed,
            "minute",
            f"{self.key}-minute-{number}",
            session=Ref(self.key),
            at=written(said),
            agenda_item=self._items[line.item - 1] if line.item else None,
            speaker=Ref(line.speaker) if line.speaker else None,
            entry=line.entry,
            about=Ref(line.about) if line.about else None,
            pos=place,
            text=line.text,
        )

    def _assign(self, finished: dt.datetime) -> None:
        resolutions = [index for index, line in enumerate(self._script.minutes, start=1) if line.entry == "resolution"]
        for number, action in enumerate(self._script.actions, start=1):
            counted_from = self._setting.day if action.done or action.cancelled else self._setting.today
            due = counted_from + dt.timedelta(days=action.days)
            due = workday_from(due) if action.days > 0 else workday_until(due)
            self._diary.new(
                self._script.recorder,
                finished - dt.timedelta(minutes=1),
                "action",
                f"{self.key}-action-{number}",
                session=Ref(self.key),
                minute=self._minutes[resolutions[-1]] if resolutions else None,
                text=action.text,
                owner=Ref(action.owner),
                due=due.isoformat(),
            )

    # after

    def _minutes_comments(self) -> None:
        for number, (index, author, text) in enumerate(self._script.comments, start=1):
            at = moment(shifted(self._setting.day, 1), "09:05") + dt.timedelta(minutes=7 * number)
            target = self._minutes[index]
            key = f"{self.key}-comment-{number}"
            self._diary.new(author, at, "comment", key, target=target, author=Ref(author), text=text)

    def _follow_up(self) -> None:
        FollowUp(self._diary, self._script, self._setting.day, self.key, self._missing, self._random).tell()

    def _hand_in(self) -> None:
        script, recorder, day = self._script, self._script.recorder, self._setting.day
        self._put(recorder, moment(shifted(day, 1), "16:10"), summary=script.summary)
        handed = shifted(day, 6 if script.late else 2)
        paper = f"会议记录本{self._setting.day.year}年第{(day.month - 1) // 6 + 1}册"
        self._put(CLERK, moment(handed, "15:30"), retention="years10", paper=paper)
        self._move(recorder, moment(handed, "16:40"), "submitted")
        if script.until == "submitted":
            return
        if script.returned:
            self._move(SECRETARY, moment(shifted(handed, 1), "10:15"), "returned", remark=script.returned)
            if script.until == "returned":
                return
            again = shifted(handed, 2)
            self._move(recorder, moment(again, "09:00"), "writing")
            self._add(script.added, moment(again, "11:00"))
            self._move(recorder, moment(again, "11:30"), "submitted")
            handed = again
        self._approve(moment(shifted(handed, 1), "10:40"))

    def _add(self, line: MinuteLine | None, typed: dt.datetime) -> None:
        """What was missing, put before the closing entry."""
        if line is not None:
            said, place = self._ends - dt.timedelta(minutes=3), between(self._places[-2], self._places[-1])
            self._entry(len(self._places), line, said, typed, place)

    def _approve(self, at: dt.datetime) -> None:
        decided = self._script.on_behalf
        remark = self._random.choice(_APPROVING)
        approver = CLERK if decided else self._random.choice([SECRETARY, *self._leaders_in_charge()])
        self._move(approver, at, "approved", decided=decided, remark=remark)

    def _leaders_in_charge(self) -> Iterator[str]:
        """Leaders who sign in and are in charge of the host or a recorder today; m02 never signs in."""
        sections = {BY_KEY[member].section for member in (self._script.host, self._script.recorder) if member}
        return (leader for leader, charge in LEADERS.items() if leader != "m02" and sections & set(charge))

    # shorthand

    def _put(self, actor: str, at: dt.datetime, **fields: object) -> None:
        self._diary.put(actor, at, "session", self.key, **fields)

    def _move(
        self, actor: str, at: dt.datetime, to: str, *, decided: tuple[str, str, str] | None = None, **fields: object
    ) -> None:
        self._diary.move(actor, at, "session", self.key, to, decided=decided, **fields)
