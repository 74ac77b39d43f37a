"""`find WORDS`: every record of this device in which all words are found, with the same conditions as on the screen."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tui.commandline.failing import DONE, Usage
from tui.commandline.output import aligned, say, say_json
from tui.commandline.reading import read_folder
from tui.finding.conditions import understand
from tui.finding.finder import Finder
from tui.finding.look import Hit, astray, hit_of
from tui.finding.query import parse, quoted
from tui.i18n import t


def find(args: argparse.Namespace, folder: Path) -> int:
    """`find WORD … [--limit N]`: the best first; a word with blanks in it, as the shell's quotes keep it, is one word."""
    if args.limit < 1:
        raise Usage(t("cli.find.limit"))
    query = parse(" ".join(map(_one, args.words)))
    with read_folder(folder) as place:
        wanted = understand(place, query)
        if wanted.problems:
            raise Usage("\n".join(wanted.problems))
        finder = Finder(place)
        finder.build_some()
        found = finder.search(wanted)
        rids = found.rids if found is not None else ()
        notes = astray(finder, place, wanted, found) if found is not None else None
        views = [view for rid in rids[: args.limit] if (view := place.repository.get(rid)) is not None]
        hits = [hit_of(place, view, wanted) for view in views]
        if args.json:
            say_json([_told(place, hit) for hit in hits])
            return DONE
        say(*wanted.notes, *(notes or ()))
        if not hits:
            say(t("cli.find.none"))
        else:
            say(*aligned([[hit.rid, *hit.cells] for hit in hits]))
        if len(rids) > len(hits):
            say(t("cli.find.more", n=len(rids) - len(hits), limit=args.limit))
    return DONE


def _one(word: str) -> str:
    """A word of the shell as one word of the search; a condition's value too, and what has quotes of its own stays."""
    if not any(sign.isspace() for sign in word) or '"' in word:
        return word
    name, colon, value = word.partition(":")
    return f"{name}:{quoted(value)}" if colon and value and " " not in name else quoted(word)


def _told(place: Workplace, hit: Hit) -> dict[str, Any]:
    view = place.repository.get(hit.rid)
    return {
        "id": hit.rid,
        "kind": view.kind if view is not None else None,
        "state": view.state if view is not None else None,
        "date": hit.cells[1] or None,
        "title": hit.cells[2],
        "found": [{"field": each.field, "text": each.text} for each in hit.passages],
    }
