"""`reading`: who still owes what of one book, one piece of knowledge, one reflection; without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path

from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.values import asked_year
from tui.i18n import t
from tui.labels import member_name
from tui.reading_rounds import cells, columns, rounds
from tui.years import study_year


def reading(args: argparse.Namespace, folder: Path) -> int:
    """`reading [YEAR]`: a line a person and round, in the order of the roster."""
    with read_folder(folder) as place:
        year = study_year(place, asked_year(args.year))
        found = rounds(place, year)
        if args.json:
            say_json(
                [
                    {
                        "member": {"id": each.member, "name": member_name(place, each.member)},
                        "from": each.period.first.isoformat(),
                        "to": each.period.last.isoformat(),
                        "state": each.state,
                        "open": list(each.open),
                    }
                    for each in found
                ]
            )
        elif not found:
            say(t("cycle.no_rule" if year.rules.rule("B-1") is None else "cycle.empty"))
        else:
            headings = [t(f"cycle.column_{name}") for name in columns()]
            say(*table(headings, [cells(place, each) for each in found]))
    return DONE
