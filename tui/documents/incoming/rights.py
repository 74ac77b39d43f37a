"""Rows this person may not take in are refused before anything is done, by the policy the server will ask too."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from msgspec.structs import replace

from sync.desk import Desk
from sync.facts import ViewFacts
from sync.records.attempts import Attempt, Held, Refusal
from sync.records.policy import Policy
from sync.records.roster import Roster
from tui.documents.incoming.judging import Edit, Judged, Judgement, New, Reason, Ref


def only_allowed(desk: Desk, judgement: Judgement) -> Judgement:
    """The same judgement, rows refused whose edits policy would refuse; on a device alone everything is allowed."""
    if desk.member is None or desk.rights.unsure:
        return judgement
    asked = _Asked(desk, judgement)
    return replace(judgement, rows=tuple(asked.row(row) for row in judgement.rows))


class _Asked:
    """Asks for each edit, as if those it builds upon had been made."""

    def __init__(self, desk: Desk, judgement: Judgement) -> None:
        self._desk = desk
        registry = desk.repository.registry
        made = {}
        for edit in judgement.edits:
            if isinstance(edit, New):
                state = edit.steps[-1] if edit.steps else registry[edit.kind].first_state
                made[_id(edit.name)] = Held(edit.kind, {**_plain(edit.fields), **({"state": state} if state else {})})
        self._made = made
        self._policy = Policy(registry, _Ahead(desk.facts, made))
        self._known: dict[str, Refusal | None] = {}
        """What several rows make together, such as a section, is asked once."""

    def row(self, row: Judged) -> Judged:
        """The row as it was, or refused."""
        for edit in row.edits:
            refusal = self._refusal(edit)
            if refusal is not None:
                return replace(row, outcome="refused", reason=Reason("not_allowed", {"refusal": refusal}), edits=())
        return row

    def _refusal(self, edit: Edit) -> Refusal | None:
        if isinstance(edit, New):
            if edit.name not in self._known:
                self._known[edit.name] = self._refusal_of_new(edit)
            return self._known[edit.name]
        view = self._desk.record(edit.rid)
        wire = {name: [before, _meant(after)] for name, (before, after) in edit.fields.items()}
        return self._policy.refusal(self._desk.rights.attempt(view, "put", list(wire), wire=wire))

    def _refusal_of_new(self, edit: New) -> Refusal | None:
        spec = self._desk.repository.registry[edit.kind]
        first = {"state": spec.first_state} if spec.first_state else {}
        fields = {**_plain(edit.fields), **first}
        rid, actor = _id(edit.name), self._desk.member
        attempts = [Attempt(actor=actor, act="new", kind=edit.kind, rid=rid, fields=fields)]
        state = spec.first_state
        for to in edit.steps:
            held = {**fields, "state": state}
            attempts.append(
                Attempt(actor=actor, act="put", kind=edit.kind, rid=rid, fields=held, changes=["state"], to=to)
            )
            state = to
        return next((refusal for each in attempts if (refusal := self._policy.refusal(each)) is not None), None)


class _Ahead:
    """Policy's facts with the records the import would make."""

    def __init__(self, facts: ViewFacts, made: Mapping[str, Held]) -> None:
        self._facts = facts
        self._made = made

    @property
    def roster(self) -> Roster:
        """Roles and memberships as they are: an import gives nobody a right for itself."""
        return self._facts.roster

    def held(self, rid: str) -> Held | None:
        """A record that is there, or would be."""
        return self._made.get(rid) or self._facts.held(rid)

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """What hangs on a record; on one that is made nothing yet."""
        return {} if rid in self._made else self._facts.linked(kind, field, rid)

    def keepers(self, session: str) -> Collection[str]:
        """Host and recorders."""
        made = self._made.get(session)
        if made is None:
            return self._facts.keepers(session)
        return {made.fields.get("host") or "", *(made.fields.get("recorders") or ())} - {""}

    def signed(self, session: str) -> bool:
        """Nobody has signed what is made only now."""
        return session not in self._made and self._facts.signed(session)


def _id(name: str) -> str:
    return f"new:{name}"


def _meant(value: Any) -> Any:
    return _id(value.name) if isinstance(value, Ref) else value


def _plain(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _meant(value) for name, value in fields.items()}
