"""Which notes lines are chosen from: one note, those of a session or a book, those with a tag, or all."""

from __future__ import annotations

from collections.abc import Iterable, Set

from sync.cache.view import View
from sync.note_lines import NoteLine, lines_of_note
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import first_line, record_name, title_of
from tui.moments import made, moment
from tui.screens.pick import Choice

ALL = "all"
TAG = "tag:"
"""A source is ALL, the id of a note, session or book, or a tag behind this."""


def by_time(place: Workplace) -> list[View]:
    """All notes, oldest first: the order in which their lines are taken."""
    return sorted(place.repository.find("note"), key=lambda view: (when(place, view), view.id))


def when(place: Workplace, view: View) -> str:
    """When a note is of, else when it was made, in this device's zone to the minute."""
    return moment(place, str(view.get("at") or made(view)))


def notes_of(place: Workplace, source: str) -> list[View]:
    """The notes of a source, oldest first."""
    notes = by_time(place)
    if source == ALL:
        return notes
    if source.startswith(TAG):
        return [view for view in notes if source.removeprefix(TAG) in (view.get("tags") or ())]
    return [view for view in notes if source in (view.id, view.get("session"), view.get("book"))]


def lines_of_source(place: Workplace, source: str) -> list[NoteLine]:
    """The lines of a source: of all notes the newest note first, since those are looked for, else in the order of the notes."""
    notes = notes_of(place, source)
    return [line for note in (notes[::-1] if source == ALL else notes) for line in lines_of_note(note)]


def in_their_order(place: Workplace, marked: Set[NoteLine]) -> list[NoteLine]:
    """Lines of whatever notes, the oldest note first."""
    return [line for note in by_time(place) for line in lines_of_note(note) if line in marked]


def source_words(place: Workplace, source: str) -> str:
    """What a source is called."""
    if source == ALL:
        return t("take.all_notes")
    if source.startswith(TAG):
        return t("take.tag", tag=source.removeprefix(TAG))
    return record_name(place, source)


def sources(place: Workplace, note: str | None) -> list[Choice]:
    """What can be chosen from, with how many notes each has; the note one came from first."""
    notes = by_time(place)
    found = [Choice(ALL, t("take.all_notes"), t("take.notes", n=len(notes)))]
    held = place.repository.get(note) if note else None
    if held is not None and held.kind == "note":
        found.insert(0, Choice(held.id, t("take.this_note", title=title_of(place, held))))
    for name in ("session", "book"):
        for rid in _each(str(view.get(name)) for view in reversed(notes) if view.get(name)):
            n = sum(view.get(name) == rid for view in notes)
            found.append(Choice(rid, t(f"take.of_{name}", title=record_name(place, rid)), t("take.notes", n=n)))
    for tag in sorted({str(tag) for view in notes for tag in view.get("tags") or ()}):
        n = sum(tag in (view.get("tags") or ()) for view in notes)
        found.append(Choice(TAG + tag, t("take.tag", tag=tag), t("take.notes", n=n)))
    return found


def _each(found: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(found))


def drafts(place: Workplace) -> list[Choice]:
    """Drafts that lines can go into, a new one first, then the one written last."""
    views = sorted(
        place.repository.find("reflection"), key=lambda view: str(view.updated.get("at") or ""), reverse=True
    )
    return [
        Choice("", t("take.new_draft")),
        *(Choice(view.id, title_of(place, view), first_line(view.get("body"))) for view in views),
    ]
