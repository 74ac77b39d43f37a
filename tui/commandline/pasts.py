"""`history` and `trash`: what a record went through, and what was deleted; from the server, or as far as this device knows."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.history import Entry, Past, grouped, known_here, waiting_here
from sync.records.kind import KindSpec
from sync.transport import Transport
from sync.trash import Deleted, deleted_here, together, told
from sync.workplace import Workplace
from tui import past
from tui.commandline.connecting import ask_server
from tui.commandline.failing import DONE
from tui.commandline.output import lines_of, say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.values import find_id
from tui.i18n import t
from tui.labels import kind_label, member_name, title_in, title_of
from tui.moments import moment

MOST = 2000
"""Revisions, or deleted records, read at most."""


def history(args: argparse.Namespace, folder: Path) -> int:
    """`history ID`: newest first, one author's changes of ten minutes as one."""
    with read_folder(folder) as place:
        view = place.desk.record(find_id(place, args.id))
        spec, rid = place.repository.registry[view.kind], view.id
        found = ask_server(place, folder, lambda transport: _past(transport, rid)) if spec.shared and view.rev else None
        steps = waiting_here(place.desk, rid) + found.steps if found is not None else known_here(place.desk, rid)
        entries = grouped(steps)
        if args.json:
            say_json(
                {
                    "record": rid,
                    "from": "device" if found is None else "server",
                    "entries": [_entry(each) for each in entries],
                }
            )
        else:
            say(f"{kind_label(spec)}  {title_of(place, view)}")
            for each in entries:
                say(*_lines(place, spec, each))
            if not entries:
                say(t("cli.why.nobody"))
    return DONE


def _past(transport: Transport, rid: str) -> Past:
    found = Past()
    while found.more and len(found.steps) < MOST:
        found.take(transport.history(rid, found.before))
    return found


def _entry(entry: Entry) -> dict[str, Any]:
    step = entry.newest
    return {
        "revision": step.rev or None,
        "action": entry.k,
        "at": step.at,
        "by": step.by,
        "for": step.for_,
        "basis": step.basis,
        "reference": step.ref,
        "pending": step.waiting,
        "revisions": len(entry.steps),
        "changes": {name: list(pair) for name, pair in entry.changes.items()},
    }


def _lines(place: Workplace, spec: KindSpec, entry: Entry) -> list[str]:
    step = entry.newest
    head = f"{moment(place, step.at)}  {past.who(place, step)}  {past.what(spec, entry)}"
    return [head, *(f"  {line}" for line in lines_of(past.detail(place, spec, entry).plain))]


def trash(args: argparse.Namespace, folder: Path) -> int:
    """`trash`: newest first; `restore ID` brings one back."""
    with read_folder(folder) as place:
        server = ask_server(place, folder, _deleted) or []
        names = {each.id for each in server}
        found = together(place.desk, server, deleted_here(place.desk))
        if args.json:
            say_json([_record(place, each, names) for each in found])
        elif not found:
            say(t("trash.empty"))
        else:
            rows = [["id", *(t(f"trash.{name}") for name in ("kind", "what", "who", "when"))]]
            rows += [[each.id, *_cells(place, each)] for each in found]
            say(*table(rows[0], rows[1:]))
    return DONE


def _deleted(transport: Transport) -> list[Deleted]:
    found: list[Deleted] = []
    before: str | None = None
    while len(found) < MOST:
        page = transport.trash(before)
        found += map(told, page.deleted)
        before = page.next
        if before is None:
            break
    return found


def _title(place: Workplace, item: Deleted) -> str | None:
    spec = place.repository.registry[item.kind]
    return title_in(place, spec, item.fields) if item.fields is not None else None


def _record(place: Workplace, item: Deleted, server: set[str]) -> dict[str, Any]:
    return {
        "id": item.id,
        "kind": item.kind,
        "title": _title(place, item),
        "by": item.by,
        "at": item.at,
        "erased": item.erased,
        "from": "server" if item.id in server else "device",
    }


def _cells(place: Workplace, item: Deleted) -> list[str]:
    kind = kind_label(place.repository.registry[item.kind])
    title = _title(place, item) or t("trash.erased" if item.erased else "trash.unknown")
    return [kind, title, member_name(place, item.by) if item.by else "", moment(place, item.at)]
