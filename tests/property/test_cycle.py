"""The rounds of reading equal an independent slow calculation over random years, whatever scopes a device reads."""

from __future__ import annotations

import datetime as dt
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.cache.view import View
from tui.year.cycle import Cycle, cycles
from tui.year.packs import rules
from tui.year.study_year import StudyYear
from tui.year.working_days import calendar

YEAR = 2026
DAYS = st.dates(dt.date(2025, 10, 1), dt.date(2027, 3, 31)).map(dt.date.isoformat)
MAYBE_DAY = st.none() | DAYS
LENGTHS = st.sampled_from((0, 799, 800, 1200))


class Records:
    """A branch's records, found as the repository finds them."""

    def __init__(self, views: list[View]) -> None:
        self.views = views

    def get(self, rid: str) -> View | None:
        return next((view for view in self.views if view.id == rid), None)

    def find(self, kind: str) -> list[View]:
        return [view for view in self.views if view.kind == kind]

    def linked(self, kind: str, field: str, rid: str) -> list[View]:
        return [view for view in self.find(kind) if view.get(field) == rid]


def view(rid: str, kind: str, made: str | None = None, **fields: Any) -> View:
    return View(rid, kind, "b:1", fields, created={"at": f"{made}T12:00:00+08:00"} if made else {})


def submission(draw: st.DrawFn, number: int) -> View:
    """A reflection of some length, about a book or not, perhaps the successor of an earlier one."""
    return view(
        f"s{number}",
        "submission",
        draw(MAYBE_DAY),
        author=draw(st.sampled_from("mmn")),
        body="学" * draw(LENGTHS),
        book=draw(st.sampled_from((None, "b"))),
        knowledge_point=draw(st.sampled_from((None, "  ", "一文一事"))),
        replaces=draw(st.sampled_from((None, "s0", "s1"))) if number > 1 else None,
        state=draw(st.sampled_from(("submitted", "returned", "accepted", "accepted", "withdrawn"))),
    )


@st.composite
def records(draw: st.DrawFn) -> Records:
    found = [view("m", "member", name="李四", state="active"), view("n", "member", name="王五", state="active")]
    for number in range(draw(st.integers(0, 4))):
        who, state = draw(st.sampled_from("mmn")), draw(st.sampled_from(("out", "returned", "lost")))
        found.append(view(f"l{number}", "loan", book="b", member=who, out_on=draw(MAYBE_DAY), state=state))
    found += [submission(draw, number) for number in range(draw(st.integers(0, 5)))]
    for kind in draw(st.lists(st.sampled_from(("membership", "away")), max_size=3)):
        begins, ends = draw(MAYBE_DAY), draw(MAYBE_DAY)
        if begins and ends and begins > ends:
            begins, ends = ends, begins
        last = found[-1].get("to") if found[-1].kind == kind else None
        if last and draw(st.booleans()):
            # What adjoins is one: the day after the one before.
            begins, ends = (dt.date.fromisoformat(last) + dt.timedelta(days=1)).isoformat(), None
        found.append(view(f"{kind}{len(found)}", kind, member="m", **{"from": begins, "to": ends}))
    return Records(found)


@settings(deadline=None)
@given(
    records(),
    st.dates(dt.date(2026, 1, 1), dt.date(2027, 6, 1)),
    st.sampled_from(("half", "quarter", "year", "month")),
    st.sampled_from((1, 9)),
    st.booleans(),
    st.booleans(),
)
def test_rounds_equal_a_slow_calculation(
    held: Records, today: dt.date, per: str, starts: int, length: bool, reads: bool
) -> None:
    pack = rules(None, [f"B-1.per={per}", f"R-1={'on' if length else 'off'}"])
    zone = dt.timezone(dt.timedelta(hours=8))
    year = StudyYear(YEAR, today, held, calendar(()), lambda scope: reads or scope == "b", pack, starts, zone)
    found = cycles(year, "m")
    assert [told(each) for each in found] == slowly(held, today, per, starts, 800 if length else 0, reads)


def told(cycle: Cycle) -> tuple[Any, ...]:
    records = [sorted(each.id for each in link) for link in (cycle.books, cycle.knowledge, cycle.reflections)]
    return (cycle.period.first, *records, cycle.open, cycle.state)


def slowly(held: Records, today: dt.date, per: str, starts: int, least: int, reads: bool) -> list[tuple[Any, ...]]:
    """Each day of the year is walked through, and each record looked at on its day."""
    rounds: dict[int, list[dt.date]] = {}
    day = dt.date(YEAR, starts, 1)
    while (day.year, day.month) < (YEAR + 1, starts):
        place = (day.month - starts) % 12 // {"month": 1, "quarter": 3, "half": 6, "year": 12}[per]
        rounds.setdefault(place, []).append(day)
        day += dt.timedelta(days=1)
    written = [v for v in held.find("submission") if v.get("author") == "m" and v.state != "withdrawn"]
    replaced = {v.get("replaces") for v in written}
    written = [v for v in written if v.id not in replaced]
    found: list[tuple[Any, ...]] = []
    for days in rounds.values():
        if not there(held, days):
            continue
        if not reads:
            found.append((days[0], [], [], [], (), "no_access"))
            continue
        inside = {str(day) for day in days}
        texts = [v for v in written if str(v.created.get("at"))[:10] in inside]
        loans = [v for v in held.find("loan") if v.get("member") == "m" and v.get("out_on") in inside]
        about = [v for v in texts if v.get("book")]
        points = [v for v in texts if (v.get("knowledge_point") or "").strip()]
        long = [v for v in about if len(v.get("body")) >= least]
        good = [v for v in long if v.state == "accepted"]
        links = {"book": [*loans, *about], "knowledge_point": points, "reflection": good}
        missing = tuple(name for name, there in links.items() if not there)
        waits = missing == ("reflection",) and any(v.state == "submitted" for v in long)
        if not missing:
            state = "met"
        elif today <= days[-1] or waits:
            state = "open"
        else:
            state = "missed"
        found.append((days[0], *(sorted(v.id for v in link) for link in links.values()), missing, state))
    return found


def there(held: Records, days: list[dt.date]) -> bool:
    """On some day a member who was not away, by whatever record."""

    def on(kind: str, day: dt.date) -> bool:
        return any((v.get("from") or "") <= str(day) <= (v.get("to") or "9999") for v in held.find(kind))

    return any((on("membership", day) or not held.find("membership")) and not on("away", day) for day in days)


def test_without_the_rule_nothing_is_asked() -> None:
    held = Records([view("m", "member", name="李四", state="active")])
    pack = rules(None, ["B-1=off"])
    year = StudyYear(YEAR, dt.date(2026, 3, 1), held, calendar(()), lambda scope: True, pack)
    assert cycles(year, "m") == []
