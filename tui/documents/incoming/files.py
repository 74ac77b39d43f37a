"""From a file to what an import of it would do; the same for the screen and the command line."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from sync.records.dates import CLOCK_FORM
from sync.workplace import Workplace
from tui.documents.incoming import books, roster, sessions
from tui.documents.incoming.columns import ID_NUMBER, Headings, entries
from tui.documents.incoming.grids import Grid, GridRow, read
from tui.documents.incoming.judging import Judgement, Progress, What, silent
from tui.documents.incoming.rights import only_allowed
from tui.documents.sheets import Column, Line, Sheet, Workbook
from tui.i18n import t

NO_NUMBER = "0" * 18
"""In the place of an ID-card number, which is never stored (DOMAIN.md section 4)."""

CLOCK = CLOCK_FORM
"""How the time of day is given for sessions of which the sheet says only the day."""


class Sort(msgspec.Struct, frozen=True):
    """One sort of file: its headings, those it cannot do without, and an example row of each column."""

    headings: Headings
    needed: tuple[str, ...]
    example: Mapping[str, str]


SORTS: Mapping[What, Sort] = {
    "roster": Sort(
        roster.HEADINGS,
        roster.NEEDED,
        {
            "name": "张三",
            "section": "综合科",
            "title": "科员",
            "standing": "正式党员",
            "from": "2011年3月5日",
            "sort": "1",
        },
    ),
    "books": Sort(
        books.HEADINGS,
        books.NEEDED,
        {"title": "公文写作", "author": "李四", "isbn": "978-7-01-000000-8", "call_number": "A-001", "copies": "2"},
    ),
    "sessions": Sort(
        sessions.HEADINGS,
        sessions.NEEDED,
        {
            "date": "2011年3月5日",
            "clock": "9:00-11:00",
            "form": "集中学习",
            "title": "学习贯彻上级会议精神",
            "present": "张三、李四",
        },
    ),
}


def grids_of(path: Path) -> list[Grid]:
    """The sheets of a file; raises Unreadable, OSError."""
    return read(path)


def judge(
    place: Workplace, what: What, grids: list[Grid], clock: str | None = None, progress: Progress = silent
) -> Judgement:
    """What an import would do, rows this person may not take in refused; raises Unreadable where no sheet has the headings."""
    sort = SORTS[what]
    columns = entries(grids, sort.headings, sort.needed)
    if what == "sessions":
        found = sessions.judge(place, columns, clock, progress)
    else:
        one: Callable[..., Judgement] = roster.judge if what == "roster" else books.judge
        found = one(place, columns, progress)
    return only_allowed(place.desk, found)


def template(what: What) -> Workbook:
    """An empty list to fill in, with one row that shows how."""
    sort = SORTS[what]
    columns = tuple(Column(words[0], 16, align="left") for words in sort.headings.values())
    row = Line(tuple(sort.example.get(name, "") for name in sort.headings))
    title = t(f"import.what.{what}")
    return Workbook(title, (Sheet(title, title, columns, (row,), above=(t("import.template"),)),))


def as_plain(grids: list[Grid]) -> list[dict[str, Any]]:
    """The sheets as plain values, to be handed over: through a file, so that no ID-card number is among them.

    A row that holds one is refused by whoever takes it in just as here.
    """
    return [
        {
            "name": grid.name,
            "rows": [[row.number, [ID_NUMBER.sub(NO_NUMBER, cell) for cell in row.cells]] for row in grid.rows],
            "from_1904": grid.from_1904,
            "hidden": grid.hidden,
            "merged": grid.merged,
        }
        for grid in grids
    ]


def from_plain(values: list[dict[str, Any]]) -> list[Grid]:
    """And back."""
    return [
        Grid(
            str(each["name"]),
            tuple(GridRow(int(number), tuple(map(str, cells))) for number, cells in each["rows"]),
            bool(each["from_1904"]),
            int(each["hidden"]),
            bool(each["merged"]),
        )
        for each in values
    ]
