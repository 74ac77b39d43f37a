"""The document of the routes, OpenAPI 3.1, made from what they declare and from the types that travel.

`python -m server_stub.openapi FILE` writes it; `make contract` does so for docs/openapi.json.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from server_stub.asked import LONGEST_NUMBER
from server_stub.contract import STATUS, Asked, Call
from server_stub.problems import RETRIES
from sync.wire import API, MAX_BODY_BYTES, MAX_DEPTH, MAX_INFLATED_BYTES, Problem
from sync.wire_forms import LARGEST

_AT = "#/components/schemas/{name}"
_HEADERS = {
    "RequestId": {
        "description": "Names this answer in the server's log.",
        "schema": {"type": "string", "pattern": "^[0-9a-f]{16}$"},
        "required": True,
    },
    "RetryAfter": {"description": "Seconds.", "schema": {"type": "integer", "minimum": 1}, "required": True},
    "Scheme": {"schema": {"const": "Bearer"}, "required": True},
    "Tag": {
        "description": "Changes when anything the caller may read does.",
        "schema": {"type": "string", "pattern": '^"[0-9a-f]{24}"$'},
        "required": True,
    },
}
_ABOUT = f"""What devices and the branch's shared copy say to each other; docs/PROTOCOL.md says why.

Bodies are `application/json` of at most {MAX_BODY_BYTES} bytes, or the same as one gzip stream with `Content-Encoding: gzip`,
at most {MAX_INFLATED_BYTES} bytes inflated; nested at most {MAX_DEPTH} deep, no key twice in an object. Fields that are not
named here are passed over. Answers of 1400 bytes and more are compressed for a client with `Accept-Encoding: gzip`, and are
never to be stored. Whatever is refused is a problem document, whose `code` alone is to be branched on. What belongs to
somebody else answers as what does not exist."""


def document(calls: Iterable[Call]) -> dict[str, Any]:
    """The document of these calls."""
    calls = list(calls)
    named = {each.gives for each in calls} | {each.takes for each in calls} | {Problem}
    shapes = sorted((each for each in named if each is not None and each is not dict), key=str)
    _, schemas = msgspec.json.schema_components(shapes, ref_template=_AT)
    # A device numbers an edit when it first sends it (PROTOCOL.md section 4), so the type has none until then.
    schemas["Op"]["required"].append("n")
    schemas["Op"]["properties"]["n"] = {"type": "integer", "minimum": 1, "maximum": LARGEST}
    # What is based on nothing has no digest to be based on, and the other way round.
    schemas["OfferedItem"]["oneOf"] = [
        {"properties": {"base": {"const": 0}, "on": {"type": "null"}}},
        {"properties": {"base": {"minimum": 1}, "on": {"type": "string"}}},
    ]
    paths: dict[str, dict[str, Any]] = {}
    refusals: dict[str, dict[str, Any]] = {}
    for each in calls:
        paths.setdefault(each.path, {})[each.method.lower()] = _operation(each, refusals)
    return {
        "openapi": "3.1.0",
        "info": {"title": "Xinde branch server", "version": str(API), "description": _ABOUT},
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": dict(sorted(refusals.items())),
            "headers": _HEADERS,
            "parameters": {"Client": _CLIENT},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "description": "`token` of SignedIn."}},
        },
    }


_CLIENT = {
    "name": "X-Client",
    "in": "header",
    "description": "Program, version, and the newest version of an edit it writes: `xinde/0.1.0 schema=1`.",
    "schema": {"type": "string"},
}


def _operation(told: Call, refusals: dict[str, dict[str, Any]]) -> dict[str, Any]:
    parameters = [_of_path(name) for name in re.findall(r"\{(\w+)\}", told.path)]
    parameters += [_of_query(each) for each in told.query]
    if told.tagged:
        parameters.append({"name": "If-None-Match", "in": "header", "schema": {"type": "string"}})
    made: dict[str, Any] = {
        "operationId": told.name,
        "summary": told.says,
        "parameters": [*parameters, {"$ref": "#/components/parameters/Client"}],
        "responses": _responses(told, refusals),
        "security": [{"token": []}] if told.signed_in else [],
    }
    if told.takes is not None:
        made["requestBody"] = {"required": True, "content": {"application/json": {"schema": _ref(told.takes)}}}
    return made


def _of_path(name: str) -> dict[str, Any]:
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", "minLength": 1}}


def _of_query(asked: Asked) -> dict[str, Any]:
    schema: dict[str, Any] = {"type": "string"}
    if asked.number:
        schema = {"type": "integer", "minimum": 0, "maximum": 10**LONGEST_NUMBER - 1}
    if asked.form is not None:
        schema["pattern"] = asked.form
    return {"name": asked.name, "in": "query", "description": asked.says, "schema": schema}


def _responses(told: Call, refusals: dict[str, dict[str, Any]]) -> dict[str, Any]:
    headers = _named(RequestId="X-Request-Id") | (_named(Tag="ETag") if told.tagged else {})
    gives = {"type": "object"} if told.gives in (None, dict) else _ref(told.gives)
    found: dict[str, Any] = {
        "200": {"description": "Done.", "headers": headers, "content": {"application/json": {"schema": gives}}}
    }
    if told.tagged:
        found["304"] = {"description": "Nothing is new.", "headers": headers}
    for status in sorted({STATUS[code] for code in told.codes}):
        codes = [code for code in told.codes if STATUS[code] == status]
        # Most calls refuse in the same words.
        name = ".".join(codes)
        refusals[name] = _refusal(status, codes)
        found[str(status)] = {"$ref": f"#/components/responses/{name}"}
    return found


def _refusal(status: int, codes: list[str]) -> dict[str, Any]:
    headers = _named(RequestId="X-Request-Id")
    if status == 401:
        headers |= _named(Scheme="WWW-Authenticate")
    if status in (408, 429, 500, 503):
        headers |= _named(RetryAfter="Retry-After")
    one_of = {"status": {"const": status}, "code": {"enum": codes}}
    one_of["retry"] = {"enum": sorted({RETRIES.get(code, "never") for code in codes})}
    schema = {"allOf": [_ref(Problem), {"properties": one_of, "required": ["request_id"]}]}
    return {
        "description": ", ".join(codes),
        "headers": headers,
        "content": {"application/problem+json": {"schema": schema}},
    }


def _named(**headers: str) -> dict[str, Any]:
    return {shown: {"$ref": f"#/components/headers/{name}"} for name, shown in headers.items()}


def _ref(shape: type | None) -> dict[str, str]:
    return {"$ref": _AT.format(name=shape.__name__ if shape is not None else "")}


def written(told: Mapping[str, Any]) -> bytes:
    """A document as it stands in a file."""
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def main() -> None:
    """Write the document of this server's routes into a file."""
    from server_stub.app import promised

    Path(sys.argv[1]).write_bytes(written(promised()))


if __name__ == "__main__":
    main()
