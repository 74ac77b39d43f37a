"""Where a line of text ends: between any two Chinese characters, never before a full stop, never within a word or a number.

Textual breaks at blanks only. Chinese has none, so it moves half a sentence to the next line behind the last number, begins lines
with full stops, and breaks fingerprints and addresses in the middle.
"""

from __future__ import annotations

from rich.cells import cell_len, chop_cells

from sync.patterns import compiled

OPENING = "（《〈「『【〔［｛“‘"
"""Never the last of a line."""

CLOSING = "，。、；：！？）》〉」』】〕］｝”’…—％"
"""Never the first of a line."""

ENDS = r",.;:!?)\]"
"""Of ASCII: never the first of a line behind a Chinese character. Within a word or a number they are a part of it."""

WIDE = (
    "\u2e80-\u2fff\u3005-\u3007\u3012\u3013\u3021-\u30ff\u3105-\u33ff\u3400-\u4dbf\u4e00-\u9fff"
    "\ua000-\ua4cf\uac00-\ud7a3\uf900-\ufaff\uff10-\uff19\uff21-\uff3a\uff41-\uff5a\U00020000-\U0003fffd"
)
"""Characters that stand for a word each; not emoji, which may be several characters that belong together."""

GROUPS = r"\b[0-9A-F]{4}(?: [0-9A-F]{4}\b){1,3}"
"""Digits of a fingerprint as people compare them: four groups belong together."""

_UNIT = (
    rf"[{OPENING}]*(?:[{WIDE}][\u0300-\u036f]*|(?:{GROUPS}|[^\s{WIDE}{OPENING}{CLOSING}])+)[{CLOSING}{ENDS}]*\s*"
    rf"|[{OPENING}{CLOSING}]+\s*|\s+"
)


def line_breaks(text: str, width: int, fold: bool = True) -> list[int]:
    """Where a text without line ends is to be divided for lines of `width` cells, as indices of its characters.

    What is wider than a line is folded, or left to be cut where `fold` is False.
    """
    if cell_len(text) <= width:
        return []
    breaks: list[int] = []
    used = 0
    for match in compiled(_UNIT).finditer(text):
        start, unit = match.start(), match[0]
        needed = cell_len(unit.rstrip())
        if used + needed <= width:
            used += cell_len(unit)
            continue
        if start:
            breaks.append(start)
        used = cell_len(unit)
        if needed > width and fold:
            *whole, last = chop_cells(unit, max(2, width))
            for part in whole:
                start += len(part)
                breaks.append(start)
            used = cell_len(last)
    return breaks


def teach_textual() -> None:
    """Have Textual divide lines like this. Its function is private, so the pin on its version is what this rests on."""
    from textual import content

    content.divide_line = line_breaks  # type: ignore[attr-defined]
