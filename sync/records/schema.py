"""The JSON schema of a kind's fields: what another program must send to be understood."""

from __future__ import annotations

from typing import Any

from sync.records.dates import CLOCK_FORM, DATE_FORM
from sync.records.fields import (
    ID_FORM,
    LARGEST_INT,
    SCALAR_BYTES,
    SET_ELEMENTS,
    TEXT_BYTES,
    Field,
    Label,
)
from sync.records.kind import KindSpec

DIALECT = "https://json-schema.org/draft/2020-12/schema"

PLAIN_TEXT = r"^[^\u0000-\u0008\u000b-\u001f\u007f]*$"
"""No control characters but line end and tab (PROTOCOL.md section 3)."""


def json_schema(spec: KindSpec) -> dict[str, Any]:
    """A schema of the field values of one record, draft 2020-12.

    `title` is the Chinese name and `x-title` has both; `x-merge` is s, t, set or once; `x-needed` marks what must be given
    before submission; `x-max-bytes` are bytes of UTF-8 in NFC; `x-kind` names the kind an id refers to.
    """
    schema: dict[str, Any] = {
        "$schema": DIALECT,
        **_titled(spec.label),
        "x-kind": spec.name,
        "x-scope": spec.audience,
        "type": "object",
        "properties": {name: _field(field) for name, field in spec.fields.items()},
        "required": [name for name, field in spec.fields.items() if field.needed == "!!"],
        "additionalProperties": False,
    }
    if spec.owner:
        schema["x-owner"] = spec.owner
    if spec.key:
        schema["x-key"] = list(spec.key)
    if spec.states:
        steps = [
            {"from": t.before, "to": t.after, "requires": t.requires, "along": list(spec.going_along(t.after))}
            for t in spec.transitions
        ]
        never_null = {"type": "string", "enum": list(spec.states), "default": spec.first_state}
        schema["properties"]["state"] |= {**never_null, "x-transitions": steps}
    return schema


def _titled(label: Label) -> dict[str, Any]:
    return {"title": label.zh, "x-title": {"zh": label.zh, "en": label.en}}


def _field(field: Field) -> dict[str, Any]:
    written: dict[str, Any] = {**_titled(field.label), "x-merge": field.merge, **_values(field)}
    if field.needed == "!":
        written["x-needed"] = "submission"
    if field.needed != "!!":
        written["type"] = [written["type"], "null"]
        if field.choices:
            written["enum"] = [*written["enum"], None]
    elif field.type in ("str", "text"):
        written["minLength"] = 1
    return written


def _values(field: Field) -> dict[str, Any]:
    """What a value that is not null looks like."""
    link = {"x-kind": field.target} if field.target else {}
    match field.type:
        case "str":
            return {"type": "string", "maxLength": field.limit, "pattern": PLAIN_TEXT, "x-max-bytes": SCALAR_BYTES}
        case "text":
            return {"type": "string", "maxLength": TEXT_BYTES, "pattern": PLAIN_TEXT, "x-max-bytes": TEXT_BYTES}
        case "int":
            return {"type": "integer", "minimum": -LARGEST_INT, "maximum": LARGEST_INT}
        case "bool":
            return {"type": "boolean"}
        case "date":
            return {"type": "string", "format": "date", "pattern": f"^{DATE_FORM}$"}
        case "time":
            return {"type": "string", "pattern": f"^{DATE_FORM}T{CLOCK_FORM}$"}
        case "id":
            return {"type": "string", "pattern": f"^{ID_FORM}$", **link}
        case "enum":
            labels = {value: {"zh": label.zh, "en": label.en} for value, label in field.choices}
            return {"type": "string", "enum": list(labels), "x-labels": labels}
        case "set":
            element = {"type": "string", "pattern": PLAIN_TEXT, "x-max-bytes": SCALAR_BYTES, **link}
            return {"type": "array", "items": element, "uniqueItems": True, "maxItems": SET_ELEMENTS}
