"""The JSON schema of a kind says what `kinds.toml` says, and takes and refuses what the kind itself takes and refuses."""

from __future__ import annotations

import json
from typing import Any

import pytest

from sync.records.fields import FieldProblem, check_value
from sync.records.registry import KINDS
from sync.records.schema import json_schema
from tests.records.declared import BUILT, declared_kinds
from tests.records.subjects import least, sample_value
from tests.records.validator import accepts

JSON_TYPES = {"int": "integer", "bool": "boolean", "set": "array"}


@pytest.mark.parametrize("kind", BUILT)
def test_the_schema_says_what_the_file_says(kind: str) -> None:
    declared, schema = declared_kinds()[kind], json_schema(KINDS[kind])
    assert schema["$schema"].endswith("/draft/2020-12/schema")
    assert (schema["type"], schema["additionalProperties"]) == ("object", False)
    assert (schema["x-kind"], schema["x-scope"]) == (kind, declared.scope)
    assert (schema.get("x-owner"), tuple(schema.get("x-key", ()))) == (declared.owner, declared.key)
    assert schema["required"] == [name for name, each in declared.fields.items() if each.needed == "!!"]
    assert [name for name in schema["properties"] if name not in ("state", "sample")] == list(declared.fields)
    for name, each in declared.fields.items():
        field = schema["properties"][name]
        needed = each.needed == "!!"
        json_type = JSON_TYPES.get(each.type, "string")
        assert field["type"] == (json_type if needed else [json_type, "null"]), name
        assert field["x-merge"] == each.merge, name
        assert field.get("x-needed") == ("submission" if each.needed == "!" else None), name
        if each.type == "str":
            assert field["maxLength"] == each.limit, name
        if each.type == "text":
            assert field["x-max-bytes"] == 64 * 1024, name
        if each.type == "id":
            assert field["x-kind"] == each.target, name
        if each.type == "enum":
            assert field["enum"] == [*each.choices] + [None] * (not needed), name
            assert list(field["x-labels"]) == [*each.choices], name
    if declared.states:
        state = schema["properties"]["state"]
        assert (state["type"], tuple(state["enum"]), state["default"]) == (
            "string",
            declared.states,
            declared.states[0],
        )
        steps = {(step["from"], step["to"], step["requires"]) for step in state["x-transitions"]}
        assert steps == declared.transitions


@pytest.mark.parametrize("kind", BUILT)
def test_titles_in_both_languages(kind: str) -> None:
    schema = json_schema(KINDS[kind])
    for each in (schema, *schema["properties"].values()):
        assert each["title"] == each["x-title"]["zh"]
        assert each["x-title"]["zh"]
        assert each["x-title"]["en"]
    for field in schema["properties"].values():
        assert all(label["zh"] and label["en"] for label in field.get("x-labels", {}).values())


@pytest.mark.parametrize("kind", BUILT)
def test_a_record_of_the_kind_fits_it(kind: str) -> None:
    schema = json_schema(KINDS[kind])
    full = least(kind) | {name: sample_value(each) for name, each in declared_kinds()[kind].fields.items()}
    assert accepts(schema, least(kind))
    assert accepts(schema, full)
    assert not accepts(schema, {**full, "unknown": "x"})
    for name, each in declared_kinds()[kind].fields.items():
        if each.needed == "!!":
            assert not accepts(schema, {key: value for key, value in full.items() if key != name})
            assert not accepts(schema, {**full, name: None})
        else:
            assert accepts(schema, {**full, name: None})


PROBES: list[Any] = [
    "",
    "甲",
    "a b",
    "m:1",
    "汉" * 200,
    "汉" * 21845 + "a",
    "汉" * 21846,
    "a\x00",
    "a\x1b[0m",
    "一\n二\t三",
    "2026-03-05",
    "2026-02-30",
    "2026-3-5",
    "２０２６-03-05",
    "2026-03-05T09:00",
    "2026-03-05T24:00",
    "2026-03-05T09:00\n",
    "2026-03-05 09:00",
    True,
    False,
    0,
    1,
    2026,
    2**53,
    2**53 + 1,
    [],
    ["a", "b"],
    ["a\x00"],
    ["汉" * 342],
    [1],
    [f"{number:04}" for number in range(501)],
    {},
    {"a": 1},
]


@pytest.mark.parametrize("kind", BUILT)
def test_it_takes_just_the_values_that_the_kind_takes(kind: str) -> None:
    spec = KINDS[kind]
    schema = json_schema(spec)
    for name, field in spec.fields.items():
        choices = [value for value, _ in field.choices]
        for value in [*PROBES, *choices, "not_a_choice"]:
            if field.needed == "!!" and value == "":
                continue
            try:
                fits = check_value(name, field, value) == value
            except FieldProblem:
                fits = False
            assert accepts(schema["properties"][name], value) == fits, (name, value)


def test_it_is_json() -> None:
    for spec in KINDS:
        schema = json_schema(spec)
        assert json.loads(json.dumps(schema, ensure_ascii=False, allow_nan=False)) == schema
