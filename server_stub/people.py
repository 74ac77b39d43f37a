"""What an operator does from the shell: the first invite, invites for members, a whole roster (DESIGN.md, the server)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from sqlalchemy import Connection, select

from server_stub import tables
from server_stub.address import tell, told
from server_stub.certificate import Certificate
from server_stub.invites import Grant, issue
from server_stub.problems import Refused
from server_stub.reading import fields_of_kind
from server_stub.shell import Shell, ShellRefused, create_branch, only_branch
from server_stub.store import Store
from sync.invite import Invite, Server, encode
from sync.records.fields import FieldProblem
from sync.records.roster import SECTION_ROLES, in_force
from sync.records.rules import ROLES

_T = TypeVar("_T")

HEADINGS = {"姓名", "name"}


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a roster file."""

    name: str
    section: str | None = None
    title: str | None = None


def start_branch(store: Store, name: str, address: str, certificate: Certificate | None = None) -> str:
    """Make the branch of a new data folder and return its first invite, whose holder becomes secretary and clerk."""
    with store.read() as connection:
        kept = only_branch(connection)
    if kept is not None:
        raise Refused(f"This data folder already holds the branch {kept[1]}. Choose another --data folder.")
    try:
        branch = create_branch(store, name)
    except FieldProblem as problem:
        raise Refused("A branch name has 1 to 80 characters and no control characters.") from problem

    def work(connection: Connection) -> tuple[Server, str]:
        server = tell(connection, address, certificate)
        return server, issue(connection, store, branch, Grant(roles=[("secretary", ()), ("clerk", ())]))

    return _written(*store.write(work))


def invite_one(store: Store, name: str | None, role: str | None, section: str | None) -> str:
    """An invite for the member of that name, made if there is none, or for whoever uses it; raises Refused."""

    def work(connection: Connection) -> tuple[Server, str]:
        desk = _Desk(connection, store)
        place = desk.section(section) if section else None
        member = desk.member(Person(name, section), place) if name else None
        roles = [(_role(role), [place] if place and role in SECTION_ROLES else [])] if role else []
        if role in SECTION_ROLES and place is None:
            raise Refused(f"The role {role} needs --section, the section it is over.")
        code = desk.issue(Grant(member=member, section=None if member else place, roles=roles))
        return desk.address, code

    return _written(*_refusing(store, work))


def invite_roster(store: Store, people: Sequence[Person]) -> list[tuple[str, str]]:
    """Name and invite of everybody on the roster; members and sections that are missing are made. Raises Refused."""
    twice = [name for name, count in Counter(each.name for each in people).items() if count > 1]
    if twice:
        raise Refused(f"The roster names {twice[0]} twice. Tell the two apart, for instance {twice[0]}（大）.")

    def work(connection: Connection) -> tuple[Server, list[tuple[str, str]]]:
        desk = _Desk(connection, store)
        found = []
        for each in people:
            place = desk.section(each.section) if each.section else None
            found.append((each.name, desk.issue(Grant(member=desk.member(each, place)))))
        return desk.address, found

    address, found = _refusing(store, work)
    return [(name, _written(address, code)) for name, code in found]


def read_roster(data: bytes) -> list[Person]:
    """The people in a roster file, one a line: name[,section[,title]], UTF-8 or GB18030; raises Refused."""
    try:
        written = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        try:
            written = data.decode("gb18030")
        except UnicodeDecodeError as error:
            raise Refused("The roster file is neither UTF-8 nor GB18030 text. Save it again as CSV UTF-8.") from error
    people: list[Person] = []
    # Full-width commas are what an input method types.
    rows = csv.reader(io.StringIO(written.replace("，", ",").replace("\t", ",")))
    try:
        for number, row in enumerate(rows, 1):
            cells = [cell.strip() for cell in row]
            if not any(cells) or (number == 1 and cells[0].lower() in HEADINGS):
                continue
            if not cells[0] or len(cells) > 3:
                raise Refused(f"Line {number} of the roster is not name[,section[,title]].")
            section, title = [*cells[1:], "", ""][:2]
            people.append(Person(cells[0], section or None, title or None))
    except csv.Error as error:
        raise Refused(f"The roster file cannot be read as CSV: {error}.") from error
    if not people:
        raise Refused("The roster file names nobody.")
    return people


class _Desk:
    """The branch as the operator's command finds it, and the server's own hand."""

    def __init__(self, connection: Connection, store: Store) -> None:
        kept = only_branch(connection)
        if kept is None:
            raise Refused("This data folder holds no branch yet. Run xinde-server init first.")
        self._connection = connection
        self._store = store
        self._branch = kept[0]
        self._today = store.clock.today()
        self._shell = Shell(connection, store, self._branch)
        self._members = fields_of_kind(connection, self._branch, "member")
        self._sections = fields_of_kind(connection, self._branch, "section")
        self._memberships = list(fields_of_kind(connection, self._branch, "membership").values())
        self._taken = set(
            connection.scalars(select(tables.account.c.member).where(tables.account.c.branch == self._branch))
        )
        self.address = told(connection)

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
        """A new invite's code; whatever was made so far is written with it."""
        self._shell.close()
        self._shell = Shell(self._connection, self._store, self._branch)
        return issue(self._connection, self._store, self._branch, grant)

    def _sits(self, member: str, section: str) -> bool:
        mine = [each for each in self._memberships if each["member"] == member and in_force(each, self._today)]
        return any(each.get("section") == section for each in mine)

    def _create(self, kind: str, fields: Mapping[str, Any], known: dict[str, dict[str, Any]]) -> str:
        rid = self._shell.create(kind, {name: value for name, value in fields.items() if value is not None})
        known[rid] = dict(fields)
        return rid


def _named(records: Mapping[str, Mapping[str, Any]], name: str) -> list[str]:
    return [rid for rid, fields in records.items() if fields.get("name") == name]


def _role(name: str) -> str:
    if name not in ROLES:
        raise Refused(f"There is no role {name}. Roles: {', '.join(ROLES)}.")
    return name


def _refusing(store: Store, work: Callable[[Connection], _T]) -> _T:
    """Run `work` in one transaction; a name that cannot be one is told to the operator, and nothing is written."""
    try:
        return store.write(work)
    except FieldProblem as problem:
        raise Refused(f"A value for {problem.field} cannot be used: {problem.code.replace('_', ' ')}.") from problem
    except ShellRefused as refused:
        raise Refused(f"A record could not be made: {refused}.") from refused


def _written(server: Server, code: str) -> str:
    return encode(Invite(server.address, code, server.fingerprint))
