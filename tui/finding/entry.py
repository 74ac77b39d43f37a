"""What of a record is looked for, and where: its title, then dates, states and the like, then its texts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from sync.cache.view import View
from sync.records.fields import Field, Label
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.finding.folding import END
from tui.labels import choice_label, role_label
from tui.projecting import is_private

BEGINS = ("start", "on", "at", "from", "month_from", "started", "due", "out_on", "issued_on", "held_on")
ENDS = ("to", "month_to", "due_on")
"""Fields that say when a record begins and ends, for kinds with several dates; else its first date counts."""

LEFT_OUT = frozenset({"conflict"})
"""Kinds with a page of their own, on which nothing needs to be found."""

MINOR = frozenset({"attendance", "signature", "membership", "appointment", "away", "grade", "plan_version"})
"""Kinds of rows that repeat what other records say: always below those."""

HEADS = {"session": ("host", "recorders"), "submission": ("author",), "publication": ("author",)}
"""Kind -> the fields that say whose record it is before all others'."""

NOBODY: frozenset[str] = frozenset()

UNREAD = frozenset({("plan_version", "content"), ("assessment_result", "content"), ("minute", "pos")})
"""Fields of texts nobody wrote."""


class Facts(msgspec.Struct, frozen=True):
    """What conditions and order go by."""

    kind: str
    state: str | None
    people: frozenset[str]
    """Members it names; where it names none, who made it."""
    day: int
    """Of its date, counted from year 1; 0 where nothing says when."""
    months: tuple[int, int]
    """First and last month it reaches into, year * 12 + month - 1; (0, 0) where nothing says when."""
    host: str | None
    """Who holds the session it is."""
    heads: frozenset[str]
    """Members whose record it is before all others': who holds or records a session, who wrote a reflection."""
    private: bool
    """True when it must not be shown to a room."""


class Entry(msgspec.Struct, frozen=True):
    """A record as it is searched."""

    facts: Facts
    text: str
    title: int
    """How many characters of the text are the title."""
    words: int
    """How many are title, dates, states and short texts; behind them stands prose."""
    parts: tuple[tuple[str, int, int], ...]
    """(field, begin, end) in the text."""


def entry_of(place: Workplace, view: View) -> Entry:
    """The entry of a live record."""
    spec = place.repository.registry[view.kind]
    title, lines, prose, people = "", [], [], set()
    for name, declared in spec.fields.items():
        value = view.get(name)
        if value is None or value == [] or declared.by_program or name == "sample" or (spec.name, name) in UNREAD:
            continue
        if declared.target == "member":
            people.update(value if isinstance(value, list) else [value])
        elif declared.target is not None or name == spec.parent_field:
            continue
        elif declared.type == "text":
            prose.append((name, str(value)))
        elif name == spec.title and declared.type == "str":
            title = str(value)
        elif said := _said(place, spec, name, declared, value):
            lines.append((name, said))
    if not people and (by := view.created.get("by")):
        people.add(str(by))
    if not title and view.kind == "session":
        # As the lists call it.
        title = choice_label(spec, "form", str(view.get("form")))
    parts = [(spec.title, title), *lines, *prose]
    at, placed = 0, []
    for name, said in parts:
        placed.append((name, at, at + len(said)))
        at += len(said) + 1
    words = placed[len(lines)][2]
    host = view.get("host") if view.kind == "session" else None
    when = _when(place, spec, view)
    facts = Facts(view.kind, view.state, frozenset(people), *when, host, _heads(view), is_private(view))
    return Entry(facts, "\n".join(said for _, said in parts), len(title), words, tuple(placed))


def _heads(view: View) -> frozenset[str]:
    named = [view.get(name) for name in HEADS.get(view.kind, ())]
    each = [rid for value in named if value for rid in (value if isinstance(value, list) else [value])]
    return frozenset(each) if each else NOBODY


def _said(place: Workplace, spec: KindSpec, name: str, declared: Field, value: Any) -> str:
    """A short value in every word it may be looked for by."""
    match declared.type:
        case "enum":
            label = spec.states.get(str(value)) if name == "state" else declared.choice_label(str(value))
            # By its words in both languages, and as this language and this branch say it.
            own = choice_label(spec, name, str(value))
            if spec.name == "appointment" and name == "role":
                own = role_label(str(value), place)
            return " ".join(dict.fromkeys([own, *(label or Label("", ""))]))
        case "date" | "time":
            return _dated(str(value))
        case "int":
            return str(value) if name == "year" else ""
        case "bool":
            return ""
        case "set":
            return " ".join(map(str, value))
    return str(value).replace(END, " ").replace("\n", " ")


def _dated(value: str) -> str:
    """A date as records hold it and as it is said."""
    day = _date(value)
    if day is None:
        return value
    return f"{value.replace('T', ' ')} {day.year}年{day.month}月{day.day}日"


def _date(value: Any) -> dt.date | None:
    try:
        return dt.date.fromisoformat(str(value)[:10])
    except ValueError:
        return None


def day_of(place: Workplace, view: View) -> str:
    """The date of a record, YYYY-MM-DD: its own, else that of what it belongs to, else when it was last changed; "" for none."""
    day, _ = _span(place, place.repository.registry[view.kind], view)
    return day.isoformat() if day else ""


def _when(place: Workplace, spec: KindSpec, view: View) -> tuple[int, tuple[int, int]]:
    first, last = _span(place, spec, view)
    if first is None or last is None:
        return 0, (0, 0)
    months = (first.year * 12 + first.month - 1, last.year * 12 + last.month - 1)
    return first.toordinal(), (months[0], max(months))


def _span(place: Workplace, spec: KindSpec, view: View) -> tuple[dt.date | None, dt.date | None]:
    dated = [name for name, declared in spec.fields.items() if declared.type in ("date", "time")]
    first = _first(view.fields, [*(name for name in BEGINS if name in dated), *dated])
    if first is not None:
        last = _first(view.fields, [name for name in ENDS if name in dated])
        return first, last if last is not None and last > first else first
    parent = place.repository.get(str(view.get(spec.parent_field))) if spec.parent_field else None
    if parent is not None and parent.id != view.id:
        first, _ = _span(place, place.repository.registry[parent.kind], parent)
        return first, first
    stamp = str(view.updated.get("claimed") or view.updated.get("at") or view.created.get("at") or "")
    try:
        changed = dt.datetime.fromisoformat(stamp).astimezone(place.clock.now().tzinfo).date()
    except ValueError:
        return None, None
    return changed, changed


def _first(fields: Mapping[str, Any], names: Iterable[str]) -> dt.date | None:
    return next((day for name in names if (day := _date(fields.get(name))) is not None), None)
