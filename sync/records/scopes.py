"""Which scope a record lives in, for ever (PROTOCOL.md sections 1 and 2)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sync.records.kind import KindSpec

SHARED_FORM = "[bcr]:[A-Za-z0-9_:.-]{1,130}"
"""How the name of a scope that more than one device reads is written, as a regular expression."""

_SHARED = re.compile(SHARED_FORM)

ALONE = "alone"
"""Stands for the member in the private scope of a device that belongs to no branch yet."""


def branch_of(scope: str) -> str | None:
    """The branch id in a shared scope; None for a private one."""
    stream, _, rest = scope.partition(":")
    return rest.partition(":")[0] if stream in ("b", "c", "r") else None


def is_shared(written: str) -> bool:
    """True for what can be the name of a scope that more than one device reads."""
    return _SHARED.fullmatch(written) is not None


def scope_of_new(
    spec: KindSpec, fields: Mapping[str, Any], branch: str, member: str | None, parent_scope: str | None
) -> str | None:
    """The scope of a record about to be created, or None when it hangs on a parent that is not known."""
    match spec.audience:
        case "u":
            return f"u:{member or ALONE}"
        case "b":
            return f"b:{branch}"
        case "c":
            return f"c:{branch}"
        case "b or c":
            return f"{'c' if fields.get('form') == 'committee_meeting' else 'b'}:{branch}"
        case "r":
            owner = fields.get(spec.owner or "")
            return f"r:{branch}:{owner}" if owner else None
        case _:
            return parent_scope
