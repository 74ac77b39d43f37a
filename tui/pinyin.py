"""Initials of Chinese names, so that zs finds 张三; loaded late, since the library costs 300 ms to import."""

from __future__ import annotations

from functools import cache

from sync.records.dates import narrow


@cache
def initials(text: str) -> str:
    """The first letters of each character's reading, in lower case; letters and digits stand for themselves."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER)).lower().replace(" ", "")


@cache
def spelling(text: str) -> str:
    """The whole reading without tones and spaces, in lower case."""
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(text)).lower().replace(" ", "")


def matches(written: str, text: str, override: str | None = None) -> bool:
    """True when what was written is part of the text, of its reading, or of its initials."""
    wanted = written.strip().lower()
    if not wanted or wanted in text.lower():
        return True
    if not wanted.isascii():
        return False
    if override:
        words = override.lower().split()
        if wanted in "".join(words) or wanted in "".join(word[0] for word in words):
            return True
    return wanted in initials(text) or wanted in spelling(text)


def closeness(written: str, text: str, override: str | None = None) -> int | None:
    """How well a name fits what was written: 0 the whole of it, 1 its beginning, 2 a part; None when it does not fit."""
    wanted = narrow(written).lower().replace(" ", "").replace("'", "")
    if not wanted:
        return None
    forms = [text.lower()]
    if wanted.isascii():
        words = (override or "").lower().split()
        if words:
            forms += ["".join(words), "".join(word[0] for word in words)]
        forms += [initials(text), spelling(text)]
    if wanted in forms:
        return 0
    if any(form.startswith(wanted) for form in forms):
        return 1
    return 2 if any(wanted in form for form in forms) else None
