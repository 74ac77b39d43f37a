"""字数, counted as Word does (DOMAIN.md section 4)."""

from __future__ import annotations

from sync.patterns import compiled

_UNIT = (
    r"[\u2e80-\u303f\u3041-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff0f\uff1a-\uff20\uff3b-\uff40\uff5b-\uffef]"
    r"|[\U00020000-\U0003ffff]"
    r"|[\u2010-\u2027\u2030-\u205e]"
    r"|[^\s\u2e80-\u33ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\u2010-\u2027\u2030-\u205e\U00020000-\U0003ffff]+"
)


def count(text: str) -> int:
    """Characters of a text: each CJK character and CJK punctuation mark is 1, each run of Latin letters or digits is 1."""
    return sum(1 for _ in compiled(_UNIT).finditer(text))
