"""`publish`: one's own accepted reflection, after showing exactly what everybody will read. `state ID withdrawn` takes it back."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import Any

from sync.problems import InTheWay
from sync.publishing import what_everybody_reads
from sync.records.registry import KINDS
from sync.workplace import Workplace
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE
from tui.commandline.handover import carry_out
from tui.commandline.output import lines_of, say, say_json
from tui.commandline.reading import read_folder
from tui.commandline.values import find_id
from tui.i18n import t
from tui.labels import field_label, value_text


def publish(args: argparse.Namespace, folder: Path) -> int:
    """`publish ID [--yes]`: prints the id of the publication."""
    with read_folder(folder) as place:
        rid = find_id(place, args.id)
        read = _read(place, what_everybody_reads(place.desk, rid))
    if not args.yes or not args.json:
        say(*read, to=None if args.yes else sys.stderr)
    if not args.yes and not confirmed(t("cli.publish.sure")):
        raise InTheWay("publish_not_confirmed")
    record = carry_out(folder, "publish", {"id": rid})["record"]
    if args.json:
        say_json(record)
    else:
        say(record["id"])
    return DONE


def _read(place: Workplace, fields: dict[str, Any]) -> list[str]:
    spec = KINDS["publication"]
    lines = [t("cli.publish.reads")]
    for name, value in fields.items():
        if name == "submission":
            continue
        words = lines_of(value_text(place, spec, name, value))
        label = field_label(spec, name)
        lines += [f"{label}{t('error.colon')}{words[0]}"] if len(words) == 1 else [label, *(f"  {w}" for w in words)]
    return [*lines, t("publish.readers")]
