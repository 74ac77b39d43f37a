"""A kind defined in this file alone gets everything that derives from a kind, without a change anywhere else.

Form and table are looked at where the screens are tested: see `Visit`, which any test may take from here.
"""

from __future__ import annotations

import uuid
from random import Random
from typing import Any

import pytest

from sync.apply import Rejected, Target, apply_op
from sync.records.fields import (
    BEGIN,
    LATER,
    ONCE_BEGIN,
    FieldProblem,
    choice,
    date,
    flag,
    integer,
    link,
    many,
    moment,
    prose,
    string,
)
from sync.records.ids import Ids, natural_id, record_id
from sync.records.kind import Kind, UnknownKind
from sync.records.policy import Attempt, Policy, Refusal
from sync.records.registry import KINDS
from sync.records.rules import state, write
from sync.records.schema import json_schema
from sync.records.scopes import scope_of_new
from tests.records.branch import Branch
from tests.records.ops import op
from tests.records.validator import accepts

BRANCH = "0198c0de-0000-7000-8000-000000000001"


class Visit(
    Kind,
    name="visit",
    zh="走访",
    en="visit",
    audience="r",
    owner="member",
    key="member+on",
    states="planned>made>checked, planned>dropped (reason)",
    state_labels={
        "planned": ("计划", "planned"),
        "made": ("已走访", "made"),
        "checked": ("已核实", "checked"),
        "dropped": ("已取消", "dropped"),
    },
):
    """走访: a visit to a household; every type of field once."""

    member = link("member", "走访人", "visitor", ONCE_BEGIN)
    on = date("日期", "date", ONCE_BEGIN)
    title = string(20, "事由", "purpose", BEGIN)
    from_ = moment("开始", "from", LATER)
    way = choice({"foot": ("步行", "on foot"), "car": ("乘车", "by car")}, "方式", "way")
    people = integer("人数", "people")
    again = flag("需回访", "needs another visit")
    findings = prose("情况", "findings")
    tags = many("标签", "tags")
    remark = prose("意见", "remark")
    reason = string(80, "原因", "reason")
    may = (
        write(by="self"),
        write("remark", by="clerk section_head@charge"),
        state("checked", by="section_head@charge", bar="oneself"),
    )


FIELDS: dict[str, Any] = {"member": "member1", "on": "2026-03-05", "title": "了解情况", "state": "planned"}


def answer(there: Branch, actor: str, **how: Any) -> Refusal | None:
    """Whether the policy lets the actor do it to the visit of member1."""
    with KINDS.also(Visit):
        attempt = Attempt(**{"actor": actor, "act": "put", "kind": "visit", "rid": "v", "fields": FIELDS, **how})
        return Policy(KINDS, there).refusal(attempt)


def test_it_is_known_only_while_it_is_registered() -> None:
    with KINDS.also(Visit):
        assert KINDS["visit"] is Visit.spec
        assert "visit" in {spec.name for spec in KINDS}
    assert "visit" not in KINDS
    with pytest.raises(UnknownKind, match="visit"):
        KINDS["visit"]


def test_its_fields_come_in_order_with_state_and_sample_added() -> None:
    spec = Visit.spec
    assert spec.editable() == [
        "member",
        "on",
        "title",
        "from",
        "way",
        "people",
        "again",
        "findings",
        "tags",
        "remark",
        "reason",
    ]
    assert [name for name in spec.fields if name not in spec.editable()] == ["state", "sample"]
    assert [each.merge for each in spec.fields.values()][:4] == ["once", "once", "s", "s"]
    assert (spec.fields["findings"].merge, spec.fields["tags"].merge) == ("t", "set")


def test_its_title_and_columns_are_there_without_being_named() -> None:
    """What a form is headed by and a table shows."""
    spec = Visit.spec
    assert spec.title == "title"
    assert spec.columns == ("title", "member", "on", "from", "state")

    class Bare(Kind, name="bare", zh="无", en="bare", audience="b"):
        count = integer("数", "count")
        body = prose("文", "body")

    assert (Bare.spec.title, Bare.spec.columns, Bare.spec.first_state) == ("", ("count",), None)


def test_it_gets_labels_and_states() -> None:
    spec = Visit.spec
    assert (spec.label.zh, spec.label.en) == ("走访", "visit")
    assert spec.first_state == "planned"
    assert spec.next_states("planned") == ["made", "dropped"]
    assert spec.fields["state"].choice_label("made").zh == "已走访"


def test_it_gets_validation() -> None:
    spec = Visit.spec
    assert spec.check_new({**FIELDS, "tags": ["b", "a"], "people": None}) == {**FIELDS, "tags": ["a", "b"]}
    assert spec.missing(FIELDS) == ["from"]
    for wrong, code in (
        ({"on": "2026-02-30"}, "not_a_date"),
        ({"title": None}, "needed_at_creation"),
        ({"title": "一" * 21}, "too_long"),
        ({"way": "plane"}, "unknown_choice"),
        ({"where": "村里"}, "unknown_field"),
        ({"state": "made"}, "not_the_first_state"),
    ):
        with pytest.raises(FieldProblem) as caught:
            spec.check_new({**FIELDS, **wrong})
        assert (caught.value.field, caught.value.code) == (next(iter(wrong)), code)


def test_it_gets_an_id_and_a_scope() -> None:
    spec = Visit.spec
    made = record_id(BRANCH, spec, FIELDS, Ids(lambda: 0, Random(0)))
    assert made == natural_id(BRANCH, "visit", ["member1", "2026-03-05"])
    assert uuid.UUID(made).version == 5
    assert scope_of_new(spec, FIELDS, BRANCH, "plain1", None) == f"r:{BRANCH}:member1"


def test_it_gets_a_schema() -> None:
    schema = json_schema(Visit.spec)
    assert schema["title"] == "走访"
    assert accepts(schema, FIELDS)
    assert not accepts(schema, {**FIELDS, "way": "plane"})
    assert schema["properties"]["findings"]["x-merge"] == "t"


def test_it_gets_a_policy(there: Branch) -> None:
    assert answer(there, "member1", act="new") is None
    assert answer(there, "member1", changes=["findings"]) is None
    assert answer(there, "member1", to="made") is None
    assert answer(there, "head1", changes=["remark"]) is None
    assert answer(there, "clerk", changes=["remark"]) is None
    assert answer(there, "head1", to="checked") is None
    for actor, how in (
        ("plain1", {"act": "new"}),
        ("head1", {"changes": ["findings"]}),
        ("member1", {"changes": ["remark"]}),
        ("member1", {"to": "checked"}),
        ("head2", {"to": "checked"}),
        ("head1", {"act": "del"}),
    ):
        refused = answer(there, actor, **how)
        assert refused is not None
        assert refused.reason == "needs"
    own = answer(there, "head1", to="checked", fields={**FIELDS, "member": "head1"})
    assert own is not None
    assert own.reason == "oneself"


def test_its_edits_are_applied_and_merged() -> None:
    spec = Visit.spec
    made = apply_op(spec, None, op("new", "visit", {n: [None, v] for n, v in FIELDS.items() if n != "state"}))
    assert made.fields == FIELDS
    now = {**FIELDS, "findings": "一家五口。收入稳定，好转。", "tags": ["a"]}
    base = "一家五口。收入稳定。"
    edit = op("put", "visit", {"findings": [base, "全家五口。收入稳定。"], "tags": {"add": ["b"]}})
    done = apply_op(spec, Target(now), edit)
    assert done.fields == {**now, "findings": "全家五口。收入稳定，好转。", "tags": ["a", "b"]}
    assert done.outcome == "merged"
    with pytest.raises(Rejected) as caught:
        apply_op(spec, Target(FIELDS), op("put", "visit", {"state": ["planned", "dropped"]}))
    assert (caught.value.field, caught.value.reason) == ("reason", "needed_with_transition")
