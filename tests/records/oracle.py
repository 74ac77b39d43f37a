"""What `permissions.csv` allows, worked out from its rows and its legend alone; the policy under test is held against it.

Readings that the file leaves open, as decided for the project: a field or state named by a row is governed by such rows
alone; fields that go with a transition go with the right to it, and with no other transition; a comment is written, changed and deleted by its author only;
deleting and restoring need the row that writes the whole record, for attendance the one that makes it; a row may be made by
whoever may write each of the fields given, where no row speaks of making it; whoever may make and write the whole record
makes it with all its fields; closing a conflict asks who may write the
parent's field, and not in which state the parent is now, since closing writes nothing there; somebody who was host or
recorder earlier counts as one for rows that both may write; a signature as host is the host's of today, and as recorder a recorder's;
whoever gives a grade is its author, also when the clerk enters it, and it is of whose submission it is, or of whom or by whom
the entry of the minutes is; what nobody may of oneself, nobody enters of oneself for another either; a leave request is changed until it is decided, and its
decision is written by those who decide; an earlier keeper's late rows may be proposed as an amendment once both have signed;
a version is written of a plan that is approved, and names as its approver whoever decides; a publication or recommendation is
its author's own, a publication a sample when its submission is one, and one stands at a time; a loan is renewed while it is out;
what somebody claims to have studied is written while it waits to be decided, and the reason for refusing it by who refuses;
one's own words are written until they are handed in, and not deleted once there is a remark on them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from tests.records.branch import APPOINTED, MEMBERSHIPS, Branch
from tests.records.declared import BUILT, declared_kinds
from tests.records.permissions import ROLES, Action, Row, rows

DECISION = ("decision", "decided_by")
"""What is said of a leave request by those who decide it, and by nobody else."""

STUDY = {**dict.fromkeys(("on", "minutes", "what", "channel"), "claimed"), "reason": "refused"}
"""Fields of self-study that are written in one state only."""

SAID_WITH: Mapping[str, frozenset[str]] = {
    "reason": frozenset({"cancelled", "postponed", "refused", "dropped"}),
    "change_reason": frozenset({"draft"}),
    "remark": frozenset({"approved", "accepted", "returned"}),
    "decision": frozenset({"granted", "refused"}),
    "decided_by": frozenset({"granted", "refused"}),
    "done_note": frozenset({"done"}),
    "back_on": frozenset({"returned"}),
}
"""The fields of PROTOCOL.md section 4, each with the states into which a step may carry it."""


def going_along(kind: str, to: str | None) -> frozenset[str]:
    """The kind's fields that go with the step into `to`: what the step requires, and what is said with such a step."""
    declared = declared_kinds()[kind]
    required = {wanted for _, after, wanted in declared.transitions if after == to and wanted}
    said = {name for name, states in SAID_WITH.items() if to in states and name in declared.fields}
    if "decision" in said:
        # Of a leave request the reason is the member's own; whoever decides has a field to say why.
        said.discard("reason")
    return frozenset(required | said)


AUTHORED = ("comment", "publication", "recommendation", "grade")
"""Kinds with an author who is not their owner."""


@dataclass(frozen=True)
class Deed:
    """Somebody's attempt on a record: for `new` its fields as they would be, else as they are."""

    actor: str
    act: str
    kind: str
    rid: str
    fields: Mapping[str, Any]
    changes: Sequence[str] = ()
    to: str | None = None
    decider: str | None = None
    basis: str | None = None
    last_writer: str | None = None


@dataclass
class Oracle:
    """Answers deeds in a branch; `let_in` and `kept_out` collect the lines of the file that did so."""

    branch: Branch
    let_in: set[int] = field(default_factory=set)
    kept_out: set[int] = field(default_factory=set)
    whenever: bool = False

    def may(self, deed: Deed) -> bool:
        """True when some row allows it."""
        if declared_kinds()[deed.kind].scope == "u":
            return True
        if not self._decision_is_well_formed(deed):
            return False
        if deed.kind == "conflict":
            own = deed.decider is None and deed.basis is None
            return own and deed.act == "put" and deed.to == "closed" and self._may_write_parent(deed)
        if any(action.of_oneself for _, action in self._actions(deed)) and deed.fields["member"] == deed.actor:
            return False
        if deed.kind in AUTHORED and deed.fields["author"] != (deed.decider or deed.actor):
            return False
        match deed.act:
            case "new":
                return self._may_make(deed)
            case "put":
                if deed.to is not None and not self._may_reach(deed, deed.to):
                    return False
                goes_along = going_along(deed.kind, deed.to)
                return all(self._may_write(deed, name) for name in deed.changes if name not in goes_along)
        if deed.kind == "assessment" and deed.act == "del" and deed.fields.get("section_remark"):
            return False
        whole = [*self._whole(deed)] or [*self._making(deed)]
        return self._any(deed, whole)

    # what rows there are

    @staticmethod
    def _actions(deed: Deed) -> Iterator[tuple[Row, Action]]:
        return ((row, action) for row in rows() if row.kind == deed.kind for action in row.actions)

    def _whole(self, deed: Deed) -> Iterator[tuple[Row, Action]]:
        for row, action in self._actions(deed):
            if action.verb == "write" and not action.fields and not action.of_oneself:
                yield row, action

    def _making(self, deed: Deed) -> Iterator[tuple[Row, Action]]:
        return ((row, action) for row, action in self._actions(deed) if action.verb == "new" and action.fields)

    def _naming(self, deed: Deed, name: str) -> list[tuple[Row, Action]]:
        return [
            (row, action)
            for row, action in self._actions(deed)
            if (action.verb in ("new", "write") and name in action.fields)
            or (deed.kind == "leave_request" and name in DECISION and "granted" in action.to)
            or (deed.kind == "study" and name == "reason" and "refused" in action.to)
        ]

    # what is asked

    def _may_make(self, deed: Deed) -> bool:
        declared = declared_kinds()[deed.kind].fields
        given = [
            n for n, v in deed.fields.items() if n in declared and declared[n].merge != "once" and v not in (None, [])
        ]
        making = [(row, action) for row, action in self._actions(deed) if action.verb == "new" and not action.fields]
        if making:
            if deed.kind == "session":
                if self._any(deed, making) and self._opens_own_session(deed):
                    return True
            else:
                whole = list(self._whole(deed))
                if whole and self._any(deed, making) and self._any(deed, whole):
                    return True
                named = [name for name in given if self._naming(deed, name)]
                return self._any(deed, making) and all(self._may_write(deed, name) for name in named)
        whole = list(self._whole(deed))
        if whole:
            return self._any(deed, whole) and all(self._may_write(deed, name) for name in given)
        if self._any(deed, list(self._making(deed))):
            return all(self._may_write(deed, name) for name in given)
        return bool(given) and all(self._may_write(deed, name) for name in given)

    @staticmethod
    def _opens_own_session(deed: Deed) -> bool:
        """No recorder but oneself, no host but oneself, adopted later."""
        fields = deed.fields
        others = {fields.get("host"), *(fields.get("recorders") or ())} - {None, deed.actor}
        return not others and not fields.get("adopted_by")

    def _may_write(self, deed: Deed, name: str) -> bool:
        wanted = STUDY.get(name) if deed.kind == "study" and not self.whenever else None
        if wanted is not None and deed.fields.get("state") != wanted:
            return False
        return self._any(deed, self._naming(deed, name) or list(self._whole(deed)))

    def _may_reach(self, deed: Deed, to: str) -> bool:
        steps = [(row, action) for row, action in self._actions(deed) if action.verb == "state"]
        naming = [(row, action) for row, action in steps if to in action.to or not action.to]
        return self._any(deed, naming or list(self._whole(deed)))

    def _may_write_parent(self, deed: Deed) -> bool:
        held = self.branch.held(deed.fields["record"])
        if held is None or held.kind not in BUILT:
            return False
        about = Deed(deed.actor, "put", held.kind, deed.fields["record"], held.fields)
        asked = replace(self, whenever=True)
        name = deed.fields["field"]
        if name in declared_kinds()[held.kind].fields:
            return asked.may(replace(about, changes=[name]))
        if name == "state":
            states = {to for _, action in self._actions(about) for to in action.to}
            return asked.may(replace(about, act="del")) or any(asked.may(replace(about, to=to)) for to in states)
        return asked.may(replace(about, act="del"))

    # one row

    def _any(self, deed: Deed, naming: Sequence[tuple[Row, Action]]) -> bool:
        answers = [self._passes(deed, row, action) for row, action in naming]
        for (row, _), passed in zip(naming, answers, strict=True):
            (self.let_in if passed else self.kept_out).add(row.line)
        return any(answers)

    def _passes(self, deed: Deed, row: Row, action: Action) -> bool:
        person = deed.decider or deed.actor
        if (deed.decider is not None or deed.basis is not None) and not row.recorded and row.who != {"approver"}:
            return False
        if deed.kind == "publication" and deed.act == "new" and not self._copies_accepted(deed):
            return False
        if action.roles and deed.fields.get("role") not in action.roles:
            return False
        if action.parents and (self._parent(deed) or ("", {}))[0] not in action.parents:
            return False
        if not self.whenever:
            if action.states and deed.fields.get("state") not in action.states:
                return False
            if deed.kind == "leave_request" and action.verb == "write" and deed.fields.get("state") != "asked":
                return False
            if deed.kind == "assessment" and row.who == {"self"} and deed.fields.get("state") != "open":
                return False
            if deed.kind == "loan" and row.who == {"self"} and deed.fields.get("state") != "out":
                return False
            session = self._session(deed)
            if row.until_signed and session and self.branch.signed(session[0]):
                return False
        if row.bar == "last_writer" and person == deed.last_writer and deed.basis != "meeting":
            return False
        if row.bar == "recorder" and person in (deed.fields.get("recorders") or ()):
            return False
        if row.bar == "oneself" and self._named(deed) in (person, deed.actor):
            return False
        if deed.kind == "grade" and deed.act == "new" and not self._is_of_its_target(deed):
            return False
        if row.bar == "only_oneself" and person != self._named(deed):
            return False
        return any(self._is(person, word, deed, row) for word in row.who)

    def _is(self, person: str, word: str, deed: Deed, row: Row) -> bool:
        role, _, charge = word.partition("@")
        if role in ROLES:
            held = [sections for name, sections in APPOINTED.get(person, []) if name == role]
            return bool(held) if not charge else any(self._in_charge(sections, deed) for sections in held)
        match word:
            case "any":
                return True
            case "self":
                named = deed.fields.get("member") if "member" in declared_kinds()[deed.kind].fields else None
                return person == (named or deed.fields.get("owner"))
            case "author":
                parent = self._parent(deed)
                return person == (parent[1] if parent else deed.fields).get("author")
            case "host" | "recorder":
                return self._keeps(person, word, deed, row)
            case "approver":
                return self._may_approve(deed, person)
        return False

    def _may_approve(self, deed: Deed, person: str) -> bool:
        plan = self.branch.held(deed.fields["plan"])
        if plan is None or plan.fields.get("state") != "approved" or deed.fields["approved_by"] != person:
            return False
        writer = plan.fv.get("guiding", (0, None))[1]
        about = Deed(deed.actor, "put", "plan", deed.fields["plan"], plan.fields, to="approved", last_writer=writer)
        return self.may(replace(about, decider=deed.decider, basis=deed.basis))

    def _copies_accepted(self, deed: Deed) -> bool:
        held = self.branch.held(deed.fields["submission"])
        if held is None or held.fields.get("state") != "accepted":
            return False
        stands = [each for each in self.branch.records.values() if each.kind == "publication"]
        if any(
            (r.fields.get("submission"), r.fields["state"]) == (deed.fields["submission"], "published") for r in stands
        ):
            return False
        copied = ("author", "title", "body", "knowledge_point", "use_at_work", "sample")
        return all(deed.fields.get(name) == held.fields.get(name) for name in copied)

    def _is_of_its_target(self, deed: Deed) -> bool:
        held = self.branch.held(deed.fields["target"])
        if held is None or held.kind not in ("submission", "minute"):
            return False
        told = held.fields
        person = told.get("author") if held.kind == "submission" else told.get("about") or told.get("speaker")
        return bool(deed.fields["of"] == person)

    @staticmethod
    def _named(deed: Deed) -> Any:
        """The person a record is about."""
        return deed.fields.get("of") if deed.kind == "grade" else deed.fields.get("member")

    def _keeps(self, person: str, word: str, deed: Deed, row: Row) -> bool:
        session = self._about(deed)
        if deed.kind == "signature" and deed.fields["as_role"] != word:
            return False
        if session is None or (deed.kind == "session" and deed.act == "new"):
            return False
        rid, fields = session
        if person in ([fields.get("host")] if word == "host" else fields.get("recorders") or ()):
            return True
        earlier = person in self.branch.past_keepers.get(rid, ())
        return (
            earlier
            and deed.kind not in ("session", "signature")
            and (deed.kind == "amendment" or not self.branch.signed(rid))
            and {"host", "recorder"} <= row.who
        )

    def _in_charge(self, sections: Sequence[str], deed: Deed) -> bool:
        """Of the session's host or a recorder; of the task's section or owner; of the member named."""
        kind, fields = deed.kind, deed.fields
        session = self._session(deed)
        if session:
            people = [session[1].get("host"), *(session[1].get("recorders") or ())]
            return any(MEMBERSHIPS.get(each or "") in sections for each in people)
        if parent := self._parent(deed):
            kind, fields = parent
        if kind == "task" and fields.get("owner_section") in sections:
            return True
        person = fields.get("owner") if kind == "task" else fields.get("member") or fields.get("author")
        if kind == "grade":
            person = fields["of"]
        return MEMBERSHIPS.get(person or "") in sections

    # what hangs on what

    def _parent(self, deed: Deed) -> tuple[str, Mapping[str, Any]] | None:
        scope = declared_kinds()[deed.kind].scope
        rid = deed.fields.get({"session": "session", "target's": "target"}.get(scope, ""))
        held = self.branch.held(rid) if rid else None
        return (held.kind, held.fields) if held else None

    def _session(self, deed: Deed) -> tuple[str, Mapping[str, Any]] | None:
        if deed.kind == "session":
            return deed.rid, deed.fields
        parent = self._parent(deed)
        if parent is None:
            return None
        rid = deed.fields.get("session" if declared_kinds()[deed.kind].scope == "session" else "target")
        if parent[0] not in declared_kinds():
            return None
        return self._session(Deed(deed.actor, "put", parent[0], str(rid), parent[1]))

    def _about(self, deed: Deed) -> tuple[str, Mapping[str, Any]] | None:
        """The session a record belongs to, or, of a leave request, the one it asks leave from."""
        if deed.kind != "leave_request":
            return self._session(deed)
        held = self.branch.held(deed.fields["session"])
        return (deed.fields["session"], held.fields) if held else None

    def _decision_is_well_formed(self, deed: Deed) -> bool:
        """Entered for another by the clerk or a recorder, with a basis; one's own decision has at most a meeting behind it."""
        if deed.decider in (None, deed.actor):
            return deed.basis in (None, "meeting") and (deed.decider is None or deed.basis is not None)
        session = self._about(deed)
        clerk = any(role == "clerk" for role, _ in APPOINTED.get(deed.actor, []))
        recorder = session is not None and deed.actor in (session[1].get("recorders") or ())
        return deed.basis in ("paper", "spoken", "meeting") and (clerk or recorder)
