"""What became of accepted reflections in the sample: published, commented on, recommended, graded."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

from tui.samples import scripts
from tui.samples.days import moment, shifted, workday_from
from tui.samples.demo_reflections import decided_on
from tui.samples.diary import Diary
from tui.samples.scripts import Essay
from tui.samples.step import Ref


class Sharing:
    """Tells a year of publications and of what others said of them."""

    def __init__(self, diary: Diary, year: int, told: str, essays: Iterable[Essay]) -> None:
        self._diary = diary
        self._year = year
        self._told = scripts.table("sharing")[told]
        self._essays = {essay.key: essay for essay in essays}
        self._published: dict[str, dt.date] = {}

    def tell(self) -> None:
        """All of it."""
        for key, after, back in self._told["publications"]:
            self._publish(self._essays[key], after, back)
        for number, (key, after, author, text) in enumerate(self._told["comments"], start=1):
            at = moment(shifted(self._published[key], after), f"12:{10 + number}")
            self._diary.new(
                author,
                at,
                "comment",
                f"{self._year}-shared-comment-{number}",
                target=Ref(self._publication(key)),
                author=Ref(author),
                text=text,
            )
        for number, line in enumerate(self._told["recommendations"], start=1):
            self._recommend(number, *line)
        for key, who, grade in self._told["grades"]:
            self._grade(self._essays[key], who, grade)

    def _publication(self, essay: str) -> str:
        return f"publication-{self._year}-{essay}"

    def _publish(self, essay: Essay, after: int, back: int) -> None:
        """Word for word what was accepted; taken back after some days, if at all."""
        day = self._published[essay.key] = shifted(decided_on(essay, self._year).date(), after)
        key = self._publication(essay.key)
        self._diary.new(
            essay.author,
            moment(day, "18:20"),
            "publication",
            key,
            author=Ref(essay.author),
            submission=Ref(f"{self._year}-{essay.key}"),
            title=essay.title,
            body=essay.body,
            knowledge_point=essay.knowledge_point,
            use_at_work=essay.use,
        )
        if back:
            self._diary.move(essay.author, moment(shifted(day, back), "18:45"), "publication", key, "withdrawn")

    def _recommend(self, number: int, author: str, day: str, what: str, why: str) -> None:
        kind, _, key = what.partition(" ")
        named = {"publication": self._publication(key), "session": f"{self._year}-{key}"}
        at = moment(workday_from(dt.date.fromisoformat(f"{self._year}-{day}")), f"17:{10 + number}")
        self._diary.new(
            author,
            at,
            "recommendation",
            f"{self._year}-recommended-{number}",
            target=Ref(named.get(kind, key)),
            author=Ref(author),
            why=why,
        )

    def _grade(self, essay: Essay, who: str, grade: str) -> None:
        at = decided_on(essay, self._year) + dt.timedelta(minutes=1)
        submission = f"{self._year}-{essay.key}"
        self._diary.new(
            who,
            at,
            "grade",
            f"grade-{submission}",
            target=Ref(submission),
            of=Ref(essay.author),
            author=Ref(who),
            grade=grade,
        )
