"""季度执行情况: a quarter of the plan against what was, its figures, what is open, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.records.plans import FORMS
from tui.documents.annual_plan import when
from tui.documents.branch_title import branch_title
from tui.documents.days import day as day_words
from tui.documents.figure_sentences import Sentences
from tui.documents.kinds import Subject
from tui.documents.months import months_words
from tui.documents.office import Office, is_sample
from tui.documents.open_parts import TOLD, families, open_parts
from tui.documents.outline import Outline
from tui.documents.paper import Block, Cell, Paper, Paragraph, Row, Table, row
from tui.documents.signature_lines import signature_lines
from tui.documents.sources import Sources
from tui.i18n import t
from tui.projecting import is_private
from tui.year.figures_in import of_people, turnout_in, within
from tui.year.periods import Period
from tui.year.plan_actual import plan_actual, unplanned
from tui.year.plan_part import TaskPart, plan_part, planned_in
from tui.year.study_year import HELD
from tui.years import study_year

WIDTHS = (21.0, 42.0, 20.0, 12.5, 12.5, 12.5, 12.5, 32.0)
COLUMNS = ("month", "topic", "form", "times", "held", "so_far", "missing", "remark")
HOURS = ("collective", "other", "online", "study")


def paper(office: Office, about: Subject) -> Paper:
    """The report of the quarter it is about, 1 to 4; ValueError without one."""
    quarters = office.year.cut("quarter")
    if about.quarter is None or not 1 <= about.quarter <= len(quarters):
        raise ValueError("a quarter is a number from 1 to 4")
    drawn = Drawn(office, quarters[about.quarter - 1])
    name = t("doc.quarter.title", year=office.year.year, n=about.quarter)
    blocks = tuple(drawn.blocks(name))
    shown = [office.year.plan, *office.year.tasks, *office.year.sessions]
    return Paper(name, blocks, drawn.sources.all, is_sample(shown), office.branch)


class Drawn:
    """Writes the parts of one quarter's report."""

    def __init__(self, office: Office, quarter: Period) -> None:
        self.office, self.quarter = office, quarter
        self.outline, self.sources = Outline(), Sources(office)
        self.sentences = Sentences(office, self.sources)

    def blocks(self, name: str) -> Iterator[Block]:
        """All of it, from the title to the date."""
        yield branch_title(self.office.branch, name)
        until = min(self.office.year.today, self.quarter.last).isoformat()
        yield Paragraph(t("doc.counted_until", day=day_words(until)), "center")
        yield self.outline.first(t("doc.quarter.plan"))
        yield from self._plan()
        yield self.outline.first(t("doc.quarter.figures"))
        yield from self._figures()
        yield self.outline.first(t("doc.quarter.open"))
        yield from open_parts(self.office, families(self.office, self.quarter), TOLD)
        yield Paragraph(t("doc.to_write", what=t("doc.quarter.why")))
        yield self.outline.first(t("doc.quarter.next"))
        yield from self._next()
        yield from signature_lines(t("doc.to_write", what=t("doc.quarter.steps")), self.office.branch)

    # planned against held

    def _plan(self) -> Iterator[Block]:
        year = self.office.year
        if year.plan is None:
            yield Paragraph(t("doc.plan.none"))
        else:
            head = row(*(Cell(t(f"doc.quarter.column.{name}"), align="center", label=True) for name in COLUMNS))
            parts = plan_part(plan_actual(year), self.quarter)
            none = [row(Cell(t("doc.quarter.no_task"), span=len(COLUMNS), align="center"))]
            yield Table(WIDTHS, (head, *([self._task(part) for part in parts] or none)), head=1, size=12)
        besides = [view for view in unplanned(year) if view.state in HELD and self.quarter.holds(view.get("start"))]
        if besides:
            words = t("doc.figures.comma").join(self._session(view) for view in besides)
            yield Paragraph(t("doc.quarter.besides", n=len(besides), sessions=words))
        undated = [view for view in year.held if not view.get("start")]
        if undated:
            yield Paragraph(t("doc.quarter.undated", n=len(undated)))

    def _task(self, part: TaskPart) -> Row:
        task = part.row.task
        closed = part.row.state == "no_access"
        missing = t("figure.no_access") if closed else t("value.unknown")
        counts = (part.row.times, part.held, part.so_far, part.missing)
        # How often it is planned is no secret; only what was held may be.
        words = [
            str(each) if each is not None else (t("value.unknown") if n == 0 else missing)
            for n, each in enumerate(counts)
        ]
        months = months_words(task.get("month_from"), task.get("month_to"), self.office.year.year)
        return row(
            Cell(months, align="center"),
            self.office.title(task),
            Cell(self.office.choice("task", "form", task.get("form")), align="center"),
            *(Cell(each, align="center") for each in words),
            Cell(self._remark(part)),
        )

    def _remark(self, part: TaskPart) -> str:
        """Put off or cancelled, and why."""
        state = part.row.state if part.row.state in ("postponed", "cancelled") else ""
        words = t(f"actual.{state}") if state else t("doc.quarter.put_off", n=part.postponed) if part.postponed else ""
        reason = str(part.row.task.get("reason") or "")
        return "\n".join(each for each in (words, reason) if each)

    def _session(self, view: View) -> str:
        day, form = day_words(view.get("start")), self.office.choice("session", "form", view.get("form"))
        # What the committee discusses is its own; a report goes further.
        if is_private(view):
            return t("doc.quarter.session_untold", day=day, form=form)
        return t("doc.quarter.session", day=day, title=self.office.title(view), form=form)

    # figures

    def _figures(self) -> Iterator[Block]:
        year, quarter, people = self.office.year, self.quarter, self.office.report.people
        whole = turnout_in(year, quarter)
        yield self.sentences.sessions(whole, {form: turnout_in(year, quarter, form) for form in FORMS})
        yield self.sentences.turnout(whole)
        found = []
        for name in HOURS:
            parts = [(each.member, within(getattr(each.hours, name), quarter)) for each in people]
            found.append((f"year.{name}", of_people(year, name, "minutes", parts)))
        yield self.sentences.listed(found)
        written = [(each.member, within(each.written, quarter)) for each in people]
        yield self.sentences.listed([("year.reflections", of_people(year, "reflections", "count", written))])

    # what comes next

    def _next(self) -> Iterator[Block]:
        """The tasks of the quarter that follows, which after the last one is the first of next year's plan."""
        year = self.office.year
        following = year.cut("quarter")[self.quarter.number :]
        if following:
            period, tasks = following[0], year.tasks
        else:
            after = study_year(self.office.place, year.year + 1)
            period, tasks = after.cut("quarter")[0], after.tasks
        kept = [task for task in tasks if task.state != "cancelled" and planned_in(task, period)]
        untimed = sum(task.state != "cancelled" and planned_in(task, period) is None for task in tasks)
        if not kept and not untimed:
            yield Paragraph(t("doc.quarter.nothing_next"))
        for number, task in enumerate(sorted(kept, key=lambda task: when(task.fields)), start=1):
            months = months_words(task.get("month_from"), task.get("month_to"), period.first.year)
            form = self.office.choice("task", "form", task.get("form"))
            words = t("doc.quarter.task", months=months, title=self.office.title(task), form=form)
            yield Paragraph(t("doc.numbered", n=number, text=words))
        if untimed:
            yield Paragraph(t("doc.quarter.untimed", n=untimed))
