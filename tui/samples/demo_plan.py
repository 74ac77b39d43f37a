"""The annual plans of the sample branch and their tasks, from draft to closed."""

from __future__ import annotations

import datetime as dt

import msgspec
from msgspec.structs import replace

from tui.samples import scripts
from tui.samples.days import moment, month_ends, shifted, workday_from, workday_until
from tui.samples.demo_people import AUDIENCES, CLERK, SECRETARY
from tui.samples.diary import Diary
from tui.samples.step import Approved, Ref

_PARTY_FORMS = ("theme_day", "general_meeting")


class TaskLine(msgspec.Struct, frozen=True):
    """A task as it stands in `demo/plans.toml`; `first` and `last` are months, `lead` may be empty."""

    key: str
    topic: str
    track: str
    form: str
    first: int
    last: int
    times: int
    owner: str
    section: str
    lead: str
    stage: str
    materials: str


def plan_key(year: int) -> str:
    """Symbolic key of the plan of a year."""
    return f"plan-{year}"


def task_key(year: int, told: str) -> str:
    """Symbolic key of a task of the plan of a year."""
    return f"{year}-{told}"


class YearPlan:
    """One year's plan: drafted on a day, discussed by the committee on another, then approved, carried out and closed."""

    def __init__(self, diary: Diary, year: int, told: str, drafted: dt.date) -> None:
        self._diary = diary
        self._year = year
        self._told = scripts.table("plans")[told]
        self._drafted = drafted
        self._key = plan_key(year)

    def draft(self, *, complete: bool) -> None:
        """Write the plan and its tasks; without `complete` the last requirement is still missing."""
        requirements = self._told["requirements"].split("\n")
        at = moment(self._drafted, "09:00")
        self._diary.new(
            CLERK,
            at,
            "plan",
            self._key,
            year=self._year,
            title=f"{self._year}年度理论学习计划",
            guiding=self._told["guiding"],
            goals=self._told["goals"],
            requirements="\n".join(requirements if complete else requirements[:-1]),
            basis=[Ref("doc-scheme"), Ref("doc-rules")],
        )
        earlier = self._told["second"]["earlier"]
        for number, task in enumerate(self._tasks(), start=1):
            first = replace(task, **earlier.get(task.key, {}))
            self._task(first, number, at + dt.timedelta(minutes=10 + 2 * number))

    def approve(self, session: str, met: dt.date, *, returned: bool) -> None:
        """After the committee met: submitted, perhaps returned once, approved, issued and filed."""
        day = shifted(met, 1)
        self._put(moment(day, "09:00"), discussed_in=Ref(session))
        self._move(CLERK, moment(day, "10:00"), "submitted")
        if returned:
            self._move(SECRETARY, moment(day, "16:00"), "returned", remark="补写书屋读书活动的要求后再报。")
            day = shifted(day, 1)
            self._put(moment(day, "08:50"), requirements=self._told["requirements"])
            self._move(CLERK, moment(day, "09:20"), "submitted")
            self._approved(SECRETARY, moment(day, "15:30"), 1, "同意印发。")
        else:
            decided = (SECRETARY, "meeting", "支委会会议决议")
            self._approved(CLERK, moment(day, "15:30"), 1, "会议同意，由学习秘书代录。", decided)
        issued = shifted(day, 1)
        self._put(moment(issued, "09:10"), number=f"示政办支〔{self._year}〕5号", issued_on=issued.isoformat())
        filed = shifted(issued, 3)
        self._put(moment(filed, "11:00"), filed_with="示例县直属机关工委", filed_on=filed.isoformat())

    def change(self) -> None:
        """A second version in the middle of the year, from draft to approval on one day."""
        told = self._told["second"]
        day = workday_from(dt.date.fromisoformat(f"{self._year}-{told['day']}"))
        self._move(CLERK, moment(day, "09:00"), "draft", change_reason=told["reason"])
        requirements = f"{self._told['requirements']}\n{told['requirement']}"
        self._put(moment(day, "09:12"), requirements=requirements)
        for number, task in enumerate(self._tasks()):
            if task.key in told["earlier"]:
                at = moment(day, "09:20") + dt.timedelta(minutes=number)
                self._diary.put(CLERK, at, "task", task_key(self._year, task.key), **_times(task, self._year))
        self._move(CLERK, moment(day, "10:10"), "submitted")
        leader = told.get("on_behalf")
        decided = (leader[0], leader[1], leader[2].replace("{year}", str(self._year))) if leader else None
        self._approved(
            CLERK if decided else SECRETARY, moment(day, "16:30"), 2, told["remark"], decided, told["reason"]
        )

    def _approved(
        self,
        actor: str,
        at: dt.datetime,
        number: int,
        remark: str,
        decided: tuple[str, str, str] | None = None,
        reason: str = "",
    ) -> None:
        """The approval, and the version that keeps what was approved."""
        self._move(actor, at, "approved", decided=decided, remark=remark)
        self._diary.new(
            actor,
            at,
            "plan_version",
            f"{self._key}-{number}",
            decided=decided,
            plan=Ref(self._key),
            number=number,
            approved_by=Ref(decided[0] if decided else actor),
            reason=reason,
            content=Approved(self._key),
        )

    def carry_out(self) -> None:
        """Report on tasks, close them when their months are over, close the plan on the last working day of the year."""
        last_day = workday_until(dt.date(self._year, 12, 31))
        for number, task in enumerate(self._tasks()):
            key, owner = task_key(self._year, task.key), task.owner
            if task.key in self._told["cancelled"]:
                day = workday_from(dt.date(self._year, task.first, 8))
                reason = self._told["cancelled"][task.key]
                self._diary.move(CLERK, moment(day, "10:30"), "task", key, "cancelled", reason=reason)
                continue
            if task.key in self._told["postponed"]:
                self._postpone(key, task.first, self._told["postponed"][task.key])
            over = month_ends(self._year, task.last)
            day = min(
                workday_from(over + dt.timedelta(days=2 + number % 5)), workday_until(dt.date(self._year, 12, 30))
            )
            if task.key in self._told["progress"]:
                text = self._told["progress"][task.key]
                self._diary.put(owner, moment(day, "09:30"), "task", key, progress=text)
            self._diary.move(CLERK, moment(day, "16:20"), "task", key, "closed")
        self._move(CLERK, moment(last_day, "17:10"), "closed")

    def _postpone(self, key: str, month: int, reason: str) -> None:
        day = workday_from(dt.date(self._year, month, 3))
        self._diary.move(CLERK, moment(day, "09:40"), "task", key, "postponed", reason=reason)
        self._diary.move(CLERK, moment(shifted(day, 2), "09:40"), "task", key, "planned")

    def _tasks(self) -> list[TaskLine]:
        return [TaskLine(*line) for line in self._told["tasks"]]

    def _task(self, task: TaskLine, number: int, at: dt.datetime) -> None:
        when = _times(task, self._year)
        self._diary.new(
            CLERK,
            at,
            "task",
            task_key(self._year, task.key),
            plan=Ref(self._key),
            number=number,
            topic=task.topic,
            track=task.track,
            form=task.form,
            audience=AUDIENCES["party" if task.form in _PARTY_FORMS else "all"],
            lead=Ref(task.lead) if task.lead else None,
            owner=Ref(task.owner),
            owner_section=Ref(task.section),
            materials=task.materials,
            month_from=when["month_from"],
            month_to=when["month_to"],
            times=when["times"],
            minutes_planned=120 if task.form == "collective_study" else 90,
            stage=task.stage,
        )

    def _put(self, at: dt.datetime, **fields: object) -> None:
        self._diary.put(CLERK, at, "plan", self._key, **fields)

    def _move(
        self, actor: str, at: dt.datetime, to: str, *, decided: tuple[str, str, str] | None = None, **fields: object
    ) -> None:
        self._diary.move(actor, at, "plan", self._key, to, decided=decided, **fields)


def _times(task: TaskLine, year: int) -> dict[str, object]:
    """When, and how often: what a second version of the plan may change."""
    return {
        "month_from": dt.date(year, task.first, 1).isoformat(),
        "month_to": month_ends(year, task.last).isoformat(),
        "times": task.times,
    }
