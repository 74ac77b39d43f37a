"""Every table that lists people: its columns, and by what its rows may be ordered: never by a figure (DOMAIN.md section 4).

Screens, commands and documents take their tables from here, so that nobody is ever ranked.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any, Literal, TypeAlias

import msgspec

from sync.cache.view import View

Order: TypeAlias = Literal["roster", "section", "name"]
"""The order of the roster, by section and then the roster, or by name."""


class Ranking(ValueError):
    """A table was to be ordered by what was counted of people."""


class Column(msgspec.Struct, frozen=True):
    """A column of a table of people; `derived` = a figure, or a grade, that was worked out of what somebody did."""

    name: str
    derived: bool = False


class PeopleTable(msgspec.Struct, frozen=True):
    """A table with a row a person. Raises Ranking where an order names one of the derived columns."""

    name: str
    columns: tuple[Column, ...]
    orders: tuple[Order, ...] = ("roster",)

    def __post_init__(self) -> None:
        derived = {column.name for column in self.columns if column.derived}
        if derived & set(self.orders):
            raise Ranking(f"{self.name}: {sorted(derived & set(self.orders))}")

    def ordered(
        self, people: Iterable[View], order: str = "roster", section: Callable[[str], Any] = lambda member: ""
    ) -> list[View]:
        """The people in one of the table's orders; `section` gives the place of a person's section. Raises Ranking for any other."""
        if order not in self.orders:
            raise Ranking(f"{self.name} is never ordered by {order}")
        roster = sorted(people, key=roster_key)
        if order == "section":
            return sorted(roster, key=lambda member: section(member.id))
        return sorted(roster, key=lambda member: str(member.get("name"))) if order == "name" else roster


def roster_key(member: View) -> tuple[bool, int, str, str]:
    """The order of the roster: by its numbers, then by name."""
    return (member.get("sort") is None, member.get("sort") or 0, str(member.get("name")), member.id)


def columns(plain: str, derived: str = "") -> tuple[Column, ...]:
    """Columns by their names, the derived ones last."""
    return (*(Column(name) for name in plain.split()), *(Column(name, derived=True) for name in derived.split()))


def table(name: str, plain: str, derived: str = "", orders: Sequence[Order] = ("roster",)) -> PeopleTable:
    """A table of people."""
    return PeopleTable(name, columns(plain, derived), tuple(orders))


TABLES = {
    each.name: each
    for each in (
        table(
            "hours",
            "name section",
            "collective other online study writing total target missing reach",
            ("roster", "section"),
        ),
        table(
            "attendance",
            "name section",
            "expected present late left_early leave absent makeup rate reach",
            ("roster", "section"),
        ),
        table("reading", "name section", "book knowledge_point reflection open", ("roster", "section")),
        table("studies", "name section month", "entries minutes waiting", ("roster", "section")),
        table("assessment", "name section", "own_words section_remark grade result", ("roster", "section")),
        table("sign_in", "name section title signature remark", "", ("roster", "section")),
        table(
            "attendance_sheet",
            "number name section marks",
            "expected present late left_early leave absent makeup rate reach",
            ("roster", "section"),
        ),
        table(
            "hours_sheet",
            "number name section title remark",
            "collective online study writing other total target missing reach",
            ("roster", "section"),
        ),
        # Which lines a figure rests on, a person after the other.
        table("hours_evidence", "name what day record rule words", "counted", ("roster", "section")),
        # By the day it was due the list would say who keeps books longest.
        table("overdue", "number name section book call_number out_on due_on consequence", "days"),
        table("people", "name title section group standing duties state", "", ("roster", "section", "name")),
    )
}
"""All tables of people, by name."""
