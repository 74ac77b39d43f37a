"""Builders of two lines instead of the real ones, so that what is tested is the way from a document to its file."""

from __future__ import annotations

import datetime as dt
from typing import Any

from tui.documents.calendar_file import CalendarFile, Event
from tui.documents.kinds import Made, Subject
from tui.documents.office import Office
from tui.documents.paper import Paper, Title, paragraphs
from tui.documents.sheets import Column, Line, Sheet, Workbook
from tui.documents.subjects import title
from tui.i18n import t

ABOUT_ALL = "学习文件"
"""What every small paper is called: the worst case for a folder."""


class SmallBuilders:
    """Stands for a module of builders: whatever function is asked for, it makes something small."""

    def __init__(self, name: str, *, pages: int = 1) -> None:
        self._name = name
        self._pages = pages

    def __getattr__(self, function: str) -> Any:
        if self._name.endswith(".calendar"):
            return self._calendar
        return self._workbook if function in ("workbook", "books", "loans", "overdue") else self._paper

    def _paper(self, office: Office, subject: Subject) -> Made:
        text = "\n".join(
            [title(office, subject) or office.branch, t("value.unknown"), *["学习。"] * 22 * (self._pages - 1)]
        )
        return Paper(ABOUT_ALL, (Title(ABOUT_ALL), *paragraphs(text)))

    def _workbook(self, office: Office, subject: Subject) -> Made:
        columns = (Column("姓名", 12), Column("次数", 8, "count"))
        sheet = Sheet("表", title(office, subject) or "全年", columns, (Line(("张三", 1)), Line(("李四", 2))))
        return Workbook(f"{office.year.year}年 {self._name.rpartition('.')[2]}", (sheet, sheet))

    def _calendar(self, office: Office, subject: Subject) -> Made:
        event = Event(
            "u1",
            "集中学习",
            dt.datetime.fromisoformat("2026-03-05T09:00"),
            dt.datetime.fromisoformat("2026-03-05T11:00"),
            "三楼会议室",
        )
        return CalendarFile("日历", (event,), office.place.clock.now())
