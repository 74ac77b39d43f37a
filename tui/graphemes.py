"""Where one written sign ends and the next begins: what a person sees as one, a cursor passes and a key deletes as one.

Extended grapheme clusters of Unicode (UAX #29), but for signs before a base (Prepend), which no text here has. Python knows
no such boundaries, and libraries that do cost more to load than these few rules.
"""

from __future__ import annotations

import unicodedata

from rich.cells import get_character_cell_size

ZWJ = "\u200d"
ZWNJ = "\u200c"

PICTURES = (
    (0x00A9, 0x00A9),
    (0x00AE, 0x00AE),
    (0x203C, 0x203C),
    (0x2049, 0x2049),
    (0x2122, 0x2122),
    (0x2139, 0x2139),
    (0x2194, 0x21AA),
    (0x231A, 0x23FF),
    (0x24C2, 0x24C2),
    (0x25AA, 0x25FE),
    (0x2600, 0x27BF),
    (0x2934, 0x2935),
    (0x2B05, 0x2B55),
    (0x3030, 0x303D),
    (0x3297, 0x3299),
    (0x1F000, 0x1F1E5),
    (0x1F200, 0x1F3FA),
    (0x1F400, 0x1FAFF),
    (0x1FC00, 0x1FFFD),
)
"""Ranges in which the signs are that a joiner binds into one picture."""


def begins(text: str, index: int) -> bool:
    """True when a sign begins at this index; both ends of a text count."""
    if not 0 < index < len(text):
        return True
    before, after = text[index - 1], text[index]
    if "\u4e00" <= after <= "\u9fff":
        # Chinese characters stand alone.
        return True
    if after < "\u0300" and before < "\u0300":
        # Latin letters, digits and spaces stand alone, but for a line feed behind a return.
        return not (before == "\r" and after == "\n")
    if _extends(after):
        return _is_control(before)
    if before == ZWJ and _is_picture(after):
        return not _ends_in_picture(text, index - 1)
    if _is_flag_letter(before) and _is_flag_letter(after):
        return _flag_letters_before(text, index) % 2 == 0
    return not _makes_syllable(ord(before), ord(after))


def start_of(text: str, index: int) -> int:
    """The beginning of the sign this index lies in; the index itself where one begins."""
    index = min(max(index, 0), len(text))
    while not begins(text, index):
        index -= 1
    return index


def end_of(text: str, index: int) -> int:
    """The nearest index from this one on at which a sign begins."""
    index = min(max(index, 0), len(text))
    while not begins(text, index):
        index += 1
    return index


def before(text: str, index: int) -> int:
    """Where the sign begins that ends at this index, or in which it lies."""
    return start_of(text, index - 1) if index > 0 else 0


def after(text: str, index: int) -> int:
    """Where the sign ends that begins at this index, or in which it lies."""
    return end_of(text, index + 1)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in ("Cc", "Zl", "Zp") or (
        unicodedata.category(sign) == "Cf" and sign not in (ZWJ, ZWNJ) and not "\U000e0020" <= sign <= "\U000e007f"
    )


def _extends(sign: str) -> bool:
    """Marks, joiners, skin tones, tags: what belongs to the sign before it."""
    if sign in (ZWJ, ZWNJ, "\uff9e", "\uff9f") or "\U0001f3fb" <= sign <= "\U0001f3ff":
        return True
    kind = unicodedata.category(sign)
    if kind in ("Mn", "Me", "Mc") or "\U000e0020" <= sign <= "\U000e007f":
        return True
    # Marks newer than Python's tables; rich's are newer.
    return kind == "Cn" and get_character_cell_size(sign) == 0 and not "\U000e0000" <= sign <= "\U000e0fff"


def _is_picture(sign: str) -> bool:
    code = ord(sign)
    return any(first <= code <= last for first, last in PICTURES)


def _ends_in_picture(text: str, joiner: int) -> bool:
    at = joiner - 1
    while at > 0 and _extends(text[at]) and text[at] != ZWJ:
        at -= 1
    return at >= 0 and _is_picture(text[at])


def _is_flag_letter(sign: str) -> bool:
    return "\U0001f1e6" <= sign <= "\U0001f1ff"


def _flag_letters_before(text: str, index: int) -> int:
    at = index
    while at > 0 and _is_flag_letter(text[at - 1]):
        at -= 1
    return index - at


def _makes_syllable(first: int, second: int) -> bool:
    """Letters of Hangul that make one syllable (GB6 to GB8)."""
    if not (0x1100 <= second <= 0x11FF or 0xA960 <= second <= 0xD7FB):
        return False
    if 0x1100 <= first <= 0x115F or 0xA960 <= first <= 0xA97C:
        return 0x1100 <= second <= 0x11A7 or 0xA960 <= second <= 0xA97C or 0xAC00 <= second <= 0xD7C6
    vowel = 0x1160 <= first <= 0x11A7 or 0xD7B0 <= first <= 0xD7C6
    whole = 0xAC00 <= first <= 0xD7A3
    if vowel or (whole and (first - 0xAC00) % 28 == 0):
        return 0x1160 <= second <= 0x11FF or 0xD7B0 <= second <= 0xD7FB
    if whole or 0x11A8 <= first <= 0x11FF or 0xD7CB <= first <= 0xD7FB:
        return 0x11A8 <= second <= 0x11FF or 0xD7CB <= second <= 0xD7FB
    return False
