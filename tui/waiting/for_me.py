"""待我办理: what only this person can move on."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui import assessing
from tui.decisions import opened_by_another
from tui.i18n import t
from tui.labels import member_name, title_of
from tui.leave import to_decide
from tui.makeups import home_lines
from tui.study_waiting import home_lines as study_lines
from tui.waiting.disputes import to_settle
from tui.waiting.item import Item, day_of, may
from tui.waiting.on_this_device import private_reminder, typed, vault


def for_me(place: Workplace, *, projecting: bool = False) -> Iterator[Item]:
    """What only this person can move on: text not saved yet, what met and was refused, then by its day, the oldest first."""
    yield from typed(place, projecting=projecting)
    yield from to_settle(place)
    yield from sorted(_waiting(place), key=lambda item: item.when or "9999")


def _waiting(place: Workplace) -> Iterator[Item]:
    repository, desk, me = place.repository, place.desk, place.desk.member
    for view in repository.holding("submission", "state", values=("submitted", "returned")):
        if view.state == "submitted" and me != view.get("author") and may(place, view, "accepted"):
            who = member_name(place, view.get("author"))
            yield Item(view.id, t("home.to_review", who=who, title=title_of(place, view)), day_of(place, view))
        elif view.state == "returned" and me == view.get("author") and not _replaced(place, view):
            yield Item(view.id, t("home.returned", title=title_of(place, view)), day_of(place, view))
    for view in repository.find("session"):
        mine = me is not None and (view.get("host") == me or me in (view.get("recorders") or ()))
        when = (view.get("start") or "")[:10]
        if view.state == "submitted" and may(place, view, "approved"):
            yield Item(view.id, t("home.to_approve", title=title_of(place, view)), when)
        elif view.state in ("running", "writing") and mine:
            yield Item(view.id, t("home.to_write", title=title_of(place, view)), when)
        elif view.state == "returned" and (mine or may(place, view, "writing")):
            yield Item(view.id, t("home.session_returned", title=title_of(place, view)), when)
        elif opened_by_another(place, view) and desk.rights.why_not(view, "put", field="adopted_by") is None:
            yield Item(view.id, t("home.to_adopt", title=title_of(place, view)), when)
    for view in to_decide(place):
        session = repository.get(str(view.get("session")))
        if session is not None:
            who = member_name(place, view.get("member"))
            words = t("home.leave_to_decide", who=who, title=title_of(place, session))
            yield Item(view.id, words, (session.get("start") or "")[:10])
    for view in repository.find("plan"):
        if view.state == "submitted" and may(place, view, "approved"):
            yield Item(view.id, t("home.plan_to_approve", title=title_of(place, view)), day_of(place, view))
        elif view.state == "returned" and may(place, view, "submitted"):
            yield Item(view.id, t("home.plan_returned", title=title_of(place, view)), day_of(place, view))
    for view in repository.holding("action", "state", values=("open",)):
        if me is not None and view.get("owner") == me:
            late = bool(view.get("due")) and view.get("due") < today(place.clock)
            words = t("home.action_late" if late else "home.action", text=view.get("text"))
            yield Item(view.id, words, view.get("due") or "")
    for rid, text, due_on in home_lines(place):
        yield Item(rid, text, due_on)
    yield from (Item(rid, text, when, private=True) for rid, text, when in study_lines(place))
    yield from (Item(target, text, when, private=True) for target, text, when in assessing.waiting(place))
    yield from vault(place)
    reminder = private_reminder(place)
    if reminder:
        yield reminder


def _replaced(place: Workplace, view: View) -> bool:
    """True when its author has submitted again since."""
    return bool(place.repository.holding("submission", "replaces", values=(view.id,)))
