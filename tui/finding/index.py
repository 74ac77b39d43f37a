"""The texts of all records as a few hundred long strings, in which a word of 10 000 records is found in some milliseconds.

A string holds SIZE records, each ended by a sign no text has; beside it stand the same texts by initials, letter for letter.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence

import msgspec

from tui.finding.entry import MINOR, Entry, Facts
from tui.finding.folding import END, fold, other_initials, usual_initials
from tui.finding.words import Said, Word

SIZE = 64
"""Records a string holds: a change of one copies them all."""

FAR = 1 << 22
"""Days that a record without a date is away from today."""

TITLE, WORDS, PROSE = range(3)
"""Where a word was found."""

HEADED = TITLE * 2 + 1
"""A person's own record stands behind the person, and before all that only name this person."""


class Block(msgspec.Struct):
    """The texts of SIZE records; where each begins, how long its title and its short words are."""

    text: str = ""
    usual: str = ""
    other: str = ""
    starts: list[int] = msgspec.field(default_factory=lambda: [0])
    lengths: list[tuple[int, int]] = msgspec.field(default_factory=list)

    def put(self, n: int, text: str, lengths: tuple[int, int]) -> None:
        """Write a record's text, at the end or in place of what was there."""
        if n == len(self.lengths):
            self.lengths.append(lengths)
            begin = end = self.starts[-1]
            self.starts.append(end)
        else:
            begin, end = self.starts[n], self.starts[n + 1]
            self.lengths[n] = lengths
        whole = fold(text) + END
        self.text = self.text[:begin] + whole + self.text[end:]
        self.usual = self.usual[:begin] + usual_initials(whole) + self.usual[end:]
        self.other = self.other[:begin] + other_initials(whole) + self.other[end:]
        more = begin + len(whole) - end
        for later in range(n + 1, len(self.starts)):
            self.starts[later] += more

    def best(self, word: Word, alphabet: set[str]) -> dict[int, int]:
        """Record -> where the word is found in it: twice TITLE, WORDS or PROSE, one more where only in pinyin.

        `alphabet`: the characters of all texts; what is read like the word is looked for among them.
        """
        found: dict[int, int] = {}
        for needle in word.written:
            self._written(found, self.text, needle, 0)
        if word.letters:
            for initials in (self.usual, self.other):
                self._written(found, initials, word.letters, 1)
            for split in word.classes(alphabet):
                self._said(found, split)
        return found

    def _written(self, found: dict[int, int], text: str, needle: str, spoken: int) -> None:
        # Written out, since a word that every record has is found ten thousand times.
        starts, lengths, find, known = self.starts, self.lengths, text.find, found.get
        at = find(needle)
        while at >= 0:
            n = bisect_right(starts, at) - 1
            title, words = lengths[n]
            offset = at - starts[n]
            where = spoken if offset < title else spoken + 2 if offset < words else spoken + 4
            if where < known(n, 99):
                found[n] = where
            at = find(needle, starts[n + 1])

    def _said(self, found: dict[int, int], split: Said) -> None:
        """By whole syllables: one alone by its characters, several where their initials stand."""
        text, starts = self.text, self.starts
        if split.single is not None:
            at = 0
            while (hit := split.single.search(text, at)) is not None:
                n = bisect_right(starts, hit.start()) - 1
                self._note(found, n, hit.start() - starts[n], 1)
                at = starts[n + 1]
            return
        for initials in (self.usual, self.other):
            find, first = initials.find, split.initials
            at = find(first)
            while at >= 0:
                if split.fits(text, at):
                    n = bisect_right(starts, at) - 1
                    self._note(found, n, at - starts[n], 1)
                    at = find(first, starts[n + 1])
                else:
                    at = find(first, at + 1)

    def _note(self, found: dict[int, int], n: int, at: int, spoken: int) -> None:
        title, words = self.lengths[n]
        where = (TITLE if at < title else WORDS if at < words else PROSE) * 2 + spoken
        if where < found.get(n, 99):
            found[n] = where


class Index:
    """Entries by record; not safe for several threads."""

    def __init__(self) -> None:
        self._slots: dict[str, int] = {}
        self._rids: list[str] = []
        self._facts: list[Facts | None] = []
        self._blocks: list[Block] = []
        self._alphabet: set[str] = set()
        self.named: dict[str, set[int]] = {}
        """Member -> the records that name this person."""
        self._headed: dict[str, set[int]] = {}
        """Member -> those that are this person's before all others'."""

    def __len__(self) -> int:
        return sum(facts is not None for facts in self._facts)

    def put(self, rid: str, entry: Entry | None) -> None:
        """Take a record in, anew where it is known; None takes it out."""
        slot = self._slots.get(rid)
        if slot is None:
            if entry is None:
                return
            slot = self._slots[rid] = len(self._rids)
            self._rids.append(rid)
            self._facts.append(None)
            if slot % SIZE == 0:
                self._blocks.append(Block())
        before = self._facts[slot]
        for member in before.people if before else ():
            self.named[member].discard(slot)
        for member in before.heads if before else ():
            self._headed[member].discard(slot)
        self._facts[slot] = entry.facts if entry else None
        for member in entry.facts.people if entry else ():
            self.named.setdefault(member, set()).add(slot)
        for member in entry.facts.heads if entry else ():
            self._headed.setdefault(member, set()).add(slot)
        text, lengths = (entry.text, (entry.title, entry.words)) if entry else ("", (0, 0))
        self._blocks[slot // SIZE].put(slot % SIZE, text, lengths)
        self._alphabet.update(text)

    def search(
        self,
        words: list[Word],
        people: list[frozenset[str]],
        allowed: Callable[[str, Facts], bool] | None,
        today: int,
        stop: Callable[[], bool] = lambda: False,
        times: Sequence[Callable[[Facts], bool] | None] = (),
    ) -> tuple[list[str], int] | None:
        """Records in which every word is found and which are allowed, best first, and where the best has it; None when told to stop.

        `people`: for each word the members it may mean, whose records count as having it among their short words.
        `times`: for each word which records are of the time it says; they count as having it in their titles.
        """
        meant = [self._meant(each) for each in people]
        for each, holds in zip(meant, times or (None,) * len(meant), strict=True):
            if holds is not None:
                self._of_time(each, holds)
        ranked: list[tuple[int, int]] = []
        put, every, nobody = ranked.append, self._facts, dict[int, int]()
        for number, block in enumerate(self._blocks):
            if stop():
                return None
            begin = number * SIZE
            here = [each.get(number, nobody) for each in meant]
            for n, where in self._all(block, words, here).items():
                facts = every[begin + n]
                if facts is not None and (allowed is None or allowed(self._rids[begin + n], facts)):
                    # The nearest to today first, whichever way.
                    far = abs(today - facts.day) if facts.day else FAR
                    put(((where * 2 + (facts.kind in MINOR)) * 2 * FAR + far, begin + n))
        ranked.sort()
        return [self._rids[slot] for _, slot in ranked], ranked[0][0] // (4 * FAR) if ranked else 0

    def _of_time(self, meant: dict[int, dict[int, int]], holds: Callable[[Facts], bool]) -> None:
        for slot, facts in enumerate(self._facts):
            if facts is not None and holds(facts):
                meant.setdefault(slot // SIZE, {})[slot % SIZE] = TITLE * 2

    def _meant(self, members: frozenset[str]) -> dict[int, dict[int, int]]:
        """Block -> record of it that one of these members is, or is named in -> where that counts as found."""
        found: dict[int, dict[int, int]] = {}
        for member in members:
            for slot in self.named.get(member, ()):
                found.setdefault(slot // SIZE, {}).setdefault(slot % SIZE, WORDS * 2)
        for member in members:
            for slot in self._headed.get(member, ()):
                found[slot // SIZE][slot % SIZE] = HEADED
            own = self._slots.get(member)
            if own is not None:
                found.setdefault(own // SIZE, {})[own % SIZE] = TITLE * 2
        return found

    def _all(self, block: Block, words: list[Word], meant: list[dict[int, int]]) -> dict[int, int]:
        """Record of the block -> where the word that is hardest to find was found."""
        places: dict[int, int] | None = None
        for word, members in zip(words, meant, strict=True):
            found = block.best(word, self._alphabet)
            for n, where in members.items():
                if where < found.get(n, 99):
                    found[n] = where
            if places is None:
                places = found
            else:
                places = {n: max(where, found[n]) for n, where in places.items() if n in found}
            if not places:
                return {}
        return dict.fromkeys(range(len(block.lengths)), 0) if places is None else places
