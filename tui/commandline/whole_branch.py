"""`branch export FILE`, `branch import FILE`, `branch schema`: everything this device reads of the branch, as JSON lines."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.problems import InTheWay
from sync.records.interchange import NotABranch
from sync.records.registry import KINDS
from sync.records.schema import json_schema
from sync.workplace import open_workplace
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.documents import whole
from tui.i18n import t


def export(args: argparse.Namespace, folder: Path) -> int:
    """`branch export FILE [--force]`."""
    path = Path(args.file).expanduser()
    with read_folder(folder) as place:
        try:
            head, count = whole.export(place, path, replace=args.force)
        except FileExistsError:
            raise InTheWay("file_exists", path=str(path)) from None
        waiting = len(place.queue)
    if args.json:
        say_json(
            {
                "file": str(path),
                "records": count,
                "scopes": list(head.scopes),
                "missing": list(head.missing),
                "waiting": waiting,
            }
        )
        return DONE
    say(t("cli.branch.exported", path=str(path), n=count))
    if head.missing:
        say(t("cli.branch.missing", n=len(head.missing)))
    if waiting:
        say(t("cli.branch.waiting", n=waiting))
    return DONE


def import_(args: argparse.Namespace, folder: Path) -> int:
    """`branch import FILE`: into a folder nobody has used, as a branch of this device alone."""
    path = Path(args.file).expanduser()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open_workplace(folder) as place:
        try:
            head, count, left = whole.take_in(place, path)
        except NotABranch as error:
            words = t(f"cli.branch.not.{error.code}", **{"line": error.line, **error.params})
            raise Usage(t("cli.branch.refused", path=str(path), why=words)) from error
    if args.json:
        say_json({"branch": head.branch, "name": head.name, "records": count, "left_out": left})
        return DONE
    say(t("cli.branch.imported", name=head.name, n=count))
    if left:
        say(t("cli.branch.left_out", n=left))
    return DONE


def schema(args: argparse.Namespace, folder: Path) -> int:
    """`branch schema`: the JSON schema of every kind's fields."""
    say_json({spec.name: json_schema(spec) for spec in KINDS if spec.shared})
    return DONE
