"""The rounds of reading this device may list, and in words."""

from __future__ import annotations

from sync.workplace import Workplace
from tui import studies
from tui.i18n import t
from tui.labels import listed, member_name
from tui.year.cycle import LINKS, Cycle, Link, cycles
from tui.year.people_tables import TABLES
from tui.year.periods import Period
from tui.year.study_year import StudyYear


def rounds(place: Workplace, year: StudyYear, order: str = "roster") -> list[Cycle]:
    """The rounds of everybody whose rows this person is shown, in the table's order and then by period.

    Whoever has people in charge sees the branch, with 无权限 where a person's scope is not read; a plain member the own rows.
    """
    me = place.desk.member
    people = year.people
    if me is not None and not any(studies.in_charge_of(place, each.id) for each in people):
        people = [each for each in people if each.id == me]
    sections = studies.section_places(place)
    ordered = TABLES["reading"].ordered(people, order, lambda rid: sections.get(rid, studies.NOWHERE))
    return [cycle for member in ordered for cycle in cycles(year, member.id)]


def cell_words(cycle: Cycle, link: Link) -> str:
    """A link of the chain in a cell: how many records there are, open, or not to be read here."""
    if cycle.state == "no_access":
        return t("cycle.no_access_cell")
    amount = {"book": cycle.books, "knowledge_point": cycle.knowledge, "reflection": cycle.reflections}[link]
    return t("cycle.there", n=len(amount)) if amount else t("cycle.lacking")


def columns() -> list[str]:
    """The columns of the table of people, with the round behind the person."""
    names = [column.name for column in TABLES["reading"].columns]
    return [*names[:2], "period", *names[2:]]


def cells(place: Workplace, cycle: Cycle) -> list[str]:
    """A round in words, in the order of the columns."""
    links = [cell_words(cycle, link) for link in LINKS]
    who, section = member_name(place, cycle.member), studies.section_name(place, cycle.member)
    if cycle.state == "no_access":
        still = t("cycle.no_access_cell")
    elif not cycle.open:
        still = t("cycle.done")
    else:
        names = listed(t(f"cycle.column_{link}") for link in cycle.open)
        still = t("cycle.missed", names=names) if cycle.state == "missed" else names
    return [who, section, period_words(cycle.period), *links, still]


def period_words(period: Period) -> str:
    """A part of the study year in words: 上半年, 第2季度, 3月."""
    match period.per:
        case "month":
            return t("cycle.period_month", n=period.first.month)
        case "quarter":
            return t("cycle.period_quarter", n=period.number)
        case "half":
            return t("cycle.period_first_half" if period.number == 1 else "cycle.period_second_half")
    return t("cycle.period_year")
