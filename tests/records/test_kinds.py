"""Every kind stands in the code as `kinds.toml` declares it."""

from __future__ import annotations

import re

import pytest

from sync.records.fields import Label
from sync.records.kind import KindSpec
from sync.records.registry import KINDS
from tests.records.declared import BUILT, declared_kinds, read_field, read_states
from tests.records.oracle import going_along

ADDED = {"state", "sample"}
"""Fields every kind has without naming them: its state, and whether it is demo data."""

CHINESE = re.compile(r"[\u4e00-\u9fff]")


@pytest.fixture(params=BUILT)
def spec(request: pytest.FixtureRequest) -> KindSpec:
    """Each of the kinds."""
    return KINDS[request.param]


def test_the_registry_knows_just_the_kinds_of_the_file() -> None:
    assert sorted(spec.name for spec in KINDS) == sorted(BUILT)


def test_scope_owner_and_key(spec: KindSpec) -> None:
    declared = declared_kinds()[spec.name]
    assert (spec.audience, spec.owner, spec.key) == (declared.scope, declared.owner, declared.key)
    assert spec.shared == (declared.scope != "u")


def test_fields_in_the_order_of_the_file(spec: KindSpec) -> None:
    assert [name for name in spec.fields if name not in ADDED] == list(declared_kinds()[spec.name].fields)
    assert spec.editable() == list(declared_kinds()[spec.name].fields)


def test_each_field_as_declared(spec: KindSpec) -> None:
    for name, declared in declared_kinds()[spec.name].fields.items():
        field = spec.fields[name]
        choices = tuple(value for value, _ in field.choices)
        found = (field.type, field.merge, field.needed, field.limit, choices)
        wanted = (declared.type, declared.merge, declared.needed, declared.limit, declared.choices)
        assert found == wanted, f"{spec.name}.{name}"
        assert field.once == (declared.merge == "once"), name
        if declared.type == "id":
            assert field.target == declared.target, name
        elif declared.type == "set":
            # The file leaves a set's elements open; where the code says more, it names a kind of the file.
            assert field.target in {None, *declared_kinds()}, name
        else:
            assert field.target is None, name


def test_states_and_transitions(spec: KindSpec) -> None:
    declared = declared_kinds()[spec.name]
    assert tuple(spec.states) == declared.states
    assert {(step.before, step.after, step.requires) for step in spec.transitions} == declared.transitions
    assert len(spec.transitions) == len(declared.transitions)
    assert spec.first_state == (declared.states[0] if declared.states else None)
    if declared.states:
        state = spec.fields["state"]
        assert (state.type, state.merge, tuple(value for value, _ in state.choices)) == ("enum", "s", declared.states)
        for before in declared.states:
            wanted = {after for a, after, _ in declared.transitions if a == before}
            assert set(spec.next_states(before)) == wanted
    else:
        assert "state" not in spec.fields


def test_what_goes_with_a_change_of_state_goes_with_that_one_alone(spec: KindSpec) -> None:
    for step in spec.transitions:
        along = spec.going_along(step.after)
        assert set(along) == going_along(spec.name, step.after)
        assert not along or step.requires in (None, along[0])
    assert spec.going_along(None) == ()


def test_every_kind_may_be_sample_data_but_only_from_its_creation_on(spec: KindSpec) -> None:
    assert (spec.fields["sample"].type, spec.fields["sample"].merge) == ("bool", "once")


def test_every_label_is_there_in_both_languages(spec: KindSpec) -> None:
    labels: dict[str, Label] = {spec.name: spec.label}
    labels |= {f"{spec.name}.{name}": field.label for name, field in spec.fields.items()}
    labels |= {f"{spec.name}:{state}": label for state, label in spec.states.items()}
    labels |= {
        f"{spec.name}.{name}={value}": label for name, field in spec.fields.items() for value, label in field.choices
    }
    for what, label in labels.items():
        assert CHINESE.search(label.zh), what
        assert label.en.strip(), what
        assert not CHINESE.search(label.en), what


def test_labels_tell_fields_states_and_choices_apart(spec: KindSpec) -> None:
    for labels in (
        [field.label for field in spec.fields.values()],
        list(spec.states.values()),
        *([label for _, label in field.choices] for field in spec.fields.values()),
    ):
        assert len({label.zh for label in labels}) == len({label.en for label in labels}) == len(labels), labels


def test_columns_and_title_name_fields(spec: KindSpec) -> None:
    assert spec.columns
    assert set(spec.columns) <= spec.fields.keys()
    assert spec.title in spec.fields


def test_the_parent_is_the_record_whose_scope_is_shared(spec: KindSpec) -> None:
    parents = {"session": "session", "target's": "target"}
    wanted = "record" if spec.name == "conflict" else parents.get(spec.audience)
    assert spec.parent_field == wanted
    if wanted:
        assert spec.fields[wanted].needed == "!!"
        assert spec.fields[wanted].once


def test_rules_speak_of_things_that_exist(spec: KindSpec) -> None:
    for rule in spec.rules:
        assert rule.fields <= spec.fields.keys()
        assert rule.to <= spec.states.keys()
        assert rule.states <= spec.states.keys()
        assert rule.parents <= declared_kinds().keys()
        for named in (rule.deciding, rule.copy_of):
            if named:
                target = spec.fields[named[0]].target
                assert target
                assert named[1] in KINDS[target].states
        assert not rule.named or rule.named in spec.fields
        if rule.where:
            field, values = rule.where
            assert values <= {value for value, _ in spec.fields[field].choices}


def test_the_parser_reads_the_terse_and_the_long_form() -> None:
    assert read_field("text t").merge == read_field("text").merge == "t"
    assert read_field("set").merge == "set"
    assert read_field("str40 s !!") == read_field("str40 !! s")
    assert read_field("id:member once !!").target == "member"
    assert read_field("enum:a|b once").choices == ("a", "b")
    assert read_states("a>b>a, a>c (with why)") == (
        ("a", "b", "c"),
        frozenset({("a", "b", None), ("b", "a", None), ("a", "c", "why")}),
    )
