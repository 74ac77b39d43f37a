"""`session`: one session as its page shows it: what it is, agenda, roll, leave, votes, action items, materials; without the lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from sync.cache.view import View
from sync.workplace import Workplace
from tui import agenda, leave, roll
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record_of
from tui.commandline.values import find_session
from tui.i18n import t
from tui.labels import (
    choice_label,
    field_label,
    kind_label,
    member_name,
    record_name,
    state_label,
    title_of,
    value_text,
)
from tui.session_record import actions, attended, forms, owner, recorders, span, votes
from tui.year.attendance import status

ROWS = ("agenda_item", "attendance", "leave_request", "minute", "vote", "action", "material")
"""Kinds of the rows of a session, as `--json` gives them."""


def session(args: argparse.Namespace, folder: Path) -> int:
    """`session ID`, or the beginning of its id."""
    with read_folder(folder) as place:
        view = find_session(place, args.id)
        if args.json:
            registry, me = place.repository.registry, place.desk.member
            rows = {
                kind: [
                    record_of(each, registry[kind], me)
                    for each in place.repository.linked(kind, "target" if kind == "material" else "session", view.id)
                ]
                for kind in ROWS
            }
            say_json({**record_of(view, registry["session"], me), "rows": rows})
        else:
            say(*_head(place, view))
            for kind, lines in _parts(place, view):
                if lines:
                    say(kind_label(place.repository.registry[kind]), *(f"  {line}" for line in lines))
    return DONE


def _head(place: Workplace, view: View) -> Iterator[str]:
    spec, colon = place.repository.registry["session"], t("error.colon")
    yield f"{title_of(place, view)}  {state_label(spec, view.state)}"
    yield f"id  {view.id}"
    yield f"{field_label(spec, 'form')}{colon}{forms(place, view)}"
    yield f"{field_label(spec, 'start')}{colon}{span(view)}"
    yield f"{field_label(spec, 'place')}{colon}{value_text(place, spec, 'place', view.get('place'))}"
    yield f"{field_label(spec, 'host')}{colon}{value_text(place, spec, 'host', view.get('host'))}"
    yield f"{field_label(spec, 'recorders')}{colon}{recorders(place, view)}"
    found = attended(place, view)
    yield f"{t('record.expected')}{colon}{found.expected}"
    yield f"{choice_label(place.repository.registry['attendance'], 'status', 'present')}{colon}{found.present}"


def _parts(place: Workplace, view: View) -> Iterator[tuple[str, list[str]]]:
    yield "agenda_item", list(_agenda(place, view))
    yield "attendance", [_mark(place, row, done=bool(view.get("roll_call_done"))) for row in roll.rows(place, view.id)]
    yield "leave_request", [_request(place, row) for row in leave.requests(place, view.id)]
    yield "vote", votes(place, view)
    yield "action", [_action(place, row) for row in actions(place, view)]
    yield "material", [title_of(place, row) for row in place.repository.linked("material", "target", view.id)]


def _agenda(place: Workplace, view: View) -> Iterator[str]:
    used = agenda.minutes_used(place, view)
    for number, item in enumerate(agenda.items(place, view.id), 1):
        minutes = agenda.time_words(used.get(item.id), item.get("minutes_planned"))
        words = [f"{number}. {item.get('title')}"]
        words += [t("cli.session.minutes", minutes=minutes)] if minutes else []
        words += [t("agenda.is_done")] if item.get("done") else []
        yield "  ".join(words)


def _mark(place: Workplace, row: View, *, done: bool) -> str:
    spec = place.repository.registry["attendance"]
    words = f"{member_name(place, row.get('member'))}{t('error.colon')}"
    words += value_text(place, spec, "status", status(row, done))
    section = f"  {record_name(place, str(row.get('section')))}" if row.get("section") else ""
    return words + section


def _request(place: Workplace, row: View) -> str:
    spec = place.repository.registry["leave_request"]
    said = [
        value_text(place, spec, "leave_kind", row.get("leave_kind")),
        str(row.get("reason") or ""),
        state_label(spec, row.state),
    ]
    return f"{member_name(place, row.get('member'))}{t('error.colon')}{'  '.join(filter(None, said))}"


def _action(place: Workplace, row: View) -> str:
    spec = place.repository.registry["action"]
    due = value_text(place, spec, "due", row.get("due"))
    return f"{title_of(place, row)}  {owner(place, row)}  {due}  {state_label(spec, row.state)}"
