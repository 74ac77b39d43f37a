"""Who owes what is missing: the one named, the head of the section, or the clerk. Roles count as of today."""

from __future__ import annotations

from collections.abc import Iterable

from sync.cache.view import View
from sync.records.roster import Roster
from tui.year.open_item import Owing
from tui.year.people_tables import roster_key
from tui.year.study_year import StudyYear

CLERK = Owing(None, "clerk")
SECRETARY = Owing(None, "secretary")


class Duties:
    """The people in post today, and who is responsible for whom."""

    def __init__(self, year: StudyYear) -> None:
        find = year.source.find
        self._roster = Roster(
            [view.fields for view in find("appointment")],
            [view.fields for view in find("membership")],
            year.today.isoformat(),
        )
        members = sorted(find("member"), key=roster_key)
        self._place = {member.id: number for number, member in enumerate(members) if member.state == "active"}
        self.people: list[View] = [member for member in year.people if member.id in self._place]
        """Everybody of the year who is still in post, in the order of the roster: nobody else owes anything."""
        self._heads: dict[str, list[str]] = {}
        for head in self._in_post(self._roster.holders("section_head")):
            for role in self._roster.roles(head):
                if role.name == "section_head":
                    for section in role.sections:
                        self._heads.setdefault(section, []).append(head)

    def _in_post(self, members: Iterable[str | None]) -> list[str]:
        known = dict.fromkeys(member for member in members if member is not None and member in self._place)
        return sorted(known, key=lambda member: self._place[member])

    def in_post(self, member: object) -> bool:
        """True for somebody who is still there to do it."""
        return member in self._place

    def named(self, *members: str | None, role: str = "clerk") -> Owing:
        """The first of these people who is in post, the others may do it as well; nobody of them: whoever holds the role."""
        known = list(dict.fromkeys(member for member in members if member is not None and member in self._place))
        return Owing(known[0], None, tuple(known[1:])) if known else Owing(None, role)

    def heads(self, section: str | None, but: str | None = None) -> Owing:
        """The heads of a section, without one person; the clerk where it has none."""
        members = [head for head in self._heads.get(section or "", ()) if head != but]
        return self.named(*members)

    def in_charge(self, member: str) -> Owing:
        """Who is in charge of a person, never the person: heads of the person's sections, else the clerk, of the only clerk the secretary."""
        heads = [head for section in sorted(self._roster.sections_of(member)) for head in self._heads.get(section, ())]
        others = [head for head in heads if head != member]
        if others:
            return self.named(*others)
        return SECRETARY if self._roster.holders("clerk") == [member] else CLERK

    def keepers(self, session: View) -> Owing:
        """Who keeps the record of a session: its recorders, then its host; the clerk where it has neither."""
        return self.named(*self._in_post(session.get("recorders") or ()), session.get("host"))
