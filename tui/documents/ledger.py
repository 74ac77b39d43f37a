"""学习台账: one line a session with its month's, quarter's and year's totals, a sheet a quarter (DOMAIN.md section 5)."""

from __future__ import annotations

import msgspec

from sync.cache.view import View
from sync.entered import entered
from tui.completion import DONE, late_line, verdict
from tui.documents.figure_cells import day, figure_cell, head, names_width, signed, stacked, whole_title
from tui.documents.kinds import Subject
from tui.documents.office import Office, is_sample
from tui.documents.sheets import Column, Entry, Line, Sheet, Value, Workbook
from tui.figure_words import NOT_APPLICABLE
from tui.i18n import t
from tui.labels import basis_text, listed, state_label
from tui.reading_rounds import period_words
from tui.session_record import materials
from tui.year.by_quarter import Stretch, stretches
from tui.year.figures import Figure, share, without
from tui.year.session_figures import is_led, leads, session_hours, session_reflections
from tui.year.study_year import HELD, StudyYear
from tui.year.turnout import Turnout, of_sessions

UNDER_WAY = "running"

NAMES = 9
"""Half-ems of a column of names; where one has the section too, the remarks give way."""


class Ledger(msgspec.Struct, frozen=True):
    """The year's figures by session: turnout, hours for whoever was there, reflections."""

    office: Office
    turnout: Turnout
    hours: Figure
    written: Figure
    numbers: dict[str, int]
    """Held sessions by their number in the year."""

    @property
    def undated(self) -> int:
        """How many held sessions have no day, so that no month or quarter has all its sessions for certain."""
        return sum(not session.get("start") for session in self.office.year.held)


def workbook(office: Office, subject: Subject) -> Workbook:
    """A sheet for each quarter that has sessions, one for those of which the day is not known, and the year's totals."""
    year, report = office.year, office.report
    listed_ones = [session for session in year.sessions if _belongs(year, session)]
    quarters = [each for each in stretches(year, "quarter", listed_ones) if each.sessions]
    held = [session for each in quarters for session in each.sessions if session.state in HELD]
    ledger = Ledger(
        office,
        report.sessions,
        session_hours(year),
        session_reflections(year, report.people),
        {session.id: number for number, session in enumerate(held, 1)},
    )
    sheets = [_sheet(ledger, each) for each in quarters]
    return Workbook(
        whole_title(office, "ledger"),
        (*sheets, _year_sheet(ledger)),
        sample=is_sample(listed_ones),
        author=office.branch,
    )


def _belongs(year: StudyYear, session: View) -> bool:
    """What was held, is under way, or was put off; and what should have been held by today."""
    day = str(session.get("start") or "")[:10]
    return session.state != "planned" or (bool(day) and day <= year.today.isoformat())


# a quarter


def _sheet(ledger: Ledger, stretch: Stretch) -> Sheet:
    """The sessions of a quarter, a subtotal a month, and the quarter's."""
    name = period_words(stretch.period) if stretch.period is not None else t("doc.undated")
    lines: list[Line] = []
    for month in stretches(ledger.office.year, "month", stretch.sessions):
        lines += [_session(ledger, each) for each in month.sessions]
        if month.sessions and month.period is not None:
            lines.append(_subtotal(ledger, t("doc.ledger.subtotal", name=period_words(month.period)), month))
    lines.append(_subtotal(ledger, t("doc.ledger.total", name=name), stretch))
    lead, host = (names_width([line.cells[at] for line in lines], NAMES) for at in (4, 5))
    return Sheet(
        name,
        f"{whole_title(ledger.office, 'ledger')} {name}",
        (
            Column(t("doc.number"), 5, "count"),
            Column(t("doc.date"), 12, "date"),
            Column(t("doc.ledger.form"), 12),
            Column(t("doc.ledger.content"), 34, align="left"),
            Column(t("doc.ledger.lead"), lead),
            Column(t("doc.ledger.host"), host),
            Column(t("doc.attendance.expected"), 6, "count"),
            Column(t("doc.attendance.came"), 6, "count"),
            Column(t("doc.ledger.hours"), 6, "hours"),
            Column(t("doc.ledger.written"), 6, "count"),
            Column(t("doc.remark"), 28 - (lead + host - 2 * NAMES), align="left"),
        ),
        tuple(lines),
        above=head(ledger.office),
        below=(t("doc.ledger.about"), *_undated_note(ledger), signed(ledger.office, "clerk", "secretary")),
        frozen=2,
        landscape=True,
    )


def _session(ledger: Ledger, session: View) -> Line:
    office, number = ledger.office, ledger.numbers.get(session.id)
    return Line(
        (
            number if number is not None else NOT_APPLICABLE,
            day(session.get("start")),
            _forms(office, session),
            _content(office, session),
            _lead(office, session),
            office.value(session, "host"),
            *_figures(ledger, session),
            _remark(office, session),
        )
    )


def _figures(ledger: Ledger, session: View) -> list[Entry]:
    """Expected, present, hours and reflections: "/" of what was not held, 待补 while it is under way."""
    if session.state not in HELD:
        none = without("none", "count", "to_supply" if session.state == UNDER_WAY else "not_applicable")
        return [figure_cell(none)] * 4
    return _of(ledger, Stretch(None, (session,)))


def _of(ledger: Ledger, stretch: Stretch) -> list[Entry]:
    """The same of several sessions."""
    turnout = of_sessions(ledger.turnout, stretch.ids)
    parts = (turnout.expected, turnout.present, share(ledger.hours, stretch.ids), share(ledger.written, stretch.ids))
    return [figure_cell(each) for each in parts]


def _subtotal(ledger: Ledger, label: str, stretch: Stretch) -> Line:
    held = figure_cell(of_sessions(ledger.turnout, stretch.ids).held).value
    return Line(("", label, "", t("doc.ledger.times", n=held), "", "", *_of(ledger, stretch), ""), total=True)


# words


def _forms(office: Office, session: View) -> str:
    return listed(
        office.choice("session", "form", each) for each in (session.get("form"), *(session.get("also") or ()))
    )


def _content(office: Office, session: View) -> str:
    """What it was called, and what was studied there."""
    title = str(session.get("title") or "")
    return "\n".join(each for each in (title, materials(office.place, session)) if each) or t("value.unknown")


def _lead(office: Office, session: View) -> str:
    found = stacked(office, leads(office.year, session))
    if found or session.state not in HELD:
        return found or NOT_APPLICABLE
    return t("value.unknown") if is_led(session) else NOT_APPLICABLE


def _remark(office: Office, session: View) -> str:
    """How it stands where it is not approved, late entries, an approval entered for another, a session of another year's days."""
    place = office.place
    spec = place.repository.registry["session"]
    words = []
    if session.state in HELD and session.state != "approved":
        words.append(t("doc.ledger.unapproved", state=state_label(spec, session.state)))
    elif session.state not in HELD:
        reason = str(session.get("reason") or "")
        state = state_label(spec, session.state) if session.state != "planned" else t("doc.ledger.not_held")
        words.append(t("doc.ledger.because", state=state, reason=reason) if reason else state)
    late = verdict(place, session)
    line = late_line(late) if session.state in DONE or late.verdict != "unknown" else None
    words += [line] if line else []
    words += _approval(office, session)
    start = str(session.get("start") or "")
    if start and not office.year.in_year(start):
        words.append(t("doc.ledger.counted_to", year=office.year.year))
    return "\n".join(words)


def _approval(office: Office, session: View) -> list[str]:
    how = entered(office.place.desk, session, "state") if session.state == "approved" else None
    if how is None or how.by is None or how.by == how.member:
        return []
    who = t("cli.why.on_behalf", who=office.name(how.member), basis=basis_text(how.basis), by=office.name(how.by))
    return [t("doc.ledger.approved_by", who=who)]


# the year


def _year_sheet(ledger: Ledger) -> Sheet:
    """A line a month and quarter, those without a day, and the year."""
    year = ledger.office.year
    lines: list[Line] = []
    months = stretches(year, "month", year.held)
    for quarter in stretches(year, "quarter", year.held):
        if quarter.period is None:
            lines.append(_period(ledger, t("doc.undated"), quarter))
            continue
        inside = [each for each in months if each.period is not None and quarter.period.holds(each.period.first)]
        lines += [_period(ledger, period_words(each.period), each) for each in inside if each.period is not None]
        lines.append(_period(ledger, period_words(quarter.period), quarter, total=True))
    lines.append(_period(ledger, t("doc.sum"), Stretch(None, tuple(year.held)), total=True))
    return Sheet(
        t("cycle.period_year"),
        whole_title(ledger.office, "ledger"),
        (
            Column(t("doc.ledger.period"), 14),
            Column(t("doc.ledger.held"), 10, "count"),
            Column(t("doc.attendance.expected"), 10, "count"),
            Column(t("doc.attendance.came"), 10, "count"),
            Column(t("attendance_year.rate"), 10, "percent"),
            Column(t("doc.ledger.hours"), 10, "hours"),
            Column(t("doc.ledger.written"), 10, "count"),
        ),
        tuple(lines),
        above=head(ledger.office),
        below=(
            t("doc.ledger.about"),
            *_undated_note(ledger),
            *_all_written(ledger),
            signed(ledger.office, "clerk", "secretary"),
        ),
        frozen=1,
    )


def _period(ledger: Ledger, label: str, stretch: Stretch, *, total: bool = False) -> Line:
    """The totals of a part of the year; 待补 of one without sessions while some session's day is not known."""
    if not stretch.sessions and ledger.undated:
        unknown: Value = t("value.unknown")
        return Line((label, *[unknown] * 6), total=total)
    turnout = of_sessions(ledger.turnout, stretch.ids)
    expected, present, hours, written = _of(ledger, stretch)
    cells = (figure_cell(turnout.held), expected, present, figure_cell(turnout.rate), hours, written)
    return Line((label, *cells), total=total)


def _undated_note(ledger: Ledger) -> list[str]:
    return [t("doc.ledger.undated_note", n=ledger.undated)] if ledger.undated else []


def _all_written(ledger: Ledger) -> list[str]:
    """Reflections that name no session count to the year all the same."""
    return [t("doc.ledger.all_written", n=figure_cell(ledger.office.report.written).value)]
