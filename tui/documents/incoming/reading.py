"""One cell as a value: dates, times, numbers and words for choices, however an office writes them; NotSo where it is none of them."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Mapping
from typing import Any

from sync.records.dates import is_date, narrow, read_date, read_moment
from sync.records.fields import FieldProblem, check_value
from sync.records.kind import KindSpec
from tui.documents.incoming.judging import NotSo

SERIAL_FROM, SERIAL_TO = 18_000, 60_000
"""Numbers that are days since 1900 in a spreadsheet whose dates lost their form: 1949 to 2064."""

EPOCH = dt.date(1899, 12, 30)

NAMES = re.compile(r"[、，,；;/\r\n\t]+")
"""What stands between several names, besides blanks."""

CHINESE_DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


def day(text: str) -> str:
    """YYYY-MM-DD of 2011年3月5日, 2011/3/5, 2011.3.5, ２０１１－３－５, 二〇一一年三月五日 or a spreadsheet's number."""
    plain = narrow(text)
    if re.fullmatch(r"\d{5}", plain, re.ASCII) and SERIAL_FROM <= int(plain) <= SERIAL_TO:
        return (EPOCH + dt.timedelta(days=int(plain))).isoformat()
    found = read_date(re.sub(r"\s*[（(]?(?:星期|周)[一二三四五六日天][)）]?$", "", plain)) or _in_words(plain)
    if found is None:
        raise NotSo("no_date", text=text)
    return found


def _in_words(text: str) -> str | None:
    """A date in Chinese numerals: 二〇一一年三月五日, 二〇一一年十二月二十一日."""
    found = re.fullmatch(
        r"([〇零一二三四五六七八九]{4})年([一二三四五六七八九十]{1,2})月([一二三四五六七八九十]{1,3})日?", text
    )
    if found is None:
        return None
    written = f"{found[1].translate(CHINESE_DIGITS)}-{_numeral(found[2]):02}-{_numeral(found[3]):02}"
    return written if is_date(written) else None


def _numeral(text: str) -> int:
    tens, ten, ones = text.rpartition("十") if "十" in text else ("", "", text)
    digits = "零一二三四五六七八九"
    return (10 * (digits.index(tens) if tens else 1) if ten else 0) + (digits.index(ones) if ones else 0)


CLOCK = re.compile(
    r"(?P<half>上午|下午|晚上|晚|早上|中午)?\s*(?P<hour>\d{1,2})\s*(?:[:：时点]\s*(?:(?P<minute>\d{1,2})\s*分?|(?P<word>半|整))?)?",
    re.ASCII,
)


def clocks(text: str) -> list[str]:
    """The times of day in a text, HH:MM: 9:00-11:00, 下午2点半至4点, 上午9时; raises NotSo where there is none."""
    found = []
    half = ""
    for part in re.split(r"\s*(?:[-—–~～至到]+)\s*", narrow(text)):
        match = CLOCK.fullmatch(part.strip())
        if match is None:
            raise NotSo("no_time", text=text)
        half = match["half"] or half
        hour = int(match["hour"])
        if half in ("晚上", "晚") and hour == 12:
            # Midnight of which of the two days is not for the program to guess.
            raise NotSo("no_time", text=text)
        if hour < 12 and (half in ("下午", "晚上", "晚") or (half == "中午" and hour < 4)):
            hour += 12
        minute = 30 if match["word"] == "半" else int(match["minute"] or 0)
        if hour > 23 or minute > 59:
            raise NotSo("no_time", text=text)
        found.append(f"{hour:02}:{minute:02}")
    if len(found) > 2:
        raise NotSo("no_time", text=text)
    return found


def without_weekday(text: str) -> str:
    """A date without its day of the week and without blanks around its signs: 2011 年 6 月 8 日 星期三 is 2011年6月8日."""
    plain = re.sub(r"\s*[（(]?(?:星期|周)[一二三四五六日天][)）]?\s*", " ", narrow(text)).strip()
    return re.sub(r"(?<=\d)\s*([年月/.-])\s*(?=\d)", r"\1", re.sub(r"(?<=\d)\s*日", "日", plain))


def moment(text: str) -> str | None:
    """YYYY-MM-DDTHH:MM of a date with a time; None for a date alone; raises NotSo for neither."""
    whole = read_moment(text)
    if whole is not None:
        return whole
    day(text)
    return None


def number(text: str, least: int = 0) -> int:
    """A whole number, with its measure word or without: 3, ３册, 12人."""
    found = re.fullmatch(r"(\d{1,6})(?:\.0+)?\s*[册本人次个套]?", narrow(text), re.ASCII)
    if found is None or int(found[1]) < least:
        raise NotSo("no_number", text=text, least=least)
    return int(found[1])


def names(text: str, is_name: Callable[[str], bool] = lambda text: False) -> list[str]:
    """Several names: 张三、李四 王五; a name of two characters may have a blank in its midst, as lists are set: 张 三 李 四.

    `is_name` knows names that are written with a blank.
    """
    found: list[str] = []
    for part in NAMES.split(narrow(text)):
        words = [part.strip()] if is_name(part) else part.split()
        while words:
            # A family name alone goes with the character behind it.
            amount = 2 if len(words[0]) == 1 and len(words) > 1 else 1
            if len(words) == 3 and all(len(word) == 1 for word in words):
                amount = 3
            found.append("".join(words[:amount]))
            words = words[amount:]
    return found


def choice(spec: KindSpec, field: str, text: str, words: Mapping[str, str]) -> str:
    """One of a field's values by its label in either language, its identifier, or another word for it; raises NotSo."""
    declared = spec.fields[field]
    plain = narrow(text).casefold().replace(" ", "")
    for value, label in declared.choices:
        if plain in (value.casefold(), label.zh.casefold(), label.en.casefold().replace(" ", "")):
            return value
    if plain in words:
        return words[plain]
    raise NotSo("no_choice", text=text, field=field, kind=spec.name)


def fitting(spec: KindSpec, fields: Mapping[str, Any]) -> dict[str, Any]:
    """The values as the kind keeps them; raises NotSo for one that is too long or is none of the field's."""
    found = {}
    for name, value in fields.items():
        try:
            found[name] = check_value(name, spec.field(name), value) if isinstance(value, str | int | list) else value
        except FieldProblem as problem:
            raise NotSo(
                "no_value", field=name, kind=spec.name, problem=problem.code, limit=spec.fields[name].limit
            ) from problem
    return found
