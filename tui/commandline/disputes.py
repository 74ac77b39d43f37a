"""`conflicts`, `resolve`, `parked`: where two edits met, and what the server refused."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.cache.parked import Parked
from sync.parking import own_text
from sync.records.fields import FieldProblem
from sync.resolving import OpenConflict, open_conflicts, who_differs, who_stands
from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import read_text
from tui.dispute_rows import CODES, side_words
from tui.i18n import t
from tui.labels import conflict_field, field_label, kind_label, member_name, title_of, value_text


def conflicts(args: argparse.Namespace, folder: Path) -> int:
    """`conflicts`: those nobody has settled yet, oldest first."""
    with read_folder(folder) as place:
        found = open_conflicts(place.desk)
        if args.json:
            say_json([_conflict(item) for item in found])
        elif not found:
            say(t("cli.conflicts.none"))
        for item in found if not args.json else ():
            say(*_conflict_lines(place, item))
    return DONE


def _conflict(item: OpenConflict) -> dict[str, Any]:
    return {
        "id": item.id,
        "record": item.record,
        "kind": item.kind,
        "field": item.field,
        "current": item.current,
        "mine": item.mine,
        "by": item.by,
        "at": item.at,
        "deleted": item.deleted,
    }


def _conflict_lines(place: Workplace, item: OpenConflict) -> list[str]:
    spec = place.repository.registry.get(item.kind or "")
    title = title_of(place, item.parent) if item.parent is not None else item.record
    name = conflict_field(spec, item.field) if spec else item.field

    def shown(value: Any) -> list[str]:
        words = value_text(place, spec, item.field, value) if spec else str(value)
        return [f"    {line}" for line in lines_of(words or t("value.unknown"))]

    lines = [f"{item.id}  {title}  {name}"]
    if item.of_delete:
        return [*lines, f"  {t('cli.conflict.of_delete', who=member_name(place, item.by))}"]
    if item.deleted:
        lines.append(f"  {t('cli.show.deleted')}")
    colon = t("error.colon").rstrip()
    return [
        *lines,
        f"  {side_words(place, who_stands(place.desk, item), 'stands')}{colon}",
        *shown(item.current),
        f"  {side_words(place, who_differs(place.desk, item), 'waits')}{colon}",
        *shown(item.mine),
    ]


def resolve(args: argparse.Namespace, folder: Path) -> int:
    """`resolve ID --keep current|mine|FILE`."""
    values = {"id": args.id, "keep": args.keep}
    if args.keep not in ("current", "mine"):
        path = Path(args.keep).expanduser()
        values = {"id": args.id, "keep": "text", "text": read_text("keep", path.read_bytes())}
    done = carry_out(folder, "resolve", values)
    if args.json:
        say_json(done["record"])
    else:
        say(t("cli.resolved"))
    return DONE


def parked(args: argparse.Namespace, folder: Path) -> int:
    """`parked`: what the server refused; `parked ID --retry|--as-new|--discard` decides about one."""
    how = next((name for name in ("retry", "as_new", "discard") if getattr(args, name)), None)
    if (args.id is None) != (how is None):
        raise FieldProblem("id", "parked_needs_both" if how is None else "parked_needs_id")
    if how is None:
        return _list_parked(args, folder)
    done = carry_out(folder, "parked", {"id": args.id, "how": how})
    if args.json:
        say_json(done)
    else:
        say(t(f"cli.parked.{how}"), *done["made"])
    return DONE


def _list_parked(args: argparse.Namespace, folder: Path) -> int:
    with read_folder(folder) as place:
        found = place.queue.parked()
        if args.json:
            say_json([_parked(place, item) for item in found])
        elif not found:
            say(t("cli.parked.none"))
        for item in found if not args.json else ():
            say(*_parked_lines(place, item))
    return DONE


def _parked(place: Workplace, item: Parked) -> dict[str, Any]:
    spec = place.repository.registry.get(item.first.type)
    return {
        "id": item.id,
        "record": item.first.rec,
        "kind": item.first.type,
        "action": item.first.k,
        "code": item.code,
        "field": item.field,
        "reason": item.reason,
        "at": item.at,
        "edits": len(item.ops),
        "text": dict(own_text(spec, item.first)) if spec else {},
    }


def _parked_lines(place: Workplace, item: Parked) -> list[str]:
    spec = place.repository.registry.get(item.first.type)
    kind = kind_label(spec) if spec else item.first.type
    why = parked_reason(item)
    lines = [f"{item.id}  {kind}  {t(f'cli.parked.action.{item.first.k}')}  {why}"]
    for name, value in own_text(spec, item.first) if spec is not None else ():
        if spec is not None and value not in (None, []):
            words = lines_of(value_text(place, spec, name, value))
            lines += [
                f"  {field_label(spec, name)}{t('error.colon')}{words[0]}",
                *(f"    {each}" for each in words[1:]),
            ]
    if len(item.ops) > 1:
        lines.append(f"  {t('cli.parked.more', n=len(item.ops) - 1)}")
    return lines


def parked_reason(item: Parked) -> str:
    """Why the server did not take an edit, in the reader's language."""
    return t(f"parked.code.{item.code if item.code in CODES else 'other'}", code=item.code)
