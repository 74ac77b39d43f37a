"""What a search found, in words: the rows of the list, and how the line was understood."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import msgspec

from sync.cache.view import View
from sync.workplace import Workplace
from tui.finding.conditions import Wanted, filter_label, near_names, understand
from tui.finding.entry import Entry, day_of, entry_of
from tui.finding.finder import Finder, Results
from tui.finding.passages import Passage, passages
from tui.finding.query import FILTERS, parse
from tui.i18n import t
from tui.labels import kind_label, listed, member_name, state_label, title_of
from tui.terminal import is_text

if TYPE_CHECKING:
    from tui.recents import Recents

SHOWN = 200
"""Records listed; a further word finds the others."""

PEOPLE = 6
"""Names a preview shows."""

BEFORE = 5
"""Characters a row shows before the word that was found: its column ends soon behind it."""

Stop = Callable[[], bool]


class Hit(msgspec.Struct, frozen=True):
    """A record found: its row, and where the words stand in it."""

    rid: str
    cells: tuple[str, ...]
    passages: tuple[Passage, ...] = ()


class Found(msgspec.Struct, frozen=True):
    """The outcome of one look; `recent`: nothing was asked, so this is what was at hand lately."""

    written: str
    hits: tuple[Hit, ...]
    total: int = 0
    recent: bool = False
    wanted: Wanted | None = None
    unread: tuple[int, int] | None = None
    """How many records were read, of how many, while that goes on."""
    problems: list[str] = msgspec.field(default_factory=list)


def look(
    finder: Finder, place: Workplace, written: str, recents: Recents, *, projecting: bool, more: str, stop: Stop
) -> Found | None:
    """Look for a line in what was read so far; for a thread beside the screen. None when told to stop.

    `more` stands where a row leaves out what comes before the word.
    """
    query = parse(written)
    if query.empty:
        lately = recents.views(projecting=projecting)
        return Found(
            written, tuple(Hit(view.id, (*_row(place, view), at.replace("T", " "))) for at, view in lately), recent=True
        )
    wanted = understand(place, query)
    results = finder.search(wanted, projecting=projecting, stop=stop)
    if results is None:
        return None
    hits = []
    for rid in results.rids[:SHOWN]:
        if stop():
            return None
        view = place.repository.get(rid)
        if view is not None and not view.deleted:
            hits.append(hit_of(place, view, wanted, more))
    if results.complete and not wanted.problems:
        notes = astray(finder, place, wanted, results, projecting=projecting, stop=stop)
        if notes is None:
            return None
        wanted.notes += notes
    unread = None if results.complete else (results.read, results.known)
    return Found(written, tuple(hits), len(results.rids), wanted=wanted, unread=unread, problems=wanted.problems)


def astray(
    finder: Finder,
    place: Workplace,
    wanted: Wanted,
    results: Results,
    *,
    projecting: bool = False,
    stop: Stop = lambda: False,
) -> list[str] | None:
    """Which words lead nowhere, and whose names they may have been; None when told to stop."""
    if results.rids and not results.in_texts:
        return []
    notes: list[str] = []
    for word, people, time in zip(wanted.words, wanted.people, wanted.times, strict=True):
        near = near_names(place, word) if not people and time is None else []
        alone = Wanted(words=[word], people=[people], times=[time], empty=False)
        found = finder.search(alone, projecting=projecting, stop=stop)
        if found is None:
            return None
        if near and (not found.rids or found.in_texts):
            notes.append(t("find.no_such_person", word=word.text, near=listed(near)))
        elif not found.rids:
            notes.append(t("find.word_nowhere", word=word.text))
    if not results.rids and not notes and len(wanted.words) + len(wanted.tests) > 1:
        notes.append(t("find.not_together"))
    return notes


def _row(place: Workplace, view: View) -> tuple[str, str, str]:
    return kind_label(place.repository.registry[view.kind]), day_of(place, view), title_of(place, view)


def hit_of(place: Workplace, view: View, wanted: Wanted, more: str = "…") -> Hit:
    """The row of a record that was found; `more` stands for what it leaves out before the word."""
    entry = entry_of(place, view)
    found = tuple(passages(entry, wanted.words)) if wanted.words else ()
    where = next((each for each in found if not is_title(place, view, each)), None)
    context = _from_the_word(where, more) if where is not None else state_and_people(place, view, entry)
    return Hit(view.id, (*_row(place, view), context), found)


def _from_the_word(passage: Passage, more: str) -> str:
    """A passage from shortly before the first word that was found in it."""
    start = max(0, passage.marks[0][0] - BEFORE)
    return f"{more if start or passage.cut else ''}{plain(passage.text[start:])}"


def is_title(place: Workplace, view: View, passage: Passage) -> bool:
    return passage.field == place.repository.registry[view.kind].title


def state_and_people(place: Workplace, view: View, entry: Entry) -> str:
    spec = place.repository.registry[view.kind]
    return "  ".join(filter(None, [state_label(spec, view.state), *people_words(place, entry)]))


def people_words(place: Workplace, entry: Entry) -> list[str]:
    """Who holds it, then the others it names."""
    host = entry.facts.host
    others = [member_name(place, each) for each in sorted(entry.facts.people) if each != host][:PEOPLE]
    return [*([t("find.host", who=member_name(place, host))] if host else []), *([listed(others)] if others else [])]


def understood(found: Found, dot: str) -> str:
    """How the line was understood, what in it cannot be, and how far the reading is."""
    wanted = found.wanted
    if wanted is None:
        return ""
    lines = [*wanted.problems, *wanted.notes]
    said = [*wanted.said]
    if found.total > len(found.hits) and found.hits:
        said.append(t("find.first", n=len(found.hits)))
    if found.unread is not None:
        read, known = found.unread
        said.append(t("find.reading", read=read, known=known))
    return "\n".join([*lines, *([f" {dot} ".join(said)] if said else [])])


def explanation(some: bool) -> str:
    """What can be written into the line; `some`: there are records above that were at hand lately."""
    names = [filter_label(name) for name in FILTERS]
    how = t("find.how", kind=names[0], state=names[1], by=names[2], host=names[3], month=names[4])
    return how if some else f"{t('find.no_recent')}\n\n{how}"


def plain(text: str) -> str:
    """Without what a terminal would obey, each character still in its place."""
    return "".join(sign if is_text(sign) else " " for sign in text)
