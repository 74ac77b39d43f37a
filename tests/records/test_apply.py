"""One op on one record: creating, changing, deleting and restoring (PROTOCOL.md sections 4, 5, 10 and 11)."""

from __future__ import annotations

from typing import Any

import pytest

from sync.apply import DELETED, Clash, Target
from sync.canonical import digest
from sync.records.registry import KINDS
from tests.records.declared import BUILT, declared_kinds
from tests.records.ops import applied, creation, op, rejected
from tests.records.subjects import least, sample_value

DRAFT = {"year": 2026, "title": "计划", "guiding": "第一句。第二句。", "state": "draft"}

# creating


@pytest.mark.parametrize("kind", BUILT)
def test_new_makes_the_record_with_its_first_state(kind: str) -> None:
    done = applied(None, creation(kind))
    wanted = least(kind)
    assert (done.outcome, done.fields) == ("applied", wanted)
    assert done.changed == {name: (None, value) for name, value in wanted.items()}


@pytest.mark.parametrize("kind", BUILT)
def test_new_without_a_field_it_needs_is_refused_by_that_name(kind: str) -> None:
    for name, declared in declared_kinds()[kind].fields.items():
        if declared.needed == "!!":
            edit = creation(kind)
            del edit.ch[name]
            assert rejected(None, edit) == ("invalid_field", name, "needed_at_creation")
            for nothing in (None, ""):
                if nothing is None or declared.type in ("str", "text"):
                    edit = creation(kind)
                    edit.ch[name] = [None, nothing]
                    assert rejected(None, edit) == ("invalid_field", name, "needed_at_creation")


def test_nulls_and_empty_sets_of_a_new_record_are_not_kept() -> None:
    edit = creation("session")
    edit.ch |= {"place": [None, None], "recorders": {"add": []}}
    assert applied(None, edit).fields == least("session")


def test_a_record_begins_in_its_first_state() -> None:
    edit = creation("plan")
    edit.ch["state"] = [None, "draft"]
    assert applied(None, edit).fields == least("plan")
    edit.ch["state"] = [None, "approved"]
    assert rejected(None, edit) == ("invalid_field", "state", "not_the_first_state")


def test_sample_data_is_marked_at_creation_only() -> None:
    assert (applied(None, creation("section", sample=True)).fields or {})["sample"] is True
    refused = rejected(least("section"), op("put", "section", {"sample": [None, True]}))
    assert refused == ("invalid_field", "sample", "fixed_at_creation")


def test_new_on_an_existing_record_takes_what_is_absent_and_keeps_what_differs() -> None:
    """Natural keys: two devices made the same thing."""
    here = {"session": "s", "member": "m", "status": "late", "remark": "堵车", "state": None}
    here.pop("state")
    edit = op(
        "new",
        "attendance",
        {
            "session": [None, "s"],
            "member": [None, "m"],
            "status": [None, "present"],
            "remark": [None, None],
            "expected": [None, True],
        },
    )
    done = applied(dict(here), edit)
    assert done.outcome == "conflict"
    assert done.fields == {**here, "expected": True}
    assert done.clashes == [Clash("status", "late", "present")]
    assert done.changed == {"expected": (None, True)}


def test_new_on_an_existing_record_with_the_same_values_changes_nothing() -> None:
    done = applied(least("plan"), creation("plan"))
    assert (done.outcome, done.fields, done.changed) == ("noop", least("plan"), {})


def test_new_on_an_existing_record_leaves_its_state_alone() -> None:
    edit = creation("plan")
    edit.ch["state"] = [None, "draft"]
    done = applied(least("plan", state="approved"), edit)
    assert (done.outcome, (done.fields or {})["state"]) == ("noop", "approved")


def test_two_texts_made_at_once_are_not_put_one_after_the_other() -> None:
    """The first stands, the second is a conflict (lesson 6)."""
    done = applied(least("plan", goals="甲的目标。"), creation("plan", goals="乙的目标。"))
    assert (done.fields or {})["goals"] == "甲的目标。"
    assert done.clashes == [Clash("goals", "甲的目标。", "乙的目标。")]


def test_two_sets_made_at_once_are_joined_and_nothing_is_taken_away() -> None:
    edit = creation("plan", basis=["b"])
    edit.ch["basis"]["del"] = ["a"]
    done = applied(least("plan", basis=["a"]), edit)
    assert (done.outcome, (done.fields or {})["basis"]) == ("applied", ["a", "b"])


def test_new_on_a_tombstone_makes_it_live_again_with_nothing_of_the_old() -> None:
    old = Target({**DRAFT, "year": 3, "number": "1号"}, deleted=True)
    done = applied(old, creation("plan"))
    assert (done.outcome, done.fields) == ("merged", least("plan"))


# changing


def test_a_put_of_a_record_that_is_not_there_never_makes_it() -> None:
    assert rejected(None, op("put", "plan", {"title": [None, "新"]}))[0] == "no_such_record"


def test_each_field_is_merged_by_its_own_rule() -> None:
    now = {**DRAFT, "title": "别人的", "guiding": "第一句。第二句，改了。", "basis": ["a", "c"]}
    done = applied(
        now,
        op(
            "put",
            "plan",
            {
                "title": ["计划", "我的"],
                "guiding": ["第一句。第二句。", "第一句也改了。第二句。"],
                "basis": {"add": ["b"], "del": ["a"]},
                "number": [None, "1号"],
            },
        ),
    )
    assert done.outcome == "conflict"
    assert done.fields == {
        **now,
        "guiding": "第一句也改了。第二句，改了。",
        "basis": ["b", "c"],
        "number": "1号",
    }
    assert done.clashes == [Clash("title", "别人的", "我的")]
    assert done.combined == ["guiding"]
    assert set(done.changed) == {"guiding", "basis", "number"}


def test_combined_text_without_a_conflict_is_merged() -> None:
    now = {**DRAFT, "guiding": "第一句。第二句，改了。"}
    done = applied(now, op("put", "plan", {"guiding": ["第一句。第二句。", "第一句也改了。第二句。"]}))
    assert (done.outcome, done.both) == ("merged", [])


def test_two_additions_at_one_place_are_both_kept_and_named() -> None:
    now = {**DRAFT, "guiding": "第一句。第二句。甲补充的一整句话。"}
    new = "第一句。第二句。乙写的另外一句话。"
    done = applied(now, op("put", "plan", {"guiding": ["第一句。第二句。", new]}))
    assert (done.outcome, done.both) == ("merged", ["guiding"])
    assert (done.fields or {})["guiding"] == "第一句。第二句。甲补充的一整句话。乙写的另外一句话。"


def test_a_conflict_holds_the_whole_of_what_the_author_wrote_and_never_the_base() -> None:
    done = applied({**DRAFT, "guiding": "天气很好。"}, op("put", "plan", {"guiding": ["天气不错。", "天气糟糕。"]}))
    assert done.clashes == [Clash("guiding", "天气很好。", "天气糟糕。")]
    assert (done.outcome, done.changed) == ("conflict", {})


def test_nothing_changes_where_the_value_is_there_already_or_was_not_changed() -> None:
    for change in (["旧", "计划"], ["旧", "旧"], ["计划", "计划"]):
        done = applied(dict(DRAFT), op("put", "plan", {"title": change}))
        assert (done.outcome, done.fields, done.changed) == ("noop", DRAFT, {})


def test_a_value_taken_away_leaves_no_field_behind() -> None:
    done = applied({**DRAFT, "number": "1号"}, op("put", "plan", {"number": ["1号", None]}))
    assert (done.outcome, done.fields, done.changed) == ("applied", DRAFT, {"number": ("1号", None)})
    emptied = applied({**DRAFT, "basis": ["a"]}, op("put", "plan", {"basis": {"del": ["a"]}}))
    assert (emptied.fields, emptied.changed) == (DRAFT, {"basis": (["a"], None)})


def test_fields_of_a_newer_version_stay_as_they_are() -> None:
    now = {**DRAFT, "of_a_newer_version": {"a": [1, "b"]}}
    assert applied(dict(now), op("put", "plan", {"number": [None, "1"]})).fields == {**now, "number": "1"}


def test_the_record_given_is_not_changed() -> None:
    now = {**DRAFT, "basis": ["a"]}
    applied(now, op("put", "plan", {"basis": {"add": ["b"]}, "title": ["计划", "新"]}))
    assert now == {**DRAFT, "basis": ["a"]}


@pytest.mark.parametrize("kind", BUILT)
def test_what_is_fixed_at_creation_stays_fixed(kind: str) -> None:
    for name, declared in declared_kinds()[kind].fields.items():
        if declared.merge == "once":
            for k in ("put", "resolve"):
                edit = op("put" if k == "put" else "resolve", kind, {name: [None, sample_value(declared)]})
                assert rejected(least(kind), edit) == ("invalid_field", name, "fixed_at_creation")


@pytest.mark.parametrize("kind", BUILT)
def test_what_a_record_cannot_be_without_is_not_taken_away(kind: str) -> None:
    for name, declared in declared_kinds()[kind].fields.items():
        if declared.needed == "!!" and declared.merge != "once":
            edit = op("put", kind, {name: [sample_value(declared), None]})
            assert rejected(least(kind), edit) == ("invalid_field", name, "needed_at_creation")


def test_a_resolve_is_a_put_whose_base_is_what_was_shown() -> None:
    edit = op("resolve", "plan", {"title": ["计划", "我的"]}, conflict="c")
    assert applied(dict(DRAFT), edit).fields == {**DRAFT, "title": "我的"}
    stale = applied({**DRAFT, "title": "又改了"}, edit)
    assert stale.clashes == [Clash("title", "又改了", "我的")]


# changing state


@pytest.mark.parametrize("kind", [kind for kind in BUILT if declared_kinds()[kind].states])
def test_just_the_transitions_of_the_file(kind: str) -> None:
    declared = declared_kinds()[kind]
    allowed = {(before, after): wanted for before, after, wanted in declared.transitions}
    for before in declared.states:
        for after in declared.states:
            edit = op("put", kind, {"state": [before, after]})
            now = least(kind, state=before)
            if before == after:
                assert applied(now, edit).outcome == "noop"
            elif (before, after) not in allowed:
                assert rejected(now, edit) == ("invalid_field", "state", "forbidden_transition")
            elif wanted := allowed[before, after]:
                assert rejected(now, edit) == ("invalid_field", wanted, "needed_with_transition")
                edit.ch[wanted] = [None, ""]
                assert rejected(now, edit) == ("invalid_field", wanted, "needed_with_transition")
                edit.ch[wanted] = [None, "因为"]
                assert applied(now, edit).fields == {**now, "state": after, wanted: "因为"}
                # What was given as the reason of an earlier step is not a reason of this one.
                before_that = {**now, wanted: "当初的原因"}
                bare = op("put", kind, {"state": [before, after]})
                assert rejected(before_that, bare) == ("invalid_field", wanted, "needed_with_transition")
            else:
                done = applied(now, edit)
                assert (done.outcome, done.fields) == ("applied", {**now, "state": after})


def test_a_state_is_not_taken_away() -> None:
    refused = rejected(dict(DRAFT), op("put", "plan", {"state": ["draft", None]}))
    assert refused == ("invalid_field", "state", "forbidden_transition")


def test_only_the_fields_of_a_transition_go_with_it() -> None:
    returned = {"state": ["submitted", "returned"], "remark": [None, "再补充"]}
    done = applied({**DRAFT, "state": "submitted"}, op("put", "plan", returned))
    assert done.fields == {**DRAFT, "state": "returned", "remark": "再补充"}
    refused = rejected({**DRAFT, "state": "submitted"}, op("put", "plan", {**returned, "title": ["计划", "新"]}))
    assert refused == ("invalid_field", "title", "not_with_a_transition")


def test_what_is_said_with_one_transition_does_not_go_with_another() -> None:
    sent = least("submission", state="submitted", remark="写得好")
    withdrawn = op("put", "submission", {"state": ["submitted", "withdrawn"], "remark": ["写得好", "不必看了"]})
    assert rejected(sent, withdrawn) == ("invalid_field", "remark", "not_with_a_transition")
    closed = op("put", "plan", {"state": ["approved", "closed"], "remark": [None, "了结"]})
    assert rejected({**DRAFT, "state": "approved"}, closed) == ("invalid_field", "remark", "not_with_a_transition")


def test_of_two_transitions_the_first_stands_and_the_second_is_a_conflict() -> None:
    done = applied({**DRAFT, "state": "approved"}, op("put", "plan", {"state": ["submitted", "returned"]}))
    assert (done.outcome, done.clashes) == ("conflict", [Clash("state", "approved", "returned")])
    assert (done.fields or {})["state"] == "approved"


def test_the_same_transition_twice_is_one() -> None:
    edit = op("put", "plan", {"state": ["draft", "submitted"]})
    assert applied({**DRAFT, "state": "submitted"}, edit).outcome == "noop"


# deleting and restoring


def test_a_delete_takes_effect_only_on_what_its_author_saw() -> None:
    done = applied(dict(DRAFT), op("del", "plan", seen=DRAFT))
    assert (done.outcome, done.fields) == ("applied", None)
    assert done.changed
    changed = {**DRAFT, "title": "别人刚改的"}
    met = applied(dict(changed), op("del", "plan", seen=DRAFT))
    assert (met.outcome, met.fields, met.changed) == ("conflict", changed, {})
    assert [clash.field for clash in met.clashes] == [DELETED]


def test_a_delete_names_what_it_deletes() -> None:
    assert rejected(dict(DRAFT), op("del", "plan")) == ("invalid_field", "dig", "needed")
    assert rejected(None, op("del", "plan", seen=DRAFT))[0] == "no_such_record"
    with_changes = op("del", "plan", {"title": ["计划", None]}, seen=DRAFT)
    assert rejected(dict(DRAFT), with_changes) == ("invalid_field", "title", "no_changes_here")


def test_deleting_twice_is_deleting_once() -> None:
    assert applied(Target(DRAFT, deleted=True), op("del", "plan", seen=DRAFT)).outcome == "noop"


def test_an_edit_of_what_was_deleted_becomes_conflicts_and_nothing_else() -> None:
    edit = op("put", "plan", {"title": ["计划", "我的"], "basis": {"add": ["b"]}, "number": ["1号", "1号"]})
    done = applied(Target({**DRAFT, "basis": ["a"]}, deleted=True), edit)
    assert (done.outcome, done.fields, done.changed) == ("conflict", None, {})
    assert done.clashes == [Clash("title", "计划", "我的"), Clash("basis", ["a"], ["a", "b"])]


def test_an_edit_that_says_what_was_deleted_asks_nobody() -> None:
    back = op("put", "plan", {"title": ["我的", "计划"], "basis": {"add": ["a"], "del": ["b"]}})
    done = applied(Target({**DRAFT, "title": "计划", "basis": ["a"]}, deleted=True), back)
    assert (done.outcome, done.clashes) == ("noop", [])


def test_restoring_brings_back_the_last_content() -> None:
    done = applied(Target(DRAFT, deleted=True), op("restore", "plan"))
    assert (done.outcome, done.fields) == ("applied", DRAFT)
    assert done.changed
    assert applied(dict(DRAFT), op("restore", "plan")).outcome == "noop"
    assert rejected(None, op("restore", "plan"))[0] == "no_such_record"


def test_the_digest_is_of_every_field_in_canonical_form() -> None:
    fields: dict[str, Any] = {"b": "乙", "a": [1, True, None]}
    assert digest(fields) == digest({"a": [1, True, None], "b": "乙"})
    assert digest(fields) != digest({**fields, "c": ""})
    assert len(digest(fields)) == 32


def test_every_kind_can_be_deleted_and_restored() -> None:
    for spec in KINDS:
        fields = least(spec.name)
        assert applied(dict(fields), op("del", spec.name, seen=fields)).fields is None
        assert applied(Target(fields, deleted=True), op("restore", spec.name)).fields == fields
