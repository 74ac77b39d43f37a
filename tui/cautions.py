"""The warnings of a session as this device sees it, and how each reads."""

from __future__ import annotations

from sync.cache.view import View
from sync.signatures import standing
from sync.workplace import Workplace
from tui.completion import NOT_HELD, saved_here
from tui.i18n import t
from tui.labels import member_name, record_name
from tui.roll import done_at
from tui.year import warnings
from tui.year.late_entry import Saved, first
from tui.year.warnings import Caution, Index
from tui.years import branch_calendar


def cautions(place: Workplace, session: View, index: Index, known: Saved | None = None) -> list[Caution]:
    """All of them; for a worker thread, since other sessions and their texts are looked through."""
    if session.state in NOT_HELD:
        return []
    linked = place.repository.linked
    rows = linked("attendance", "session", session.id)
    held = [other for other in place.repository.find("session") if other.state not in NOT_HELD]
    near = [other for other in held if warnings.overlap(session, other)]
    others = [(other, linked("attendance", "session", other.id)) for other in near]
    reflections = [each for each in place.repository.find("submission") if each.get("session") == session.id]
    completed = first(each for each in (known, saved_here(place, session)) if each is not None)
    made = [*standing(place.repository, session.id), *reflections]
    zone = place.clock.now().tzinfo
    return [
        *warnings.length(session),
        *warnings.on_holiday(session, branch_calendar(place)),
        *warnings.host_absent(session, rows),
        *warnings.two_places(session, rows, others),
        *warnings.early_roll(session, done_at(place, session), zone),
        *warnings.too_early(session, made, completed.at if completed else None, zone),
        *warnings.equal_paragraphs(session, linked("minute", "session", session.id), index),
    ]


def caution_words(place: Workplace, caution: Caution) -> str:
    """One warning in a sentence that says why."""
    values = dict(caution.values)
    if "member" in values:
        values["member"] = member_name(place, values["member"])
    if "other" in values:
        values["other"] = _where(place, values["other"])
    if "record" in values:
        values["record"] = record_name(place, values["record"])
    return t(f"caution.{caution.code}", **values)


def _where(place: Workplace, rid: str) -> str:
    """A record and, for an entry of the minutes, the session it stands in."""
    view = place.repository.get(rid)
    session = place.repository.get(str(view.get("session"))) if view is not None and view.kind == "minute" else view
    if session is None:
        return record_name(place, rid)
    day = str(session.get("start") or "")[:10]
    return f"{day} {record_name(place, session.id)}".strip()
