"""A whole study year in figures, as the command `year` prints it and the annual summary rests on. Pure functions."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import msgspec
from msgspec.structs import replace

from sync.cache.view import View
from sync.records.plans import FORMS
from tui.year.figures import Figure, Line, Unit, total, without
from tui.year.frequency import Due, frequency
from tui.year.hours import PersonHours, applies, person_hours
from tui.year.people_tables import TABLES
from tui.year.plan_actual import TaskYear, plan_actual
from tui.year.rates import PersonRate, person_rate
from tui.year.reflecting import Written, reflections
from tui.year.study_year import StudyYear
from tui.year.taking_part import expects, forms_of
from tui.year.turnout import OF_FORM, Turnout, turnout
from tui.year.unknown import Unknown, unknown

SUMS = ("collective", "other", "online", "study", "writing", "total")
"""Hours of which the branch has a total."""


class PersonYear(msgspec.Struct, frozen=True):
    """One person's year; `written` are the accepted reflections."""

    member: View
    section: str | None
    hours: PersonHours
    rate: PersonRate
    written: Figure
    asked: tuple[Written, ...]

    def figures(self) -> Iterator[Figure]:
        """Every figure of the person."""
        for part in (self.hours, self.rate):
            yield from (value for name in part.__struct_fields__ if isinstance(value := getattr(part, name), Figure))
        yield self.written


class Report(msgspec.Struct, frozen=True):
    """A year: turnout of all sessions and by form, hours, reflections, what was asked and planned, and what is not known."""

    year: StudyYear
    sessions: Turnout
    forms: dict[str, Turnout]
    hours: tuple[Figure, ...]
    written: Figure
    people: tuple[PersonYear, ...]
    frequency: tuple[Due, ...]
    plan: tuple[TaskYear, ...]
    unknown: tuple[Unknown, ...]

    def figures(self) -> Iterator[Figure]:
        """The figures of the branch."""
        yield from (self.sessions.held, self.sessions.expected, self.sessions.present, self.sessions.rate)
        yield from self.hours
        yield self.written
        for form, each in self.forms.items():
            yield replace(each.held, name=f"{OF_FORM}{form}")


def report(year: StudyYear) -> Report:
    """The year as this device knows it; people in the order of the roster."""
    members = TABLES["hours"].ordered(year.people)
    people = tuple(person_year(year, member) for member in members)
    return Report(
        year=year,
        sessions=turnout(year),
        forms={form: turnout(year, form) for form in FORMS},
        hours=tuple(_sum(year, name, members, [getattr(each.hours, name) for each in people]) for name in SUMS),
        written=_sum(year, "reflections", members, [each.written for each in people]),
        people=people,
        frequency=tuple(frequency(year)),
        plan=tuple(plan_actual(year)),
        unknown=tuple(unknown(year)),
    )


def person_year(year: StudyYear, member: View) -> PersonYear:
    """The year of one person."""
    return PersonYear(
        member,
        year.section_of(member.id),
        person_hours(year, member.id),
        person_rate(year, member.id),
        written(year, member.id),
        tuple(reflections(year, member.id)),
    )


def written(year: StudyYear, member: str) -> Figure:
    """How many reflections of a person were accepted; those that wait for it count nothing yet."""
    if year.lacks(["b", f"r:{member}"]):
        return without("reflections", "count", "no_access")
    return total(
        "reflections",
        "count",
        [
            Line(view.id, "reflection", int(view.state == "accepted"), "", {"day": year.made_on(view) or ""})
            for view in year.submissions_of(member)
            if view.state in ("accepted", "submitted")
        ],
    )


def of_person(report: Report, member: str, name: str) -> Figure | None:
    """One person's part of a sum over people; None of whoever is not of that year."""
    found = next((each for each in report.people if each.member.id == member), None)
    return None if found is None else next((each for each in found.figures() if each.name == name), None)


def _sum(year: StudyYear, name: str, people: Sequence[View], figures: Sequence[Figure]) -> Figure:
    """The branch's sum of one figure of its people, a line a person; to be supplied while nobody's year is known.

    A held session of which nobody knows the people leaves the hours it would count to be supplied as well.
    """
    unit: Unit = "count" if name == "reflections" else "minutes"
    rules = tuple(dict.fromkeys(rule for each in figures for rule in each.rules))
    applying = [
        (member, each) for member, each in zip(people, figures, strict=True) if each.missing != "not_applicable"
    ]
    if name in SUMS and not applies(year.rules, name):
        return without(name, unit, "not_applicable")
    # Whoever stands on no roll but the committee's is one of the people of the year as well.
    if year.lacks(["b", "c"]) or any(each.missing == "no_access" for _, each in applying):
        return without(name, unit, "no_access", rules=rules)
    lines = [Line(member.id, "person", each.value) for member, each in applying]
    lines += [Line(session.id, "no_roll", None, "", _when(session)) for session in _nobody_s(year, name, people)]
    if not figures:
        return without(name, unit, "to_supply", lines)
    found = total(name, unit, lines, rules)
    # Of a person whose year has a hole, too, something is known.
    known = sum(each.value if each.value is not None else each.least or 0 for _, each in applying)
    return replace(found, least=known) if found.value is None else found


def _nobody_s(year: StudyYear, name: str, people: Sequence[View]) -> list[View]:
    """Sessions without a roll that count to the figure, and at which nobody of these people was expected."""
    if name not in ("collective", "other", "total"):
        return []
    collective = set(year.rules.words("H-7", "forms"))
    return [
        session
        for session in year.without_roll
        if name == "total" or (name == "collective") == bool(collective & forms_of(session))
        if not any(expects(year, session, member.id) for member in people)
    ]


def _when(session: View) -> dict[str, str | int]:
    return {"day": str(session.get("start") or "")[:10], "form": str(session.get("form"))}
