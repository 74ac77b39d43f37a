"""What the records of a sample year say, worked out anew from their fields alone, to be held against the documents."""

from __future__ import annotations

import datetime as dt
from functools import cached_property
from typing import Any

from tests.sample_years import SampleYear

Row = dict[str, Any]

FORMS = {
    "collective_study": "集中学习",
    "exchange": "交流讨论",
    "special_topic": "专题会议",
    "mobilisation": "动员会",
    "lecture": "党课",
    "theme_day": "主题党日",
    "general_meeting": "党员大会",
    "committee_meeting": "支委会",
    "group_meeting": "党小组会",
    "other": "其他",
}
HELD = ("running", "writing", "submitted", "approved", "returned")
MARKS = {"present": "√", "late": "△", "left_early": "◇", "leave": "○", "absent": "×", "observer": "列"}
CAME = ("√", "△", "◇")
"""Marks of whoever was there."""

EXPECTED = ("√", "△", "◇", "○", "×", "○●", "×●")
"""Marks of whoever was expected."""


class Facts:
    """The records of a year by what a test asks of them."""

    def __init__(self, year: SampleYear) -> None:
        self.year = year.year
        self.figures = year.figures
        self.records = year.records
        self.by_id = {each["id"]: each for rows in self.records.values() for each in rows}

    def name(self, member: str | None) -> str:
        """A person's name."""
        return str(self.by_id[member]["name"]) if member else ""

    def named(self, member: str | None) -> str:
        """A person's name, with the section where somebody else has the same."""
        name = self.name(member)
        shared = [each for each in self.records["member"] if each["name"] == name]
        return f"{name}（{self.section(str(member))}）" if len(shared) > 1 else name

    def member(self, name: str) -> Row:
        """The only person of that name."""
        (found,) = (each for each in self.records["member"] if each["name"] == name)
        return found

    def section(self, member: str) -> str:
        """The section a person belongs to on the last day of the year; "/" for those above all sections."""
        return self.section_on(member, f"{self.year}-12-31")

    def section_on(self, member: str, day: str) -> str:
        """The section a person belongs to on a day."""
        found = [
            each["section"] for each in self.records["membership"] if each["member"] == member and _holds(each, day)
        ]
        return str(self.by_id[found[-1]]["name"]) if found else "/"

    @cached_property
    def held(self) -> list[Row]:
        """The sessions that were held, by their start."""
        found = [
            each
            for each in self.records["session"]
            if each["state"] in HELD and str(each["start"]).startswith(str(self.year))
        ]
        return sorted(found, key=lambda each: str(each["start"]))

    def session(self, day: str) -> Row:
        """The session held on a day."""
        (found,) = (each for each in self.held if each["start"].startswith(day))
        return found

    def of(self, kind: str, field: str, rid: str) -> list[Row]:
        """Records of a kind that name another."""
        return [each for each in self.records[kind] if each.get(field) == rid]

    @cached_property
    def rolls(self) -> dict[tuple[str, str], Row]:
        """The rows of all rolls by session and member."""
        return {(each["session"], each["member"]): each for each in self.records["attendance"]}

    def mark(self, session: Row, member: str) -> str:
        """The mark of the attendance matrix."""
        row = self.rolls.get((session["id"], member))
        day = session["start"][:10]
        away = any(_holds(each, day) for each in self.of("away", "member", member))
        if row is None or row.get("status") == "exempt":
            return "※" if away else "—" if row is None else "免"
        mark = MARKS[row.get("status") or ("present" if session["roll_call_done"] else "")]
        return mark + "●" if row.get("makeup_verified") and mark in "○×" else mark

    def marks(self, session: Row) -> list[str]:
        """The marks of everybody on the roll of a session."""
        return [self.mark(session, each["member"]) for each in self.of("attendance", "session", session["id"])]

    def expected(self, session: Row) -> int:
        """How many were expected."""
        return sum(each in EXPECTED for each in self.marks(session))

    def came(self, session: Row) -> int:
        """How many were there."""
        return sum(each in CAME for each in self.marks(session))

    def counted(self, session: Row) -> int:
        """The minutes it counts: rounded down to half an hour."""
        start, end = (dt.datetime.fromisoformat(session[each]) for each in ("start", "end"))
        return int((end - start).total_seconds() / 60) // 30 * 30

    def written_on(self, session: Row) -> int:
        """How many accepted reflections name it."""
        return sum(each["state"] == "accepted" for each in self.of("submission", "session", session["id"]))

    def person(self, member: str) -> Any:
        """A person's year as the command tells it."""
        return next(each for each in self.figures["people"] if each["member"] == member)


def _holds(dated: Row, day: str) -> bool:
    return (dated.get("from") or "") <= day <= (dated.get("to") or "9999")


def hours(minutes: int | None) -> str:
    """Minutes as a cell of hours shows them; "/" for what no rule counts."""
    return "/" if minutes is None else f"{minutes / 60:g}"


def share(came: int, expected: int) -> str:
    """A rate as a cell keeps it: to the thousandth, half of one upwards."""
    return f"{(came * 2000 + expected) // (2 * expected) / 1000:g}" if expected else "/"


def quarter_of(day: str) -> int:
    """The quarter of a day, from 1."""
    return (int(day[5:7]) + 2) // 3


def chinese_day(day: str) -> str:
    """2025-03-05 as 2025年3月5日."""
    year, month, number = (int(each) for each in day[:10].split("-"))
    return f"{year}年{month}月{number}日"
