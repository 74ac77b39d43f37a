"""Reflections of the sample: handed in by their authors, read by those in charge, accepted or returned, commented on."""

from __future__ import annotations

import datetime as dt

from tui.samples.days import is_weekday, moment, shifted
from tui.samples.demo_plan import task_key
from tui.samples.diary import Diary
from tui.samples.scripts import Essay
from tui.samples.step import Ref

_LOOKED_AFTER = 3
"""Working days until somebody in charge has read a reflection; the rules give five."""

_DECIDED = "10:35"


def hand_in(diary: Diary, essay: Essay, year: int, today: dt.date) -> None:
    """The submission, the decision and the commentary; an essay with a number as day is told from `today`."""
    relative = isinstance(essay.day, int)
    day = (
        today + dt.timedelta(days=essay.day)
        if isinstance(essay.day, int)
        else dt.date.fromisoformat(f"{year}-{essay.day}")
    )
    key = essay.key if relative else f"{year}-{essay.key}"
    diary.new(
        essay.author,
        moment(day, essay.time),
        "submission",
        key,
        author=Ref(essay.author),
        title=essay.title,
        body=essay.body,
        knowledge_point=essay.knowledge_point,
        use_at_work=essay.use,
        book=Ref(essay.book) if essay.book else None,
        session=Ref(f"{year}-{essay.session}") if essay.session else None,
        task=Ref(task_key(year, essay.task)) if essay.task else None,
        source=essay.source,
    )
    if essay.verdict:
        read = _weekday_until(today + dt.timedelta(days=essay.verdict_day))
        _decide(diary, essay, key, moment(read, _DECIDED) if relative else decided_on(essay, year))


def decided_on(essay: Essay, year: int) -> dt.datetime:
    """The moment at which a reflection handed in on a day of the year was accepted or returned."""
    return moment(shifted(dt.date.fromisoformat(f"{year}-{essay.day}"), _LOOKED_AFTER), _DECIDED)


def _weekday_until(day: dt.date) -> dt.date:
    # Fixed holidays are not skipped here: a week of them would put the decision before the reflection.
    return day if is_weekday(day) else shifted(day, -1, is_weekday)


def _decide(diary: Diary, essay: Essay, key: str, at: dt.datetime) -> None:
    first = at - dt.timedelta(minutes=5)
    for number, (who, text) in enumerate(essay.comments, start=1):
        author = essay.author if who == "author" else who
        said = first + dt.timedelta(minutes=25 * (number - 1))
        comment = f"{key}-comment-{number}"
        diary.new(author, said, "comment", comment, target=Ref(key), author=Ref(author), text=text)
    if essay.recommended:
        diary.put(essay.reviewer, at - dt.timedelta(minutes=1), "submission", key, recommended=True)
    diary.move(essay.reviewer, at, "submission", key, essay.verdict, decided=essay.on_behalf, remark=essay.remark)
