"""The agenda of a session while it is held: its items in order, the time each took, and which comes next."""

from __future__ import annotations

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.minutes import ordered, stamp
from tui.year.agenda_time import used

OPEN = ("planned", "running")
"""States of a session in which the clock runs; many take minutes without changing the state first."""


def items(place: Workplace, session: str) -> list[View]:
    """The items by number."""
    found = place.repository.linked("agenda_item", "session", session)
    return sorted(found, key=lambda view: (view.get("number") or 0, view.id))


def minutes_used(place: Workplace, session: View) -> dict[str, int]:
    """Minutes by item; the open one runs until now, on the day of its entry and while the session is not over."""
    entries = ordered(place, session.id)
    last = max(entries, key=lambda view: str(view.get("at")), default=None)
    now: str | None = None
    if last is not None and session.state in OPEN:
        item = place.repository.get(str(last.get("agenda_item") or ""))
        at = stamp(place).at
        if at[:10] == str(last.get("at"))[:10] and not (item is not None and item.get("done")):
            now = at
    return used([(str(view.get("at")), view.get("agenda_item")) for view in entries], now)


def following(place: Workplace, session: str, current: str | None) -> View | None:
    """The next item that is not done, after `current`, else the first one that is not."""
    listed = items(place, session)
    at = next((number for number, view in enumerate(listed) if view.id == current), -1)
    for view in [*listed[at + 1 :], *listed[: max(at, 0)]]:
        if not view.get("done"):
            return view
    return None


def time_words(minutes: int | None, planned: int | None) -> str:
    """Used against planned, in minutes: 12/15, 12 where nothing was planned, /15 before it began."""
    spent = "" if minutes is None else str(minutes)
    return spent if planned is None else f"{spent}/{planned}"


def progress_words(place: Workplace, session: View, current: str | None) -> str:
    """One line: which item of how many, how long of how long, and what comes next; empty without an agenda."""
    listed = items(place, session.id)
    if not listed:
        return ""
    coming = following(place, session.id, current)
    after = t("agenda.coming", title=str(coming.get("title"))) if coming is not None else ""
    at = next((number for number, view in enumerate(listed, 1) if view.id == current), None)
    if at is None:
        done = sum(bool(view.get("done")) for view in listed)
        return "  ".join(filter(None, (t("agenda.none_open", done=done, all=len(listed)), after)))
    item = listed[at - 1]
    planned, spent = item.get("minutes_planned"), minutes_used(place, session).get(item.id, 0)
    words = [t("agenda.at", n=at, all=len(listed), title=str(item.get("title")))]
    if item.get("done"):
        words.append(t("agenda.is_done"))
    if planned is None:
        words.append(t("agenda.used", used=spent))
    elif spent > planned:
        words.append(t("agenda.over", used=spent, planned=planned, over=spent - planned))
    else:
        words.append(t("agenda.used_of", used=spent, planned=planned))
    return "  ".join([*words, *([after] if after else [])])
