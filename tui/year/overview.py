"""The figures on the page of a study year that the report does not hold itself. Pure functions over the report."""

from __future__ import annotations

from tui.year.figures import Figure, Line, total, without
from tui.year.report import Report


def overview(report: Report) -> dict[str, Figure]:
    """The figures of the branch's year by name."""
    found = [*report.figures(), reached(report), tasks_done(report), unknown_facts(report)]
    return {figure.name: figure for figure in found}


def reached(report: Report) -> Figure:
    """How many people reach the target of collective study, a line a person who has one; hidden where one's hours are.

    To be supplied while nobody of the year is known.
    """
    asked = [each for each in report.people if each.hours.reach != "none"]
    if any(each.hours.collective.missing == "no_access" for each in asked):
        return without("reached", "count", "no_access", rules=("T-1",))
    if not asked:
        unknown = not report.people and report.year.rules.rule("T-1") is not None
        return without("reached", "count", "to_supply" if unknown else "not_applicable")
    lines = [
        Line(each.member.id, f"reach_{each.hours.reach}", int(each.hours.reach == "reached"), "T-1") for each in asked
    ]
    return total("reached", "count", lines)


def tasks_done(report: Report) -> Figure:
    """How many tasks of the plan are done, a line a task that was not cancelled; without a plan nothing was asked.

    To be supplied while of one nobody knows when it was to be held.
    """
    tasks = [each for each in report.plan if each.state != "cancelled"]
    if not tasks:
        return without("tasks_done", "count", "not_applicable")
    if any(each.state == "no_access" for each in tasks):
        return without("tasks_done", "count", "no_access")
    done = [None if each.state == "unknown" else int(each.state == "done") for each in tasks]
    lines = [
        Line(each.task.id, "task" if counted is not None else "task_unknown", counted, "", {"held": each.held})
        for each, counted in zip(tasks, done, strict=True)
    ]
    return total("tasks_done", "count", lines)


def unknown_facts(report: Report) -> Figure:
    """How many facts the year's records lack, a line a fact; those of records this device does not hold are not known here."""
    if report.year.lacks(["b", "c"]):
        return without("unknown_facts", "count", "no_access")
    lines = [
        Line(each.record.id, "unknown", 1, "", {"kind": each.record.kind, "field": each.field})
        for each in report.unknown
    ]
    return total("unknown_facts", "count", lines)


def frequency_states(report: Report) -> dict[str, int]:
    """How many periods of the frequency rules are met, open, missed, unknown or not to be seen here."""
    states = [each.state for each in report.frequency]
    return {state: states.count(state) for state in dict.fromkeys(states)}
