"""A date is read the same in every spelling, and whatever is read is in the form that is kept."""

from __future__ import annotations

import datetime as dt
from contextlib import suppress

from hypothesis import given
from hypothesis import strategies as st

from sync.records.dates import is_date, is_moment, read_date, read_moment
from sync.records.fields import FieldProblem, check_value, date, moment, parse_value

SPELLINGS = (
    "{y}-{m}-{d}",
    "{y}-{m:02}-{d:02}",
    "{y}/{m}/{d}",
    "{y}.{m:02}.{d}",
    "{y}。{m}。{d}",
    "{y}年{m}月{d}日",
    "{y}年 {m:02}月 {d:02}号",
    "{y}{m:02}{d:02}",
)
CLOCKS = ("{h}:{i:02}", "{h:02}:{i:02}", "{h}时{i}分", "{h} 点 {i:02} 分", "{h:02}时{i:02}")
WIDE = {code: code + 0xFEE0 for code in range(0x21, 0x7F)} | {0x20: 0x3000}

dates = st.dates(dt.date(1000, 1, 1))
blanks = st.text(" \u3000\u00a0\u2003", max_size=3)
widths = st.booleans()


@given(dates, st.sampled_from(SPELLINGS), blanks, blanks, widths)
def test_a_date_is_read_in_every_spelling(day: dt.date, spelling: str, before: str, after: str, wide: bool) -> None:
    written = before + spelling.format(y=day.year, m=day.month, d=day.day) + after
    assert read_date(written.translate(WIDE) if wide else written) == day.isoformat()


@given(
    st.datetimes(dt.datetime.fromisoformat("1000-01-01")),
    st.sampled_from(SPELLINGS),
    st.sampled_from(CLOCKS),
    blanks,
    widths,
)
def test_a_time_is_read_in_every_spelling(at: dt.datetime, spelling: str, clock: str, between: str, wide: bool) -> None:
    day = spelling.format(y=at.year, m=at.month, d=at.day)
    written = f"{day}{between or ' '}{clock.format(h=at.hour, i=at.minute)}"
    assert read_moment(written.translate(WIDE) if wide else written) == at.strftime("%Y-%m-%dT%H:%M")


written = st.text("0123456789０９-/.。、年月日号时点分半:： \u3000T", max_size=24) | st.text(max_size=24)


@given(written)
def test_whatever_is_read_is_kept_as_it_is(text: str) -> None:
    day, at = read_date(text), read_moment(text)
    assert day is None or (is_date(day) and read_date(day) == day)
    assert at is None or (is_moment(at) and read_moment(at) == at)
    assert day is None or at is None
    for field in (date("日", "day"), moment("时", "time")):
        with suppress(FieldProblem):
            value = parse_value("f", field, text)
            assert check_value("f", field, value) == value
