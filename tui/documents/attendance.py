"""考勤统计表: who was at which session of the year; people by section, sessions in their order (DOMAIN.md section 5)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import get_args

from sync.cache.view import View
from tui.documents.figure_cells import (
    figure_cell,
    head,
    known,
    people_of,
    section_cell,
    signed,
    whole_title,
)
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.sheets import Column, Entry, Line, Sheet, Value, Workbook
from tui.figure_words import reach_word
from tui.i18n import t
from tui.reading_rounds import period_words
from tui.rule_words import rule_sentence
from tui.year.by_quarter import stretches
from tui.year.figures import together
from tui.year.rates import COUNTS, PersonRate, in_sessions
from tui.year.report import PersonYear
from tui.year.roll_mark import RollMark, roll_marks
from tui.year.turnout import Turnout, of_sessions

TABLE = "attendance_sheet"
"""The table of people (`TABLES`) these are the columns and the order of."""

MOST = 18
"""Sessions on one sheet: with names and totals they fill the width of an A4 page in type one can read."""

SAID: tuple[RollMark, ...] = get_args(RollMark)
"""The marks in the order of the legend."""


def workbook(office: Office, subject: Subject) -> Workbook:
    """One sheet where all sessions fit its width, else one a quarter and one of the year's totals."""
    held = [session for stretch in stretches(office.year, "quarter", office.year.held) for session in stretch.sessions]
    people = people_of(office, TABLE)
    marks = {each.member.id: roll_marks(office.year, each.member.id) for each in people}
    if len(held) <= MOST:
        sheets = [_matrix(office, people, marks, held, t("cycle.period_year"), "", whole=True)]
    else:
        sheets = [
            _matrix(office, people, marks, part, name, name, whole=False) for name, part in _parts_of(office, held)
        ]
        sheets.append(_totals(office, people))
    return Workbook(
        whole_title(office, "attendance"),
        tuple(sheets),
        sample=is_sample([*held, *(each.member for each in people)]),
        author=office.branch,
    )


def _parts_of(office: Office, held: Sequence[View]) -> list[tuple[str, Sequence[View]]]:
    """The sessions of each quarter, a quarter with too many cut into numbered parts; quarters without any have no sheet."""
    found: list[tuple[str, Sequence[View]]] = []
    for stretch in stretches(office.year, "quarter", held):
        name = period_words(stretch.period) if stretch.period is not None else t("doc.undated")
        sessions = stretch.sessions
        cut = [sessions[n : n + MOST] for n in range(0, len(sessions), MOST)]
        found += [(t("doc.part", name=name, n=n) if len(cut) > 1 else name, part) for n, part in enumerate(cut, 1)]
    return found


def _matrix(
    office: Office,
    people: Sequence[PersonYear],
    marks: dict[str, dict[str, RollMark]],
    sessions: Sequence[View],
    name: str,
    part: str,
    *,
    whole: bool,
) -> Sheet:
    """People by sessions; `whole`: these are all sessions of the year, so that the counts are the year's."""
    ids = [session.id for session in sessions]
    rates = {each.member.id: each.rate if whole else in_sessions(each.rate, frozenset(ids)) for each in people}
    counts = office.report.sessions if whole else of_sessions(office.report.sessions, frozenset(ids))
    lines = [
        _person(office, n, each, [_said(marks[each.member.id][rid]) for rid in ids], rates[each.member.id], whole=whole)
        for n, each in enumerate(people, 1)
    ]
    if not people:
        unknown = t("value.unknown")
        lines = [Line(("", *[unknown] * (2 + len(ids) + len(COUNTS) + 1 + whole)))]
    turned = [_session_column(office, session) for session in sessions]
    title = whole_title(office, "attendance")
    return Sheet(
        name,
        f"{title} {part}".rstrip(),
        (*_who(), *turned, *_figures(whole=whole)),
        (
            *lines,
            _sum(people, list(rates.values()), counts, ids, whole=whole),
            *_foot(office, ids, counts, whole=whole),
        ),
        above=head(office, t("doc.attendance.n_sessions", n=len(ids))),
        below=_below(office),
        frozen=3,
        landscape=True,
    )


def _totals(office: Office, people: Sequence[PersonYear]) -> Sheet:
    """The year's counts of each person, without the marks."""
    lines = [_person(office, n, each, [], each.rate, whole=True) for n, each in enumerate(people, 1)]
    counts = office.report.sessions
    return Sheet(
        t("cycle.period_year"),
        whole_title(office, "attendance"),
        (*_who(wide=True), *_figures(whole=True, wide=True)),
        (*lines, _sum(people, [each.rate for each in people], counts, [], whole=True)),
        above=head(office, t("doc.attendance.n_sessions", n=len(office.year.held))),
        below=_below(office, legend=False),
        frozen=3,
        landscape=True,
    )


# columns


def _who(*, wide: bool = False) -> tuple[Column, ...]:
    return (
        Column(t("doc.number"), 5, "count"),
        Column(t("doc.name"), 12 if wide else 9),
        Column(t("people.section"), 16 if wide else 9),
    )


def _session_column(office: Office, session: View) -> Column:
    """Its day over its form; 待补 where the day is not known."""
    start = str(session.get("start") or "")
    return Column(
        office.choice("session", "form", session.get("form")),
        5.4,
        turned=True,
        over=start[5:10] or t("value.unknown"),
    )


def _figures(*, whole: bool, wide: bool = False) -> tuple[Column, ...]:
    words = [t("doc.attendance.on_time") if name == "present" else t(f"attendance_year.{name}") for name in COUNTS]
    columns = [Column(each, 8 if wide else 5, "count") for each in words]
    columns.append(Column(t("attendance_year.rate"), 9 if wide else 7, "percent"))
    return (*columns, *([Column(t("attendance_year.reach"), 10 if wide else 8)] if whole else []))


# lines


def _said(mark: RollMark) -> str:
    return t(f"doc.mark.{mark}")


def _person(
    office: Office, number: int, person: PersonYear, marks: Sequence[str], rate: PersonRate, *, whole: bool
) -> Line:
    figures = [figure_cell(getattr(rate, name)) for name in (*COUNTS, "rate")]
    reach = [reach_word(rate.reach, rate.rate)] if whole else []
    return Line(
        (number, known(person.member.get("name")), section_cell(office, person.member.id), *marks, *figures, *reach)
    )


def _sum(
    people: Sequence[PersonYear], rates: Sequence[PersonRate], counts: Turnout, ids: Sequence[str], *, whole: bool
) -> Line:
    """The counts of everybody, and the rate of them all."""
    empty = t("value.unknown")
    sums = [
        figure_cell(together(name, [getattr(each, name) for each in rates])) if people else Entry(empty)
        for name in COUNTS
    ]
    cells: list[Entry | Value] = ["", t("doc.sum"), "", *[""] * len(ids), *sums, figure_cell(counts.rate)]
    return Line((*cells, *([""] if whole else [])), total=True)


def _foot(office: Office, ids: Sequence[str], counts: Turnout, *, whole: bool) -> list[Line]:
    """Of each session how many were expected and came, and the rate."""
    each = [of_sessions(counts, {rid}) for rid in ids]
    rest: list[Entry | Value] = [""] * (len(COUNTS) + 1 + whole)
    rows = (
        (t("doc.attendance.expected"), [one.expected for one in each]),
        (t("doc.attendance.came"), [one.present for one in each]),
        (t("attendance_year.rate"), [one.rate for one in each]),
    )
    return [Line(("", label, "", *map(figure_cell, figures), *rest), total=True) for label, figures in rows]


def _below(office: Office, *, legend: bool = True) -> tuple[str, ...]:
    """The legend, the rule of the rate, a line to sign on."""
    said = t(
        "doc.attendance.legend",
        marks=t("doc.attendance.between").join(t(f"doc.legend.{each}", mark=_said(each)) for each in SAID),
    )
    rule = office.year.rules.rule("P-1")
    return (
        *([said] if legend else []),
        t("doc.attendance.counts"),
        *([f"P-1 {rule_sentence(rule)}"] if rule is not None else []),
        signed(office, "clerk", "secretary"),
    )
