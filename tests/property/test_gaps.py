"""What is open equals an independent slow calculation over random years, on devices that read all scopes, some or one's own."""

from __future__ import annotations

import calendar
import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.cache.view import View
from tests.unit.open_year import Records, year
from tui.year.gaps import open_items
from tui.year.open_item import OpenItem

Found: TypeAlias = tuple[str, str, str, str, bool]

CHECKED = {
    "session_not_held", "minutes_due", "session_returned", "roll_call", "roll_empty", "fields_missing", "makeup",
    "makeup_unverified", "frequency", "task_missing", "task_due", "task_postponed", "loan", "action",
}  # fmt: skip
"""The codes that are calculated here a second time."""

PEOPLE = ("sec", "clerk", "head", "m1", "m2", "m3", None)
FORMS = ("collective_study", "exchange", "committee_meeting", "group_meeting")
STATES = ("planned", "running", "writing", "submitted", "approved", "returned", "postponed", "cancelled")
STATUSES = (None, "present", "late", "leave", "absent", "exempt")

DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2026, 12, 31))
WHEN = st.none() | DAYS.map(lambda day: f"{day.isoformat()}T09:00")


def maybe(text: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, text))


@st.composite
def branches(draw: st.DrawFn) -> Records:
    """A year of a few sessions with rolls, tasks, loans and actions, and rules switched at random."""
    rules = [
        f"{rule}={draw(st.sampled_from(('on', 'off')))}" for rule in ("F-1", "F-2", "F-4", "F-5", "L-1", "A-3", "O-1")
    ]
    records = Records("S-1=off", "W-1=off")
    records.put("settings", "settings", rules_changed=["R-1=off", "R-2=off", "B-1=off", "F-3=off", "F-6=off", *rules])
    for member in ("m1", "m2", "m3"):
        group, state = (
            draw(st.sampled_from((None, "一组", "二组"))),
            draw(st.sampled_from(("active", "active", "left"))),
        )
        records.put("member", member, name=member, group=group, state=state)
    for number in range(draw(st.integers(0, 4))):
        month = st.none() | st.integers(1, 12).map(lambda n: f"2026-{n:02}-01")
        records.put(
            "task", f"t{number}", plan="plan", number=number, topic="题", form=draw(st.sampled_from(FORMS)),
            month_from=draw(month), month_to=draw(month), times=draw(st.sampled_from((None, 1, 2, 5))),
            owner=draw(st.sampled_from(PEOPLE)), owner_section=draw(st.sampled_from((None, "k1", "k2"))),
            state=draw(st.sampled_from(("planned", "planned", "postponed", "closed", "cancelled"))),
        )  # fmt: skip
    for number in range(draw(st.integers(0, 7))):
        _session(draw, records, f"s{number}")
    for number in range(draw(st.integers(0, 3))):
        due = st.none() | st.dates(dt.date(2025, 11, 1), dt.date(2027, 1, 31)).map(dt.date.isoformat)
        records.put(
            "loan", f"l{number}", book="b", member=draw(st.sampled_from(PEOPLE[:-1])), due_on=draw(due),
            state=draw(st.sampled_from(("out", "out", "returned", "lost"))),
        )  # fmt: skip
        if records.find("session"):
            session = draw(st.sampled_from(records.find("session")))
            records.put(
                "action", f"a{number}", scope=session.scope, session=session.id, text="做", due=draw(due),
                owner=draw(st.sampled_from(PEOPLE)), state=draw(st.sampled_from(("open", "open", "done", "cancelled"))),
            )  # fmt: skip
    return records


def _session(draw: st.DrawFn, records: Records, rid: str) -> None:
    form, start = draw(st.sampled_from(FORMS)), draw(WHEN)
    scope = "c:1" if form == "committee_meeting" else "b:1"
    records.put(
        "session", rid, scope=scope, form=form, title="题", start=start, end=start and start.replace("T09", "T11"),
        place=draw(maybe("室")), host=draw(st.sampled_from(PEOPLE)), year=None if start else draw(st.sampled_from((None, 2026))),
        recorders=draw(st.lists(st.sampled_from(PEOPLE[:-1]), max_size=2, unique=True)), state=draw(st.sampled_from(STATES)),
        task=draw(st.sampled_from((None, "t0", "t1"))), roll_call_done=draw(st.sampled_from((None, True))),
        audience=draw(st.sampled_from((None, "一组"))) if form == "group_meeting" else None,
    )  # fmt: skip
    for member in draw(st.lists(st.sampled_from(PEOPLE[:-1]), max_size=3, unique=True)):
        verified, text = draw(maybe("head")), draw(maybe("读了"))
        records.row(rid, member, draw(st.sampled_from(STATUSES)), scope=scope, makeup=text, makeup_verified=verified)


# the slow calculation


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


def seen(item: OpenItem) -> Found:
    return (item.code, item.target, item.owes or f"<{item.role}>", str(item.until or ""), item.late)


def hide(records: Records, scope: str) -> None:
    """What a device that does not read the scope does not have."""
    for view in list(records.views.values()):
        if view.scope.startswith(scope):
            del records.views[view.id]


def check(records: Records, today: dt.date, reads: Callable[[str], bool], all_of_c: bool) -> list[OpenItem]:
    found = open_items(year(records, today.isoformat(), reads))
    told = Counter(seen(item) for item in found if item.code in CHECKED)
    assert told == Counter(Slow(records, today, all_of_c).all())
    return found


@settings(max_examples=300, deadline=None)
@given(branches(), DAYS)
def test_what_is_open_equals_the_slow_calculation(records: Records, today: dt.date) -> None:
    found = check(records, today, lambda scope: True, all_of_c=True)
    assert not any(item.code == "no_access" for item in found)
    late = [item.late for item in found]
    assert late == sorted(late, reverse=True)
    for rank in (True, False):
        days = [item.until for item in found if item.late is rank and item.until is not None]
        assert days == sorted(days)


@settings(max_examples=150, deadline=None)
@given(branches(), DAYS)
def test_without_the_committees_scope_the_rest_is_the_same_and_says_that_it_is_not_all(
    records: Records, today: dt.date
) -> None:
    hide(records, "c:")
    found = check(records, today, lambda scope: scope != "c", all_of_c=False)
    lines: dict[Any, list[OpenItem]] = {}
    for item in found:
        if item.code == "no_access":
            lines.setdefault(item.values["family"], []).append(item)
    assert {"sessions", "actions"} <= lines.keys()
    assert all(len(each) == 1 and each[0].needs == ("c",) for each in lines.values())


@settings(max_examples=150, deadline=None)
@given(branches(), DAYS)
def test_a_plain_member_gets_what_is_his_of_it_and_no_line(records: Records, today: dt.date) -> None:
    records.put("member", "m3", name="m3")
    hide(records, "c:")
    everybody = Counter(Slow(records, today, all_of_c=False).all())
    found = open_items(year(records, today.isoformat(), lambda scope: scope in ("b", "r:m3")))
    assert not any(item.code == "no_access" for item in found)
    told = Counter(seen(item) for item in found if item.code in CHECKED)
    assert not told - everybody, "nothing but what is there"
    assert all("m3" in (*item.people, item.values.get("member")) for item in found if item.code.startswith("makeup"))
    assert all(each in told for each in everybody if each[2] == "m3")
