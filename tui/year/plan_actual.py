"""The plan against what was: for each task the twelve months of the study year, what was planned in them, held, put off, missing.

A session counts for the task it names, in the month it starts in. What is not known is not invented: a task without months has none.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, TypeAlias

import msgspec
from msgspec.structs import replace

from sync.cache.view import View
from sync.records.plans import TRACKS
from tui.year.expecting import months_of
from tui.year.periods import Period
from tui.year.study_year import HELD, StudyYear
from tui.year.taking_part import COMMITTEE

CellState: TypeAlias = Literal["planned", "held", "missing", "postponed", "cancelled", "nothing"]

TaskState: TypeAlias = Literal["done", "open", "missing", "postponed", "cancelled", "unknown", "no_access"]
"""`done` = held as often as planned, or closed by whoever owns it; `open` = its months are not over; `unknown` = no months are given;
`no_access` = this device does not read all sessions it may have, so that nothing is said of it."""

AHEAD = ("planned", "running")


class Cell(msgspec.Struct, frozen=True):
    """One month of a task and the sessions that start in it."""

    period: Period
    state: CellState
    sessions: tuple[View, ...] = ()


class TaskYear(msgspec.Struct, frozen=True):
    """A task over the months of the study year.

    `times` is what the task says, null while it says nothing and once is meant; `missing` = times less held, once the last month
    is over: 0 before that and for what was closed, put off or cancelled, null while no months are given, or not all may be read.
    """

    task: View
    cells: tuple[Cell, ...]
    held: int
    times: int | None
    missing: int | None
    state: TaskState
    undated: tuple[View, ...] = ()
    """Its sessions no month of the year can show, as they say no start or count for another year than they start in."""

    @property
    def sessions(self) -> list[View]:
        """All its sessions in the year, by start."""
        return [*(session for cell in self.cells for session in cell.sessions), *self.undated]


class Track(msgspec.Struct, frozen=True):
    """The tasks of one track; `planned` = how often they are to be held together, cancelled ones left out; `held` null without access."""

    track: str
    tasks: tuple[TaskYear, ...]
    planned: int
    held: int | None


def plan_actual(year: StudyYear) -> list[TaskYear]:
    """Every task of the year's plan against the sessions of the year, in the order of the plan; none without a plan."""
    of_task: dict[str, list[View]] = {}
    for session in year.sessions:
        if session.get("task") and may_count(year.source.get(str(session.get("task"))), session):
            of_task.setdefault(str(session.get("task")), []).append(session)
    months = year.cut("month")
    rows = [_task_year(task, of_task.get(task.id, []), months, year.today) for task in year.tasks]
    return [_unread(row) if year.lacks(needs(row.task)) else row for row in rows]


def needs(task: View) -> tuple[str, ...]:
    """The scopes a task's sessions may stand in: those of the committee are its own."""
    return ("b", "c") if task.get("form") == COMMITTEE else ("b",)


def may_count(task: View | None, session: View) -> bool:
    """False for a committee meeting under a task of another form: a device without the committee's scope could not count it."""
    return session.get("form") != COMMITTEE or (task is not None and task.get("form") == COMMITTEE)


def unplanned(year: StudyYear) -> list[View]:
    """Sessions of the year that belong to no task of its plan, by start; cancelled ones are left out."""
    tasks = {task.id for task in year.tasks}
    return [each for each in year.sessions if each.get("task") not in tasks and each.state != "cancelled"]


def tracks(rows: Iterable[TaskYear]) -> list[Track]:
    """The rows by track, tracks in their own order."""
    held = list(rows)
    groups = {name: tuple(row for row in held if row.task.get("track") == name) for name in TRACKS}
    return [
        Track(
            name,
            group,
            sum(row.times or 1 for row in group if row.state != "cancelled"),
            None if any(row.state == "no_access" for row in group) else sum(row.held for row in group),
        )
        for name, group in groups.items()
        if group
    ]


def count_done(rows: Iterable[TaskYear]) -> tuple[int, int] | None:
    """How many tasks are done, of how many that were not cancelled; None where not all of it may be known here."""
    asked = [row.state for row in rows if row.state != "cancelled"]
    return None if "no_access" in asked else (asked.count("done"), len(asked))


def _task_year(task: View, sessions: Sequence[View], months: Sequence[Period], today: dt.date) -> TaskYear:
    held = sum(session.state in HELD for session in sessions)
    times = task.get("times")
    times = times if isinstance(times, int) and times > 0 else None
    wanted, span = times or 1, months_of(task)
    cells = [_cell(period, [each for each in sessions if period.holds(each.get("start"))]) for period in months]
    undated = tuple(each for each in sessions if not any(period.holds(each.get("start")) for period in months))
    due = [n for n, cell in enumerate(cells) if span is not None and _touches(cell.period, span)]
    over = span is not None and span[1] < today
    missing = None if span is None else max(0, wanted - held) if over and task.state == "planned" else 0
    if task.state in ("postponed", "cancelled"):
        state: CellState = "postponed" if task.state == "postponed" else "cancelled"
        for n in due:
            cells[n] = replace(cells[n], state=state) if cells[n].state == "nothing" else cells[n]
    elif task.state == "planned":
        _mark(cells, due, today, max(0, wanted - held - _ahead(sessions, months, today)))
    return TaskYear(task, tuple(cells), held, times, missing, _state(task, held, wanted, missing), undated)


def _unread(row: TaskYear) -> TaskYear:
    """The task without a word on what was held: not all of it may be known here."""
    cells = tuple(Cell(cell.period, "nothing") for cell in row.cells)
    return replace(row, cells=cells, held=0, missing=None, state="no_access", undated=())


def _mark(cells: list[Cell], due: Sequence[int], today: dt.date, wanted: int) -> None:
    """Say of the months of a task where the sessions that are neither held nor set down could still be, and where they are missing.

    One a month is to come, in the first months left; what has no month left any more is missing in the last that passed without.
    """
    free = [n for n in due if cells[n].state == "nothing" and cells[n].period.last >= today]
    past = [n for n in due if cells[n].state in ("nothing", "planned") and cells[n].period.last < today]
    gone = max(0, wanted - len(free))
    for n in past[-gone:] if gone else []:
        cells[n] = replace(cells[n], state="missing")
    for n in free[:wanted]:
        cells[n] = replace(cells[n], state="planned")


def _ahead(sessions: Iterable[View], months: Sequence[Period], today: dt.date) -> int:
    """How many sessions are set down for a month that is not over, or for none yet."""
    over = [period for period in months if period.last < today]
    ahead = (session for session in sessions if session.state in AHEAD)
    return sum(not any(period.holds(session.get("start")) for period in over) for session in ahead)


def _state(task: View, held: int, wanted: int, missing: int | None) -> TaskState:
    match task.state:
        case "closed":
            return "done"
        case "postponed":
            return "postponed"
        case "cancelled":
            return "cancelled"
    if held >= wanted:
        return "done"
    if missing is None:
        return "unknown"
    return "missing" if missing else "open"


def _cell(period: Period, sessions: Sequence[View]) -> Cell:
    states = {session.state for session in sessions}
    state: CellState = "nothing"
    if states & set(HELD):
        state = "held"
    elif states & set(AHEAD):
        state = "planned"
    elif "postponed" in states:
        state = "postponed"
    elif "cancelled" in states:
        state = "cancelled"
    return Cell(period, state, tuple(sessions))


def _touches(period: Period, span: tuple[dt.date, dt.date]) -> bool:
    return period.first <= span[1] and period.last >= span[0]
