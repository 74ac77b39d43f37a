"""A random branch of which something may be open: tasks, sessions with rolls, loans and actions, and rules switched on and off."""

from __future__ import annotations

import datetime as dt

from hypothesis import strategies as st

from tests.unit.open_year import Records

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
