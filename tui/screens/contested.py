"""What a merge is about: one field two people wrote differently, whether it is still open, and how its sides read."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from sync.problems import NotFound
from sync.records.fields import Field
from sync.resolving import OpenConflict, Settled, conflict, open_conflicts
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label, member_name, title_of
from tui.screens.conflicts_text import ANY_TEXT, both_sides, is_written, side, written
from tui.terminal import printable

About = OpenConflict | Settled | None
"""The conflict, or what became of it; None where this device does not know it any more."""


def still_open(place: Workplace, rid: str) -> OpenConflict | None:
    """The conflict, unless somebody settled it or its record is not here."""
    try:
        item = conflict(place.desk, rid)
    except NotFound:
        return None
    return item if item.kind is not None else None


def heading(place: Workplace, about: About, dot: str) -> str:
    """The record it is about, while that is here."""
    if about is None or about.parent is None:
        return t("merge.title")
    return f"{t('merge.title')} {dot} {title_of(place, about.parent)}"


def field_name(place: Workplace, about: About) -> str:
    """What the field is called; "" where nobody knows it any more."""
    if about is None or about.parent is None:
        return ""
    return field_label(place.repository.registry[about.parent.kind], about.field)


def declared(place: Workplace, about: About) -> Field:
    """How the field is written."""
    if about is None or about.parent is None:
        return ANY_TEXT
    return place.repository.registry[about.parent.kind].fields.get(about.field, ANY_TEXT)


def sides(place: Workplace, about: About) -> tuple[Content, Content]:
    """Both texts of an open conflict; of a settled one what stands now and who settled it."""
    if isinstance(about, OpenConflict):
        return both_sides(place, about, written(about.current), written(about.mine))
    if about is None:
        return Content(t("merge.gone")), Content("")
    who = member_name(place, about.by) if about.by else t("history.server")
    return side(t("merge.now"), written(about.value)), Content(printable(t("merge.settled_by", who=who)))


def who_changed(place: Workplace, item: OpenConflict) -> str:
    """Who wrote what stands now."""
    entry = item.parent.fv.get(item.field) if item.parent else None
    return member_name(place, entry[1] if entry else None)


def changed_meanwhile(place: Workplace, item: OpenConflict, value: Any) -> tuple[str, str]:
    """Title and text of the question whether a text still counts although the field was changed after it was begun."""
    title = t("merge.ask_title", who=who_changed(place, item), field=field_name(place, item))
    lines = [t("merge.ask_now"), written(item.current), "", t("merge.ask_yours"), written(value)]
    return title, "\n".join(lines)


def neighbour(place: Workplace, rid: str, by: int) -> str | None:
    """The conflict so many further in the list of those that are settled by writing; None when there is no other."""
    keys = [item.id for item in open_conflicts(place.desk) if is_written(place, item) or item.id == rid]
    if not any(key != rid for key in keys):
        return None
    at = keys.index(rid) if rid in keys else -1
    return keys[(at + by) % len(keys)]
