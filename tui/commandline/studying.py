"""`study`: enter a line of self-study, list one's own by month, or confirm another's month but for exceptions."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.problems import InTheWay
from sync.records.registry import KINDS
from tui import studies
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record, record_of
from tui.i18n import t
from tui.labels import value_text


def study(args: argparse.Namespace, folder: Path) -> int:
    """`study [LINE]`, or `study --confirm MEMBER MONTH [--except ID … --reason TEXT]`."""
    if args.confirm is not None and args.line is None:
        return _confirm(args, folder)
    if args.confirm is not None or args.except_ or args.reason is not None:
        raise InTheWay("study_one_thing")
    return _enter(args, folder) if args.line is not None else _own(args, folder)


def _enter(args: argparse.Namespace, folder: Path) -> int:
    with read_folder(folder) as place:
        rid = place.ids.record()
    done = carry_out(folder, "study", {"kind": "study", "line": args.line, "member": args.member, "rid": rid})
    if args.json:
        with read_folder(folder) as place:
            say_json(record(place, done["id"]))
    else:
        say(done["said"])
    return DONE


def _own(args: argparse.Namespace, folder: Path) -> int:
    with read_folder(folder) as place:
        spec, found = KINDS["study"], studies.own_months(place)
        if args.json:
            say_json([record_of(view, spec, place.desk.member) for month in found for view in month.entries])
        elif not found:
            say(t("cli.study.none"))
        for month in found if not args.json else ():
            rows = []
            for view in month.entries:
                channel = value_text(place, spec, "channel", view.get("channel"))
                words = [str(view.get("on")), str(view.get("what")), studies.length(view.get("minutes") or 0), channel]
                rows.append([view.id, *words, studies.standing_words(place, view)])
            say(studies.month_words(month), *(f"  {line}" for line in aligned(rows)))
    return DONE


def _confirm(args: argparse.Namespace, folder: Path) -> int:
    member, month = args.confirm
    values = {"member": member, "month": month, "except": args.except_, "reason": args.reason}
    done = carry_out(folder, "study_confirm", {"kind": "study", **values})
    if args.json:
        with read_folder(folder) as place:
            say_json([record(place, rid) for rid in done["ids"]])
    else:
        say(done["said"])
    return DONE
