"""How the two sides of a conflict are written."""

from __future__ import annotations

from typing import Any

from textual.content import Content

from sync.cache.queue import Parked
from sync.records.policy import Refusal
from sync.workplace import Workplace
from tui.i18n import t
from tui.labels import field_label
from tui.messages import refusal_text
from tui.terminal import printable


def side(heading: str, text: str) -> Content:
    """A heading and a text, neither of them markup."""
    lines = [Content.styled(printable(heading), "bold"), *(Content(printable(line)) for line in text.split("\n"))]
    return Content("\n").join(lines)


def written(value: Any) -> str:
    """A value as it stands, for editing."""
    if value in (None, "", []):
        return t("conflicts.nothing")
    return ", ".join(value) if isinstance(value, list) else str(value)


CODES = frozenset(
    {
        "forbidden",
        "invalid_field",
        "too_large",
        "no_such_record",
        "wrong_scope",
        "unknown_type",
        "type_mismatch",
        "signed",
        "scope_lost",
    }
)
"""Outcomes of refused edits that have words of their own (PROTOCOL.md section 14)."""

REASONS = frozenset({"state", "oneself", "last_writer", "recorder", "signed", "author", "basis"})
"""Reasons of the policy that say more than the outcome does."""


def why_parked(place: Workplace, item: Parked) -> str:
    """Why the edit was refused, and what can be done with it."""
    spec = place.repository.registry.get(item.first.type)
    field = field_label(spec, item.field) if spec and item.field else ""
    known = item.code if item.code in CODES else "other"
    lines = [t(f"parked.{known}", field=field, code=item.code)]
    if item.reason in REASONS:
        lines.append(refusal_text(place, Refusal(item.reason)))  # type: ignore[arg-type]
    return "\n".join([*lines, "", t("parked.remedy")])
