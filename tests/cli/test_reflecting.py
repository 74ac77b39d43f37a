"""A reflection's whole way over a real server, each person on a device of their own; and notes, searched on the device."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.branch import Branch, me
from tests.cli.device import Device

BODY = "学了公文写作。"


@pytest.fixture
def wang(branch: Branch, zhang: Device, tmp_path: Path) -> Device:
    """A third member, section head of the section 李四 is in."""
    device = branch.device(tmp_path / "wang", branch.invite("王五"), "wang")
    zhang.ok("sync")
    section = zhang.ok("new", "section", "name=综合科")
    zhang.ok("new", "membership", "member=李四", f"section={section}", "from=2020-01-01")
    zhang.ok("new", "appointment", "member=王五", "role=section_head", f"sections={section}", "from=2020-01-01")
    zhang.ok("sync")
    device.ok("sync")
    return device


def together(*devices: Device) -> None:
    """Everybody syncs, twice round, so that all have what all made."""
    for device in (*devices, *devices):
        device.ok("sync")


def test_written_returned_accepted_graded_published_commented_and_recommended(
    branch: Branch, zhang: Device, li: Device, wang: Device
) -> None:
    book = zhang.ok("new", "book", "title=机关公文写作", "author=某某")
    together(zhang, li, wang)
    draft = li.ok("new", "reflection", "title=读后", f"body={BODY}", "book=机关公文写作")
    first = li.json("submit", draft, "--yes")["id"]
    together(li, wang)

    assert [each["id"] for each in wang.json("list", "submission")] == [first]
    assert wang.json("show", first)["fields"]["book"] == book, "the copy names the book"
    assert "替别人" in wang.refused(1, "publish", first, "--yes")["message"], "nobody else publishes it"
    wang.ok("state", first, "returned", "--reason", "请联系实际")
    together(wang, li)
    assert li.json("show", first)["fields"]["remark"] == "请联系实际"
    assert "已通过" in li.refused(1, "publish", first, "--yes")["message"]
    li.ok("edit", draft, f"body={BODY}办文时用。")
    second = li.json("submit", draft, "--yes")["id"]
    together(li, wang)
    assert wang.json("show", second)["fields"]["replaces"] == first
    wang.ok("state", second, "accepted")
    wang.ok("new", "grade", f"target={second}", "of=李四", "grade=good")
    together(wang, li)

    refused = li.run("publish", second, typed=b"n\n")
    assert (refused.code, "没有发布" in refused.err) == (1, True)
    shown = li.run("publish", second, typed=b"y\n")
    assert "办文时用。" in shown.err, "what everybody will read is shown before the question"
    assert "可能已经读过" in shown.err
    published = shown.out.strip()
    assert li.refused(1, "publish", second, "--yes")["code"] == "already_published"
    together(li, zhang, wang)
    seen = zhang.json("show", published)
    assert (seen["fields"]["body"], seen["fields"]["author"]) == (f"{BODY}办文时用。", me(li))
    zhang.ok("new", "comment", f"target={published}", "text=写得实在")
    zhang.ok("new", "recommendation", f"target={published}", "why=办文可用")
    assert li.refused(1, "new", "recommendation", f"target={published}", "why=自荐")["code"] == "forbidden"
    together(zhang, li, wang)
    assert [each["fields"]["text"] for each in li.json("list", "comment")] == ["写得实在"]
    assert [each["fields"]["why"] for each in wang.json("list", "recommendation")] == ["办文可用"]

    assert zhang.refused(1, "state", published, "withdrawn")["code"] == "forbidden", "its author alone withdraws it"
    li.ok("state", published, "withdrawn")
    again = li.json("publish", second, "--yes")["id"]
    together(li, zhang)
    assert again != published
    assert zhang.json("show", published)["state"] == "withdrawn"
    assert zhang.json("show", again)["state"] == "published"


def test_notes_are_searched_without_a_branch(tmp_path: Path) -> None:
    device = Device(tmp_path / "home")
    first = device.ok("new", "note", "title=会上", "body=第一行\n请示要一文一事", "at=2026-03-05 09:00")
    second = device.ok("new", "note", "title=标签里有", "body=别的", "tags=请示", "at=2026-03-06 09:00")
    found = device.json("notes", "请示")
    assert [(each["id"], each["line"], each["text"]) for each in found] == [
        (second, None, None),
        (first, 2, "请示要一文一事"),
    ]
    assert [each["id"] for each in device.json("notes", "qs", "yiwen")] == [first]
    assert [each["as_written"] for each in device.json("notes", "qingshi")] == [False, False]
    assert device.json("notes", "没有") == []
    assert "没有找到" in device.ok("notes", "没有")
    assert "第 2 行" in device.ok("notes", "一文一事")
    assert device.run("notes").code == 2
