"""Who holds which role today, who is in charge of whom, and who reads which scope; from appointments and memberships alone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

EVERYBODY_ROLES = frozenset({"secretary", "clerk"})
COMMITTEE_ROLES = frozenset({"secretary", "leader", "committee", "clerk"})
SECTION_ROLES = frozenset({"leader", "section_head"})


class Role(msgspec.Struct, frozen=True):
    """One appointment in force: a role and, for leaders and section heads, its sections."""

    name: str
    sections: frozenset[str]


def in_force(fields: Mapping[str, Any], today: str) -> bool:
    """True when today (YYYY-MM-DD) lies within the record's from and to, both included."""
    begins, ends = fields.get("from"), fields.get("to")
    return (begins is None or begins <= today) and (ends is None or today <= ends)


class Roster:
    """The branch's appointments and memberships as of one day."""

    def __init__(
        self, appointments: Iterable[Mapping[str, Any]], memberships: Iterable[Mapping[str, Any]], today: str
    ) -> None:
        self.today = today
        self._roles: dict[str, list[Role]] = {}
        self._sections: dict[str, set[str]] = {}
        for each in appointments:
            if in_force(each, today):
                role = Role(each["role"], frozenset(each.get("sections") or ()))
                self._roles.setdefault(each["member"], []).append(role)
        for each in memberships:
            if in_force(each, today) and each.get("section"):
                self._sections.setdefault(each["member"], set()).add(each["section"])

    def roles(self, member: str) -> list[Role]:
        """The member's roles today."""
        return self._roles.get(member, [])

    def has_role(self, member: str, *names: str) -> bool:
        """True when the member holds one of the roles today."""
        return any(role.name in names for role in self.roles(member))

    def holders(self, name: str) -> list[str]:
        """Members who hold the role today."""
        return [member for member, roles in self._roles.items() if any(role.name == name for role in roles)]

    def sections_of(self, member: str) -> frozenset[str]:
        """Sections the member belongs to today."""
        return frozenset(self._sections.get(member, ()))

    def in_charge(self, actor: str, member: str, role: str | None = None) -> bool:
        """True when the actor (in that role, or in any) is in charge of the member today (PROTOCOL.md section 1)."""
        sections = self._sections.get(member, set())
        for held in self.roles(actor):
            if role is not None and held.name != role:
                continue
            if held.name in EVERYBODY_ROLES or (held.name in SECTION_ROLES and held.sections & sections):
                return True
        return False

    def has_section(self, actor: str, section: str | None, role: str) -> bool:
        """True when the actor holds the role over the section today."""
        return any(held.name == role and section in held.sections for held in self.roles(actor))

    def reads(self, member: str, scope: str) -> bool:
        """True when the member reads the scope today (of the member's own branch)."""
        stream, _, rest = scope.partition(":")
        if stream == "b":
            return True
        if stream == "c":
            return self.has_role(member, *COMMITTEE_ROLES)
        if stream == "r":
            owner = rest.partition(":")[2]
            return owner == member or self.in_charge(member, owner)
        return False
