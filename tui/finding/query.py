"""What somebody writes into the search: words, "words together", and conditions such as kind:活动 or 月:3. Nothing here can fail."""

from __future__ import annotations

import re
from collections.abc import Mapping

import msgspec

FILTERS: Mapping[str, tuple[str, ...]] = {
    "kind": ("kind", "type", "类", "类型", "类别", "种类"),
    "state": ("state", "status", "状态", "态"),
    "by": ("by", "who", "person", "人", "人员", "谁"),
    "host": ("host", "chair", "主持", "主持人"),
    "month": ("month", "date", "月", "月份", "日期", "年月"),
}
"""Condition -> how it may be written, in English and in Chinese, whatever the language of the screen."""

QUOTES = {'"': '"', "“": "”", "”": "”", "「": "」", "『": "』", "＂": "＂"}
"""What opens words that belong together -> what closes them; an input method writes any of these."""

COLONS = ":：∶"
SEPARATORS = re.compile("[,，、;；]")
"""Between several values of one condition, any of which will do."""

_NAME = re.compile(r"[^\W\d_]{1,12}")


class Condition(msgspec.Struct, frozen=True):
    """One condition: which of FILTERS, and the values as written, any of which will do; none when it is only begun."""

    name: str
    values: tuple[str, ...]


class Query(msgspec.Struct, frozen=True):
    """A search as written: every word is looked for, every condition must hold; `strange` are names no condition has."""

    words: tuple[str, ...] = ()
    conditions: tuple[Condition, ...] = ()
    strange: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """True when nothing is asked."""
        return not (self.words or self.conditions)


class _Token(msgspec.Struct):
    """A piece between blanks; `colon` is where a colon stands that no quotes enclose, -1 where none does."""

    text: str = ""
    colon: int = -1
    quoted: bool = False


def parse(line: str) -> Query:
    """Understand a line. What stands in quotes is one word as it is, also a colon in it; quotes left open close at the end."""
    words: list[str] = []
    conditions: list[Condition] = []
    strange: list[str] = []
    for token in _tokens(line):
        name, value = (token.text[: token.colon], token.text[token.colon + 1 :]) if token.colon > 0 else ("", "")
        known = filter_called(name)
        if known is not None:
            # A name in quotes may hold a comma, as it may hold blanks.
            values = [value] if token.quoted else SEPARATORS.split(value)
            conditions.append(Condition(known, tuple(each.strip() for each in values if each.strip())))
            continue
        if value and _NAME.fullmatch(name) and not value.startswith("/"):
            strange.append(name)
        if token.text:
            words.append(token.text)
    return Query(tuple(words), tuple(conditions), tuple(strange))


def filter_called(name: str) -> str | None:
    """The condition of that name in either language."""
    wanted = name.strip().lower()
    return next((each for each, names in FILTERS.items() if wanted in names), None) if wanted else None


def quoted(text: str) -> str:
    """How a text is written so that it is looked for as it is: a quote in it is doubled."""
    return '"' + text.replace('"', '""') + '"'


def _tokens(line: str) -> list[_Token]:
    found: list[_Token] = []
    token, closing, at = _Token(), "", 0
    while at < len(line):
        sign = line[at]
        at += 1
        if closing:
            if sign != closing:
                token.text += sign
            elif line[at : at + 1] == closing:
                token.text += sign
                at += 1
            else:
                closing = ""
        elif sign in QUOTES and (not token.text or token.colon == len(token.text) - 1):
            closing, token.quoted = QUOTES[sign], True
        elif sign.isspace():
            found.append(token)
            token = _Token()
        else:
            if sign in COLONS and token.colon < 0 and not token.quoted:
                token.colon = len(token.text)
            token.text += sign
    found.append(token)
    return [each for each in found if each.text]
