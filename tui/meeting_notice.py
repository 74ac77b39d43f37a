"""The notice of a session (会议通知) as text to copy, from what is recorded; what is not known yet reads 待补."""

from __future__ import annotations

from sync.cache.view import View
from sync.clock import today
from sync.workplace import Workplace
from tui import agenda
from tui.i18n import t
from tui.labels import field_label, listed, value_text
from tui.people_words import field_words, named
from tui.roll import audience_words, day_of
from tui.terminal import printable

WHERE_KNOWN = ("observers", "guests")


def notice(place: Workplace, session: View) -> str:
    """The notice, a fact a line, no markup and no control characters, ending without a line end."""
    repository = place.repository
    items = agenda.items(place, session.id)
    materials = repository.linked("material", "target", session.id)
    lines = [t("meeting_notice.heading")]
    if session.state in ("postponed", "cancelled"):
        reason = session.get("reason") or t("value.unknown")
        lines.append(t(f"meeting_notice.{session.state}", reason=reason))
    lines.append("")
    for name in ("form", "title"):
        lines += _fact(place, session, name)
    lines.append(_line(t("meeting_notice.time"), _time(session)))
    for name in ("place", "host"):
        lines += _fact(place, session, name)
    lines.append(_line(field_label(repository.registry["session"], "audience"), _audience(place, session)))
    for name in WHERE_KNOWN:
        lines += _fact(place, session, name) if session.get(name) else []
    lines += _list(t("meeting_notice.agenda"), [_item(place, item) for item in items])
    lines += _list(t("meeting_notice.materials"), [_material(place, each) for each in materials])
    lines += _list(t("meeting_notice.prepare"), _prepare(place, items, materials))
    settings = next(iter(repository.find("settings")), None)
    branch = (settings.get("branch_name") if settings else None) or place.identity.branch_name
    lines += ["", str(branch or t("value.unknown")), today(place.clock)]
    return "\n".join(printable(line) for line in lines)


def _line(label: str, words: str) -> str:
    return f"{label}{t('error.colon')}{words}"


def _fact(place: Workplace, session: View, name: str) -> list[str]:
    spec = place.repository.registry["session"]
    words = field_words(place, session, name) or t("value.unknown")
    if name == "form" and session.get("also"):
        words = t("meeting_notice.also", form=words, also=value_text(place, spec, "also", session.get("also")))
    first, *more = words.split("\n")
    return [_line(field_label(spec, name), first), *(f"  {line}" for line in more)]


def _audience(place: Workplace, session: View) -> str:
    """For whom it is; an empty audience means the usual people of the form, and they are to come."""
    written = session.get("audience")
    return audience_words(place, session.get("form"), day_of(place, session), written) or t("value.unknown")


def _time(session: View) -> str:
    """From when to when; the end's day is left out where it is the same."""
    start, end = (str(session.get(name) or "").replace("T", " ") for name in ("start", "end"))
    if not start:
        return t("value.unknown")
    if not end:
        return start
    return t("meeting_notice.from_to", start=start, end=end[11:] if end[:10] == start[:10] else end)


def _list(label: str, entries: list[str]) -> list[str]:
    """A heading and its numbered entries; 待补 behind the heading where there are none."""
    if not entries:
        return [_line(label, t("value.unknown"))]
    return [_line(label, "").rstrip(), *(f"  {number}. {entry}" for number, entry in enumerate(entries, 1))]


def _item(place: Workplace, item: View) -> str:
    details = [
        named(place, item.get("presenter")) if item.get("presenter") else "",
        t("meeting_notice.minutes", n=item.get("minutes_planned")) if item.get("minutes_planned") else "",
    ]
    return _with(str(item.get("title")), details)


def _material(place: Workplace, material: View) -> str:
    presenter = material.get("presenter")
    who = t("meeting_notice.presented_by", who=named(place, presenter)) if presenter else ""
    return _with(str(material.get("title")), [str(material.get("number") or ""), who])


def _with(title: str, details: list[str]) -> str:
    said = listed(each for each in details if each)
    return t("meeting_notice.with", title=title, details=said) if said else title


def _prepare(place: Workplace, items: list[View], materials: list[View]) -> list[str]:
    """Who has a part in it, and what the items of the agenda ask for."""
    parts: dict[str, list[str]] = {}
    for each in (*items, *materials):
        if each.get("presenter"):
            parts.setdefault(str(each.get("presenter")), []).append(str(each.get("title")))
    found = [_line(named(place, who), listed(dict.fromkeys(titles))) for who, titles in parts.items()]
    for item in items:
        words = " ".join(str(item.get("materials") or "").split())
        found += [_line(str(item.get("title")), words)] if words else []
    return found
