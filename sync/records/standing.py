"""How the person who acts, or who decided, stands to a record: role, charge, host, recorder, owner, author."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.records.attempts import Attempt, Facts, Held, session_about, session_of
from sync.records.kind import KindSpec, Registry
from sync.records.rules import ROLES, Rule, Who


class Standing:
    """One attempt's person and record; the words of `permissions.csv` are asked of it."""

    def __init__(self, attempt: Attempt, spec: KindSpec, facts: Facts, registry: Registry) -> None:
        self.attempt = attempt
        self.spec = spec
        self.facts = facts
        self.registry = registry
        self.decider = attempt.decider or attempt.actor or ""
        parent = attempt.fields.get(spec.parent_field) if spec.parent_field else None
        self.parent: Held | None = facts.held(parent) if parent else None
        self._session: list[tuple[str, Mapping[str, Any]] | None] = []
        """Found once and asked for by every rule and field of the attempt."""

    def is_one(self, who: Who, rule: Rule) -> bool:
        """True when the decider is what `who` says."""
        decider, fields = self.decider, self.attempt.fields
        if who.name in ROLES:
            if not self.facts.roster.has_role(decider, who.name):
                return False
            return not who.charge or self._in_charge(who.name)
        match who.name:
            case "any":
                return True
            case "self":
                return decider == self.person()
            case "author":
                if self.parent is not None and self.spec.owner != "author":
                    return decider == self.parent.fields.get("author")
                return decider == fields.get("author")
            case "host" | "recorder":
                return self._keeps(who.name, rule)
        return False

    def person(self) -> str | None:
        """The owner or the member named."""
        name = self.spec.owner or ("member" if "member" in self.spec.fields else "owner")
        return self.attempt.fields.get(name)

    def session(self) -> tuple[str, Mapping[str, Any]] | None:
        """The session the record is about, itself included."""
        if not self._session:
            attempt = self.attempt
            self._session.append(session_about(self.registry, self.facts, attempt.kind, attempt.rid, attempt.fields))
        return self._session[0]

    def last_writer(self) -> str | None:
        """Who made the newest change to the text of the record: its transitions do not count."""
        decisions = {"state", *self.spec.step_fields}
        revisions = [(entry[0], entry[1]) for name, entry in self.attempt.fv.items() if name not in decisions]
        return max(revisions, default=(0, None), key=lambda pair: pair[0])[1]

    def kept_before(self, rule: Rule) -> bool:
        """True when the decider was host or recorder at some revision, and the rule lets both write a row of the session.

        Which of the two it was is not asked, so a rule for the host alone takes only the host of today.
        """
        session = self.session()
        if session is None or self.spec.name == "session" or not {"host", "recorder"} <= {who.name for who in rule.who}:
            return False
        return self.decider in self.facts.keepers(session[0])

    def keeps_session(self) -> bool:
        """True for a row of a session that the one who acts keeps, or kept at some revision."""
        session = self.session()
        return (
            session is not None and self.spec.name != "session" and self.attempt.actor in self.facts.keepers(session[0])
        )

    def _keeps(self, name: str, rule: Rule) -> bool:
        """Host or recorder of the session; of its rows also whoever was one at any revision, until both have signed."""
        session = self.session()
        if session is None or (self.spec.name == "session" and self.attempt.act == "new"):
            return False
        rid, fields = session
        people = [fields.get("host")] if name == "host" else fields.get("recorders") or ()
        if self.decider in people:
            return True
        # What an earlier keeper brings late is offered as an amendment: it is for when both have signed.
        return (rule.late or not self.facts.signed(rid)) and self.kept_before(rule)

    def _in_charge(self, role: str) -> bool:
        """In charge of the person, of the host or a recorder of the session, or of the task's section or owner."""
        kind, fields = self.attempt.kind, self.attempt.fields
        if self.parent is not None and self.spec.audience == "target's":
            kind, fields = self.parent.kind, self.parent.fields
        session = session_of(self.registry, self.facts, kind, self.attempt.rid, fields)
        people: set[str | None]
        if session is not None:
            people = {session[1].get("host"), *(session[1].get("recorders") or ())}
        elif kind == "task":
            if self.facts.roster.has_section(self.decider, fields.get("owner_section"), role):
                return True
            people = {fields.get("owner")}
        else:
            spec = self.registry.get(kind)
            people = {fields.get(spec.owner or "member")} if spec else set()
        return any(person and self.facts.roster.in_charge(self.decider, person, role) for person in people)
