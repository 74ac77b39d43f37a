"""The figures on the page of a study year that the report does not hold itself. Pure functions over the report."""

from __future__ import annotations

from tui.year.figures import Figure, Line, total, without
from tui.year.hours import applies
from tui.year.plan_actual import count_done
from tui.year.report import Report
from tui.year.unknown import unseen


def overview(report: Report) -> dict[str, Figure]:
    """The figures of the branch's year by name."""
    found = [*report.figures(), reached(report), tasks_done(report), unknown_facts(report)]
    return {figure.name: figure for figure in found}


def reached(report: Report) -> Figure:
    """How many people reach the target of collective study, a line a person who has one; hidden where one's hours are.

    To be supplied while nobody of the year is known; without the scopes in which its people are found nobody can count them.
    """
    asked = [each for each in report.people if each.hours.reach != "none"]
    if not applies(report.year.rules, "collective") or report.year.rules.rule("T-1") is None:
        return without("reached", "count", "not_applicable")
    # Whoever stands on no roll but the committee's is one of the people of the year as well.
    if report.year.lacks(["b", "c"]) or any(each.hours.collective.missing == "no_access" for each in asked):
        return without("reached", "count", "no_access", rules=("T-1",))
    if not asked:
        return without("reached", "count", "not_applicable" if report.people else "to_supply")
    lines = [
        Line(each.member.id, f"reach_{each.hours.reach}", int(each.hours.reach == "reached"), "T-1") for each in asked
    ]
    return total("reached", "count", lines)


def tasks_done(report: Report) -> Figure:
    """How many tasks of the plan are done, a line a task that was not cancelled; without a plan nothing was asked.

    To be supplied while of one nobody knows when it was to be held.
    """
    asked, done = [each for each in report.plan if each.state != "cancelled"], count_done(report.plan)
    if done is None or report.year.lacks(["b"]):
        return without("tasks_done", "count", "no_access")
    if not asked:
        return without("tasks_done", "count", "not_applicable")
    lines = []
    for each in asked:
        counted = None if each.state == "unknown" else int(each.state == "done")
        code = "task" if counted is not None else "task_unknown"
        lines.append(Line(each.task.id, code, counted, "", {"held": each.held}))
    return total("tasks_done", "count", lines)


def unknown_facts(report: Report) -> Figure:
    """How many facts the year's records lack, a line a fact; those of records this device does not hold are not known here."""
    if unseen(report.year):
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
