"""A session that was held in a branch of this device alone, for the documents about one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sync.cache.view import View
from sync.workplace import Workplace
from tui.documents.kinds import Subject
from tui.documents.office import Office
from tui.documents.paper import Cell, Paper, Row, Table, plain

TIMES = {"start": "2026-03-05T09:00", "end": "2026-03-05T11:00"}


@dataclass
class HeldSession:
    """张三 (host, 秘书科), 李四 (recorder, 综合科), 王五 and 赵六; a collective study on 2026-03-05."""

    place: Workplace
    people: dict[str, str] = field(default_factory=dict)
    rid: str = ""

    def fill(self, **fields: Any) -> HeldSession:
        """Make people and session; `fields` of the session."""
        new = self.place.desk.create
        sections = [new("section", {"name": name, "sort": n}) for n, name in enumerate(("秘书科", "综合科"))]
        for number, name in enumerate(("张三", "李四", "王五", "赵六")):
            member = self.people[name] = new("member", {"name": name, "title": f"职务{number}", "sort": number})
            where = sections[number % 2]
            new("membership", {"member": member, "section": where, "from": "2020-01-01"})
        values = {"form": "collective_study", "title": "核心价值观学习", "place": "三楼会议室", **TIMES}
        keepers = {"host": self.people["张三"], "recorders": [self.people["李四"]]}
        self.rid = new("session", {**values, **keepers, **fields})
        return self

    @property
    def view(self) -> View:
        """The session as it is now."""
        return self.place.desk.record(self.rid)

    @property
    def about(self) -> Subject:
        """The session as a document is asked for."""
        return Subject(self.view)

    @property
    def office(self) -> Office:
        """The branch in 2026."""
        return Office(self.place, 2026)

    def roll(self, *, done: bool = True, **marks: str | None) -> None:
        """The roll: a status a name; then said to be done."""
        for name, status in marks.items():
            row = {"session": self.rid, "member": self.people[name], "expected": True, "status": status}
            self.place.desk.create("attendance", row)
        if done:
            self.place.desk.set(self.rid, {"roll_call_done": True})

    def entry(self, at: str, text: str, **fields: Any) -> str:
        """An entry of the minutes at HH:MM."""
        values = {"session": self.rid, "at": f"2026-03-05T{at}", "entry": "discussion", "pos": at, "text": text}
        return self.place.desk.create("minute", {**values, **fields})


def table_of(paper: Paper) -> Table:
    """The one table of a paper."""
    [found] = [block for block in paper.blocks if isinstance(block, Table)]
    return found


def words(row: Row) -> list[str]:
    """What the cells of a row say, a line break as a blank."""
    return [_flat(cell) for cell in row.cells]


def _flat(cell: Cell) -> str:
    return plain(cell.text).replace("\n", " ")


def said(paper: Paper) -> dict[str, str]:
    """Label -> what stands beside it, of all rows of labels and words in turn."""
    found: dict[str, str] = {}
    for row in table_of(paper).rows:
        for label, cell in zip(row.cells[::2], row.cells[1::2], strict=False):
            if label.label and not cell.label:
                found[_flat(label)] = plain(cell.text)
    return found
