"""个人学习档案: everything of a person's year of study that this device may read, reflections in full."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from sync.cache.view import View
from tui.assessment_words import evidence_lines
from tui.documents.days import day as day_words
from tui.documents.decided import subject
from tui.documents.kinds import Subject
from tui.documents.months import months_words
from tui.documents.office import Office, is_sample
from tui.documents.outline import Outline
from tui.documents.paper import Block, Cell, Paper, Paragraph, Table, Title, paragraphs, row
from tui.documents.people_parts import HEAD, head_rows
from tui.documents.person_texts import commentary, reflection
from tui.documents.sources import Sources
from tui.figure_words import amount_words, missing_words
from tui.i18n import t
from tui.labels import choice_label, listed, record_name, state_label
from tui.projecting import is_private
from tui.reading_rounds import cell_words, period_words
from tui.studies import length, standing_words
from tui.year.cycle import LINKS, Cycle
from tui.year.plan_actual import plan_actual
from tui.year.report import person_year
from tui.year.study_part import StudyPart, study_part
from tui.year.taking_part import Part, needs_of_sessions, observes, parts

SHOWN = ("submitted", "accepted")
"""States of the reflections a file holds."""


def paper(office: Office, about: Subject) -> Paper:
    """The file of the member it is about; LookupError without one."""
    member = subject(about.record)
    drawn = Drawn(office, member)
    title = t("doc.person.title", year=office.year.year)
    blocks = tuple(drawn.blocks(title))
    name = t("doc.person.file_name", title=title, name=office.name(member.id))
    return Paper(name, blocks, drawn.sources.all, is_sample([member, *drawn.written]), office.branch)


class Drawn:
    """Writes the parts of one person's file."""

    def __init__(self, office: Office, member: View) -> None:
        self.office, self.year, self.member = office, office.year, member
        self.outline, self.sources = Outline(), Sources(office)
        self.part: StudyPart = study_part(office.year, member)
        held = self.year.submissions_of(member.id) if self.part.reads_person else []
        self.written = [view for view in held if view.state in SHOWN]

    def blocks(self, title: str) -> Iterator[Block]:
        """All of it."""
        yield Title(title)
        yield Paragraph(
            t("doc.assessment.branch", branch=self.office.branch, day=day_words(self.year.so_far.isoformat())), "left"
        )
        yield Table(HEAD, tuple(head_rows(self.office, self.member)), size=12)
        yield self.outline.first(t("doc.person.plan"))
        yield from self._plan()
        yield self.outline.first(t("doc.person.sessions"))
        yield from self._sessions()
        yield self.outline.first(t("doc.person.studies"))
        yield from self._own(self._studies())
        yield self.outline.first(t("doc.person.loans"))
        yield from self._loans()
        yield self.outline.first(t("doc.person.rounds"))
        yield from self._rounds()
        yield self.outline.first(t("doc.person.reflections"))
        yield from self._own(self._reflections())
        yield self.outline.first(t("doc.person.figures"))
        yield self._figures()
        yield self.outline.first(t("doc.person.commentary"))
        yield from self._own(self._commentary())
        yield self.outline.first(t("doc.person.result"))
        yield from self._own(self._result())

    def _own(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """What stands in the person's own records, where this device reads them."""
        if not self.part.reads_person:
            yield Paragraph(missing_words("no_access"))
        else:
            yield from blocks

    # plan and sessions

    def _plan(self) -> Iterator[Block]:
        rows = []
        for each in plan_actual(self.year):
            task = each.task
            does = [name for name in ("lead", "owner") if task.get(name) == self.member.id]
            if does and task.state != "cancelled":
                months = months_words(task.get("month_from"), task.get("month_to"), self.year.year)
                form = self.office.choice("task", "form", task.get("form"))
                words = listed(self.office.label("task", name) for name in does)
                rows.append((months, self.office.title(task), form, words, t(f"doc.task.{each.state}")))
        yield from self._table("plan", (24, 66, 25, 25, 25), rows, wide=1)

    def _sessions(self) -> Iterator[Block]:
        if self.year.lacks(needs_of_sessions(self.year, self.member.id)):
            yield Paragraph(missing_words("no_access"))
            return
        hours = person_year(self.year, self.member).hours
        counted = {line.record: line.counted for each in (hours.collective, hours.other) for line in each.lines}
        rows = [
            self._session(each, counted)
            for each in parts(self.year, self.member.id)
            if not observes(self.year, each.sitting.session, self.member.id)
        ]
        yield from self._table("sessions", (26, 60, 25, 33, 21), rows, wide=1)

    def _session(self, part: Part, counted: dict[str, int | None]) -> tuple[str, ...]:
        session = part.sitting.session
        if not part.known:
            status = t("value.unknown")
        else:
            status = choice_label(self.office.place.repository.registry["attendance"], "status", part.status)
        if part.made_up:
            status = t("doc.person.made_up", status=status)
        minutes = counted.get(session.id)
        known = minutes is not None or session.id not in counted
        hours = ("/" if minutes is None else amount_words(minutes, "minutes")) if known else t("value.unknown")
        day = part.sitting.day or t("value.unknown")
        form = self.office.choice("session", "form", part.sitting.form)
        # A file goes further than the committee, whose matters are its own.
        return (day, form if is_private(session) else self.office.title(session), form, status, hours)

    # alone

    def _studies(self) -> Iterator[Block]:
        place = self.office.place
        spec = place.repository.registry["study"]
        rows = []
        for view in self.year.studies_of(self.member.id):
            channel = choice_label(spec, "channel", str(view.get("channel"))) if view.get("channel") else "/"
            minutes = view.get("minutes")
            words = length(minutes) if isinstance(minutes, int) else t("value.unknown")
            day = str(view.get("on") or t("value.unknown"))
            rows.append((day, str(view.get("what") or ""), channel, words, standing_words(place, view)))
        yield from self._table("studies", (26, 64, 25, 25, 25), rows, wide=1)

    def _loans(self) -> Iterator[Block]:
        spec = self.office.place.repository.registry["loan"]
        rows = []
        for loan in self.year.loans_of(self.member.id):
            book = record_name(self.office.place, str(loan.get("book")))
            out, back = (str(loan.get(name) or "") for name in ("out_on", "back_on"))
            nothing = "/" if loan.state != "returned" else t("value.unknown")
            rows.append((book, out or t("value.unknown"), back or nothing, state_label(spec, str(loan.state))))
        yield from self._table("loans", (80, 30, 30, 25), rows, wide=0)

    def _rounds(self) -> Iterator[Block]:
        rows = [self._round(each) for each in self.part.evidence.rounds]
        yield from self._table("rounds", (33, 33, 33, 33, 33), rows)

    def _round(self, cycle: Cycle) -> tuple[str, ...]:
        state = missing_words("no_access") if cycle.state == "no_access" else t(f"evidence.state_{cycle.state}")
        return (period_words(cycle.period), *(cell_words(cycle, link) for link in LINKS), state)

    def _reflections(self) -> Iterator[Block]:
        for view in self.written:
            yield self.outline.second(str(view.get("title") or t("value.untitled")))
            yield from reflection(self.office, view)
        if not self.written:
            yield Paragraph(t("doc.none"))

    # figures and what others said

    def _figures(self) -> Block:
        names = ("figure", "words", "rule")
        head = row(*(Cell(t(f"doc.person.column.{name}"), align="center", label=True) for name in names))
        rows = []
        for each in evidence_lines(self.part):
            figure = self.part.evidence.figure(each.figure)
            whole = figure is not None and each.label == t(f"evidence.{each.figure}")
            words = self.sources.cite(each.label, figure, each.words) if figure is not None and whole else each.words
            rows.append(row(each.label, Cell([words]), Cell(each.rules or "/", align="center")))
        return Table((60, 75, 30), (head, *rows), head=1, size=12)

    def _commentary(self) -> Iterator[Block]:
        figure = self.part.evidence.figure("commentary")
        if figure is None or figure.missing == "no_access":
            yield Paragraph(missing_words("no_access"))
            return
        lines = commentary(self.office, figure)
        yield from (Paragraph(line) for line in lines)
        if not lines:
            yield Paragraph(t("doc.none"))

    def _result(self) -> Iterator[Block]:
        if not self.part.results:
            yield Paragraph(t("assessment.not_told"))
            return
        yield from paragraphs(str(self.part.results[-1].get("content") or ""))

    def _table(
        self, name: str, widths: Sequence[float], rows: Sequence[Sequence[str]], wide: int | None = None
    ) -> Iterator[Block]:
        """A table whose `wide` column begins at the left; a word that there is nothing where it has no row."""
        if not rows:
            yield Paragraph(t("doc.none"))
            return
        heads = t(f"doc.person.heads.{name}").split("|")
        head = row(*(Cell(each, align="center", label=True) for each in heads))
        body = [
            row(*(Cell(each, align="left" if n == wide else "center") for n, each in enumerate(cells)))
            for cells in rows
        ]
        yield Table(tuple(widths), (head, *body), head=1, size=12)
