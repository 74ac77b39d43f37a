"""`gaps`: what is open, until when and who owes it, as this device knows it; without network and without the folder's lock."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from sync.workplace import Workplace
from tui.commandline.failing import DONE
from tui.commandline.output import say, say_json, table
from tui.commandline.reading import read_folder
from tui.gap_words import gap_words, is_mine, owes_words
from tui.i18n import t
from tui.labels import member_name
from tui.open_work import OpenWork
from tui.year.gaps import open_items
from tui.year.open_item import OpenItem
from tui.year_book import YearBook


def gaps(args: argparse.Namespace, folder: Path) -> int:
    """`gaps [--year YEAR] [--mine]`: of one study year, or of the years at hand."""
    with read_folder(folder) as place:
        found = [item for item in _items(place, args.year) if not args.mine or is_mine(place, item)]
        if args.json:
            say_json([_document(place, item) for item in found])
        elif not found:
            say(t("open_items.none" if not args.mine else "open_items.none_of_mine"))
        else:
            headings, *rows = _rows(place, found)
            say(*table(headings, rows))
    return DONE


def _items(place: Workplace, year: int | None) -> list[OpenItem]:
    years = YearBook(place)
    if year is not None:
        return years.of(year, open_items)
    work = OpenWork(place, years)
    work.count()
    return list(work.items or ())


def _rows(place: Workplace, found: list[OpenItem]) -> list[list[str]]:
    rows = [[t(f"open_items.{name}") for name in ("until", "late", "owes", "what")]]
    for item in found:
        late = t("open_items.is_late") if item.late else ""
        rows.append([str(item.until or ""), late, owes_words(place, item), gap_words(place, item)])
    return rows


def _document(place: Workplace, item: OpenItem) -> dict[str, Any]:
    return {
        "code": item.code,
        "target": item.target,
        "owes": {"id": item.owes, "name": member_name(place, item.owes)} if item.owes else None,
        "role": item.role,
        "others": list(item.others),
        "until": item.until.isoformat() if item.until else None,
        "late": item.late,
        "rule": item.rule or None,
        "values": dict(item.values),
        "needs": list(item.needs),
        "text": gap_words(place, item),
    }
