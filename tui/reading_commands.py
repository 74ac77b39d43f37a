"""The commands of the reading room and of self-study. They are part of the one table, tui.command_table."""

from __future__ import annotations

from tui.command import Command
from tui.import_commands import KEYS
from tui.usual_keys import usual

ROOM = (
    Command("room.desk", "ctrl+o,o"),
    *usual("room", "open new"),
    Command("room.override", "ctrl+s"),
    Command("room.loans", "f3,l"),
    Command("room.cycle", "ctrl+r,c"),
    Command("room.recommend", "plus"),
    *usual("room", "edit state delete filter sort mark_row mark_all back"),
    Command("room.import", KEYS),
)

BOOK = (
    Command("book.open", "enter"),
    Command("book.give_back", "f9,b"),
    Command("book.renew", "ctrl+r,r"),
    Command("book.recommend", "plus"),
    Command("book.edit_book", "f2,e"),
    Command("book.book_state", "f3"),
    *usual("book", "filter sort back"),
)

LOANS = (
    Command("loans.open", "enter"),
    Command("loans.renew", "ctrl+r,r"),
    Command("loans.give_back", "f9,b"),
    Command("loans.lost", "ctrl+o,o"),
    Command("loans.other", "f3"),
    *usual("loans", "delete filter sort mark_row mark_all back"),
)

CYCLE = (
    Command("cycle.open", "enter"),
    Command("cycle.order", "f3,ctrl+e"),
    Command("cycle.year", "ctrl+o,o"),
    *usual("cycle", "filter back"),
)

EVIDENCE = (
    *usual("evidence", "open new"),
    Command("evidence.room", "f3"),
    *usual("evidence", "filter sort back"),
)

STUDIES = (
    Command("studies.quick", "ctrl+o,o"),
    *usual("studies", "open new edit"),
    Command("studies.again", "ctrl+r,r"),
    Command("studies.withdraw", "f9,w"),
    Command("studies.confirm", "f3"),
    *usual("studies", "delete filter sort mark_row mark_all back"),
)

STUDY_CONFIRM = (
    Command("study_confirm.open", "enter"),
    Command("study_confirm.order", "f3,ctrl+e"),
    *usual("study_confirm", "filter back"),
)

STUDY_MONTH = (
    Command("study_month.mark", "f9,x"),
    Command("study_month.decide", "ctrl+s"),
    Command("study_month.open", "enter"),
    *usual("study_month", "filter sort back"),
)

READING_COMMANDS: dict[str, tuple[Command, ...]] = {
    "room": ROOM,
    "book": BOOK,
    "loans": LOANS,
    "cycle": CYCLE,
    "evidence": EVIDENCE,
    "studies": STUDIES,
    "study_confirm": STUDY_CONFIRM,
    "study_month": STUDY_MONTH,
}
"""Scope -> its commands, in the order of the key bar."""
