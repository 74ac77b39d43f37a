"""How well a word fits a short text, such as a name or a label: as written, by initials, or in pinyin."""

from __future__ import annotations

from difflib import get_close_matches

from tui.finding.folding import fold, other_initials, usual_initials
from tui.finding.words import Word
from tui.pinyin import forms


def likeness(word: Word, text: str, override: str | None = None) -> int | None:
    """0 the whole of it, 1 its beginning, 2 a part; None when it does not fit. `override`: how a name is said, a blank a syllable."""
    folded = fold(text)
    best: int | None = None
    for begin, end, _ in word.spans(folded, usual_initials(folded), other_initials(folded)):
        level = 2 if begin else 0 if end == len(folded) else 1
        best = level if best is None else min(best, level)
    syllables = (override or "").lower().split()
    if syllables and word.letters:
        for said in ("".join(syllables), "".join(each[0] for each in syllables)):
            if said.startswith(word.letters):
                level = 0 if said == word.letters else 1
                best = level if best is None else min(best, level)
    return best


def nearest(written: str, labels: list[str], most: int = 4) -> list[str]:
    """The labels most like what was written, letters also by initials and in pinyin; where none is like it, the first ones."""
    wanted = fold(written)
    said: dict[str, list[str]] = {}
    for label in labels:
        for way in forms(fold(label)) if wanted.isascii() else (fold(label),):
            said.setdefault(way, []).append(label)
        said.setdefault(fold(label), []).append(label)
    near = [label for way in get_close_matches(wanted, list(said), 2 * most, 0.4) for label in said[way]]
    shared = [label for label in labels if not wanted.isascii() and set(fold(label)) & set(wanted)]
    return list(dict.fromkeys([*near, *shared]))[:most] or labels[:most]
