"""One study year of a branch, gathered from its records once: what every figure of the year is counted from."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sync.cache.view import View
from sync.records.roster import COMMITTEE_ROLES, in_force
from tui.year.belonging import Span, any_left, seats, span, within
from tui.year.packs import Per, Rules, rules
from tui.year.people_tables import roster_key
from tui.year.periods import Period, parts, whole, year_of
from tui.year.source import Source, changed_on, made_on
from tui.year.working_days import Calendar

HELD = ("writing", "submitted", "approved", "returned")
"""States of a session that was held; one that is running counts from writing on (rule H-6)."""


@dataclass(frozen=True)
class StudyYear:
    """A year as one device knows it on one day. Nothing in it changes; what is asked often is counted once.

    `reads` answers for "b", "c" and "r:<member>" whether this device holds that scope whole.
    """

    year: int
    today: dt.date
    source: Source
    calendar: Calendar
    reads: Callable[[str], bool]
    rules: Rules
    starts: int = 1
    """The month the study year begins in."""
    zone: dt.tzinfo | None = None
    """The branch's own time zone, in which a moment has its day."""

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What others work out of this year once, by the name of their function."""
        return {}

    # time

    @cached_property
    def whole(self) -> Period:
        """The study year, first day to last."""
        return whole(self.year, self.starts)

    @property
    def so_far(self) -> dt.date:
        """The last day of the year that is no later than today; its first while it has not begun."""
        return max(self.whole.first, min(self.whole.last, self.today))

    @property
    def over(self) -> bool:
        """True once the year has passed."""
        return self.whole.last < self.today

    def cut(self, per: Per) -> list[Period]:
        """Its months, quarters or halves ("month", "quarter", "half", "year")."""
        return parts(self.year, per, self.starts)

    # who

    @cached_property
    def people(self) -> list[View]:
        """Everybody who belonged to the branch in that year, in the order of the roster: those who have left since as well.

        Whoever was a member on any of its days, and whoever is on a roll of it.
        """
        on_rolls = {row.get("member") for session in self.held for row in self.rows(session)}
        found = [m for m in self.source.find("member") if m.id in on_rolls or self.belonged(m.id, self.whole)]
        return sorted(found, key=roster_key)

    def belonged(self, member: str, period: Period) -> bool:
        """True for whoever was a member on any day of the period."""
        return bool(within(self._seats(member), period.first, period.last))

    def in_post(self, day: dt.date) -> list[View]:
        """The members of a day, away or not; those who have left since as well."""
        return [m for m in self.source.find("member") if within(self._seats(m.id), day, day)]

    def _seats(self, member: str) -> list[Span]:
        known: dict[str, list[Span]] = self.memory.setdefault("seats", {})
        if member not in known:
            known[member] = seats(self.source.get(member), self.source.linked("membership", "member", member))
        return known[member]

    def section_of(self, member: str, day: dt.date | None = None) -> str | None:
        """The section a person belonged to on a day, by default the last day of the year so far on which there was one.

        Of several, the one joined last.
        """
        first, last = (day, day) if day is not None else (self.whole.first, self.so_far)
        held = [v for v in self.source.linked("membership", "member", member) if within([span(v)], first, last)]
        latest = max(
            held, key=lambda view: (min(span(view)[1], last.toordinal()), *span(view)[:1], view.id), default=None
        )
        section: str | None = latest.get("section") if latest else None
        return section

    def roles_of(self, member: str, day: dt.date | None = None) -> set[str]:
        """The roles a person held on a day, by default the last of the year so far."""
        on = (day or self.so_far).isoformat()
        held = self.source.linked("appointment", "member", member)
        return {str(each.get("role")) for each in held if in_force(each.fields, on)}

    def sat_with_committee(self, member: str) -> bool:
        """True for whoever held a role of the committee at any time of the year, and may stand on a roll nobody else reads."""
        held = self.source.linked("appointment", "member", member)
        sat = [span(each) for each in held if each.get("role") in COMMITTEE_ROLES]
        return bool(within(sat, self.whole.first, self.whole.last))

    def away_all_year(self, member: str) -> bool:
        """True for whoever was away on every day of the year so far on which they belonged to the branch."""
        first, last = self.whole.first, self.so_far
        return bool(within(self._seats(member), first, last)) and not self._present(member, first, last)

    def was_there(self, member: str, period: Period) -> bool:
        """False for a period before a person came or after they left, or in which they were away on every day."""
        return self._present(member, period.first, period.last)

    def _present(self, member: str, first: dt.date, last: dt.date) -> bool:
        """True when there is a day between the two on which the person belonged to the branch and was not away."""
        away = [span(view) for view in self.source.linked("away", "member", member)]
        return any_left(within(self._seats(member), first, last), away)

    # what was held

    def belongs(self, session: View) -> bool:
        """True for a session of this study year: by its own field, else by its start; one with neither belongs to none."""
        named, start = session.get("year"), session.get("start")
        if named is not None:
            return bool(named == self.year)
        return bool(start) and year_of(str(start), self.starts) == self.year

    @cached_property
    def sessions(self) -> list[View]:
        """All sessions of the year in whatever state, by their start; those without one last."""
        found = [view for view in self.source.find("session") if self.belongs(view)]
        return sorted(found, key=lambda view: (view.get("start") or "9999", view.id))

    @cached_property
    def held(self) -> list[View]:
        """Sessions that were held."""
        return [view for view in self.sessions if view.state in HELD]

    @cached_property
    def _rows(self) -> dict[str, list[View]]:
        return {}

    def rows(self, session: View) -> list[View]:
        """The roll of a session."""
        known = self._rows.get(session.id)
        if known is None:
            known = self._rows[session.id] = self.source.linked("attendance", "session", session.id)
        return known

    def roll_of(self, member: str) -> list[tuple[View, View]]:
        """The held sessions on whose roll a person stands, each with the person's row, in the order of `held`."""
        return self._by_member.get(member, [])

    @cached_property
    def _by_member(self) -> dict[str, list[tuple[View, View]]]:
        found: dict[str, list[tuple[View, View]]] = {}
        for session in self.held:
            for row in self.rows(session):
                found.setdefault(str(row.get("member")), []).append((session, row))
        return found

    @cached_property
    def without_roll(self) -> list[View]:
        """Held sessions of which nobody stands on a roll: who was there is not known."""
        return [session for session in self.held if not self.rows(session)]

    @cached_property
    def plan(self) -> View | None:
        """The annual plan."""
        return next((view for view in self.source.find("plan") if view.get("year") == self.year), None)

    @cached_property
    def tasks(self) -> list[View]:
        """The tasks of the plan, by number."""
        found = self.source.linked("task", "plan", self.plan.id) if self.plan else []
        return sorted(found, key=lambda view: (view.get("number") or 0, view.id))

    def sessions_of(self, task: str) -> list[View]:
        """The sessions of the year that carry out a task, in whatever state."""
        return self._by_task.get(task, [])

    @cached_property
    def _by_task(self) -> dict[str, list[View]]:
        found: dict[str, list[View]] = {}
        for session in self.sessions:
            if session.get("task"):
                found.setdefault(str(session.get("task")), []).append(session)
        return found

    # what people did

    def in_year(self, day: object) -> bool:
        """True for a date, or an instant with its date first, that lies in the year."""
        return isinstance(day, str) and self.whole.holds(day)

    def made_on(self, view: View) -> str | None:
        """The day a record was made, YYYY-MM-DD."""
        return made_on(view, self.zone)

    def changed_on(self, view: View) -> str | None:
        """The day a record was changed last, YYYY-MM-DD."""
        return changed_on(view, self.zone)

    def submissions_of(self, member: str) -> list[View]:
        """Reflections a person submitted in the year, oldest first; withdrawn ones, and replaced ones in whatever year, are not.

        What was returned in December and handed in anew in January is done.
        """
        found = [view for view in self.source.linked("submission", "author", member) if view.state != "withdrawn"]
        replaced = {view.get("replaces") for view in found}
        kept = [view for view in found if view.id not in replaced and self.in_year(self.made_on(view))]
        return sorted(kept, key=lambda view: (self.made_on(view) or "", view.id))

    def studies_of(self, member: str) -> list[View]:
        """Self-study of a person in the year by date, withdrawn entries left out."""
        found = [view for view in self.source.linked("study", "member", member) if self.in_year(view.get("on"))]
        return sorted((v for v in found if v.state != "withdrawn"), key=lambda view: (str(view.get("on")), view.id))

    def loans_of(self, member: str) -> list[View]:
        """Books a person borrowed in the year, oldest first."""
        found = [view for view in self.source.linked("loan", "member", member) if self.in_year(view.get("out_on"))]
        return sorted(found, key=lambda view: (str(view.get("out_on")), view.id))

    # what this device may say

    def lacks(self, scopes: Iterable[str]) -> list[str]:
        """Those of the scopes that this device does not hold; a figure that needs one of them says 无权限."""
        return [scope for scope in dict.fromkeys(scopes) if not self.reads(scope)]

    def needs_of(self, member: str) -> tuple[str, ...]:
        """The scopes in which a person's whole year of study stands."""
        return ("b", *(["c"] if self.sat_with_committee(member) else []), f"r:{member}")

    @cached_property
    def needs_of_all(self) -> tuple[str, ...]:
        """The scopes in which everybody's year stands: clerk and secretary read them."""
        return ("b", "c", *(f"r:{member.id}" for member in self.people))


def gather(
    source: Source,
    year: int,
    today: dt.date,
    calendar: Calendar,
    reads: Callable[[str], bool],
    zone: dt.tzinfo | None = None,
) -> StudyYear:
    """The year of a branch by the rules its settings name."""
    settings: Sequence[View] = source.find("settings")
    held = settings[0] if settings else None
    starts = held.get("year_starts") if held else None
    return StudyYear(
        year=year,
        today=today,
        source=source,
        calendar=calendar,
        reads=reads,
        rules=rules(held.get("rule_pack"), held.get("rules_changed") or ()) if held else rules(None),
        starts=starts if isinstance(starts, int) and 1 <= starts <= 12 else 1,
        zone=zone,
    )
