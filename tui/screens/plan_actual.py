"""计划与执行: a year's tasks against its months: planned, held, missing, postponed; then what was held outside the plan."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from rich.cells import cell_len
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from sync.cache.view import View
from tui import years
from tui.commands import bindings
from tui.i18n import t
from tui.labels import choice_label, state_label, title_of
from tui.opening import open_record
from tui.pinyin import matches
from tui.projecting import is_private
from tui.rights import why_not_new
from tui.screens.new_session import from_task
from tui.screens.pick import Choice, PickDialog
from tui.screens.records import RecordsPage
from tui.terminal import Glyphs
from tui.year.plan_actual import CellState, TaskYear, Track, plan_actual, tracks, unplanned
from tui.year.study_year import HELD, StudyYear
from tui.year_chart import track_rows

MONTHS = 12
LEGEND: tuple[CellState, ...] = ("held", "planned", "missing", "postponed", "cancelled")


def signs(glyphs: Glyphs) -> dict[CellState, str]:
    """One sign a state, all of ASCII in the plain style."""
    return {
        "held": glyphs.yes,
        "planned": "o",
        "missing": "!",
        "postponed": glyphs.arrow,
        "cancelled": "x",
        "nothing": "",
    }


class PlanActualPage(RecordsPage):
    """A row a task by track, a column a month of the study year."""

    SCOPE = "plan_actual"
    BINDINGS = bindings("plan_actual")

    def __init__(self, year: int) -> None:
        super().__init__("task")
        self.year = year
        self._rows: dict[str, TaskYear] = {}

    def heading(self) -> str:
        """Which year."""
        return t("actual.title", year=self.year)

    def body(self) -> Iterable[Widget]:
        """The table, then what its signs mean."""
        yield from super().body()
        yield Static(id="legend", classes="line", markup=False)

    def fill(self) -> None:
        """Table and legend in the words of now."""
        super().fill()
        sign = signs(self.xinde.glyphs)
        words = "  ".join(f"{sign[state]} {t(f'actual.{state}')}" for state in LEGEND)
        self.query_one("#legend", Static).update(Content("\n".join([words, *self._drawn()])))

    def _drawn(self) -> list[str]:
        """The tracks in bars, each with its count; nothing where there is no plan."""
        found = tracks(self._rows.values())
        shown = ["  ".join(row).rstrip() for row in track_rows(found, self.xinde.glyphs)]
        together = "    ".join(shown)
        return shown if cell_len(together) > self.size.width - 2 else [together] if shown else []

    # what is listed

    def views(self) -> list[View]:
        """The tasks of the year's plan."""
        return self._study_year().tasks

    def _study_year(self) -> StudyYear:
        return years.study_year(self.xinde.place, self.year)

    def column_names(self) -> Sequence[str]:
        """Topic, held of how often, the months."""
        return ("topic", "done", *(f"m{n}" for n in range(MONTHS)))

    def numbers(self) -> Iterable[str]:
        """How often of how often."""
        return ("done",)

    def widths(self) -> list[tuple[str, int]]:
        """The topic gets what is left."""
        return [("topic", 1), ("done", -cell_len(t("actual.no_access"))), *((f"m{n}", -2) for n in range(MONTHS))]

    def headings(self) -> list[str]:
        """Months by their number."""
        months = [f"{period.first.month}" for period in self._study_year().cut("month")]
        return [t("actual.topic"), t("actual.done"), *months]

    def rows(self) -> list[tuple[str, list[str]]]:
        """The tracks with their tasks, then what was not planned; a heading goes with its last row."""
        year = self._study_year()
        found = plan_actual(year)
        self._rows = {row.task.id: row for row in found}
        groups = [(self._of_track(track), [self._of_task(row) for row in track.tasks]) for track in tracks(found)]
        others = [each for each in unplanned(year) if not (self.xinde.projecting and is_private(each))]
        if others:
            held = sum(each.state in HELD for each in others)
            heading = [t("actual.unplanned", n=len(others)), t("actual.count", held=held, of="-"), *([""] * MONTHS)]
            groups.append((("+unplanned", heading), [self._of_session(year, each) for each in others]))
        return [row for heading, rows in groups if (kept := self._kept(rows)) for row in (heading, *kept)]

    def is_head(self, key: str) -> bool:
        """A track stands above its tasks."""
        return key.startswith("+")

    def _kept(self, rows: list[tuple[str, list[str]]]) -> list[tuple[str, list[str]]]:
        words = self._filter.split()
        return [row for row in rows if all(matches(word, row[1][0]) for word in words)]

    def _of_track(self, track: Track) -> tuple[str, list[str]]:
        name = choice_label(self.xinde.place.repository.registry["task"], "track", track.track)
        count = t("actual.no_access")
        if track.held is not None:
            count = t("actual.count", held=track.held, of=track.planned)
        return f"+{track.track}", [name, count, *([""] * MONTHS)]

    def _of_task(self, row: TaskYear) -> tuple[str, list[str]]:
        sign = signs(self.xinde.glyphs)
        topic = f"  {row.task.get('number')}. {title_of(self.xinde.place, row.task)}"
        months = [sign[cell.state] + (str(n) if (n := _held(cell.sessions)) > 1 else "") for cell in row.cells]
        return row.task.id, [topic, self._done(row), *months]

    def _done(self, row: TaskYear) -> str:
        if row.state == "no_access":
            return t("actual.no_access")
        # Without a word on how often, a task that has its months is meant once.
        of = row.times or (1 if row.missing is not None else t("value.unknown"))
        return t("actual.count", held=row.held, of=of)

    def _of_session(self, year: StudyYear, view: View) -> tuple[str, list[str]]:
        sign = signs(self.xinde.glyphs)
        state: CellState = "held" if view.state in HELD else "postponed" if view.state == "postponed" else "planned"
        months = [sign[state] if period.holds(view.get("start")) else "" for period in year.cut("month")]
        return view.id, [f"  {title_of(self.xinde.place, view)}", sign[state], *months]

    def kinds_shown(self) -> set[str]:
        """Tasks, sessions, and by which year they are counted."""
        return {"task", "session", "plan", "settings"}

    def empty_text(self) -> str:
        """What to do first."""
        return super().empty_text() if self._filter.strip() else t("actual.empty", year=self.year)

    # commands

    def why_not(self, command: str) -> str | None:
        """Headings have nothing to open; a session is made for a task."""
        if command in ("back", "filter"):
            return None
        view = self.current
        if view is None:
            return t("actual.no_row")
        if command == "session":
            if view.kind != "task":
                return t("actual.no_task")
            return why_not_new(self.xinde.place, "session", {"form": view.get("form") or "other", "task": view.id})
        return None

    def do_open(self) -> None:
        """The task's sessions to choose from, or the task; a session outside the plan itself."""
        view = self.current
        row = self._rows.get(view.id) if view is not None else None
        sessions = [each for each in row.sessions if not self._hidden(each)] if row is not None else []
        if view is None or not sessions:
            if view is not None:
                open_record(self, view.id)
            return

        def picked(answer: list[str] | None) -> None:
            if answer:
                open_record(self, answer[0])

        place = self.xinde.place
        spec = place.repository.registry["session"]
        choices = [
            Choice(
                each.id,
                f"{(each.get('start') or '')[:10] or t('value.unknown')} {title_of(place, each)}",
                state_label(spec, each.state),
            )
            for each in sessions
        ]
        choices.append(Choice(view.id, t("actual.task_itself")))
        self.app.push_screen(PickDialog(title_of(place, view), choices, private=any(map(is_private, sessions))), picked)

    def _hidden(self, session: View) -> bool:
        return self.xinde.projecting and is_private(session)

    def do_session(self) -> None:
        """A session for the task, filled in from it."""
        if self.current is not None:
            from_task(self, self.current)


def _held(sessions: Iterable[View]) -> int:
    return sum(session.state in HELD for session in sessions)
