"""Pinyin of whole texts: pypinyin reads names well but takes seconds for a thousand notes, so here a table of characters does it.

Every reading of a character counts, so 重庆 is found by cq and by zq. The table loads where the search runs, never at a key press.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from tui.readings import readings, spellings


@cache
def _classes() -> Mapping[str, str]:
    """Letter -> the characters that have a reading with this initial."""
    found: dict[str, list[str]] = {}
    for character, said in readings().items():
        for letter in {reading[:1] for reading in said}:
            found.setdefault(letter, []).append(character)
    return {letter: "".join(each) for letter, each in found.items()}


@cache
def initials_of(word: str) -> re.Pattern[str]:
    """What finds texts by the first letters of their readings; `word` is ASCII in lower case."""
    classes = _classes()
    return re.compile("".join(f"[{re.escape(letter)}{classes.get(letter, '')}]" for letter in word), re.IGNORECASE)


@cache
def _u() -> Mapping[int, str]:
    return {code: said.replace("v", "u") for code, said in spellings().items()}


def spelled(text: str) -> str:
    """A text in the usual readings of its characters, without tones and spaces, ü as u; what is no character stays."""
    return text.translate(_u()).replace(" ", "")
