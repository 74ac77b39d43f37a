"""The preview of a record that was found: what it is, and where the words stand in it."""

from __future__ import annotations

from textual.content import Content

from sync.workplace import Workplace
from tui.finding.entry import Entry, entry_of
from tui.finding.look import Hit, is_title, people_words, plain
from tui.finding.passages import Passage
from tui.i18n import t
from tui.labels import field_label, kind_label, state_label, title_of

BEGINNING = 400
"""Characters of its text that are shown where no word stands in it."""


def preview(place: Workplace, hit: Hit, more: str) -> Content:
    """What a record is, and where the words stand in it; without words in it how its text begins."""
    view = place.repository.get(hit.rid)
    if view is None:
        return Content(t("value.not_here"))
    spec, entry = place.repository.registry[view.kind], entry_of(place, view)
    head = [kind_label(spec), state_label(spec, view.state), hit.cells[1]]
    lines = [
        Content.styled(plain(title_of(place, view)), "bold"),
        Content.styled("  ".join(filter(None, [*map(plain, head), *map(plain, people_words(place, entry))])), "dim"),
    ]
    lines += [_shown(field_label(spec, each.field), each, more) for each in hit.passages]
    if not any(not is_title(place, view, each) for each in hit.passages):
        lines += _beginning(entry, more)
    return Content("\n").join(lines)


def _shown(label: str, passage: Passage, more: str) -> Content:
    text, parts, at = plain(passage.text), [], 0
    for begin, end in passage.marks:
        parts += [Content(text[at:begin]), Content.styled(text[begin:end], "bold underline")]
        at = end
    lead = Content.styled(f"{label}{t('error.colon')}", "dim") + Content(more if passage.cut else "")
    return lead + Content("").join([*parts, Content(text[at:])])


def _beginning(entry: Entry, more: str) -> list[Content]:
    text = entry.text[entry.words :].strip()
    if not text:
        return []
    shown = text[:BEGINNING] + (more if len(text) > BEGINNING else "")
    return [Content(plain(line)) for line in shown.split("\n")]
