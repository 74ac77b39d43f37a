"""How wide characters are on paper, in thousandths of their size, and where a line of Chinese may not be broken."""

from __future__ import annotations

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

NOT_FIRST = set("!%),.:;?]}¢°·’”†‡›℃∶、。〃〆〕〗〞︵︹︽︿﹃﹘﹚﹜！＂％＇），．：；？］｀｜｝～》」』】〉…—")
"""What no line begins with."""

NOT_LAST = set("$([{£¥‘“‹〈《「『【〔〖〝﹙﹛＄（．［｛￡￥")
"""What no line ends with."""


def width(character: str) -> int:
    """The width of a character, in thousandths of its size."""
    if " " <= character <= "~":
        return _TIMES[ord(character) - 32]
    if character in "“”‘’…—·":
        return 1000
    return 500 * cell_len(character)


GAP = 0.2
"""What is left free between a Chinese character and a Latin letter or digit, in parts of the size."""


def _gap(before: str, after: str) -> float:
    """The gap between two neighbours, in parts of the size; none beside signs and spaces."""
    pair = (before, after) if before.isascii() else (after, before)
    return GAP if pair[0].isascii() and pair[0].isalnum() and not pair[1].isascii() and pair[1].isalpha() else 0.0


def _together(text: str) -> list[str]:
    """The pieces a line may be broken between: a Chinese character each, a Latin word with the spaces behind it."""
    pieces: list[str] = []
    for character in text:
        latin = "!" <= character <= "~"
        if pieces and ((latin and "!" <= pieces[-1][-1] <= "~") or character == " "):
            pieces[-1] += character
        else:
            pieces.append(character)
    return pieces


def broken(text: str, room: float, size: float, squeeze: float, first: float = 0.0) -> list[str]:
    """A paragraph as lines of at most `room` points, the first `first` points shorter.

    Greedy, as Word breaks: signs that may not stand at an end take the character beside them along.
    """
    lines: list[str] = []
    pieces, at = _together(text), 0
    while at < len(pieces):
        space = room - (first if not lines else 0.0)
        end, used = at, 0.0
        while end < len(pieces):
            apart = _gap(pieces[end - 1][-1], pieces[end][0]) * size if end > at else 0.0
            wide = _measure(pieces[end].rstrip(" "), size, squeeze)
            if used + apart + wide > space + 1e-6:
                break
            used += apart + _measure(pieces[end], size, squeeze)
            end += 1
        if end == at:
            whole, rest = _cut(pieces[at], space, size, squeeze)
            pieces[at : at + 1] = [whole, rest] if rest else [whole]
            end = at + 1
        elif end < len(pieces):
            end = _moved(pieces, at, end)
        lines.append("".join(pieces[at:end]).rstrip(" "))
        at = end
    return lines or [""]


def _moved(pieces: list[str], start: int, end: int) -> int:
    """Where the line ends once its neighbours are respected."""
    moved = end
    while moved > start + 1 and (pieces[moved][0] in NOT_FIRST or pieces[moved - 1].rstrip(" ")[-1:] in NOT_LAST):
        moved -= 1
    # A run of signs as long as the line is broken all the same.
    bad = pieces[moved][0] in NOT_FIRST or pieces[moved - 1].rstrip(" ")[-1:] in NOT_LAST
    return end if bad else moved


def _measure(text: str, size: float, squeeze: float) -> float:
    return sum(width(each) * size / 1000 + squeeze for each in text)


def _cut(word: str, room: float, size: float, squeeze: float) -> tuple[str, str]:
    """A word that is wider than a line, cut where the line ends."""
    used = 0.0
    for number, character in enumerate(word):
        used += width(character) * size / 1000 + squeeze
        if used > room and number:
            return word[:number], word[number:]
    return word, ""
