"""What is not yet synced, and what changed last."""

from __future__ import annotations

from collections.abc import Iterator

from sync.cache.view import View
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import kind_label, member_name, title_of
from tui.moments import changed, day, order
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


def latest(place: Workplace) -> Iterator[Item]:
    """What changed last, newest first; one's own changes too."""
    found: list[tuple[str, View]] = []
    for kind in NEWS:
        found += [(order(at), view) for view in place.repository.find(kind) if (at := changed(view))]
    found.sort(key=lambda pair: (pair[0], pair[1].id), reverse=True)
    for _, view in found[:LATEST]:
        spec = place.repository.registry[view.kind]
        who = member_name(place, view.updated.get("by")) if view.updated.get("by") else ""
        words = t("home.news", kind=kind_label(spec), title=title_of(place, view), who=who).rstrip()
        yield Item(view.id, words, day(place, changed(view)))
