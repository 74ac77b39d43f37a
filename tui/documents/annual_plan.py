"""年度学习计划: the annual plan as it was approved, or as it stands with a word that it was not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sync.approving import PlanContent, versions
from sync.cache.view import View
from sync.records.plans import FORMS, TRACKS
from tui.approvals import approved_at
from tui.documents import duties
from tui.documents.branch_title import branch_title
from tui.documents.days import day as day_words
from tui.documents.kinds import Subject
from tui.documents.months import months_words
from tui.documents.office import Office, is_sample
from tui.documents.outline import Outline
from tui.documents.paper import Block, Cell, Paper, Paragraph, Row, Table, Title, paragraphs, row
from tui.i18n import t
from tui.labels import listed, record_name, state_label
from tui.moments import moment
from tui.plan_text import NOW, content
from tui.plan_words import approval_lines

WIDTHS = (19.0, 38.0, 22.0, 21.0, 22.0, 43.0)
COLUMNS = ("month", "topic", "form", "lead", "section", "requirement")


def paper(office: Office, about: Subject) -> Paper:
    """The plan of the office's year; without one, a page that says so."""
    plan = office.year.plan
    if plan is None:
        name = t("doc.plan.title", year=office.year.year)
        return Paper(name, (branch_title(office.branch, name), Paragraph(t("doc.plan.none"))), author=office.branch)
    found = versions(office.place.repository, plan.id)
    version = found[-1] if found else None
    held = content(office.place, plan.id, int(version.get("number"))) if version is not None else None
    if held is None:
        # Nothing was approved, or a newer program wrote what was; the plan as it stands is there in any case.
        held = content(office.place, plan.id, NOW) or PlanContent({})
        version = None
    title = branch_title(office.branch, str(held.plan.get("title") or t("doc.plan.title", year=office.year.year)))
    drawn = Drawn(office, plan, version, held)
    waits = version is None and plan.state not in ("approved", "closed")
    state = state_label(office.place.repository.registry["plan"], str(plan.state))
    return Paper(
        title.text.replace("\n", ""),
        tuple(drawn.blocks(title, waits)),
        sample=is_sample([plan, *office.year.tasks]),
        author=office.branch,
        marks=(state,) if waits else (),
    )


class Drawn:
    """Writes the parts of one plan."""

    def __init__(self, office: Office, plan: View, version: View | None, held: PlanContent) -> None:
        self.office, self.plan, self.version, self.held = office, plan, version, held
        self.outline = Outline()
        self.duties, self.rest = duties.said(office, str(held.plan.get("requirements") or ""))

    def blocks(self, title: Title, waits: bool) -> Iterator[Block]:
        """All of it, from the title to the date."""
        yield title
        yield Paragraph(self._head(), "center")
        if waits:
            yield Paragraph(t("doc.plan.not_approved"), "center")
        yield self.outline.first(t("doc.plan.guiding"))
        yield from self._text(str(self.held.plan.get("guiding") or ""))
        yield self.outline.first(t("doc.plan.contents"))
        yield from self._contents()
        yield self.outline.first(t("doc.plan.forms"))
        yield Paragraph(self._forms())
        yield self.outline.first(t("doc.plan.timetable"))
        yield self._timetable()
        yield self.outline.first(t("doc.plan.requirements"))
        yield from self._text("\n".join(self.rest))
        yield self.outline.first(t("doc.plan.organisation"))
        yield from self._text("\n".join([*self.duties, *duties.appointed(self.office, self._day())]))
        yield self.outline.first(t("doc.plan.basis"))
        yield from self._basis()
        yield self.outline.first(t("doc.plan.approval"))
        yield from self._approval()
        yield Paragraph("")
        yield Paragraph(self.office.branch, "right")
        yield Paragraph(day_words(self.plan.get("issued_on")), "right")

    def _text(self, text: str) -> list[Paragraph]:
        return paragraphs(text) or [Paragraph(t("value.unknown"))]

    def _head(self) -> str:
        unknown, plan = t("value.unknown"), self.plan
        filed = plan.get("filed_with") or unknown
        if plan.get("filed_on"):
            filed = t("doc.plan.filed", to=filed, day=day_words(plan.get("filed_on")))
        return t(
            "doc.plan.head", number=plan.get("number") or unknown, day=day_words(plan.get("issued_on")), filed=filed
        )

    def _day(self) -> str:
        """The day of which the duties are told: that of the approval, else of the issue, else the last of the year so far."""
        at = approved_at(self.version) if self.version is not None else ""
        day = moment(self.office.place, at)[:10] if at else self.plan.get("issued_on")
        return str(day or self.office.year.so_far.isoformat())

    def _contents(self) -> Iterator[Block]:
        for track in TRACKS:
            topics = dict.fromkeys(str(each.get("topic")) for each in self.held.tasks if each.get("track") == track)
            yield self.outline.second(self.office.choice("task", "track", track))
            yield Paragraph(
                t("doc.plan.topics", topics=t("doc.figures.comma").join(topics)) if topics else t("value.unknown")
            )
        yield self.outline.second(self.office.label("plan", "goals"))
        yield from self._text(str(self.held.plan.get("goals") or ""))

    def _forms(self) -> str:
        used = {each.get("form") for each in self.held.tasks}
        words = [self.office.choice("task", "form", form) for form in FORMS if form in used]
        if not words or None in used:
            words.append(t("value.unknown"))
        return t("doc.plan.forms_are", forms=listed(words))

    def _timetable(self) -> Table:
        tasks = sorted(self.held.tasks, key=when)
        head = row(*(Cell(t(f"doc.plan.column.{name}"), align="center", label=True) for name in COLUMNS))
        none = [row(Cell(t("value.unknown"), span=len(COLUMNS), align="center"))]
        return Table(WIDTHS, (head, *([self._task(task) for task in tasks] or none)), head=1, size=12)

    def _task(self, task: Mapping[str, Any]) -> Row:
        place = self.office.place
        # Of a task nobody has written a form for, nobody knows either whether one person leads it.
        nobody = "/" if task.get("form") else t("value.unknown")
        lead = self.office.name(task.get("lead")) if task.get("lead") else nobody
        section = record_name(place, str(task.get("owner_section"))) if task.get("owner_section") else nobody
        return row(
            Cell(months_words(task.get("month_from"), task.get("month_to"), self.office.year.year), align="center"),
            str(task.get("topic") or t("value.unknown")),
            Cell(self.office.choice("task", "form", task.get("form")), align="center"),
            Cell(lead, align="center"),
            Cell(section, align="center"),
            _requirement(task),
        )

    def _basis(self) -> Iterator[Paragraph]:
        found = [str(each) for each in self.held.plan.get("basis") or ()]
        if not found:
            yield Paragraph(t("value.unknown"))
        for number, rid in enumerate(found, start=1):
            yield Paragraph(t("doc.numbered", n=number, text=document_words(self.office, rid)))

    def _approval(self) -> Iterator[Paragraph]:
        if self.version is not None:
            yield from (Paragraph(line) for line in approval_lines(self.office.place, self.version))
        else:
            state = state_label(self.office.place.repository.registry["plan"], str(self.plan.state))
            yield Paragraph(t("doc.plan.state", state=state))
            if versions(self.office.place.repository, self.plan.id):
                yield Paragraph(t("versions.unreadable"))
        if self.version is not None and self.plan.state in ("draft", "submitted", "returned"):
            yield Paragraph(t("doc.plan.revised", reason=self.plan.get("change_reason") or t("value.unknown")))


def document_words(office: Office, rid: str) -> str:
    """A governing document as one cites it: title, number and date."""
    view = office.place.repository.get(rid)
    if view is None:
        return record_name(office.place, rid)
    number = view.get("number") or t("value.unknown")
    return t("doc.document", title=office.title(view), number=number, day=day_words(view.get("issued_on")))


def when(task: Mapping[str, Any]) -> tuple[str, str, int]:
    """By month, those without one last, then by number."""
    first = str(task.get("month_from") or task.get("month_to") or "9999")
    return (first, str(task.get("month_to") or first), int(task.get("number") or 0))


def _requirement(task: Mapping[str, Any]) -> str:
    """Who takes part, what is read, how often and how long."""
    lines = [str(task.get("audience") or ""), str(task.get("materials") or "")]
    times, minutes = task.get("times"), task.get("minutes_planned")
    if times is not None and minutes is not None:
        lines.append(t("doc.plan.times", times=times, minutes=minutes))
    else:
        unknown = t("value.unknown")
        lines.append(t("doc.plan.how_often", times=times if times is not None else unknown))
        lines.append(t("doc.plan.how_long", minutes=minutes if minutes is not None else unknown))
    return "\n".join(line for line in lines if line)
