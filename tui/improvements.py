"""学用转化 in words and as edits: what a case learned from, its next check, a trial begun, a case made of what somebody wrote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import member_name, record_name
from tui.projecting import is_private
from tui.rights import why_not_new
from tui.year.improving import checks, due

TITLE = 120
"""Characters of a title (kinds.toml)."""


def ordered(place: Workplace) -> list[View]:
    """All cases: those with a check that is due first, then the newest start, those without one last."""
    late = {check.view.id: check.day for check in due(place.repository.find("improvement"), today(place.clock))}
    newest = sorted(
        place.repository.find("improvement"), key=lambda view: (view.get("started") or "", view.id), reverse=True
    )
    return sorted(newest, key=lambda view: late.get(view.id, "9999"))


def check_words(place: Workplace, view: View) -> str:
    """The next check in a few words; empty where there is none."""
    found = checks(view)
    if not found:
        return ""
    first = found[0]
    key = "improvement.check_due" if first.is_due(today(place.clock)) else "improvement.check_ahead"
    return t(key, days=first.days, day=first.day)


def begin(place: Workplace, rid: str, day: str) -> bool:
    """Put a proposed case on trial from a day on, as one action; raises NotAllowed, ForbiddenTransition, FieldProblem."""
    desk = place.desk
    view = desk.record(rid)
    ops = []
    for wire in ({"started": [view.get("started"), day]}, {"state": [view.state, "trying"]}):
        [(before, after)] = wire.values()
        if before != after:
            desk.rights.check_change(view, wire)
            ops.append(desk.change("improvement", rid, view.scope, wire))
    if ops:
        desk.perform(ops)
    return bool(ops)


def from_text(place: Workplace, view: View) -> dict[str, Any]:
    """What a case begins with that comes of a submission or publication: its title, its use at work, what it was learned from."""
    learned = [view.id] if view.kind == "publication" else _public_sources(place, view)
    return {
        "title": str(view.get("title") or "")[:TITLE],
        "change": view.get("use_at_work"),
        "learned_from": sorted(learned),
        "owner": place.desk.member or view.get("author"),
    }


def _public_sources(place: Workplace, view: View) -> list[str]:
    """Of a submission, which others do not read, the book and the session it is about, and what was published of it."""
    named = [place.repository.get(str(view.get(name))) for name in ("book", "session") if view.get(name)]
    published = place.repository.linked("publication", "submission", view.id)
    found = [each for each in (*named, *published) if each is not None and not is_private(each)]
    return [each.id for each in found]


def why_not_from(place: Workplace, view: View | None) -> str | None:
    """Why no case can be made of what somebody wrote, or None."""
    if view is None or view.deleted:
        return t("value.not_here")
    if not str(view.get("use_at_work") or "").strip():
        return t("improvement.no_use")
    me = place.desk.member
    if view.kind == "submission" and me is not None and view.get("author") != me:
        return t("improvement.not_yours", who=member_name(place, view.get("author")))
    return why_not_new(place, "improvement", {"title": "…", "problem": "…", "owner": me})


def source_words(place: Workplace, fields: Mapping[str, Any], hidden: set[str]) -> list[str]:
    """The names of what a case was learned from; before a room without those in `hidden`."""
    ids = [str(each) for each in fields.get("learned_from") or ()]
    return [t("projecting.hidden") if rid in hidden else record_name(place, rid) for rid in ids]
