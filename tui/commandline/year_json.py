"""A study year as JSON: whole numbers, null for what has no value with the reason beside it, and every figure with its lines.

Minutes, thousandths and counts; a figure's lines name the records it rests on, so that every number can be traced.
`unknown` lists what the records here lack; `unknown_no_access` names the scopes of which it can say nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from msgspec.structs import replace

from sync.workplace import Workplace
from tui.labels import title_of
from tui.rule_words import rule_sentence
from tui.year.figures import Figure, Line
from tui.year.frequency import Due
from tui.year.overview import overview
from tui.year.packs import Rule, Rules
from tui.year.people_tables import TABLES
from tui.year.periods import Period
from tui.year.plan_actual import TaskYear
from tui.year.reflecting import Written
from tui.year.report import PersonYear, Report
from tui.year.turnout import Turnout
from tui.year.unknown import Unknown, unseen

HOURS, COUNTS = (
    tuple(column.name for column in TABLES[name].columns if column.derived and column.name != "reach")
    for name in ("hours", "attendance")
)
"""The figures of a person, in the order of the columns of the tables of people."""

LACKING = "lacking"
"""What the figure `missing` is called where `missing` says why there is no number."""


def year_json(place: Workplace, report: Report) -> dict[str, Any]:
    """The whole year."""
    year = report.year
    return {
        "year": year.year,
        "first": year.whole.first.isoformat(),
        "last": year.whole.last.isoformat(),
        "over": year.over,
        "pack": _pack(year.rules),
        "sessions": {
            **_turnout(report.sessions),
            "forms": {form: _turnout(each) for form, each in report.forms.items() if each.held.value != 0},
        },
        "hours": _numbers(report.hours),
        "reflections": _accepted(report.written),
        "people": [_person(each) for each in report.people],
        "frequency": [_due(each) for each in report.frequency],
        "plan": [_task(each) for each in report.plan],
        "unknown": [_unknown(place, each) for each in report.unknown],
        "unknown_no_access": unseen(year),
        "figures": [_figure(each) for each in overview(report).values()],
    }


def figure_json(figure: Figure, rules: Rules) -> dict[str, Any]:
    """One figure, its rules in full."""
    known = [rules.all[rid] for rid in figure.rules if rid in rules.all]
    return {**_figure(figure), "rules": [_rule(rule) for rule in known]}


def _numbers(figures: Iterable[Figure]) -> dict[str, Any]:
    """Figures by their names, and in `missing` why those without a value have none; what is short of the target is `lacking`."""
    named = {LACKING if each.name == "missing" else each.name: each for each in figures}
    why = {name: each.missing for name, each in named.items() if each.value is None}
    return {**{name: each.value for name, each in named.items()}, "missing": why}


def _figure(figure: Figure) -> dict[str, Any]:
    return {
        "name": figure.name,
        "unit": figure.unit,
        "value": figure.value,
        "missing": figure.missing,
        "at_least": figure.least,
        "rules": list(figure.rules),
        "lines": [_line(each) for each in figure.lines],
    }


def _line(line: Line) -> dict[str, Any]:
    rule = {"rule": line.rule} if line.rule else {}
    return {"record": line.record, "code": line.code, "counted": line.counted, **rule, "values": dict(line.values)}


def _turnout(turnout: Turnout) -> dict[str, Any]:
    return _numbers((turnout.held, turnout.expected, turnout.present, turnout.rate))


def _person(person: PersonYear) -> dict[str, Any]:
    hours, rate = person.hours, person.rate
    return {
        "member": person.member.id,
        "name": person.member.get("name"),
        "section": person.section,
        "hours": {
            **_numbers(getattr(hours, name) for name in HOURS),
            "unapproved": hours.total.unapproved,
            "reach": hours.reach,
        },
        "attendance": {**_numbers(getattr(rate, name) for name in COUNTS), "reach": rate.reach},
        "reflections": {**_accepted(person.written), "asked": [_asked(each) for each in person.asked]},
        "figures": [_figure(each) for each in person.figures()],
    }


def _accepted(figure: Figure) -> dict[str, Any]:
    return _numbers([replace(figure, name="accepted")])


def _asked(written: Written) -> dict[str, Any]:
    return {
        "rule": written.rule.id,
        "period": _period(written.period),
        "times": written.times,
        "state": written.state,
        "counted": [view.id for view in written.counted],
        "waiting": [view.id for view in written.waiting],
    }


def _due(due: Due) -> dict[str, Any]:
    return {
        "rule": due.rule.id,
        "form": due.form,
        "group": due.group,
        "period": _period(due.period),
        "times": due.times,
        "state": due.state,
        "sessions": [view.id for view in due.sessions],
    }


def _period(period: Period) -> dict[str, Any]:
    first, last = period.first.isoformat(), period.last.isoformat()
    return {"per": period.per, "number": period.number, "first": first, "last": last}


def _task(row: TaskYear) -> dict[str, Any]:
    closed = row.state == "no_access"
    return {
        "task": row.task.id,
        "number": row.task.get("number"),
        "topic": row.task.get("topic"),
        "form": row.task.get("form"),
        "times": row.times,
        "held": None if closed else row.held,
        "missing": row.missing,
        "state": row.state,
        "sessions": [view.id for view in row.sessions],
    }


def _unknown(place: Workplace, fact: Unknown) -> dict[str, Any]:
    view = fact.record
    return {"record": view.id, "kind": view.kind, "title": title_of(place, view), "field": fact.field}


def _pack(rules: Rules) -> dict[str, Any]:
    return {
        "name": rules.name,
        "not_understood": list(rules.not_understood),
        "rules": [_rule(rule) for rule in rules.all.values()],
    }


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "on": rule.on,
        "text": rule_sentence(rule),
        "source": rule.source,
        "verified": rule.verified,
        "values": {name: list(value) if isinstance(value, tuple) else value for name, value in rule.values.items()},
        "changed": sorted(rule.changed),
    }
