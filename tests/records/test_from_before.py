"""Texts from before bidi controls were refused: everything else of their records can be changed, and they can be mended."""

from __future__ import annotations

import pytest

from sync.approving import PlanContent, read, written
from sync.cache.view import View
from sync.records import interchange
from sync.records.fields import FieldProblem
from sync.records.interchange import Given, Head
from sync.records.registry import KINDS
from sync.wire_changes import wire_changes

TURNED = "付款\u202e元001"
PLAN = KINDS["plan"]
BRANCH = "01a218a2-a440-7000-8000-000000000001"


def test_a_device_takes_it_out_and_changes_what_stands_beside_it() -> None:
    assert wire_changes(PLAN, {"title": (TURNED, "付款001元")}) == {"title": [TURNED, "付款001元"]}
    beside = {"title": (TURNED, TURNED), "guiding": (None, "指导")}
    assert wire_changes(PLAN, beside) == {"guiding": [None, "指导"]}, "a form gives every field it shows"
    assert wire_changes(PLAN, {"basis": ([TURNED], [TURNED, "又"])}) == {"basis": {"add": ["又"], "del": []}}
    assert wire_changes(PLAN, {"basis": ([TURNED], [])}) == {"basis": {"add": [], "del": [TURNED]}}


@pytest.mark.parametrize(("name", "base", "new"), [("title", TURNED, TURNED + "又"), ("basis", ["又"], ["又", TURNED])])
def test_a_device_writes_none(name: str, base: object, new: object) -> None:
    with pytest.raises(FieldProblem) as caught:
        wire_changes(PLAN, {name: (base, new)})
    assert (caught.value.field, caught.value.code) == (name, "control_character")


def test_a_version_that_was_approved_with_it_is_still_read() -> None:
    content = PlanContent({"title": TURNED}, ({"id": "t1", "topic": TURNED},))
    assert read(View("v1", "plan_version", "b:1", {"content": written(content)})) == content


def test_a_branch_whose_file_holds_it_is_taken_in() -> None:
    head = Head(BRANCH, "支部", "2026-01-01T00:00:00Z", (f"b:{BRANCH}",))
    stamp = {"at": "2026-01-01T00:00:00Z", "by": None}
    member = Given(
        "m1", "member", f"b:{BRANCH}", 1, {"name": TURNED, "state": KINDS["member"].first_state}, {}, stamp, stamp
    )
    _, found = interchange.read(interchange.written(head, [member]), KINDS)
    assert [each.fields["name"] for each in found] == [TURNED]
