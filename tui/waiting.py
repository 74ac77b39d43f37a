"""What Home shows: what waits for me, what is due, what is not yet synced, conflicts, and what is new. Pure reading of the view."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from sync.cache.view import View
from sync.clock import today
from sync.resolving import open_conflicts
from sync.typing_keys import typing_key
from sync.unsaved import Unsaved
from sync.workplace import Workplace
from tui import assessing, recommended
from tui.i18n import t
from tui.labels import field_label, kind_label, member_name, title_of
from tui.leave import to_decide
from tui.makeups import home_lines
from tui.projecting import hides, is_private, scope_is_private
from tui.study_waiting import home_lines as study_lines
from tui.unused import in_a_form, unused_words
from tui.vault_state import told

SOON = 14
"""Days ahead in which a session or an action counts as due."""

LATEST = 8
PRIVATE_REMINDER = 30
"""Days after which drafts and notes that were never exported are mentioned."""

NEWS = ("session", "plan", "task", "document", "submission", "comment", "action", "leave_request")


@dataclass(frozen=True, slots=True)
class Item:
    """One line of Home: what it is about (`rid`, or a page), and its words."""

    target: str
    text: str
    when: str = ""
    private: bool = False
    """True for words that must not be shown to a room although what they lead to may be."""


@dataclass(frozen=True, slots=True)
class Group:
    """A heading of Home and its lines; `empty` says what to do when there are none, or nothing to hide the group."""

    name: str
    items: tuple[Item, ...]


def groups(place: Workplace, *, projecting: bool = False) -> list[Group]:
    """All groups in the order of Home; an empty one is left out, except the first. `projecting`: without anything private."""
    found = [
        Group("waiting", tuple(for_me(place))),
        Group("due", tuple(due(place))),
        Group("recommended", tuple(Item(*line) for line in recommended.home_lines(place))),
        Group("unsynced", tuple(unsynced(place))),
        Group("conflicts", tuple(conflicts(place))),
        Group("latest", tuple(latest(place))),
    ]
    if projecting:
        found = [
            Group(group.name, tuple(item for item in group.items if not item.private and not hides(place, item.target)))
            for group in found
        ]
    return [group for group in found if group.items or group.name == "waiting"]


def for_me(place: Workplace) -> Iterator[Item]:
    """What only this person can move on."""
    repository, desk, me = place.repository, place.desk, place.desk.member
    seen: set[str] = set()
    unsaved = place.unsaved.all()
    for typed in unsaved:
        if typed.asked is not None:
            if not in_a_form(typed, unsaved):
                yield Item(
                    f"typing:ask:{typing_key(typed.rid, typed.field)}", unused_words(place, typed), typed.at[:10]
                )
        elif typed.rid not in seen:
            seen.add(typed.rid)
            yield Item(f"typing:{typed.kind}:{typed.rid}", _unsaved(place, typed), typed.at[:10])
    for view in repository.find("submission"):
        if view.state == "submitted" and me != view.get("author") and _may(place, view, "accepted"):
            who = member_name(place, view.get("author"))
            yield Item(view.id, t("home.to_review", who=who, title=title_of(place, view)), _day(view))
        elif view.state == "returned" and me == view.get("author") and not _replaced(place, view):
            yield Item(view.id, t("home.returned", title=title_of(place, view)), _day(view))
    for view in sorted(repository.find("session"), key=lambda v: v.get("start") or ""):
        mine = me is not None and (view.get("host") == me or me in (view.get("recorders") or ()))
        when = (view.get("start") or "")[:10]
        if view.state == "submitted" and _may(place, view, "approved"):
            yield Item(view.id, t("home.to_approve", title=title_of(place, view)), when)
        elif view.state in ("running", "writing") and mine:
            yield Item(view.id, t("home.to_write", title=title_of(place, view)), when)
        elif view.state == "returned" and (mine or _may(place, view, "writing")):
            yield Item(view.id, t("home.session_returned", title=title_of(place, view)), when)
        elif _opened_by_another(place, view) and desk.rights.why_not(view, "put", field="adopted_by") is None:
            yield Item(view.id, t("home.to_adopt", title=title_of(place, view)), when)
    for view in to_decide(place):
        session = repository.get(str(view.get("session")))
        if session is not None:
            who = member_name(place, view.get("member"))
            words = t("home.leave_to_decide", who=who, title=title_of(place, session))
            yield Item(view.id, words, (session.get("start") or "")[:10])
    for view in repository.find("plan"):
        if view.state == "submitted" and _may(place, view, "approved"):
            yield Item(view.id, t("home.plan_to_approve", title=title_of(place, view)), _day(view))
        elif view.state == "returned" and _may(place, view, "submitted"):
            yield Item(view.id, t("home.plan_returned", title=title_of(place, view)), _day(view))
    for view in sorted(repository.find("action"), key=lambda v: v.get("due") or "9999"):
        if view.state == "open" and me is not None and view.get("owner") == me:
            late = bool(view.get("due")) and view.get("due") < today(place.clock)
            words = t("home.action_late" if late else "home.action", text=view.get("text"))
            yield Item(view.id, words, view.get("due") or "")
    for rid, text, due_on in home_lines(place):
        yield Item(rid, text, due_on)
    yield from (Item(rid, text, when, private=True) for rid, text, when in study_lines(place))
    yield from (Item(target, text, when, private=True) for target, text, when in assessing.waiting(place))
    yield from _vault(place)
    reminder = _private_reminder(place)
    if reminder:
        yield reminder


def _unsaved(place: Workplace, typed: Unsaved) -> str:
    """What was typed and never saved, in words."""
    view = place.repository.get(typed.rid)
    if typed.kind != "conflict":
        spec = place.repository.registry.get(typed.kind)
        name = field_label(spec, typed.field) if spec and typed.field in spec.fields else typed.field
        return t("home.unsaved", kind=kind_label(spec) if spec else typed.kind, field=name)
    if view is None:
        return t("home.unsaved_merge_gone")
    waiting = any(item.id == typed.rid for item in open_conflicts(place.desk))
    return t("home.unsaved_merge" if waiting else "home.unsaved_merge_settled", title=title_of(place, view))


def due(place: Workplace) -> Iterator[Item]:
    """Sessions of the next two weeks and those that should have begun; tasks whose months are over."""
    day = today(place.clock)
    until = (dt.date.fromisoformat(day) + dt.timedelta(days=SOON)).isoformat()
    for view in sorted(place.repository.find("session"), key=lambda v: v.get("start") or ""):
        start = (view.get("start") or "")[:10]
        if view.state == "planned" and start and start <= until:
            key = "home.session_soon" if start >= day else "home.session_overdue"
            yield Item(
                view.id, t(key, title=title_of(place, view), place=view.get("place") or t("value.unknown")), start
            )
    for view in place.repository.find("task"):
        ends = view.get("month_to") or view.get("month_from") or ""
        if (
            view.state == "planned"
            and ends
            and _month_over(ends, day)
            and place.desk.rights.why_not(view, "put", field="topic") is None
        ):
            yield Item(view.id, t("home.task_overdue", topic=view.get("topic")), ends[:7])


def unsynced(place: Workplace) -> Iterator[Item]:
    """Records with edits the server has not yet accepted."""
    seen: dict[str, int] = {}
    for each in place.queue.waiting():
        seen[each.op.rec] = seen.get(each.op.rec, 0) + 1
    for rid, count in list(seen.items())[:5]:
        view = place.repository.get(rid)
        if view is not None:
            spec = place.repository.registry[view.kind]
            yield Item(rid, t("home.pending", kind=kind_label(spec), title=title_of(place, view), n=count))
    if len(seen) > 5:
        yield Item("page:sync", t("home.pending_more", n=len(seen) - 5))


def conflicts(place: Workplace) -> Iterator[Item]:
    """Open conflicts and refused edits."""
    for item in open_conflicts(place.desk):
        title = title_of(place, item.parent) if item.parent else ""
        words = t("home.conflict", title=title, who=member_name(place, item.by))
        yield Item("page:conflicts", words, item.at[:10], private=is_private(item.parent))
    for parked in place.queue.parked():
        spec = place.repository.registry.get(parked.first.type)
        kind = kind_label(spec) if spec else parked.first.type
        yield Item("page:conflicts", t("home.parked", kind=kind), parked.at[:10], scope_is_private(parked.first.scope))


def latest(place: Workplace) -> Iterator[Item]:
    """What changed last, newest first; one's own changes too."""
    found: list[tuple[str, View]] = []
    for kind in NEWS:
        found += [
            (view.updated.get("at") or view.updated.get("claimed") or "", view) for view in place.repository.find(kind)
        ]
    found.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    for at, view in found[:LATEST]:
        spec = place.repository.registry[view.kind]
        who = member_name(place, view.updated.get("by")) if view.updated.get("by") else ""
        yield Item(
            view.id, t("home.news", kind=kind_label(spec), title=title_of(place, view), who=who).rstrip(), at[:10]
        )


def _may(place: Workplace, view: View, to: str) -> bool:
    spec = place.repository.registry[view.kind]
    if spec.transition(view.state, to) is None:
        return False
    return place.desk.rights.why_not(view, "put", field="state", to=to) is None


def _replaced(place: Workplace, view: View) -> bool:
    """True when its author has submitted again since."""
    return any(other.get("replaces") == view.id for other in place.repository.find("submission"))


def _opened_by_another(place: Workplace, view: View) -> bool:
    """An unplanned session that a member opened and nobody has adopted yet."""
    author = view.created.get("by")
    if view.get("adopted_by") or not author or author == place.desk.member or author == view.get("host"):
        return False
    return not place.desk.facts.roster.has_role(author, "secretary", "clerk", "section_head")


def _vault(place: Workplace) -> Iterator[Item]:
    """A vault that is open on another device only, one that was begun anew, a server that does not keep what it got."""
    found = told(place)
    if found["state"] in ("elsewhere", "replaced"):
        yield Item("page:vault", t(f"home.vault_{found['state']}"))
    if found["not_genuine"] or found["went_back"]:
        yield Item("page:vault", t("home.vault_trouble"))


def _private_reminder(place: Workplace) -> Item | None:
    """Drafts and notes that are on this disk only; after 30 days without a copy Home says so."""
    only_here = set(place.vault.only_here())
    private = [(rid, record) for rid, record in place.repository.documents("private") if rid in only_here]
    if not private:
        return None
    exported = (place.repository.document("meta", "private_exported") or {}).get("at")
    oldest = min(str((record.get("created") or {}).get("at") or "9999") for _, record in private)
    since = str(exported or oldest)[:10]
    try:
        days = (dt.date.fromisoformat(today(place.clock)) - dt.date.fromisoformat(since)).days
    except ValueError:
        return None
    return (
        Item("page:private", t("home.private_reminder", n=len(private), days=days))
        if days >= PRIVATE_REMINDER
        else None
    )


def _day(view: View) -> str:
    return str(view.updated.get("at") or view.updated.get("claimed") or "")[:10]


def _month_over(ends: str, day: str) -> bool:
    return ends[:7] < day[:7]
