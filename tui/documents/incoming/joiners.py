"""Signs nobody sees that hold a script or an emoji together, so that they are no rubbish where they stand."""

from __future__ import annotations

import re
import unicodedata

JOINERS = "\u200c\u200d"

EMOJI_STYLE = "\ufe0e\ufe0f"

KEYCAP = "\u20e3"

BREAKING = (range(0x0E00, 0x1100), range(0x1780, 0x1800))
"""Thai, Lao, Tibetan, Burmese, Khmer: written without blanks, an invisible one says where a line may end."""

MONGOLIAN = range(0x1800, 0x18B0)

HAN_VARIANTS = "\ufe00\ufe01\ufe02"


def belongs(match: re.Match[str]) -> bool:
    """True where the sign belongs to the characters beside it; between others nobody misses it."""
    sign = match[0]
    before = match.string[match.start() - 1 : match.start()]
    after = match.string[match.end() : match.end() + 1]
    if not before:
        return sign in "\u200f\u200e\u061c" and _is_leftwards(after)
    category = unicodedata.category(before)
    if sign in EMOJI_STYLE and (after == KEYCAP or category in ("So", "Sm", "Sk", "Mn", "Mc") or ord(before) > 0x1F000):
        return True
    if sign in JOINERS and (category in ("So", "Sk", "Mn", "Mc") or before in EMOJI_STYLE or ord(before) > 0x1F000):
        return True
    if sign in (*JOINERS, "\u200e", "\u200f", "\u061c") and (_is_leftwards(before) or _is_leftwards(after)):
        return True
    if sign == "\u200b" or sign in JOINERS:
        return any(ord(before) in script for script in BREAKING)
    if sign == "\u180e":
        return ord(before) in MONGOLIAN
    return sign in HAN_VARIANTS and category == "Lo"


def _is_leftwards(character: str) -> bool:
    """Arabic and Uyghur letters and the like."""
    return bool(character) and unicodedata.bidirectional(character) in ("R", "AL")
