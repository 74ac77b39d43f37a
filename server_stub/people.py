"""What an operator does from the shell: invites for members and a whole roster, appointments (DESIGN.md, the server)."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from server_stub.desk import Desk, Person, checked_role, refusing
from server_stub.invites import Grant
from server_stub.problems import Refused
from server_stub.store import Store
from sync.records.roster import SECTION_ROLES

HEADINGS = {"姓名", "name"}


def invite_one(store: Store, name: str | None, role: str | None, section: str | None, branch: str | None = None) -> str:
    """An invite for the member of that name, made if there is none, or for whoever uses it; raises Refused."""

    def work(connection: Connection) -> str:
        desk = Desk(connection, store, branch)
        place = desk.section(section) if section else None
        member = desk.member(Person(name, section), place) if name else None
        over = [place] if place and role in SECTION_ROLES else []
        roles = [(checked_role(role, place), over)] if role else []
        return desk.issue(Grant(member=member, section=None if member else place, roles=roles))

    return refusing(store, work)


def invite_roster(store: Store, people: Sequence[Person], branch: str | None = None) -> list[tuple[str, str]]:
    """Name and invite of everybody on the roster; members and sections that are missing are made. Raises Refused."""
    twice = [name for name, count in Counter(each.name for each in people).items() if count > 1]
    if twice:
        raise Refused(f"The roster names {twice[0]} twice. Tell the two apart, for instance {twice[0]}（大）.")

    def work(connection: Connection) -> list[tuple[str, str]]:
        desk = Desk(connection, store, branch)
        found = []
        for each in people:
            place = desk.section(each.section) if each.section else None
            found.append((each.name, desk.issue(Grant(member=desk.member(each, place)))))
        return found

    return refusing(store, work)


@dataclass(frozen=True, slots=True)
class Appointing:
    """Who is to hold, or to hold no longer, which role, over which section, in which branch."""

    name: str
    role: str
    section: str | None = None
    branch: str | None = None


def appoint(store: Store, what: Appointing) -> bool:
    """Give a member a role from today on; False when the member holds it already. Raises Refused.

    For the first secretary, and for when nobody is left who may; an appointment reads nothing to whoever makes it.
    """

    def work(connection: Connection) -> bool:
        desk = Desk(connection, store, what.branch)
        checked_role(what.role, what.section)
        if what.section is not None and what.role not in SECTION_ROLES:
            raise Refused(f"The role {what.role} is over the whole branch; leave out --section.")
        member = desk.known_member(what.name)
        over = desk.known_section(what.section) if what.section is not None else None
        if desk.appointments(member, what.role, over):
            return False
        desk.appoint(member, what.role, [over] if over is not None else [])
        desk.close()
        return True

    return refusing(store, work)


def end_appointment(store: Store, what: Appointing) -> int:
    """End what gives a member a role; returns how many appointments. From today on they hold no longer. Raises Refused."""

    def work(connection: Connection) -> int:
        desk = Desk(connection, store, what.branch)
        if what.section is None:
            checked_role(what.role, "")
        member = desk.known_member(what.name)
        over = desk.known_section(what.section) if what.section is not None else None
        found = desk.appointments(member, what.role, over)
        if not found:
            raise Refused(f"{what.name} does not hold the role {what.role} today.")
        for rid in found:
            desk.end(rid)
        desk.close()
        return len(found)

    return refusing(store, work)


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
