"""How many sessions were held, of which forms, and how many of the branch came to them. Pure functions over one study year."""

from __future__ import annotations

from collections.abc import Container, Sequence

import msgspec
from msgspec.structs import replace

from sync.cache.view import View
from sync.records.plans import FORMS
from tui.year.attendance import count
from tui.year.figures import Figure, Line, permille, share, total, without
from tui.year.study_year import StudyYear
from tui.year.taking_part import COMMITTEE, forms_of, observes

OF_FORM = "sessions."
"""Beginning of the name of a figure that counts the sessions of one form; "other" is a form, and a kind of hours."""


class Turnout(msgspec.Struct, frozen=True):
    """Sittings, people expected at them and people who came, all sessions added up; `rate` in thousandths."""

    held: Figure
    expected: Figure
    present: Figure
    rate: Figure


def turnout(year: StudyYear, form: str | None = None) -> Turnout:
    """The turnout of all sessions, or of those of a form; a session without a roll, or with 未点, leaves it to be supplied.

    Committee meetings need the committee's scope; the whole branch has them among its sessions.
    """
    rules = ("P-1",) if year.rules.rule("P-1") else ()
    if year.lacks(["b", *(["c"] if form in (None, COMMITTEE) else [])]):
        held, expected, present = (without(name, "count", "no_access") for name in ("held", "expected", "present"))
        return Turnout(held, expected, present, without("rate", "permille", "no_access", rules=rules))
    sessions = year.held if form is None else held_as(year, form)
    came = [_line(year, session, "present") for session in sessions]
    asked = [_line(year, session, "expected") for session in sessions]
    return Turnout(
        held=total("held", "count", [_held(session) for session in sessions]),
        expected=total("expected", "count", asked),
        present=total("present", "count", came),
        rate=_rate(came, asked, rules),
    )


def of_sessions(whole: Turnout, sessions: Container[str]) -> Turnout:
    """The turnout of some of its sessions, by their ids."""
    held, expected, present = (share(each, sessions) for each in (whole.held, whole.expected, whole.present))
    if whole.rate.missing == "no_access":
        return Turnout(held, expected, present, whole.rate)
    return Turnout(held, expected, present, _rate(present.lines, expected.lines, whole.rate.rules))


def branch_rate(year: StudyYear) -> Figure:
    """The rate of the whole branch over all its rolls, in thousandths; a line a session with how many came."""
    return turnout(year).rate


def session_counts(year: StudyYear) -> dict[str, Figure]:
    """How many sessions of each form were held; a sitting that was several forms counts for each of them."""
    return {form: replace(turnout(year, form).held, name=f"{OF_FORM}{form}") for form in FORMS}


def held_as(year: StudyYear, form: str) -> list[View]:
    """The held sessions that were of a form, or of it as well.

    What a committee meeting was besides counts for no other form, since a device that does not read it could not count it.
    """
    return [
        session
        for session in year.held
        if form in forms_of(session) and (form == COMMITTEE or session.get("form") != COMMITTEE)
    ]


def _held(session: View) -> Line:
    values: dict[str, str | int] = {"day": str(session.get("start") or "")[:10], "form": str(session.get("form"))}
    return Line(session.id, "held", 1, "", values)


def _line(year: StudyYear, session: View, of: str) -> Line:
    """What a session adds in heads; None while its roll is not done."""
    rows = year.rows(session)
    counted = [row for row in rows if not observes(year, session, str(row.get("member")))]
    counts = count(counted, bool(session.get("roll_call_done")))
    values: dict[str, str | int] = {
        **_held(session).values,
        "expected": counts.expected,
        "present": counts.present,
        "unmarked": counts.unmarked,
    }
    if not rows:
        return Line(session.id, "no_roll", None, "", values)
    if counts.unmarked:
        return Line(session.id, "unmarked_people", None, "", values)
    return Line(session.id, "turnout", counts.present if of == "present" else counts.expected, "", values)


def _rate(came: Sequence[Line], asked: Sequence[Line], rules: tuple[str, ...]) -> Figure:
    lines = tuple(came)
    if any(line.counted is None for line in lines):
        return without("rate", "permille", "to_supply", lines, rules)
    there, whole = (sum(line.counted or 0 for line in each) for each in (came, asked))
    if not whole:
        return without("rate", "permille", "not_applicable", lines, rules)
    return Figure("rate", "permille", permille(there, whole), None, rules, lines)
