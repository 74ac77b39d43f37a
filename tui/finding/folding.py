"""Texts as they are compared: small letters, half-width letters and digits, each character still in its place; and by initials."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tui.readings import initials, second_initials

_WIDE = {wide: chr(wide - 0xFEE0) for wide in range(0xFF01, 0xFF5F) if chr(wide - 0xFEE0).isalnum()}
_IS_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]")

END = "\0"
"""What ends a record in a text of many; no text holds it."""


def fold(text: str) -> str:
    """The text as it is compared, as long as it was."""
    if END in text:
        text = text.replace(END, " ")
    if _IS_WIDE.search(text):
        text = text.translate(_WIDE)
    lower = text.lower()
    if len(lower) == len(text):
        return lower
    # İ becomes two characters, and what is found must be shown where it stands.
    return "".join(each if len(each := sign.lower()) == 1 else sign for sign in text)


class _Letters(dict[int, str]):
    """For `str.translate`: every character one ASCII sign, so that a text of initials takes a byte a character."""

    def __missing__(self, code: int) -> str:
        sign = self[code] = chr(code) if code < 128 else "~"
        return sign


@cache
def _usual() -> Mapping[int, str]:
    return _Letters(initials())


@cache
def _other() -> Mapping[int, str]:
    return _Letters({**initials(), **second_initials()})


def usual_initials(text: str) -> str:
    """A folded text by the first letters of the usual readings, as long as it was; what has no reading is itself or ~."""
    return text.translate(_usual())


def other_initials(text: str) -> str:
    """The same where each character that has another common reading is read so: 银行 by yh, 长期 by cq."""
    return text.translate(_other())
