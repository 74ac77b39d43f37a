"""Days and times as people say them; 5 March 2026 was a Thursday."""

from __future__ import annotations

import pytest

from sync.records.registry import KINDS
from tui.said_dates import read_day, read_time
from tui.said_fields import read_said, why_not

TODAY = "2026-03-05"


@pytest.mark.parametrize(
    ("said", "day"),
    [
        *(("今天", "2026-03-05"), ("明天", "2026-03-06"), ("昨天", "2026-03-04"), ("前天", "2026-03-03")),
        *(("下周三", "2026-03-11"), ("周五", "2026-03-06"), ("周三", "2026-03-04"), ("上周二", "2026-02-24")),
        *(("月底", "2026-03-31"), ("月初", "2026-03-01"), ("上月底", "2026-02-28"), ("年底", "2026-12-31")),
        *(("3-5", "2026-03-05"), ("3月5日", "2026-03-05"), ("12-30", "2025-12-30"), ("３。８", "2026-03-08")),
        *(("+7", "2026-03-12"), ("-1", "2026-03-04"), ("－１", "2026-03-04"), ("3天前", "2026-03-02")),
        *(("2026年3月5日", "2026-03-05"), ("20260305", "2026-03-05"), ("yesterday", "2026-03-04")),
        *(("三月五号", "2026-03-05"), ("二月二十八号", "2026-02-28"), ("十二月三十一日", "2025-12-31")),
        *(("明年3月5号", "2027-03-05"), ("去年三月五日", "2025-03-05"), ("二〇二六年三月五日", "2026-03-05")),
        *(("2月30日", None), ("明年三月", None)),
        *(("尽快", None), ("13-40", None), ("", None), ("930", None)),
    ],
)
def test_a_day(said: str, day: str | None) -> None:
    assert read_day(said, TODAY) == day


@pytest.mark.parametrize(
    ("said", "moment"),
    [
        *(("9点半", "2026-03-05T09:30"), ("下午3点", "2026-03-05T15:00"), ("1530", "2026-03-05T15:30")),
        *(("九点半", "2026-03-05T09:30"), ("十二点", "2026-03-05T12:00"), ("下午两点一刻", "2026-03-05T14:15")),
        *(("晚上8点", "2026-03-05T20:00"), ("凌晨12点", "2026-03-05T00:00"), ("３：０５", "2026-03-05T03:05")),
        *(
            ("明天9点", "2026-03-06T09:00"),
            ("下周三 下午3点二十分", "2026-03-11T15:20"),
            ("昨天 930", "2026-03-04T09:30"),
        ),
        *(("3-5 1530", "2026-03-05T15:30"), ("3月8日9:05", "2026-03-08T09:05"), ("+7 14:00", "2026-03-12T14:00")),
        *(
            ("2026-03-05 09:30", "2026-03-05T09:30"),
            ("3pm", "2026-03-05T15:00"),
            ("next wed 12:30 am", "2026-03-11T00:30"),
        ),
        *(("二月二十八号上午九点", "2026-02-28T09:00"), ("明年三月5号9点", "2027-03-05T09:00")),
        *(("明年3-5 1530", "2027-03-05T15:30"), ("三月八号晚上七点半", "2026-03-08T19:30")),
        *(("今晚8点", "2026-03-05T20:00"), ("明早九点", "2026-03-06T09:00"), ("3-8 晚8点", "2026-03-08T20:00")),
        *(("25点", None), ("9:70", None), ("下午25点", None), ("明天", None), ("20260305", None), ("上午15点", None)),
        *(("13pm", None), ("", None), ("会上", None)),
    ],
)
def test_a_time(said: str, moment: str | None) -> None:
    assert read_time(said, TODAY) == moment


def test_a_time_alone_is_of_the_day_that_is_known() -> None:
    assert read_time("0920", TODAY, "2026-02-01") == "2026-02-01T09:20"
    assert read_time("3-5 0920", TODAY, "2026-02-01") == "2026-03-05T09:20"


@pytest.mark.parametrize(
    ("said", "code"),
    [
        *(("2月30日", "no_such_day"), ("2026-02-30 09:00", "no_such_day"), ("二月三十号上午九点", "no_such_day")),
        *(("13-45", "no_such_day"), ("20260230", "no_such_day"), ("32号", "no_such_day")),
        *(("下周三", "no_hour"), ("3-5", "no_hour"), ("2026-03-05", "no_hour"), ("明年三月5号", "no_hour")),
        *(("明年三月", "no_day"), ("2026-03", "no_day")),
        *(("25点", "no_such_hour"), ("3-5 9:70", "no_such_hour"), ("明天下午25点", "no_such_hour")),
        *(("尽快", None), ("", None), ("3-5 9:00", None), ("2-29 9点", None), ("现在", None)),
    ],
)
def test_what_is_wrong_with_a_time_is_said(said: str, code: str | None) -> None:
    problem = why_not("session", "start", KINDS["session"].fields["start"], said, f"{TODAY}T10:00")
    assert (problem.code if problem else None) == code


def test_of_what_was_done_a_day_is_the_last_one_and_never_ahead() -> None:
    on, now = KINDS["study"].fields["on"], f"{TODAY}T10:00"
    assert read_said("study", "on", on, "周五", now) == "2026-02-27"
    assert why_not("study", "on", on, "周五", now) is None
    for ahead in ("下周三", "+7", "2026-03-06"):
        problem = why_not("study", "on", on, ahead, now)
        assert problem is not None
        assert problem.code == "day_ahead"
