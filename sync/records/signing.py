"""What host and recorder sign: the session as it stood, by a digest; and when both have signed one and the same.

Source: DOMAIN.md section 4 (sign-off), kinds.toml (signature). What is done after the meeting changes nothing that was signed:
a make-up study, an action item carried out, a remark of whoever approves, where the paper is kept.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from typing import Any

from sync.canonical import canonical

SIGNED_FIELDS: Mapping[str, tuple[str, ...]] = {
    "session": (
        "form",
        "title",
        "start",
        "end",
        "place",
        "host",
        "recorders",
        "observers",
        "guests",
        "also",
        "roll_call_done",
        "summary",
    ),
    "agenda_item": ("number", "title", "item_kind", "presenter"),
    "attendance": ("member", "expected", "status", "arrived", "left", "remark"),
    "minute": ("at", "agenda_item", "speaker", "entry", "about", "pos", "text"),
    "material": ("title", "number", "material_kind", "presenter", "note"),
    "action": ("text", "owner", "due"),
    "vote": ("matter", "secret", "eligible", "present", "in_favour", "against", "abstain"),
}
"""Kind -> the fields a signature vouches for."""


def digest_of(session: Mapping[str, Any], rows: Iterable[tuple[str, str, Mapping[str, Any]]]) -> str:
    """The digest of a session's fields and its rows (kind, id, fields): 64 hexadecimal digits, the same on every device."""
    told = [
        [kind, rid, {name: fields[name] for name in SIGNED_FIELDS[kind] if fields.get(name) not in (None, "", [])}]
        for kind, rid, fields in [("session", "", session), *rows]
        if kind in SIGNED_FIELDS
    ]
    return hashlib.sha256(canonical(sorted(told, key=lambda each: (each[0], each[1])))).hexdigest()


UNSIGNED = ("returned", "postponed", "cancelled")
"""States of a session in which nothing is signed: a return makes signatures void, and what was not held has no minutes."""


def says(session: Mapping[str, Any], member: str | None, role: str | None) -> frozenset[str]:
    """As what a signature of `member` as `role` speaks for the session: one who is host and recorder says both with it."""
    host, recorders = session.get("host"), session.get("recorders") or ()
    is_now = {name for name, holds in (("host", member == host), ("recorder", member in recorders)) if holds}
    return frozenset(is_now if len(is_now) == 2 else is_now & {role})


def is_signed(signatures: Iterable[Mapping[str, Any]], session: Mapping[str, Any]) -> bool:
    """True when the host and a recorder of today have signed one and the same content; a return makes every signature void."""
    if session.get("state") in UNSIGNED:
        return False
    said: dict[str | None, set[str]] = {}
    for each in signatures:
        said.setdefault(each.get("digest"), set()).update(says(session, each.get("member"), each.get("as_role")))
    return any({"host", "recorder"} <= roles for roles in said.values())
