"""Make-up study: what is owed on a session or by a member, and in words."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui import roll
from tui.i18n import t
from tui.labels import listed, member_name, title_of
from tui.year.makeup import Makeup, makeup, missed
from tui.years import branch_rules


class Owed(msgspec.Struct, frozen=True):
    """A row of a roll that needs a make-up, and how far that has come."""

    row: View
    makeup: Makeup


def of_row(place: Workplace, row: View) -> Makeup | None:
    """The make-up of a row as of today; None where none is owed."""
    return _of_row(place, row, today(place.clock), branch_rules(place).number("A-3", "days"))


def _of_row(place: Workplace, row: View, day: str, days: int | None) -> Makeup | None:
    return makeup(row, place.repository.get(str(row.get("session"))), day, days)


def possible(place: Workplace, row: View) -> bool:
    """True where there is something to make up, be it owed by a rule or not."""
    return missed(row, place.repository.get(str(row.get("session"))), today(place.clock))


def of_session(place: Workplace, session: str) -> list[Owed]:
    """Who owes a make-up of a session, or made it, in the order of the roll."""
    found = ((row, of_row(place, row)) for row in roll.rows(place, session))
    return [Owed(row, owed) for row, owed in found if owed is not None]


def of_member(place: Workplace, member: str) -> list[Owed]:
    """What a member still has to make up and enter, what is due first at the front."""
    day, days = today(place.clock), branch_rules(place).number("A-3", "days")
    rows = place.repository.linked("attendance", "member", member)
    found = ((row, _of_row(place, row, day, days)) for row in rows)
    owed = [Owed(row, each) for row, each in found if each is not None and each.step == "owed"]
    return sorted(owed, key=lambda each: (each.makeup.due or "9999", each.row.id))


def to_verify(place: Workplace) -> Iterator[Owed]:
    """What others have made up and this person may verify."""
    repository, me = place.repository, place.desk.member
    day, days = today(place.clock), branch_rules(place).number("A-3", "days")
    # Who may verify is a matter of the session: asking once a session instead of a row saves most of Home's time.
    allowed: dict[str, bool] = {}
    for row in repository.holding("attendance", "makeup", "makeup_on"):
        if not row.get("makeup_verified") and row.get("member") != me:
            owed, session = _of_row(place, row, day, days), str(row.get("session"))
            if owed is not None and session not in allowed:
                allowed[session] = place.desk.rights.why_not(row, "put", field="makeup_verified") is None
            if owed is not None and allowed[session]:
                yield Owed(row, owed)


def own_row(place: Workplace, session: str) -> View | None:
    """One's own row on the roll of a session, None without one and on a device alone."""
    me = place.desk.member
    rows = place.repository.linked("attendance", "session", session)
    return next((row for row in rows if me is not None and row.get("member") == me), None)


def short(owed: Makeup) -> str:
    """How far it has come, in a word for a narrow column."""
    return t(f"makeup.short_{'overdue' if owed.overdue else owed.step}")


def words(place: Workplace, owed: Makeup) -> str:
    """What is due, in a sentence."""
    if owed.step == "verified":
        return t("makeup.verified")
    if owed.due is None and branch_rules(place).rule("A-3") is None:
        return t("makeup.entered_freely")
    late = "_overdue" if owed.overdue else ""
    return t(f"makeup.{owed.step}{late}", due=owed.due or t("value.unknown"))


def session_lines(place: Workplace, session: str) -> list[str]:
    """What a session's overview says: first what I owe, then who owes what."""
    rows = of_session(place, session)
    lines = [
        t("makeup.mine", words=words(place, each.makeup))
        for each in rows
        if each.row.get("member") == place.desk.member and each.makeup.step != "verified"
    ]
    for step in ("owed", "entered", "verified"):
        people = [each for each in rows if each.makeup.step == step]
        names = listed(member_name(place, each.row.get("member")) for each in people)
        late = sum(each.makeup.overdue for each in people)
        if people:
            freely = "_freely" if step == "entered" and branch_rules(place).rule("A-3") is None else ""
            due = people[0].makeup.due or t("value.unknown")
            line = t(f"makeup.list_{step}{freely}", n=len(people), names=names, due=due)
            lines.append(line + (t("makeup.list_overdue", n=late) if late else ""))
    return lines


def home_lines(place: Workplace) -> Iterator[tuple[str, str, str]]:
    """For Home: row, words and day of what this person has to make up or to verify."""
    me = place.desk.member
    if me is None:
        return
    for each in of_member(place, me):
        session = place.desk.record(str(each.row.get("session")))
        msgid = "home.makeup_overdue" if each.makeup.overdue else "home.makeup"
        yield each.row.id, t(msgid, title=title_of(place, session)), each.makeup.due or ""
    if place.desk.facts.roster.has_role(me, "secretary", "clerk", "section_head"):
        for each in to_verify(place):
            session = place.desk.record(str(each.row.get("session")))
            who = member_name(place, each.row.get("member"))
            yield each.row.id, t("home.makeup_verify", who=who, title=title_of(place, session)), each.makeup.due or ""
