"""When the minutes of a session were completed: what this device knows of it, what the server's history adds, and in words."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from sync.cache.repository import as_op
from sync.cache.view import View
from sync.wire import Op, Revision
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import listed
from tui.year.late_entry import LateEntry, Saved, first, late_entry
from tui.years import branch_calendar, branch_rules

if TYPE_CHECKING:
    from sync.transport import Transport

DONE = ("submitted", "approved", "returned")
"""States a session comes to by being submitted only."""

NOT_HELD = ("postponed", "cancelled")
"""States of a session of which there are no minutes."""


def saved_here(place: Workplace, session: View) -> Saved | None:
    """The first entry into submitted this device knows of: own edits, and the last edit of the record if it was that."""
    skew = place.shadow.progress.skew
    accepted = [
        (as_op(each["op"]), str(each["at"]))
        for _, each in place.repository.documents("archive")
        if each["op"]["rec"] == session.id
    ]
    saves = [Saved(op.at, at, skew) for op, at in accepted if _submits(op)]
    saves += [Saved(op.at, None, skew) for op in place.repository.ops_of(session.id) if _submits(op)]
    entry, last = session.fv.get("state"), session.updated
    newest = session.state == "submitted" and not session.pending and entry and entry[0] == session.rev
    # An own edit comes back in the record: by the uncorrected clock it would be a second, earlier save.
    if newest and all(last.get("claimed") != each.claimed for each in saves):
        known = 0 if place.identity.alone else _skew_of(place, last.get("dev"))
        saves.append(Saved(last.get("claimed"), last.get("at"), known))
    return first(saves)


def _skew_of(place: Workplace, device: str | None) -> int | None:
    """By how many seconds a device's clock is behind, which is known of this device alone."""
    progress = place.shadow.progress
    return progress.skew if device is not None and device == progress.device else None


def revisions_of(transport: Transport, session: str) -> list[Revision]:
    """The whole history of a session, newest first; raises Unreachable, ServerRefused."""
    past: list[Revision] = []
    more = True
    while more:
        page = transport.history(session, past[-1].rev if past else None)
        past += page.revisions
        more = page.more and bool(page.revisions)
    return past


def saved_in(place: Workplace, revisions: Iterable[Revision]) -> Saved | None:
    """The first entry into submitted in the server's history of the session."""
    return first(
        Saved(each.claimed, each.at, _skew_of(place, each.dev))
        for each in revisions
        if (each.ch.get("state") or [None, None])[1] == "submitted"
    )


def verdict(place: Workplace, session: View, known: Saved | None = None) -> LateEntry:
    """Whether the session's minutes are a late entry; `known` is what the server's history said."""
    if session.state in NOT_HELD:
        return LateEntry("none")
    completed = first(each for each in (known, saved_here(place, session)) if each is not None)
    updated = None if session.pending else session.updated.get("at")
    return late_entry(
        session.get("end"),
        completed,
        place.clock.now(),
        branch_calendar(place),
        branch_rules(place).number("L-1", "days"),
        submitted=session.state in DONE,
        no_later_than=updated,
    )


def _submits(op: Op) -> bool:
    change = op.ch.get("state")
    return isinstance(change, list) and change[1] == "submitted"


def late_words(late: LateEntry) -> str:
    """The verdict in one line."""
    if late.due is None:
        return "/" if late.verdict == "none" else t("late.no_end")
    at = f"{late.at:%Y-%m-%d %H:%M}" if late.at else ""
    if late.at is None and late.verdict == "in_time":
        words = t("late.surely", due=late.due)
    else:
        words = t(f"late.{late.verdict}", at=at, due=late.due)
    if late.server is not None:
        words += t("late.server", at=f"{late.server:%Y-%m-%d %H:%M}")
    if late.by_weekdays:
        words += t("late.weekdays", year=listed(map(str, late.by_weekdays)))
    return words


def late_line(late: LateEntry) -> str | None:
    """What the printed minutes say where they are a late entry, may be one, or would be one by the server's time."""
    if late.verdict == "unknown":
        return t("late.printed_unknown")
    if late.at is None or (late.verdict != "late" and late.server is None):
        return None
    words = t("late.printed" if late.verdict == "late" else "late.printed_in_time", at=f"{late.at:%Y-%m-%d %H:%M}")
    return words + (t("late.server", at=f"{late.server:%Y-%m-%d %H:%M}") if late.server is not None else "")
