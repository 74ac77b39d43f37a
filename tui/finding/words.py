"""One word of a search and where it stands in a text of many records: as written, by initials, or in whole pinyin."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

import msgspec

from tui.finding.folding import fold
from tui.readings import readings, reads, syllables

LEAST_PINYIN = 2
"""Letters of the shortest word that is looked for in pinyin: a single one fits nearly every line."""

MOST_SPLITS = 12
"""Ways to cut letters into syllables that are tried; xianguo has three."""

LONGEST = 6
"""Letters of the longest syllable."""

_DAY = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})[日号]?")
_MONTH = re.compile(r"(\d{4})[-/.年](\d{1,2})月?")


class Word:
    """A word; `written` are the spellings that count as written, a date also as records hold it."""

    def __init__(self, text: str) -> None:
        self.text = fold(text)
        self.written = tuple(dict.fromkeys((self.text, *_dates(self.text))))
        letters = self.text.replace("'", "")
        self.letters = letters if letters.isascii() and letters.isalpha() and len(letters) >= LEAST_PINYIN else ""
        self.splits = splits(self.letters) if self.letters else ()
        self._classes: list[Said] | None = None
        self._alphabet = -1

    def classes(self, alphabet: set[str] | None = None) -> list[Said]:
        """The ways to cut the word into syllables, with the characters of an alphabet that are read so; those none is are left out."""
        if self._classes is not None and self._alphabet == (len(alphabet) if alphabet else -1):
            return self._classes
        self._alphabet, self._classes = len(alphabet) if alphabet else -1, []
        for split in self.splits:
            last = len(split) - 1
            places = [characters(each, n < last) for n, each in enumerate(split)]
            if alphabet is not None:
                places = [place & alphabet for place in places]
            if all(places):
                single = re.compile(f"[{''.join(sorted(places[0]))}]") if len(places) == 1 else None
                self._classes.append(Said("".join(each[0] for each in split), tuple(places), single))
        return self._classes

    def spans(self, text: str, usual: str, other: str) -> Iterator[tuple[int, int, bool]]:
        """(start, end, as written) of every place in a folded text with its two texts of initials; not in order."""
        for needle in self.written:
            at = text.find(needle)
            while at >= 0:
                yield at, at + len(needle), True
                at = text.find(needle, at + len(needle))
        if not self.letters:
            return
        for initials in (usual, other) if other != usual else (usual,):
            at = initials.find(self.letters)
            while at >= 0:
                # Letters that are letters were found as written.
                if not text.startswith(self.letters, at):
                    yield at, at + len(self.letters), False
                at = initials.find(self.letters, at + 1)
            for split in self.classes():
                at = initials.find(split.initials)
                while at >= 0:
                    if split.fits(text, at):
                        yield at, at + len(split.places), False
                    at = initials.find(split.initials, at + 1)


class Said(msgspec.Struct, frozen=True):
    """A word as syllables: which characters may stand in each place; `single` finds them where there is one place only."""

    initials: str
    places: tuple[frozenset[str], ...]
    single: re.Pattern[str] | None

    def fits(self, text: str, at: int) -> bool:
        """True when the characters from there on are read so."""
        return all(text[at + n] in place for n, place in enumerate(self.places))


@cache
def characters(syllable: str, whole: bool) -> frozenset[str]:
    """The characters read so; without `whole` also those whose reading only begins so."""
    return frozenset(character for character in readings() if reads(character, syllable, whole=whole))


@cache
def splits(letters: str) -> tuple[tuple[str, ...], ...]:
    """The ways to cut letters into syllables, the last of which may be only begun: xuex is xue x; none that are initials alone."""
    known = syllables()
    begun = {each[:n] for each in known for n in range(1, len(each) + 1)}
    found: list[tuple[str, ...]] = []

    def cut(rest: str, before: tuple[str, ...]) -> None:
        if len(found) >= MOST_SPLITS:
            return
        if not rest:
            found.append(before)
            return
        for n in range(min(LONGEST, len(rest)), 0, -1):
            piece = rest[:n]
            if piece in known or (n == len(rest) and piece in begun):
                cut(rest[n:], (*before, piece))

    cut(letters, ())
    return tuple(each for each in found if len(each) < len(letters))


def _dates(word: str) -> Iterator[str]:
    """A day or month as people write it, as records hold it: 3-5 and 3月5日 are -03-05."""
    if day := _DAY.fullmatch(word):
        year, month, number = day.groups()
        yield f"{year or ''}-{int(month):02}-{int(number):02}"
    elif whole := _MONTH.fullmatch(word):
        yield f"{whole[1]}-{int(whole[2]):02}"
