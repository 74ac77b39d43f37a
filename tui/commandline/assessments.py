"""`assessments`: how far everybody's assessment of a year is; without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path

from sync.records.registry import KINDS
from tui.assessment_steps import default_year
from tui.assessment_words import steps_words
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.commandline.values import asked_year
from tui.i18n import t
from tui.labels import field_label
from tui.year.people_tables import TABLES
from tui.year.study_part import steps_of_all
from tui.years import study_year


def assessments(args: argparse.Namespace, folder: Path) -> int:
    """`assessments [YEAR]`: a line a person; what this device may not read says so."""
    with read_folder(folder) as place:
        year = study_year(place, asked_year(args.year) or default_year(place))
        names = [column.name for column in TABLES["assessment"].columns]
        steps = steps_of_all(year)
        rows = [steps_words(place, each) for each in steps]
        if args.json:
            say_json([{"member": each.member.id, **row} for each, row in zip(steps, rows, strict=True)])
        elif not rows:
            say(t("people.none"))
        else:
            plain = {"name": field_label(KINDS["member"], "name"), "section": t("people.section")}
            headings = [plain.get(name) or t(f"assessments.{name}") for name in names]
            say(*table(headings, [[row[name] for name in names] for row in rows]))
    return DONE
