"""What must be true: where every token was written, who may see it, and who took it away knowingly (PROTOCOL.md T3)."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from typing import Any

from server_stub.identity import Account
from sync.wire import Op, Result
from tests.sim.clocks import OFFICE, World
from tests.sim.office import Office
from tests.sim.words import tokens_in, tokens_of_bytes


class Violation(AssertionError):
    """An invariant does not hold; `invariant` is its name in PROTOCOL.md T3."""

    def __init__(self, invariant: str, what: str) -> None:
        super().__init__(invariant, what)
        self.invariant = invariant

    def __str__(self) -> str:
        return ": ".join(map(str, self.args))


def check(holds: bool, invariant: str, what: str) -> None:
    """Raise Violation unless it holds."""
    if not holds:
        raise Violation(invariant, what)


class Readers:
    """Who reads which scope, by the words of PROTOCOL.md section 1 and DOMAIN.md, from the database alone."""

    def __init__(self, office: Office, world: World) -> None:
        self._office = office
        self._world = world
        self._known: tuple[Any, ...] = ()
        self._roles: list[tuple[str, str, set[str]]] = []
        self._sections: dict[str, set[str]] = {}

    def reads(self, member: str, scope: str) -> bool:
        """True when the member reads the scope now."""
        self._look()
        kind, _, rest = scope.partition(":")
        mine = [(role, sections) for who, role, sections in self._roles if who == member]
        if kind == "b":
            return True
        if kind == "c":
            return any(role in ("secretary", "leader", "committee", "clerk") for role, _ in mine)
        if kind != "r":
            return False
        person = rest.split(":")[1]
        return person == member or any(
            role in ("secretary", "clerk")
            or (role in ("leader", "section_head") and sections & self._sections.get(person, set()))
            for role, sections in mine
        )

    def roles_of(self, member: str) -> set[str]:
        """The roles the member holds now."""
        self._look()
        return {role for who, role, _ in self._roles if who == member}

    def scopes_of(self, member: str) -> set[str]:
        """Every scope of the database that the member reads now."""
        return {name for (name,) in self._office.rows("SELECT name FROM scope") if self.reads(member, name)}

    def _look(self) -> None:
        rows = self._office.rows(
            "SELECT type, f FROM rec WHERE type IN ('appointment', 'membership') AND del IS NULL ORDER BY id"
        )
        today = self._world.now.astimezone(OFFICE).date().isoformat()
        known = (today, *rows)
        if known == self._known:
            return
        self._known = known
        self._roles = []
        self._sections = {}
        for kind, written in rows:
            fields = json.loads(written)
            if not fields["from"] <= today <= fields.get("to", "9999-12-31"):
                continue
            if kind == "appointment":
                self._roles.append((fields["member"], fields["role"], set(fields.get("sections", ()))))
            else:
                self._sections.setdefault(fields["member"], set()).add(fields["section"])


class Oracle:
    """Follows every token from the moment it is written."""

    def __init__(self, office: Office, world: World) -> None:
        self.office = office
        self.readers = Readers(office, world)
        self.scopes: dict[str, set[str]] = {}
        """Token -> scopes its author put it into."""
        self.author: dict[str, str] = {}
        """Token -> member."""
        self.saved: dict[str, str] = {}
        """Token -> what was done with it, once the call that saves it has returned."""
        self.accepted: set[str] = set()
        """Tokens brought in by an edit the server did not refuse."""
        self.brought_again: set[str] = set()
        """Tokens brought in once more, knowingly: by a second resolution of one conflict, or after they had been taken away."""
        self.removed: set[str] = set()
        """Tokens that an accepted edit had in its base and not in its new value, or in what it deleted."""
        self.dropped: set[str] = set()
        """Tokens their author took away again on the device; that settles only those the server never accepted."""
        self.given_up: set[str] = set()
        """Tokens discarded knowingly, or gone with a device that was put back to an older state."""
        self.seen_when_deleting: dict[str, set[str]] = {}
        """Delete op -> tokens its author had in view."""
        self.answered: dict[str, str] = {}
        """Op id -> outcome a device has taken in."""
        self.done: dict[str, tuple[set[str], set[str]]] = {}
        """Op id -> tokens it brought in and took away."""

    # what devices do

    def writes(self, member: str, tokens: Iterable[str], scope: str) -> None:
        """A member is about to write tokens into a record of a scope."""
        for each in tokens:
            self.scopes.setdefault(each, set()).add(scope)
            self.author.setdefault(each, member)

    def saves(self, tokens: Iterable[str], what: str) -> None:
        """The call that saves these tokens has returned: from now on they must not be lost."""
        for each in tokens:
            self.saved.setdefault(each, what)

    # what the server does

    def executed(self, member: str, ops: Iterable[Op], results: Iterable[Result]) -> None:
        """The server has carried out edits of a member for the first time."""
        for op, result in zip(ops, results, strict=True):
            if result.out == "rejected":
                continue
            if result.out != "noop":
                check(self._was_allowed(member, op), "I11", f"{member} was let {op.k} {op.type} {list(op.ch)}")
            came, went = set[str](), set[str]()
            for change in op.ch.values():
                old, new = sides(change)
                before = self.accepted | came if op.k == "resolve" else self.removed | went
                self.brought_again |= (new - old) & before
                came |= new - old
                went |= old - new
            self.done[op.id] = came, went
            self.accepted |= came
            self.removed |= went
            if op.k == "del" and result.out == "applied" and op.id in self.seen_when_deleting:
                ((fields,),) = self.office.rows("SELECT f FROM hist WHERE rec = ? AND op = ?", op.rec, op.id)
                unseen = tokens_in(json.loads(fields)) - self.seen_when_deleting[op.id]
                check(not unseen, "I8", f"{op.id} deleted {sorted(unseen)}, which its author had not seen")

    def _was_allowed(self, member: str, op: Op) -> bool:
        """I11: some rows of permissions.csv read on their own: who takes minutes, changes tasks, gives roles, comments."""
        roles = self.readers.roles_of(member)
        fields: dict[str, Any] = {}
        for (written,) in self.office.rows("SELECT ch FROM hist WHERE rec = ? ORDER BY rev", op.rec):
            fields.update({name: change[1] for name, change in json.loads(written).items()})
        match op.type:
            case "minute" | "attendance" if op.k == "new":
                return "clerk" in roles or self._keeps(member, fields.get("session", ""))
            case "task":
                return bool(roles & {"secretary", "clerk", "leader", "section_head"}) or set(op.ch) <= {"progress"}
            case "appointment" | "membership":
                return bool(roles & {"secretary", "clerk"})
            case "comment" if op.k == "new":
                return fields.get("author") == member
        return True

    def _keeps(self, member: str, session: str) -> bool:
        """True for whoever was host or recorder of the session at any of its revisions."""
        for (written,) in self.office.rows("SELECT ch FROM hist WHERE rec = ?", session):
            told = json.loads(written)
            people = [told.get("host", [None, None])[1], *(told.get("recorders", [None, None])[1] or ())]
            if member in people:
                return True
        return False

    def goes_back(self, elsewhere: set[str]) -> None:
        """The server was restored: what it had accepted since is open again; `elsewhere` are tokens that devices still hold."""
        held = {op: json.loads(each)["out"] for op, each in self.office.rows("SELECT op_id, result FROM opres")}
        there = tokens_of_bytes(self.office.everything())
        known = [each for op, each in self.done.items() if op in held]
        lost = self.accepted - there - elsewhere
        self.accepted = set().union(*(came for came, _ in known))
        self.removed = set().union(*(went for _, went in known))
        self.answered = {op: out for op, out in self.answered.items() if held.get(op) == out}
        # Accepted, and on no device that could bring it back: it is gone with the server's days.
        self.given_up |= lost

    def forgets(self, before: set[str]) -> None:
        """The server has erased what was deleted long ago; `before` are the tokens it held."""
        self.given_up |= before - tokens_of_bytes(self.office.everything())

    def may_travel_up(self, member: str, data: bytes) -> None:
        """I4: what leaves a device holds nothing that is on it alone."""
        found = {each for each in tokens_of_bytes(data) if all(s.startswith("u:") for s in self.scopes[each])}
        check(not found, "I4", f"private {sorted(found)} of {member} in a request")

    def may_be_shown(self, account: Account, data: bytes) -> None:
        """I4: an answer holds no token of a scope the account does not read now."""
        for each in tokens_of_bytes(data):
            allowed = any(self.readers.reads(account.member, scope) for scope in self.scopes[each])
            check(allowed, "I4", f"{each} of {self.scopes[each]} shown to {account.member}")

    def is_atomic(self) -> None:
        """I5: after any crash the server has the outcome of every edit it has carried out, and carried it out once."""
        lost = self.office.rows(
            "SELECT op FROM hist WHERE op IS NOT NULL AND dev IS NOT NULL AND op NOT IN (SELECT op_id FROM opres)"
        )
        check(not lost, "I5", f"carried out without an outcome: {lost}")
        doubled = self.office.rows("SELECT op, rec FROM hist WHERE op IS NOT NULL GROUP BY op, rec HAVING count(*) > 1")
        check(not doubled, "I5", f"carried out twice: {doubled}")
        held = dict(self.office.rows("SELECT op_id, result FROM opres"))
        for op, outcome in self.answered.items():
            stored = json.loads(held.get(op, "{}")).get("out")
            check(stored == outcome, "I5", f"{op} was acknowledged as {outcome}, the server has {stored}")


def sides(change: Any) -> tuple[set[str], set[str]]:
    """Tokens in what a change had before it, and in what it makes."""
    if isinstance(change, Mapping):
        return tokens_in(change.get("del", [])), tokens_in(change.get("add", []))
    return tokens_in(change[0]), tokens_in(change[1])


def day(world: World, days: int = 0) -> str:
    """The date at the office, some days from now."""
    return (world.now.astimezone(OFFICE).date() + dt.timedelta(days=days)).isoformat()
