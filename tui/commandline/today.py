"""`today`: what Home shows, line by line; without network and without the folder's lock."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json
from tui.commandline.reading import read_folder
from tui.i18n import t
from tui.nothing_yet import is_nowhere
from tui.open_work import OpenWork
from tui.waiting import Group, groups
from tui.year_book import YearBook


def today(args: argparse.Namespace, folder: Path) -> int:
    """`today`: what waits for me, what I owe, what is coming, what is not yet sent, what is in conflict, and what is new."""
    with read_folder(folder) as place:
        work = OpenWork(place, YearBook(place))
        if not is_nowhere(place):
            work.count()
        found = groups(place, work.items or ())
        nowhere = is_nowhere(place)
    if args.json:
        say_json(
            [
                {
                    "group": group.name,
                    "amount": group.amount,
                    "lines": [{"when": i.when or None, "text": i.text, "target": i.target} for i in group.items],
                }
                for group in found
            ]
        )
    else:
        for group in found:
            say(*_lines(group, nowhere=nowhere))
    return DONE


def _lines(group: Group, *, nowhere: bool) -> Iterator[str]:
    yield group.heading()
    if not group.items:
        yield f"  {t('empty.no_branch') if nowhere else t('cli.today.nothing')}"
    for item in group.items:
        yield f"  {item.when}  {item.text}" if item.when else f"  {item.text}"
