"""学习情况考核表: the study part of a person's work assessment as a form to be signed."""

from __future__ import annotations

from collections.abc import Iterator

from tui.assessment_words import Counted, evidence_lines, grade
from tui.documents.days import day as day_words
from tui.documents.decided import subject
from tui.documents.figure_cells import section_cell
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.paper import Cell, Paper, Paragraph, Row, Table, Title, row
from tui.documents.people_parts import duties, pair, wide
from tui.documents.signature_lines import signature_row
from tui.documents.sources import Sources
from tui.figure_words import missing_words
from tui.i18n import t
from tui.year.study_part import StudyPart, study_part

WIDTHS = (26.0, 34.0, 30.0, 26.0, 49.0)
"""Columns in mm; the evidence takes two, two and one of them, the head one, two, one and one."""

SIGNS = ("section_head", "secretary")
"""Roles that sign besides the person."""


def paper(office: Office, about: Subject) -> Paper:
    """The form of the member it is about; LookupError without one."""
    part = study_part(office.year, subject(about.record))
    sources = Sources(office)
    title = t("part.title", year=part.year)
    rows = tuple(_rows(office, part, sources))
    blocks = (
        Title(title),
        Paragraph(
            t("doc.assessment.branch", branch=office.branch, day=day_words(office.year.so_far.isoformat())), "left"
        ),
        Table(WIDTHS, rows),
    )
    name = t("doc.person.file_name", title=title, name=office.name(part.member.id))
    return Paper(name, blocks, sources.all, is_sample([part.member, part.assessment]), office.branch)


def _rows(office: Office, part: StudyPart, sources: Sources) -> Iterator[Row]:
    member = part.member
    section = section_cell(office, member.id)
    yield pair(office.label("member", "name"), office.bare_name(member.id), t("people.section"), section, 2)
    yield wide(office.label("member", "title"), office.value(member, "title") or t("value.unknown"), 4)
    yield wide(t("doc.person.duties"), "\n".join(duties(office, member.id)) or "/", 4)
    yield row(Cell(t("part.evidence"), span=len(WIDTHS), label=True))
    for each in evidence_lines(part):
        yield _evidence(part, each, sources)
    # Own words of some length go over pages.
    for label, name in (("part.own", "self_text"), ("part.remark", "section_remark")):
        yield _part(label, Cell(_said(part, name), span=len(WIDTHS) - 1, align="first"), height=24)
    yield _part("part.grade", Cell(_grade(office, part), span=len(WIDTHS) - 1, align="center"))
    yield _part("part.result", Cell(_told(part), span=len(WIDTHS) - 1))
    yield signature_row(t("doc.assessment.self"), (2, 3))
    for role in SIGNS:
        yield signature_row(office.role(role), (2, 3), last=role == SIGNS[-1])


def _part(label: str, words: Cell, height: float | None = None) -> Row:
    """A part of the form, its name beside it."""
    return row(Cell(t(label), label=True, align="center"), words, splits=True, height=height)


def _evidence(part: StudyPart, each: Counted, sources: Sources) -> Row:
    figure = part.evidence.figure(each.figure)
    words = sources.cite(each.label, figure, each.words) if figure is not None and _is_its_own(each) else each.words
    return row(Cell(each.label, span=2), Cell([words], span=2), Cell(each.rules or "/", align="center"))


def _is_its_own(each: Counted) -> bool:
    """False for a period of a rule, whose words are about some lines of the figure only."""
    return each.label == t(f"evidence.{each.figure}")


def _said(part: StudyPart, name: str) -> str:
    if not part.reads_person:
        return missing_words("no_access")
    return str(part.assessment.get(name) or "").strip() if part.assessment is not None else ""


def _grade(office: Office, part: StudyPart) -> str:
    """What the person was told; before that the final grade where the committee's records are read. None in preparation is printed."""
    if part.results:
        return grade(office.place, part.results[-1])
    if part.appraisal is not None and part.appraisal.state == "final":
        return grade(office.place, part.appraisal)
    return t("value.unknown") if part.reads_person else missing_words("no_access")


def _told(part: StudyPart) -> str:
    if not part.reads_person:
        return missing_words("no_access")
    return str(part.results[-1].get("content") or "") if part.results else t("assessment.not_told")
