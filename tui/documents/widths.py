"""How wide characters are on paper, and where a line of Chinese breaks; measured against LibreOffice's pages."""

from __future__ import annotations

from functools import cache, lru_cache
from itertools import accumulate
from unicodedata import east_asian_width

from rich.cells import cell_len

_TIMES = (
    # The advance widths of Times from space to tilde, which every face made to replace it keeps.
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278,
    500, 500, 500, 500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444,
    921, 722, 667, 667, 722, 611, 556, 722, 722, 333, 389, 722, 611, 889, 722, 722,
    556, 722, 667, 556, 611, 722, 722, 944, 722, 722, 611, 333, 278, 333, 469, 500,
    333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500, 278, 778, 500, 500,
    500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
)  # fmt: skip

NOT_FIRST = set("!%),.:;?]}¢°·’”†‡›℃∶、。〃〆〕〗〞︵︹︽︿﹃﹘﹚﹜！＂％＇），．：；？］｀｜｝～》」』】〉…")
"""What no line begins with."""

NOT_LAST = set("$([{£¥‘“‹〈《「『【〔〖〝﹙﹛＄（．［｛￡￥")
"""What no line ends with."""

CLOSING = set("、。，．〉》」』】〕〗）］｝’”→")
"""Signs LibreOffice keeps on one line with a Latin letter or digit behind them; measured, as all of this."""

WEAK = set(" \u2010\u2011\u2012\u2013—―‖‘’‚“”„†‡•‥…‰′″›‹※")
"""Signs both scripts have: they are set in the face of what stands before them."""

_LATIN_SIGNS = {"‘": 333, "’": 333, "“": 444, "”": 444, "·": 250, "\u2013": 500}
"""Widths of signs in the Latin face that are full in the Chinese one."""

FULL = "WFA"
"""Widths of Unicode that are full in a Chinese face: those of signs both scripts have, such as arrows and √, as well."""

GAP = 0.2
"""What is left free between a Chinese character and a Latin letter or digit, in parts of the size."""


def scripts(text: str) -> list[bool]:
    """Of each character whether it is set in the Latin face; a paragraph begins Chinese."""
    found: list[bool] = []
    latin = False
    for character in text:
        if character not in WEAK:
            latin = character < "\u0250"
        found.append(latin)
    return found


@cache
def width(character: str, latin: bool) -> int:
    """The width of a character in one of the two faces, in thousandths of its size."""
    if not latin:
        wide = east_asian_width(character) in FULL or (character in WEAK and character != " ")
        return 1000 if wide else 500 * cell_len(character)
    if " " <= character <= "~":
        return _TIMES[ord(character) - 32]
    return _LATIN_SIGNS.get(character, 1000 if character in WEAK else 500)


def _advances(text: str, size: float, squeeze: float) -> tuple[list[float], list[float]]:
    """Points each character takes at the end of a line, and those from it to the next one.

    What ends a run of one script is not squeezed, and letters of two scripts keep a gap.
    """
    latin = scripts(text)
    alone = [width(each, face) * size / 1000 + squeeze for each, face in zip(text, latin, strict=True)]
    found = list(alone)
    for number in range(len(text) - 1):
        if latin[number] != latin[number + 1]:
            letters = text[number].isalnum() and text[number + 1].isalnum()
            found[number] += (GAP * size if letters else 0.0) - squeeze
    return alone, found


def _together(text: str) -> list[int]:
    """Where a line may end: behind a Chinese character, behind a Latin word and the spaces after it; never within a dash.

    A hyphen may end a line and never begins one.
    """
    ends: list[int] = []
    before = ""
    for number, character in enumerate(text):
        latin = "!" <= character < "\u0250"
        if before and (
            character == " "
            or (latin and before != "-" and "!" <= before < "\u0250")
            or character == before == "—"
            or character == "-"
            or (before in CLOSING and latin and character.isalnum())
        ):
            ends[-1] = number + 1
        else:
            ends.append(number + 1)
        before = character
    return ends


# The files of a hundred people say the same of the same sessions.
@lru_cache(maxsize=4096)
def broken(text: str, room: float, size: float, squeeze: float, first: float = 0.0) -> tuple[str, ...]:
    """A paragraph as lines of at most `room` points, the first `first` points shorter.

    Greedy, as Word breaks: signs that may not stand at an end take the character beside them along.
    """
    if len(text) * (size * (1 + GAP) + abs(squeeze)) <= room - first:
        # Most cells of a table: no character is wider, whatever stands beside it.
        return (text.rstrip(" "),)
    alone, advances = _advances(text, size, squeeze)
    before = [0.0, *accumulate(advances)]

    def fits(start: int, end: int) -> bool:
        """True where the characters up to `end` go into a line; spaces at its end need no room."""
        while end > start + 1 and text[end - 1] == " ":
            end -= 1
        space = room - (0.0 if lines else first)
        return before[end - 1] - before[start] + alone[end - 1] <= space + 1e-6

    lines: list[str] = []
    ends = _together(text)
    start = at = 0
    while start < len(text):
        over = at
        while over < len(ends) and fits(start, ends[over]):
            over += 1
        if over > at:
            end = _moved(text, ends, at, over)
        else:
            # A word wider than the line is cut where the line ends.
            end = start + 1
            while end < ends[at] and fits(start, end + 1):
                end += 1
        lines.append(text[start:end].rstrip(" "))
        while at < len(ends) and ends[at] <= end:
            at += 1
        start = end
    return tuple(lines) or ("",)


def _moved(text: str, ends: list[int], at: int, over: int) -> int:
    """Where the line ends once its neighbours are respected; a run of signs as long as the line is broken all the same."""
    good = (ends[number] for number in range(over - 1, at - 1, -1) if _may_end(text, ends[number]))
    return next(good, ends[over - 1])


def _may_end(text: str, end: int) -> bool:
    """True where a line may end before this character."""
    last = end - 1
    while last and text[last] == " ":
        last -= 1
    return end == len(text) or (text[end] not in NOT_FIRST and text[last] not in NOT_LAST)
