"""Who owes a make-up of a session missed, by when, and how far it has come. Pure functions over records."""

from __future__ import annotations

import datetime as dt
from typing import Literal

import msgspec

from sync.cache.view import View

MISSED = ("leave", "absent")
"""Statuses that need one."""


class Makeup(msgspec.Struct, frozen=True):
    """A make-up: `due` is the last day for its verification, None while the day of the session is not known, or no rule sets it."""

    due: str | None
    step: Literal["owed", "entered", "verified"]
    overdue: bool


def missed(row: View, session: View | None, today: str) -> bool:
    """True for whoever did not come to a session that has begun by today (YYYY-MM-DD), so that there is something to make up."""
    if row.get("status") not in MISSED or session is None or session.deleted:
        return False
    return session.state not in ("postponed", "cancelled") and (session.get("start") or "")[:10] <= today


def makeup(row: View, session: View | None, today: str, days: int | None) -> Makeup | None:
    """The make-up of a row of the roll as of today, to be verified within so many days (rule A-3); None where none is owed.

    With `days` None the rule is off: nobody owes one, but one that was made is still there.
    """
    if session is None or not missed(row, session, today):
        return None
    day = (session.get("start") or "")[:10]
    due = (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat() if day and days is not None else None
    if row.get("makeup_verified"):
        return Makeup(due, "verified", False)
    entered = bool((row.get("makeup") or "").strip() or row.get("makeup_on"))
    if days is None and not entered:
        return None
    return Makeup(due, "entered" if entered else "owed", due is not None and today > due)
