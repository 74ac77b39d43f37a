"""`new`, `edit`, `delete`, `restore`, `state` and `submit`: queued locally, without network."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.problems import InTheWay
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import assignments, entered_by, find_id, once_each
from tui.i18n import t
from tui.labels import field_label, listed, member_name, state_label, value_text


def new(args: argparse.Namespace, folder: Path) -> int:
    """`new KIND field=value … [--for MEMBER --basis BASIS --reference TEXT]`: prints the id."""
    spec = KINDS[args.kind]
    entered = entered_by(args)
    given = once_each(assignments(args.given))
    for each in given:
        spec.field(each["field"])
    done = carry_out(folder, "new", {"kind": spec.name, "given": given, "rid": _fresh_id(folder), **entered})
    return _told(args, done, done["record"]["id"])


def _fresh_id(folder: Path) -> str:
    """The id of the record to be, chosen here so that a request taken in twice makes one record."""
    with read_folder(folder) as place:
        return place.ids.record()


def edit(args: argparse.Namespace, folder: Path) -> int:
    """`edit ID field=value …`."""
    done = carry_out(folder, "edit", {"id": args.id, "given": once_each(assignments(args.given))})
    return _told(args, done, t("cli.edited") if done["changed"] else t("cli.unchanged"))


def delete(args: argparse.Namespace, folder: Path) -> int:
    """`delete ID`."""
    done = carry_out(folder, "delete", {"id": args.id})
    said = t("cli.deleted", id=done["record"]["id"]) if done["changed"] else t("cli.deleted_before")
    return _told(args, done, said)


def restore(args: argparse.Namespace, folder: Path) -> int:
    """`restore ID`."""
    done = carry_out(folder, "restore", {"id": args.id})
    return _told(args, done, t("cli.restored") if done["changed"] else t("cli.restored_before"))


def state(args: argparse.Namespace, folder: Path) -> int:
    """`state ID NEWSTATE [--reason TEXT] [--for MEMBER --basis BASIS --reference TEXT]`."""
    values = {"id": args.id, "to": args.to, "reason": args.reason, **entered_by(args)}
    done = carry_out(folder, "state", values)
    record = done["record"]
    said = done.get("said") or t("cli.state", state=state_label(KINDS[record["kind"]], record["state"]))
    return _told(args, done, said if done["changed"] else t("cli.unchanged"))


def submit(args: argparse.Namespace, folder: Path) -> int:
    """`submit ID [--yes]`: shows exactly what leaves this device, makes the submission, prints its id."""
    from sync.submitting import people_in_charge, what_leaves

    with read_folder(folder) as place:
        rid = find_id(place, args.id)
        seen = what_leaves(place.desk, rid)
        leaving = _leaving(place, seen, people_in_charge(place.desk))
    if not args.yes or not args.json:
        say(*leaving, to=None if args.yes else _stderr())
    if not args.yes and not confirmed(t("cli.submit.sure")):
        raise InTheWay("not_confirmed")
    done = carry_out(folder, "submit", {"id": rid, "seen": seen})
    return _told(args, done, done["record"]["id"])


def _stderr() -> Any:
    import sys

    return sys.stderr


def _leaving(place: Workplace, seen: dict[str, Any], readers: list[str]) -> list[str]:
    spec = KINDS["submission"]
    lines = [t("cli.submit.leaves")]
    for name, value in seen.items():
        words = lines_of(value_text(place, spec, name, value))
        label = field_label(spec, name)
        lines += [f"{label}{t('error.colon')}{words[0]}"] if len(words) == 1 else [label, *(f"  {w}" for w in words)]
    names = listed(member_name(place, each) for each in readers) or t("value.unknown")
    return [*lines, t("cli.submit.readers", names=names)]


def _told(args: argparse.Namespace, done: dict[str, Any], said: str) -> int:
    if args.json:
        say_json(done["record"])
    else:
        say(said)
    return DONE
