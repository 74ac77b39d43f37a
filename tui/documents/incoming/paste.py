"""Text copied from the net made clean, change by change: each is shown before it is made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

Why = Literal["invisible", "pinyin", "space", "width", "blank_lines", "line_breaks"]

TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜêńňǹḿ"
SYLLABLE = f"[a-zü{TONES}]{{1,6}}"

PINYIN = re.compile(
    rf"(?<=[\u3400-\u9fff\U00020000-\U0003ffff])[（(]\s*({SYLLABLE}(?:[\s'’]*{SYLLABLE}){{0,3}})\s*[)）]", re.IGNORECASE
)
"""A reading in brackets behind a character: 會(huì), 学习（xué xí）."""

INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)

SPACES = re.compile("[\u00a0\u1680\u2000-\u200a\u202f\u205f\u3000]")

BETWEEN = re.compile(r"(?<=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]) +(?=[\u3000-\u303f\u3400-\u9fff\uff00-\uffef])")
"""Blanks between two Chinese characters."""

FULL = re.compile("[０-９Ａ-Ｚａ-ｚ]+")

HALF_SIGNS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", "(": "（", ")": "）"}

HALF = re.compile(
    r"(?<=[\u3400-\u9fff”’》）])[,;:?!](?=\s*(?:[\u3400-\u9fff“‘《（]|$))|(?<=[\u3400-\u9fff])\((?=[\u3400-\u9fff])|(?<=[\u3400-\u9fff])\)",
    re.MULTILINE,
)
"""A half-width sign among Chinese characters."""

BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")


@dataclass(frozen=True, slots=True)
class Cleaned:
    """One thing that is changed: where it begins in the text as pasted, what stood there, what is to stand there, and why."""

    at: int
    before: str
    after: str
    why: Why


def changes(text: str) -> list[Cleaned]:
    """Everything that would be changed, in order, none overlapping another; a clean text has none."""
    taken = [False] * (len(text) + 1)
    found: list[Cleaned] = []
    for each in _candidates(text):
        if not any(taken[each.at : each.at + len(each.before)]):
            found.append(each)
            taken[each.at : each.at + len(each.before)] = [True] * len(each.before)
    return sorted(found, key=lambda each: each.at)


def cleaned(text: str, made: list[Cleaned] | None = None) -> str:
    """The text with these changes, by default all; positions are those of the text as pasted."""
    parts, end = [], 0
    for each in changes(text) if made is None else sorted(made, key=lambda each: each.at):
        if text[each.at : each.at + len(each.before)] != each.before:
            raise ValueError("the changes are of another text")
        parts += [text[end : each.at], each.after]
        end = each.at + len(each.before)
    return "".join([*parts, text[end:]])


def _candidates(text: str) -> Iterator[Cleaned]:
    """What may be changed, the surest first: an earlier one keeps its place against a later."""
    for match in re.finditer("\r\n?|[\u2028\u2029\x85]", text):
        yield Cleaned(match.start(), match[0], "\n", "line_breaks")
    yield from _replaced(text, INVISIBLE, lambda match: "", "invisible", unless=_belongs)
    yield from _replaced(text, PINYIN, lambda match: "", "pinyin", unless=lambda match: not _is_reading(match[1]))
    yield from _replaced(text, SPACES, lambda match: " ", "space", unless=_begins_a_line)
    yield from _replaced(text, BETWEEN, lambda match: "", "space")
    yield from _replaced(text, FULL, lambda match: unicodedata.normalize("NFKC", match[0]), "width")
    yield from _replaced(text, HALF, lambda match: HALF_SIGNS[match[0]], "width")
    yield from _replaced(text, BLANK_LINES, lambda match: "\n\n", "blank_lines")


def _replaced(
    text: str,
    pattern: re.Pattern[str],
    after: Callable[[re.Match[str]], str],
    why: Why,
    unless: Callable[[re.Match[str]], bool] = lambda match: False,
) -> Iterator[Cleaned]:
    for match in pattern.finditer(text):
        if not unless(match) and match[0] != after(match):
            yield Cleaned(match.start(), match[0], after(match), why)


def _belongs(match: re.Match[str]) -> bool:
    """Joiners hold an emoji or a script such as Tibetan together; between other characters nobody misses them."""
    if match[0] not in "\u200c\u200d\ufe0e\ufe0f":
        return False
    before = match.string[match.start() - 1 : match.start()]
    return bool(before) and (unicodedata.category(before) in ("So", "Sk", "Mn", "Mc") or ord(before) > 0x1F000)


def _begins_a_line(match: re.Match[str]) -> bool:
    """Two ideographic blanks at the beginning of a paragraph are how Chinese sets it."""
    start = match.string.rfind("\n", 0, match.start()) + 1
    return match[0] == "\u3000" and not match.string[start : match.start()].strip("\u3000")


def _is_reading(text: str) -> bool:
    """A reading has a tone mark, or is written in small letters and is short: (huì), (hui); (GDP) and (see p. 3) are none."""
    return any(each in TONES for each in text.lower()) or (text.islower() and len(text) <= 6)
