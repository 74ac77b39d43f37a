"""签名: who has signed a session, whether it still is what they saw, and signing it oneself or for another on paper."""

from __future__ import annotations

from typing import Literal

import msgspec

from sync.cache.parked import CHANGED_SINCE
from sync.cache.storage import Change
from sync.cache.view import View
from sync.desk import Desk
from sync.entered import Entered, entered
from sync.on_behalf import OnBehalf
from sync.problems import InTheWay
from sync.records.policy import Refusal
from sync.records.signing import UNSIGNED, says
from sync.signatures import digest_here, standing
from sync.wire import Op

Role = Literal["host", "recorder"]


class Signer(msgspec.Struct, frozen=True):
    """Somebody who signs as host or recorder; `signature` is the last one that stands, `current` when nothing changed since."""

    member: str
    role: Role
    signature: View | None = None
    current: bool = False
    entered: Entered | None = None

    @property
    def at(self) -> str:
        """When it was signed by the signer's device, else by the server; empty while it is not."""
        # Signing the same content again after a return makes the same record anew.
        return _made(self.signature) if self.signature is not None else ""


def signers(desk: Desk, session: View) -> list[Signer]:
    """Host and recorders of now, then whoever signed and is neither any more."""
    repository = desk.repository
    signed: dict[tuple[str, str], View] = {}
    also_said: dict[tuple[str, str], View] = {}
    now = digest_here(repository, session)
    for view in sorted(standing(repository, session.id), key=lambda view: (view.get("digest") == now, _made(view))):
        member, role = str(view.get("member")), str(view.get("as_role"))
        signed[member, role] = view
        also_said.update({(member, other): view for other in says(session.fields, member, role)})
    signed = {**also_said, **signed}
    wanted = dict.fromkeys([*_wanted(session), *signed])
    return [_signer(desk, member, role, signed.get((member, role)), now) for member, role in wanted]


def _wanted(session: View) -> list[tuple[str, str]]:
    host = session.get("host")
    return [
        *([(str(host), "host")] if host else []),
        *((str(each), "recorder") for each in session.get("recorders") or ()),
    ]


def _signer(desk: Desk, member: str, role: str, view: View | None, now: str) -> Signer:
    current = view is not None and view.get("digest") == now
    return Signer(
        member,
        "host" if role == "host" else "recorder",
        view,
        current,
        entered(desk, view, "member") if view is not None else None,
    )


def _made(view: View) -> str:
    return str(view.updated.get("claimed") or view.updated.get("at") or "")


def _is_of(op: Op, session: str, member: str) -> bool:
    made = {name: change[1] for name, change in op.ch.items() if isinstance(change, list)}
    return op.type == "signature" and (made.get("session"), made.get("member")) == (session, member)


def is_closed(desk: Desk, session: View) -> bool:
    """True when host and recorder have both signed one content: minutes are read-only then."""
    return desk.facts.signed(session.id)


def why_not_sign(
    desk: Desk, session: View, member: str, role: Role, *, on_behalf: OnBehalf | None = None
) -> Refusal | None:
    """None when this person may sign, or enter the signature of `member`, and the session is in a state to be signed; else why not."""
    if session.state in UNSIGNED:
        return Refusal("state")
    fields = {"session": session.id, "member": member, "as_role": role, "digest": ""}
    return desk.rights.why_not_new("signature", fields, on_behalf=on_behalf)


def sign(desk: Desk, rid: str, seen: str, member: str, role: Role, *, on_behalf: OnBehalf | None = None) -> str:
    """Sign the content of digest `seen` and return the signature's id; with `on_behalf` it was given on paper or by word.

    Raises InTheWay when the session is no longer what was seen, or this person has signed it already; NotAllowed.
    """
    with desk.repository.writing():
        session = desk.record(rid)
        if digest_here(desk.repository, session) != seen:
            raise InTheWay("changed_meanwhile")
        fields = {"session": rid, "member": member, "as_role": role, "digest": seen}
        held = desk.repository.get(desk.new_id("signature", fields))
        if held is not None and not held.deleted and held in standing(desk.repository, rid):
            raise InTheWay("signed_already")
        op = desk.creation("signature", fields, None, on_behalf=on_behalf)
        # What was refused because the content changed is settled by looking again and signing.
        settled: list[Change] = [
            ("parked", item.id, None)
            for item in desk.queue.parked()
            if item.code == CHANGED_SINCE and _is_of(item.first, rid, member)
        ]
        desk.perform([op], settled)
    return op.rec
