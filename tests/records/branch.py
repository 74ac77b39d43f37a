"""A branch with one person a role, two sections, and records to act on: the stage of the permission tests."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from sync.records.policy import Held
from sync.records.roster import Roster

TODAY = "2026-03-05"
S0, S1, S2 = "section-0", "section-1", "section-2"

APPOINTED: dict[str, list[tuple[str, list[str]]]] = {
    "sec": [("secretary", [])],
    "clerk": [("clerk", [])],
    "leader1": [("leader", [S1])],
    "leader2": [("leader", [S2])],
    "head1": [("section_head", [S1])],
    "head2": [("section_head", [S2])],
    "comm": [("committee", [])],
    "lib": [("librarian", [])],
    "both": [("committee", []), ("section_head", [S1, S2])],
    "sec_clerk": [("secretary", []), ("clerk", [])],
}
"""Person -> roles; several roles add up."""

MEMBERSHIPS = {
    **dict.fromkeys(("sec", "clerk", "sec_clerk", "comm", "lib", "both", "leader1", "leader2"), S0),
    **dict.fromkeys(("head1", "plain1", "host1", "rec1", "author1", "owner1", "member1"), S1),
    **dict.fromkeys(("head2", "plain2", "host2", "author2", "owner2", "member2", "past_host", "past_rec"), S2),
}
"""Person -> section; everybody belongs to just one."""

PEOPLE = tuple(dict.fromkeys([*APPOINTED, *MEMBERSHIPS]))


@dataclass
class Branch:
    """Policy's facts, settable by a test."""

    roster: Roster
    records: dict[str, Held] = field(default_factory=dict)
    past_keepers: dict[str, set[str]] = field(default_factory=dict)
    signed_sessions: set[str] = field(default_factory=set)

    def held(self, rid: str) -> Held | None:
        """A record of the branch."""
        return self.records.get(rid)

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The records of a kind that name another."""
        return {
            key: held.fields
            for key, held in self.records.items()
            if held.kind == kind and held.fields.get(field) == rid
        }

    def keepers(self, session: str) -> Collection[str]:
        """Host and recorders of now and of before, as the server knows them."""
        held = self.records.get(session)
        now = {held.fields.get("host"), *(held.fields.get("recorders") or ())} if held else set()
        return (self.past_keepers.get(session, set()) | now) - {None}

    def signed(self, session: str) -> bool:
        """True when a test said so."""
        return session in self.signed_sessions


def appointment(member: str, role: str, sections: list[str], **dates: str) -> Mapping[str, Any]:
    """The fields of an appointment that began long ago, unless dates say otherwise."""
    return {"member": member, "role": role, "sections": sections, "from": "2020-01-01", **dates}


def branch() -> Branch:
    """The branch of APPOINTED and MEMBERSHIPS."""
    appointments = [appointment(who, *each) for who, roles in APPOINTED.items() for each in roles]
    memberships = [{"member": who, "section": where, "from": "2020-01-01"} for who, where in MEMBERSHIPS.items()]
    return Branch(Roster(appointments, memberships, TODAY))
