"""Figures and people as cells of a workbook: numbers that can be added up, words where there is no number."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from rich.cells import cell_len

from tui.documents.office import Office
from tui.documents.sheets import Entry, Format, Value
from tui.figure_words import NOT_APPLICABLE, missing_words
from tui.i18n import t
from tui.year.figures import Figure, Unit
from tui.year.people_tables import TABLES, Order
from tui.year.report import PersonYear

FORMATS: Mapping[Unit, Format] = {"minutes": "hours", "permille": "percent", "count": "count"}
"""How a cell shows a figure of each unit."""

FIRST, NOWHERE = (-1, ""), (1 << 30, "")
"""Where people without a section stand: secretary and leaders before all sections, everybody else last."""

MOST = 16
"""Half-ems of the widest column of names."""

ABOVE = {"secretary", "leader"}
"""Roles whose holders may belong to no section."""


def amount(value: int | None, unit: Unit) -> Value:
    """A number as a cell holds it: minutes in hours, thousandths as a share of one; 待补 for None."""
    if value is None:
        return t("value.unknown")
    match unit:
        case "minutes":
            return value // 60 if value % 60 == 0 else value / 60
        case "permille":
            return value / 1000
        case "count":
            return value


def figure_cell(figure: Figure, link: str | None = None) -> Entry:
    """A figure as a cell: its number, or why there is none in words; `link` leads to what it rests on, where that is told."""
    value = missing_words(figure.missing) if figure.value is None else amount(figure.value, figure.unit)
    return Entry(value, link if figure.lines else None, FORMATS[figure.unit])


def known(value: object) -> str:
    """A text, 待补 where it is not known."""
    return str(value) if value not in (None, "") else t("value.unknown")


def day(value: object) -> Entry:
    """The day of a date or moment as a date, 待补 where it is not known."""
    return Entry(known(str(value or "")[:10]), format="date")


def people_of(office: Office, table: str, order: Order = "section") -> list[PersonYear]:
    """The people of the year in an order of a table of people (`TABLES`). Raises Ranking for any other order."""
    years = {each.member.id: each for each in office.report.people}
    places: dict[str, tuple[int, str]] = {
        view.id: (view.get("sort") or 0, str(view.get("name"))) for view in office.place.repository.find("section")
    }

    def section(member: str) -> tuple[int, str]:
        return places.get(years[member].section or "", FIRST if _is_above(office, member) else NOWHERE)

    members = TABLES[table].ordered([each.member for each in years.values()], order, section)
    return [years[each.id] for each in members]


def _is_above(office: Office, member: str, on: dt.date | None = None) -> bool:
    return bool(office.year.roles_of(member, on) & ABOVE)


def section_cell(office: Office, member: str, on: dt.date | None = None) -> str:
    """The section of a person on a day, by default the last of the year so far.

    Without one it is "/" for secretary and leaders, for everybody else 待补.
    """
    found = office.section(member, on)
    return found or (NOT_APPLICABLE if _is_above(office, member, on) else t("value.unknown"))


def stacked(office: Office, members: Iterable[Any]) -> str:
    """Names in a narrow cell, one below the other."""
    return "\n".join(office.name(each) for each in members)


def names_width(cells: Iterable[object], least: int) -> int:
    """How wide a column of names is: `least`, or as much as a name with its section needs to stand in one line."""
    names = (name for cell in cells for name in str(cell).split("\n"))
    return max(least, min(MOST, 1 + max(map(cell_len, names), default=0)))


# lines above and below a table


def head(office: Office, *more: str) -> tuple[str, ...]:
    """Whose table it is and up to which day it tells; then what else is to be said."""
    day = office.year.so_far.isoformat() if not office.year.over else office.year.whole.last.isoformat()
    return (t("doc.head", branch=office.branch, day=day, made=office.today), *more)


def signed(office: Office, *roles: str) -> str:
    """A line to sign on, by the roles the branch names."""
    return t("doc.signed", who="".join(t("doc.signed_as", role=office.role(each)) for each in roles))


def whole_title(office: Office, document: str) -> str:
    """The title of a document about a year."""
    return t("doc.title_of_year", branch=office.branch, year=office.year.year, what=t(f"document.{document}"))
