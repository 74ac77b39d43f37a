"""A line of self-study as one would say it, what was learned and how long: 政策解读 2小时 3-5 视频."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

import msgspec

from sync.problems import InTheWay
from sync.records.dates import narrow
from sync.records.registry import KINDS
from tui.due_words import read_due
from tui.past_words import read_past
from tui.plain_days import is_plainly_a_date, what_is_wrong
from tui.said_fields import DAY
from tui.year.packs import Rules

Problem = Literal[
    "",
    "nothing",
    "no_minutes",
    "no_what",
    "no_day_rule",
    "ahead",
    "too_long",
    "no_such_day",
    "not_understood",
    "over_a_day",
]

SAID = {
    "book": "书 书籍 看书 读书 纸质书",
    "web": "网站 网上 上网 线上 微信 公众号",
    "document": "公文 文本 材料",
    "video": "录像 影片 纪录片",
    "course": "网课 课程 慕课",
    "other": "其它",
}
"""What people call a channel beside its own label."""

_NUMBERS = {"一": 1, "二": 2, "两": 2, "俩": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_N = r"\d{1,4}(?:\.\d{1,2})?|[一二两俩三四五六七八九十]"
_HOURS = rf"(?P<hours>{_N}) ?个?(?P<half>半)? ?(?:小时|钟头|学时|h)(?P<half_more>半)?"
_MINUTES = rf"(?P<minutes>{_N}) ?(?:分钟|分|min|m|')"
_CLOCK = re.compile(
    rf"(?:半个?(?P<half_hour>小时|钟头)|{_HOURS}(?: ?{_MINUTES.replace('P<minutes>', 'P<more>')})?|{_MINUTES})"
)
_DAYS = re.compile(rf"(?:(?P<half_day>半天)|(?P<days>{_N}) ?(?P<and_half>个?半)?天(?P<half_after>半)?)")
_BARE = re.compile(r"\d{1,4}")
_WORD = re.compile(r"[^\s，,；;]+")


class Said(msgspec.Struct, frozen=True):
    """A line as it was understood; with a `problem` it cannot be entered yet, perhaps because of a `word`.

    `by_rule`: the length is that of rule H-10.
    """

    what: str = ""
    minutes: int | None = None
    on: str = ""
    channel: str | None = None
    problem: Problem = ""
    by_rule: bool = False
    word: str = ""


def understand(written: str, today: str, rules: Rules) -> Said:
    """The line as "what, how long, perhaps when and how", the parts behind the first word in any order.

    Without a day it is `today` (YYYY-MM-DD); a bare number is minutes; half a day and a day go by rule H-10.
    """
    words = list(_WORD.finditer(written))
    if not words:
        return Said(problem="nothing")
    reader = _Reader(today, rules)
    while len(words) > 1 and reader.takes(narrow(words[-1][0])):
        words.pop()
    said = [narrow(word[0]) for word in words]
    # What was learned stays as it was written, signs and all.
    what = written[words[0].start() : words[-1].end()]
    if reader.minutes is None and reader.problem == "":
        what = reader.behind(what)
    problem: Problem = reader.problem
    if not problem and not what:
        problem = "no_what"
    elif not problem and len(what) > KINDS["study"].fields["what"].limit:
        problem = "too_long"
    elif not problem and not reader.minutes:
        problem = reader.hidden(said) or "no_minutes"
    elif not problem and reader.minutes and reader.minutes > DAY:
        problem = "over_a_day"
    return Said(what, reader.minutes, reader.on or today, reader.channel, problem, reader.by_rule, reader.word)


def read_length(written: str, rules: Rules) -> int | None:
    """The minutes of a length of time as it may stand in a line, or None."""
    reader = _Reader("", rules)
    said = " ".join(narrow(written).split())
    return reader.minutes if said and reader.length(said, bare=True) else None


class _Reader:
    """Takes words from the end of a line as long as each says something that was not said yet."""

    def __init__(self, today: str, rules: Rules) -> None:
        self.today = today
        self.rules = rules
        self.minutes: int | None = None
        self.on: str | None = None
        self.channel: str | None = None
        self.problem: Problem = ""
        self.word = ""
        self.by_rule = False

    def takes(self, word: str) -> bool:
        """True when the word was one of the parts."""
        channel = channel_of(word)
        if channel is not None and self.channel is None:
            self.channel = channel
            return True
        if self.minutes is None and self.length(word, bare=True):
            return True
        if self.on is not None:
            return False
        if is_plainly_a_date(word, self.today) and what_is_wrong(word, self.today) is not None:
            self.problem, self.word, self.on = "no_such_day", word, self.today
            return True
        day = read_past(word, self.today)
        ahead = day > self.today if day is not None else read_due(word, self.today) is not None
        if ahead:
            self.problem = "ahead"
        self.on = day
        return day is not None or ahead

    def hidden(self, words: Sequence[str]) -> Problem:
        """Which word stands between the end of the line and a length before it, so that the length was not found."""
        for at in range(len(words) - 2, 0, -1):
            wrong = what_is_wrong(words[at + 1], self.today)
            if self.length(words[at], bare=wrong == "no_such_day"):
                self.word = words[at + 1]
                return "no_such_day" if wrong == "no_such_day" else "not_understood"
        return ""

    def behind(self, what: str) -> str:
        """Take a length written right behind the words, with its unit: 政策解读2小时. What is left of the words."""
        for start in range(1, len(what)):
            # A number is taken from its first digit on.
            inside = what[start].isdigit() and what[start - 1] in "0123456789０１２３４５６７８９."
            if not inside and self.length(narrow(what[start:]), bare=False):
                return what[:start].rstrip()
        return "" if self.length(narrow(what), bare=True) else what

    def length(self, word: str, *, bare: bool) -> bool:
        """True for a length of time, which is taken; `bare`: a number alone is minutes."""
        low = word.lower()
        if clock := _CLOCK.fullmatch(low):
            self.minutes = _by_clock(clock)
            return True
        if days := _DAYS.fullmatch(low):
            return self._by_rule(days)
        if bare and _BARE.fullmatch(low):
            self.minutes = int(low)
            return True
        return False

    def _by_rule(self, days: re.Match[str]) -> bool:
        half, whole = self.rules.number("H-10", "half_day"), self.rules.number("H-10", "day")
        if half is None or whole is None:
            self.problem = "no_day_rule"
            return True
        self.by_rule = True
        if days["half_day"]:
            self.minutes = half
        else:
            self.minutes = round(_number(days["days"]) * whole) + (
                half if days["and_half"] or days["half_after"] else 0
            )
        return True


def _by_clock(clock: re.Match[str]) -> int:
    if clock["half_hour"]:
        return 30
    if clock["hours"] is None:
        return round(_number(clock["minutes"]))
    half = 30 if clock["half"] or clock["half_more"] else 0
    return round(_number(clock["hours"]) * 60) + half + (round(_number(clock["more"])) if clock["more"] else 0)


def _number(said: str) -> float:
    return float(_NUMBERS.get(said, 0) or said)


def channel_of(word: str) -> str | None:
    """The channel a word names, in either language; None for any other word."""
    wanted = word.lower()
    for value, label in KINDS["study"].fields["channel"].choices:
        if wanted in (value, label.zh, label.en.lower(), *SAID.get(value, "").split()):
            return value
    return None


def read_month(written: str, today: str) -> str:
    """YYYY-MM of a month as one says it: 2026-03, 2026年3月, 3月, 3; the last such month. Raises InTheWay."""
    said = narrow(written).replace(" ", "")
    if found := re.fullmatch(r"(\d{4})[-/.年](\d{1,2})月?", said):
        year, month = int(found[1]), int(found[2])
    elif found := re.fullmatch(r"(\d{1,2})月?(?:份)?", said):
        month = int(found[1])
        year = int(today[:4]) - (month > int(today[5:7]))
    else:
        raise InTheWay("not_a_month", value=written[:20])
    if not 1 <= month <= 12:
        raise InTheWay("not_a_month", value=written[:20])
    return f"{year:04}-{month:02}"
