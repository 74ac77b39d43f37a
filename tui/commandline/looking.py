"""`list` and `show`: records as this device has them, without network and without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.cache.view import View
from sync.records.fields import FieldProblem
from sync.records.kind import KindSpec
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.output import aligned, lines_of, say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record_of
from tui.commandline.values import Assignment, assignments, find_id, understood
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, title_of, value_text
from tui.moments import made, moment, order


def list_records(args: argparse.Namespace, folder: Path) -> int:
    """`list KIND [--where field=value] [--deleted]`."""
    with read_folder(folder) as place:
        spec = place.repository.registry[args.kind]
        wanted = _wanted(place, spec, assignments(args.where))
        views = [view for view in place.repository.find(spec.name, deleted=args.deleted) if _fits(spec, view, wanted)]
        views.sort(key=lambda view: _order(spec, view))
        if args.json:
            say_json([record_of(view, spec, place.desk.member) for view in views])
        elif not views:
            say(t("cli.list.none", kind=kind_label(spec)))
        else:
            columns = spec.columns or tuple(spec.editable()[:4])
            rows = [["id", *(field_label(spec, name) for name in columns)]]
            rows += [
                [view.id, *(value_text(place, spec, name, view.get(name)).replace("\n", " ") for name in columns)]
                for view in views
            ]
            say(*table(rows[0], rows[1:]))
    return DONE


def _wanted(place: Workplace, spec: KindSpec, given: list[Assignment]) -> list[tuple[str, Any]]:
    for each in given:
        if each["how"] != "=":
            raise FieldProblem(each["field"], "not_given", value=f"{each['field']}{each['how']}{each['text']}"[:40])
    return [(each["field"], understood(place, spec, [each])[each["field"]]) for each in given]


def _fits(spec: KindSpec, view: View, wanted: list[tuple[str, Any]]) -> bool:
    """True when every field has the value asked for; a set has all of its elements, and nothing asked means nothing known."""
    for name, value in wanted:
        held = view.get(name)
        if spec.fields[name].type == "set":
            if not (set(value or ()) <= set(held or ()) if value else not held):
                return False
        elif held != value:
            return False
    return True


def _order(spec: KindSpec, view: View) -> tuple[bool, Any, str]:
    """By the first column where that is a time or a number, then by creation; what is left stays as it came."""
    first = spec.columns[0] if spec.columns else ""
    sortable = bool(first) and spec.fields[first].type in ("date", "time", "int")
    value = view.get(first) if sortable else None
    return (sortable and value is None, value if value is not None else 0, order(made(view)))


def show(args: argparse.Namespace, folder: Path) -> int:
    """`show ID`, or the beginning of an id."""
    with read_folder(folder) as place:
        view = place.desk.record(find_id(place, args.id))
        spec = place.repository.registry[view.kind]
        if args.json:
            say_json(record_of(view, spec, place.desk.member))
        else:
            say(*_described(place, spec, view))
    return DONE


def _described(place: Workplace, spec: KindSpec, view: View) -> list[str]:
    lines = [*lines_of(f"{kind_label(spec)}  {title_of(place, view)}"), f"id  {view.id}"]
    if view.deleted:
        lines.append(t("cli.show.deleted"))
    short: list[tuple[str, str]] = []
    prose: list[str] = []
    for name, declared in spec.fields.items():
        value = view.get(name)
        words = value_text(place, spec, name, value)
        if not words or (name == "sample" and not value):
            continue
        label = field_label(spec, name)
        if declared.multiline and value:
            prose += [f"{label}{t('error.colon')}".rstrip(), *(f"  {line}" for line in lines_of(words))]
        else:
            short.append((label, words.replace("\n", " ")))
    lines += [*_wide(short), *prose]
    at = str(view.updated.get("claimed") or view.updated.get("at") or "")
    by = view.updated.get("by")
    who = t("cli.show.by", who=member_name(place, by)) if by else ""
    lines.append(t("cli.show.updated", at=moment(place, at)) + who)
    if view.pending:
        lines.append(t("cli.show.pending"))
    return lines


def _wide(rows: list[tuple[str, str]]) -> list[str]:
    """Labels aligned, values whole."""
    labels = aligned([(label, ".") for label, _ in rows])
    return [f"{label[:-1]}{' '.join(lines_of(words))}" for label, (_, words) in zip(labels, rows, strict=True)]
