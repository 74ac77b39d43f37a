"""What sessions still lack: to be held, to be written up, signed, filled in; make-ups owed; what was agreed there and is past due."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence

from sync.cache.view import View
from sync.records.meeting import Signature
from sync.records.registry import KINDS
from sync.records.signing import is_signed, says
from tui.year.attendance import count
from tui.year.makeup import makeup
from tui.year.open_item import SOON, OpenItem, open_item
from tui.year.owing import Duties
from tui.year.study_year import HELD, StudyYear
from tui.year.taking_part import observes

WRITTEN = ("running", "writing")
"""States in which the minutes are not completed yet."""

SCOPES = ("b", "c")


def needs(view: View) -> tuple[str, ...]:
    """The scopes in which it stands: what the committee does is its own."""
    return SCOPES if view.scope.partition(":")[0] == "c" else ("b",)


def session_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Sessions whose day passed, minutes to be completed, rolls, signatures and required fields that are missing."""
    for session in year.sessions:
        yield from _to_hold(year, duties, session)
        yield from _to_write(year, duties, session)
        if session.state in HELD:
            yield from _roll(year, duties, session)
            yield from _fields(year, duties, session)
        if session.state == "submitted":
            yield from _signatures(year, duties, session)


def _to_hold(year: StudyYear, duties: Duties, session: View) -> Iterator[OpenItem]:
    day = _day(session.get("start"))
    if session.state == "planned" and day is not None and day < year.today:
        owing = duties.named(session.get("host"), *duties.keepers(session).people)
        yield open_item("session_not_held", session.id, owing, day, year.today, needs=needs(session))


def _to_write(year: StudyYear, duties: Duties, session: View) -> Iterator[OpenItem]:
    """Rule L-1: so many working days after the day it ended."""
    owing = duties.keepers(session)
    if session.state == "returned":
        yield open_item("session_returned", session.id, owing, None, year.today, needs=needs(session))
    days, ended = year.rules.number("L-1", "days"), _day(session.get("end") or session.get("start"))
    if session.state in WRITTEN and days is not None and ended is not None:
        until = year.calendar.after(ended, days)
        yield open_item("minutes_due", session.id, owing, until, year.today, rule="L-1", needs=needs(session))


def _roll(year: StudyYear, duties: Duties, session: View) -> Iterator[OpenItem]:
    rows = year.rows(session)
    unmarked = count(rows, done=False).unmarked
    if not session.get("roll_call_done") and (unmarked or not rows):
        code = "roll_call" if rows else "roll_empty"
        day = _day(session.get("start"))
        yield open_item(
            code, session.id, duties.keepers(session), day, year.today, needs=needs(session), values={"n": unmarked}
        )


def _fields(year: StudyYear, duties: Duties, session: View) -> Iterator[OpenItem]:
    missing = KINDS["session"].missing(session.fields)
    if missing:
        names = ",".join(missing)
        owing = duties.keepers(session)
        yield open_item(
            "fields_missing", session.id, owing, None, year.today, needs=needs(session), values={"fields": names}
        )


def _signatures(year: StudyYear, duties: Duties, session: View) -> Iterator[OpenItem]:
    """Whose signature is missing under what is to be approved: the host's, a recorder's."""
    signed = year.source.linked(Signature.spec.name, "session", session.id)
    if is_signed([view.fields for view in signed], session.fields):
        return
    said = _said(session, signed)
    recorders = duties.keepers(session)
    for role in ("host", "recorder"):
        if role not in said:
            owing = duties.named(session.get("host")) if role == "host" else recorders
            yield open_item(
                "unsigned", session.id, owing, None, year.today, needs=needs(session), values={"as_role": role}
            )


def _said(session: View, signed: Sequence[View]) -> frozenset[str]:
    """Who has signed what was signed last: who signed something else before has to sign again."""
    if not signed:
        return frozenset()
    last = max(signed, key=lambda view: (view.rev, str(view.created.get("at") or view.created.get("claimed")), view.id))
    same = [view for view in signed if view.get("digest") == last.get("digest")]
    return frozenset(role for v in same for role in says(session.fields, v.get("member"), v.get("as_role")))


# make-ups


def makeup_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Make-ups not entered by whoever missed a session, and those entered that nobody has verified (rule A-3)."""
    days = year.rules.number("A-3", "days")
    if days is None:
        return
    for session in year.held:
        for row in year.rows(session):
            member = str(row.get("member"))
            if not duties.in_post(member) or observes(year, session, member):
                continue
            owed = makeup(row, session, year.today.isoformat(), days)
            due = _day(owed.due) if owed is not None else None
            if owed is None or owed.step == "verified" or (due is not None and (due - year.today).days > SOON):
                continue
            entered = owed.step == "entered"
            yield open_item(
                "makeup_unverified" if entered else "makeup",
                row.id,
                duties.in_charge(member) if entered else duties.named(member),
                due,
                year.today,
                rule="A-3",
                needs=needs(session),
                values={"member": member, "session": session.id},
            )


# what was agreed


def action_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Open actions past due; of earlier years too while the year lasts, so that none is forgotten at its turn."""
    for action in year.source.find("action"):
        due, session = _day(action.get("due")), year.source.get(str(action.get("session")))
        if action.state != "open" or due is None or due >= year.today or session is None or session.deleted:
            continue
        if year.in_year(action.get("due")) or not year.over:
            owner = action.get("owner") if duties.in_post(action.get("owner")) else session.get("host")
            owing = duties.named(owner)
            yield open_item("action", action.id, owing, due, year.today, needs=needs(action))


def _day(moment: object) -> dt.date | None:
    return dt.date.fromisoformat(moment[:10]) if isinstance(moment, str) and moment else None
