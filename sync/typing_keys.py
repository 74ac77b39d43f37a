"""Where unsaved text is journaled: the keys of what is typed into fields and of answers to questions."""

from __future__ import annotations

from collections.abc import Sequence

from sync.wire import Op

ASKED = "ask:"
"""Answers to questions begin with this where fields of records have their names."""


def typing_key(rid: str, field: str) -> str:
    """Where the unsaved text of one field of one record is journaled."""
    return f"{rid}|{field}"


def asked(name: str, of: str = "") -> str:
    """The name under which a one-line answer is journaled while it is not used: what was asked, and of what (a state, a member)."""
    return f"{ASKED}{name}:{of}"


def references_typed(ops: Sequence[Op]) -> list[str]:
    """Where the references of what is entered for another were typed: at the record, or at what a new one belongs to."""
    keys = []
    for op in ops:
        if op.for_ is not None:
            changes = op.ch.values() if op.k == "new" else ()
            named = [change[1] for change in changes if isinstance(change, list) and isinstance(change[1], str)]
            keys += [typing_key(rid, asked("reference", op.for_)) for rid in dict.fromkeys([op.rec, *named])]
    return keys
