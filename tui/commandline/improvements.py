"""`improvements`: cases of study applied to work with their next check, without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.cache.view import View
from sync.clock import today
from tui import improvements as cases
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.record_json import record_of
from tui.i18n import t
from tui.labels import field_label, kind_label, value_text
from tui.year.improving import checks

COLUMNS = ("title", "work_line", "owner", "started", "state")


def improvements(args: argparse.Namespace, folder: Path) -> int:
    """`improvements [--due]`: those with a check that is due first; a record of `--json` has its next `check` besides."""
    with read_folder(folder) as place:
        day, spec = today(place.clock), place.repository.registry["improvement"]
        views = [view for view in cases.ordered(place) if not args.due or _is_due(view, day)]
        if args.json:
            say_json([{**record_of(view, spec, place.desk.member), "check": _check(view, day)} for view in views])
        elif not views:
            say(t("cli.list.none", kind=kind_label(spec)))
        else:
            rows = [["id", *(field_label(spec, name) for name in COLUMNS), t("improvement.check")]]
            for view in views:
                words = [value_text(place, spec, name, view.get(name)) for name in COLUMNS]
                rows.append([view.id, *words, cases.check_words(place, view)])
            say(*table(rows[0], rows[1:]))
    return DONE


def _is_due(view: View, day: str) -> bool:
    return any(check.is_due(day) for check in checks(view))


def _check(view: View, day: str) -> dict[str, Any] | None:
    found = checks(view)
    return {"days": found[0].days, "due_on": found[0].day, "due": found[0].is_due(day)} if found else None
