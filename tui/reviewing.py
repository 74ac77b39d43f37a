"""待审阅: submissions this person is in charge of, oldest first, with who waits since when."""

from __future__ import annotations

import datetime as dt

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui import moments
from tui.moments import made, order


def waits_for_me(place: Workplace, view: View) -> bool:
    """True for a submission that somebody else handed in and this person may accept."""
    desk = place.desk
    if view.state != "submitted" or view.get("author") == desk.member:
        return False
    return desk.rights.why_not(view, "put", field="state", to="accepted") is None


def waiting(place: Workplace) -> list[View]:
    """Submissions that wait for this person, oldest first."""
    return sorted((view for view in place.repository.find("submission") if waits_for_me(place, view)), key=handed_in)


def handed_in(view: View) -> tuple[str, str]:
    """When a submission was made, and its id where several were at once."""
    return order(made(view)), view.id


def day(place: Workplace, view: View) -> str:
    """The day a submission or publication was made, in this device's zone; empty while that is not known."""
    return moments.day(place, made(view))


def days_waited(place: Workplace, view: View) -> int | None:
    """Whole days since a submission was made; None while that is not known."""
    since = day(place, view)
    if not since:
        return None
    return max(0, (dt.date.fromisoformat(today(place.clock)) - dt.date.fromisoformat(since)).days)


def neighbour(found: list[View], current: View, by: int) -> View | None:
    """The one after (`by` 1) or before (-1) `current` in the order they were made, round the end; None when there is no other.

    `current` need not be among them: what was just accepted waits no longer.
    """
    others = sorted((view for view in found if view.id != current.id), key=handed_in)
    if not others:
        return None
    at = handed_in(current)
    if by > 0:
        return next((view for view in others if handed_in(view) > at), others[0])
    return next((view for view in reversed(others) if handed_in(view) < at), others[-1])
