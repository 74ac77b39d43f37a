"""The signatures of a session that still stand, and the content they are compared with."""

from __future__ import annotations

from sync.cache.repository import Repository
from sync.cache.view import View
from sync.records.signing import SIGNED_FIELDS, digest_of


def standing(repository: Repository, session: str) -> list[View]:
    """Signatures that no return has made void; one not yet sent counts, though the server takes the signatures away later."""
    signed = repository.linked("signature", "session", session)
    if not any(_returns(op.ch) for op in repository.ops_of(session)):
        return signed
    orders = {str(each["op"]["id"]): int(each["o"]) for _, each in repository.documents("queue")}
    last = max(orders.get(op.id, 0) for op in repository.ops_of(session) if _returns(op.ch))
    return [
        view
        for view in signed
        if view.pending and any(orders.get(op.id, 0) > last for op in repository.ops_of(view.id))
    ]


def _returns(changes: object) -> bool:
    state = changes.get("state") if isinstance(changes, dict) else None
    return isinstance(state, list) and state[1] == "returned"


def digest_here(repository: Repository, session: View) -> str:
    """The digest of a session and its rows as this device shows them now."""
    rows = [
        (view.kind, view.id, view.fields)
        for kind in SIGNED_FIELDS
        if kind != "session"
        for view in repository.linked(kind, repository.registry[kind].parent_field or "session", session.id)
    ]
    return digest_of(session.fields, rows)
