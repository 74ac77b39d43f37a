"""The year worked out a second time from DOMAIN.md section 4 alone: slowly, person by person and record by record.

Only the records, the numbers of the rules and the calendar are shared with the program; nothing of how it counts.
"""

from __future__ import annotations

import calendar
import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from sync.cache.view import View
from tui.year.adapting import Choice
from tui.year.packs import Rules

HELD = {"writing", "submitted", "approved", "returned"}
TO_SUPPLY, NO_ACCESS, NOT_APPLICABLE = "to_supply", "no_access", "not_applicable"


@dataclass(frozen=True)
class SlowYear:
    """The records of a branch, the study year asked for, its rules, today, and the scopes this device reads."""

    views: list[View]
    year: int
    starts: int
    today: dt.date
    rules: Rules
    scopes: frozenset[str]
    choice: Choice
    """The pack and the changes the rules come of."""
    known: dict[tuple[str, str], tuple[bool, bool]] = field(default_factory=dict)
    """Whether a person belonged to the branch on a day, and was away: asked again and again."""

    # the calendar of the year

    def month(self, n: int) -> tuple[str, str]:
        """First and last day of the n-th month of the study year."""
        year, month = self.year + (self.starts - 1 + n) // 12, (self.starts - 1 + n) % 12 + 1
        return f"{year:04}-{month:02}-01", f"{year:04}-{month:02}-{calendar.monthrange(year, month)[1]:02}"

    def spans(self, per: str) -> list[tuple[str, str]]:
        """The periods of the year, first and last days."""
        size = {"month": 1, "quarter": 3, "half": 6, "year": 12}[per]
        return [(self.month(n)[0], self.month(n + size - 1)[1]) for n in range(0, 12, size)]

    @property
    def first(self) -> str:
        return self.month(0)[0]

    @property
    def last(self) -> str:
        return self.month(11)[1]

    @property
    def now(self) -> str:
        """Today, or the nearest day of the year."""
        return min(max(self.today.isoformat(), self.first), self.last)

    @property
    def over(self) -> bool:
        return self.today.isoformat() > self.last

    # who

    def kind(self, name: str, **fields: Any) -> list[View]:
        return [v for v in self.views if v.kind == name and all(v.get(f) == value for f, value in fields.items())]

    def committee(self, member: str, first: str, last: str, roles: tuple[str, ...]) -> bool:
        """Held one of the roles on some day between the two."""
        return any(
            each.get("role") in roles and (each.get("from") or "0000") <= last and (each.get("to") or "9999") >= first
            for each in self.kind("appointment", member=member)
        )

    def sits(self, member: str) -> bool:
        return self.committee(member, self.first, self.last, ("secretary", "leader", "committee", "clerk"))

    def days(self, first: str, last: str) -> Iterator[str]:
        day = dt.date.fromisoformat(first)
        while day.isoformat() <= last:
            yield day.isoformat()
            day += dt.timedelta(days=1)

    def on(self, member: str, day: str) -> tuple[bool, bool]:
        if (member, day) not in self.known:
            self.known[member, day] = self._belongs(member, day), self._away(member, day)
        return self.known[member, day]

    def belongs(self, member: str, day: str) -> bool:
        return self.on(member, day)[0]

    def away(self, member: str, day: str) -> bool:
        return self.on(member, day)[1]

    def _belongs(self, member: str, day: str) -> bool:
        """In a section that day; of somebody never in one only the state is known, of a leaver only a seat that has ended."""
        left = [each.state for each in self.kind("member") if each.id == member] == ["left"]
        seats = self.kind("membership", member=member)
        if not seats:
            return not left
        return any(
            each.get("from") <= day <= (each.get("to") or "9999") and not (left and not each.get("to"))
            for each in seats
        )

    def _away(self, member: str, day: str) -> bool:
        return any(each.get("from") <= day <= (each.get("to") or "9999") for each in self.kind("away", member=member))

    def belonged(self, member: str, first: str, last: str) -> bool:
        return any(self.belongs(member, day) for day in self.days(first, last))

    def there(self, member: str, first: str, last: str) -> bool:
        """On some day a member who was not away."""
        return any(self.belongs(member, day) and not self.away(member, day) for day in self.days(first, last))

    def people(self) -> list[str]:
        """Whoever was a member on any day of the year, or stands on a roll of it."""
        rolls = [row.get("member") for session in self.held() for row in self.kind("attendance", session=session.id)]
        return [
            each.id for each in self.kind("member") if each.id in rolls or self.belonged(each.id, self.first, self.last)
        ]

    def section(self, member: str) -> str | None:
        """That of the last day, up to now, on which there was one; of two that day, the one entered later."""
        for day in reversed(list(self.days(self.first, self.now))):
            seats = [
                (each.get("from"), each.id, each.get("section"))
                for each in self.kind("membership", member=member)
                if each.get("from") <= day <= (each.get("to") or "9999")
            ]
            if seats:
                return str(max(seats)[2])
        return None

    def can_see_sessions(self, member: str) -> bool:
        return "b" in self.scopes and (not self.sits(member) or "c" in self.scopes)

    def can_see_own(self, member: str) -> bool:
        return "b" in self.scopes and f"r:{member}" in self.scopes

    # sessions

    def mine(self, view: View) -> bool:
        if view.get("year") is not None:
            return bool(view.get("year") == self.year)
        return view.get("start") is not None and self.first <= view.get("start")[:10] <= self.last

    def held(self) -> list[View]:
        return [view for view in self.kind("session") if view.state in HELD and self.mine(view)]

    def expected_without_roll(self, session: View, member: str) -> bool:
        """Whether a person would be expected at a session nobody put people on the roll of, on the day it may have been."""
        days = [session.get("start")[:10]] if session.get("start") else self.days(self.first, self.now)
        return any(self.expected_on(day, session, member) for day in days)

    def expected_on(self, day: str, what: View, member: str) -> bool:
        """Everybody is expected, but whoever is away, no member that day or not meant."""
        if self.away(member, day) or not self.belongs(member, day):
            return False
        if what.get("form") == "committee_meeting":
            roles = ("secretary", "leader", "committee", "clerk")
            post = [v.id for v in self.kind("member") if self.belongs(v.id, day) and not self.away(v.id, day)]
            sitting = [each for each in post if self.committee(each, day, day, roles)]
            return self.sits(member) and (member in sitting or not sitting)
        post = [v.id for v in self.kind("member", group=what.get("audience")) if self.belongs(v.id, day)]
        return not what.get("audience") or not post or member in post

    def at(self, member: str) -> Iterator[tuple[View, str | None, bool]]:
        """The held sessions that concern a person: what the roll says, None for not known; and whether it was made up."""
        for session in self.held():
            roll = self.kind("attendance", session=session.id)
            own = [each for each in roll if each.get("member") == member]
            if not roll and self.expected_without_roll(session, member):
                yield session, None, False
            for each in own:
                said = each.get("status")
                if said is None and session.get("roll_call_done"):
                    said = "present"
                if session.get("form") == "committee_meeting" and not self.sits(member):
                    said = "observer"
                yield session, said, bool(each.get("makeup_verified"))
