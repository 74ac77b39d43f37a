"""Joining and signing in: the branch is here at once, and until it is the server decides, not an empty roster."""

from __future__ import annotations

from pathlib import Path

import pytest

from sync.workplace import open_workplace
from tests.cli.branch import Branch
from tests.cli.device import Device
from tui.commandline import signing


def test_the_first_secretary_may_begin_at_once(tmp_path: Path) -> None:
    branch = Branch(tmp_path / "branch")
    with branch:
        first = Device(tmp_path / "first")
        assert first.json("join", branch.first_invite, "--login", "zhang", "--name", "张三")["synced"] is True
        assert [each["fields"]["name"] for each in first.json("list", "member")] == ["张三"]
        first.ok("new", "plan", "year=2026", "title=计划")
        first.ok("sync")
        second = Device(tmp_path / "second")
        assert second.json("login", branch.address, "--login", "zhang")["synced"] is True
        assert len(second.json("list", "plan")) == 1


def test_a_join_whose_first_round_fails_still_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(signing, "SHORTEST_ROUND", 1000.0)
    branch = Branch(tmp_path / "branch")
    with branch:
        first = Device(tmp_path / "first")
        assert first.json("join", branch.first_invite, "--login", "zhang", "--name", "张三")["synced"] is False
        # Nothing was pulled yet: the roster is empty here, and it is the server that decides.
        plan = first.ok("new", "plan", "year=2026", "title=计划")
        assert first.json("load", "source-year")["before"] is False
        with open_workplace(first.home) as place:
            assert place.desk.rights.why_not_new("section", {"name": "秘书科"}) is None
        first.ok("sync")
        assert first.json("show", plan)["pending"] is False
        li = Device(tmp_path / "li")
        assert li.json("join", branch.invite("李四"), "--login", "li")["synced"] is False
        refused = li.ok("new", "plan", "year=2027", "title=我的计划")
        assert li.run("sync").code == 1
        assert [(item["record"], item["code"]) for item in li.json("parked")] == [(refused, "forbidden")]
        assert li.refused(1, "new", "plan", "year=2028")["code"] == "forbidden"
