"""What somebody wants to do to a record, what policy knows beside it, and what it answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any, Literal, Protocol, get_args

import msgspec

from sync.records.kind import Registry
from sync.records.roster import Roster
from sync.records.rules import Who

Basis = Literal["paper", "spoken", "meeting"]
BASES: tuple[Basis, ...] = get_args(Basis)
"""What a decision entered for another may rest on (PROTOCOL.md section 4)."""

Act = Literal["new", "put", "del", "restore"]


class Held(msgspec.Struct, frozen=True):
    """A record as policy sees it: kind, fields, and who last changed each field (`fv` of the envelope)."""

    kind: str
    fields: Mapping[str, Any]
    fv: Mapping[str, Any] = msgspec.field(default_factory=dict)


class Facts(Protocol):
    """What policy needs to know beside the record itself."""

    @property
    def roster(self) -> Roster:
        """Roles and memberships as of today."""
        ...

    def held(self, rid: str) -> Held | None:
        """A record's current state, a deleted one's last; None when not known."""
        ...

    def linked(self, kind: str, field: str, rid: str) -> Mapping[str, Mapping[str, Any]]:
        """The living records of a kind whose fixed link `field` names `rid`, by id."""
        ...

    def keepers(self, session: str) -> Collection[str]:
        """Whoever was host or recorder of the session at any of its revisions."""
        ...

    def signed(self, session: str) -> bool:
        """True when host and recorder have both signed the session."""
        ...


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody wants to do: `actor` is a member id, or None for the branch's own hand (server's shell, device alone)."""

    actor: str | None
    act: Act
    kind: str
    rid: str
    fields: Mapping[str, Any]
    """The record as it is; for `new`, as it would be."""
    fv: Mapping[str, Any] = msgspec.field(default_factory=dict)
    scope: str | None = None
    """For `new`, where the record would live; None where that is not known yet, and then not asked about."""
    changes: Collection[str] = ()
    after: Mapping[str, Any] | None = None
    """The values the changed fields would get, those of sets left out; None while only who may is asked."""
    to: str | None = None
    decider: str | None = None
    """Whose decision is entered; None, or the actor, for one's own."""
    basis: str | None = None

    @property
    def entered(self) -> bool:
        """True when the decision is somebody else's."""
        return self.decider is not None and self.decider != self.actor


class Refusal(msgspec.Struct, frozen=True):
    """Why not: `reason` is stable (see `tui` for its words), `who` the roles and relations that may, `field` where it matters.

    Where it is the state of a record that forbids it, `kind` and `state` say which, and `via` the states that can follow in which it
    would be allowed; to whoever is told so, the roles are no help.
    """

    reason: Literal[
        "needs",
        "state",
        "oneself",
        "for_oneself",
        "last_writer",
        "recorder",
        "signed",
        "author",
        "basis",
        "server_only",
        "unread",
        "not_decided",
        "not_accepted",
        "another_text",
        "another_person",
        "renewal",
        "answered",
        "published",
    ]
    who: tuple[Who, ...] = ()
    field: str | None = None
    code: Literal["forbidden", "signed"] = "forbidden"
    kind: str = ""
    state: str | None = None
    via: tuple[str, ...] = ()


def session_of(
    registry: Registry, facts: Facts, kind: str, rid: str, fields: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]] | None:
    """The session a record belongs to, itself included, as (id, fields); None when it belongs to none."""
    for _ in range(8):
        if kind == "session":
            return rid, fields
        spec = registry.get(kind)
        parent = fields.get(spec.parent_field) if spec and spec.parent_field else None
        held = facts.held(parent) if parent else None
        if parent is None or held is None:
            return None
        kind, rid, fields = held.kind, parent, held.fields
    return None


def session_about(
    registry: Registry, facts: Facts, kind: str, rid: str, fields: Mapping[str, Any]
) -> tuple[str, Mapping[str, Any]] | None:
    """The session a record is about: the one it belongs to, or, of what lives with a person, the one its key names."""
    spec = registry.get(kind)
    if spec is None or spec.parent_field or "session" not in spec.key:
        return session_of(registry, facts, kind, rid, fields)
    held = facts.held(str(fields.get("session")))
    return (str(fields["session"]), held.fields) if held is not None and held.kind == "session" else None
