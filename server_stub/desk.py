"""A branch's people as an operator's command finds and makes them, by the server's own hand."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from server_stub import tables
from server_stub.branches import the_branch
from server_stub.invites import Grant, issue, written
from server_stub.problems import Refused
from server_stub.reading import fields_of_kind
from server_stub.shell import Shell, ShellRefused
from server_stub.store import Store
from sync.records.fields import FieldProblem
from sync.records.roster import SECTION_ROLES, in_force
from sync.records.rules import ROLES

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a roster file."""

    name: str
    section: str | None = None
    title: str | None = None


def checked_role(role: str, section: str | None) -> str:
    """A role there is, with a section if it needs one; raises Refused."""
    if role not in ROLES:
        raise Refused(f"There is no role {role}. Roles: {', '.join(ROLES)}.")
    if role in SECTION_ROLES and section is None:
        raise Refused(f"The role {role} needs --section, the section it is over.")
    return role


def refusing(store: Store, work: Callable[[Connection], _T]) -> _T:
    """Run `work` in one transaction; a name that cannot be one is told to the operator, and nothing is written."""
    try:
        return store.write(work)
    except FieldProblem as problem:
        raise Refused(f"A value for {problem.field} cannot be used: {problem.code.replace('_', ' ')}.") from problem
    except ShellRefused as refused:
        raise Refused(f"A record could not be made: {refused}.") from refused


class Desk:
    """The branch as the operator's command finds it, and the server's own hand."""

    def __init__(self, connection: Connection, store: Store, branch: str | None = None) -> None:
        """`branch` is a name or an id, needed only where there are several; raises Refused."""
        self._connection = connection
        self._store = store
        self._branch = the_branch(connection, branch).id
        self._today = store.clock.today()
        self._shell = Shell(connection, store, self._branch)
        self._members = fields_of_kind(connection, self._branch, "member")
        self._sections = fields_of_kind(connection, self._branch, "section")
        self._memberships = list(fields_of_kind(connection, self._branch, "membership").values())
        self._taken = set(
            connection.scalars(select(tables.account.c.member).where(tables.account.c.branch == self._branch))
        )

    def section(self, name: str) -> str:
        """The section of that name, made if there is none."""
        found = _named(self._sections, name)
        if len(found) > 1:
            raise Refused(f"There are {len(found)} sections called {name}. Rename one of them first.")
        return found[0] if found else self._create("section", {"name": name}, self._sections)

    def member(self, person: Person, section: str | None) -> str:
        """The member of that name without an account, made if there is none; put into the section if not in it today."""
        alive = {rid: each for rid, each in self._members.items() if each.get("state") != "left"}
        found = _named(alive, person.name)
        free = [rid for rid in found if rid not in self._taken]
        if found and not free:
            raise Refused(f"{person.name} has an account already. A new device signs in with xinde login.")
        if len(free) > 1:
            raise Refused(f"There are {len(free)} members called {person.name}. Rename one of them first.")
        given = {"name": person.name, "title": person.title}
        rid = free[0] if free else self._create("member", given, self._members)
        if section is not None and not self._sits(rid, section):
            fields = {"member": rid, "section": section, "from": self._today}
            self._create("membership", fields, {})
            self._memberships.append(fields)
        return rid

    def issue(self, grant: Grant) -> str:
        """A new invite; whatever was made so far is written with it."""
        self.close()
        return written(self._connection, issue(self._connection, self._store, self._branch, grant))

    def known_member(self, name: str) -> str:
        """The one member of that name who has not left; raises Refused."""
        alive = {rid: each for rid, each in self._members.items() if each.get("state") != "left"}
        return self._one(name, _named(alive, name), "member")

    def known_section(self, name: str) -> str:
        """The one section of that name; raises Refused."""
        return self._one(name, _named(self._sections, name), "section")

    def appointments(self, member: str, role: str, section: str | None = None) -> dict[str, dict[str, Any]]:
        """What makes the member hold that role today, over that section if one is given, by record id."""
        found = fields_of_kind(self._connection, self._branch, "appointment")
        return {
            rid: each
            for rid, each in found.items()
            if each["member"] == member
            and each["role"] == role
            and in_force(each, self._today)
            and (section is None or section in (each.get("sections") or ()))
        }

    def appoint(self, member: str, role: str, sections: Sequence[str]) -> None:
        """From today on the member holds the role."""
        fields = {"member": member, "role": role, "sections": list(sections), "from": self._today}
        self._create("appointment", fields, {})

    def end(self, appointment: str) -> None:
        """From today on the appointment holds no longer: yesterday was its last day."""
        yesterday = dt.date.fromisoformat(self._today) - dt.timedelta(days=1)
        self._shell.change(appointment, {"to": yesterday.isoformat()})

    def close(self) -> None:
        """Write whatever was made."""
        self._shell.close()
        self._shell = Shell(self._connection, self._store, self._branch)

    def _one(self, name: str, found: Sequence[str], kind: str) -> str:
        if not found:
            raise Refused(f"There is no {kind} called {name}.")
        if len(found) > 1:
            raise Refused(f"There are {len(found)} {kind}s called {name}. Rename one of them first.")
        return found[0]

    def _sits(self, member: str, section: str) -> bool:
        mine = [each for each in self._memberships if each["member"] == member and in_force(each, self._today)]
        return any(each.get("section") == section for each in mine)

    def _create(self, kind: str, fields: Mapping[str, Any], known: dict[str, dict[str, Any]]) -> str:
        rid = self._shell.create(kind, {name: value for name, value in fields.items() if value is not None})
        known[rid] = dict(fields)
        return rid


def _named(records: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    return [rid for rid, fields in records.items() if fields.get("name") == name]
