"""`notes WORDS`: private notes in which every word is found, each with the line that fits best; nothing leaves the device."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.labels import title_of
from tui.note_search import Found, search
from tui.note_sources import by_time, when


def find(args: argparse.Namespace, folder: Path) -> int:
    """`notes WORD …`: newest first, those with the words as written before those with them in pinyin; lines counted from 1."""
    with read_folder(folder) as place:
        found = search(reversed(by_time(place)), " ".join(args.words))
        if args.json:
            say_json([_told(place, each) for each in found])
        elif not found:
            say(t("cli.notes.none"))
        else:
            say(*aligned([_row(place, each) for each in found]))
    return DONE


def _told(place: Workplace, found: Found) -> dict[str, Any]:
    return {
        "id": found.note.id,
        "title": title_of(place, found.note),
        "at": found.note.get("at"),
        "line": None if found.line is None else found.line + 1,
        "text": found.text or None,
        "as_written": found.as_written,
    }


def _row(place: Workplace, found: Found) -> list[str]:
    where = t("cli.notes.line", n=found.line + 1) if found.line is not None else ""
    return [found.note.id, when(place, found.note), title_of(place, found.note), where, found.text]
