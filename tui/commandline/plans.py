"""`plan`: a year's plan with its tasks, each with how often it was held and in which months; without the folder's lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sync.cache.view import View
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.output import lines_of, say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record_of
from tui.commandline.values import asked_year
from tui.i18n import t
from tui.labels import field_label, listed, state_label, title_of, value_text
from tui.plan_months import month_span
from tui.year.plan_actual import TaskYear, plan_actual, unplanned
from tui.years import study_year

HEAD = ("number", "issued_on", "goals", "requirements", "remark")
COLUMNS = ("number", "topic", "track", "form", "month_from", "owner", "state")


def plan(args: argparse.Namespace, folder: Path) -> int:
    """`plan [YEAR] [--actual]`: the tasks as planned; with --actual against what was held, then what was held besides."""
    with read_folder(folder) as place:
        year = study_year(place, asked_year(args.year))
        found = next((view for view in place.repository.find("plan") if view.get("year") == year.year), None)
        rows = plan_actual(year)
        spec = place.repository.registry["task"]
        if args.json:
            me = place.desk.member
            tasks = [{**record_of(row.task, spec, me), **_counted(row)} for row in rows]
            head = record_of(found, place.repository.registry["plan"], me) if found is not None else None
            others = [each.id for each in unplanned(year)]
            say_json({"year": year.year, "plan": head, "tasks": tasks, "unplanned": others})
            return DONE
        say(*(_head(place, found) if found is not None else [t("cli.plan.none", year=year.year)]))
        if args.actual:
            say(*_actual(place, rows), *_unplanned(place, list(unplanned(year))))
        elif rows:
            headings = ["id", *(field_label(spec, name) for name in COLUMNS)]
            headings[COLUMNS.index("month_from") + 1] = t("plan.months")
            say(*table(headings, [_task(place, row.task) for row in rows]))
        elif found is not None:
            say(*t("plan.empty").splitlines())
    return DONE


def _head(place: Workplace, found: View) -> Iterator[str]:
    spec = place.repository.registry["plan"]
    yield f"{title_of(place, found)}  {state_label(spec, found.state)}"
    yield f"id  {found.id}"
    for name in HEAD:
        first, *more = lines_of(value_text(place, spec, name, found.get(name)))
        if first or more:
            yield f"{field_label(spec, name)}{t('error.colon')}{first}"
            yield from (f"  {line}" for line in more)


def _task(place: Workplace, task: View) -> list[str]:
    spec = place.repository.registry["task"]
    cells = {name: value_text(place, spec, name, task.get(name)) for name in COLUMNS}
    cells["month_from"] = month_span(task.get("month_from"), task.get("month_to")) or t("value.unknown")
    return [task.id, *cells.values()]


def _counted(row: TaskYear) -> dict[str, object]:
    months = {f"{cell.period.first:%Y-%m}": cell.state for cell in row.cells if cell.state != "nothing"}
    return {"held": row.held, "times": row.times, "missing": row.missing, "standing": row.state, "months": months}


def _actual(place: Workplace, rows: list[TaskYear]) -> Iterator[str]:
    """A line a task: how often of how often, then the months with what became of them."""
    for row in rows:
        name = f"{row.task.get('number')}. {title_of(place, row.task)}{t('error.colon')}"
        if row.state == "no_access":
            yield name + t("actual.no_access")
            continue
        of = row.times or (1 if row.missing is not None else t("value.unknown"))
        words = [t("cli.plan.held", held=row.held, of=of)]
        words += [
            t("cli.plan.month", month=cell.period.first.month, state=t(f"actual.{cell.state}"))
            for cell in row.cells
            if cell.state != "nothing"
        ]
        yield name + listed(words)


def _unplanned(place: Workplace, found: list[View]) -> Iterator[str]:
    spec = place.repository.registry["session"]
    if found:
        yield t("actual.unplanned", n=len(found))
    for each in found:
        day = str(each.get("start") or t("value.unknown"))[:10]
        yield f"  {day}  {title_of(place, each)}  {state_label(spec, each.state)}"
