"""Self-study of the sample's people: entered by each, confirmed month by month by whoever is in charge."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable

import msgspec

from tui.samples import scripts
from tui.samples.days import moment, shifted, workday_from
from tui.samples.demo_people import CLERK, FORMER_HEAD, HEADS, SECRETARY, Roll
from tui.samples.diary import Diary
from tui.samples.step import Ref

_CONFIRMED_FROM = 2
"""Working day of the next month from which entries are confirmed, a person in charge a minute."""

_CHANGED_AFTER = 1
"""Working days after which an entry is corrected by its owner, while it waits to be confirmed."""


class StudyLine(msgspec.Struct, frozen=True):
    """An entry as it stands in `demo/study.toml`; `day` is MM-DD, or days before the demo is opened."""

    member: str
    day: str | int
    minutes: int
    channel: str
    what: str
    gained: str


class SelfStudy:
    """Tells what people entered and what was confirmed, refused, left waiting or corrected before it."""

    def __init__(self, diary: Diary, roll: Roll) -> None:
        self._diary = diary
        self._roll = roll
        self._told = scripts.table("study")

    def year(self, year: int, told: str) -> None:
        """A year's entries."""
        left = {
            name.removeprefix(f"{told}_"): each for name, each in self._told["left"].items() if name.startswith(told)
        }
        for number, line in enumerate(_lines(self._told[told]), start=1):
            day = dt.date.fromisoformat(f"{year}-{line.day}")
            key = f"study-{year}-{number}"
            self._enter(line, key, day)
            special = next((name for name, each in left.items() if _names(each, line)), "")
            self._confirm(line, key, day, special, left.get(special, {}))

    def now(self, today: dt.date) -> None:
        """Entries of the last days, which nobody has confirmed yet."""
        for number, line in enumerate(_lines(self._told["now"]), start=1):
            self._enter(line, f"study-now-{number}", today - dt.timedelta(days=int(line.day)))

    def _enter(self, line: StudyLine, key: str, day: dt.date) -> None:
        at = moment(day, f"{19 + len(line.what) % 3}:{len(line.what) % 50:02}")
        self._diary.new(
            line.member,
            at,
            "study",
            key,
            member=Ref(line.member),
            on=day.isoformat(),
            minutes=line.minutes,
            channel=line.channel,
            what=line.what,
            gained=line.gained,
        )

    def _confirm(self, line: StudyLine, key: str, on: dt.date, special: str, left: dict[str, object]) -> None:
        if special == "waiting":
            return
        first = dt.date(on.year + on.month // 12, on.month % 12 + 1, 1)
        day = shifted(workday_from(first), _CONFIRMED_FROM)
        who = confirms(self._roll, line.member, day)
        at = moment(day, "15:10") + dt.timedelta(minutes=int(who[1:]))
        if special == "refused":
            self._diary.move(who, at, "study", key, "refused", reason=left["reason"])
            return
        if special == "changed":
            again = moment(shifted(on, _CHANGED_AFTER), "20:15")
            self._diary.put(line.member, again, "study", key, minutes=left["minutes"])
        self._diary.move(who, at, "study", key, "confirmed")


def confirms(roll: Roll, member: str, day: dt.date) -> str:
    """Who confirms a person's entries on that day: the head of section, for the heads and leaders the clerk, who has the own head."""
    section = roll.section(member, day)
    head = HEADS.get(section)
    if section == FORMER_HEAD[0] and day < roll.changed:
        head = FORMER_HEAD[1]
    if head and head != member:
        return head
    return CLERK if member != CLERK else SECRETARY


def _lines(told: Iterable[tuple[str, str | int, int, str, str, str]]) -> list[StudyLine]:
    return [StudyLine(*line) for line in told]


def _names(left: dict[str, object], line: StudyLine) -> bool:
    return (left["member"], left["day"]) == (line.member, line.day)
