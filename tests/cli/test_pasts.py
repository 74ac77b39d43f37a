"""`history` and `trash` on the command line, with a server and without."""

from __future__ import annotations

from pathlib import Path

from tests.cli.branch import Branch, me
from tests.cli.device import Device


def test_history_and_trash_from_the_server_and_as_far_as_the_device_knows(tmp_path: Path) -> None:
    branch = Branch(tmp_path)
    with branch:
        device = branch.device(tmp_path / "one", branch.first_invite, "wangwu", "王五")
        other = branch.device(tmp_path / "two", branch.invite("张三", "clerk"), "zhangsan")
        plan = device.json("new", "plan", "year=2026", "title=年度计划", "goals=第一句。第二句。")["id"]
        section = device.json("new", "section", "name=信息科")["id"]
        device.ok("sync")
        other.ok("sync")
        other.ok("edit", plan, "goals=第一句。改了。")
        other.ok("delete", section)
        other.ok("sync")
        device.ok("edit", plan, "title=新题目")
        told = device.json("history", plan)
        assert told["from"] == "server"
        assert [(each["action"], each["by"], each["pending"]) for each in told["entries"]] == [
            ("put", me(device), True),
            ("put", me(other), False),
            ("new", me(device), False),
        ]
        assert told["entries"][1]["changes"] == {"goals": ["第一句。第二句。", "第一句。改了。"]}
        words = device.ok("history", plan)
        assert "第一句。[-第二句。-][+改了。+]" in words
        assert "张三  改了 目标" in words
        [deleted] = device.json("trash")
        assert (deleted["id"], deleted["kind"], deleted["title"], deleted["by"], deleted["from"]) == (
            section,
            "section",
            "信息科",
            me(other),
            "server",
        )
        assert "信息科" in device.ok("trash")
        device.ok("sync")
    offline = device.run("history", plan, "--json")
    assert offline.code == 0
    assert offline.json["from"] == "device"
    assert "只列出本机知道的" in offline.err
    [known] = device.json("trash")
    assert (known["id"], known["title"], known["from"]) == (section, "信息科", "device")
    device.ok("restore", section)
    assert device.json("trash") == []


def test_private_records_and_a_device_that_never_joined(tmp_path: Path) -> None:
    device = Device(tmp_path / "alone")
    assert device.json("trash") == []
    assert "空" in device.ok("trash")
    note = device.json("new", "note", "title=私下记的", "body=正文")["id"]
    assert device.json("history", note) == {"record": note, "from": "device", "entries": []}
    device.ok("delete", note)
    [known] = device.json("trash")
    assert (known["id"], known["title"]) == (note, "私下记的")
    device.ok("restore", note)
    assert device.json("show", note)["fields"]["body"] == "正文"
