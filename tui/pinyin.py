"""Initials and spellings of Chinese names, so that zs finds 张三; loaded at the first letter somebody writes, in some milliseconds."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from sync.records.dates import narrow


@cache
def initials(text: str) -> str:
    """The first letters of each character's usual reading, in lower case; letters and digits stand for themselves."""
    from tui.readings import initials as first

    return text.translate(first()).lower().replace(" ", "")


@cache
def forms(text: str) -> tuple[str, ...]:
    """A text by its initials and spelled, each by the usual readings and by the other common ones: 重庆 is zq, cq and so on."""
    from tui.readings import second_spellings, spellings

    found = [initials(text)]
    usual, other = spellings(), second_spellings()
    second = "".join(other[ord(sign)][0] if ord(sign) in other else initials(sign) for sign in text)
    found.append(second.lower().replace(" ", ""))
    for whole in (text.translate(usual), text.translate(_otherwise())):
        spelled = whole.lower().replace(" ", "")
        found += [spelled, spelled.replace("v", "u")]
    return tuple(dict.fromkeys(filter(None, found)))


@cache
def _otherwise() -> Mapping[int, str]:
    from tui.readings import second_spellings, spellings

    return {**spellings(), **second_spellings()}


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
    return any(wanted in form for form in forms(text))


def closeness(written: str, text: str, override: str | None = None) -> int | None:
    """How well a name fits what was written: 0 the whole of it, 1 its beginning, 2 a part; None when it does not fit."""
    wanted = narrow(written).lower().replace(" ", "").replace("'", "")
    if not wanted:
        return None
    found = [text.lower()]
    if wanted.isascii():
        words = (override or "").lower().split()
        if words:
            found += ["".join(words), "".join(word[0] for word in words)]
        found += forms(text)
    if wanted in found:
        return 0
    if any(form.startswith(wanted) for form in found):
        return 1
    return 2 if any(wanted in form for form in found) else None
