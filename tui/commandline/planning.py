"""`versions`: what was approved of a plan, and what differs between one version and the one before."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.approving import PlanContent, versions
from sync.cache.view import View
from sync.entered import entered
from sync.problems import InTheWay
from sync.workplace import Workplace
from tui import plan_text
from tui.approvals import approved_at, approved_by
from tui.commandline.failing import DONE
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_id
from tui.i18n import t
from tui.labels import title_of
from tui.moments import moment
from tui.plan_text import NOW
from tui.plan_words import Line, approval_lines
from tui.terminal import printable
from tui.year.plan_difference import FieldChange, PlanDifference


def versions_of(args: argparse.Namespace, folder: Path) -> int:
    """`versions PLAN [N]`: the versions of a plan, or one of them whole with what it changed; PLAN is an id or a year."""
    with read_folder(folder) as place:
        plan = _plan(place, args.id)
        if args.number is None:
            _list(place, plan, as_json=args.json)
        else:
            _one(place, plan, args.number, as_json=args.json)
    return DONE


def _plan(place: Workplace, written: str) -> View:
    """The plan of a year or an id; raises NotFound, InTheWay for another kind."""
    of_year = [view for view in place.repository.find("plan") if str(view.get("year")) == written]
    view = of_year[0] if of_year else place.desk.record(find_id(place, written))
    if view.kind != "plan" or view.deleted:
        raise InTheWay("not_a_plan")
    return view


def _list(place: Workplace, plan: View, *, as_json: bool) -> None:
    found = versions(place.repository, plan.id)
    if as_json:
        last = plan_text.last(place, plan.id)
        since = plan_text.compared(place, plan.id, last, NOW) if last is not None else None
        say_json(
            {
                "plan": plan.id,
                "year": plan.get("year"),
                "versions": [_version(place, each) for each in found],
                "since_last": _difference(since),
            }
        )
        return
    say(f"{plan.get('year')}  {title_of(place, plan)}")
    rows = [
        [
            plan_text.name(each.get("number")),
            approved_by(place, each),
            _when(place, each),
            str(each.get("reason") or ""),
        ]
        for each in found
    ]
    say(*aligned(rows), plan_text.since_last(place, plan.id))
    last = plan_text.last(place, plan.id)
    if last is not None and (since := plan_text.compared(place, plan.id, last, NOW)) is not None and since.count:
        _print(plan_text.difference_text(place, plan.id, last, NOW))


def _one(place: Workplace, plan: View, written: str, *, as_json: bool) -> None:
    number = int(written) if written.isascii() and written.isdigit() else NOW
    version = plan_text.version(place, plan.id, number)
    if version is None:
        known = ", ".join(str(each.get("number")) for each in versions(place.repository, plan.id))
        raise InTheWay("no_such_version", number=printable(written)[:20], known=known or "-")
    before = plan_text.before(place, plan.id, number)
    if as_json:
        found = plan_text.compared(place, plan.id, before, number) if before is not None else None
        content = _content(plan_text.content(place, plan.id, number))
        say_json(
            {
                "plan": plan.id,
                **_version(place, version),
                "before": before,
                "content": content,
                "difference": _difference(found),
            }
        )
        return
    say(*approval_lines(place, version))
    _print(plan_text.whole_text(place, plan.id, number))
    if before is not None:
        say("", t("versions.against", version=plan_text.name(before)))
        _print(plan_text.difference_text(place, plan.id, before, number))


def _print(lines: list[Line]) -> None:
    say(*(line.text for line in lines))


def _when(place: Workplace, version: View) -> str:
    at = approved_at(version)
    return moment(place, at) if at else t("value.unknown")


# for programs


def _version(place: Workplace, version: View) -> dict[str, Any]:
    how = entered(place.desk, version, "approved_by")
    return {
        "id": version.id,
        "number": version.get("number"),
        "approved_by": version.get("approved_by"),
        "entered_by": how.by if how is not None and how.by != how.member else None,
        "basis": how.basis if how is not None else None,
        "reference": how.reference if how is not None else None,
        "at": approved_at(version) or None,
        "reason": version.get("reason"),
        "pending": version.pending,
    }


def _content(content: PlanContent | None) -> dict[str, Any] | None:
    return (
        {"plan": dict(content.plan), "tasks": [dict(each) for each in content.tasks]} if content is not None else None
    )


def _difference(found: PlanDifference | None) -> dict[str, Any] | None:
    if found is None:
        return None
    tasks = [
        {
            "id": each.task.get("id"),
            "how": each.how,
            "topic": each.task.get("topic"),
            "fields": list(map(_field, each.fields)),
        }
        for each in found.tasks
    ]
    return {"plan": list(map(_field, found.plan)), "tasks": tasks}


def _field(change: FieldChange) -> dict[str, Any]:
    return {"field": change.name, "old": change.old, "new": change.new}
