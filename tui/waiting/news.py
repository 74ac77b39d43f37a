"""What is not yet synced, what is in conflict, and what changed last."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.resolving import open_conflicts
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, member_name, title_of
from tui.projecting import is_private, scope_is_private
from tui.waiting.item import Item

LATEST = 8

NEWS = ("session", "plan", "task", "document", "submission", "comment", "action", "leave_request")


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
