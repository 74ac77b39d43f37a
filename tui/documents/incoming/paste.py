"""Text copied from the net made clean, change by change: each is shown before it is made, and none is made by itself."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from typing import Literal

import msgspec

from tui.documents.incoming.joiners import belongs

Why = Literal["invisible", "pinyin", "space", "width", "blank_lines", "line_breaks"]

HAN = "\u3400-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, for a class of a pattern."""

TONES = "āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜêńňǹḿ"
SYLLABLE = f"[a-zü{TONES}]{{1,6}}"
SOUND = (
    r"(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])?"
    r"(?:i?ang|iong|uang|i?ao|i?an|uan|uai|eng|ing|ong|ai|ei|ou|en|er|ia|ie|iu|in|ua|uo|ui|un|[uüv]e|[aoeiuüv])|ng|n|m)"
)
"""What one syllable of pinyin sounds like without its tone: (hui), while (see) and (GDP) are none."""

PINYIN = re.compile(
    rf"(?<=[{HAN}])[ \u00a0]*[（(\[]\s*({SYLLABLE}(?:[\s'’]*{SYLLABLE}){{0,3}}|[\u3105-\u312f\u02ca\u02c7\u02cb\u02d9\s]+)\s*[)）\]]",
    re.IGNORECASE,
)
"""A reading in brackets behind a character: 會(huì), 学习（xué xí）, 會（ㄏㄨㄟˋ）."""

INVISIBLE = re.compile(
    "[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufe00-\ufe0f\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f]"
)

BULLET = re.compile("^[ \\t]*([\uf06c\uf06e\uf0a7\uf0a8\uf0b7\uf0d8\uf0fc])[ \\t]*", re.MULTILINE)
"""Bullets of Word's symbol fonts, which no other font has."""

ODD = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
"""Blanks no keyboard writes; the ideographic one is written, and sets names and headings apart."""

INDENT = re.compile(f"^(?=[ \\t]*[{ODD}])[ \\t\u3000{ODD}]{{2,}}(?=[{HAN}“‘《（])", re.MULTILINE)
"""The beginning of a paragraph as web pages set it."""

SPACES = re.compile(f"[{ODD}]")

TRAILING = re.compile(f"[ \\t\u3000{ODD}]+$", re.MULTILINE)

TAB = re.compile(r"(?<=[0-9一二三四五六七八九十)）.．、•·●▪■◆○])\t+(?=\S)")
"""A tab behind the number or bullet of a list; elsewhere it may be a column's."""

BETWEEN = re.compile(f"(?<=[\u3001-\u303f{HAN}\uff01-\uffef]) +(?=[\u3001-\u303f{HAN}\uff01-\uffef])")
"""Blanks between two Chinese characters."""

FULL = re.compile("[０-９Ａ-Ｚａ-ｚ]+|(?<=[0-9])[．％](?=[0-9])|(?<=[0-9])％")

HALF_SIGNS = {",": "，", ";": "；", ":": "：", "?": "？", "!": "！", ".": "。"}

HALF = re.compile(rf"(?<=[{HAN}”’》）])[,;:?!.](?=[ \t]*(?:[{HAN}“‘《（]|$))", re.MULTILINE)
"""A half-width sign among Chinese characters."""

BRACKETS = re.compile(rf"(\()([^()（）\n]*[{HAN}][^()（）\n]*)(\))")
"""A pair of half-width brackets with Chinese between them."""

BLANK_LINES = re.compile(r"\n(?:[ \t]*\n){2,}")

LINE_BREAKS = re.compile("\r\n?|[\u2028\u2029\x85]")


class Cleaned(msgspec.Struct, frozen=True):
    """One thing that is changed: where it begins in the text as pasted, what stood there, what is to stand there, and why."""

    at: int
    before: str
    after: str
    why: Why


def changes(text: str) -> list[Cleaned]:
    """Everything that would be changed, in order, none overlapping another; a text with all of it changed has nothing more.

    What one change brings about, such as two blanks side by side where a reading stood, is changed along with it.
    """
    parts = [_Part(text, text, None)]
    while found := _once("".join(part.after for part in parts)):
        parts = _with(parts, found)
    result, at = [], 0
    for part in parts:
        if part.why is not None and part.before != part.after:
            result.append(Cleaned(at, part.before, part.after, part.why))
        at += len(part.before)
    return result


def cleaned(text: str, made: list[Cleaned] | None = None) -> str:
    """The text with these changes, by default all; positions are those of the text as pasted. ValueError for those of another."""
    parts, end = [], 0
    for each in changes(text) if made is None else sorted(made, key=lambda each: each.at):
        if text[each.at : each.at + len(each.before)] != each.before or each.at < end:
            raise ValueError("the changes are of another text")
        parts += [text[end : each.at], each.after]
        end = each.at + len(each.before)
    return "".join([*parts, text[end:]])


def moved(at: int, made: list[Cleaned]) -> int:
    """Where a place of the text is after these changes; one within a change is behind it."""
    for each in sorted(made, key=lambda each: each.at, reverse=True):
        if each.at + len(each.before) <= at:
            at += len(each.after) - len(each.before)
        elif each.at < at:
            at = each.at + len(each.after)
    return at


# one look at the text, and what several looks come to


class _Part(msgspec.Struct, frozen=True):
    """A stretch of the text as pasted and as it is to be; without a reason it stays as it is."""

    before: str
    after: str
    why: Why | None


def _with(parts: list[_Part], found: list[Cleaned]) -> list[_Part]:
    """The parts after further changes, whose positions are those of what the parts are to be."""
    result: list[_Part] = []
    waiting = list(reversed(parts))
    at = 0
    for change in found:
        while waiting and at + len(waiting[-1].after) <= change.at:
            at += len(waiting[-1].after)
            result.append(waiting.pop())
        start, end = change.at, change.at + len(change.before)
        if waiting[-1].why is None and at < start:
            part = waiting.pop()
            result.append(_Part(part.before[: start - at], part.after[: start - at], None))
            waiting.append(_Part(part.before[start - at :], part.after[start - at :], None))
            at = start
        before, after, why = "", "", None
        first = at
        while at < end:
            part = waiting.pop()
            if part.why is None and at + len(part.after) > end:
                waiting.append(_Part(part.before[end - at :], part.after[end - at :], None))
                part = _Part(part.before[: end - at], part.after[: end - at], None)
            before, after, why = before + part.before, after + part.after, why or part.why
            at += len(part.after)
        changed = after[: start - first] + change.after + after[end - first :]
        # A part that reaches beyond the change keeps what stood there; the next change cannot begin inside of it.
        result.append(_Part(before, changed, why or change.why))
    return result + waiting[::-1]


def _once(text: str) -> list[Cleaned]:
    taken = [False] * (len(text) + 1)
    found: list[Cleaned] = []
    for each in _candidates(text):
        if not any(taken[each.at : each.at + len(each.before)]):
            found.append(each)
            taken[each.at : each.at + len(each.before)] = [True] * len(each.before)
    return sorted(found, key=lambda each: each.at)


def _candidates(text: str) -> Iterator[Cleaned]:
    """What may be changed, the surest first: an earlier one keeps its place against a later."""
    yield from _replaced(text, LINE_BREAKS, lambda match: "\n", "line_breaks")
    yield from _replaced(text, INVISIBLE, lambda match: "", "invisible", unless=belongs)
    yield from _replaced(text, BULLET, lambda match: "• ", "invisible")
    yield from _replaced(text, PINYIN, lambda match: "", "pinyin", unless=lambda match: not _is_reading(match[1]))
    yield from _replaced(text, TRAILING, lambda match: "", "space")
    yield from _replaced(text, INDENT, lambda match: "\u3000\u3000", "space")
    yield from _replaced(text, SPACES, lambda match: " ", "space")
    yield from _replaced(text, TAB, lambda match: " ", "space")
    yield from _replaced(text, BETWEEN, lambda match: "", "space", unless=_sets_apart)
    yield from _replaced(text, FULL, lambda match: unicodedata.normalize("NFKC", match[0]), "width")
    yield from _replaced(text, HALF, lambda match: HALF_SIGNS[match[0]], "width")
    for match in BRACKETS.finditer(text):
        yield Cleaned(match.start(1), "(", "（", "width")
        yield Cleaned(match.start(3), ")", "）", "width")
    yield from _replaced(text, BLANK_LINES, lambda match: "\n\n", "blank_lines")


def _replaced(
    text: str,
    pattern: re.Pattern[str],
    after: Callable[[re.Match[str]], str],
    why: Why,
    unless: Callable[[re.Match[str]], bool] = lambda match: False,
) -> Iterator[Cleaned]:
    for match in pattern.finditer(text):
        if match[0] and not unless(match) and match[0] != after(match):
            yield Cleaned(match.start(), match[0], after(match), why)


def _sets_apart(match: re.Match[str]) -> bool:
    """Blanks between words of a line that is no sentence, such as names or a heading, are meant."""
    text = match.string
    start = text.rfind("\n", 0, match.start()) + 1
    end = text.find("\n", match.end())
    line = text[start : end if end >= 0 else len(text)]
    return not re.search("[，。；！？]", line) and all(len(word) > 1 for word in line.split())


def _is_reading(text: str) -> bool:
    """A reading sounds like one: (huì), (hui), (xué xí), (xuéxí); (GDP), (see) and (see p. 3) are none."""
    if any("\u3105" <= each <= "\u312f" for each in text):
        return True
    toned = any(each in TONES for each in text.lower())
    # Without tones an English word may be made of syllables too, so there only one of three letters or more is taken for a reading.
    several = "+" if toned else ""
    words = [_without_tones(word) for word in re.split(r"[\s'’]+", text.strip())]
    return all(re.fullmatch(SOUND + several, word) for word in words) and (
        toned or (text.islower() and 2 < len(text) <= 6)
    )


def _without_tones(word: str) -> str:
    marks = {"\u0300", "\u0301", "\u0304", "\u030c", "\u0302"}
    return "".join(each for each in unicodedata.normalize("NFD", word.lower()) if each not in marks).replace(
        "u\u0308", "ü"
    )
