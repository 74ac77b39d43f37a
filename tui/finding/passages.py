"""Where in a record a search was found: short stretches of its text, what was found marked in them."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from tui.finding.entry import Entry
from tui.finding.folding import fold, other_initials, usual_initials
from tui.finding.words import Word

AROUND = 18
"""Characters shown before what was found."""

BEHIND = 60
"""And behind it."""

MOST = 12
"""Passages of a record."""


class Passage(msgspec.Struct, frozen=True):
    """A stretch of one field: `marks` are (begin, end) in its text; `cut` when something stands before it."""

    field: str
    text: str
    marks: tuple[tuple[int, int], ...]
    cut: bool = False


def passages(entry: Entry, words: list[Word]) -> list[Passage]:
    """The stretches in which words are found, in their order; of words found as written the pinyin is not looked at."""
    folded = fold(entry.text)
    usual, other = usual_initials(folded), other_initials(folded)
    spans = sorted(span for word in words for span in _spans(word, folded, usual, other))
    found: list[Passage] = []
    at = 0
    while at < len(spans) and len(found) < MOST:
        begin = spans[at][0]
        name, first, last = next(part for part in entry.parts if part[1] <= begin <= part[2])
        line = max(first, entry.text.rfind("\n", first, begin) + 1)
        start = max(line, begin - AROUND)
        stop = entry.text.find("\n", begin, last)
        stop = min(stop if stop >= 0 else last, begin + BEHIND)
        marks = []
        while at < len(spans) and spans[at][0] < max(stop, begin + 1):
            marks.append((spans[at][0] - start, min(spans[at][1], stop) - start))
            at += 1
        found.append(Passage(name, entry.text[start:stop], tuple(_apart(marks)), start > line))
    return found


def _spans(word: Word, text: str, usual: str, other: str) -> list[tuple[int, int]]:
    spans = list(word.spans(text, usual, other))
    written = [(begin, end) for begin, end, as_written in spans if as_written]
    return written or [(begin, end) for begin, end, _ in spans]


def _apart(marks: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """Marks that overlap as one."""
    held: tuple[int, int] | None = None
    for begin, end in marks:
        if held is not None and begin <= held[1]:
            held = (held[0], max(held[1], end))
        else:
            if held is not None:
                yield held
            held = (begin, end)
    if held is not None:
        yield held
