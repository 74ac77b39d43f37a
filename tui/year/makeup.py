"""Who owes a make-up of a session missed, by when, and how far it has come. Pure functions over records."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Literal

from sync.cache.view import View

DAYS = 30
"""Days within which a make-up is to be verified (DOMAIN.md section 4, Attendance), unless the branch's rule A-3 says otherwise."""

MISSED = ("leave", "absent")
"""Statuses that need one."""


@dataclass(frozen=True, slots=True)
class Makeup:
    """A make-up: `due` is the last day for its verification, None while the day of the session is not known."""

    due: str | None
    step: Literal["owed", "entered", "verified"]
    overdue: bool


def makeup(row: View, session: View | None, today: str, days: int = DAYS) -> Makeup | None:
    """The make-up of a row of the roll as of today (YYYY-MM-DD); None where none is owed, or not before the session."""
    if row.get("status") not in MISSED or session is None or session.deleted:
        return None
    day = (session.get("start") or "")[:10]
    if session.state in ("postponed", "cancelled") or day > today:
        return None
    due = (dt.date.fromisoformat(day) + dt.timedelta(days=days)).isoformat() if day else None
    if row.get("makeup_verified"):
        return Makeup(due, "verified", False)
    entered = bool((row.get("makeup") or "").strip() or row.get("makeup_on"))
    return Makeup(due, "entered" if entered else "owed", due is not None and today > due)
