"""Forms of the values that travel: what msgspec checks as it reads, and what the document of the routes says of the rest."""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta as Said

LARGEST = 2**53 - 1

Whole = Annotated[int, Said(ge=-LARGEST, le=LARGEST)]
Count = Annotated[int, Said(ge=0, le=LARGEST)]

ID_FORM = "[A-Za-z0-9_:.-]{1,40}"
"""How ids of records, edits, conflicts and devices are written, as a regular expression."""

# What `extra_json_schema` says stands in the document of the routes (openapi.json) and is checked by the services.
Id = Annotated[str, Said(extra_json_schema={"pattern": f"^{ID_FORM}$"})]
Words = Annotated[
    str,
    Said(
        description="one line, without control characters and bidi controls",
        extra_json_schema={"pattern": "^[^\\u0000-\\u001f\\u007f\\u202a-\\u202e\\u2066-\\u2069]*$"},
    ),
]
NewPassword = Annotated[
    str, Said(description="in NFC, at most 1024 bytes", extra_json_schema={"minLength": 8, "maxLength": 1024})
]
Changes = Annotated[
    dict[str, Any],
    Said(
        description="field -> [base, new], or {add, del} of a set; what a kind's fields take is checked edit by edit",
    ),
]
Record = Annotated[
    dict[str, Any],
    Said(
        title="Record",
        description="an envelope (PROTOCOL.md section 3); a deleted one has no fields",
        extra_json_schema={
            "required": ["id", "type", "scope", "rev", "seq"],
            "properties": {
                "id": {"type": "string"},
                "type": {"type": "string"},
                "scope": {"type": "string"},
                "rev": {"type": "integer"},
                "seq": {"type": "integer"},
                "owner": {"type": ["string", "null"]},
                "v": {"type": "integer"},
                "f": {"type": "object"},
                "fv": {"type": "object"},
                "created": {"type": "object"},
                "updated": {"type": "object"},
                "del": {"type": ["object", "null"]},
            },
        },
    ),
]
"""An envelope as it stands on the wire: id, type, scope, rev, seq, owner, v, f, fv, created, updated, del."""
