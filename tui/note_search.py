"""Searching private notes: every word must be in title, tags or body, as written or in pinyin. Pure; a worker runs it.

A thousand notes of 500 characters take some 10 ms as written, some 50 ms more with pinyin, once its table is read.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

import msgspec

from sync.cache.view import View

LEAST_PINYIN = 2
"""Letters of the shortest word that is looked for in pinyin: a single one fits nearly every line."""


class Found(msgspec.Struct, frozen=True):
    """A note that fits: the line of its body that fits best (counted from 0; None where only title or tags fit), and its text."""

    note: View
    line: int | None
    text: str
    as_written: bool
    """True when every word stands there as written, not in pinyin only."""


def search(notes: Iterable[View], words: str) -> list[Found]:
    """Notes in which every word is found: those with the words as written first, else in the order given."""
    wanted = [_Word(word) for word in words.lower().split()]
    if not wanted:
        return []
    found = [hit for note in notes if (hit := _hit(note, wanted)) is not None]
    return sorted(found, key=lambda each: not each.as_written)


class _Word:
    """One word, as written and in pinyin."""

    def __init__(self, word: str) -> None:
        self.word = word
        self._in_pinyin: Callable[[str], bool] | None = None
        if word.isascii() and word.isalpha() and len(word) >= LEAST_PINYIN:
            from tui.long_pinyin import initials_of, spelled

            initials = initials_of(word)
            whole = word.replace("v", "u")
            self._in_pinyin = lambda text: initials.search(text) is not None or whole in spelled(text)

    def written_in(self, text: str) -> bool:
        """True when the lower-case text has it as written."""
        return self.word in text

    def fits(self, text: str) -> bool:
        """True when the lower-case text has it as written or in pinyin."""
        return self.word in text or (self._in_pinyin is not None and self._in_pinyin(text))


def _hit(note: View, wanted: list[_Word]) -> Found | None:
    body = str(note.get("body") or "")
    # A line end keeps a word from being found across two fields or lines.
    whole = "\n".join((str(note.get("title") or ""), *(note.get("tags") or ()), body)).lower()
    as_written = all(word.written_in(whole) for word in wanted)
    if not as_written and not all(word.fits(whole) for word in wanted):
        return None
    best, most = None, 0
    lines = body.split("\n")
    for number, line in enumerate(lines):
        low = line.lower()
        fitting = sum(word.written_in(low) if as_written else word.fits(low) for word in wanted)
        if fitting > most:
            best, most = number, fitting
            if most == len(wanted):
                break
    text = lines[best].strip() if best is not None else ""
    return Found(note, best, text, as_written)


def lines_that_fit(lines: Iterable[str], words: str) -> list[int]:
    """The numbers, in order, of the lines in which every word is found."""
    wanted = [_Word(word) for word in words.lower().split()]
    return [number for number, line in enumerate(lines) if all(word.fits(line.lower()) for word in wanted)]
