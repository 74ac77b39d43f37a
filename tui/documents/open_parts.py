"""What is still open, as a report tells it: counted by duty, in sentences only where it is nobody's own affair. Never by person."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from tui.documents.office import Office
from tui.documents.paper import Block, Cell, Paragraph, Row, Table, row
from tui.gap_words import gap_words, is_private
from tui.i18n import t
from tui.labels import listed
from tui.rule_words import spoken
from tui.year.gaps import by_family
from tui.year.open_item import NO_ACCESS, OpenItem
from tui.year.periods import Period

TOLD: tuple[str, ...] = ("plan", "closing", "workbook", "tasks", "frequency", "sessions")
"""Families whose sentences name no person."""

UNDATED = {"roll_call", "roll_empty"}
"""Codes whose last day is that of the session: where it is not known, nobody knows whether they are late."""

WIDTHS = (34.0, 75.0, 28.0, 28.0)


def families(office: Office, period: Period | None = None) -> list[tuple[str, list[OpenItem]]]:
    """What is open of the year by families, or of it what falls into a part: by its last day, else by its session's."""
    found = by_family(office.year)
    if period is not None:
        found = [(name, [item for item in items if _falls(office, item, period)]) for name, items in found]
    return [(name, items) for name, items in found if items]


def open_parts(office: Office, found: Sequence[tuple[str, list[OpenItem]]], told: Collection[str]) -> Iterator[Block]:
    """By which rules it was counted, a table with a line a family, then the sentences of the families in `told`."""
    if not found:
        yield Paragraph(t("doc.open.nothing"))
        return
    yield Paragraph(t("doc.open.by", pack=spoken(office.year.rules.label)))
    names = ("family", "owes", "open", "late")
    head = row(*(Cell(t(f"doc.open.{name}"), align="center", label=True) for name in names))
    yield Table(WIDTHS, (head, *(_family(office, name, items) for name, items in found)), head=1, size=12)
    listed_ = [
        item for name, items in found if name in told and _is_counted(office, name) for item in items if _is_told(item)
    ]
    for number, item in enumerate(listed_, start=1):
        yield Paragraph(t("doc.numbered", n=number, text=_sentence(office, item)))


def _falls(office: Office, item: OpenItem, period: Period) -> bool:
    if item.code == NO_ACCESS:
        return True
    target = office.place.repository.get(item.target)
    return period.holds(item.until or (target.get("start") if target is not None else None))


def _is_counted(office: Office, name: str) -> bool:
    """False for sessions a rule asks for while nobody of the year is known: its records are too few to say what was not held."""
    return name != "frequency" or bool(office.year.people)


def _is_told(item: OpenItem) -> bool:
    return item.code != NO_ACCESS and not is_private(item)


def _family(office: Office, name: str, items: Iterable[OpenItem]) -> Row:
    known = [item for item in items if item.code != NO_ACCESS]
    closed = len(known) < len(list(items))
    untimed = any(item.until is None and item.code in UNDATED for item in known)
    counts = [len(known), None if untimed else sum(item.late for item in known)]
    # Part of a number is none.
    unknown = t("value.unknown")
    told = [unknown if count is None or not _is_counted(office, name) else str(count) for count in counts]
    words = [t("figure.no_access") if closed else each for each in told]
    cells = (Cell(each, align="center") for each in words)
    return row(Cell(t(f"gap.family.{name}")), Cell(_owes(office, known) or "/"), *cells)


def _owes(office: Office, items: Iterable[OpenItem]) -> str:
    """The duties it is owed by, and that some of it is somebody's own."""
    held = list(items)
    roles = dict.fromkeys(office.role(item.role) for item in held if item.owes is None and item.role is not None)
    return listed([*roles, *([t("doc.open.own")] if any(item.owes is not None for item in held) else [])])


def _sentence(office: Office, item: OpenItem) -> str:
    words = gap_words(office.place, item)
    return t("doc.open.until", what=words, day=day(item.until)) if item.until is not None else words


def day(date: dt.date | None) -> str:
    """A day in numbers, 待补 where there is none."""
    return date.isoformat() if date is not None else t("value.unknown")
