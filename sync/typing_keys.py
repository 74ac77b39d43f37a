"""Where unsaved text is journaled: the keys of what is typed into fields and of answers to questions."""

from __future__ import annotations

ASKED = "ask:"
"""Answers to questions begin with this where fields of records have their names."""


def typing_key(rid: str, field: str) -> str:
    """Where the unsaved text of one field of one record is journaled."""
    return f"{rid}|{field}"


def asked(name: str, of: str = "") -> str:
    """The name under which a one-line answer is journaled while it is not used: what was asked, and of what (a state, a member)."""
    return f"{ASKED}{name}:{of}"
