"""The assessment of a year in the sample: own words, the section's remark, the secretary's grade, the result as it is told."""

from __future__ import annotations

import datetime as dt

from sync.records.meeting import GRADES
from tui.samples import scripts
from tui.samples.days import moment, workday_from
from tui.samples.demo_people import BY_KEY, CLERK, HEADS, SECRETARY
from tui.samples.diary import Diary
from tui.samples.step import Ref


def assess(diary: Diary, year: int) -> None:
    """The whole round for a year: own words before it ends, remarks, grades and results in the January after it."""
    for number, (member, words, section, remark, grade) in enumerate(scripts.table("assessments")["last"]):
        if words:
            _own_words(diary, member, year, number, words, handed_in=True)
            if section:
                head = _head(member)
                at = _january(year, 6, "09:10", int(head[1:]))
                diary.put(head, at, "assessment", f"assessment-{year}-{member}", section_remark=section)
        if grade:
            _grade(diary, member, year, number, remark, grade)


def begin(diary: Diary, year: int) -> None:
    """What people have written of their year when the window for it opens; some of it is not handed in yet."""
    for number, (member, words, handed_in) in enumerate(scripts.table("assessments")["this"]):
        _own_words(diary, member, year, number, words, handed_in=handed_in)


def _own_words(diary: Diary, member: str, year: int, number: int, words: str, *, handed_in: bool) -> None:
    key = f"assessment-{year}-{member}"
    at = moment(dt.date(year, 12, 16) + dt.timedelta(days=number % 12), f"20:{10 + number}")
    diary.new(member, at, "assessment", key, member=Ref(member), year=year, self_text=words)
    if handed_in:
        diary.move(member, at + dt.timedelta(minutes=9), "assessment", key, "handed_in")


def _grade(diary: Diary, member: str, year: int, number: int, remark: str, grade: str) -> None:
    """The secretary prepares the mark, settles it, and some days later tells the person exactly this."""
    at, key = _january(year, 9, "08:40", number), f"appraisal-{year}-{member}"
    diary.new(SECRETARY, at, "appraisal", key, member=Ref(member), year=year, remark=remark, grade=grade)
    diary.move(SECRETARY, at + dt.timedelta(hours=1), "appraisal", key, "final")
    diary.new(
        SECRETARY,
        _january(year, 14, "15:10", number),
        "assessment_result",
        f"result-{year}-{member}",
        member=Ref(member),
        year=year,
        number=1,
        grade=grade,
        content=f"{year}年度学习情况评定为“{GRADES[grade][0]}”。{remark}",
    )


def _january(year: int, day: int, clock: str, minutes: int) -> dt.datetime:
    return moment(workday_from(dt.date(year + 1, 1, day)), clock) + dt.timedelta(minutes=minutes)


def _head(member: str) -> str:
    """Who writes the section's remark: the head of section, for heads, leaders and secretary the clerk, for the clerk the own head."""
    head = HEADS.get(BY_KEY[member].section)
    return head if head and head != member else CLERK
