"""Pinyin of whole texts: pypinyin reads names well but takes seconds for a thousand notes, so here a table of characters does it.

Every reading of a character counts, so 重庆 is found by cq and by zq. Reading the table costs 300 ms, with the import; it
loads where the search runs, never at a key press.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache

COMMON = range(0x4E00, 0xA000)
"""The characters looked up: CJK unified ideographs."""


@cache
def _readings() -> Mapping[int, tuple[str, ...]]:
    """Code point -> its readings without tones, the usual one first."""
    from pypinyin.constants import PINYIN_DICT

    found: dict[int, tuple[str, ...]] = {}
    for code in COMMON:
        readings = PINYIN_DICT.get(code)
        if readings:
            plain = unicodedata.normalize("NFD", readings).encode("ascii", "ignore").decode()
            found[code] = tuple(dict.fromkeys(plain.split(",")))
    return found


@cache
def _classes() -> Mapping[str, str]:
    """Letter -> the characters that have a reading with this initial."""
    found: dict[str, list[str]] = {}
    for code, readings in _readings().items():
        for letter in {reading[:1] for reading in readings}:
            found.setdefault(letter, []).append(chr(code))
    return {letter: "".join(each) for letter, each in found.items()}


@cache
def _usual() -> Mapping[int, str]:
    return {code: readings[0] for code, readings in _readings().items()}


@cache
def initials_of(word: str) -> re.Pattern[str]:
    """What finds texts by the first letters of their readings; `word` is ASCII in lower case."""
    classes = _classes()
    return re.compile("".join(f"[{re.escape(letter)}{classes.get(letter, '')}]" for letter in word), re.IGNORECASE)


def spelled(text: str) -> str:
    """A text in the usual readings of its characters, without tones and spaces; what is no character stays."""
    return text.translate(_usual()).replace(" ", "")
