"""Changes of fields as the wire has them: a set by what goes in and out, all else by the value before and after."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sync.records.fields import check_elements, check_value
from sync.records.kind import KindSpec


def wire_changes(spec: KindSpec, changes: Mapping[str, tuple[Any, Any]]) -> dict[str, Any]:
    """Field -> what goes over the wire, for those given as (base, new) that differ; raises FieldProblem."""
    wire: dict[str, Any] = {}
    said = spec.going_along(changes["state"][1]) if "state" in changes else ()
    for name, (base, new) in changes.items():
        declared = spec.field(name)
        # What stays as it stood is not refused: an older server may have taken in what nobody may write any more.
        base = check_value(name, declared, base, kept=True)
        if declared.type == "set":
            before, after = set(_elements(base)), set(_elements(check_value(name, declared, new, kept=True)))
            if before != after:
                wire[name] = {"add": check_elements(name, after - before), "del": sorted(before - after)}
            continue
        new = check_value(name, declared, new, kept=new == base)
        if base != new or (name in said and new is not None):
            # A reason given again in the same words is given all the same.
            wire[name] = [base, new]
    return wire


def _elements(value: object) -> list[str]:
    return list(value) if isinstance(value, list) else []
