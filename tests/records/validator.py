"""The part of JSON Schema 2020-12 that the schemas of the kinds use, as a checker; a word it does not know is an error."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Check = Callable[[Any, Any], bool]

TYPES: dict[str, type | tuple[type, ...]] = {
    "string": str,
    "integer": int,
    "boolean": bool,
    "array": list,
    "object": dict,
    "null": type(None),
}
ANNOTATIONS = {"$schema", "title", "default"}


def accepts(schema: Mapping[str, Any], value: Any) -> bool:
    """True when the value fits the schema."""
    for word, wanted in schema.items():
        if word in ANNOTATIONS or (word.startswith("x-") and word not in CHECKS):
            continue
        if not CHECKS[word](wanted, value):
            return False
    unknown = set(value) - set(schema.get("properties", ())) if isinstance(value, dict) else set()
    return not unknown or schema.get("additionalProperties", True) is not False


def _is_type(wanted: Any, value: Any) -> bool:
    names = [wanted] if isinstance(wanted, str) else wanted
    return any(isinstance(value, TYPES[name]) and (name == "boolean" or type(value) is not bool) for name in names)


def _is_date(value: str) -> bool:
    try:
        return dt.date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


def _format(wanted: str, value: Any) -> bool:
    assert wanted == "date"
    return not isinstance(value, str) or _is_date(value)


def _for(kind: type, check: Check) -> Check:
    return lambda wanted, value: not isinstance(value, kind) or check(wanted, value)


def _is_number(check: Check) -> Check:
    return lambda wanted, value: type(value) is not int or check(wanted, value)


CHECKS: dict[str, Check] = {
    "type": _is_type,
    "enum": lambda wanted, value: value in wanted,
    "minLength": _for(str, lambda wanted, value: len(value) >= wanted),
    "maxLength": _for(str, lambda wanted, value: len(value) <= wanted),
    "x-max-bytes": _for(str, lambda wanted, value: len(unicodedata.normalize("NFC", value).encode()) <= wanted),
    "pattern": _for(
        str, lambda wanted, value: re.search(wanted.removesuffix("$") + r"\Z", value, re.ASCII) is not None
    ),
    "format": _format,
    "minimum": _is_number(lambda wanted, value: value >= wanted),
    "maximum": _is_number(lambda wanted, value: value <= wanted),
    "items": _for(list, lambda wanted, value: all(accepts(wanted, each) for each in value)),
    "maxItems": _for(list, lambda wanted, value: len(value) <= wanted),
    "uniqueItems": _for(list, lambda wanted, value: not wanted or len({repr(each) for each in value}) == len(value)),
    "required": _for(dict, lambda wanted, value: set(wanted) <= set(value)),
    "properties": _for(
        dict, lambda wanted, value: all(accepts(each, value[name]) for name, each in wanted.items() if name in value)
    ),
    "additionalProperties": lambda wanted, value: True,
}
"""Keyword -> check; `additionalProperties` is looked at together with `properties`, and x-max-bytes is this project's own."""
