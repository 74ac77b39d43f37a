"""What is open, worked out a second time from DOMAIN.md section 4 and the issue alone; nothing of how the program counts is used."""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from typing import TypeAlias

from sync.cache.view import View
from tests.property.random_gaps import FORMS, PEOPLE
from tests.unit.open_year import Records

Found: TypeAlias = tuple[str, str, str, str, bool]
"""Code, target, who owes it (a role in angle brackets), until when, whether it is late."""


class Slow:
    """Reads the same records, one question at a time, as DOMAIN.md section 4 and the issue say it."""

    def __init__(self, records: Records, today: dt.date, all_of_c: bool) -> None:
        self.records, self.today, self.all_of_c = records, today, all_of_c
        self.off = set(records.views["settings"].get("rules_changed"))
        self.sessions = [
            v for v in records.find("session") if (v.get("year") or int((v.get("start") or "0")[:4])) == 2026
        ]
        self.held = [v for v in self.sessions if v.state in ("writing", "submitted", "approved", "returned")]

    def on(self, rule: str) -> bool:
        return f"{rule}=off" not in self.off

    def there(self, member: str | None) -> bool:
        return member is not None and self.records.views[member].state == "active"

    def who(self, *members: str | None, role: str = "clerk") -> str:
        return next((member for member in members if member is not None and self.there(member)), f"<{role}>")

    def keeper(self, session: View) -> str:
        order = [member for member in PEOPLE if member in session.get("recorders")]
        return self.who(*order, session.get("host"))

    def late(self, code: str, target: str, who: str, day: dt.date | None) -> Found:
        return (code, target, who, str(day or ""), day is not None and (self.today - day).days > 0)

    def all(self) -> Iterator[Found]:
        for session in self.sessions:
            yield from self.session(session)
        for session in self.held if self.on("A-3") else []:
            for row in self.records.linked("attendance", "session", session.id):
                yield from self.makeup(session, row)
        for task in self.records.find("task"):
            if self.all_of_c or task.get("form") != "committee_meeting":
                yield from self.task(task)
        for rule, form, months in (
            ("F-1", FORMS[0], 1),
            ("F-2", FORMS[1], 3),
            ("F-4", FORMS[2], 1),
            ("F-5", FORMS[3], 1),
        ):
            if self.on(rule) and (self.all_of_c or form != "committee_meeting"):
                yield from self.frequency(form, months)
        for loan in self.records.find("loan"):
            day = loan.get("due_on")
            if (
                self.on("O-1")
                and loan.state == "out"
                and day
                and day < str(self.today)
                and self.there(loan.get("member"))
            ):
                yield self.late("loan", loan.id, str(loan.get("member")), dt.date.fromisoformat(day))
        for action in self.records.find("action"):
            day, session = action.get("due"), self.records.views[action.get("session")]
            if action.state == "open" and day and day < str(self.today):
                who = self.who(action.get("owner"), session.get("host"))
                yield self.late("action", action.id, who, dt.date.fromisoformat(day))

    def session(self, session: View) -> Iterator[Found]:
        day = dt.date.fromisoformat(session.get("start")[:10]) if session.get("start") else None
        rows = self.records.linked("attendance", "session", session.id)
        if session.state == "planned" and day is not None and day < self.today:
            in_order = [member for member in PEOPLE if member in session.get("recorders")]
            yield self.late("session_not_held", session.id, self.who(session.get("host"), *in_order), day)
        if session.state == "returned":
            yield self.late("session_returned", session.id, self.keeper(session), None)
        if session.state in ("running", "writing") and day is not None and self.on("L-1"):
            last, left = day, 3
            while left:
                last += dt.timedelta(days=1)
                left -= last.isoweekday() <= 5
            yield self.late("minutes_due", session.id, self.keeper(session), last)
        if session in self.held:
            if not session.get("roll_call_done") and not (rows and all(row.get("status") for row in rows)):
                yield self.late("roll_call" if rows else "roll_empty", session.id, self.keeper(session), day)
            if any(not session.get(name) for name in ("start", "end", "place", "host")):
                yield self.late("fields_missing", session.id, self.keeper(session), None)

    def makeup(self, session: View, row: View) -> Iterator[Found]:
        member, start = str(row.get("member")), session.get("start")
        outside = session.get("form") == "committee_meeting" and member not in ("sec", "clerk")
        if (
            row.get("status") not in ("leave", "absent")
            or not self.there(member)
            or outside
            or row.get("makeup_verified")
        ):
            return
        if start and start[:10] > str(self.today):
            return
        due = dt.date.fromisoformat(start[:10]) + dt.timedelta(30) if start else None
        if not row.get("makeup"):
            yield self.late("makeup", row.id, member, due)
        elif member in ("m1", "m2"):
            yield self.late("makeup_unverified", row.id, "head", due)
        else:
            yield self.late("makeup_unverified", row.id, "<secretary>" if member == "clerk" else "<clerk>", due)

    def task(self, task: View) -> Iterator[Found]:
        who = self.who(task.get("owner"), "head" if task.get("owner_section") == "k1" else None)
        first, last = task.get("month_from"), task.get("month_to")
        end: dt.date | None = None
        if (first or last) and not (first and last and first > last):
            month = int((last or first)[5:7])
            end = dt.date(2026, month, calendar.monthrange(2026, month)[1])
        if task.state == "postponed" and (end is None or end < self.today):
            yield self.late("task_postponed", task.id, who, None)
        if task.state != "planned" or end is None:
            return
        committee = task.get("form") == "committee_meeting"
        mine = [
            v for v in self.sessions if v.get("task") == task.id and (committee or v.get("form") != "committee_meeting")
        ]
        missing = (task.get("times") or 1) - sum(v in self.held for v in mine)
        if end < self.today and missing > 0:
            yield self.late("task_missing", task.id, who, end)
        coming = sum(v.state in ("planned", "running") for v in mine)
        if self.today <= end <= self.today + dt.timedelta(30) and missing - coming > 0:
            yield self.late("task_due", task.id, who, end)

    def frequency(self, form: str, months: int) -> Iterator[Found]:
        groups: list[str | None] = [None]
        if form == "group_meeting":
            groups = sorted({v.get("group") for v in self.records.find("member") if v.get("group")})
        if not self.sessions and not self.records.find("plan"):
            return
        for group in groups:
            held = [v for v in self.held if v.get("form") == form and self.meant(v, group)]
            undated = sum(not v.get("start") for v in held)
            for number in range(0, 12, months):
                end = dt.date(2026, number + months, calendar.monthrange(2026, number + months)[1])
                inside = [v for v in held if v.get("start") and number < int(v.get("start")[5:7]) <= number + months]
                over = end < self.today and not undated
                soon = self.today <= end <= self.today + dt.timedelta(10)
                if group is not None and not self.had_people(group, number, months):
                    continue
                if not inside and (over or soon):
                    who = "<secretary>" if form == "committee_meeting" else "<clerk>"
                    yield self.late("frequency", f"page:session:{form}", who, end)

    def meant(self, session: View, group: str | None) -> bool:
        named = session.get("audience")
        if group is None or named is None or named == group:
            return True
        # A group nobody belongs to is a word nobody understands: the meeting may have been anybody's.
        return named not in {v.get("group") for v in self.records.find("member")}

    def had_people(self, group: str, number: int, months: int) -> bool:
        """Those in post always were there; whoever has left stood on a roll in these months that is not the committee's."""
        for each in self.records.find("member"):
            if each.get("group") == group and self.there(each.id):
                return True
            for session in self.held:
                open_to_all = session.get("form") != "committee_meeting" and session.get("start")
                if (
                    each.get("group") == group
                    and open_to_all
                    and number < int(session.get("start")[5:7]) <= number + months
                ):
                    rows = self.records.linked("attendance", "session", session.id)
                    if any(row.get("member") == each.id for row in rows):
                        return True
        return False
