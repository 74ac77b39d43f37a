"""What commands answer: who did it, what is not known, in whose language, and what a device alone cannot do."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.cache.inbox import answer_to, hand_over
from sync.workplace import CACHE, open_workplace
from tests.cli.branch import Branch, me
from tests.cli.device import Device
from tui import i18n
from tui.commandline.handover import REQUEST_VERSION, take_in_requests


@pytest.fixture
def alone(tmp_path: Path) -> Device:
    """A branch of this device alone."""
    with open_workplace(tmp_path / "alone") as place:
        place.start_alone("测试支部")
    return Device(tmp_path / "alone")


def test_why_says_that_it_was_this_device(alone: Device, li: Device) -> None:
    for device, words in ((alone, ["section", "name=秘书科"]), (alone, ["note", "body=甲"]), (li, ["note", "body=甲"])):
        rid = device.ok("new", *words)
        field = words[1].partition("=")[0]
        (made,) = device.json("why", rid, field)["edits"]
        assert made["action"] == "new"
        assert made["name"] == ("李四" if device is li else "本机")
        device.ok("edit", rid, f"{field}=乙")
        (changed,) = device.json("why", rid, field)["edits"]
        assert changed["action"] == "put"
        assert "服务器" not in device.ok("why", rid, field)


def test_what_was_not_edited_since_it_was_made_is_still_new(alone: Device) -> None:
    rid = alone.ok("new", "note", "title=甲", "body=乙")
    alone.ok("edit", rid, "body=丙")
    assert [edit["action"] for edit in alone.json("why", rid, "title")["edits"]] == ["new"]


def test_what_waits_says_whose_it_is(zhang: Device) -> None:
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation")
    waiting = zhang.json("show", rid)
    assert (waiting["created"]["by"], waiting["updated"]["by"]) == (me(zhang), me(zhang))
    (member,) = zhang.json("list", "member")[:1]
    zhang.ok("edit", member["id"], "title=科长")
    assert zhang.json("show", member["id"])["updated"]["by"] == me(zhang)
    assert zhang.json("show", member["id"])["created"] == member["created"]


def test_a_settled_conflict_is_called_one(branch: Branch, zhang: Device) -> None:
    second = branch.another(branch.folder / "second", "zhang")
    rid = zhang.ok("new", "document", "title=办法", "doc_kind=regulation", "number=零号")
    zhang.ok("sync")
    second.ok("sync")
    zhang.ok("edit", rid, "number=一号")
    second.ok("edit", rid, "number=二号")
    zhang.ok("sync")
    assert second.run("sync").code == 1
    (item,) = second.json("conflicts")
    second.ok("resolve", item["id"], "--keep", "mine")
    assert "解决冲突" in second.ok("why", rid, "number")
    second.ok("sync")
    assert second.ok("why", rid, "number").count("解决冲突") == 1
    assert second.json("why", rid, "number")["edits"][0]["action"] == "resolve"


def test_submitting_takes_a_piped_answer(zhang: Device) -> None:
    draft = zhang.ok("new", "reflection", "title=甲", "body=乙")
    assert zhang.run("submit", draft).code == 2, "nobody is there to ask"
    for answer in (b"n\n", b"\n"):
        assert zhang.run("submit", draft, typed=answer).code == 1
    assert zhang.json("list", "submission") == []
    sent = zhang.ok("submit", draft, typed=b"y\n").splitlines()[-1]
    assert zhang.json("show", sent)["kind"] == "submission"


def test_a_branch_of_this_device_alone_has_nobody_to_submit_to(alone: Device) -> None:
    draft = alone.ok("new", "reflection", "title=甲", "body=乙")
    said = alone.refused(1, "submit", draft, "--yes")
    assert said["code"] == "alone_never_submits"
    assert "xinde join" not in said["message"]


def test_commentary_has_its_places_alone_as_in_a_branch(alone: Device) -> None:
    person = alone.ok("new", "member", "name=王五")
    session = alone.ok("new", "session", "form=exchange")
    given = [f"author={person}", "text=好"]
    assert alone.refused(1, "new", "comment", f"target={session}", *given)["code"] == "forbidden"
    minute = alone.ok("new", "minute", f"session={session}", "entry=note", "text=甲")
    alone.ok("new", "comment", f"target={minute}", *given)


def test_a_refusal_by_the_open_app_speaks_the_commands_language(alone: Device) -> None:
    with open_workplace(alone.home, "app") as place:
        said = {}
        for language in i18n.available():
            values = {"kind": "section", "given": [{"field": "nome", "how": "=", "text": "x"}], "rid": "x"}
            payload = {"version": REQUEST_VERSION, "command": "new", "values": values, "language": language}
            name = hand_over(str(alone.home / CACHE), payload, lambda language=language: language)  # type: ignore[misc]
            take_in_requests(place, alone.home, None)
            answer = answer_to(str(alone.home / CACHE), name)
            assert answer is not None
            said[language] = answer["error"]["what"]
        assert i18n.language() == "zh", "the app goes on in its own"
    assert any("一" <= c <= "鿿" for c in said["zh"])
    assert not any("一" <= c <= "鿿" for c in said["en"])
