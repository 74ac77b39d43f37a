"""`import roster|books|sessions FILE`: shows what would be done row by row, then does it; `import undo` takes all of it back."""

from __future__ import annotations

import argparse
import re
from pathlib import Path
from typing import Any

from sync.problems import InTheWay
from sync.workplace import Workplace
from tui.commandline.asking import confirmed
from tui.commandline.failing import DONE, REFUSED, Usage
from tui.commandline.handover import carry_out
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.documents.incoming import taking
from tui.documents.incoming.files import CLOCK, as_plain, from_plain, grids_of, judge, template
from tui.documents.incoming.grids import Unreadable
from tui.documents.incoming.judging import OUTCOMES, Judgement
from tui.i18n import t
from tui.import_words import counts, outcome_word, remarks, unreadable_words, why
from tui.labels import record_name

PATIENCE = 120.0
"""Seconds a list of thousands may take whoever holds the folder."""


def import_(args: argparse.Namespace, folder: Path) -> int:
    """`import WHAT FILE [--dry-run] [--yes] [--time HH:MM]`, `import WHAT --template FILE`, `import undo`."""
    if args.what == "undo":
        return _undo(args, folder)
    if args.time is not None and not re.fullmatch(CLOCK, args.time):
        raise Usage(t("cli.import.no_time", text=args.time))
    if args.template is not None:
        return _template(args)
    if args.file is None:
        raise Usage(t("cli.import.no_file"))
    try:
        grids = grids_of(Path(args.file).expanduser())
        with read_folder(folder) as place:
            judgement = judge(place, args.what, grids, args.time)
            lines = _lines(place, judgement, whole=args.dry_run)
    except Unreadable as error:
        raise Usage(unreadable_words(error)) from error
    if not args.json:
        say(*lines, counts(judgement), *remarks(judgement))
    if args.dry_run or not judgement.edits:
        if args.json:
            say_json(_as_json(folder, judgement))
        elif not args.dry_run:
            say(t("cli.import.nothing"))
        return REFUSED if judgement.count("refused") else DONE
    if not args.yes and not confirmed(t("cli.import.sure", n=judgement.count("new") + judgement.count("changed"))):
        raise InTheWay("not_confirmed")
    values = {"what": args.what, "grids": as_plain(grids), "clock": args.time, "digest": judgement.digest}
    done = carry_out(folder, "import", {**values, "file": Path(args.file).name}, patience=PATIENCE)
    if args.json:
        say_json({**_as_json(folder, judgement), **done})
    else:
        say(t("cli.import.done", n=done["records"]))
    return REFUSED if judgement.count("refused") else DONE


def _lines(place: Workplace, judgement: Judgement, *, whole: bool) -> list[str]:
    """A line a row; those that are new or the same without anything to be said only where all were asked for."""
    said = [(row, why(place, row)) for row in judgement.rows]
    shown = [(row, words) for row, words in said if whole or words]
    heads = aligned([(t("import.row", n=row.number), outcome_word(row), row.title, ":") for row, _ in shown])
    return [head.removesuffix(":") + words for head, (_, words) in zip(heads, shown, strict=True)]


def _as_json(folder: Path, judgement: Judgement) -> dict[str, Any]:
    with read_folder(folder) as place:
        rows = [
            {"row": row.number, "outcome": row.outcome, "title": row.title, "why": why(place, row)}
            | ({"code": row.reason.code} if row.reason else {})
            for row in judgement.rows
        ]
    return {
        "what": judgement.what,
        "counts": {outcome: judgement.count(outcome) for outcome in OUTCOMES},
        "rows": rows,
        "unused": list(judgement.unused),
        "sheets": list(judgement.sheets),
    }


def _template(args: argparse.Namespace) -> int:
    from tui.documents.rendering import render

    path = Path(args.template).expanduser()
    try:
        with path.open("xb") as file:
            file.write(render(template(args.what)))
    except FileExistsError:
        raise InTheWay("file_exists", path=str(path)) from None
    if args.json:
        say_json({"file": str(path)})
    else:
        say(t("cli.import.template", path=str(path)))
    return DONE


def _undo(args: argparse.Namespace, folder: Path) -> int:
    done = carry_out(folder, "import_undo", {}, patience=PATIENCE)
    if args.json:
        say_json(done)
        return DONE
    say(t("cli.import.undone", deleted=done["deleted"], put_back=done["put_back"]))
    if done["left"]:
        with read_folder(folder) as place:
            for rid, code in done["left"]:
                say(t(f"import.left.{code}", title=record_name(place, rid)))
    return DONE


# what whoever holds the folder does


def take_in(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Do what was shown; raises InTheWay when the records changed meanwhile so that it would be something else."""
    if place.identity.branch is None and not place.identity.alone:
        raise InTheWay("not_joined")
    shown = taking.Shown(
        values["what"], from_plain(values["grids"]), values["clock"], str(values["file"]), str(values["digest"])
    )
    return {"records": taking.take_in_shown(place, shown)}


def take_back(place: Workplace, values: dict[str, Any]) -> dict[str, Any]:
    """Take the last import back."""
    done = taking.take_back(place.desk)
    return {"deleted": done.deleted, "put_back": done.put_back, "left": [list(each) for each in done.left]}
