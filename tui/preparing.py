"""What a new session is made of: from a task, from the template of its form, from the last of its form, or one a month.

Pure functions over records; what they answer goes through `desk.create_all` as one action.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any, TypeAlias

import msgspec

from sync.cache.view import View
from sync.records.dates import narrow, read_moment
from tui.said_dates import hour_of

NewRecord: TypeAlias = tuple[str, Mapping[str, Any], str | None]
"""Kind, fields and id (None: one is chosen) of a record to be made, as `desk.create_all` takes them."""

TEMPLATES = Path(__file__).parent / "data" / "agenda.toml"

MATERIAL_TITLE = 120
MATERIAL_NOTE = 200

_MARK = re.compile(r"\s*(?:[-*•·●○]+|[(（]?(?:\d{1,2}|[一二三四五六七八九十]{1,3})[)）.．、])\s*")
_DAY = re.compile(r"(\d{1,2}) ?[日号]? ?(上午|早上|早晨|中午|下午|晚上)? ?(.+)", re.ASCII)


class EveryMonth(msgspec.Struct, frozen=True):
    """A day of the month and a time of day; a month that is shorter has it on its last day."""

    day: int
    hour: int
    minute: int

    def moment(self, month: str) -> dt.datetime:
        """The moment in a month YYYY-MM."""
        year, number = int(month[:4]), int(month[5:7])
        day = min(self.day, calendar.monthrange(year, number)[1])
        return dt.datetime(year, number, day, self.hour, self.minute)  # noqa: DTZ001 - branch-local, without zone

    def start(self, month: str) -> str:
        """The moment as the field `start` holds it."""
        return self.moment(month).isoformat(timespec="minutes")


def every_month(written: str) -> EveryMonth | None:
    """`15 09:00`, `15日 9点` or `15日下午3点` as written by a person; None when it says no day and time."""
    match = _DAY.fullmatch(narrow(written))
    moment = read_moment(f"2000-01-01 {match[3]}") if match else None
    if match is None or moment is None or not 1 <= int(match[1]) <= 31:
        return None
    hour = hour_of(int(moment[11:13]), match[2])
    return EveryMonth(int(match[1]), hour, int(moment[14:16])) if hour is not None else None


# from a task


def of_task(task: View, me: str | None) -> dict[str, Any]:
    """The fields of a session for a task; what the task does not say stays open."""
    return {
        "task": task.id,
        "form": task.get("form"),
        "title": task.get("topic"),
        "host": task.get("lead"),
        "audience": task.get("audience"),
        "recorders": [me] if me else [],
    }


def materials(task: View, session: str) -> list[NewRecord]:
    """A material for each line of the task's, its presenter the task's study lead; a line too long for a title is whole in the note."""
    found: list[NewRecord] = []
    for line in str(task.get("materials") or "").splitlines():
        words = _MARK.sub("", line, count=1).strip() if _MARK.match(line) else line.strip()
        if not words:
            continue
        fields: dict[str, Any] = {"target": session, "title": words, "presenter": task.get("lead")}
        if len(words) > MATERIAL_TITLE:
            fields |= {"title": words[: MATERIAL_TITLE - 1] + "…", "note": words[:MATERIAL_NOTE]}
        found.append(("material", fields, None))
    return found


def with_end(fields: Mapping[str, Any], minutes: int | None) -> dict[str, Any]:
    """The fields with the end that start and planned minutes give, where no end is given."""
    start = fields.get("start")
    if not start or fields.get("end") or not minutes or minutes <= 0:
        return dict(fields)
    end = dt.datetime.fromisoformat(start) + dt.timedelta(minutes=minutes)
    return {**fields, "end": end.isoformat(timespec="minutes")}


def months_of(task: View) -> list[str]:
    """The months YYYY-MM a task spans; its one month where it says only one, none where it says none or they are crossed."""
    known = [str(day)[:7] for day in (task.get("month_from"), task.get("month_to")) if day]
    if not known:
        return []
    year, month = int(known[0][:4]), int(known[0][5:7])
    found = []
    while (name := f"{year:04d}-{month:02d}") <= known[-1]:
        found.append(name)
        year, month = (year + 1, 1) if month == 12 else (year, month + 1)
    return found


def months_without(task: View, sessions: Iterable[View]) -> list[str]:
    """The months of a task in which it has no session; one that was cancelled was there on purpose and counts."""
    taken = {str(each.get("start"))[:7] for each in sessions if each.get("task") == task.id and each.get("start")}
    return [month for month in months_of(task) if month not in taken]


def monthly(task: View, sessions: Iterable[View], when: EveryMonth, me: str | None) -> list[NewRecord]:
    """A planned session for each month of the task that has none yet."""
    fields = {name: value for name, value in of_task(task, me).items() if value is not None}
    return [
        ("session", with_end({**fields, "start": when.start(month)}, task.get("minutes_planned")), None)
        for month in months_without(task, sessions)
    ]


# from a template


@cache
def templates(path: Path = TEMPLATES) -> dict[str, list[dict[str, Any]]]:
    """The agenda of each form, in order: zh, en, item_kind and, where it is set, minutes_planned."""
    return tomllib.loads(path.read_text("utf-8"))


def template_agenda(form: str, session: str, language: str) -> list[NewRecord]:
    """The agenda items a session of this form begins with, in that language; none for a form without a template."""
    title = "zh" if language == "zh" else "en"
    return [
        (
            "agenda_item",
            {
                "session": session,
                "number": number,
                "title": item[title],
                "item_kind": item["item_kind"],
                "minutes_planned": item.get("minutes_planned"),
            },
            None,
        )
        for number, item in enumerate(templates().get(form, ()), 1)
    ]


# from the last one

COPIED = ("form", "place", "host", "recorders", "audience", "also")
COPIED_ITEM = ("number", "title", "item_kind", "minutes_planned", "presenter", "materials")


def last_of(form: str, sessions: Iterable[View]) -> View | None:
    """The session of a form that starts last, of those that were not cancelled and say when they are."""
    dated = [each for each in sessions if each.get("form") == form and each.get("start") and each.state != "cancelled"]
    return max(dated, key=lambda each: (each.get("start"), each.id), default=None)


def copied(session: View) -> dict[str, Any]:
    """What the next session takes over from the last one: where, by whom, for whom; not its theme, materials or dates."""
    return {name: session.get(name) for name in COPIED if session.get(name) not in (None, "", [])}


def copied_agenda(items: Sequence[View], session: str) -> list[NewRecord]:
    """The agenda of the last one in its order, nothing of it done yet."""
    return [
        ("agenda_item", {"session": session, **{name: item.get(name) for name in COPIED_ITEM}}, None) for item in items
    ]


def within_rights(
    fields: Mapping[str, Any], me: str | None, allowed: Callable[[Mapping[str, Any]], bool]
) -> dict[str, Any]:
    """The fields as far as this person may set them: whoever opens an unplanned session records it and names no other host."""
    if allowed(fields):
        return dict(fields)
    return {**fields, "host": None, "recorders": [me] if me else []}
