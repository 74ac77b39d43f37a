"""What people still owe: reflections, books, the checks of what they changed at work; and self-study that waits for its confirmation."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from sync.cache.view import View
from tui.year import improving
from tui.year.cycle import Cycle, cycles
from tui.year.open_item import SOON, OpenItem, open_item
from tui.year.owing import Duties
from tui.year.reflecting import long_enough, reflections
from tui.year.self_study import standing
from tui.year.study_year import StudyYear

UNCONFIRMED = 14
"""Days after which self-study nobody confirmed is listed."""


def own(member: str) -> tuple[str, ...]:
    """The scopes in which a person's own records stand."""
    return ("b", f"r:{member}")


def read_here(year: StudyYear, duties: Duties) -> Iterator[str]:
    """The people whose own records this device holds whole."""
    return (member.id for member in duties.people if not year.lacks(own(member.id)))


def own_needs(year: StudyYear) -> list[str]:
    """The scopes of everybody's own records."""
    return ["b", *(f"r:{member.id}" for member in year.people if member.state == "active")]


# reflections


def reflection_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Returned reflections not replaced, and those the rules still ask for (R-1, R-2)."""
    for member in read_here(year, duties):
        owing = duties.named(member)
        for view in year.submissions_of(member):
            if view.state == "returned":
                yield open_item("returned", view.id, owing, None, year.today, needs=own(member))
        for each in reflections(year, member):
            given, last = len(each.counted) + len(each.waiting), each.period.last
            due = each.state == "open" and given < each.times and _near(last, year.today)
            if each.state == "missed" or due:
                yield open_item(
                    "reflection" if each.rule.id == "R-1" else "reflection_use",
                    "page:reflections",
                    owing,
                    last,
                    year.today,
                    rule=each.rule.id,
                    needs=own(member),
                    values={
                        "per": each.period.per,
                        "number": each.period.number,
                        "first": each.period.first.isoformat(),
                        "times": each.times,
                        "missing": each.times - given,
                    },
                )


# the reading room


def cycle_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Rounds of book, knowledge point and reflection with a link still open (rule B-1)."""
    for member in read_here(year, duties):
        for cycle in cycles(year, member):
            last = cycle.period.last
            if cycle.state == "missed" or (cycle.state == "open" and _near(last, year.today)):
                links = [link for link in cycle.open if link != "reflection" or not _handed_in(year, cycle)]
                if links:
                    yield open_item(
                        "cycle",
                        "page:cycle",
                        duties.named(member),
                        last,
                        year.today,
                        rule=cycle.rule.id,
                        needs=own(member),
                        values={
                            "per": cycle.period.per,
                            "number": cycle.period.number,
                            "first": cycle.period.first.isoformat(),
                            "open": ",".join(links),
                            "year": year.year,
                        },
                    )


def _handed_in(year: StudyYear, cycle: Cycle) -> bool:
    """True where the reflection waits for others only."""
    rule, written = year.rules.rule("R-1"), year.submissions_of(cycle.member)
    waiting = (v for v in written if v.state == "submitted" and v.get("book") and cycle.period.holds(year.made_on(v)))
    return any(rule is None or long_enough(v, rule) for v in waiting)


def loan_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Books out past their day (rule O-1); of earlier years too while the year lasts."""
    if year.rules.rule("O-1") is None:
        return
    for loan in year.source.find("loan"):
        due, member = _day(loan.get("due_on")), loan.get("member")
        if loan.state != "out" or due is None or due >= year.today or not duties.in_post(member):
            continue
        if year.in_year(loan.get("due_on")) or not year.over:
            yield open_item(
                "loan",
                loan.id,
                duties.named(member),
                due,
                year.today,
                rule="O-1",
                values={"book": str(loan.get("book"))},
            )


# self-study


def study_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Self-study that has waited too long for its confirmation, a line a person and month (rule S-1)."""
    if year.rules.rule("S-1") is None:
        return
    for member in read_here(year, duties):
        months: dict[str, list[tuple[dt.date, View]]] = {}
        for view in year.studies_of(member):
            since = _waits_since(year, view)
            if since is not None and (year.today - since).days > UNCONFIRMED:
                months.setdefault(str(view.get("on"))[:7], []).append((since, view))
        for month, waiting in sorted(months.items()):
            since, first = min(waiting, key=lambda pair: (pair[0], pair[1].id))
            yield open_item(
                "study",
                first.id,
                duties.in_charge(member),
                since + dt.timedelta(days=UNCONFIRMED),
                year.today,
                rule="S-1",
                needs=own(member),
                values={"member": member, "month": month, "n": len(waiting)},
            )


def _waits_since(year: StudyYear, view: View) -> dt.date | None:
    match standing(view):
        case "waiting":
            return _day(year.made_on(view) or view.get("on"))
        case "changed":
            return _day(year.changed_on(view) or view.get("on"))
    return None


# study applied to work


def improvement_items(year: StudyYear, duties: Duties) -> Iterator[OpenItem]:
    """Changes at work on trial whose check after 30 or 90 days is due and not written down."""
    for check in improving.due(year.source.find("improvement"), year.today.isoformat()):
        if year.in_year(check.day) or not year.over:
            owing, values = duties.named(check.view.get("owner")), {"after": check.days}
            yield open_item("improvement", check.view.id, owing, _day(check.day), year.today, values=values)


def _near(day: dt.date, today: dt.date) -> bool:
    return (day - today).days <= SOON


def _day(moment: object) -> dt.date | None:
    return dt.date.fromisoformat(moment[:10]) if isinstance(moment, str) and moment else None
