"""The fictional branch 示例县政府办公室支部: the whole year before, and this year up to yesterday, as steps of its thirty people."""

from __future__ import annotations

import datetime as dt

import msgspec

from tui.samples import scripts
from tui.samples.days import is_weekday, moment, shifted, workday_from, workday_until, written
from tui.samples.demo_assessing import assess, begin
from tui.samples.demo_founding import BRANCH, found, founded
from tui.samples.demo_improving import improve, improve_now
from tui.samples.demo_library import Library
from tui.samples.demo_people import CLERK, SECRETARY, Roll
from tui.samples.demo_plan import YearPlan
from tui.samples.demo_reflections import hand_in
from tui.samples.demo_session import SessionLife, Setting
from tui.samples.demo_sharing import Sharing
from tui.samples.demo_study import SelfStudy
from tui.samples.diary import Diary
from tui.samples.scripts import SessionScript
from tui.samples.step import Ref, Step

__all__ = ["BRANCH", "CLERK", "SECRETARY", "private_steps", "steps"]


class _Files(msgspec.Struct, frozen=True):
    """Where a year stands: its table of plans.toml, its files of sessions and reflections, the session that discusses the plan."""

    plan: str
    sessions: tuple[str, ...]
    essays: tuple[str, ...]
    committee: str


_LAST = _Files(
    "last",
    tuple(f"sessions-last-{part}" for part in range(1, 5)),
    ("reflections-last-1", "reflections-last-2", "reading-last"),
    "l01",
)
_THIS = _Files(
    "this",
    tuple(f"sessions-this-{part}" for part in range(1, 5)),
    ("reflections-this-1", "reflections-this-2", "reading-this"),
    "v01",
)
_SOON = 7
"""Days ahead within which the session announced as near must lie, holidays or not."""


def steps(today: dt.date) -> list[Step]:
    """All shared records, in order of time, none later than the day before `today`; the same day always gives the same steps."""
    last, this = today.year - 1, today.year
    diary, roll = Diary(), Roll(last)
    found(diary, last, roll)
    told = _Told(diary, roll, today)
    told.year(last, _LAST, drafted=shifted(founded(last), 1), returned=True)
    told.year(this, _THIS, drafted=workday_until(dt.date(last, 12, 27)), returned=False)
    told.now()
    _alone(diary, roll, today)
    assess(diary, last)
    begin(diary, this)
    return diary.before(today)


def _alone(diary: Diary, roll: Roll, today: dt.date) -> None:
    """What is read, learned and changed outside the sessions in both years, and just now."""
    library, study = Library(diary), SelfStudy(diary, roll)
    library.open(today.year - 1)
    for year, told in ((today.year - 1, "last"), (today.year, "this")):
        library.lend(year, told)
        study.year(year, told)
        improve(diary, year, told)
    library.lend_now(today)
    study.now(today)
    improve_now(diary, today)


def private_steps(today: dt.date) -> list[Step]:
    """The study clerk's own drafts and notes, some tied to records of `steps`; they stay on the clerk's device."""
    diary = Diary()
    for number, draft in enumerate(scripts.essays("private"), start=1):
        diary.new(
            CLERK,
            moment(_ago(today, draft.day), draft.time),
            "reflection",
            f"draft-{number}",
            title=draft.title,
            body=draft.body,
            knowledge_point=draft.knowledge_point,
            use_at_work=draft.use,
            source=draft.source,
            book=Ref(draft.book) if draft.book else None,
            submission=Ref(draft.submission) if draft.submission else None,
        )
    for number, note in enumerate(scripts.notes(), start=1):
        at = moment(_ago(today, note.day), note.time)
        diary.new(
            CLERK,
            at,
            "note",
            f"note-{number}",
            title=note.title,
            body=note.body,
            session=Ref(note.session) if note.session else None,
            book=Ref(note.book) if note.book else None,
            at=written(at),
            tags=list(note.tags),
        )
    return diary.before(today)


class _Told:
    """Tells years and the days around today into one diary."""

    def __init__(self, diary: Diary, roll: Roll, today: dt.date) -> None:
        self._diary = diary
        self._roll = roll
        self._today = today

    def year(self, year: int, files: _Files, *, drafted: dt.date, returned: bool) -> None:
        """A year's plan, its sessions and reflections; planning begins the day the plan is drafted."""
        plan = YearPlan(self._diary, year, files.plan, drafted)
        plan.draft(complete=not returned)
        essays = scripts.essays(*files.essays)
        for script in scripts.sessions(*files.sessions):
            day = workday_from(dt.date.fromisoformat(f"{year}-{script.day}"))
            key = f"{year}-{script.key}"
            there = frozenset(essay.author for essay in essays if essay.session == script.key)
            self._session(script, Setting(key, day, moment(drafted, "14:00"), year, self._today, there))
            if script.key == files.committee:
                plan.approve(key, day, returned=returned)
        plan.change()
        plan.carry_out()
        for essay in essays:
            hand_in(self._diary, essay, year, self._today)
        Sharing(self._diary, year, files.plan, essays).tell()

    def now(self) -> None:
        """Sessions around today, in every state in which something waits for somebody."""
        floor = moment(founded(self._today.year - 1), "14:00")
        for script in scripts.sessions("sessions-now"):
            day = shifted(self._today, int(script.day))
            if 0 < int(script.day) < _SOON and (day - self._today).days > _SOON:
                day = shifted(self._today, int(script.day), is_weekday)
            self._session(script, Setting(script.key, day, floor, self._today.year, self._today))
        for essay in scripts.essays("reflections-now"):
            hand_in(self._diary, essay, self._today.year, self._today)

    def _session(self, script: SessionScript, setting: Setting) -> None:
        SessionLife(self._diary, self._roll, script, setting).tell()


def _ago(today: dt.date, days: str | int) -> dt.date:
    return today + dt.timedelta(days=int(days))
