"""签到表: who is expected at a session, with room to sign; afterwards with what the roll remarks."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync.cache.view import View
from tui import roll
from tui.documents.days import span
from tui.documents.decided import subject
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.paper import Block, Cell, Paper, Paragraph, Row, Table, Title, row
from tui.documents.sheets import Column, Line, Sheet, Workbook
from tui.i18n import t
from tui.labels import choice_label
from tui.session_record import attended
from tui.year.attendance import status
from tui.year.people_tables import TABLES
from tui.year.study_year import HELD

COLUMNS = ("number", *(column.name for column in TABLES["sign_in"].columns))

HALF_EMS = (6.0, 12.0, 18.0, 20.0, 18.0, 16.0)
"""Widths of the columns in a spreadsheet."""

WIDTHS = (14.0, 26.0, 32.0, 32.0, 30.0, 22.0)
"""Widths on paper in mm."""

SIGNING = 10.0
"""Height of a row to sign in, in mm."""

POINTS = SIGNING / 25.4 * 72


class Signer(msgspec.Struct, frozen=True):
    """A row: the person, the section on that day, and what the roll says of this person."""

    member: View
    section: str | None
    remark: str


def workbook(office: Office, about: Subject) -> Workbook:
    """The sheet of one session for a spreadsheet; LookupError without one."""
    session = subject(about.record)
    columns = [Column(_heading(name), width) for name, width in zip(COLUMNS, HALF_EMS, strict=True)]
    lines = [Line(cells, height=POINTS) for cells in _lines(office, session)]
    sheet = Sheet(
        t("document.sign_in"),
        _title(office),
        tuple(columns),
        tuple(lines),
        tuple(_above(office, session)),
        (_foot(office, session),),
    )
    return Workbook(_name(office, session), (sheet,), is_sample((session,)), office.branch)


def paper(office: Office, about: Subject) -> Paper:
    """The sheet of one session on paper; LookupError without one."""
    session = subject(about.record)
    rows = [_head(), *(row(*_cells(cells), height=SIGNING) for cells in _lines(office, session))]
    rows.append(row(Cell(_foot(office, session), len(COLUMNS)), height=SIGNING))
    blocks: tuple[Block, ...] = (
        Title(_title(office)),
        *(Paragraph(line, "left") for line in _above(office, session)),
        Table(WIDTHS, tuple(rows), 1),
    )
    return Paper(_name(office, session), blocks, sample=is_sample((session,)), author=office.branch)


def _heading(name: str) -> str:
    return t(f"doc.sign_in.column_{name}")


def _head() -> Row:
    return row(*(Cell(_heading(name), align="center", label=True) for name in COLUMNS), height=SIGNING)


def _cells(words: tuple[str, ...]) -> Iterator[Cell]:
    return (Cell(each, align="center") for each in words)


def _title(office: Office) -> str:
    return t("doc.sign_in.title", branch=office.branch)


def _name(office: Office, session: View) -> str:
    return t("doc.sign_in.name", day=str(session.get("start") or "")[:10], title=office.title(session)).strip()


def _above(office: Office, session: View) -> list[str]:
    """Theme, time, place and host."""
    values = {
        "theme": office.value(session, "title"),
        "time": span(session),
        "place": office.value(session, "place"),
        "host": office.value(session, "host"),
    }
    return [f"{t(f'doc.minutes.{name}')}{t('error.colon')}{words}" for name, words in values.items()]


def _over(session: View) -> bool:
    """True once it is known, or at least past, who came."""
    return bool(session.get("roll_call_done")) or session.state in HELD


def _lines(office: Office, session: View) -> list[tuple[str, ...]]:
    """A line a person; one that says 待补 where the session was held and nobody stands on a roll."""
    found = [
        (str(each.member.get("name")), _section(office, each), str(each.member.get("title") or ""), "", each.remark)
        for each in _signers(office, session)
    ]
    unknown = [(t("value.unknown"), "", "", "", "")] if not found else []
    return [(str(number), *cells) for number, cells in enumerate(found or unknown, 1)]


def _section(office: Office, signer: Signer) -> str:
    view = office.place.repository.get(signer.section) if signer.section else None
    return office.title(view) if view is not None else ""


def _signers(office: Office, session: View) -> list[Signer]:
    """Whoever stands on the roll; of a session to come also those who will be put on it, by audience and form."""
    place, done = office.place, bool(session.get("roll_call_done"))
    get, spec = place.repository.get, place.repository.registry["attendance"]
    held: dict[str, Signer] = {}

    def add(member: str, section: str | None, remark: str) -> None:
        view = get(member)
        if view is not None:
            held[member] = Signer(view, section, remark)

    for each in roll.rows(place, session.id):
        said = status(each, done)
        words = "" if said == "present" else choice_label(spec, "status", said) if said else _not_marked(session)
        remark = t("record.remark", text=each.get("remark")) if each.get("remark") else ""
        member = str(each.get("member"))
        add(member, each.get("section") or roll.entry(place, session, member).section, words + remark)
    if not _over(session):
        beginning = roll.beginning(place, session)
        for person in beginning.people:
            add(person.member, person.section, "")
        for person in beginning.observers:
            add(person.member, person.section, choice_label(spec, "status", "observer"))
    people = TABLES["sign_in"].ordered(
        (each.member for each in held.values()), "section", lambda member: _place(office, held[member].section)
    )
    return [held[member.id] for member in people]


def _not_marked(session: View) -> str:
    return t("value.not_marked") if _over(session) else ""


def _place(office: Office, section: str | None) -> tuple[bool, int, str]:
    view = office.place.repository.get(section) if section else None
    return (view is None, (view.get("sort") if view else None) or 0, str(view.get("name")) if view else "")


def _foot(office: Office, session: View) -> str:
    """Expected, present, leave and absent; to be filled in by hand before the session."""
    place, found = office.place, attended(office.place, session)
    if not _over(session):
        blank = t("doc.sign_in.blank")
        expected = found.counts.expected + len(roll.beginning(place, session).people)
        said = t("record.people", n=expected)
        return t("doc.sign_in.foot", expected=said, present=blank, leave=blank, absent=blank)
    known = found.known and not found.counts.unmarked
    figures = {
        name: t("record.people", n=getattr(found.counts, name)) if known else t("value.unknown")
        for name in ("leave", "absent")
    }
    return t("doc.sign_in.foot", expected=found.expected, present=found.present, **figures)
